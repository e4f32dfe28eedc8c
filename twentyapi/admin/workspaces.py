"""Workspaces: made by the same service as on the command line, changed by the one behind updateWorkspace."""

import zoneinfo
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from unfold.decorators import display
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from apikeys.admin.base import ServiceForm, WorkspaceRows
from apikeys.admin.scope import acting, administered, choose
from apikeys.models import Role
from metadata.models import Workspace
from metadata.services.settings import LIMITS, update_workspace
from metadata.services.workspaces import create_workspace

KEYS = {
    "display_name": "displayName",
    "subdomain": "subdomain",
    "custom_domain": "customDomain",
    "logo": "logo",
    "rest_metadata_format": "restMetadataFormat",
    "trash_retention_days": "trashRetentionDays",
    "is_public_invite_link_enabled": "isPublicInviteLinkEnabled",
    "allow_impersonation": "allowImpersonation",
}
"""Field of the form -> key of the service that checks and stores it."""
NUMBERS = {"batch_limit": "batchLimit", "per_second": "rateLimitPerSecond", "per_minute": "rateLimitPerMinute"}


def text(label: str, sentence: str) -> forms.CharField:
    return forms.CharField(label=label, required=False, widget=UnfoldAdminTextInputWidget, help_text=sentence)


def number(label: str, sentence: str) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, widget=UnfoldAdminIntegerFieldWidget, help_text=sentence)


def switch(label: str, sentence: str) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False, widget=UnfoldBooleanSwitchWidget, help_text=sentence)


class NewWorkspaceForm(ServiceForm):
    display_name = forms.CharField(
        label="Name",
        max_length=255,
        widget=UnfoldAdminTextInputWidget,
        help_text="It gets a data model, keys and roles of its own. Its subdomain is made of the name.",
    )
    sample = switch("Sample records", "A few companies and people to try the APIs with.")

    class Meta:
        model = Workspace
        fields: list[str] = []

    def store(self, given: Any) -> Workspace:
        return create_workspace(given["display_name"], sample=given["sample"])


class WorkspaceForm(ServiceForm):
    keys = KEYS | NUMBERS | {"time_zone": "timeZone", "default_role": "defaultRoleId"}

    display_name = text("Name", "What people see, on the start page and when they sign in.")
    subdomain = text("Subdomain", "3 to 30 letters a-z, digits and hyphens; no other workspace has it.")
    custom_domain = text(
        "Own domain", "A host such as crm.example.com that leads people to this workspace. Empty: none."
    )
    logo = text("Logo", "The address of a picture. Empty: none.")
    default_role = forms.ModelChoiceField(
        Role.objects.none(), widget=UnfoldAdminSelectWidget, help_text="What a new member gets."
    )
    rest_metadata_format = forms.ChoiceField(
        label="Format of REST metadata",
        choices=Workspace.FORMATS,
        widget=UnfoldAdminSelectWidget,
        help_text="Direct: objects and fields as they are. Wrapped: inside data, as older clients of Twenty expect.",
    )
    trash_retention_days = number("Days in the bin", "Told to clients, 0 to 36500. The server itself empties no bin.")
    time_zone = forms.ChoiceField(
        label="Time zone",
        required=False,
        widget=UnfoldAdminSelectWidget,
        help_text="Where a day begins, for conditions of saved views such as “today”.",
    )
    batch_limit = number(
        "Records in a batch", "The most that one call may write, 1 to 10000. Empty: the server's limit."
    )
    per_second = number("Requests a second", "Of each key. Empty: the server's limit.")
    per_minute = number("Requests a minute", "Of each key. Empty: the server's limit.")
    is_public_invite_link_enabled = switch(
        "Public invite link", "Whoever has the link may join, where the server allows people to sign up."
    )
    allow_impersonation = switch(
        "Impersonation by support", "Told to clients; this server lets nobody act as another person."
    )

    class Meta:
        model = Workspace
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row, known = self.instance, self.instance.settings
        zones = sorted(zoneinfo.available_timezones())
        self.fields["time_zone"].choices = [("", "UTC"), *((zone, zone) for zone in zones)]  # type: ignore[attr-defined]
        self.fields["default_role"].queryset = Role.objects.filter(workspace=row)  # type: ignore[attr-defined]
        self.initial.update({name: getattr(row, name) for name in KEYS} | {"default_role": row.default_role_id})
        self.initial.update({name: known.get(key) for name, key in NUMBERS.items()})
        self.initial["time_zone"] = known.get("timeZone", "")

    def store(self, given: Any) -> Workspace:
        wanted = {KEYS[name]: given[name] for name in self.changed_data if name in KEYS}
        limits = {NUMBERS[name]: given[name] for name in self.changed_data if name in NUMBERS}
        if "time_zone" in self.changed_data:
            limits["timeZone"] = given["time_zone"] or None
        assert limits.keys() <= LIMITS.keys()
        if limits:
            wanted["settings"] = limits
        if "default_role" in self.changed_data:
            wanted["defaultRoleId"] = str(given["default_role"].pk)
        return update_workspace(self.instance.pk, wanted)


@admin.register(Workspace)
class WorkspaceAdmin(WorkspaceRows):
    list_display = ["display_name", "subdomain", "state", "metadata_version", "created_at"]
    search_fields = ["display_name", "subdomain"]
    actions = ["use"]
    change_fieldsets = [
        (None, {"fields": ["display_name", "subdomain", "custom_domain", "logo", "default_role"]}),
        ("APIs", {"fields": ["rest_metadata_format", "time_zone", "batch_limit", "per_second", "per_minute"]}),
        ("Data", {"fields": ["trash_retention_days"]}),
        ("Access", {"fields": ["is_public_invite_link_enabled", "allow_impersonation"]}),
    ]

    @display(description="State", label={"ACTIVE": "success"})
    def state(self, row: Workspace) -> str:
        return row.activation_status

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """The whole list, whichever is chosen."""
        return administered(request.user)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        kwargs["form"] = WorkspaceForm if obj else NewWorkspaceForm
        if obj is None:
            return type("Form", (NewWorkspaceForm,), {"caller": acting(request, self.workspace_of(request))})
        return super().get_form(request, obj, change, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.change_fieldsets if obj else [(None, {"fields": ["display_name", "sample"]})]

    def workspace_of(self, request: HttpRequest, obj: Any = None) -> Workspace:
        return obj or super().workspace_of(request)

    @admin.action(description="Work in the selected workspace")
    def use(self, request: HttpRequest, queryset: QuerySet[Workspace]) -> None:
        chosen = list(queryset[:2])
        if len(chosen) > 1:
            messages.error(request, "Select one workspace.")
            return
        choose(request, chosen[0])
        messages.success(request, f"These are the settings of {chosen[0]} now.")

    def response_add(self, request: HttpRequest, obj: Workspace, post_url_continue: str | None = None) -> HttpResponse:
        """On into it."""
        choose(request, obj)
        messages.success(request, f"{obj} is made, and these are its settings.")
        return HttpResponseRedirect(reverse("admin:index"))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_active and request.user.is_superuser)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A workspace is not deleted by a click."""
        return False
