"""From the Authorization header to a Caller: one SQL statement a request, for key, role, workspace and version."""

from typing import Any
from uuid import UUID

import orjson
import psycopg
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from apikeys import errors, jwts, tokens
from apikeys.caller import Caller, WorkspaceSettings, workspace_settings
from apikeys.errors import AuthenticationError
from apikeys.permissions import NOTHING, Permissions, permissions_of

__all__ = ["ApiKeyAuthentication", "AuthenticationError", "Caller", "WorkspaceSettings", "authenticate", "caller_of"]

# The permissions of a role are sent only when this process does not hold them at the role's present version.
_PERMISSIONS = """
case when r.id = %s::uuid and r.version = %s::int4 then null else json_build_object(
 'role', json_build_array(r.can_read_all_object_records, r.can_update_all_object_records,
   r.can_soft_delete_all_object_records, r.can_destroy_all_object_records),
 'settings', r.can_update_all_settings,
 'tools', r.can_access_all_tools,
 'flags', (select coalesce(json_agg(f.flag), '[]') from apikeys_permissionflag f where f.role_id = r.id),
 'objects', (select coalesce(json_agg(json_build_array(o.object_id, o.can_read_object_records,
   o.can_update_object_records, o.can_soft_delete_object_records, o.can_destroy_object_records)), '[]')
   from apikeys_objectpermission o where o.role_id = r.id),
 'fields', (select coalesce(json_agg(json_build_array(p.field_id, p.object_id, p.can_read_field_value,
   p.can_update_field_value)), '[]') from apikeys_fieldpermission p where p.role_id = r.id)
)::text end"""

_BY_KEY = f"""
select w.metadata_version, w.activation_status, w.rest_metadata_format, w.settings::text,
 k.id is not null, k.name, k.revoked_at is not null, k.expires_at <= now(), %s::int4 = any(k.ended_tokens),
 r.id, r.version, {_PERMISSIONS}
from metadata_workspace w
left join apikeys_apikey k on k.workspace_id = w.id and k.id = %s
left join apikeys_role r on r.id = k.role_id and r.workspace_id = w.id
where w.id = %s"""

LARGEST_NUMBER = 2**31 - 1
HELD = 4096
_held: dict[UUID, Permissions] = {}
"""Key id -> the permissions last seen; the row's role and version decide whether they still hold."""

_AWAY = (psycopg.OperationalError, psycopg.InterfaceError, OperationalError, InterfaceError)


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
    row = _fetch(_BY_KEY, (number, *held.key, key_id, workspace_id))
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


def _fetch(statement: str, parameters: tuple[Any, ...]) -> tuple[Any, ...] | None:
    """The request's first statement: a connection that has died since the last one is replaced, once."""
    try:
        return _run(statement, parameters)
    except _AWAY:
        if connection.in_atomic_block:
            raise
        connection.close()
    return _run(statement, parameters)


def _run(statement: str, parameters: tuple[Any, ...]) -> tuple[Any, ...] | None:
    """Bound by the server and prepared at its second use, which Django's own cursors do not do."""
    connection.ensure_connection()
    cursor: Any = psycopg.Cursor(connection.connection)
    if connection.queries_logged:
        cursor = connection.make_debug_cursor(cursor)
    with cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchone()


def forget() -> None:
    """Drops the held permissions, as a fresh process would."""
    _held.clear()
