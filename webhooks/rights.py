"""What the role of a webhook may not read, kept by the versions of role and data model."""

from uuid import UUID

import orjson

from apikeys import statements
from apikeys.permissions import Permissions, permissions_of
from metadata.schema.cache import schema_for

NOTHING_HIDDEN: frozenset[str] = frozenset()
KEPT = 1024


class HiddenFields:
    """One worker's memory: a role that may read everything costs a look into a dict."""

    def __init__(self) -> None:
        self._roles: dict[UUID, Permissions] = {}

    def of(
        self, role_id: UUID | None, role_version: int | None, workspace_id: UUID, model: int, object_id: UUID | None
    ) -> frozenset[str] | None:
        """Names to leave out of the record; None: the object may not be read. Without a role nothing may be."""
        if role_id is None or role_version is None:
            return None
        if object_id is None:
            return NOTHING_HIDDEN  # an event of the data model, which every credential may read
        permissions = self._permissions(role_id, role_version)
        if permissions.unrestricted:
            return NOTHING_HIDDEN
        if not permissions.can_read(object_id):
            return None
        return _names(permissions, workspace_id, model, object_id)

    def _permissions(self, role_id: UUID, version: int) -> Permissions:
        found = self._roles.get(role_id)
        if found is None or found.key[1] != version:
            row = statements.first(statements.OF_ROLE, (role_id,))
            assert row is not None
            found = permissions_of(role_id, row[0], orjson.loads(row[1]))
            if len(self._roles) >= KEPT:
                self._roles.clear()
            self._roles[role_id] = found
        return found


def _names(permissions: Permissions, workspace_id: UUID, model: int, object_id: UUID) -> frozenset[str] | None:
    if object_id not in permissions.unreadable.values():
        return NOTHING_HIDDEN
    objects = schema_for(workspace_id, model).objects.values()
    found = next((one for one in objects if one.id == object_id), None)
    if found is None:
        return None  # the object is gone, and with it what told its fields apart
    unreadable = [field for field in found.fields.values() if field.id in permissions.unreadable]
    return frozenset(name for field in unreadable for name in (field.name, *(column.name for column in field.columns)))
