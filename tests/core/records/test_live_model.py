"""A data model or a connection that changes underneath a running process is noticed and told."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import OperationalError, connection
from pytest_django.plugin import DjangoDbBlocker

from core.records.errors import RecordError
from core.records.execute import StaleSchema
from core.records.query import OrderKey
from metadata.models import Workspace
from metadata.schema.sql import table_ident
from metadata.services.fields import delete_field, update_field
from tests.core.records.world import context_of, create, one, page, read, selection, update, where
from tests.metadata.model import field_of, new_field, new_object


@pytest.fixture
def live(live_workspace: Workspace, django_db_blocker: DjangoDbBlocker) -> Iterator[Workspace]:
    rocket = new_object(live_workspace, "rocket")
    new_field(live_workspace, rocket, "TEXT", "fuel")
    new_field(live_workspace, rocket, "NUMBER", "thrust")
    yield live_workspace


def test_a_renamed_or_dropped_column_makes_a_context_stale(live: Workspace) -> None:
    old = context_of(live)
    record = one(old, "rocket", name="r", fuel="methane", thrust=5)
    update_field(live.id, field_of(live, "rocket", "fuel").id, {"name": "propellant"})
    for work in (
        lambda: page(old, "rocket", select=selection("fuel")),
        lambda: page(old, "rocket", filter=where("fuel", "eq", "x")),
        lambda: create(old, "rocket", {"name": "s", "fuel": "x"}),
        lambda: update(old, "rocket", record, fuel="x"),
        lambda: create(old, "rocket", {"id": record, "fuel": "x"}, upsert=True),
    ):
        with pytest.raises(StaleSchema):
            work()
    new = context_of(live)
    assert read(new, "rocket", record, "propellant")["propellant"] == "methane"
    assert read(old, "rocket", record, "thrust")["thrust"] == 5, "a statement that does not touch the change goes on"
    update_field(live.id, field_of(live, "rocket", "thrust").id, {"isActive": False})
    delete_field(live.id, field_of(live, "rocket", "thrust").id)
    with pytest.raises(StaleSchema):
        page(new, "rocket", order=(OrderKey(("thrust",)),))
    newest = context_of(live)
    assert one(newest, "rocket", name="t", propellant="kerosene")
    assert page(newest, "rocket")["totalCount"] == 2


def test_prepared_statements_survive_every_change_of_a_table(live: Workspace) -> None:
    """Each statement is prepared on this connection before the change and runs again after it."""
    context = context_of(live)
    record = one(context, "rocket", name="r", thrust=5)
    table = table_ident(context.schema.pg_schema, context.schema.objects["rocket"].table)

    def everything() -> None:
        assert read(context, "rocket", record, "thrust")["thrust"] == 5
        assert page(context, "rocket", filter=where("thrust", "eq", 5))["totalCount"] == 1
        assert update(context, "rocket", record, "name", name="r")["name"] == "r"
        assert create(context, "rocket", {"id": record, "name": "r"}, upsert=True) == [{"id": record}]

    for _ in range(8):
        everything()
    raw = connection.connection
    assert raw is not None and len(raw._prepared._names) > 4, "nothing was prepared: the test would prove nothing"
    with psycopg.connect(raw.info.dsn, password=raw.info.password, autocommit=True) as other:
        for change in (
            "add column extra int",
            "alter column extra type text",
            "drop column extra",
            "alter column thrust type numeric",
            "alter column thrust type double precision",
        ):
            other.execute(f"alter table {table} {change}")
            for _ in range(3):
                try:
                    everything()
                except StaleSchema:
                    everything()
        other.execute(f"create index on {table} (thrust)")
        everything()
    raw.execute("deallocate all")
    everything()


def test_statements_forgotten_by_the_server_are_prepared_again(live: Workspace) -> None:
    context = context_of(live)
    record = one(context, "rocket", name="r")
    for _ in range(8):
        read(context, "rocket", record, "name")
    raw = connection.connection
    assert raw is not None
    raw.pgconn.exec_(b"deallocate all")  # behind psycopg's back
    with pytest.raises(StaleSchema):
        read(context, "rocket", record, "name")
    for _ in range(8):
        assert read(context, "rocket", record, "name")["name"] == "r"


def kill(raw: Any) -> None:
    with psycopg.connect(raw.info.dsn, password=raw.info.password, autocommit=True) as other:
        other.execute("select pg_terminate_backend(%s)", [raw.info.backend_pid])


@pytest.mark.parametrize("writes", [False, True])
def test_a_lost_connection_is_told_and_replaced(live: Workspace, writes: bool) -> None:
    context = context_of(live)
    record = one(context, "rocket", name="r")
    kill(connection.connection)
    with pytest.raises((psycopg.OperationalError, OperationalError)):
        if writes:
            create(context, "rocket", {"id": str(uuid4())}, upsert=True)
        else:
            read(context, "rocket", record, "name")
    assert read(context, "rocket", record, "name")["name"] == "r"
    assert page(context, "rocket")["totalCount"] == 1


def test_a_statement_that_takes_too_long_is_told(live: Workspace) -> None:
    context = context_of(live)
    create(context, "rocket", *({"name": "r"} for _ in range(60)))
    table = table_ident(context.schema.pg_schema, context.schema.objects["rocket"].table)
    raw = connection.connection
    assert raw is not None
    raw.execute("set lock_timeout = '200ms'")
    with psycopg.connect(raw.info.dsn, password=raw.info.password) as other:
        other.execute(f"lock table {table} in access exclusive mode")
        with pytest.raises(RecordError) as busy:
            page(context, "rocket")
        assert busy.value.code == "BUSY"
        raw.execute("set lock_timeout = 0")
        raw.execute("set statement_timeout = '200ms'")
        with pytest.raises(RecordError) as late:
            page(context, "rocket")
        assert late.value.code == "QUERY_TIMEOUT"
    assert page(context, "rocket")["totalCount"] == 60


def test_a_new_required_column_is_no_fault_of_the_client(live: Workspace) -> None:
    context = context_of(live)
    table = table_ident(context.schema.pg_schema, context.schema.objects["rocket"].table)
    connection.cursor().execute(f"alter table {table} add column extra int not null")
    with pytest.raises(StaleSchema):
        one(context, "rocket", name="r")
