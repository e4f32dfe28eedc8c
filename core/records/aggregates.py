"""The aggregates of an object by name, as SQL over the alias `{t}`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from core.records.context import Context
from core.records.errors import RecordError, denied
from core.records.lookup import may_read, target_of
from core.records.plan import AggregatePlan
from core.records.sql.columns import column_sql, empty_sql
from metadata.fields.base import Column, Field
from metadata.schema.snapshot import ObjectSchema, title
from metadata.schema.sql import ident, table_ident

RELATED = "{related}"
"""Stands for the table of a relation's target."""
ISO = '\'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"\''


@dataclass(frozen=True, slots=True)
class AggregateRow:
    """`exact` is the value in full precision (REST prints it as text), `json` as GraphQL shows it."""

    name: str
    exact: str
    json: str
    field: Field | None
    graphql: str


def plan_aggregate(context: Context, obj: ObjectSchema, key: str, name: str, as_text: bool) -> AggregatePlan:
    """Raises for unknown names; a REST request with several unknown ones is checked by unknown_aggregates first."""
    row = aggregates_of(obj).get(name)
    if row is None:
        raise unknown_aggregates([name])
    if row.field is not None and not may_read(context, obj, row.field):
        raise denied()
    sql = f"({row.exact})::text" if as_text else row.json
    if RELATED in sql and row.field is not None:
        target = target_of(context, row.field)
        sql = sql.replace(RELATED, table_ident(context.schema.pg_schema, target.table))
    return AggregatePlan(key, sql, as_text)


def unknown_aggregates(names: list[str]) -> RecordError:
    return RecordError("BAD_REQUEST", f"Unknown aggregate field(s): {', '.join(names)}", found=names)


@lru_cache(maxsize=2048)
def aggregates_of(obj: ObjectSchema) -> Mapping[str, AggregateRow]:
    rows = [AggregateRow("totalCount", "count(*)", "count(*)", None, "Int")]
    for field in obj.fields.values():
        rows.extend(rows_of(field))
    return {row.name: row for row in rows}


def rows_of(field: Field) -> Iterator[AggregateRow]:
    if field.type.name == "RELATION" or not (field.columns or field.relation):
        return
    yield from counts(field)
    kind, name = field.type.name, title(field.name)
    if kind in ("DATE", "DATE_TIME"):
        yield from dates(field, name)
    elif kind in ("NUMBER", "NUMERIC"):
        yield from numbers(field, field.columns[0], name)
    elif kind == "CURRENCY":
        yield from numbers(field, field.columns[0], f"{name}AmountMicros")
    elif kind == "BOOLEAN":
        c = column_sql("{t}", field.columns[0])
        for word, condition in (("True", c), ("False", f"not {c}")):
            sql = f"count(*) filter (where {condition})"
            yield AggregateRow(f"count{word}{name}", sql, sql, field, "Int")


def counts(field: Field) -> Iterator[AggregateRow]:
    name = title(field.name)
    empty, unique = of_columns(field) if field.columns else of_related(field)
    empties, filled = f"count(*) filter (where {empty})", f"count(*) filter (where not ({empty}))"
    yield AggregateRow(f"countUniqueValues{name}", unique, unique, field, "Int")
    yield AggregateRow(f"countEmpty{name}", empties, empties, field, "Int")
    yield AggregateRow(f"countNotEmpty{name}", filled, filled, field, "Int")
    for word, part in (("percentageEmpty", empties), ("percentageNotEmpty", filled)):
        ratio = f"({part})::numeric / nullif(count(*), 0)"
        yield AggregateRow(f"{word}{name}", ratio, f"({ratio})::double precision", field, "Float")


def of_columns(field: Field) -> tuple[str, str]:
    """When a record's field is empty, and how many different values there are."""
    empty = " and ".join(empty_sql(column, column_sql("{t}", column)) for column in field.columns)
    columns = [column_sql("{t}", column) for column in field.columns]
    distinct = columns[0] if len(columns) == 1 else f"({', '.join(columns)})"
    return empty, f"count(distinct {distinct}) filter (where not ({empty}))"


def of_related(field: Field) -> tuple[str, str]:
    """The same of the side that holds many: its values are the live records that point here, each to one record."""
    assert field.relation is not None
    link = f'from {RELATED} r where r.{ident(field.relation.join_column)} = {{t}}."id" and r."deletedAt" is null'
    return f"not exists (select 1 {link})", f"coalesce(sum((select count(*) {link})), 0)::bigint"


def dates(field: Field, name: str) -> Iterator[AggregateRow]:
    c = column_sql("{t}", field.columns[0])
    for word in ("min", "max"):
        moment = f"{word}({c})::timestamp" if field.type.name == "DATE" else f"{word}({c}) at time zone 'UTC'"
        sql = f"to_char({moment}, {ISO})"
        yield AggregateRow(f"{word}{name}", sql, sql, field, "DateTime")


def numbers(field: Field, column: Column, name: str) -> Iterator[AggregateRow]:
    c = column_sql("{t}", column)
    for word in ("min", "max", "avg", "sum"):
        yield AggregateRow(f"{word}{name}", f"{word}({c})", f"{word}({c})::double precision", field, "Float")
