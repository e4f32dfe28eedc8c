"""Queries that read: one statement each."""

from collections.abc import Sequence
from dataclasses import replace

from core.records.context import Context
from core.records.errors import RecordError, not_found
from core.records.execute import Row, fetch
from core.records.filters import is_empty, plan_where
from core.records.lookup import readable_object
from core.records.plan import ALWAYS, Compare, RecordPlan, Where
from core.records.query import FindMany, FindOne, Result
from core.records.selection import plan_connection, plan_record
from core.records.sql.reads import Statement, by_ids_sql, find_many_sql, find_one_sql
from core.records.views import view_filter
from metadata.schema.snapshot import ObjectSchema


def find_many(query: FindMany, context: Context) -> Result:
    obj = readable_object(context, query.object)
    given = query.connection
    if query.view_id is not None:
        given = replace(given, filter=view_filter(context, obj, query.view_id, given.filter))
    statement = find_many_sql(context.schema.pg_schema, plan_connection(context, obj, given))
    row = fetch(statement.sql, statement.params)[0]
    count = len(statement.keys)
    values = (b"null" if value is None else value for value in row[:count])
    outputs = dict(zip(statement.keys, values, strict=True))
    return Result(outputs=outputs, truncated=truncated(statement, row, count))


def find_one(query: FindOne, context: Context) -> Result:
    obj = readable_object(context, query.object)
    record = plan_record(context, obj, query.record)
    statement = find_one_sql(context.schema.pg_schema, record, one_where(query, context, obj))
    rows = fetch(statement.sql, statement.params)
    if not rows:
        raise not_found()
    return Result(record=rows[0][0], truncated=truncated(statement, rows[0], 1))


def one_where(query: FindOne, context: Context, obj: ObjectSchema) -> Where:
    if query.id is not None:
        return id_where(obj, str(query.id))
    if is_empty(query.filter):
        raise RecordError("INVALID_QUERY_INPUT", "Missing filter argument")
    return plan_where(context, obj, query.filter)


def id_where(obj: ObjectSchema, record_id: str, bin: str = "live") -> Where:
    return Where(Compare(obj.columns["id"], "eq", record_id), False, bin)


def every_row(bin: str = "any") -> Where:
    return Where(ALWAYS, False, bin)


def records_of(context: Context, record: RecordPlan, ids: Sequence[str]) -> Result:
    """The records of `ids`, in that order."""
    statement = by_ids_sql(context.schema.pg_schema, record, ids)
    row = fetch(statement.sql, statement.params)[0]
    return Result(records=row[0], truncated=truncated(statement, row, 1))


def truncated(statement: Statement, row: Row, start: int) -> tuple[str, ...]:
    flags = row[start : start + len(statement.lists)]
    return tuple(key for key, cut in zip(statement.lists, flags, strict=True) if cut)
