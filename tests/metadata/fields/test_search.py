import json

import pytest
from django.db import connection

from metadata.fields.registry import REGISTRY
from metadata.schema.sql import ident
from tests.metadata.fields.made import field, refusal

SEARCHED = [name for name, kind in REGISTRY.items() if kind.search_sql]


def test_never_written() -> None:
    made = field("TS_VECTOR", "searchVector")
    assert refusal(made, "x") == "searchVector TS_VECTOR-typed field does not support write operations"
    assert made.type.default(made) == {}


def test_what_is_searched() -> None:
    assert SEARCHED == [
        "ADDRESS",
        "EMAILS",
        "FULL_NAME",
        "LINKS",
        "PHONES",
        "RATING",
        "RICH_TEXT",
        "SELECT",
        "TEXT",
        "UUID",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("name", SEARCHED)
def test_a_generated_column_accepts_the_expression(name: str) -> None:
    made = field(name, options=("NEW", "RATING_4"))
    columns = {column.part.name: ident(column.name) for column in made.columns}
    text = made.type.search_sql.format(c=columns.get(""), **columns)  # type: ignore[union-attr]
    table = ", ".join(f"{ident(column.name)} {column.kind.pg}" for column in made.columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"create temporary table t ({table}, words text generated always as ({text}) stored) on commit drop"
        )
        values = made.type.clean(made, made.type.example)
        names = ", ".join(ident(name) for name in values)
        rows = f"json_to_recordset(%s::json) as r({table})"
        cursor.execute(f"insert into t ({names}) select {names} from {rows}", [json.dumps([values])])
        cursor.execute("select words from t")
        (words,) = cursor.fetchone()
    first = next(value for value in values.values() if isinstance(value, str) and not value.startswith("["))
    assert first in words
