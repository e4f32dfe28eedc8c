"""From the Authorization header to a Caller: one SQL statement a request, for key, role, workspace and version."""

from typing import Any
from uuid import UUID

import orjson
from django.http import HttpRequest
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from apikeys import errors, jwts, statements, tokens, usage
from apikeys.caller import Caller, WorkspaceSettings, workspace_settings
from apikeys.errors import AuthenticationError
from apikeys.permissions import NOTHING, Permissions, permissions_of

__all__ = ["ApiKeyAuthentication", "AuthenticationError", "Caller", "WorkspaceSettings", "authenticate", "caller_of"]

LARGEST_NUMBER = 2**31 - 1
HELD = 4096
_held: dict[UUID, Permissions] = {}
"""Key id -> the permissions last seen; the row's role and version decide whether they still hold."""


def authenticate(authorization: str | None) -> Caller:
    """The caller that this header names. Raises AuthenticationError with the recorded refusals."""
    claims = jwts.verify(bearer_token(authorization))
    kind = claims.get("type")
    if kind == tokens.API_KEY:
        return _by_key(*_key_claims(claims))
    if kind in (tokens.ACCESS, tokens.PLAYGROUND):
        return _by_member(*(_uuid(claims, name) for name in ("workspaceId", "userId", "userWorkspaceId")))
    if kind == tokens.AGNOSTIC:
        raise errors.no_workspace()
    raise errors.invalid()


def caller_of(request: HttpRequest) -> Caller:
    """The caller of a plain Django request."""
    return authenticate(request.META.get("HTTP_AUTHORIZATION"))


class ApiKeyAuthentication(BaseAuthentication):
    """DRF's door: `request.user` and `request.auth` are the Caller."""

    def authenticate(self, request: Request) -> tuple[Caller, Caller]:
        caller = authenticate(request.META.get("HTTP_AUTHORIZATION"))
        return caller, caller

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


def bearer_token(authorization: str | None) -> str:
    scheme, _, token = (authorization or "").strip().partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token:
        raise errors.missing()
    return token


def _key_claims(claims: dict[str, Any]) -> tuple[UUID, UUID, int]:
    number = claims.get("tokenNumber", 0)
    if type(number) is not int or not 0 <= number <= LARGEST_NUMBER:
        raise errors.invalid()
    return _uuid(claims, "workspaceId"), _uuid(claims, "jti"), number


def _uuid(claims: dict[str, Any], name: str) -> UUID:
    try:
        return UUID(claims[name])
    except (KeyError, ValueError, TypeError, AttributeError):
        raise errors.invalid() from None


def _by_key(workspace_id: UUID, key_id: UUID, number: int) -> Caller:
    held = _held.get(key_id, NOTHING)
    row = _active(statements.first(statements.BY_KEY, (*held.key, number, key_id, workspace_id)))
    found, name, revoked, expired, ended = row[8:]
    if not found or revoked or ended:
        raise errors.revoked()
    if expired:
        raise errors.key_expired()
    usage.note(key_id)
    return _caller(row, workspace_id, key_id, held, kind="api_key", name=name, api_key_id=key_id, token_number=number)


def _by_member(workspace_id: UUID, user_id: UUID, membership_id: UUID) -> Caller:
    held = _held.get(membership_id, NOTHING)
    row = _active(statements.first(statements.BY_MEMBER, (*held.key, membership_id, user_id, workspace_id)))
    present, name, member_id = row[8:]
    if not present:
        raise errors.not_a_member()
    return _caller(
        row,
        workspace_id,
        membership_id,
        held,
        kind="user",
        name=name.strip(),
        user_id=user_id,
        user_workspace_id=membership_id,
        workspace_member_id=member_id,
    )


def _active(row: tuple[Any, ...] | None) -> tuple[Any, ...]:
    if row is None:
        raise errors.unknown_workspace()
    if row[1] != "ACTIVE":
        raise errors.suspended()
    return row


def _caller(row: tuple[Any, ...], workspace_id: UUID, holder: UUID, held: Permissions, **who: Any) -> Caller:
    version, _, metadata_format, settings, webhooks_version, role_id, role_version, parts = row[:8]
    if role_id is None:
        raise errors.without_role(who["kind"])
    return Caller(
        workspace_id=workspace_id,
        workspace_version=version,
        webhooks_version=webhooks_version,
        metadata_format=metadata_format,
        settings=workspace_settings(settings),
        permissions=held
        if parts is None
        else _hold(holder, permissions_of(role_id, role_version, orjson.loads(parts))),
        **who,
    )


def _hold(holder: UUID, permissions: Permissions) -> Permissions:
    if len(_held) >= HELD:
        _held.clear()
    _held[holder] = permissions
    return permissions


def forget() -> None:
    """Drops the held permissions, as a fresh process would."""
    _held.clear()
