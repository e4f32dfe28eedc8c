"""Changes as SQL text: pure functions."""

from uuid import UUID

from metadata.schema import ddl
from metadata.schema.ddl import Table, TableColumn

ROCKET, COMPANY = Table("workspace_1", "_rocket"), Table("workspace_1", "company")
ID = UUID("11111111-1111-4111-8111-111111111111")
OTHER = UUID("22222222-2222-4222-8222-222222222222")


def test_a_table_is_created_with_its_columns() -> None:
    columns = [
        TableColumn("id", "uuid", True, "gen_random_uuid()"),
        TableColumn("name", "text"),
        TableColumn("searchVector", "tsvector", generated="to_tsvector('simple', \"name\")"),
    ]
    assert ddl.create_table(ROCKET, columns) == [
        'create table "workspace_1"."_rocket" ("id" uuid default gen_random_uuid() not null, "name" text, '
        '"searchVector" tsvector generated always as (to_tsvector(\'simple\', "name")) stored, primary key ("id"))'
    ]


def test_identifiers_are_quoted() -> None:
    assert ddl.drop_columns(Table('a"b', "t"), ['x"; drop table y; --']) == [
        'alter table "a""b"."t" drop column "x""; drop table y; --"'
    ]


def test_columns_are_added_and_dropped_together() -> None:
    pair = [TableColumn("aX", "text", True, "''::text"), TableColumn("aY", "jsonb")]
    assert ddl.add_columns(ROCKET, pair) == [
        'alter table "workspace_1"."_rocket" add column "aX" text default \'\'::text not null, add column "aY" jsonb'
    ]
    assert ddl.drop_columns(ROCKET, ["aX", "aY"]) == [
        'alter table "workspace_1"."_rocket" drop column "aX", drop column "aY"'
    ]
    assert ddl.add_columns(ROCKET, []) == ddl.drop_columns(ROCKET, []) == []


def test_a_rename_to_the_same_name_is_nothing() -> None:
    assert ddl.rename_column(ROCKET, "a", "a") == ddl.rename_table(ROCKET, "_rocket") == []
    assert ddl.rename_table(ROCKET, "_ship") == ['alter table "workspace_1"."_rocket" rename to "_ship"']


def test_a_foreign_key_names_its_rule() -> None:
    assert ddl.foreign_key(ROCKET, "makerId", "FK_1", COMPANY, "SET_NULL") == [
        'alter table "workspace_1"."_rocket" add constraint "FK_1" foreign key ("makerId") '
        'references "workspace_1"."company" ("id") on delete set null'
    ]


def test_indexes() -> None:
    assert ddl.create_index(ROCKET, "IDX_1", ["a", "b"]) == [
        'create index "IDX_1" on "workspace_1"."_rocket" using btree ("a", "b")'
    ]
    assert ddl.create_index(ROCKET, "IDX_2", ["a"], unique=True) == [
        'create unique index "IDX_2" on "workspace_1"."_rocket" using btree ("a")'
    ]
    assert ddl.create_index(ROCKET, "IDX_3", ["a", "b"], method="gin", trigrams=["a"]) == [
        'create index "IDX_3" on "workspace_1"."_rocket" using gin ("a" gin_trgm_ops, "b")'
    ]


def test_names_come_from_ids_and_are_told_apart() -> None:
    assert ddl.unique_name(ID) == ddl.unique_name(ID) != ddl.unique_name(OTHER)
    assert len(ddl.unique_name(ID)) == len("IDX_UNIQUE_") + 27
    assert len({ddl.fk_name(ID), ddl.index_name(ID), ddl.index_name(ID, OTHER), ddl.unique_name(ID)}) == 4
