"""The key of the playground: made for the signed-in person or pasted, and kept in the session."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.http import HttpRequest

from apikeys.authentication import AuthenticationError, Caller, authenticate
from apikeys.errors import AccessError
from apikeys.models import Role
from apikeys.services.keys import create_api_key, generate_api_key_token
from docs.pages.session import API_KEY, call_token, person_token

LIFETIME = timedelta(days=30)
NAME = "Playground"


@dataclass(frozen=True, slots=True)
class Refused(Exception):
    message: str


def caller_in(request: HttpRequest) -> Caller | None:
    """Who the playground's calls come from. A key that has ended since is forgotten."""
    try:
        token = call_token(request)
        return authenticate(f"Bearer {token}") if token else None
    except AuthenticationError:
        if API_KEY not in request.session:
            return None
        forget(request)
        return caller_in(request)


def make(request: HttpRequest, role_id: str) -> str:
    """A new key of the chosen workspace: the token, to be shown this once."""
    token = person_token(request)
    if token is None:
        raise Refused("Sign in to make a key.")
    try:
        person = authenticate(f"Bearer {token}")
        expires = (datetime.now(UTC) + LIFETIME).isoformat()
        key = create_api_key(person, {"name": NAME, "expiresAt": expires, "roleId": role_id})
        made = generate_api_key_token(person, str(key.pk), {})
    except AuthenticationError as error:
        raise Refused(error.messages[0]) from None
    except AccessError as error:
        raise Refused(error.message) from None
    request.session[API_KEY] = made
    return made


def paste(request: HttpRequest, token: str) -> None:
    try:
        authenticate(f"Bearer {token.strip()}")
    except AuthenticationError as error:
        raise Refused(error.messages[0]) from None
    request.session[API_KEY] = token.strip()


def forget(request: HttpRequest) -> None:
    request.session.pop(API_KEY, None)


def roles_for_keys(caller: Caller) -> list[Role]:
    return list(Role.objects.filter(workspace_id=caller.workspace_id, can_be_assigned_to_api_keys=True))
