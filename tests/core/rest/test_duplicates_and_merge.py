"""POST /rest/{plural}/duplicates and PATCH /rest/{plural}/merge."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from apikeys.models import FieldPermission, Role
from metadata.models import FieldMetadata
from tests.client import Api, GraphQL
from webhooks.models import Delivery

Make = Callable[..., dict[str, Any]]
UNKNOWN = "00000000-0000-4000-8000-000000000000"
EMPTY = {
    "personDuplicates": [],
    "totalCount": 0,
    "pageInfo": {"hasNextPage": False, "hasPreviousPage": False, "startCursor": None, "endCursor": None},
}


# -- duplicates -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("wrap", [lambda one: [one], lambda one: one])
def test_duplicates_of_values(api: Api, make: Make, wrap: Callable[[Any], Any]) -> None:
    ada = make("people", emails={"primaryEmail": "ada@example.com"})
    data = {"emails": {"primaryEmail": "ada@example.com"}}
    response = api.post("/rest/people/duplicates", json={"data": wrap(data)})
    assert response.status_code == 200
    (found,) = response.json()["data"]
    assert list(found) == ["personDuplicates", "totalCount", "pageInfo"]
    assert (found["personDuplicates"], found["totalCount"]) == ([ada], 1)


def test_duplicates_of_records(api: Api, make: Make) -> None:
    one = make("people", name={"firstName": "Ada", "lastName": "Lovelace"})
    two = make("people", name={"firstName": "Ada", "lastName": "Lovelace"})
    other = make("people", name={"firstName": "Charles", "lastName": "Babbage"})
    body = api.post("/rest/people/duplicates", json={"ids": [one["id"], UNKNOWN, other["id"]]}).json()
    assert [found["personDuplicates"] for found in body["data"]] == [[two], []]
    assert body["data"][1] == EMPTY
    assert api.post("/rest/people/duplicates", json={"ids": [UNKNOWN]}).json() == {"data": []}


def test_an_object_without_criteria(api: Api) -> None:
    body = api.post("/rest/opportunities/duplicates", json={"data": [{"name": "x"}]}).json()
    assert body == {
        "data": [{"opportunityDuplicates": [], **{k: v for k, v in EMPTY.items() if k != "personDuplicates"}}]
    }


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"json": {}}, 'You have to provide either "data" or "ids" argument'),
        ({"json": []}, 'You have to provide either "data" or "ids" argument'),
        ({"data": b""}, 'You have to provide either "data" or "ids" argument'),
        ({"json": {"data": [], "ids": []}}, 'You cannot provide both "data" and "ids" arguments'),
        ({"json": {"ids": "x"}}, '"ids" must be a JSON array'),
        ({"json": {"ids": ["x"]}}, "'x' is not a valid UUID"),
        ({"json": {"data": 5}}, '"data" must be a JSON array'),
        ({"json": {"data": [5]}}, "Request body must be a JSON array of objects: item 0 is none"),
    ],
)
def test_refused_duplicates(api: Api, sent: dict[str, Any], message: str) -> None:
    response = api.post("/rest/people/duplicates", **sent)
    assert response.status_code == 400
    assert response.json()["messages"] == [message]


# -- merge ----------------------------------------------------------------------------------------------------------
@pytest.fixture
def pair(make: Make) -> list[dict[str, Any]]:
    return [
        make("people", name={"firstName": "Mer", "lastName": "Ge"}, emails={"primaryEmail": "m1@example.com"}),
        make("people", emails={"primaryEmail": "m2@example.com"}, jobTitle="jt"),
    ]


def ids_of(api: Api) -> set[str]:
    return {one["id"] for one in api.get("/rest/people").json()["data"]["people"]}


def test_merge(api: Api, pair: list[dict[str, Any]]) -> None:
    ids = [one["id"] for one in pair]
    response = api.patch("/rest/people/merge", json={"ids": ids, "conflictPriorityIndex": 0})
    assert response.status_code == 200
    merged = response.json()["data"]["mergePerson"]
    assert (merged["id"], merged["jobTitle"], merged["name"]) == (ids[0], "jt", pair[0]["name"])
    assert merged["emails"] == {"primaryEmail": "m1@example.com", "additionalEmails": ["m2@example.com"]}
    assert api.get("/rest/people").json()["data"]["people"] == [merged]


def test_dry_run_stores_nothing(api: Api, pair: list[dict[str, Any]]) -> None:
    ids = [one["id"] for one in pair]
    body = {"ids": ids, "conflictPriorityIndex": 1, "dryRun": True}
    preview = api.patch("/rest/people/merge?depth=1", json=body).json()["data"]["mergePerson"]
    assert preview["id"] not in ids
    assert preview["deletedAt"] is not None
    assert preview["emails"]["primaryEmail"] == "m2@example.com"
    for one in pair:
        assert api.get(f"/rest/people/{one['id']}").json()["data"]["person"] == one


@pytest.mark.parametrize(
    ("change", "status", "message"),
    [
        ({"ids": ["{0}"]}, 400, "At least 2 record IDs are required for merge"),
        ({"ids": []}, 400, "At least 2 record IDs are required for merge"),
        ({"ids": [f"00000000-0000-4000-8000-{number:012}" for number in range(10)]}, 400,
         "At most 9 record IDs are allowed for merge"),
        ({"ids": ["{0}", UNKNOWN]}, 404, "Record not found"),
        ({"ids": ["{0}", "abc"]}, 400, "'abc' is not a valid UUID"),
        ({"ids": "{0}"}, 400, '"ids" must be a JSON array'),
        ({"conflictPriorityIndex": "0"}, 400, '"conflictPriorityIndex" must be an integer'),
        ({"conflictPriorityIndex": True}, 400, '"conflictPriorityIndex" must be an integer'),
        ({"dryRun": "no"}, 400, '"dryRun" must be true or false'),
    ],
)  # fmt: skip
def test_refused_merges_change_nothing(
    api: Api, pair: list[dict[str, Any]], change: dict[str, Any], status: int, message: str
) -> None:
    ids = [one["id"] for one in pair]
    if isinstance(change.get("ids"), list):
        change = {"ids": [ids[0] if one == "{0}" else one for one in change["ids"]]}
    response = api.patch("/rest/people/merge", json={"ids": ids, "conflictPriorityIndex": 0} | change)
    assert response.status_code == status
    assert response.json()["messages"] == [message]
    assert ids_of(api) == set(ids)


@pytest.mark.parametrize("index", [2, -1])
def test_the_priority_must_name_a_record(api: Api, pair: list[dict[str, Any]], index: int) -> None:
    ids = [one["id"] for one in pair]
    response = api.patch("/rest/people/merge", json={"ids": ids, "conflictPriorityIndex": index})
    assert response.status_code == 400
    assert ids_of(api) == set(ids)


@pytest.mark.parametrize("right", ["can_read_field_value", "can_update_field_value"])
@pytest.mark.parametrize("graphql", [False, True])
def test_a_field_that_is_hidden_or_locked_is_not_merged(
    api: Api, pair: list[dict[str, Any]], caller_with: Callable[..., Api], right: str, graphql: bool
) -> None:
    ids = [one["id"] for one in pair]
    caller = caller_with()
    forbid(right)
    if graphql:
        query = "mutation($i: [UUID!]!) { mergePeople(ids: $i, conflictPriorityIndex: 0) { id } }"
        code = GraphQL(caller, "/graphql")(query, {"i": ids})["errors"][0]["extensions"]["subCode"]
    else:
        code = caller.patch("/rest/people/merge", json={"ids": ids, "conflictPriorityIndex": 0}).json()["code"]
    assert code == "PERMISSION_DENIED"
    for one in pair:
        assert api.get(f"/rest/people/{one['id']}").json()["data"]["person"] == one


def test_a_locked_field_that_stays_as_it_is_hinders_no_merge(
    api: Api, pair: list[dict[str, Any]], caller_with: Callable[..., Api]
) -> None:
    caller = caller_with()
    forbid("can_update_field_value")
    ids = [one["id"] for one in pair]
    response = caller.patch("/rest/people/merge", json={"ids": ids, "conflictPriorityIndex": 1})
    assert (response.status_code, response.json()["data"]["mergePerson"]["jobTitle"]) == (200, "jt")


@pytest.mark.parametrize("jobs", [("", "Boss"), ("", "")])
def test_a_refusal_for_a_hidden_field_tells_nothing_of_its_values(
    make: Make, caller_with: Callable[..., Api], jobs: tuple[str, str]
) -> None:
    ids = [make("people", jobTitle=job)["id"] for job in jobs]
    caller = caller_with()
    forbid("can_read_field_value")
    for dry_run in (True, False):
        body = {"ids": ids, "conflictPriorityIndex": 0, "dryRun": dry_run}
        assert caller.patch("/rest/people/merge", json=body).json()["code"] == "PERMISSION_DENIED"


def forbid(right: str) -> None:
    """On person.jobTitle, to the role that the fixture has made."""
    role = Role.objects.get(label="limited")
    field = FieldMetadata.objects.get(workspace=role.workspace, object__name_singular="person", name="jobTitle")
    FieldPermission.objects.create(role=role, object_id=field.object_id, field=field, **{right: False})
    role.version += 1
    role.save()


def test_records_that_a_merge_moves_are_updated_ones(api: Api, make: Make) -> None:
    companies = [make("companies", name="A"), make("companies", name="B")]
    moved = make("people", companyId=companies[1]["id"])
    binned = make("people", companyId=companies[1]["id"], deletedAt="2020-01-01T00:00:00Z")
    other = make("people", companyId=companies[0]["id"])
    hook = {"targetUrl": "http://127.0.0.1:9/", "operations": ["person.updated"]}
    assert api.post("/rest/metadata/webhooks", json=hook).status_code == 201
    body = {"ids": [one["id"] for one in companies], "conflictPriorityIndex": 0}
    assert api.patch("/rest/companies/merge", json=body).status_code == 200
    read = "/rest/people?filter=or(deletedAt[is]:NULL,deletedAt[is]:NOT_NULL)"
    people = {one["id"]: one for one in api.get(read).json()["data"]["people"]}
    assert {one["companyId"] for one in people.values()} == {companies[0]["id"]}
    assert {key for key, one in people.items() if one["updatedAt"] > one["createdAt"]} == {moved["id"], binned["id"]}
    assert people[other["id"]] == other
    sent = [json.loads(one.body) for one in Delivery.objects.all()]
    assert {one["record"]["id"] for one in sent} == {moved["id"], binned["id"]}
    assert all("companyId" in one["updatedFields"] for one in sent)
