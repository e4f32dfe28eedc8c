"""Records that look like a given one: the object's duplicate criteria, any of which may match."""

from collections.abc import Sequence
from typing import Any

import orjson

from core.records.context import Context
from core.records.errors import RecordError
from core.records.execute import fetch
from core.records.lookup import may_read, readable_object
from core.records.ordering import plan_order
from core.records.plan import AllOf, AnyOf, Compare, ConnectionPlan, NotThat, OutputPlan, PagePlan, Predicate, Where
from core.records.query import Duplicates, Result
from core.records.selection import plan_outputs
from core.records.sql.reads import columns_by_ids_sql, connections_sql
from core.records.writing import draft_of
from metadata.schema.snapshot import ObjectSchema

SHORTEST = 3
"""Values with fewer characters say too little to compare by."""


def duplicates(query: Duplicates, context: Context) -> Result:
    obj = readable_object(context, query.object)
    refuse_arguments(query, context)
    outputs = plan_outputs(context, obj, query.outputs)
    plans = [connection(context, obj, values, outputs) for values in described(query, context, obj)]
    if not plans:
        return Result(groups=b"[]")
    statement = connections_sql(context.schema.pg_schema, plans)
    return Result(groups=fetch(statement.sql, statement.params)[0][0])


def refuse_arguments(query: Duplicates, context: Context) -> None:
    if query.ids is not None and query.data is not None:
        raise RecordError("BAD_REQUEST", 'You cannot provide both "data" and "ids" arguments')
    if query.ids is None and query.data is None:
        raise RecordError("BAD_REQUEST", 'You have to provide either "data" or "ids" argument')
    size = len(query.ids if query.ids is not None else query.data or ())
    if size > context.limits.batch:
        raise RecordError(
            "TOO_MANY_RECORDS",
            f"Maximum number of records to compare is {context.limits.batch}.",
            value=size,
            allowed=context.limits.batch,
        )


def described(query: Duplicates, context: Context, obj: ObjectSchema) -> list[dict[str, Any]]:
    """The column values to compare by, one dict an input; with `id` where the input is a record."""
    if query.data is not None:
        return [draft_of(context, obj, data, writes=False).columns for data in query.data]
    names = sorted({"id", *(column for criterion in obj.duplicate_criteria for column in criterion)})
    ids = [str(key) for key in query.ids or ()]
    statement = columns_by_ids_sql(context.schema.pg_schema, obj, names, ids)
    found: list[dict[str, Any]] = orjson.loads(fetch(statement.sql, statement.params)[0][0])
    return found


def connection(
    context: Context, obj: ObjectSchema, values: dict[str, Any], outputs: tuple[OutputPlan, ...]
) -> ConnectionPlan:
    order = plan_order(context, obj, ())
    where = Where(predicate(obj, readable_criteria(context, obj), values))
    return ConnectionPlan(obj, where, order, PagePlan(context.limits.max_page), outputs)


def readable_criteria(context: Context, obj: ObjectSchema) -> list[Sequence[str]]:
    """Whom the caller may not know by a field, they shall not recognise by it."""
    hidden = {c.name for f in obj.fields.values() if not may_read(context, obj, f) for c in f.columns}
    return [criterion for criterion in obj.duplicate_criteria if hidden.isdisjoint(criterion)]


def predicate(obj: ObjectSchema, criteria: Sequence[Sequence[str]], values: dict[str, Any]) -> Predicate:
    identity = obj.columns["id"]
    found = [criterion_of(obj, criterion, values) for criterion in criteria]
    alike = [one for one in found if one is not None]
    if not alike:
        return Compare(identity, "in", [])
    if "id" in values:
        return AllOf((AnyOf(tuple(alike)), NotThat(Compare(identity, "eq", values["id"]))))
    return AnyOf(tuple(alike))


def criterion_of(obj: ObjectSchema, criterion: Sequence[str], values: dict[str, Any]) -> Predicate | None:
    given = [values.get(column) for column in criterion]
    if not all(isinstance(value, str) and len(value) >= SHORTEST for value in given):
        return None
    pairs = zip(criterion, given, strict=True)
    return AllOf(tuple(Compare(obj.columns[column], "eq", value) for column, value in pairs))
