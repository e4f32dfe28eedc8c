"""Whole statements that write. Records travel as one JSON parameter, so that a batch of any size has one text.

Each answers one row: the records as a JSON array, how many rows were hit, then "was cut" of each plain list.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from core.records.plan import RecordPlan, Where
from core.records.sql.builder import Builder
from core.records.sql.events import EventPlan, event_ctes
from core.records.sql.objects import RecordSql
from core.records.sql.predicates import where_sql
from core.records.sql.projection import record_sql
from core.records.sql.reads import Statement
from metadata.schema.snapshot import ObjectSchema
from metadata.schema.sql import ident, literal


@dataclass(frozen=True, slots=True)
class Input:
    """A JSON array of rows, and how many they are."""

    json: str
    size: int


@lru_cache(maxsize=2048)
def stored_columns(obj: ObjectSchema) -> tuple[str, ...]:
    """The columns that a write may set; the search vector is generated."""
    return tuple(column.name for column in obj.columns.values() if column.kind.pg != "tsvector")


@lru_cache(maxsize=4096)
def returning(obj: ObjectSchema, alias: str = "t") -> str:
    return ", ".join(f"{alias}.{ident(name)}" for name in obj.columns)


def input_sql(b: Builder, obj: ObjectSchema, rows: Input, names: Sequence[str]) -> str:
    """The input as rows: `#n` the place, `#pos`/`#off` a position by word, then `names`."""
    source = f"json_to_recordset({b.param(rows.json, 'json')}) as x({input_columns(obj, tuple(names))})"
    return f"input as materialized (select * from {source}{one_sql(rows.size)})"


@lru_cache(maxsize=4096)
def input_columns(obj: ObjectSchema, names: tuple[str, ...]) -> str:
    typed = [f"{ident(name)} {obj.columns[name].kind.pg}" for name in names]
    return ", ".join(['"#n" int', '"#pos" text', '"#off" int', '"#set" text[]', *typed])


def one_sql(size: int) -> str:
    """Tells the planner of a single row. It takes a JSON array for a hundred and would read a small table whole."""
    return " limit 1" if size == 1 else ""


def value_sql(table: str, places: frozenset[str], name: str) -> str:
    """What the input says of a column."""
    return position_sql(table, places) if name == "position" else f"x.{ident(name)}"


def position_sql(table: str, places: frozenset[str]) -> str:
    """First is one less than the smallest position outside the bin, last one more than the largest."""
    given = 'x."position"'
    live = f'{table} p where p."deletedAt" is null'
    edges = {
        "first": f'(select coalesce(min(p."position"), 1) - 1 from {live}) - x."#off"',
        "last": f'(select coalesce(max(p."position"), -1) + 1 from {live}) + x."#off"',
    }
    cases = " ".join(f"when {literal(place)} then {edges[place]}" for place in sorted(places))
    return f'case x."#pos" {cases} else {given} end' if cases else given


def answer_sql(
    b: Builder,
    head: Sequence[str],
    plan: RecordPlan,
    order: str,
    event: EventPlan | None,
    hit: str,
    changed: Sequence[str] = (),
) -> Statement:
    """The final SELECT over the CTEs: `w` holds the written rows, `hit` (w, or old: those before) is counted."""
    alias = b.alias()
    source, record = answered_sql(b, plan, alias, event)
    columns = [f"coalesce(json_agg({record.json} order by {order.format(alias=alias)}), '[]'::json) as records"]
    columns += [f"coalesce(bool_or({more}), false) as {ident(f'more {key}')}" for key, more in record.more]
    rows = f"(select {', '.join(columns)} from {source} {alias} {record.joins}) r"
    lists = tuple(key for key, _ in record.more)
    answers = ["r.records", f"(select count(*) from {hit})", *(f"r.{ident(f'more {key}')}" for key in lists)]
    ctes = [*head, *(event_ctes(b, event, frozenset(changed)) if event else ())]
    return Statement(f"with {', '.join(ctes)} select {', '.join(answers)} from {rows}", b.params, lists=lists)


def answered_sql(b: Builder, plan: RecordPlan, alias: str, event: EventPlan | None) -> tuple[str, RecordSql]:
    """Where the answer's records come from: what is told of them anyway is not made into JSON a second time."""
    record = record_sql(b, plan, alias)
    if event and event.of_every_row and record == record_sql(b, event.record, alias):
        return "event", RecordSql(f'{alias}."record"')
    return "w", record


INPUT_ORDER = '(select input."#n" from input where input."id" = {alias}."id")'
ID_ORDER = '{alias}."id"'


def create_sql(
    pg_schema: str,
    obj: ObjectSchema,
    rows: Input,
    places: frozenset[str],
    plan: RecordPlan,
    event: EventPlan | None,
    ignore_conflicts: bool = False,
) -> Statement:
    """`ignore_conflicts`: rows that collide with a unique index are left out (upsert looks for them again)."""
    b = Builder(pg_schema)
    head = [input_sql(b, obj, rows, stored_columns(obj)), insert_sql(b.table(obj), obj, places, ignore_conflicts)]
    return answer_sql(b, head, plan, INPUT_ORDER, event, "w")


