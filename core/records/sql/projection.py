"""Record and connection plans to the SQL of their JSON."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from core.records.plan import (
    AggregatePlan,
    AllOf,
    AnyOf,
    Compare,
    ConnectionPlan,
    ConstantPlan,
    EdgesPlan,
    NotThat,
    OutputPlan,
    PageInfoPlan,
    Predicate,
    RecordPlan,
    RecordsPlan,
    ToManyPlan,
    ToOnePlan,
)
from core.records.sql.builder import Builder
from core.records.sql.columns import column_sql
from core.records.sql.keyset import cursor_sql
from core.records.sql.objects import (
    Entries,
    RecordSql,
    leaf_sql,
    record_object_sql,
    row_object_sql,
    small_object_sql,
    text_sql,
)
from core.records.sql.pages import Link, page_sql, rows_sql
from metadata.schema.listing import LISTED
from metadata.schema.sql import ident, table_ident


# -- records --------------------------------------------------------------------------------------------------------
def record_sql(b: Builder, plan: RecordPlan, alias: str) -> RecordSql:
    """The JSON object of one record that the FROM item `alias` holds."""
    if plan.flat:
        return flat_sql(plan, alias, b.pg_schema)
    entries: Entries = []
    joins: list[str] = []
    more: list[tuple[str, str]] = []
    for item in plan.items:
        if isinstance(item, ToManyPlan):
            inner = b.alias()
            joins.append(f"left join lateral ({to_many_sql(b, item, alias)}) {inner} on true")
            entries.append((item.key, f"{inner}.j"))
            if item.plain:
                more.append((item.key, f"{inner}.more"))
        elif isinstance(item, ToOnePlan):
            inner = b.alias()
            entries.append((item.key, to_one_sql(item, alias, inner, record_sql(b, item.record, inner), b.pg_schema)))
        else:
            entries.append((item.key, leaf_sql(item, alias)))
    return record_object_sql(entries, alias, joins, tuple(more))


@lru_cache(maxsize=4096)
def flat_sql(plan: RecordPlan, alias: str, pg_schema: str) -> RecordSql:
    """As record_sql, for a plan without lists: no parameters, hence kept (plans are told apart by identity)."""
    entries: Entries = []
    for position, item in enumerate(plan.items):
        if isinstance(item, ToOnePlan):
            inner = f"{alias}_{position}"
            record = flat_sql(item.record, inner, pg_schema)
            entries.append((item.key, to_one_sql(item, alias, inner, record, pg_schema)))
        else:
            assert not isinstance(item, ToManyPlan)
            entries.append((item.key, leaf_sql(item, alias)))
    return record_object_sql(entries, alias, [], ())


def to_one_sql(item: ToOnePlan, alias: str, inner: str, record: RecordSql, pg_schema: str) -> str:
    table = table_ident(pg_schema, item.target.table)
    join = column_sql(alias, item.field.columns[0])
    return f'(select {record.json} from {table} {inner} {record.joins} where {inner}."id" = {join})'


def to_many_sql(b: Builder, item: ToManyPlan, alias: str) -> str:
    relation = item.field.relation
    assert relation is not None
    link = f'{{i}}.{ident(relation.join_column)} = {alias}."id"'
    entries, source, more = connection_sql(b, item.connection, link)
    if item.plain:
        return f"select {entries[0][1]} as j, {more} as more from {source}"
    json, lateral = row_object_sql(entries, "o")
    return f"select {json} as j from {source} {lateral}"


# -- connections ----------------------------------------------------------------------------------------------------
def connection_sql(b: Builder, plan: ConnectionPlan, link: Link = None) -> tuple[Entries, str, str]:
    """(output key -> expression, FROM items, condition "more than the page") of a connection.

    `link` ties it to its parent (see pages.py).
    """
    sources, page_columns, total_columns = [], [], []
    entries: Entries = []
    page = b.alias()
    for position, output in enumerate(plan.outputs):
        if isinstance(output, ConstantPlan):
            entries.append((output.key, text_sql(output.text)))
        elif isinstance(output, AggregatePlan):
            total_columns.append((f"a{position}", output))
            entries.append((output.key, f"{page}y.a{position}"))
        else:
            page_columns.append((position, output))
            entries.append((output.key, f"{page}x.o{position}"))
    more = "false"
    if page_columns:
        sources.append(f"({page_outputs_sql(b, plan, page, page_columns, link)}) {page}x")
        more = f"{page}x.more"
    if total_columns:
        sources.append(f"({totals_sql(b, plan, f'{page}a', total_columns, link)}) {page}y")
    return entries, " cross join ".join(sources) or "(select 1) one", more


def totals_sql(
    b: Builder, plan: ConnectionPlan, alias: str, totals: Sequence[tuple[str, AggregatePlan]], link: Link
) -> str:
    """One row with the aggregates over all rows of the connection, whatever the page."""
    counts = all(aggregate.sql == COUNT for _, aggregate in totals)
    if counts and plan.where.decided_by_bin and not is_listed(plan.where.predicate):
        count = live_count_sql(b, plan, alias, link)
        return "select " + ", ".join(f"{count} as {name}" for name, _ in totals)
    columns = ", ".join(f"{aggregate.sql.replace('{t}', alias)} as {name}" for name, aggregate in totals)
    return f"select {columns} from {rows_sql(b, plan.object, plan.where, alias, link)}"


COUNT = "count(*)"


def is_listed(predicate: Predicate) -> bool:
    """Whether an index of live records knows of it: then it is best counted together with the bin's condition."""
    if isinstance(predicate, AllOf | AnyOf):
        return any(is_listed(item) for item in predicate.items)
    if isinstance(predicate, NotThat):
        return is_listed(predicate.item)
    return isinstance(predicate, Compare) and predicate.column.name in LISTED


