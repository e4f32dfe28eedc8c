"""Fields made for a test, and what PostgreSQL gives back of values that were cleaned."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.db import connection

from metadata.fields.base import Columns, Field, Option
from metadata.fields.errors import InvalidValue
from metadata.fields.registry import field_type
from metadata.schema.sql import ident


def field(
    type_name: str,
    name: str = "f",
    *,
    nullable: bool = True,
    options: tuple[str, ...] = (),
    settings: Mapping[str, Any] | None = None,
    default: Any = None,
) -> Field:
    kind = field_type(type_name)
    return Field(
        id=uuid4(),
        object_name="gizmo",
        name=name,
        label="F",
        type=kind,
        nullable=nullable,
        default=default,
        settings=settings,
        options=tuple(Option(str(uuid4()), value, value, None, place) for place, value in enumerate(options)),
        columns=kind.columns(name, nullable=nullable, options=options, settings=settings),
    )


def cleaned(made: Field, value: Any) -> Columns:
    return made.type.clean(made, value)


def refusal(made: Field, value: Any) -> str:
    """The message with which the value is refused."""
    try:
        found = made.type.clean(made, value)
    except InvalidValue as error:
        return error.message
    raise AssertionError(f"accepted as {found!r}")


def shown(made: Field, columns: Columns) -> Any:
    """What a record shows of these columns, by way of PostgreSQL: a value, or sub-field -> value."""
    table = ", ".join(f"{ident(column.name)} {column.kind.pg}" for column in made.columns)
    reads = {column.part.name: _read(column) for column in made.columns}
    pairs = ", ".join(f"'{name or 'value'}', {sql}" for name, sql in reads.items())
    with connection.cursor() as cursor:
        cursor.execute(
            f"select json_build_object({pairs})::text from json_to_recordset(%s::json) as t({table})",
            [json.dumps([columns])],
        )
        found = json.loads(cursor.fetchone()[0])
    return found if made.type.shape.composite else found["value"]


def _read(column: Any) -> str:
    c = ident(column.name)
    return c if column.part.keeps_null else column.kind.read.replace("{c}", c)
