"""DELETE for good and into the bin, and the way back in all four URL forms."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.client import Api, GraphQL

Make = Callable[..., dict[str, Any]]
UNKNOWN = "00000000-0000-4000-8000-000000000000"
BINNED = "2020-01-01T00:00:00Z"


def in_bin(api: Api) -> list[str]:
    body = api.get("/rest/people?filter=deletedAt[is]:NOT_NULL&order_by=jobTitle").json()
    return [one["jobTitle"] for one in body["data"]["people"]]


def alive(api: Api) -> list[str]:
    return [one["jobTitle"] for one in api.get("/rest/people?order_by=jobTitle").json()["data"]["people"]]


# -- destroy --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("query", ["", "?soft_delete=false", "?soft_delete=1", "?soft_delete=TRUE"])
def test_delete_destroys(api: Api, make: Make, query: str) -> None:
    person, _ = make("people", jobTitle="a"), make("people", jobTitle="kept")
    response = api.delete(f"/rest/people/{person['id']}{query}")
    assert response.status_code == 200
    assert response.json() == {"data": {"deletePerson": {"id": person["id"]}}}
    assert (alive(api), in_bin(api)) == (["kept"], [])
    again = api.delete(f"/rest/people/{person['id']}{query}")
    assert (again.status_code, again.json()["messages"]) == (404, ["Record not found"])


def test_destroy_reaches_the_bin(api: Api, make: Make) -> None:
    person = make("people", jobTitle="a", deletedAt="2020-01-01T00:00:00Z")
    assert api.delete(f"/rest/people/{person['id']}").status_code == 200
    assert in_bin(api) == []


def test_destroy_many(api: Api, make: Make) -> None:
    people = sorted(make("people", jobTitle=title)["id"] for title in ("a1", "a2"))
    make("people", jobTitle="kept")
    response = api.delete('/rest/people?filter=jobTitle[startsWith]:"a"')
    assert response.json() == {"data": {"deletePeople": [{"id": record} for record in people]}}
    assert api.delete('/rest/people?filter=jobTitle[startsWith]:"a"').json() == {"data": {"deletePeople": []}}
    assert (alive(api), in_bin(api)) == (["kept"], [])


# -- soft delete ----------------------------------------------------------------------------------------------------
def test_soft_delete_returns_the_record(api: Api, make: Make) -> None:
    person = make("people", jobTitle="a")
    gone = api.delete(f"/rest/people/{person['id']}?soft_delete=true").json()["data"]["deletePerson"]
    assert gone["deletedAt"] == gone["updatedAt"] > person["updatedAt"]
    assert gone | {"deletedAt": None, "updatedAt": "", "updatedBy": ""} == person | {"updatedAt": "", "updatedBy": ""}
    missing = api.get(f"/rest/people/{person['id']}")
    assert (missing.status_code, missing.json()["messages"]) == (404, ["Record not found"])
    again = api.delete(f"/rest/people/{person['id']}?soft_delete=true").json()["data"]["deletePerson"]
    assert again["deletedAt"] > gone["deletedAt"]
    assert in_bin(api) == ["a"]


def test_soft_delete_many(api: Api, make: Make) -> None:
    people = sorted(make("people", jobTitle=title)["id"] for title in ("a1", "a2"))
    make("people", jobTitle="kept")
    response = api.delete("/rest/people?soft_delete=true&filter=jobTitle[like]:a%25&fields=jobTitle")
    assert [one["id"] for one in response.json()["data"]["deletePeople"]] == people
    assert (alive(api), in_bin(api)) == (["kept"], ["a1", "a2"])


@pytest.mark.parametrize(
    ("method", "path", "operation", "effect"),
    [
        ("DELETE", "people", "destroy", "deletion"),
        ("DELETE", "people?soft_delete=true", "delete", "deletion"),
        ("PATCH", "restore/people", "restore", "update"),
        ("PATCH", "people/restore", "restore", "update"),
    ],
)
def test_many_need_a_filter(api: Api, make: Make, method: str, path: str, operation: str, effect: str) -> None:
    make("people", jobTitle="kept")
    make("people", jobTitle="bin", deletedAt="2020-01-01T00:00:00Z")
    response = api.call(method, f"/rest/{path}")
    assert response.status_code == 400
    assert response.json()["messages"] == [
        f"Filters are mandatory for bulk {operation} operations. "
        f"Please provide at least one filter to prevent accidental {effect} of all records."
    ]
    empty = api.call(method, f"/rest/{path}{'&' if '?' in path else '?'}filter=")
    assert empty.json()["messages"] == ["'filter' invalid for 'and()'. eg: price[gte]:10"]
    assert (alive(api), in_bin(api)) == (["kept"], ["bin"])


# -- restore --------------------------------------------------------------------------------------------------------
ONE = ["restore/people/{id}", "people/{id}/restore"]
MANY = ["restore/people", "people/restore"]


@pytest.mark.parametrize("path", ONE)
def test_restore_one(api: Api, make: Make, path: str) -> None:
    person = make("people", jobTitle="a")
    make("people", jobTitle="b", deletedAt="2020-01-01T00:00:00Z")
    api.delete(f"/rest/people/{person['id']}?soft_delete=true")
    response = api.patch(f"/rest/{path.format(id=person['id'])}")
    assert response.status_code == 200
    back = response.json()["data"]["restorePerson"]
    assert back["deletedAt"] is None
    assert api.get(f"/rest/people/{person['id']}").json()["data"]["person"] == back
    assert in_bin(api) == ["b"]


@pytest.mark.parametrize("path", ONE)
def test_a_record_that_is_not_in_the_bin_is_returned_unchanged(api: Api, make: Make, path: str) -> None:
    person = make("people", jobTitle="a")
    response = api.patch(f"/rest/{path.format(id=person['id'])}")
    assert (response.status_code, response.json()) == (200, {"data": {"restorePerson": person}})


@pytest.mark.parametrize("path", ONE)
def test_restore_of_an_unknown_record(api: Api, path: str) -> None:
    response = api.patch(f"/rest/{path.format(id=UNKNOWN)}")
    assert (response.status_code, response.json()["messages"]) == (404, ["Record not found"])


@pytest.mark.parametrize("path", MANY)
def test_restore_many(api: Api, make: Make, path: str) -> None:
    for title in ("a1", "a2", "b"):
        make("people", jobTitle=title, deletedAt="2020-01-01T00:00:00Z")
    make("people", jobTitle="a3")
    response = api.patch(f"/rest/{path}?filter=jobTitle[startsWith]:a&fields=jobTitle,deletedAt")
    people = response.json()["data"]["restorePeople"]
    assert sorted((one["jobTitle"], one["deletedAt"]) for one in people) == [("a1", None), ("a2", None)]
    assert (alive(api), in_bin(api)) == (["a1", "a2", "a3"], ["b"])
    none = api.patch(f"/rest/{path}?filter=jobTitle[startsWith]:a")
    assert (none.status_code, none.json()) == (200, {"data": {"restorePeople": []}})


@pytest.mark.parametrize("path", [*ONE, *(f"{path}?filter=jobTitle[eq]:bin" for path in MANY)])
def test_restore_needs_the_right_to_soft_delete(
    api: Api, make: Make, caller_with: Callable[..., Api], path: str
) -> None:
    person = make("people", jobTitle="bin", deletedAt="2020-01-01T00:00:00Z")
    response = caller_with(person={"soft_delete": False}).patch(f"/rest/{path.replace('{id}', person['id'])}")
    assert response.json()["code"] == "PERMISSION_DENIED"
    assert in_bin(api) == ["bin"]


@pytest.mark.parametrize(
    ("title", "method", "path", "body"),
    [
        ("live", "patch", "people/{id}", {"deletedAt": BINNED}),
        ("live", "patch", "people/{id}/deletedAt", {"deletedAt": BINNED}),
        ("live", "patch", "people?filter=jobTitle[eq]:live", {"deletedAt": BINNED}),
        ("live", "patch", "batch/people", [{"id": "{id}", "deletedAt": BINNED}]),
        ("live", "post", "people", {"jobTitle": "new", "deletedAt": BINNED}),
        ("live", "post", "people?upsert=true", {"id": "{id}", "deletedAt": BINNED}),
        ("bin", "patch", "people/{id}", {"deletedAt": None}),
        ("bin", "patch", "people?filter=deletedAt[is]:NOT_NULL", {"deletedAt": None}),
        ("bin", "post", "people?upsert=true", {"id": "{id}", "city": "Rome"}),
    ],
)
def test_writing_deleted_at_needs_the_right_to_soft_delete(
    api: Api, make: Make, caller_with: Callable[..., Api], title: str, method: str, path: str, body: Any
) -> None:
    ids = {"live": make("people", jobTitle="live"), "bin": make("people", jobTitle="bin", deletedAt=BINNED)}
    caller = caller_with(person={"soft_delete": False})
    key = ids[title]["id"]
    sent = json.loads(json.dumps(body).replace("{id}", key))
    response = getattr(caller, method)("/rest/" + path.replace("{id}", key), json=sent)
    assert (response.status_code, response.json().get("code")) == (400, "PERMISSION_DENIED")
    assert (alive(api), in_bin(api)) == (["live"], ["bin"])


@pytest.mark.parametrize(
    "mutation",
    [
        'updatePerson(id: "{live}", data: {deletedAt: "2020-01-01T00:00:00Z"})',
        'updatePeople(filter: {jobTitle: {eq: "live"}}, data: {deletedAt: "2020-01-01T00:00:00Z"})',
        'updatePerson(id: "{bin}", data: {deletedAt: null})',
        'createPeople(upsert: true, data: [{id: "{bin}", city: "Rome"}])',
    ],
)
def test_writing_deleted_at_needs_the_right_over_graphql(
    api: Api, make: Make, caller_with: Callable[..., Api], mutation: str
) -> None:
    live, binned = make("people", jobTitle="live"), make("people", jobTitle="bin", deletedAt=BINNED)
    mutation = mutation.replace("{live}", live["id"]).replace("{bin}", binned["id"])
    answer = GraphQL(caller_with(person={"soft_delete": False}), "/graphql")(f"mutation {{ r: {mutation} {{ id }} }}")
    assert answer["errors"][0]["extensions"]["subCode"] == "PERMISSION_DENIED"
    assert (alive(api), in_bin(api)) == (["live"], ["bin"])


def test_a_null_at_creation_and_an_upsert_of_a_live_record_need_no_such_right(
    api: Api, make: Make, caller_with: Callable[..., Api]
) -> None:
    live = make("people", jobTitle="live")
    caller = caller_with(person={"soft_delete": False})
    assert caller.post("/rest/people", json={"jobTitle": "new", "deletedAt": None}).status_code == 201
    assert caller.post("/rest/people?upsert=true", json={"id": live["id"], "jobTitle": "older"}).status_code == 201
    assert alive(api) == ["new", "older"]
