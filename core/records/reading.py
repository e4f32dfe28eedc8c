"""Queries that read: one statement each."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from core.records.context import Context
from core.records.errors import RecordError, not_found
from core.records.execute import Row, fetch
from core.records.filters import is_empty, plan_where
from core.records.lookup import readable_object
from core.records.plan import ALWAYS, Compare, RecordPlan, Where
from core.records.query import Connection, FindMany, FindOne, Place, Result
from core.records.selection import plan_connection, plan_record
from core.records.sql.reads import Statement, by_ids_sql, find_many_sql, find_one_sql
from core.records.views import view_filter
from metadata.schema.snapshot import ObjectSchema


def find_many(query: FindMany, context: Context) -> Result:
    obj = readable_object(context, query.object)
    if query.view_id is None:
        statement = kept(query.place, context, lambda: list_statement(context, obj, query.connection))
    else:
        filter_ = view_filter(context, obj, query.view_id, query.connection.filter)
        statement = list_statement(context, obj, replace(query.connection, filter=filter_))
    row = fetch(statement.sql, statement.params)[0]
    count = len(statement.keys)
    values = (b"null" if value is None else value for value in row[:count])
    outputs = dict(zip(statement.keys, values, strict=True))
    return Result(outputs=outputs, truncated=truncated(statement, row, count))


def list_statement(context: Context, obj: ObjectSchema, connection: Connection) -> Statement:
    return find_many_sql(context.schema.pg_schema, plan_connection(context, obj, connection))


def one_statement(query: FindOne, context: Context, obj: ObjectSchema) -> Statement:
    record = plan_record(context, obj, query.record)
    return find_one_sql(context.schema.pg_schema, record, one_where(query, context, obj))


MOST_ROLES = 16


def kept(place: Place | None, context: Context, make: Callable[[], Statement]) -> Statement:
    """The statement that `make` gives, made once for those who may see the same."""
    if place is None:
        return make()
    key = (context.schema, context.permissions.key, context.limits)
    found = place.get(key)
    if found is None:
        if len(place) >= MOST_ROLES:
            place.clear()
        found = place[key] = make()
    return found


def find_one(query: FindOne, context: Context) -> Result:
    obj = readable_object(context, query.object)
    statement = kept(query.place, context, lambda: one_statement(query, context, obj))
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
