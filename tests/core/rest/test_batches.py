"""/rest/batch/{plural}: create, update and delete up to 60 records, all or none."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from tests.client import Api

Make = Callable[..., dict[str, Any]]
UNKNOWN = "00000000-0000-4000-8000-000000000000"
TOO_MANY = "Maximum number of records to upsert is 60."


@pytest.fixture
def titles(api: Api) -> Callable[[], list[str]]:
    def listed() -> list[str]:
        return sorted(one["jobTitle"] for one in api.get("/rest/people?limit=200").json()["data"]["people"])

    return listed


# -- create ---------------------------------------------------------------------------------------------------------
def test_create_answers_in_the_order_of_the_request(api: Api) -> None:
    response = api.post("/rest/batch/people", json=[{"jobTitle": title} for title in "cab"])
    assert response.status_code == 201
    people = response.json()["data"]["createPeople"]
    assert [one["jobTitle"] for one in people] == ["c", "a", "b"]
    assert [one["position"] for one in people] == [0, -1, -2]
    listed = api.get("/rest/people").json()["data"]["people"]
    assert {one["id"]: one for one in listed} == {one["id"]: one for one in people}


@pytest.mark.parametrize("wrapper", ["records", "data"])
def test_wrapped_arrays(api: Api, titles: Callable[[], list[str]], wrapper: str) -> None:
    response = api.post("/rest/batch/people", json={wrapper: [{"jobTitle": "x"}, {"jobTitle": "y"}]})
    assert [one["jobTitle"] for one in response.json()["data"]["createPeople"]] == ["x", "y"]
    assert titles() == ["x", "y"]


def test_nothing_to_create(api: Api) -> None:
    response = api.post("/rest/batch/people", json=[])
    assert (response.status_code, response.json()) == (201, {"data": {"createPeople": []}})


@pytest.mark.parametrize(
    ("sent", "message", "index"),
    [
        ({"json": {"jobTitle": "x"}}, "Request body must be a JSON array", None),
        ({"json": {"records": {}}}, "Request body must be a JSON array", None),
        ({"json": {"records": [], "data": []}}, "Request body must be a JSON array", None),
        ({"data": b""}, "Request body must be a JSON array", None),
        ({"json": [{}, 1]}, "Request body must be a JSON array of objects: item 1 is none", 1),
        ({"json": [{"jobTitle": "ok"}, {"nope": 1}]}, 'Object person doesn\'t have any "nope" field.', 1),
        ({"json": [{"jobTitle": 5}, {}]}, 'Invalid string value 5 for text field "jobTitle"', 0),
        ({"json": [{}, {}, {"companyId": UNKNOWN}]}, None, 2),
        ({"json": [{}, {"emails": {"primaryEmail": "a@b.co"}}, {"emails": {"primaryEmail": "a@b.co"}}]},
         "A duplicate entry was detected", 2),
        ({"json": [{}] * 61}, TOO_MANY, None),
    ],
)  # fmt: skip
def test_one_bad_record_refuses_all(
    api: Api, titles: Callable[[], list[str]], sent: dict[str, Any], message: str | None, index: int | None
) -> None:
    response = api.post("/rest/batch/people", **sent)
    assert response.status_code == 400
    body = response.json()
    assert body["messages"] == [message or f"Expected 1 record to connect to company, but found 0 for id = {UNKNOWN}"]
    assert body.get("index") == index
    assert titles() == []


def test_sixty_records_are_allowed(api: Api, titles: Callable[[], list[str]]) -> None:
    response = api.post("/rest/batch/people", json=[{"jobTitle": "x"}] * 60)
    assert (response.status_code, len(titles())) == (201, 60)


def test_upsert_mixes_new_and_changed(api: Api, make: Make, titles: Callable[[], list[str]]) -> None:
    old = make("people", emails={"primaryEmail": "old@example.com"}, jobTitle="old")
    batch = [
        {"jobTitle": "new"},
        {"emails": {"primaryEmail": "old@example.com"}, "jobTitle": "changed"},
        {"id": (fresh := str(uuid4())), "jobTitle": "with id"},
    ]
    people = api.post("/rest/batch/people?upsert=true", json=batch).json()["data"]["createPeople"]
    assert [one["jobTitle"] for one in people] == ["new", "changed", "with id"]
    assert [one["id"] for one in people[1:]] == [old["id"], fresh]
    assert titles() == ["changed", "new", "with id"]


# -- update ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("method", ["PATCH", "PUT"])
def test_each_record_gets_its_own_values(api: Api, make: Make, method: str) -> None:
    one, two = make("people", jobTitle="1", city="Paris"), make("people", jobTitle="2", city="Rome")
    body = [
        {"id": two["id"], "jobTitle": "two", "name": {"firstName": "B"}},
        {"id": one["id"], "city": None},
    ]
    response = api.call(method, "/rest/batch/people?fields=jobTitle,city,name", json=body)
    assert response.status_code == 200
    assert response.json() == {
        "data": {
            "updatePeople": [
                {"id": two["id"], "jobTitle": "two", "city": "Rome", "name": {"firstName": "B", "lastName": ""}},
                {"id": one["id"], "jobTitle": "1", "city": "", "name": {"firstName": "", "lastName": ""}},
            ]
        }
    }


@pytest.mark.parametrize("wrap", [lambda rows: {"records": rows}, lambda rows: {"data": rows}])
def test_wrapped_updates(api: Api, make: Make, wrap: Callable[[Any], Any], titles: Callable[[], list[str]]) -> None:
    person = make("people", jobTitle="old")
    assert api.patch("/rest/batch/people", json=wrap([{"id": person["id"], "jobTitle": "new"}])).status_code == 200
    assert titles() == ["new"]


def test_nothing_to_update_or_delete(api: Api) -> None:
    assert api.patch("/rest/batch/people", json=[]).json() == {"data": {"updatePeople": []}}
    assert api.delete("/rest/batch/people", json=[]).json() == {"data": {"deletePeople": []}}


@pytest.mark.parametrize(
    ("second", "status", "message", "index"),
    [
        ({"id": UNKNOWN, "jobTitle": "x"}, 404, "Record not found", None),
        ({"jobTitle": "x"}, 400, 'Every record of a batch update needs an "id": item 1 has none', 1),
        ({"id": None}, 400, 'Every record of a batch update needs an "id": item 1 has none', 1),
        ({"id": "abc"}, 400, "'abc' is not a valid UUID", 1),
        ({"id": 5}, 400, "'5' is not a valid UUID", 1),
        ({"id": "{id}", "jobTitle": "x"}, 400, "Record '{id}' occurs more than once in the batch", 1),
        ({"id": "{ID}", "jobTitle": "x"}, 400, "Record '{id}' occurs more than once in the batch", 1),
        ({"id": "{other}", "nope": "x"}, 400, 'Object person doesn\'t have any "nope" field.', 1),
        ({"id": "{other}", "companyId": UNKNOWN}, 400,
         f"Expected 1 record to connect to company, but found 0 for id = {UNKNOWN}", 1),
        ("{other}", 400, "Request body must be a JSON array of objects: item 1 is none", 1),
    ],
)  # fmt: skip
def test_one_bad_update_refuses_all(
    api: Api, make: Make, titles: Callable[[], list[str]], second: Any, status: int, message: str, index: int | None
) -> None:
    one, other = make("people", jobTitle="kept 1")["id"], make("people", jobTitle="kept 2")["id"]
    given = {"{id}": one, "{ID}": one.upper(), "{other}": other}
    if isinstance(second, dict) and second.get("id") in given:
        second = second | {"id": given[second["id"]]}
    response = api.patch("/rest/batch/people", json=[{"id": one, "jobTitle": "lost"}, second])
    assert response.status_code == status
    assert response.json()["messages"] == [message.replace("{id}", one)]
    assert response.json().get("index") == index
    assert titles() == ["kept 1", "kept 2"]


def test_too_many_updates(api: Api, make: Make, titles: Callable[[], list[str]]) -> None:
    person = make("people", jobTitle="kept")
    rows = [{"id": person["id"], "jobTitle": "lost"}] + [{"id": str(uuid4())} for _ in range(60)]
    response = api.patch("/rest/batch/people", json=rows)
    assert (response.status_code, response.json()["messages"]) == (400, [TOO_MANY])
    assert titles() == ["kept"]


# -- delete ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "wrap", [lambda ids: ids, lambda ids: {"ids": ids}, lambda ids: {"records": ids}, lambda ids: {"data": ids}]
)
def test_destroy(api: Api, make: Make, titles: Callable[[], list[str]], wrap: Callable[[Any], Any]) -> None:
    people = [make("people", jobTitle=title) for title in ("a", "b", "kept")]
    ids = [people[1]["id"], people[0]["id"]]
    response = api.delete("/rest/batch/people", json=wrap(ids))
    assert response.status_code == 200
    assert response.json() == {"data": {"deletePeople": [{"id": record} for record in ids]}}
    assert titles() == ["kept"]
    assert api.get("/rest/people?filter=deletedAt[is]:NOT_NULL").json()["totalCount"] == 0


def test_soft_delete(api: Api, make: Make, titles: Callable[[], list[str]]) -> None:
    people = [make("people", jobTitle=title) for title in ("a", "b", "kept")]
    ids = [people[1]["id"], people[0]["id"]]
    response = api.delete("/rest/batch/people?soft_delete=true", json=ids)
    gone = response.json()["data"]["deletePeople"]
    assert [one["id"] for one in gone] == ids
    assert [one["jobTitle"] for one in gone] == ["b", "a"]
    assert all(one["deletedAt"] == one["updatedAt"] for one in gone)
    assert titles() == ["kept"]
    assert api.get("/rest/people?filter=deletedAt[is]:NOT_NULL").json()["totalCount"] == 2


@pytest.mark.parametrize("query", ["", "?soft_delete=true"])
@pytest.mark.parametrize(
    ("ids", "status", "message"),
    [
        (["{id}", UNKNOWN], 404, "Record not found"),
        (["{id}", "abc"], 400, "'abc' is not a valid UUID"),
        (["{id}", None], 400, "'null' is not a valid UUID"),
        (["{id}", {"id": UNKNOWN}], 400, f'\'{{"id":"{UNKNOWN}"}}\' is not a valid UUID'),
        (["{id}", "{id}"], 400, "Record '{id}' occurs more than once in the batch"),
        (["{id}"] + [str(uuid4()) for _ in range(60)], 400, TOO_MANY),
        ({"ids": "{id}"}, 400, "Request body must be a JSON array"),
        ({"id": "{id}"}, 400, "Request body must be a JSON array"),
        (None, 400, "Request body must be a JSON array"),
    ],
)
def test_one_bad_id_deletes_nothing(
    api: Api, make: Make, titles: Callable[[], list[str]], query: str, ids: Any, status: int, message: str
) -> None:
    person = make("people", jobTitle="kept")["id"]
    if isinstance(ids, list):
        ids = [person if one == "{id}" else one for one in ids]
    sent = {"data": b""} if ids is None else {"json": ids}
    response = api.delete(f"/rest/batch/people{query}", **sent)
    assert response.status_code == status
    assert response.json()["messages"] == [message.replace("{id}", person)]
    assert titles() == ["kept"]


@pytest.mark.parametrize(("query", "right"), [("", {"destroy": False}), ("?soft_delete=true", {"soft_delete": False})])
def test_deleting_needs_its_right(
    api: Api,
    make: Make,
    caller_with: Callable[..., Api],
    titles: Callable[[], list[str]],
    query: str,
    right: dict[str, bool],
) -> None:
    person = make("people", jobTitle="kept")["id"]
    limited = caller_with(person=right)
    for path in ("batch/people", f"people/{person}", "people"):
        more = "" if path != "people" else ("&" if query else "?") + "filter=jobTitle[eq]:kept"
        sent = {"json": [person]} if path == "batch/people" else {}
        response = limited.delete(f"/rest/{path}{query}{more}", **sent)
        assert response.json()["code"] == "PERMISSION_DENIED"
    assert titles() == ["kept"]


# -- cost -----------------------------------------------------------------------------------------------------------
def test_a_batch_costs_the_same_number_of_statements_whatever_its_size(
    api: Api, queries: Callable[..., list[str]]
) -> None:
    def statements(size: int) -> list[int]:
        made: list[dict[str, Any]] = []

        def create() -> None:
            made.extend(api.post("/rest/batch/people", json=[{}] * size).json()["data"]["createPeople"])

        counts = [len(queries(create))]
        rows = [{"id": one["id"], "jobTitle": "x"} for one in made]
        counts.append(len(queries(lambda: api.patch("/rest/batch/people", json=rows))))
        counts.append(len(queries(lambda: api.delete("/rest/batch/people", json=[row["id"] for row in rows]))))
        return counts

    statements(1)
    assert statements(60) == statements(2)
