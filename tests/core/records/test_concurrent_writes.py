"""Writers at the same time: upserts never make a second record nor an error, deadlocks are tried again."""

import threading
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import connection, connections

from core.records import engine
from core.records.context import Context
from core.records.errors import RecordError
from core.records.execute import attempt
from core.records.query import ID_ONLY, Update
from metadata.models import Workspace
from metadata.schema.sql import table_ident
from tests.core.records.world import context_of, create, one, page, read, selection
from tests.metadata.model import new_field, new_object


@pytest.fixture
def live(live_workspace: Workspace) -> Iterator[Context]:
    rocket = new_object(live_workspace, "rocket")
    new_field(live_workspace, rocket, "TEXT", "code", isUnique=True)
    new_field(live_workspace, rocket, "NUMBER", "thrust")
    yield context_of(live_workspace)


def at_once(work: Callable[[int], Any], count: int) -> list[Any]:
    """Runs `work` in threads with connections of their own, started together; what each answered or raised."""
    barrier, answers = threading.Barrier(count), [None] * count

    def body(number: int) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(10)
            answers[number] = work(number)
        except BaseException as error:
            answers[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=body, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


def test_two_callers_upsert_the_same_key(live: Context) -> None:
    for turn in range(25):
        answers = at_once(
            lambda number, turn=turn: create(live, "rocket", {"code": f"k{turn}", "thrust": number}, upsert=True), 2
        )
        assert all(isinstance(answer, list) for answer in answers), answers
        assert answers[0] == answers[1]
    assert page(live, "rocket")["totalCount"] == 25


def test_callers_upsert_the_same_batch_in_every_order(live: Context) -> None:
    codes = [f"k{n}" for n in range(40)]

    def work(number: int) -> list[Any]:
        mine = codes if number % 2 else codes[::-1]
        rows = [{"code": code, "thrust": number} for code in mine]
        return sorted(create(live, "rocket", *rows, select=selection("code"), upsert=True), key=lambda row: row["code"])

    answers = at_once(work, 4)
    assert all(isinstance(answer, list) for answer in answers), answers
    assert answers[0] == answers[1] == answers[2] == answers[3]
    assert page(live, "rocket")["totalCount"] == 40


def test_updates_in_opposite_orders_do_not_lock_each_other(live: Context) -> None:
    ids = [UUID(row["id"]) for row in create(live, "rocket", *({} for _ in range(40)))]

    def work(number: int) -> None:
        for _ in range(10):
            mine = ids if number % 2 else ids[::-1]
            engine.run(Update("rocket", ID_ONLY, rows=[(key, {"thrust": number}) for key in mine]), live)

    assert at_once(work, 4) == [None] * 4


def test_a_deadlock_is_tried_again(live: Context) -> None:
    a, b = one(live, "rocket", thrust=0), one(live, "rocket", thrust=0)
    table = table_ident(live.schema.pg_schema, live.schema.objects["rocket"].table)
    met = threading.Barrier(2)
    tries = [0, 0]

    def work(number: int) -> None:
        def both() -> None:
            tries[number] += 1
            for step, key in enumerate((a, b) if number else (b, a)):
                with connection.cursor() as cursor:
                    cursor.execute("set local deadlock_timeout = '50ms'")
                raw = connection.connection
                assert raw is not None
                raw.execute(f"update {table} set thrust = thrust + 1 where id = %s", [key])
                if step == 0 and tries[number] == 1:
                    met.wait(10)

        attempt(both, "transaction")

    assert at_once(work, 2) == [None, None]
    assert sum(tries) > 2, "nothing was tried again"
    assert [read(live, "rocket", key, "thrust")["thrust"] for key in (a, b)] == [2, 2]


def test_a_lasting_deadlock_is_told(live: Context) -> None:
    def work() -> None:
        raise psycopg.errors.DeadlockDetected("always")

    with pytest.raises(RecordError) as caught:
        attempt(work, "read")
    assert (caught.value.code, caught.value.row.status) == ("BUSY", 503)
