"""Members: a person comes in with a record of the workspace, and gets another role by the service of the API."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest
from unfold.widgets import (
    UnfoldAdminEmailInputWidget,
    UnfoldAdminPasswordWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from apikeys.admin.base import ServiceForm, WorkspaceRows
from apikeys.caller import Caller
from apikeys.models import Membership, Role
from apikeys.services import people


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
        wanted = {name: given[name] for name in ("email", "name", "password")}
        return people.add_member(self.caller, wanted | {"roleId": given["role"].pk})


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

    def remove(self, caller: Caller, obj: Membership) -> None:
        people.remove_member(caller, obj.workspace_member_id)
