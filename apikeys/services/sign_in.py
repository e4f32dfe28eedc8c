"""How a member comes in: from a password to the tokens of a session, and from there to newer ones."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest

from apikeys import errors, jwts, parse, sessions, tokens
from apikeys.authentication import bearer_token
from apikeys.caller import Caller
from apikeys.models import Membership, Person
from apikeys.services.people import membership_of, user_of
from metadata.models import Workspace

LONGEST_ADDRESS = 150
"""The longest name that an account can have: a longer one is not asked for, nor counted."""


def login_token(request: HttpRequest, email: str, password: str, origin: str = "") -> dict[str, Any]:
    """getLoginTokenFromCredentials: {token, expiresAt}. An unknown address and a wrong password are told alike."""
    membership = _signed_in(request, email, password, origin)
    return sessions.login(membership.person, membership.workspace_id)


def sign_in(request: HttpRequest, email: str, password: str) -> tuple[dict[str, Any], list[tuple[Workspace, str]]]:
    """signIn: the AuthTokenPair of the workspace joined last, and every workspace with a login token of its own."""
    user = checked(request, email, password)
    membership = _membership(user, "") if user else None
    if user and membership is None and settings.SIGN_UP_ENABLED:
        return sessions.without_workspace(Person.objects.get_or_create(user=user)[0]), []
    if membership is None:
        raise errors.wrong_password()
    joined = Membership.objects.filter(person=membership.person_id, workspace__activation_status="ACTIVE")
    workspaces = [one.workspace for one in joined.select_related("workspace").order_by("-created_at", "-pk")]
    return sessions.session(membership), [
        (one, sessions.login(membership.person, one.pk)["token"]) for one in workspaces
    ]


def workspace_at(origin: Any) -> Workspace:
    """The workspace that a URL names by its subdomain or its own domain, else the only one that there is."""
    named = _named(origin)
    if named:
        return named
    first_two = Workspace.objects.filter(activation_status="ACTIVE")[:2]
    if len(first_two) != 1:
        raise errors.not_found("Workspace", "WORKSPACE_NOT_FOUND")
    return first_two[0]


def auth_tokens(login: str) -> dict[str, Any]:
    """getAuthTokensFromLoginToken: the AuthTokenPair."""
    claims = sessions.claims(login, tokens.LOGIN)
    membership = _present(claims["workspaceId"], person__user__email__iexact=claims["sub"])
    if not sessions.is_current(claims, membership.person):
        raise errors.invalid()
    return sessions.session(membership)


def renew_token(refresh: str) -> dict[str, Any]:
    """renewToken: a new AuthTokenPair. A changed password ends all earlier sessions."""
    claims = sessions.claims(refresh, tokens.REFRESH)
    if claims.get("targetedTokenType") == tokens.AGNOSTIC:
        person = _active(claims["userId"])
        if not sessions.is_current(claims, person):
            raise errors.invalid()
        return sessions.without_workspace(person)
    membership = _present(claims["workspaceId"], person_id=claims["userId"])
    if not sessions.is_current(claims, membership.person):
        raise errors.invalid()
    return sessions.session(membership)


def person_of(request: HttpRequest) -> Person:
    """Who sends this request, in a workspace or in none. An API key is nobody."""
    claims = jwts.verify(bearer_token(request.META.get("HTTP_AUTHORIZATION")))
    if claims.get("type") not in (tokens.ACCESS, tokens.AGNOSTIC):
        raise errors.AccessError("Forbidden resource", errors.FORBIDDEN, status=403, code="FORBIDDEN")
    return _active(claims["userId"])


def playground_token(caller: Caller) -> dict[str, Any]:
    """generatePlaygroundToken: {token, expiresAt}, for a person only."""
    membership = membership_of(caller)
    if membership is None:
        raise errors.AccessError("Forbidden resource", errors.FORBIDDEN, status=403, code="FORBIDDEN")
    return sessions.playground(membership)


def _signed_in(request: HttpRequest, email: str, password: str, origin: Any = "") -> Membership:
    found = checked(request, email, password)
    membership = _membership(found, origin) if found else None
    if membership is None:
        raise errors.wrong_password()
    return membership


def checked(request: HttpRequest, email: Any, password: Any) -> User | None:
    """Who has this address and password. Failures are counted by django-axes; too many of them are refused."""
    if not all(isinstance(text, str) and parse.storable(text) for text in (email, password)):
        return None
    if len(email) > LONGEST_ADDRESS:
        return None
    user = user_of(email)
    request.axes_locked_out = False  # type: ignore[attr-defined]  # axes sets it, also when it refuses
    found = authenticate(request, username=user.get_username() if user else email, password=password)
    if request.axes_locked_out:  # type: ignore[attr-defined]
        raise errors.too_many_attempts()
    if not isinstance(found, User):
        return None
    user_logged_in.send(User, request=request, user=found)  # Django notes the date, axes forgets the failures
    return found


def _membership(user: User, origin: Any) -> Membership | None:
    """In the workspace that the origin names, else the one joined last."""
    rows = Membership.objects.filter(person__user=user, workspace__activation_status="ACTIVE").select_related(
        "person__user"
    )
    named = _named(origin)
    return rows.filter(workspace=named).first() or rows.order_by("-created_at", "-pk").first()


def _named(origin: Any) -> Workspace | None:
    """By its own domain, which may begin with a word that is the subdomain of another one; then by its subdomain."""
    host = _host(origin)
    if not host:
        return None
    own = Workspace.objects.filter(custom_domain=host).first()
    found = own or Workspace.objects.filter(subdomain=host.partition(".")[0]).first()
    return found if found and found.activation_status == "ACTIVE" else None


def _host(origin: Any) -> str:
    try:
        host = (urlsplit(origin).hostname or "") if isinstance(origin, str) else ""
    except ValueError:
        return ""
    return host.removesuffix(".") if parse.storable(host) else ""


def _active(person_id: Any) -> Person:
    found = Person.objects.filter(pk=person_id, user__is_active=True).select_related("user").first()
    if found is None:
        raise errors.invalid()
    return found


def _present(workspace_id: Any, **who: Any) -> Membership:
    """Tokens of somebody who has left, or was switched off, buy nothing."""
    rows = Membership.objects.filter(workspace_id=workspace_id, person__user__is_active=True, **who)
    found = rows.filter(workspace__activation_status="ACTIVE").select_related("person__user").first()
    if found is None:
        raise errors.not_a_member()
    return found
