"""Record events: what a subscriber stores of a change is part of the statement that changes, and commits with it."""

from dataclasses import replace
from functools import lru_cache
from typing import Protocol

from apikeys.permissions import ALL, Permissions
from core.records.context import Context
from core.records.query import RecordSelection, Value
from core.records.selection import plan_record
from core.records.sql.events import EventPlan, Store
from metadata.schema.snapshot import ObjectSchema

EVERYTHING = Permissions(key=(None, -1), defaults=ALL, unrestricted=True)
"""An event tells the whole record, whoever wrote it."""


class Subscriber(Protocol):
    def store(self, context: Context, obj: ObjectSchema, action: str) -> Store | None:
        """How to store events of `action` on `obj`: created, updated, deleted, restored, destroyed. None: not at all"""


subscribers: list[Subscriber] = []


def event_plan(context: Context, obj: ObjectSchema, action: str) -> EventPlan | None:
    """What the statement that does `action` stores beside; None when nobody wants to hear of it."""
    stores = tuple(store for one in subscribers if (store := one.store(context, obj, action)) is not None)
    if not stores:
        return None
    return EventPlan(action, plan_record(replace(context, permissions=EVERYTHING), obj, whole_record(obj)), stores)


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
