"""What a column looks like in SQL: its reading, its emptiness, its sort key."""

from metadata.fields.base import Column
from metadata.schema.sql import ident, literal


def column_sql(alias: str, column: Column) -> str:
    return f"{alias}.{ident(column.name)}"


def read_sql(alias: str, column: Column) -> str:
    """The JSON value that a record shows."""
    c = column_sql(alias, column)
    if column.part.keeps_null:
        return f"nullif({c}, '')" if column.kind.pg == "text" else c
    return column.kind.read.replace("{c}", c)


def empty_sql(column: Column, expression: str) -> str:
    return "(" + column.kind.empty.replace("{c}", expression) + ")"


def order_sql(column: Column, expression: str) -> str:
    """The sort key of `expression`, a column or a parameter of its type. Options sort in their own order."""
    if column.options and not column.kind.many:
        return f"array_position({options_sql(column)}, {expression})"
    if column.kind.pg == "tsvector":
        return f"nullif(({expression})::text, '')"
    return column.kind.order.replace("{c}", expression)


def options_sql(column: Column) -> str:
    return "array[" + ", ".join(literal(option) for option in column.options) + "]::text[]"


def cursor_value_sql(alias: str, column: Column) -> str:
    """The value in a cursor: as read, but empty is null, a date-time keeps its microseconds where it has any.

    Exact numbers and JSON travel as text, so that no reader rounds them or takes a JSON null for no value.
    """
    c = column_sql(alias, column)
    if column.kind.pg == "timestamptz":
        utc = f"{c} at time zone 'UTC'"
        return (
            f"to_char({utc}, case when date_trunc('milliseconds', {c}) = {c} "
            'then \'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"\' else \'YYYY-MM-DD"T"HH24:MI:SS.US"Z"\' end)'
        )
    if column.kind.pg == "date":
        return f"to_char({c}, 'YYYY-MM-DD')"
    if column.kind.pg == "text":
        return f"nullif({c}, '')"
    return f"{c}::text" if column.kind.pg in AS_TEXT else c


AS_TEXT = ("numeric", "jsonb", "tsvector")


def operand_type(column: Column) -> str:
    """The type of a cursor's value as a parameter."""
    return "text" if column.kind.pg == "tsvector" else column.kind.pg
