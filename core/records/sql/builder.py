"""Collects the parameters of one statement."""

from decimal import Decimal
from typing import Any

from metadata.schema.snapshot import ObjectSchema
from metadata.schema.sql import table_ident


class Builder:
    """Hands out `$n::type` for values. Numbers travel as text, so that one statement text has one prepared plan."""

    __slots__ = ("_aliases", "params", "pg_schema")

    def __init__(self, pg_schema: str):
        self.pg_schema = pg_schema
        self.params: list[Any] = []
        self._aliases = 0

    def param(self, value: Any, cast: str) -> str:
        self.params.append(plain(value))
        return f"${len(self.params)}::{cast}"

    def alias(self) -> str:
        self._aliases += 1
        return f"t{self._aliases}"

    def table(self, obj: ObjectSchema) -> str:
        return table_ident(self.pg_schema, obj.table)


def plain(value: Any) -> Any:
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, int | float | Decimal):
        return str(value)
    return str(value)
