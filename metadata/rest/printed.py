"""Objects as printed JSON, kept for a version of the model: reading the whole model again costs next to nothing."""

from collections import OrderedDict
from collections.abc import Iterable
from threading import Lock
from uuid import UUID

import orjson

from metadata.models import FieldMetadata, ObjectMetadata

from .render import Json, fields_json, grouped, objects_json

LARGEST = 48 * 1024 * 1024
"""Bytes kept in one process; the versions that were used longest ago go first."""

Key = tuple[UUID, int]


class Printed:
    """(workspace, version) -> object id -> the object with its fields, as bytes."""

    def __init__(self, largest: int = LARGEST) -> None:
        self.largest = largest
        self.size = 0
        self.kept: OrderedDict[Key, dict[UUID, bytes]] = OrderedDict()
        self.lock = Lock()

    def objects(self, workspace_id: UUID, version: int, ids: Iterable[UUID]) -> dict[UUID, bytes]:
        """Those of the objects that exist. At most two queries; none for what was printed before."""
        key, wanted = (workspace_id, version), list(ids)
        with self.lock:
            known = dict(self.kept.get(key, {}))
        missing = [object_id for object_id in wanted if object_id not in known]
        if missing:
            fresh = {one["id"]: orjson.dumps(one) for one in whole_objects(workspace_id, missing)}
            known.update(fresh)
            self._keep(key, fresh)
        return {object_id: known[object_id] for object_id in wanted if object_id in known}

    def _keep(self, key: Key, fresh: dict[UUID, bytes]) -> None:
        with self.lock:
            found = self.kept.setdefault(key, {})
            self.kept.move_to_end(key)
            for object_id, text in fresh.items():
                if object_id not in found:
                    found[object_id] = text
                    self.size += len(text)
            while self.size > self.largest and len(self.kept) > 1:
                _, dropped = self.kept.popitem(last=False)
                self.size -= sum(map(len, dropped.values()))


printed = Printed()


def whole_objects(workspace_id: UUID, ids: list[UUID]) -> list[Json]:
    """The objects with all their fields: two queries, however many they are."""
    if not ids:
        return []
    found = objects_json(ObjectMetadata.objects.filter(workspace_id=workspace_id, id__in=ids))
    fields = FieldMetadata.objects.filter(workspace_id=workspace_id, object_id__in=ids).order_by("place", "id")
    members = grouped(fields_json(fields), lambda field: field["objectMetadataId"])
    for one in found:
        one["fields"] = members.get(one["id"], [])
    return found