@lru_cache(maxsize=4096)
def insert_sql(table: str, obj: ObjectSchema, places: frozenset[str], ignore_conflicts: bool) -> str:
    names = stored_columns(obj)
    values = (value_sql(table, places, name) for name in names)
    return (
        f"w as (insert into {table} as t ({', '.join(ident(name) for name in names)}) "
        f'select {", ".join(values)} from input x order by x."#n" '
        f"{'on conflict do nothing ' if ignore_conflicts else ''}returning {returning(obj)})"
    )


def update_sql(
    pg_schema: str,
    obj: ObjectSchema,
    rows: Input,
    names: Sequence[str],
    places: frozenset[str],
    plan: RecordPlan,
    event: EventPlan | None,
    *,
    where: Where | None,
    limit: int,
    mixed: bool,
    live: bool,
) -> Statement:
    """`where` None: the rows of the input by id, all of them or none; else every match gets the one input row.

    `live`: none of the rows by id may be in the bin.

    `mixed`: the rows set different columns, each names its own in `#set`. Beyond `limit` rows nothing is written.
    """
    b = Builder(pg_schema)
    columns = list(names) if "id" in names else ["id", *names]
    head = [input_sql(b, obj, rows, columns)]
    by_id = where is None
    join = 'join input on input."id" = t."id"' + (' and t."deletedAt" is null' if live else "")
    head.append(old_sql(b, obj, where, limit, join if by_id else ""))
    link = 'o."id" = x."id"' if by_id else "true"
    settings = ", ".join(setting_sql(b, obj, name, places, mixed) for name in names if name != "id")
    guard = f"= {b.param(limit, 'bigint')}" if by_id else f"<= {b.param(limit, 'bigint')}"
    head.append(
        f"w as (update {b.table(obj)} t set {settings} from old o join input x on {link} "
        f'where t."id" = o."id" and (select count(*) from old) {guard} returning {returning(obj)})'
    )
    return answer_sql(b, head, plan, INPUT_ORDER if by_id else ID_ORDER, event, "old", names)


def setting_sql(b: Builder, obj: ObjectSchema, name: str, places: frozenset[str], mixed: bool) -> str:
    column = ident(name)
    value = value_sql(b.table(obj), places, name)
    return (
        f'{column} = case when {literal(name)} = any(x."#set") then {value} else t.{column} end'
        if mixed
        else f"{column} = {value}"
    )


def old_sql(b: Builder, obj: ObjectSchema, where: Where | None, limit: int, join: str = "") -> str:
    """The rows before the change, locked in the order of their ids so that two batches cannot deadlock."""
    condition = "true" if where is None else where_sql(b, "t", obj, where)
    bound = "" if where is None or limit < 0 else f" limit {b.param(limit + 1, 'bigint')}"
    return (
        f"old as materialized (select {returning(obj)} from {b.table(obj)} t {join} where {condition} "
        f'order by t."id"{bound} for update of t)'
    )


def remove_sql(
    pg_schema: str,
    obj: ObjectSchema,
    mode: str,
    moment: str,
    plan: RecordPlan,
    event: EventPlan | None,
    *,
    ids: Sequence[str] | None,
    where: Where | None,
) -> Statement:
    """`ids`: all of them or none. Restoring a record that is not in the bin leaves it as it is."""
    b = Builder(pg_schema)
    head = []
    order = ID_ORDER
    guard = ""
    if ids is not None:
        wanted = b.param(list(ids), "uuid[]")
        source = f"unnest({wanted}) with ordinality as w(id, n){one_sql(len(ids))}"
        head.append(f'input as materialized (select id, n as "#n" from {source})')
        head.append(old_sql(b, obj, None, -1, 'join input on input."id" = t."id"'))
        guard = f" and (select count(*) from old) = {b.param(len(ids), 'bigint')}"
        order = INPUT_ORDER
    else:
        head.append(old_sql(b, obj, where, -1))
    head.append(f"w as ({removal_sql(b, obj, mode, moment)}{guard} returning {returning(obj)})")
    return answer_sql(b, head, plan, order, event, "old", () if mode == "destroy" else ("deletedAt",))


def removal_sql(b: Builder, obj: ObjectSchema, mode: str, moment: str) -> str:
    table, link = b.table(obj), 't."id" = o."id"'
    if mode == "destroy":
        return f"delete from {table} t using old o where {link}"
    now = b.param(moment, "timestamptz")
    if mode == "soft_delete":
        return f'update {table} t set "deletedAt" = {now}, "updatedAt" = {now} from old o where {link}'
    updated = f'case when t."deletedAt" is null then t."updatedAt" else {now} end'
    return f'update {table} t set "deletedAt" = null, "updatedAt" = {updated} from old o where {link}'


def matches_sql(pg_schema: str, obj: ObjectSchema, rows: Input, keys: Sequence[tuple[str, ...]]) -> Statement:
    """Rows (place in the input, id, in the bin): existing records that hold one of the input's unique values."""
    b = Builder(pg_schema)
    names = sorted({name for key in keys for name in key})
    finds = []
    for key in keys:
        link = " and ".join(f"t.{ident(name)} = x.{ident(name)}" for name in key)
        finds.append(
            f'select x."#n", t."id"::text, t."deletedAt" is not null from input x join {b.table(obj)} t on {link}'
        )
    return Statement(f"with {input_sql(b, obj, rows, names)} {' union '.join(finds)} order by 1, 2", b.params)
