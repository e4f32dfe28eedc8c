"""Objects as printed JSON, kept until they change: reading the whole model again costs next to nothing."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from threading import Lock
from uuid import UUID

import orjson

from metadata.models import FieldMetadata, ObjectMetadata

from .render import Json, field_rows, objects_json, row_json

LARGEST = 48 * 1024 * 1024
"""Bytes kept in one process; what was read longest ago goes first."""

Key = tuple[UUID, int]
"""Object id, and the version of the model in which something shown of the object last changed."""


class Printed:
    """Objects with their fields, as bytes."""

    def __init__(self, largest: int = LARGEST) -> None:
        self.largest = largest
        self.size = 0
        self.kept: OrderedDict[Key, bytes] = OrderedDict()
        self.lock = Lock()

    def objects(self, workspace_id: UUID, wanted: Iterable[Key]) -> list[bytes]:
        """In the order asked for. At most two queries; none for what was printed before."""
        keys = list(wanted)
        with self.lock:
            known = {key: self.kept[key] for key in keys if key in self.kept}
            for key in known:
                self.kept.move_to_end(key)
        missing = {key[0]: key for key in keys if key not in known}
        if missing:
            fresh = {missing[one["id"]]: orjson.dumps(one) for one in whole_objects(workspace_id, list(missing))}
            known.update(fresh)
            self._keep(fresh)
        return [known[key] for key in keys if key in known]

    def _keep(self, fresh: dict[Key, bytes]) -> None:
        with self.lock:
            for key, text in fresh.items():
                if key not in self.kept:
                    self.kept[key] = text
                    self.size += len(text)
            while self.size > self.largest and self.kept:
                self.size -= len(self.kept.popitem(last=False)[1])


printed = Printed()


def whole_objects(workspace_id: UUID, ids: list[UUID]) -> Iterator[Json]:
    """The objects with all their fields: two queries, however many they are. One is rendered at a time."""
    if not ids:
        return
    found = objects_json(ObjectMetadata.objects.filter(workspace_id=workspace_id, id__in=ids))
    fields = FieldMetadata.objects.filter(workspace_id=workspace_id, object_id__in=ids).order_by("place", "id")
    members = field_rows(fields)
    for one in found:
        one["fields"] = [row_json(row) for row in members.get(one["id"], ())]
        yield one
