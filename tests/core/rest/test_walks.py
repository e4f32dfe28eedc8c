"""Walks over many pages, forwards and backwards: each record once, whatever the order has of NULLs and ties."""

from collections.abc import Callable
from urllib.parse import quote

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from metadata.models import Workspace
from metadata.schema.sql import table_ident
from tests.client import Api

DIRECTIONS = ("AscNullsFirst", "AscNullsLast", "DescNullsFirst", "DescNullsLast")
PATHS = (
    "jobTitle",
    "position",
    "createdAt",
    "name.firstName",
    "companyId",
    "company.name",
    "company.employees",
    "city",
)
COMPANIES = "insert into {company} (name, employees) values ('B', 1), ('a', null), ('B', 5), (null, null)"
PEOPLE = """
insert into {person} ("jobTitle", "position", "createdAt", "nameFirstName", "city", "companyId")
select case when n % 7 = 0 then null else 'Title ' || n % 11 end, n / 3,
  timestamptz '2025-01-01' + (n % 13) * interval '1.001 s', case when n % 2 = 0 then null else 'Ann' end,
  case n % 3 when 0 then 'paris' when 1 then 'Paris' end,
  case when n % 5 = 0 then null else (select id from {company} order by id offset n % 4 limit 1) end
from generate_series(1, {count}) n"""

orders = st.lists(
    st.tuples(st.sampled_from(PATHS), st.sampled_from(DIRECTIONS)), max_size=3, unique_by=lambda key: key[0]
).map(lambda keys: ",".join(f"{path}[{direction}]" for path, direction in keys))


@pytest.fixture
def crowd(workspace: Workspace) -> Callable[[int], None]:
    """crowd(500) makes so many people, full of ties and NULLs, in four companies of which two have no size."""

    def made(count: int) -> None:
        tables = {name: table_ident(workspace.pg_schema, name) for name in ("person", "company")}
        with connection.cursor() as cursor:
            for statement in (COMPANIES, PEOPLE, "analyze {person}"):
                cursor.execute(statement.format(count=count, **tables))

    return made


@pytest.fixture
def people(crowd: Callable[[int], None]) -> None:
    crowd(150)


def listed(api: Api, order: str, size: int, more: str = "") -> dict:
    response = api.get(f"/rest/people?fields=id&limit={size}&order_by={order}{more}")
    assert response.status_code == 200, response.content
    return response.json()


def ids(body: dict) -> list[str]:
    return [one["id"] for one in body["data"]["people"]]


def forwards(api: Api, order: str, size: int, between: Callable[[int], None] | None = None) -> list[str]:
    """The ids of all pages; `between` runs behind each page but the last."""
    body = listed(api, order, size)
    found, number = ids(body), 1
    while body["pageInfo"]["hasNextPage"]:
        assert len(ids(body)) == size
        if between is not None:
            between(number)
        body = listed(api, order, size, f"&starting_after={quote(body['pageInfo']['endCursor'])}")
        found += ids(body)
        number += 1
    return found


def backwards(api: Api, order: str, size: int, cursor: str) -> list[str]:
    """The ids of all pages before `cursor`, in the order of the list."""
    body = listed(api, order, size, f"&ending_before={quote(cursor)}")
    found = ids(body)
    while body["pageInfo"]["hasPreviousPage"]:
        assert len(ids(body)) == size
        body = listed(api, order, size, f"&ending_before={quote(body['pageInfo']['startCursor'])}")
        found = ids(body) + found
    return found


@given(order=orders, size=st.integers(11, 60))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_order_in_both_directions(api: Api, people: None, order: str, size: int) -> None:
    body = listed(api, order, 200)
    whole = ids(body)
    assert len(set(whole)) == 150
    assert forwards(api, order, size) == whole
    assert backwards(api, order, size, body["pageInfo"]["endCursor"]) == whole[:-1]


@pytest.mark.parametrize("order", ["", "jobTitle[DescNullsFirst],city[AscNullsLast]"])
def test_ten_thousand_records(api: Api, crowd: Callable[[int], None], order: str) -> None:
    crowd(10_000)
    there = forwards(api, order, 60)
    assert len(there) == len(set(there)) == 10_000
    reached = ids(listed(api, order, 200))
    assert there[:200] == reached
    start = listed(api, order, 1, f"&starting_after={quote(cursor_of(api, order, there))}")
    assert ids(start) == there[-1:]
    assert backwards(api, order, 60, start["pageInfo"]["startCursor"]) == there[:-1]


def cursor_of(api: Api, order: str, there: list[str]) -> str:
    """The cursor of the last but one record: the end of the page before the last record, found by walking."""
    body = listed(api, order, 200)
    while ids(body)[-1] != there[-2] and body["pageInfo"]["hasNextPage"]:
        size = min(200, len(there) - 1 - (there.index(ids(body)[-1]) + 1))
        body = listed(api, order, size, f"&starting_after={quote(body['pageInfo']['endCursor'])}")
    return body["pageInfo"]["endCursor"]


@pytest.mark.parametrize(
    "order", ["", "position[DescNullsLast]", "jobTitle[AscNullsFirst]", "company.name[AscNullsLast]"]
)
def test_records_that_come_and_go_disturb_nobody(api: Api, people: None, order: str) -> None:
    """Whoever is there from the first page to the last is met once."""
    before = ids(listed(api, order, 200))
    gone: set[str] = set()
    come: set[str] = set()

    def change(number: int) -> None:
        victims = [before[number], before[-number]]
        assert api.delete("/rest/batch/people", json=victims).status_code == 200
        gone.update(victims)
        made = api.post("/rest/batch/people", json=[{"jobTitle": "Title 5"}, {"position": 20}]).json()
        come.update(one["id"] for one in made["data"]["createPeople"])

    met = forwards(api, order, 10, change)
    assert len(met) == len(set(met))
    assert [one for one in met if one not in gone | come] == [one for one in before if one not in gone]
