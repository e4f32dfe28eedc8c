"""Plans of PostgreSQL over 50,000 records: what has an index is read from it."""

import time
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from django.db import connection, transaction
from pytest_django.plugin import DjangoDbBlocker

from core.records import engine, execute
from core.records.context import Context
from core.records.query import (
    DIRECTIONS,
    ID_ONLY,
    NO_FILTER,
    PAGE_INFO,
    Connection,
    Direction,
    Edges,
    FindMany,
    FindOne,
    OrderKey,
    Page,
    PageInfo,
    Records,
    RecordSelection,
    ToMany,
    ToOne,
    Total,
    Value,
)
from metadata.models import Workspace
from metadata.schema.sql import table_ident
from tests.conftest import WORKSPACE, _copies
from tests.core.records.world import context_of, selection, where
from tests.database import worker_name

PEOPLE, COMPANIES = 50_000, 5_000
Node = dict[str, Any]


@pytest.fixture(scope="module")
def crowd(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Context]:
    """Committed and vacuumed, since index-only scans need that; afterwards the database is renewed."""
    with django_db_blocker.unblock():
        try:
            context = context_of(Workspace.objects.get(subdomain=WORKSPACE))
            fill(context)
            yield context
        finally:
            connection.close()
            _copies().renew(worker_name())


def fill(context: Context) -> None:
    company, person = (table(context, name) for name in ("company", "person"))
    with connection.cursor() as cursor:
        cursor.execute(
            f"""insert into {company} (id, name, position, "createdAt", "updatedAt")
            select md5('c' || n)::uuid, 'company ' || n, n, now(), now() from generate_series(0, {COMPANIES - 1}) n"""
        )
        cursor.execute(
            f"""insert into {person} (id, "nameFirstName", "jobTitle", position, "companyId", "createdAt", "updatedAt",
            "deletedAt", "avatarUrl")
            select md5('p' || n)::uuid, 'n' || n, 'job ' || n % 100, n, md5('c' || n % {COMPANIES})::uuid,
            now() + n * interval '1 second', now(), case when n % 50 = 0 then now() end,
            repeat('as wide as a real record ', 20)
            from generate_series(1, {PEOPLE}) n"""
        )
        for _ in range(50):  # while another session holds a snapshot, rows do not become visible to all
            cursor.execute(f"vacuum analyze {company}, {person}")
            cursor.execute("select relallvisible::float / relpages from pg_class where oid = %s::regclass", [person])
            (visible,) = cursor.fetchone()
            if visible > 0.97:
                return
            time.sleep(0.2)
    raise AssertionError(f"only {visible:.0%} of the records become visible to all")


def table(context: Context, name: str) -> str:
    return table_ident(context.schema.pg_schema, context.schema.objects[name].table)


@pytest.fixture
def explain(crowd: Context, monkeypatch: pytest.MonkeyPatch, django_db_blocker: DjangoDbBlocker) -> Iterator[Any]:
    """The nodes of the plan that PostgreSQL follows for a query, as it ran."""
    seen: list[tuple[str, Any]] = []
    original = execute._cursor

    class Spy:
        def __init__(self, cursor: Any):
            self.cursor = cursor

        def __getattr__(self, name: str) -> Any:
            return getattr(self.cursor, name)

        def execute(self, sql: str, params: Any) -> Any:
            seen.append((sql, params))
            return self.cursor.execute(sql, params)

    monkeypatch.setattr(execute, "_cursor", lambda: Spy(original()))

    def plan(query: Any) -> list[Node]:
        seen.clear()
        engine.run(query, crowd)
        ((sql, params),) = seen
        (answer,) = original().execute(f"explain (analyze, format json) {sql}", params).fetchone()
        return list(nodes(orjson.loads(answer)[0]["Plan"]))

    with django_db_blocker.unblock(), transaction.atomic():
        yield plan


def nodes(plan: Node) -> Iterator[Node]:
    yield plan
    for inner in plan.get("Plans", ()):
        yield from nodes(inner)


def scans(plan: list[Node], relation: str) -> set[str]:
    return {node["Node Type"] for node in plan if relation in node.get("Relation Name", "") and node["Actual Loops"]}


def rows_read(plan: list[Node], relation: str) -> float:
    found = [node for node in plan if relation in node.get("Relation Name", "")]
    return sum(node["Actual Rows"] * node["Actual Loops"] for node in found)


