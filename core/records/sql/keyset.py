"""Sort keys to ORDER BY, cursor text and the condition "behind the cursor"."""

from collections.abc import Iterable
from dataclasses import replace

from core.records.plan import MISSING, Cursor, SortKey
from core.records.sql.builder import Builder
from core.records.sql.columns import column_sql, cursor_value_sql, operand_type, order_sql
from metadata.schema.sql import ident

Joins = dict[str, str]


def reversed_keys(keys: tuple[SortKey, ...]) -> tuple[SortKey, ...]:
    return tuple(replace(key, descending=not key.descending, nulls_first=not key.nulls_first) for key in keys)


def hop_joins(b: Builder, keys: Iterable[SortKey], alias: str) -> tuple[Joins, str]:
    """The aliases of the relations that the keys reach over, and the joins that make them."""
    aliases: Joins = {}
    text = []
    for key in keys:
        if key.hop is not None and key.hop.name not in aliases:
            assert key.target is not None
            other = aliases[key.hop.name] = b.alias()
            join = column_sql(alias, key.hop.columns[0])
            text.append(f'left join {b.table(key.target)} {other} on {other}."id" = {join}')
    return aliases, " ".join(text)


def key_sql(key: SortKey, alias: str, hops: Joins) -> str:
    return order_sql(key.column, column_sql(hops[key.hop.name] if key.hop else alias, key.column))


def order_by_sql(keys: tuple[SortKey, ...], alias: str, hops: Joins) -> str:
    """NULLS is left out where no null can be, so that plain indexes serve both directions."""
    parts = []
    for key in keys:
        nulls = "" if key.never_null else f" nulls {'first' if key.nulls_first else 'last'}"
        parts.append(f"{key_sql(key, alias, hops)} {'desc' if key.descending else 'asc'}{nulls}")
    return ", ".join(parts)


def after_sql(b: Builder, keys: tuple[SortKey, ...], cursor: Cursor, alias: str, hops: Joins, table: str) -> str:
    """Rows that come later in the order than the cursor."""
    values = [cursor_operand(b, key, value, cursor, table) for key, value in zip(keys, cursor.values, strict=True)]
    expressions = [key_sql(key, alias, hops) for key in keys]
    if all(key.never_null and not key.descending for key in keys):
        left, right = ", ".join(expressions), ", ".join(str(value) for value in values)
        return f"({left}) > ({right})"
    cases = []
    for last in range(len(keys)):
        steps = [same(expressions[i], values[i]) for i in range(last)]
        steps.append(behind(keys[last], expressions[last], values[last]))
        cases.append("(" + " and ".join(steps) + ")")
    bound = range_sql(keys[0], expressions[0], values[0])
    condition = "(" + " or ".join(cases) + ")"
    return f"{bound} and {condition}" if bound else condition


def cursor_operand(b: Builder, key: SortKey, value: object, cursor: Cursor, table: str) -> str | None:
    """The cursor's sort key as SQL; None for null. One that the cursor lacks is looked up by its id."""
    if value is MISSING:
        if key.column.name == "id" and key.hop is None:
            return b.param(cursor.id, "uuid")
        other = b.alias()
        hops, joins = hop_joins(b, [key], other)
        identity = b.param(cursor.id, "uuid")
        return f'(select {key_sql(key, other, hops)} from {table} {other} {joins} where {other}."id" = {identity})'
    if value is None or value == "":
        return None
    return order_sql(key.column, b.param(value, operand_type(key.column)))


def same(expression: str, value: str | None) -> str:
    if value is None:
        return f"{expression} is null"
    return f"{expression} is not distinct from {value}" if value.startswith("(select") else f"{expression} = {value}"


def behind(key: SortKey, expression: str, value: str | None) -> str:
    symbol = "<" if key.descending else ">"
    if value is None:
        return f"{expression} is not null" if key.nulls_first else "false"
    later = f"{expression} {symbol} {value}"
    if value.startswith("(select"):
        edge = f"{value} is null and {expression} is not null"
        other = edge if key.nulls_first else f"{expression} is null and {value} is not null"
        return f"({later} or ({other}))"
    if key.nulls_first or key.never_null:
        return later
    return f"({later} or {expression} is null)"


def range_sql(key: SortKey, expression: str, value: str | None) -> str:
    """A bound on the first key alone, which an index can use; implied by the full condition."""
    if not key.never_null or value is None:
        return ""
    return f"{expression} {'<=' if key.descending else '>='} {value}"


def cursor_sql(b: Builder, keys: tuple[SortKey, ...], alias: str) -> str:
    """The cursor of a row: base64 of compact JSON."""
    tree: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for key in keys:
        tree.setdefault(key.path[0], []).append((key.path[1:], cursor_value(b, key, alias)))
    columns = ", ".join(f"{nested(leaves)} as {ident(head)}" for head, leaves in tree.items())
    if "id" not in tree:
        columns += f', {alias}."id"'
    text = f"(select row_to_json(c.*)::text from (select {columns}) c)"
    return f"translate(encode(convert_to({text}, 'UTF8'), 'base64'), E'\\n', '')"


def nested(leaves: list[tuple[tuple[str, ...], str]]) -> str:
    """`[(("name",), x)]` -> the row {"name": x}; a leaf without path is the value itself."""
    if len(leaves) == 1 and not leaves[0][0]:
        return leaves[0][1]
    groups: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for path, value in leaves:
        groups.setdefault(path[0], []).append((path[1:], value))
    columns = ", ".join(f"{nested(inner)} as {ident(head)}" for head, inner in groups.items())
    return f"(select row_to_json(n.*) from (select {columns}) n)"


def cursor_value(b: Builder, key: SortKey, alias: str) -> str:
    if key.hop is None:
        return cursor_value_sql(alias, key.column)
    assert key.target is not None
    other = b.alias()
    value = cursor_value_sql(other, key.column)
    join = column_sql(alias, key.hop.columns[0])
    return f'(select {value} from {b.table(key.target)} {other} where {other}."id" = {join})'
