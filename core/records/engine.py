"""The engine on one screen: a query becomes a plan, the plan SQL, the rows a result."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from core.records import changing, duplicates, grouping, merging, reading, searching, upserting
from core.records.context import Context
from core.records.events import heard
from core.records.execute import Unit, attempt
from core.records.mirrored import is_mirrored, read_again
from core.records.query import (
    Create,
    Duplicates,
    FindMany,
    FindOne,
    GroupBy,
    Merge,
    Query,
    Remove,
    Result,
    Search,
    Update,
)

RUNNERS: dict[type, Callable[[Any, Context], Result]] = {
    FindMany: reading.find_many,
    FindOne: reading.find_one,
    Create: lambda query, context: (upserting.upsert if query.upsert else changing.create)(query, context),
    Update: changing.update,
    Remove: changing.remove,
    Duplicates: duplicates.duplicates,
    Merge: merging.merge,
    GroupBy: grouping.group_by,
    Search: searching.search,
}


def run(query: Query, context: Context) -> Result:
    """Plans and runs one query in a unit of its own: all of it is done, or nothing.

    Raises RecordError for every refusal, StaleSchema when the data model changed since `context` was made.
    """
    work = RUNNERS[type(query)]
    if isinstance(query, Create | Update | Remove) and is_mirrored(query, context.schema):
        return attempt(lambda: read_again(work, query, context), "transaction")
    return attempt(lambda: work(query, context), unit_of(query, context))


def unit_of(query: Query, context: Context) -> Unit:
    """Nested creates, upserts, merges and events take several statements."""
    if isinstance(query, FindMany | FindOne | GroupBy | Search | Duplicates):
        return "read"
    if isinstance(query, Merge) or heard(context, query.object, action_of(query)):
        return "transaction"
    rows: list[Mapping[str, Any]] = []
    if isinstance(query, Create):
        rows = list(query.data)
        if query.upsert:
            return "transaction"
    elif isinstance(query, Update):
        rows = [data for _, data in query.rows or ()] + [query.data or {}]
    return "transaction" if nests(rows) else "statement"


def action_of(query: Create | Update | Remove) -> str:
    if isinstance(query, Remove):
        return changing.EVENTS[query.mode]
    return "created" if isinstance(query, Create) else "updated"


def nests(rows: Sequence[Mapping[str, Any]]) -> bool:
    return any(isinstance(value, dict) and "create" in value for row in rows for value in row.values())
