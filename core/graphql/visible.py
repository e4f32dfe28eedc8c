"""The part of a workspace's schema that a role may read: what introspection shows. Asked for, the rest is refused."""

from dataclasses import replace
from hashlib import blake2b
from threading import Lock
from typing import Any

from cachetools import LRUCache

from apikeys.permissions import Permissions
from core.graphql.lazy import LazySchema
from core.graphql.schema import CoreSchema
from core.records.context import Context
from metadata.fields.base import Field
from metadata.schema.snapshot import ObjectSchema, WorkspaceSchema, frozen_by

KEPT = 64
_schemas: LRUCache[tuple[Any, ...], CoreSchema] = LRUCache(maxsize=KEPT)
_lock = Lock()


def visible_schema(whole: LazySchema, context: Context) -> LazySchema:
    """`whole`, without the objects and fields that the caller may not read."""
    if context.permissions.unrestricted:
        return whole
    key = (context.schema.workspace_id, context.schema.version, context.permissions.key)
    with _lock:
        found = _schemas.get(key)
        if found is None:
            found = _schemas[key] = CoreSchema(visible(context.schema, context.permissions))
        return found


def visible(schema: WorkspaceSchema, permissions: Permissions) -> WorkspaceSchema:
    objects = [_trimmed(schema, obj, permissions) for obj in schema.objects.values() if permissions.can_read(obj.id)]
    by_name = frozen_by(objects, lambda obj: obj.name_singular)
    return replace(schema, objects=by_name, plurals=frozen_by(objects, lambda obj: obj.name_plural))


def _trimmed(schema: WorkspaceSchema, obj: ObjectSchema, permissions: Permissions) -> ObjectSchema:
    """The object itself where nothing of it is hidden. Another fingerprint: kept types are not those of the whole."""
    hidden = [field for field in obj.fields.values() if not _is_visible(schema, field, obj, permissions)]
    if not hidden:
        return obj
    names = {field.name for field in hidden}
    columns = {column.name for field in hidden for column in field.columns}
    print_ = blake2b("\n".join([obj.fingerprint, *sorted(names)]).encode(), digest_size=16).hexdigest()
    return replace(
        obj,
        fields={name: field for name, field in obj.fields.items() if name not in names},
        columns={name: column for name, column in obj.columns.items() if name not in columns},
        joins={name: field for name, field in obj.joins.items() if field.name not in names},
        uniques=tuple(key for key in obj.uniques if columns.isdisjoint(key)),
        fingerprint=print_,
    )


def _is_visible(schema: WorkspaceSchema, field: Field, obj: ObjectSchema, permissions: Permissions) -> bool:
    """A relation also needs the other side."""
    if not permissions.readable(field.id, obj.id):
        return False
    return field.relation is None or permissions.can_read(schema.target(field).id)
