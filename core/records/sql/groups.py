"""groupBy to SQL: groups in a subquery, their values printed and their sample of records fetched outside."""

from core.records.plan import (
    AggregatePlan,
    ConstantPlan,
    DimensionPlan,
    GroupPlan,
    GroupSort,
    GroupValuesPlan,
    OutputPlan,
)
from core.records.sql.builder import Builder
from core.records.sql.columns import column_sql, order_sql
from core.records.sql.objects import Entries, row_object_sql, text_sql
from core.records.sql.predicates import where_sql
from core.records.sql.projection import connection_sql
from core.records.sql.reads import Statement
from metadata.fields.base import Column

WEEK_SHIFT = {"SUNDAY": 1, "SATURDAY": 2}
"""Days to add before PostgreSQL's Monday-based week is taken, and to take away again."""
DAYS = "array['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']"
MONTHS = (
    "array['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', "
    "'November', 'December']"
)
PARTS = {"DAY_OF_THE_WEEK": "isodow", "MONTH_OF_THE_YEAR": "month", "QUARTER_OF_THE_YEAR": "quarter"}


def groups_sql(pg_schema: str, plan: GroupPlan) -> Statement:
    """One row: the groups as a JSON array, in order."""
    b = Builder(pg_schema)
    entries, joins = entries_sql(b, plan)
    json, lateral = row_object_sql(entries, "o")
    sql = f"select coalesce(json_agg({json} order by s.rn), '[]'::json) from ({inner_sql(b, plan)}) s {joins} {lateral}"
    return Statement(sql, b.params)


def inner_sql(b: Builder, plan: GroupPlan) -> str:
    """The groups of the page: rn, dimension values d0.., aggregates a0.. ."""
    joins, values = [], []
    for place, dimension in enumerate(plan.dimensions):
        alias = "t"
        if dimension.hop is not None:
            assert dimension.target is not None
            alias = f"h{place}"
            link = column_sql("t", dimension.hop.columns[0])
            joins.append(f'left join {b.table(dimension.target)} {alias} on {alias}."id" = {link}')
        values.append(value_sql(b, dimension, column_sql(alias, dimension.column)))
    columns = [f"{value} as d{place}" for place, value in enumerate(values)]
    columns += [f"{sql.replace('{t}', 't')} as {name}" for name, sql in aggregates(plan)]
    columns.append("count(*) as n")
    grouping = "group by " + ", ".join(str(place + 1) for place in range(len(values))) if values else ""
    order = sorts_sql(plan)
    return (
        f"select g.*, row_number() over (order by {order}) as rn from (select {', '.join(columns)} from "
        f"{b.table(plan.object)} t {' '.join(joins)} where {where_sql(b, 't', plan.object, plan.where)} {grouping}) g "
        f"order by rn limit {b.param(plan.limit, 'bigint')}"
    )


def aggregates(plan: GroupPlan) -> list[tuple[str, str]]:
    found = [(f"a{place}", out.sql) for place, out in enumerate(plan.outputs) if isinstance(out, AggregatePlan)]
    found += [(f"k{place}", sort.aggregate) for place, sort in enumerate(plan.order) if sort.aggregate is not None]
    return found


def value_sql(b: Builder, dimension: DimensionPlan, c: str) -> str:
    """What is grouped by: a value in which empty is null, a period's first day, or the number in a cycle."""
    if dimension.granularity is None:
        empty = {"text": "''", "text[]": "'{}'"}.get(dimension.column.kind.pg)
        return f"nullif({c}, {empty})" if empty else c
    if dimension.granularity == "NONE":
        return c
    local = c + "::timestamp"
    if dimension.column.kind.pg == "timestamptz":
        local = f"({c} at time zone {b.param(dimension.time_zone, 'text')})"
    if dimension.granularity in PARTS:
        return f"extract({PARTS[dimension.granularity]} from {local})::int"
    unit = f"'{dimension.granularity.lower()}'"
    shift = WEEK_SHIFT.get(dimension.week_start or "", 0) if dimension.granularity == "WEEK" else 0
    if shift:
        return f"(date_trunc({unit}, {local} + interval '{shift} days') - interval '{shift} days')::date"
    return f"date_trunc({unit}, {local})::date"


