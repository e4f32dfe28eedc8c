"""What a field needs of its table: columns with types, defaults and nullability, and the search vector."""

import json
from collections.abc import Iterable
from typing import Any

from metadata.fields.base import Column, Field

from .ddl import TableColumn
from .sql import ident, literal

FUNCTIONS = {"now": "now()", "uuid": "gen_random_uuid()"}
"""Defaults that are functions in metadata notation, and what PostgreSQL calls them."""
UNACCENT = "twentyapi.plain"
"""An immutable wrapper of unaccent(), made by a migration: a generated column accepts no other kind."""


def table_columns(field: Field) -> list[TableColumn]:
    """The columns of a field on its own table. The search vector depends on other fields: see search_column()."""
    if field.type.name == "TS_VECTOR":
        return []
    defaults = _defaults(field)
    return [TableColumn(c.name, c.kind.pg, c.not_null, defaults.get(c.name)) for c in field.columns]


def _defaults(field: Field) -> dict[str, str]:
    if isinstance(field.default, str) and field.default in FUNCTIONS:
        return {column.name: FUNCTIONS[field.default] for column in field.columns}
    if field.default is None or field.relation is not None:
        return {}
    values = field.type.default(field)
    found = {column.name: sql_constant(column, values.get(column.name)) for column in field.columns}
    return {name: constant for name, constant in found.items() if constant is not None}


def sql_constant(column: Column, value: Any) -> str | None:
    """A default as SQL; None where it is empty: an empty text is NULL where the column allows it."""
    if value is None or (value == "" and not column.not_null):
        return None
    pg = column.kind.pg
    if pg == "jsonb":
        return f"{literal(json.dumps(value)).strip()}::jsonb"
    if pg.endswith("[]"):
        return "array[" + ", ".join(literal(str(item)).strip() for item in value) + f"]::{pg}"
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value) if isinstance(value, (str, int, float)) else json.dumps(value)
    return f"{literal(text).strip()}::{pg}"


def search_column(name: str, fields: Iterable[Field]) -> TableColumn:
    """The generated tsvector over the searchable text of `fields`."""
    texts = [text for field in fields for text in _texts(field)]
    text = " || ' ' || ".join(texts) or "''"
    return TableColumn(name, "tsvector", generated=f"to_tsvector('simple'::regconfig, {UNACCENT}({text}))")


def _texts(field: Field) -> list[str]:
    template = field.type.search_sql
    if template is None:
        return []
    columns = {column.part.name: ident(column.name) for column in field.columns}
    return ["(" + template.format(*columns.values(), c=columns.get("", ""), **columns) + ")"]
