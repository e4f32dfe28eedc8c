"""Record events: subscribers hear of every change inside its transaction, so that what they store commits with it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Protocol

import orjson

from apikeys.permissions import ALL, Permissions
from core.records.context import Context
from core.records.plan import RecordPlan
from core.records.query import RecordSelection, Value
from core.records.selection import plan_record
from metadata.schema.snapshot import ObjectSchema

EVERYTHING = Permissions(key=(None, -1), defaults=ALL, unrestricted=True)
"""An event tells the whole record, whoever wrote it."""
UNTOLD = frozenset({"updatedAt", "updatedBy"})
"""Fields that change with every write and are not named in updatedFields."""


@dataclass(frozen=True, slots=True)
class RecordEvent:
    """`action`: created, updated, deleted, restored, destroyed. `record`: every field, as REST prints it."""

    action: str
    object: ObjectSchema
    record: dict[str, Any]
    before: dict[str, Any] | None
    updated_fields: tuple[str, ...] | None


class Subscriber(Protocol):
    def wants(self, context: Context, obj: ObjectSchema, action: str) -> bool: ...

    def record(self, context: Context, events: Sequence[RecordEvent]) -> None: ...


subscribers: list[Subscriber] = []


def heard(context: Context, name: str, action: str) -> bool:
    """Whether somebody wants to hear of a write: then it needs a transaction to store the event in."""
    obj = context.schema.objects.get(name)
    return obj is not None and any(subscriber.wants(context, obj, action) for subscriber in subscribers)


def event_plan(context: Context, obj: ObjectSchema, action: str) -> RecordPlan | None:
    """The plan of the whole record when somebody wants to hear of `action`, else None."""
    if not any(subscriber.wants(context, obj, action) for subscriber in subscribers):
        return None
    return plan_record(replace(context, permissions=EVERYTHING), obj, whole_record(obj))


@lru_cache(maxsize=2048)
def whole_record(obj: ObjectSchema) -> RecordSelection:
    """Every field and join column, relations not expanded, the search vector left out."""
    items = []
    for field in obj.fields.values():
        if field.relation is not None:
            items += [Value(column.name, column.name) for column in field.columns]
        elif field.type.name != "TS_VECTOR":
            items.append(Value(field.name, field.name))
    return RecordSelection(tuple(items), lenient=True)


def publish(context: Context, obj: ObjectSchema, action: str, before: bytes | None, after: bytes | None) -> None:
    """Hands the changes of one statement to the subscribers that want them."""
    events = list_events(obj, action, orjson.loads(before or b"null") or [], orjson.loads(after or b"null") or [])
    for subscriber in subscribers:
        if events and subscriber.wants(context, obj, action):
            subscriber.record(context, events)


def list_events(
    obj: ObjectSchema, action: str, before: list[dict[str, Any]], after: list[dict[str, Any]]
) -> list[RecordEvent]:
    earlier = {record["id"]: record for record in before}
    events = []
    for record in after:
        old = earlier.get(record["id"])
        changed = changed_fields(action, old, record)
        if action == "restored" and not changed:
            continue  # it was not in the bin
        events.append(RecordEvent(action, obj, record, old, changed))
    return events


def changed_fields(action: str, old: dict[str, Any] | None, new: dict[str, Any]) -> tuple[str, ...] | None:
    if action in ("created", "destroyed"):
        return None
    if action in ("deleted", "restored"):
        return ("deletedAt",) if old is None or old.get("deletedAt") != new.get("deletedAt") else ()
    return tuple(name for name, value in new.items() if name not in UNTOLD and (old is None or old.get(name) != value))