INDEXED = {"Index Scan", "Index Only Scan", "Bitmap Heap Scan"}


def test_one_record(explain: Any, crowd: Context) -> None:
    select = RecordSelection((Value("id", "id"), ToOne("company", "company", selection("name"))))
    record = orjson.loads(engine.run(FindMany("person", Connection((Records("r", ID_ONLY),))), crowd).outputs["r"])[0][
        "id"
    ]
    plan = explain(FindOne("person", select, id=record))
    assert scans(plan, "person") <= INDEXED and scans(plan, "company") <= INDEXED


def test_a_nested_query_reads_only_what_it_shows(explain: Any) -> None:
    people = Connection(
        (
            Edges("edges", (("node", "node", selection("jobTitle")), ("cursor", "cursor", None))),
            PageInfo("p", PAGE_INFO),
        ),
        page=Page(first=10),
    )
    select = RecordSelection((Value("name", "name"), ToMany("people", "people", people)))
    plan = explain(FindMany("company", Connection((Records("r", select),), page=Page(first=60))))
    assert scans(plan, "person") <= INDEXED and scans(plan, "company") <= INDEXED
    assert rows_read(plan, "company") < 500 and rows_read(plan, "person") < 3_000


def test_the_first_page_and_one_after_a_cursor(explain: Any, crowd: Context) -> None:
    first = FindMany("person", Connection((PageInfo("p", PAGE_INFO),), page=Page(first=60, offset=30_000)))
    cursor = orjson.loads(engine.run(first, crowd).outputs["p"])["endCursor"]
    for page in (Page(first=60), Page(first=60, after=cursor), Page(last=60, before=cursor)):
        plan = explain(FindMany("person", Connection((Records("r", ID_ONLY),), page=page)))
        assert scans(plan, "person") <= INDEXED, page
        assert rows_read(plan, "person") < 200, page


def test_a_far_page_skips_over_keys_alone(explain: Any) -> None:
    plan = explain(FindMany("person", Connection((Records("r", selection("jobTitle")),), page=Page(offset=40_000))))
    skipping = [node for node in plan if node.get("Relation Name") == "person" and node["Actual Rows"] > 1_000]
    assert {node["Node Type"] for node in skipping} == {"Index Only Scan"}


def test_filters_over_relations(explain: Any) -> None:
    to_one = FindMany(
        "person", Connection((Records("r", ID_ONLY), Total("n")), where("company.name", "eq", "company 77"))
    )
    plan = explain(to_one)
    assert scans(plan, "person") <= INDEXED and rows_read(plan, "person") < 500
    one_person = where("people.id", "eq", "00000000-0000-4000-8000-000000000001")
    plan = explain(FindMany("company", Connection((Records("r", ID_ONLY), Total("n")), one_person)))
    assert scans(plan, "person") <= INDEXED and rows_read(plan, "person") < 10


def test_a_filter_by_the_join_column(explain: Any, crowd: Context) -> None:
    company = orjson.loads(engine.run(FindMany("company", Connection((Records("r", ID_ONLY),))), crowd).outputs["r"])[0]
    condition = where("companyId", "eq", company["id"])
    plan = explain(FindMany("person", Connection((Records("r", ID_ONLY), Total("n")), condition)))
    assert scans(plan, "person") <= INDEXED and rows_read(plan, "person") < 100


def test_a_total_does_not_read_the_records(explain: Any) -> None:
    some = "00000000-0000-4000-8000-000000000001"
    for condition in (NO_FILTER, where("companyId", "eq", some), where("createdAt", "gt", "2020-01-01")):
        plan = explain(FindMany("person", Connection((Total("n"),), condition)))
        assert scans(plan, "person") <= {"Index Only Scan"} or rows_read(plan, "person") == 0, condition
        assert sum(node.get("Heap Fetches", 0) for node in plan) < PEOPLE * 0.05


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_an_order_by_creation_reads_its_page_alone(explain: Any, direction: Direction) -> None:
    order = (OrderKey(("createdAt",), direction),)
    plan = explain(FindMany("person", Connection((Records("r", ID_ONLY),), order=order)))
    assert scans(plan, "person") <= INDEXED and rows_read(plan, "person") < 200