def printed_sql(dimension: DimensionPlan, value: str) -> str:
    """A group's value as text."""
    if dimension.granularity == "DAY_OF_THE_WEEK":
        return f"({DAYS})[{value}]"
    if dimension.granularity == "MONTH_OF_THE_YEAR":
        return f"({MONTHS})[{value}]"
    if dimension.granularity == "QUARTER_OF_THE_YEAR":
        return f"'Q' || {value}"
    if dimension.granularity == "NONE":
        return dimension.column.kind.read.replace("{c}", value)
    if dimension.granularity is not None:
        return f"to_char({value}::timestamp, 'YYYY-MM-DD')"
    return f"{value}::text"


def sorts_sql(plan: GroupPlan) -> str:
    """The order asked for, then the dimensions ascending with nulls last: the order is always whole."""
    parts = [sort_sql(plan, place, sort) for place, sort in enumerate(plan.order)]
    parts += [f"{key_sql(one, f'g.d{place}')} nulls last" for place, one in enumerate(plan.dimensions)]
    parts += [f"g.d{place}" for place, one in enumerate(plan.dimensions) if one.column.kind.pg == "text"]
    return ", ".join(parts) or "1"


def sort_sql(plan: GroupPlan, place: int, sort: GroupSort) -> str:
    key = f"g.k{place}" if sort.dimension is None else key_sql(plan.dimensions[sort.dimension], f"g.d{sort.dimension}")
    return f"{key} {'desc' if sort.descending else 'asc'} nulls {'first' if sort.nulls_first else 'last'}"


def key_sql(dimension: DimensionPlan, value: str) -> str:
    plain: Column = dimension.column
    return value if dimension.granularity is not None else order_sql(plain, value)


def entries_sql(b: Builder, plan: GroupPlan) -> tuple[Entries, str]:
    """The keys of one group, and the join that brings its sample of records."""
    shown, joins = sample_sql(b, plan)
    entries: Entries = []
    for place, output in enumerate(plan.outputs):
        entries.append((output.key, entry_sql(plan, place, output, shown)))
    return entries, joins


def entry_sql(plan: GroupPlan, place: int, output: OutputPlan, shown: dict[str, str]) -> str:
    if isinstance(output, AggregatePlan):
        return f"s.a{place}"
    if isinstance(output, ConstantPlan):
        return text_sql(output.text)
    if isinstance(output, GroupValuesPlan):
        values = ", ".join(printed_sql(one, f"s.d{number}") for number, one in enumerate(plan.dimensions))
        return f"json_build_array({values})"
    return shown[output.key]


def sample_sql(b: Builder, plan: GroupPlan) -> tuple[dict[str, str], str]:
    """Output key -> column of the lateral join with the group's records."""
    if plan.sample is None:
        return {}, ""
    conditions = [same_group_sql(b, one, place) for place, one in enumerate(plan.dimensions)]
    entries, source, _ = connection_sql(b, plan.sample, " and ".join(conditions) or "true")
    columns = ", ".join(f"{expression} as r{place}" for place, (_, expression) in enumerate(entries))
    keys = {key: f"sample.r{place}" for place, (key, _) in enumerate(entries)}
    return keys, f"left join lateral (select {columns} from {source}) sample on true"


def same_group_sql(b: Builder, dimension: DimensionPlan, place: int) -> str:
    c = column_sql("{i}", dimension.column)
    if dimension.hop is not None:
        assert dimension.target is not None
        link = column_sql("{i}", dimension.hop.columns[0])
        rows = f'{b.table(dimension.target)} h where h."id" = {link}'
        c = f"(select {column_sql('h', dimension.column)} from {rows})"
    return f"{value_sql(b, dimension, c)} is not distinct from s.d{place}"
