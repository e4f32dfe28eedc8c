"""What the role of a webhook may read, kept by the versions of role and data model."""

from typing import NamedTuple
from uuid import UUID

import orjson

from apikeys import statements
from apikeys.permissions import Permissions, permissions_of
from metadata.models import Workspace
from metadata.schema.cache import schema_for

WHOLE: frozenset[str] = frozenset({"*"})
"""Every name there is."""
KEPT = 1024


class Told(NamedTuple):
    """What a delivery tells of, in the names of this version of the data model; no object: of the model itself."""

    workspace_id: UUID
    object_id: UUID | None
    metadata_version: int


class Held(NamedTuple):
    """A role; `always`: nobody can ever forbid it anything, so it could read whatever was stored at any time."""

    permissions: Permissions
    always: bool


class ShownFields:
    """One worker's memory of roles."""

    def __init__(self) -> None:
        self._roles: dict[UUID, Held] = {}

    def of(
        self, role_id: UUID | None, role_version: int | None, told: Told, metadata_version: int
    ) -> frozenset[str] | None:
        """The names of the record that are sent; None: the object may not be read. Without a role nothing may be.

        By the present data model: what a stored record calls by a name that is no more, or is another field's today,
        is sent to Admin alone, since nobody knows any more who else might have read it: a prohibition goes with what
        it forbids.
        """
        if role_id is None or role_version is None:
            return None
        if told.object_id is None:
            return WHOLE  # an event of the data model, which every credential may read
        held = self._held(role_id, role_version)
        if held is None:
            return None
        if held.always:
            return WHOLE
        if not held.permissions.can_read(told.object_id):
            return None
        return _names(held.permissions, told, told.object_id, metadata_version)

    def _held(self, role_id: UUID, version: int) -> Held | None:
        found = self._roles.get(role_id)
        if found is None or found.permissions.key[1] != version:
            row = statements.first(statements.OF_ROLE, (role_id,))
            if row is None:
                return None  # deleted since the version was read
            permissions = permissions_of(role_id, row[0], orjson.loads(row[1]))
            found = Held(permissions, always=permissions.unrestricted and not row[2])
            if len(self._roles) >= KEPT:
                self._roles.clear()
            self._roles[role_id] = found
        return found


def _names(permissions: Permissions, told: Told, object_id: UUID, metadata_version: int) -> frozenset[str] | None:
    try:
        objects = schema_for(told.workspace_id, metadata_version).objects.values()
    except Workspace.DoesNotExist:
        return None  # deleted since the version was read
    found = next((one for one in objects if one.id == object_id), None)
    if found is None:
        return None  # the object is gone, and with it what told its fields apart
    same = [field for field in found.fields.values() if field.named_in <= told.metadata_version]
    readable = [field for field in same if permissions.readable(field.id, object_id)]
    return frozenset(name for field in readable for name in (field.name, *(column.name for column in field.columns)))
