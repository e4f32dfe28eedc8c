"""JSON objects out of keys and expressions."""

from dataclasses import dataclass

from core.records.plan import ConstantPlan, ValuePlan
from core.records.sql.columns import column_sql, read_sql
from metadata.fields.base import Column
from metadata.schema.sql import ident, literal

NAME_BYTES = 63
"""Longer keys cannot be column names in PostgreSQL; such objects are built key by key."""
MOST_KEYS = 50
Entries = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class RecordSql:
    """`json` over a FROM item once `joins` stand behind it. `more`: list key -> condition "has more than shown"."""

    json: str
    joins: str = ""
    more: tuple[tuple[str, str], ...] = ()


def leaf_sql(item: ValuePlan | ConstantPlan, alias: str) -> str:
    if isinstance(item, ConstantPlan):
        return text_sql(item.text)
    if item.elements is not None:
        return elements_sql(item, item.elements, alias)
    if not item.composite:
        return part_sql(item.parts[0][1], alias)
    return small_object_sql([(key, part_sql(part, alias)) for key, part in item.parts])


def elements_sql(item: ValuePlan, column: Column, alias: str) -> str:
    """The asked keys of each object in a JSON list."""
    typename = text_sql(column.kind.graphql.strip("[]"))
    names = ((key, str(name)) for key, name in item.parts)
    entries = [(key, typename if name == "__typename" else f"e.v->{literal(name)}") for key, name in names]
    elements = f"jsonb_array_elements({column_sql(alias, column)}) with ordinality e(v, n)"
    return f"(select json_agg({small_object_sql(entries)} order by e.n) from {elements})"


def part_sql(part: Column | str, alias: str) -> str:
    return text_sql(part) if isinstance(part, str) else read_sql(alias, part)


def text_sql(text: str) -> str:
    return f"{literal(text)}::text"


def small_object_sql(entries: Entries) -> str:
    """A JSON object inside a record. Of more keys than a function takes arguments for, rows are put together."""
    if len(entries) > MOST_KEYS:
        return pairs_sql(entries)
    return "json_build_object(" + ", ".join(f"{literal(key)}, {value}" for key, value in entries) + ")"


def pairs_sql(entries: Entries) -> str:
    rows = ", ".join(f"({place}, {literal(key)}, to_json({value}))" for place, (key, value) in enumerate(entries))
    return f"(select json_object_agg(p.k, p.v order by p.n) from (values {rows}) as p(n, k, v))"


def row_object_sql(entries: Entries, row: str) -> tuple[str, str]:
    """(JSON expression, lateral FROM item) of an object of any number of keys, read as the row `row`."""
    if not entries:
        return "json_build_object()", ""
    if any(len(key.encode()) > NAME_BYTES for key, _ in entries):
        return pairs_sql(entries), ""
    columns = ", ".join(f"{value} as {ident(key)}" for key, value in entries)
    return f"row_to_json({row}.*)", f"cross join lateral (select {columns}) {row}"


def record_object_sql(entries: Entries, alias: str, joins: list[str], more: tuple[tuple[str, str], ...]) -> RecordSql:
    json, lateral = row_object_sql(entries, f"{alias}_row")
    return RecordSql(json, " ".join([*joins, lateral] if lateral else joins), more)
