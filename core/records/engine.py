"""The engine on one screen: a query becomes a plan, the plan SQL, the rows a result."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from core.records import changing, duplicates, grouping, merging, reading, searching, upserting
from core.records.context import Context
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
    return attempt(lambda: work(query, context), unit_of(query))


def unit_of(query: Query) -> Unit:
    """Nested creates, upserts and merges take several statements."""
    rows: Sequence[Mapping[str, Any]] = ()
    if isinstance(query, Create):
        rows = query.data
    elif isinstance(query, Update):
        rows = [data for _, data in query.rows or ()] + [query.data or {}]
    elif not isinstance(query, Remove | Merge):
        return "read"
    several = isinstance(query, Merge) or (isinstance(query, Create) and query.upsert) or nests(rows)
    return "transaction" if several else "statement"


def nests(rows: Sequence[Mapping[str, Any]]) -> bool:
    return any(isinstance(value, dict) and "create" in value for row in rows for value in row.values())
