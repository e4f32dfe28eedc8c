"""Webhooks and their deliveries in Django admin."""

from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from apikeys.admin.base import ReadOnly, ServiceForm, WorkspaceRows
from apikeys.admin.scope import acting, current_or_refuse
from apikeys.caller import Caller
from apikeys.parse import uuid_or_none
from metadata.models import Workspace
from webhooks.models import ACTIVE, PAUSED, PENDING, Delivery, Webhook
from webhooks.services.deliveries import resend_range, send_again
from webhooks.services.webhooks import create_webhook, delete_webhook, update_webhook

KEYS = {"target_url": "targetUrl", "operations": "operations", "description": "description", "secret": "secret"}
"""Field of the form -> key of the service's input."""
LATEST = 10
AGAIN = {"DEAD": "given up", "DELIVERED": "delivered", "SKIPPED": "skipped"}


class WebhookForm(ServiceForm):
    keys = KEYS

    target_url = forms.CharField(label="Target URL", widget=UnfoldAdminTextInputWidget(attrs={"type": "url"}))
    operations = forms.CharField(
        initial="*.*",
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        help_text="One to a line: company.created, person.*, *.deleted; *.* hears of everything.",
    )
    description = forms.CharField(required=False, widget=UnfoldAdminTextInputWidget)
    secret = forms.CharField(
        required=False,
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"}),
        help_text="Deliveries are signed with it. Empty for a new webhook: one is made.",
    )

    class Meta:
        model = Webhook
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            self.initial.update({name: getattr(self.instance, name) for name in KEYS})
            self.initial["operations"] = "\n".join(self.instance.operations)

    def clean_operations(self) -> list[str]:
        return self.cleaned_data["operations"].replace(",", "\n").split()

    def store(self, given: Any) -> Webhook:
        values = {key: given[name] for name, key in KEYS.items()}
        if self.instance._state.adding:
            if not values["secret"]:
                del values["secret"]
            return create_webhook(self.caller, values)
        changed = {KEYS[name]: values[KEYS[name]] for name in self.changed_data}
        return update_webhook(self.caller, self.instance.pk, changed)


@admin.register(Webhook)
class WebhookAdmin(WorkspaceRows):
    form = WebhookForm
    list_display = ["target_url", "heard", "shown_state", "failing_since", "log"]
    list_filter = ["state"]
    fields = [*KEYS]
    actions = ["resume"]
    change_form_outer_after_template = "settings/webhook.html"

    @admin.display(description="Operations")
    def heard(self, row: Webhook) -> str:
        return ", ".join(row.operations)

    @display(description="State", ordering="state", label={"active": "success", "paused": "warning"})
    def shown_state(self, row: Webhook) -> str:
        return row.state

    @admin.display(description="Deliveries")
    def log(self, row: Webhook) -> SafeString:
        address = reverse("admin:webhooks_delivery_changelist")
        return format_html('<a class="text-link" href="{}?webhook={}">Delivery log</a>', address, row.pk)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if request.method == "GET":
            for webhook in self.get_queryset(request).filter(state=PAUSED)[:20]:
                since = f"{webhook.failing_since:%Y-%m-%d %H:%M} UTC"
                messages.warning(
                    request,
                    f"{webhook.target_url} is paused: every delivery has failed since {since}. "
                    "Resume it when the target answers again; what it has missed is then sent.",
                )
        return super().changelist_view(request, extra_context)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        row = context.get("original")
        if row is not None:
            context |= {
                "latest": Delivery.objects.filter(webhook=row)[:LATEST],
                "states": AGAIN,
            }
        return super().render_change_form(request, context, *args, **kwargs)

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(require_POST(self.again))
        return [path("<uuid:webhook_id>/again/", view, name="webhooks_webhook_again"), *super().get_urls()]

    def again(self, request: HttpRequest, webhook_id: UUID) -> HttpResponse:
        """Sends a range of deliveries once more."""
        row = self.get_object(request, str(webhook_id))
        if row is None or not self.has_change_permission(request, row):
            raise Http404("No such webhook")
        given = {key: value for key in ("from", "to", "state") if (value := request.POST.get(key))}
        sent: list[int] = []
        if self.attempt(request, lambda: sent.append(resend_range(acting(request, row.workspace), row.pk, given))):
            messages.success(request, f"{sent[0]} deliveries will be sent again.")
        return HttpResponseRedirect(reverse("admin:webhooks_webhook_change", args=[row.pk]))

    def losses(self, obj: Webhook) -> list[str]:
        count = Delivery.objects.filter(webhook=obj).count()
        return [f"Its log of {count} deliveries, those among them that are still to be sent"]

    def remove(self, caller: Caller, obj: Webhook) -> None:
        delete_webhook(caller, obj.pk)

    @admin.action(description="Resume selected webhooks")
    def resume(self, request: HttpRequest, queryset: QuerySet[Webhook]) -> None:
        waiting = list(queryset.exclude(state=ACTIVE).select_related("workspace"))
        done = sum(self.attempt(request, partial(resumed, request, one)) for one in waiting)
        messages.success(request, f"{done} webhooks are active again.")


def resumed(request: HttpRequest, webhook: Webhook) -> None:
    update_webhook(acting(request, webhook.workspace), webhook.pk, {})


class OwnWebhooks(admin.SimpleListFilter):
    """The webhooks of the chosen workspace."""

    title = parameter_name = "webhook"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(row.pk), str(row)) for row in Webhook.objects.filter(workspace=current_or_refuse(request))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> QuerySet[Delivery]:
        if self.value() is None:
            return queryset
        chosen = uuid_or_none(self.value())
        return queryset.filter(webhook__id=chosen) if chosen else queryset.none()


@admin.register(Delivery)
class DeliveryAdmin(ReadOnly):
    """The log: to read, and to send again."""

    change_form_outer_after_template = "settings/delivery_log.html"
    list_display = ["created_at", "event_name", "webhook", "shown_state", "status", "attempts", "finished_at"]
    list_filter = ["state", OwnWebhooks]
    list_select_related = ["webhook"]
    list_per_page = 50
    search_fields = ["event_name"]
    show_full_result_count = False
    actions = ["resend"]
    fields = ["event_name", "webhook", "state", "attempts", "status", "created_at", "due_at", "finished_at", "id"]

    @display(
        description="State",
        ordering="state",
        label={"delivered": "success", "pending": "info", "dead": "danger", "skipped": "warning"},
    )
    def shown_state(self, row: Delivery) -> str:
        return row.state

    @admin.action(description="Send again", permissions=["view"])
    def resend(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> None:
        waiting = queryset.exclude(state=PENDING)
        workspaces = Workspace.objects.filter(pk__in=waiting.order_by().values("workspace_id"))
        count = sum(send_again(acting(request, one), waiting.filter(workspace=one)) for one in workspaces)
        messages.success(request, f"{count} deliveries will be sent again.")
