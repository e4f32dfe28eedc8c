"""The form of the settings' sign-in page. Outside of twentyapi.admin, which is loaded after the site that shows it."""

from typing import Any

from unfold.forms import AuthenticationForm


class SignInForm(AuthenticationForm):
    """An account's name is its e-mail address."""

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["username"].label = "E-mail address"