def live_count_sql(b: Builder, plan: ConnectionPlan, alias: str, link: Link) -> str:
    """All matches less those in the bin: each count can be read from an index that knows nothing of the bin."""
    everywhere, binned = replace(plan.where, bin="any"), replace(plan.where, bin="binned")
    counts = [
        f"(select count(*) from {rows_sql(b, plan.object, where, alias, link)})" for where in (everywhere, binned)
    ]
    return f"({counts[0]} - {counts[1]})"


def page_outputs_sql(
    b: Builder, plan: ConnectionPlan, alias: str, outputs: Sequence[tuple[int, OutputPlan]], link: Link
) -> str:
    """One row with the outputs that depend on the page."""
    source = page_sql(b, plan, alias, link)
    nodes = NodeSql(b, alias)
    columns = [f"{page_output_sql(b, plan, nodes, output, link)} as o{position}" for position, output in outputs]
    columns.append(f"{has_more_sql(b, plan, alias, link)} as more")
    columns += [f"coalesce(bool_or({condition}), false) as {ident(f'more {key}')}" for key, condition in nodes.more]
    return f'select {", ".join(columns)} from {source} {alias} {nodes.joins} where {alias}."#rn" <= {plan.page.limit}'


class NodeSql:
    """The records of one page. The first selection joins beside the page row, further ones (aliases) stand alone."""

    def __init__(self, b: Builder, alias: str):
        self.b, self.alias = b, alias
        self.joins = ""
        self.more: tuple[tuple[str, str], ...] = ()

    def json(self, plan: RecordPlan) -> str:
        if not self.joins:
            record = record_sql(self.b, plan, self.alias)
            self.joins, self.more = record.joins, record.more
            return record.json
        inner = self.b.alias()
        record = record_sql(self.b, plan, inner)
        return f"(select {record.json} from (select {self.alias}.*) {inner} {record.joins})"


def has_more_sql(b: Builder, plan: ConnectionPlan, alias: str, link: Link) -> str:
    if plan.page.limit == 0:
        return f"exists (select 1 from {rows_sql(b, plan.object, plan.where, b.alias(), link)})"
    return f'coalesce(bool_or({alias}."#n" > {plan.page.limit}), false)'


def page_output_sql(b: Builder, plan: ConnectionPlan, nodes: NodeSql, output: OutputPlan, link: Link) -> str:
    if isinstance(output, RecordsPlan):
        return agg_sql(plan, nodes.alias, nodes.json(output.record))
    if isinstance(output, EdgesPlan):
        entries = [(key, edge_item_sql(b, plan, nodes, what, value)) for what, key, value in output.items]
        return agg_sql(plan, nodes.alias, small_object_sql(entries))
    assert isinstance(output, PageInfoPlan)
    values = page_info_sql(b, plan, nodes.alias, link)
    return small_object_sql([(key, values.get(name) or text_sql(name)) for key, name in output.items])


def edge_item_sql(b: Builder, plan: ConnectionPlan, nodes: NodeSql, what: str, value: Any) -> str:
    if what == "node":
        return nodes.json(value)
    return cursor_sql(b, plan.order, nodes.alias) if what == "cursor" else text_sql(value)


def agg_sql(plan: ConnectionPlan, alias: str, json: str) -> str:
    direction = " desc" if plan.page.backward else ""
    return f"coalesce(json_agg({json} order by {alias}.\"#rn\"{direction}), '[]'::json)"


def page_info_sql(b: Builder, plan: ConnectionPlan, alias: str, link: Link) -> dict[str, str]:
    """The first row of the page is number 1, unless the page runs backward."""
    number, count, limit = f'{alias}."#rn"', f'{alias}."#n"', plan.page.limit
    nearest = f"max({cursor_sql(b, plan.order, alias)}) filter (where {number} = 1)"
    farthest = f"max({cursor_sql(b, plan.order, alias)}) filter (where {number} = least({count}, {limit}))"
    more, backward = has_more_sql(b, plan, alias, link), plan.page.backward
    return {
        "startCursor": farthest if backward else nearest,
        "endCursor": nearest if backward else farthest,
        "hasNextPage": "false" if backward else more,
        "hasPreviousPage": more if backward else "false",
        "__typename": text_sql("PageInfo"),
    }
