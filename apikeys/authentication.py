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
    claims = jwts.verify(_bearer_token(authorization))
    if claims.get("type") != tokens.API_KEY:
        raise errors.invalid()
    return _by_key(*_key_claims(claims))


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


def _bearer_token(authorization: str | None) -> str:
    scheme, _, token = (authorization or "").strip().partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token:
        raise errors.missing()
    return token


def _key_claims(claims: dict[str, Any]) -> tuple[UUID, UUID, int]:
    try:
        number = claims.get("tokenNumber", 0)
        if type(number) is not int or not 0 <= number <= LARGEST_NUMBER:
            raise errors.invalid()
        return UUID(claims["workspaceId"]), UUID(claims["jti"]), number
    except (KeyError, ValueError, TypeError, AttributeError):
        raise errors.invalid() from None


def _by_key(workspace_id: UUID, key_id: UUID, number: int) -> Caller:
    held = _held.get(key_id, NOTHING)
    row = statements.first(statements.BY_KEY, (number, *held.key, key_id, workspace_id))
    if row is None:
        raise errors.unknown_workspace()
    version, status, metadata_format, settings, found, name, revoked, expired, ended, role_id, role_version, parts = row
    if status != "ACTIVE":
        raise errors.suspended()
    if not found or revoked or ended:
        raise errors.revoked()
    if expired:
        raise errors.key_expired()
    if role_id is None:
        raise errors.without_role()
    permissions = held if parts is None else _hold(key_id, permissions_of(role_id, role_version, orjson.loads(parts)))
    usage.note(key_id)
    return Caller(
        workspace_id=workspace_id,
        workspace_version=version,
        metadata_format=metadata_format,
        settings=workspace_settings(settings),
        kind="api_key",
        permissions=permissions,
        name=name,
        api_key_id=key_id,
        token_number=number,
    )


def _hold(holder: UUID, permissions: Permissions) -> Permissions:
    if len(_held) >= HELD:
        _held.clear()
    _held[holder] = permissions
    return permissions


def forget() -> None:
    """Drops the held permissions, as a fresh process would."""
    _held.clear()
