"""Who may enter the settings: whoever administers a workspace, as its role Admin says, and superusers."""

from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from unfold.forms import AuthenticationForm
from unfold.sites import UnfoldAdminSite

from apikeys.services.people import administered


class SignInForm(AuthenticationForm):
    """An account's name is its e-mail address. A right password of somebody who administers nothing is refused in the
    words of a wrong one."""

    error_messages = AuthenticationForm.error_messages | {
        "invalid_login": "The name or the password is wrong, or this account administers no workspace."
    }

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["username"].label = "E-mail address"

    def confirm_login_allowed(self, user: User) -> None:
        if not user.is_active:
            raise ValidationError(self.error_messages["inactive"], code="inactive")
        if not administered(user).exists():
            raise ValidationError(self.error_messages["invalid_login"], code="invalid_login")


class SettingsSite(UnfoldAdminSite):
    """Django's `is_staff` plays no part: the membership counts, from one request to the next."""

    login_form = SignInForm

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and administered(request.user).exists()
