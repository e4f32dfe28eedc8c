"""Predicates to SQL conditions."""

from collections.abc import Callable
from typing import Any

from core.records.plan import AllOf, AnyOf, Compare, NotThat, Predicate, Related, Where
from core.records.sql.builder import Builder
from core.records.sql.columns import column_sql, empty_sql, options_sql, order_sql
from metadata.fields.base import Column
from metadata.schema.snapshot import ObjectSchema
from metadata.schema.sql import ident

MILLISECOND = "interval '1 millisecond'"


def where_sql(b: Builder, alias: str, obj: ObjectSchema, where: Where) -> str:
    """The whole condition of `where`, the rule about the bin included."""
    condition = predicate_sql(b, alias, where.predicate)
    if where.mentions_bin or where.bin == "any":
        return condition
    deleted = f'{alias}."deletedAt" is {"null" if where.bin == "live" else "not null"}'
    return deleted if condition == "true" else f"{deleted} and {condition}"


def predicate_sql(b: Builder, alias: str, predicate: Predicate) -> str:
    if isinstance(predicate, Compare):
        return compare_sql(b, alias, predicate)
    if isinstance(predicate, AllOf):
        return join_sql(b, alias, predicate.items, " and ")
    if isinstance(predicate, AnyOf):
        return join_sql(b, alias, predicate.items, " or ")
    if isinstance(predicate, NotThat):
        return f"({predicate_sql(b, alias, predicate.item)}) is not true"
    return related_sql(b, alias, predicate)


def join_sql(b: Builder, alias: str, items: tuple[Predicate, ...], word: str) -> str:
    parts = [predicate_sql(b, alias, item) for item in items]
    if word == " and ":
        parts = [part for part in parts if part != "true"]
    if not parts:
        return "true"  # no condition: `or: []` filters nothing either
    return parts[0] if len(parts) == 1 else "(" + word.join(parts) + ")"


def related_sql(b: Builder, alias: str, related: Related) -> str:
    relation = related.field.relation
    assert relation is not None
    other = b.alias()
    join = ident(relation.join_column)
    link = f'{other}."id" = {alias}.{join}' if relation.to_one else f'{other}.{join} = {alias}."id"'
    inner = predicate_sql(b, other, related.where)
    return (
        f'exists (select 1 from {b.table(related.target)} {other} where {link} and {other}."deletedAt" is null'
        + ("" if inner == "true" else f" and {inner}")
        + ")"
    )


def compare_sql(b: Builder, alias: str, compare: Compare) -> str:
    c = column_sql(alias, compare.column)
    return COMPARISONS[compare.operator](b, c, compare.column, compare.operand)


def equals(b: Builder, c: str, column: Column, operand: Any) -> str:
    if operand == "" and column.kind.pg == "text":
        return empty_sql(column, c)
    if column.kind.pg == "timestamptz":
        value = b.param(operand, "timestamptz")
        return f"({c} >= {value} and {c} < {value} + {MILLISECOND})"
    if column.kind.many:
        return f"{c} = array[{b.param(operand, 'text')}]"
    return f"{c} = {b.param(operand, column.kind.pg)}"


def differs(b: Builder, c: str, column: Column, operand: Any) -> str:
    return f"({equals(b, c, column, operand)}) is not true"


def one_of(b: Builder, c: str, column: Column, operand: list[Any]) -> str:
    if column.kind.many:
        return overlaps(b, c, column, operand)
    if column.kind.pg == "timestamptz":
        return f"date_trunc('milliseconds', {c}) = any({b.param(operand, 'timestamptz[]')})"
    condition = f"{c} = any({b.param(operand, column.kind.pg + '[]')})"
    if column.kind.pg == "text" and "" in operand:
        return f"({condition} or {empty_sql(column, c)})"
    return condition


def overlaps(b: Builder, c: str, column: Column, operand: list[Any]) -> str:
    if not column.kind.many:
        return one_of(b, c, column, operand)
    return f"{c} && {b.param(operand, 'text[]')}"


def is_null(b: Builder, c: str, column: Column, operand: str) -> str:
    condition = empty_sql(column, c)
    return condition if operand == "NULL" else f"not {condition}"


def ordered(symbol: str) -> Callable[[Builder, str, Column, Any], str]:
    def compare(b: Builder, c: str, column: Column, operand: Any) -> str:
        value = b.param(operand, column.kind.pg)
        if column.kind.pg == "timestamptz" and symbol in (">", "<="):
            return f"{c} {'>=' if symbol == '>' else '<'} {value} + {MILLISECOND}"
        if column.options:
            return f"array_position({options_sql(column)}, {c}) {symbol} {order_sql(column, value)}"
        return f"{c} {symbol} {value}"

    return compare


def matches(word: str) -> Callable[[Builder, str, Column, Any], str]:
    def compare(b: Builder, c: str, column: Column, operand: str) -> str:
        text = c if column.kind.pg == "text" else f"{c}::text"
        return f"{text} {word} {b.param(pattern(operand), 'text')}"

    return compare


def starts_with(b: Builder, c: str, column: Column, operand: str) -> str:
    return f"{c} like {b.param(escape_like(operand) + '%', 'text')}"


def ends_with(b: Builder, c: str, column: Column, operand: str) -> str:
    return f"{c} like {b.param('%' + escape_like(operand), 'text')}"


def pattern(text: str) -> str:
    """A lone backslash at the end stands for itself."""
    trailing = len(text) - len(text.rstrip("\\"))
    return text + "\\" if trailing % 2 else text


def escape_like(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def element_ilike(b: Builder, c: str, column: Column, operand: str) -> str:
    return f"exists (select 1 from unnest({c}) element where element ilike {b.param(pattern(operand), 'text')})"


def is_empty_array(b: Builder, c: str, column: Column, operand: bool) -> str:
    condition = empty_sql(column, c)
    return condition if operand else f"not {condition}"


def search(b: Builder, c: str, column: Column, operand: str) -> str:
    return f"{c} @@ {prefix_query_sql(b, operand)}"


def prefix_query_sql(b: Builder, text: str) -> str:
    """Words to a tsquery of prefixes: `jef gri` -> `'jef':* & 'gri':*`.

    They are quoted after their accents are folded, which makes plain quotes of typographic ones.
    """
    folded = rf"btrim(translate(twentyapi.plain({b.param(' '.join(text.split()), 'text')}), '\', ' '))"
    quoted = rf"regexp_replace(replace({folded}, '''', ''''''), '\S+', '''\&'':*', 'g')"
    return rf"to_tsquery('simple', regexp_replace({quoted}, '\s+', ' & ', 'g'))"


def has_words(text: str) -> bool:
    return any(word.strip("\\'") for word in text.split())


COMPARISONS: dict[str, Callable[[Builder, str, Column, Any], str]] = {
    "eq": equals,
    "neq": differs,
    "in": one_of,
    "containsAny": overlaps,
    "is": is_null,
    "gt": ordered(">"),
    "gte": ordered(">="),
    "lt": ordered("<"),
    "lte": ordered("<="),
    "like": matches("like"),
    "ilike": matches("ilike"),
    "startsWith": starts_with,
    "endsWith": ends_with,
    "containsIlike": element_ilike,
    "isEmptyArray": is_empty_array,
    "search": search,
}
