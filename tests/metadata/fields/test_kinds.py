from typing import Any

import pytest
from django.db import connection

from metadata.fields import kinds
from metadata.fields.errors import InvalidValue
from metadata.fields.kinds import KINDS
from metadata.fields.operators import OPERATORS
from metadata.fields.shape import Kind

ID = "aaaaaaaa-0000-4000-8000-00000000000a"
OPERANDS: list[tuple[Kind, Any, Any]] = [
    (kinds.TEXT, "CEO", "CEO"),
    (kinds.NUMBER, "1.5", "1.5"),
    (kinds.NUMBER, 1.5, 1.5),
    (kinds.NUMERIC, "12345678901234567890", "12345678901234567890"),
    (kinds.BOOLEAN, "true", True),
    (kinds.BOOLEAN, False, False),
    (kinds.DATE, "2020-01-01", "2020-01-01"),
    (kinds.DATE_TIME, "2020-01-01", "2020-01-01T00:00:00.000Z"),
    (kinds.DATE_TIME, "2020-01-01T02:00:00+02:00", "2020-01-01T00:00:00.000Z"),
    (kinds.UUID, ID.upper(), ID),
    (kinds.ENUM, "NEW", "NEW"),
    (kinds.ENUM_ARRAY, "NEW", "NEW"),
    (kinds.TEXT_ARRAY, "x", "x"),
]
REFUSED: list[tuple[Kind, Any, str]] = [
    (kinds.TEXT, 5, 'Invalid string value 5 for text field "x"'),
    (kinds.TEXT, "\x00", 'Invalid string value for text field "x": it holds a NUL character'),
    (kinds.NUMBER, "abc", 'Invalid number value NaN for field "x"'),
    (kinds.POSITION, "abc", 'Invalid number value NaN for field "x"'),
    (kinds.NUMBER, "1e999", 'Invalid number value Infinity for field "x"'),
    (kinds.BOOLEAN, "yes", "Invalid boolean value 'yes' for field \"x\""),
    (kinds.DATE, "x", "Invalid value 'x' for date field \"x\". Expected format: 'YYYY-MM-DD'"),
    (kinds.DATE_TIME, "x", "Invalid value 'x' for date-time field \"x\". Expected format: 'YYYY-MM-DDTHH:mm:ssZ'"),
    (kinds.UUID, "zzz", "Invalid UUID value 'zzz' for field \"x\""),
    (kinds.ENUM, "NOPE", 'Invalid value "NOPE" for field "x". Valid values are: NEW, DONE'),
]
EMPTY = [
    (kinds.TEXT, "null::text", True),
    (kinds.TEXT, "''", True),
    (kinds.TEXT, "' '", False),
    (kinds.TEXT_ARRAY, "array[]::text[]", True),
    (kinds.TEXT_ARRAY, "null::text[]", True),
    (kinds.ENUM_ARRAY, "array['A']", False),
    (kinds.JSON_LIST, "'[]'::jsonb", True),
    (kinds.JSON_LIST, "'[1]'::jsonb", False),
    (kinds.JSON, "'[]'::jsonb", False),
    (kinds.FILES, "null::jsonb", True),
    (kinds.NUMBER, "0::double precision", False),
]


@pytest.mark.parametrize(("kind", "raw", "parameter"), OPERANDS)
def test_operands(kind: Kind, raw: Any, parameter: Any) -> None:
    assert kind.parse(raw, "x", ("NEW", "DONE")) == parameter


@pytest.mark.parametrize(("kind", "raw", "message"), REFUSED)
def test_refused_operands(kind: Kind, raw: Any, message: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        kind.parse(raw, "x", ("NEW", "DONE"))
    assert caught.value.message == message


def test_text_operators_come_as_recorded() -> None:
    words = "eq, neq, gt, gte, lt, lte, in, is, like, ilike, startsWith, endsWith"
    assert ", ".join(kinds.TEXT.operators) == words


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_operator_is_a_row(kind: Kind) -> None:
    assert set(kind.operators) <= set(OPERATORS)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_templates_are_sql(kind: Kind) -> None:
    column = f"null::{kind.pg}"
    with connection.cursor() as cursor:
        for template in (kind.read, kind.empty, kind.order):
            cursor.execute("select " + template.replace("{c}", column))
        cursor.execute("select " + kind.empty.replace("{c}", column))
        assert cursor.fetchone() == (True,)
        cursor.execute("select to_json(" + kind.read.replace("{c}", column) + ")::text")
        assert (cursor.fetchone()[0] is None) is kind.nullable


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "sql", "empty"), EMPTY)
def test_empty(kind: Kind, sql: str, empty: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select " + kind.empty.replace("{c}", sql))
        assert cursor.fetchone() == (empty,)


@pytest.mark.django_db
def test_text_sorts_without_case_and_empty_as_null() -> None:
    order = kinds.TEXT.order.replace("{c}", "word")
    with connection.cursor() as cursor:
        cursor.execute(f"select word from (values ('b'), (''), ('A'), ('C')) t(word) order by {order} nulls first")
        assert [word for (word,) in cursor.fetchall()] == ["", "A", "b", "C"]
