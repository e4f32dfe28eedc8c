"""Signing in with a password, a few times a minute for each address: for the admin pages and for GraphQL alike."""

from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from apikeys.buckets import lease


class SlowModelBackend(ModelBackend):
    """Django's own check of a password behind a token bucket for each user name, known or not."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        if username is not None and not admitted(username):
            raise PermissionDenied("Too many attempts to sign in")
        return super().authenticate(request, username, password, **kwargs)


def admitted(username: str) -> bool:
    """Takes one of the attempts that this name has left. All count: nothing tells a known name from an unknown one."""
    attempts = settings.TWENTYAPI_SIGN_IN_ATTEMPTS_PER_MINUTE
    if not attempts:
        return True
    name = uuid5(NAMESPACE_URL, "sign-in:" + username.casefold().encode("utf-8", "replace").decode())
    return lease(name, attempts, attempts, 1, 1).tokens > 0
