"""Whole statements that read: a connection at the root, one record, records by id."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from core.records.plan import ConnectionPlan, RecordPlan, RecordsPlan, ToManyPlan, Where
from core.records.sql.builder import Builder
from core.records.sql.columns import column_sql
from core.records.sql.objects import row_object_sql
from core.records.sql.pages import rows_sql
from core.records.sql.projection import connection_sql, record_sql
from metadata.fields.base import Column
from metadata.schema.snapshot import ObjectSchema
from metadata.schema.sql import ident

ROOT_PAGE = "t1x"
"""The page of the root connection: a builder's first alias."""


@dataclass(frozen=True, slots=True)
class Statement:
    """`keys`: what each column of the one row answered means."""

    sql: str
    params: list[Any]
    keys: tuple[str, ...] = ()
    lists: tuple[str, ...] = field(default=())


def find_many_sql(pg_schema: str, plan: ConnectionPlan) -> Statement:
    """One row: a JSON column for each output, then a boolean for each plain list "was cut"."""
    b = Builder(pg_schema)
    entries, source, _ = connection_sql(b, plan)
    columns = [f"to_json({expression})" for _, expression in entries]
    lists = plain_lists(plan)
    columns += [f"{ROOT_PAGE}.{ident(f'more {key}')}" for key in lists]
    return Statement(f"select {', '.join(columns)} from {source}", b.params, tuple(key for key, _ in entries), lists)


def plain_lists(plan: ConnectionPlan) -> tuple[str, ...]:
    records = next((output.record for output in plan.outputs if isinstance(output, RecordsPlan)), None)
    return list_keys(records) if records else ()


def list_keys(plan: RecordPlan) -> tuple[str, ...]:
    return tuple(item.key for item in plan.items if isinstance(item, ToManyPlan) and item.plain)


def find_one_sql(pg_schema: str, plan: RecordPlan, where: Where) -> Statement:
    """At most one row: the record, then "was cut" of each plain list."""
    b = Builder(pg_schema)
    alias = b.alias()
    rows = rows_sql(b, plan.object, where, "i")
    record = record_sql(b, plan, alias)
    columns = [record.json, *(condition for _, condition in record.more)]
    sql = f'select {", ".join(columns)} from (select i.* from {rows} order by i."id" limit 1) {alias} {record.joins}'
    return Statement(sql, b.params, lists=tuple(key for key, _ in record.more))


def by_ids_sql(pg_schema: str, plan: RecordPlan, ids: Sequence[str]) -> Statement:
    """One row: the records of `ids` in that order as a JSON array, then "was cut" of each plain list."""
    b = Builder(pg_schema)
    alias = b.alias()
    wanted = b.param(list(ids), "uuid[]")
    record = record_sql(b, plan, alias)
    columns = [f"coalesce(json_agg({record.json} order by {alias}.\"#n\"), '[]'::json)"]
    columns += [f"coalesce(bool_or({condition}), false)" for _, condition in record.more]
    source = (
        f'(select i.*, w.n as "#n" from unnest({wanted}) with ordinality as w(id, n) '
        f'join {b.table(plan.object)} i on i."id" = w.id) {alias}'
    )
    sql = f"select {', '.join(columns)} from {source} {record.joins}"
    return Statement(sql, b.params, lists=tuple(key for key, _ in record.more))


def columns_by_ids_sql(
    pg_schema: str, obj: ObjectSchema, names: Sequence[str], ids: Sequence[str], lock: bool = False
) -> Statement:
    """One row: raw columns of the records of `ids` in that order, as a JSON array of objects by column name."""
    b = Builder(pg_schema)
    columns = ", ".join(raw_sql(obj.columns[name]) for name in names)
    wanted = b.param(list(ids), "uuid[]")
    rows = (
        f'select w.n as "#n", {columns} from unnest({wanted}) with ordinality as w(id, n) '
        f'join {b.table(obj)} t on t."id" = w.id order by w.n{" for update of t" if lock else ""}'
    )
    return Statement(f"select coalesce(json_agg(row_to_json(r.*)), '[]'::json) from ({rows}) r", b.params)


def raw_sql(column: Column) -> str:
    """A column as it lies in the table; exact numbers as text, so that no reader rounds them."""
    c = column_sql("t", column)
    return f"{c}::text as {ident(column.name)}" if column.kind.pg == "numeric" else c


def connections_sql(pg_schema: str, plans: Sequence[ConnectionPlan]) -> Statement:
    """One row: several connections of one object as a JSON array of objects."""
    b = Builder(pg_schema)
    parts = []
    for number, plan in enumerate(plans):
        entries, source, _ = connection_sql(b, plan)
        json, lateral = row_object_sql(entries, "o")
        parts.append(f"select {number} as n, {json} as j from {source} {lateral}")
    return Statement(f"select json_agg(g.j order by g.n) from ({' union all '.join(parts)}) g", b.params)


def preview_sql(pg_schema: str, plan: RecordPlan, payload: str) -> Statement:
    """One row: the record that the JSON array `payload` (raw columns) describes, stored or not."""
    b = Builder(pg_schema)
    alias = b.alias()
    record = record_sql(b, plan, alias)
    columns = ", ".join(f"{ident(name)} {column.kind.pg}" for name, column in plan.object.columns.items())
    source = f"json_to_recordset({b.param(payload, 'json')}) as {alias}({columns})"
    return Statement(f"select {record.json} from {source} {record.joins}", b.params)
