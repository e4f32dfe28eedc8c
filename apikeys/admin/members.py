"""Members: a person comes in with a record of the workspace, and gets another role by the service of the API."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.db.models import Q
from django.http import HttpRequest
from unfold.widgets import (
    UnfoldAdminEmailInputWidget,
    UnfoldAdminPasswordWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from apikeys import audit
from apikeys.admin.base import ServiceForm, WorkspaceRows
from apikeys.errors import AccessError
from apikeys.models import Membership, Role
from apikeys.services import people
from metadata.models import Workspace


class MemberForm(ServiceForm):
    email = forms.EmailField(widget=UnfoldAdminEmailInputWidget)
    name = forms.CharField(required=False, max_length=100, widget=UnfoldAdminTextInputWidget)
    password = forms.CharField(
        required=False,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"}),
        help_text="For the first sign-in. Empty: a person who is known keeps the password.",
    )
    role = forms.ModelChoiceField(Role.objects.none(), widget=UnfoldAdminSelectWidget)

    class Meta:
        model = Membership
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = Role.objects.filter(workspace_id=self.caller.workspace_id, can_be_assigned_to_users=True)
        self.fields["role"].queryset = roles  # type: ignore[attr-defined]
        if not self.instance._state.adding:
            self.initial["role"] = self.instance.role_id

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        if password:
            validate_password(password)
        return password

    def store(self, given: Any) -> Membership:
        if not self.instance._state.adding:
            return people.update_member_role(self.caller, self.instance.workspace_member_id, given["role"].pk)
        workspace = Workspace.objects.get(pk=self.caller.workspace_id)
        known = get_user_model().objects.filter(Q(username__iexact=given["email"]) | Q(email__iexact=given["email"]))
        if Membership.objects.filter(workspace=workspace, person__user__in=known).exists():
            raise AccessError("This person is a member already", "ALREADY_A_MEMBER")
        if given["password"] and known.exists():
            raise AccessError("This person has an account and a password already", "USER_ALREADY_EXISTS")
        made = people.create_member(
            workspace,
            given["email"],
            given["password"] or None,
            role_label=given["role"].label,
            name="" if known.exists() else given["name"],
        )
        audit.record(self.caller, "workspaceMember.created", made, {"role": (None, given["role"].label)})
        return made


@admin.register(Membership)
class MembershipAdmin(WorkspaceRows):
    form = MemberForm
    list_display = ["person", "name", "role", "created_at"]
    list_select_related = ["person__user", "role"]
    search_fields = ["person__user__username", "person__user__first_name", "person__user__last_name"]
    actions = None

    @admin.display(description="Name", ordering="person__user__first_name")
    def name(self, row: Membership) -> str:
        return row.person.user.get_full_name()

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["role"] if obj else ["email", "name", "password", "role"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The records of the workspace name the member as their author."""
        return False
