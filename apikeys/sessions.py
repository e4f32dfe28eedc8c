"""The tokens of people: LOGIN buys ACCESS and REFRESH, REFRESH buys both anew."""

import time
from datetime import UTC, datetime, timedelta
from hmac import compare_digest
from typing import Any
from uuid import UUID, uuid4

from apikeys import errors, jwts, tokens
from apikeys.models import Membership, Person
from apikeys.render import instant

LIFETIMES = {
    tokens.LOGIN: timedelta(minutes=15),
    tokens.ACCESS: timedelta(minutes=30),
    tokens.REFRESH: timedelta(days=60),
    tokens.PLAYGROUND: timedelta(hours=2),
    tokens.AGNOSTIC: timedelta(minutes=30),
}
PASSWORD = {"authProvider": "password"}


def login(person: Person, workspace_id: UUID) -> dict[str, Any]:
    claims = {"type": tokens.LOGIN, "sub": str(person.user.email), "workspaceId": str(workspace_id)}
    return _signed(tokens.LOGIN, claims | PASSWORD | {"passwordMark": _password_mark(person)})


def session(membership: Membership) -> dict[str, Any]:
    """AuthTokenPair: what a signed-in person works with."""
    refresh = _refresh_claims(membership.person, tokens.ACCESS) | {"workspaceId": str(membership.workspace_id)}
    access = _member_claims(membership, tokens.ACCESS) | {"isImpersonating": False}
    return {
        "accessOrWorkspaceAgnosticToken": _signed(tokens.ACCESS, access),
        "refreshToken": _signed(tokens.REFRESH, refresh),
    }


def without_workspace(person: Person) -> dict[str, Any]:
    """AuthTokenPair of somebody who is in no workspace yet."""
    access = {"sub": str(person.pk), "userId": str(person.pk), "type": tokens.AGNOSTIC} | PASSWORD
    return {
        "accessOrWorkspaceAgnosticToken": _signed(tokens.AGNOSTIC, access),
        "refreshToken": _signed(tokens.REFRESH, _refresh_claims(person, tokens.AGNOSTIC)),
    }


def playground(membership: Membership) -> dict[str, Any]:
    """A session for trying the APIs by hand."""
    return _signed(tokens.PLAYGROUND, _member_claims(membership, tokens.PLAYGROUND))


def claims(token: Any, kind: str) -> dict[str, Any]:
    """The claims of a token of this kind. Raises AuthenticationError."""
    found = jwts.verify(token if isinstance(token, str) else "")
    if found.get("type") != kind:
        raise errors.invalid()
    return found


def is_current(claims: dict[str, Any], person: Person) -> bool:
    """Whether the password is still the one with which the session began."""
    return compare_digest(str(claims.get("passwordMark", "")), _password_mark(person))


def _password_mark(person: Person) -> str:
    return person.user.get_session_auth_hash()[:16]


def _refresh_claims(person: Person, targeted: str) -> dict[str, Any]:
    return {
        "userId": str(person.pk),
        "authProvider": "password",
        "targetedTokenType": targeted,
        "sub": str(person.pk),
        "type": tokens.REFRESH,
        "jti": str(uuid4()),
        "passwordMark": _password_mark(person),
    }


def _member_claims(membership: Membership, kind: str) -> dict[str, Any]:
    person = str(membership.person_id)
    return {
        "sub": person,
        "userId": person,
        "workspaceId": str(membership.workspace_id),
        "workspaceMemberId": str(membership.workspace_member_id),
        "userWorkspaceId": str(membership.pk),
        "type": kind,
        "authProvider": "password",
    }


def _signed(kind: str, values: dict[str, Any]) -> dict[str, Any]:
    issued = int(time.time())
    end = issued + int(LIFETIMES[kind].total_seconds())
    return {
        "token": jwts.sign(values | {"iat": issued, "exp": end}),
        "expiresAt": instant(datetime.fromtimestamp(end, UTC)),
    }
