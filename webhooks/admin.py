"""Webhooks and their deliveries in Django admin. A person sees the workspaces that he administers."""

import secrets
from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse

from apikeys.admin import WorkspaceAdmin
from webhooks.models import ACTIVE, PAUSED, PENDING, Delivery, Webhook
from webhooks.services.deliveries import send_again
from webhooks.services.webhooks import changed, drop_deliveries


@admin.register(Webhook)
class WebhookAdmin(WorkspaceAdmin):
    list_display = ["target_url", "workspace", "operations", "role", "state", "failing_since"]
    list_filter = ["workspace", "state"]
    fields = ["workspace", "target_url", "operations", "description", "secret", "role", "state", "failing_since"]
    readonly_fields = ["state", "failing_since"]
    actions = ["resume"]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"secret": secrets.token_hex(32), "operations": "*.*"}

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        for webhook in self.get_queryset(request).filter(state=PAUSED)[:20]:
            since = f"{webhook.failing_since:%Y-%m-%d %H:%M} UTC"
            messages.warning(
                request,
                f"{webhook.target_url} is paused: every delivery has failed since {since}. "
                "Resume it when the target answers again; what it has missed is then sent.",
            )
        return super().changelist_view(request, extra_context)

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: Webhook, form: ModelForm, change: bool) -> None:
        obj.application_id = changed(obj.workspace_id)
        super().save_model(request, obj, form, change)

    def delete_model(self, request: HttpRequest, obj: Webhook) -> None:
        webhook_id = obj.pk
        changed(obj.workspace_id)
        super().delete_model(request, obj)
        transaction.on_commit(lambda: drop_deliveries(webhook_id))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Webhook]) -> None:
        for webhook in queryset:
            self.delete_model(request, webhook)

    @admin.action(description="Resume selected webhooks")
    def resume(self, request: HttpRequest, queryset: QuerySet[Webhook]) -> None:
        with transaction.atomic():
            for workspace in queryset.order_by().values_list("workspace_id", flat=True).distinct():
                changed(workspace)
            count = queryset.update(state=ACTIVE, failing_since=None)
        messages.success(request, f"{count} webhooks are active.")


@admin.register(Delivery)
class DeliveryAdmin(WorkspaceAdmin):
    """The log: to read, and to send again."""

    list_display = ["created_at", "event_name", "webhook", "state", "status", "attempts", "due_at", "finished_at"]
    list_filter = ["state", "workspace"]
    list_select_related = ["webhook"]
    show_full_result_count = False
    actions = ["resend"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    has_change_permission = has_add_permission
    has_delete_permission = has_add_permission

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["workspace"]

    @admin.action(description="Send again")
    def resend(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> None:
        count = send_again(queryset.exclude(state=PENDING))
        messages.success(request, f"{count} deliveries will be sent again.")
