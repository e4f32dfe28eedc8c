"""Additions to one table become one statement; whatever takes something away keeps its place."""

import pytest
from django.db import connection

from metadata.schema import ddl
from metadata.schema.ddl import Table, TableColumn
from metadata.schema.gathering import gathered

ROCKET, COMPANY = Table("public", "_rocket"), Table("public", "company")
ID, NAME, CODE = TableColumn("id", "uuid", True), TableColumn("name", "text"), TableColumn("code", "text")


def test_columns_of_a_new_table_come_with_it() -> None:
    statements = [
        *ddl.create_table(ROCKET, [ID]),
        *ddl.create_index(ROCKET, "IDX_1", ["id"]),
        *ddl.add_columns(ROCKET, [NAME]),
        *ddl.create_index(ROCKET, "IDX_2", ["name"]),
        *ddl.add_columns(ROCKET, [CODE]),
    ]
    assert gathered(statements) == [
        'create table "public"."_rocket" ("id" uuid not null, primary key ("id"), "name" text, "code" text)',
        *ddl.create_index(ROCKET, "IDX_1", ["id"]),
        *ddl.create_index(ROCKET, "IDX_2", ["name"]),
    ]


def test_columns_and_keys_of_a_table_are_one_statement_each() -> None:
    one, two = (ddl.foreign_key(ROCKET, column, f"FK_{column}", COMPANY, "CASCADE") for column in ("name", "code"))
    statements = [*ddl.add_columns(ROCKET, [NAME]), *one, *ddl.add_columns(ROCKET, [CODE]), *two]
    assert gathered(statements) == [
        'alter table "public"."_rocket" add column "name" text, add column "code" text',
        f"{one[0]}, {two[0].removeprefix(f'alter table {ROCKET.sql} ')}",
    ]


def test_a_step_that_takes_away_is_passed_by_nothing() -> None:
    drop = ddl.drop_columns(ROCKET, ["name"])
    statements = [*ddl.add_columns(ROCKET, [CODE]), *drop, *ddl.add_columns(ROCKET, [NAME])]
    assert gathered(statements) == statements


@pytest.mark.django_db
def test_gathered_statements_do_what_the_single_ones_do() -> None:
    vector = TableColumn("vector", "tsvector", generated='to_tsvector(\'simple\'::regconfig, "name" || "code")')
    statements = [
        *ddl.create_table(ROCKET, [ID]),
        *ddl.create_table(COMPANY, [ID]),
        *ddl.foreign_key(ROCKET, "id", "FK_1", COMPANY, "CASCADE"),
        *ddl.add_columns(COMPANY, [NAME]),
        "select 1",
        *ddl.add_columns(ROCKET, [NAME]),
        *ddl.add_columns(ROCKET, [CODE]),
        *ddl.add_columns(ROCKET, [vector]),
        *ddl.create_index(ROCKET, "IDX_1", ["vector"], method="gin"),
    ]
    with connection.cursor() as cursor:
        for statement in gathered(statements):
            cursor.execute(statement)
        cursor.execute("insert into public.company values (%s, 'a')", [made := "11111111-1111-4111-8111-111111111111"])
        cursor.execute("insert into public._rocket (id, name, code) values (%s, 'light', 'house')", [made])
        cursor.execute("select vector::text from public._rocket")
        assert cursor.fetchall() == [("'lighthouse':1",)]
