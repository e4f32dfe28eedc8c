"""The events of a write as further CTEs of its statement, so that storing them costs no round trip."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from core.records.plan import RecordPlan, ValuePlan
from core.records.sql.builder import Builder
from core.records.sql.columns import read_sql
from core.records.sql.projection import record_sql
from metadata.fields.base import Column
from metadata.schema.sql import literal

UNTOLD = frozenset({"id", "updatedAt", "updatedBy"})
"""Fields that change never, or with every write, and are not named among the updated ones."""


class Store(Protocol):
    def __call__(self, b: Builder, events: str) -> str:
        """A statement that stores the rows of the CTE `events`: id, record (as REST prints it), updated (names)."""


@dataclass(frozen=True, slots=True)
class EventPlan:
    """`record`: the whole record. `stores`: one for each subscriber that wants to hear of `action`."""

    action: str
    record: RecordPlan
    stores: tuple[Store, ...]

    @property
    def of_every_row(self) -> bool:
        """A record is restored only if it was in the bin; whatever else is done to a record is an event."""
        return self.action != "restored"


def event_ctes(b: Builder, plan: EventPlan, changed: frozenset[str]) -> list[str]:
    """Behind `w`, the rows after the change (of destroyed records before it), and `old`, those before.

    `changed`: the columns that an update sets; none where records come or go.
    """
    new, old = b.alias(), b.alias()
    record = record_sql(b, plan.record, new)
    source, names = f"w {new}", "null::text[]"
    if changed:
        real = "" if plan.of_every_row else f' and {old}."deletedAt" is not null'
        source += f' join old {old} on {old}."id" = {new}."id"{real}'
        names = updated_sql(plan.record, changed, old, new)
    event = f'select {new}."id", {record.json} as record, {names} as updated from {source} {record.joins}'
    stores = [f"stored{number} as ({store(b, 'event')})" for number, store in enumerate(plan.stores)]
    return [f"event as materialized ({event})", *stores]


@lru_cache(maxsize=2048)
def updated_sql(plan: RecordPlan, changed: frozenset[str], old: str, new: str) -> str:
    """The names of the fields that show another value than before, as a text array in the order of the record."""
    values = [item for item in plan.items if isinstance(item, ValuePlan) and item.key not in UNTOLD]
    cases = [(item.key, differs_sql(item, changed, old, new)) for item in values]
    names = ", ".join(f"case when {differs} then {literal(key)} end" for key, differs in cases if differs)
    return f"array_remove(array[{names}]::text[], null)"


def differs_sql(item: ValuePlan, changed: frozenset[str], old: str, new: str) -> str:
    columns = [part for _, part in item.parts if isinstance(part, Column) and part.name in changed]
    pairs = [(read_sql(old, column), read_sql(new, column)) for column in columns]
    return " or ".join(f"{before} is distinct from {after}" for before, after in pairs)
