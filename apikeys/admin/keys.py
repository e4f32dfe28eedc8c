"""API keys: made, changed and revoked by the services of the API; a token is part of one answer and of no other."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from unfold.decorators import action, display
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from apikeys.admin.base import ServiceForm, WorkspaceRows
from apikeys.admin.scope import acting
from apikeys.models import ApiKey, Role
from apikeys.services import keys
from apikeys.tokens import LIFETIME

CHANGES = {"name": "name", "role": "roleId", "expires_on": "expiresAt"}
"""Field of the form -> key of the service's input."""
SHOWN_TOKENS = 100


class KeyForm(ServiceForm):
    keys = CHANGES

    name = forms.CharField(widget=UnfoldAdminTextInputWidget, help_text="The program that will use it.")
    role = forms.ModelChoiceField(
        Role.objects.none(), widget=UnfoldAdminSelectWidget, help_text="What the key may do. Give it no more than that."
    )
    expires_on = forms.DateField(
        label="Expires on",
        required=False,
        widget=UnfoldAdminTextInputWidget(attrs={"type": "date"}),
        help_text="At the beginning of this day, UTC. Empty: never.",
    )

    class Meta:
        model = ApiKey
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = Role.objects.filter(workspace_id=self.caller.workspace_id, can_be_assigned_to_api_keys=True)
        self.fields["role"].queryset = roles  # type: ignore[attr-defined]
        if not self.instance._state.adding:
            self.initial.update({"name": self.instance.name, "role": self.instance.role_id})
            if self.instance.expires_at < datetime.now(UTC) + LIFETIME / 2:
                self.initial["expires_on"] = self.instance.expires_at.date()

    def store(self, given: Any) -> ApiKey:
        values = {"name": given["name"], "roleId": given["role"].pk, "expiresAt": self.end(given["expires_on"])}
        if self.instance._state.adding:
            return keys.create_api_key(self.caller, values)
        changed = {CHANGES[name]: values[CHANGES[name]] for name in self.changed_data}
        return keys.update_api_key(self.caller, self.instance.pk, changed)

    def end(self, day: Any) -> str:
        if day is None:
            return (datetime.now(UTC) + LIFETIME).isoformat()
        return datetime(day.year, day.month, day.day, tzinfo=UTC).isoformat()


@admin.register(ApiKey)
class ApiKeyAdmin(WorkspaceRows):
    form = KeyForm
    fields = ["name", "role", "expires_on"]
    list_display = ["name", "role", "state", "expires_at", "last_used_at"]
    list_select_related = ["role"]
    search_fields = ["name"]
    ordering = ["-created_at"]
    actions = ["revoke"]
    actions_detail = ["make_token", "end_token", "end"]

    @display(description="State", label={"active": "success", "revoked": "danger", "expired": "warning"})
    def state(self, row: ApiKey) -> str:
        if row.revoked_at:
            return "revoked"
        return "active" if row.expires_at > datetime.now(UTC) else "expired"

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.revoked_at is None)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A revoked key stays on record."""
        return False

    def response_add(self, request: HttpRequest, obj: ApiKey, post_url_continue: str | None = None) -> HttpResponse:
        return self.shown_once(request, obj)

    def shown_once(self, request: HttpRequest, key: ApiKey) -> HttpResponse:
        token = keys.generate_api_key_token(acting(request, key.workspace), key.pk, {})
        about = {
            **self.admin_site.each_context(request),
            "title": f"The token of “{key.name}”",
            "token": token,
            "opts": self.opts,
            "origin": request.build_absolute_uri("/").removesuffix("/"),
        }
        return TemplateResponse(request, "settings/token.html", about, headers={"Cache-Control": "no-store"})

    @admin.action(description="Revoke selected API keys")
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiKey]) -> None:
        ending = list(queryset.filter(revoked_at=None).select_related("workspace"))
        for key in ending:
            keys.revoke_api_key(acting(request, key.workspace), key.pk)
        messages.success(request, f"{len(ending)} API keys revoked.")

    @action(description="Make another token", url_path="token", icon="key")
    def make_token(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.confirmed(request, object_id, "Make another token", self.shown_once)

    @action(description="End one token", url_path="end-token", icon="key_off")
    def end_token(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.confirmed(request, object_id, "End one token", self.ended_alone)

    def ended_alone(self, request: HttpRequest, key: ApiKey) -> HttpResponse:
        given = request.POST.get("number", "")
        number = int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0
        keys.end_api_key_token(acting(request, key.workspace), key.pk, number)
        messages.success(request, f"Token {number} of “{key.name}” has ended; the others stay valid.")
        return HttpResponseRedirect(reverse("admin:apikeys_apikey_change", args=[key.pk]))

    @action(description="Revoke", url_path="revoke", icon="block")
    def end(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.confirmed(request, object_id, "Revoke the key", self.ended)

    def ended(self, request: HttpRequest, key: ApiKey) -> HttpResponse:
        keys.revoke_api_key(acting(request, key.workspace), key.pk)
        messages.success(request, f"“{key.name}” is revoked: all its tokens have ended.")
        return HttpResponseRedirect(reverse("admin:apikeys_apikey_changelist"))

    def confirmed(self, request: HttpRequest, object_id: str, title: str, work: Any) -> HttpResponse:
        """Buttons of the theme are links, and a link changes nothing: it leads to a form that does."""
        key = self.get_object(request, object_id)
        if key is None or not self.has_change_permission(request, key):
            messages.error(request, "The key is revoked, or there is no such key.")
            return HttpResponseRedirect(reverse("admin:apikeys_apikey_changelist"))
        if request.method == "POST":
            made: list[HttpResponse] = []
            if self.attempt(request, lambda: made.append(work(request, key))):
                return made[0]
            return HttpResponseRedirect(reverse("admin:apikeys_apikey_change", args=[object_id]))
        about = {**self.admin_site.each_context(request), "title": title, "row": key, "opts": self.opts}
        if work == self.ended_alone:
            about["numbers"] = living(key)
        return TemplateResponse(request, "settings/confirm.html", about)


def living(key: ApiKey) -> list[int]:
    """The numbers of the key's latest tokens that have not ended, the newest first."""
    made = range(key.token_count, max(0, key.token_count - SHOWN_TOKENS), -1)
    return [number for number in made if number not in key.ended_tokens]
