"""The SQL that asks who is calling and what a role allows."""

import threading
from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connection, connections

_PARTS = """
json_build_object(
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
)::text"""

# The permissions of a role are sent only when this process does not hold them at the role's present version.
_UNLESS_HELD = f"case when r.id = %s::uuid and r.version = %s::int4 then null else {_PARTS} end"

# Both begin with the same eight columns, so that authentication reads them alike.
_WORKSPACE = f"""
select w.metadata_version, w.activation_status, w.rest_metadata_format, w.settings::text, w.webhooks_version,
 r.id, r.version, {_UNLESS_HELD}"""

BY_KEY = f"""{_WORKSPACE},
 k.id is not null, k.name, k.revoked_at is not null, k.expires_at <= now(), %s::int4 = any(k.ended_tokens)
from metadata_workspace w
left join apikeys_apikey k on k.workspace_id = w.id and k.id = %s
left join apikeys_role r on r.id = k.role_id and r.workspace_id = w.id
where w.id = %s"""

BY_MEMBER = f"""{_WORKSPACE},
 p.id is not null and u.is_active, u.first_name || ' ' || u.last_name, m.workspace_member_id
from metadata_workspace w
left join apikeys_membership m on m.workspace_id = w.id and m.id = %s
left join apikeys_person p on p.id = m.person_id and p.id = %s
left join auth_user u on u.id = p.user_id
left join apikeys_role r on r.id = m.role_id and r.workspace_id = w.id
where w.id = %s"""

OF_ROLE = f"select r.version, {_PARTS}, r.is_editable from apikeys_role r where r.id = %s"

Parameters = tuple[Any, ...] | dict[str, Any]
AWAY = (psycopg.OperationalError, psycopg.InterfaceError, OperationalError, InterfaceError)


def first(statement: str, parameters: Parameters) -> tuple[Any, ...] | None:
    """The request's first statement: a connection that has died since the last one is replaced, once."""
    try:
        return _run(statement, parameters)
    except AWAY:
        if connection.in_atomic_block:
            raise
        connection.close()
    return _run(statement, parameters)


def _run(statement: str, parameters: Parameters) -> tuple[Any, ...] | None:
    """Bound by the server and prepared at its second use, which Django's own cursors do not do."""
    ours = connections[DEFAULT_DB_ALIAS]  # each look through `connection` costs as much as a call
    if ours.connection is None:
        ours.ensure_connection()
    cursor: Any = _cursor(ours.connection)
    if ours.queries_logged:
        cursor = ours.make_debug_cursor(cursor)
    cursor.execute(statement, parameters)
    return cursor.fetchone()


_local = threading.local()


def _cursor(raw: "psycopg.Connection[Any]") -> "psycopg.Cursor[Any]":
    """One a thread and connection."""
    kept = getattr(_local, "cursor", None)
    if kept is None or kept.connection is not raw:
        kept = _local.cursor = psycopg.Cursor(raw)
    return kept
