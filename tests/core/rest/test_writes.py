"""Create, upsert and update over REST: bodies, answers and what a refusal leaves behind."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.client import Api

Make = Callable[..., dict[str, Any]]
UNKNOWN = "00000000-0000-4000-8000-000000000000"


def total(api: Api, plural: str = "people") -> int:
    return api.get(f"/rest/{plural}?limit=0").json()["totalCount"]


# -- create ---------------------------------------------------------------------------------------------------------
def test_create(api: Api) -> None:
    response = api.post("/rest/people", json={"name": {"firstName": "Ada"}, "jobTitle": "Countess"})
    assert response.status_code == 201
    assert response.headers["Content-Type"] == "application/json; charset=utf-8"
    (key, person), *others = response.json()["data"].items()
    assert (key, others) == ("createPerson", [])
    assert person["name"] == {"firstName": "Ada", "lastName": ""}
    assert person["createdBy"] == {"source": "API", "workspaceMemberId": None, "name": "tests", "context": {}}
    assert api.get(f"/rest/people/{person['id']}").json() == {"data": {"person": person}}


def test_names_in_answers(api: Api, make: Make) -> None:
    note, person = make("notes", title="x"), make("people")
    response = api.post("/rest/noteTargets", json={"noteId": note["id"], "targetPersonId": person["id"]})
    assert list(response.json()["data"]) == ["createNoteTarget"]
    target = response.json()["data"]["createNoteTarget"]["id"]
    assert list(api.get(f"/rest/noteTargets/{target}").json()["data"]) == ["noteTarget"]
    assert list(api.patch(f"/rest/noteTargets/{target}", json={}).json()["data"]) == ["updateNoteTarget"]
    assert list(api.post("/rest/batch/noteTargets", json=[]).json()["data"]) == ["createNoteTargets"]


def test_create_shows_what_depth_and_fields_ask_for(api: Api, make: Make) -> None:
    company = make("companies", name="Acme")
    created = api.post("/rest/people?depth=1", json={"companyId": company["id"]}).json()["data"]["createPerson"]
    assert created["company"] == company
    few = api.post("/rest/people?fields=jobTitle", json={"jobTitle": "x"}).json()["data"]["createPerson"]
    assert sorted(few) == ["id", "jobTitle"]


def test_create_on_an_id_path_makes_a_record_of_its_own(api: Api, make: Make) -> None:
    person = make("people", jobTitle="first")
    response = api.post(f"/rest/people/{person['id']}", json={"jobTitle": "second"})
    assert response.status_code == 201
    assert response.json()["data"]["createPerson"]["id"] != person["id"]
    assert api.get(f"/rest/people/{person['id']}").json()["data"]["person"] == person


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"json": [{"jobTitle": "x"}]}, 'Object person doesn\'t have any "0" field.'),
        ({"json": []}, "Request body must be a JSON object"),
        ({"data": b""}, "Request body must be a JSON object"),
        ({"data": b"  \n"}, "Request body must be a JSON object"),
        ({"data": b'{"jobTitle":"x"}', "content_type": "text/plain"}, "Request body must be a JSON object"),
        (
            {"data": b"jobTitle=x", "content_type": "application/x-www-form-urlencoded"},
            "Request body must be a JSON object",
        ),
        ({"json": {"nope": 1}}, 'Object person doesn\'t have any "nope" field.'),
        ({"json": {"jobTitle": 5}}, 'Invalid string value 5 for text field "jobTitle"'),
        ({"json": {"name": "Ada"}}, "Invalid object value 'Ada' for field \"name\""),
        ({"json": {"company": {"id": UNKNOWN}}}, 'Relation "company" requires connect or disconnect operation'),
        ({"json": {"companyId": UNKNOWN}}, f"Expected 1 record to connect to company, but found 0 for id = {UNKNOWN}"),
        ({"json": {"searchVector": "x"}}, "searchVector TS_VECTOR-typed field does not support write operations"),
    ],
)
def test_refused_bodies_create_nothing(api: Api, sent: dict[str, Any], message: str) -> None:
    response = api.post("/rest/people", **sent)
    assert response.status_code == 400
    assert response.json()["messages"] == [message]
    assert total(api) == 0


@pytest.mark.parametrize(
    "content_type",
    ["application/json", "application/json; charset=utf-8", "APPLICATION/JSON", "application/vnd.api+json"],
)
def test_json_content_types(api: Api, content_type: str) -> None:
    assert api.post("/rest/people", data=b'{"jobTitle":"x"}', content_type=content_type).status_code == 201


def test_a_taken_value_is_refused(api: Api, make: Make) -> None:
    person = make("people", emails={"primaryEmail": "ada@example.com"})
    for body in ({"emails": {"primaryEmail": "ada@example.com"}}, {"id": person["id"]}):
        response = api.post("/rest/people", json=body)
        assert response.status_code == 400
        assert response.json()["messages"] == ["A duplicate entry was detected"]
        assert response.json()["code"] == "DUPLICATE_ENTRY"
        assert response.json()["conflictingRecordId"] == person["id"]
        assert "conflictingRecordIsDeleted" not in response.json()
    assert total(api) == 1


def test_a_value_taken_by_a_record_in_the_bin_is_refused_and_says_so(api: Api, make: Make) -> None:
    person = make("people", emails={"primaryEmail": "ada@example.com"})
    api.delete(f"/rest/people/{person['id']}?soft_delete=true")
    body = api.post("/rest/people", json={"emails": {"primaryEmail": "ada@example.com"}}).json()
    assert (body["messages"], body["code"]) == (["A duplicate entry was detected"], "DUPLICATE_ENTRY")
    assert (body["conflictingRecordId"], body["conflictingRecordIsDeleted"]) == (person["id"], True)


def test_nested_create_and_connect(api: Api) -> None:
    one = api.post("/rest/people?depth=1", json={"company": {"create": {"name": "New Co"}}}).json()
    company = one["data"]["createPerson"]["company"]
    assert company["name"] == "New Co"
    connect = {"company": {"connect": {"where": {"id": company["id"]}}}}
    other = api.post("/rest/people", json=connect).json()["data"]["createPerson"]
    assert other["companyId"] == company["id"]
    assert total(api, "companies") == 1


# -- upsert ---------------------------------------------------------------------------------------------------------
def test_upsert_updates_the_record_that_it_matches(api: Api, make: Make) -> None:
    person = make("people", emails={"primaryEmail": "ada@example.com"}, city="London")
    body = {"emails": {"primaryEmail": "ada@example.com"}, "jobTitle": "Countess"}
    response = api.post("/rest/people?upsert=true", json=body)
    assert response.status_code == 201
    changed = response.json()["data"]["createPerson"]
    assert (changed["id"], changed["jobTitle"], changed["city"]) == (person["id"], "Countess", "London")
    by_id = api.post("/rest/people?upsert=true", json={"id": person["id"], "jobTitle": "Lady"}).json()
    assert by_id["data"]["createPerson"]["jobTitle"] == "Lady"
    assert total(api) == 1


@pytest.mark.parametrize("value", ["TRUE", "1", "yes", ""])
def test_upsert_needs_the_exact_word(api: Api, make: Make, value: str) -> None:
    make("people", emails={"primaryEmail": "ada@example.com"})
    body = {"emails": {"primaryEmail": "ada@example.com"}, "jobTitle": "Countess"}
    assert api.post(f"/rest/people?upsert={value}", json=body).status_code == 400
    assert api.get("/rest/people").json()["data"]["people"][0]["jobTitle"] == ""


# -- update ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("method", ["PATCH", "PUT"])
def test_update_keeps_what_is_not_sent(api: Api, make: Make, method: str) -> None:
    person = make("people", name={"firstName": "Ada", "lastName": "Lovelace"}, jobTitle="Countess", city="London")
    response = api.call(
        method, f"/rest/people/{person['id']}", json={"name": {"firstName": "Augusta"}, "jobTitle": None}
    )
    assert response.status_code == 200
    changed = response.json()["data"]["updatePerson"]
    assert changed["name"] == {"firstName": "Augusta", "lastName": "Lovelace"}
    assert (changed["jobTitle"], changed["city"]) == ("", "London")
    assert api.get(f"/rest/people/{person['id']}").json()["data"]["person"] == changed


def test_an_empty_update_advances_updated_at(api: Api, make: Make) -> None:
    person = make("people")
    changed = api.patch(f"/rest/people/{person['id']}", json={}).json()["data"]["updatePerson"]
    assert changed["updatedAt"] > person["updatedAt"]
    assert changed | {"updatedAt": person["updatedAt"]} == person


def test_null_empties_a_composite(api: Api, make: Make) -> None:
    given = {
        "name": {"firstName": "Ada", "lastName": "Lovelace"},
        "emails": {"primaryEmail": "ada@example.com", "additionalEmails": ["b@example.com"]},
        "linkedinLink": {"primaryLinkUrl": "https://linkedin.com/in/ada"},
    }
    person, empty = make("people", **given), make("people")
    nulls = dict.fromkeys(given)
    changed = api.patch(f"/rest/people/{person['id']}", json=nulls).json()["data"]["updatePerson"]
    assert {name: changed[name] for name in given} == {name: empty[name] for name in given}
    created = api.post("/rest/people", json=nulls).json()["data"]["createPerson"]
    assert {name: created[name] for name in given} == {name: empty[name] for name in given}


def test_null_unsets_a_relation(api: Api, make: Make) -> None:
    company, other = make("companies")["id"], make("companies")["id"]
    person = make("people", companyId=company)
    path = f"/rest/people/{person['id']}"
    assert api.patch(path, json={"company": None}).json()["data"]["updatePerson"]["companyId"] is None
    both = api.patch(path, json={"company": None, "companyId": other}).json()["data"]["updatePerson"]
    assert both["companyId"] == other
    assert make("people", company=None)["companyId"] is None
    assert api.patch(path, json={"noteTargets": None}).status_code == 400


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"nope": 1}, 'Object person doesn\'t have any "nope" field.'),
        ({"id": UNKNOWN}, 'Field "id" cannot be updated'),
        ([], "Request body must be a JSON object"),
        ([{"jobTitle": "x"}], 'Object person doesn\'t have any "0" field.'),
    ],
)
def test_refused_updates_change_nothing(api: Api, make: Make, body: Any, message: str) -> None:
    person = make("people", jobTitle="kept")
    for path in (f"/rest/people/{person['id']}", "/rest/people?filter=position[is]:NOT_NULL"):
        response = api.patch(path, json=body)
        assert response.status_code == 400
        assert response.json()["messages"] == [message]
    assert api.get(f"/rest/people/{person['id']}").json()["data"]["person"] == person


def test_update_of_an_unknown_record(api: Api) -> None:
    response = api.patch(f"/rest/people/{UNKNOWN}", json={"jobTitle": "x"})
    assert response.status_code == 404
    assert response.json()["messages"] == ["Record not found"]


def test_update_many(api: Api, make: Make) -> None:
    people = sorted((make("people", jobTitle="old") for _ in range(3)), key=lambda one: one["id"])
    make("people", jobTitle="other")
    response = api.patch("/rest/people?filter=jobTitle[eq]:old&fields=jobTitle", json={"jobTitle": "new"})
    assert response.status_code == 200
    assert response.json() == {"data": {"updatePeople": [{"id": one["id"], "jobTitle": "new"} for one in people]}}
    none = api.patch("/rest/people?filter=jobTitle[eq]:old", json={"jobTitle": "x"})
    assert (none.status_code, none.json()) == (200, {"data": {"updatePeople": []}})
    titles = [one["jobTitle"] for one in api.get("/rest/people").json()["data"]["people"]]
    assert sorted(titles) == ["new", "new", "new", "other"]


MANDATORY = (
    "Filters are mandatory for bulk update operations. "
    "Please provide at least one filter to prevent accidental update of all records."
)


@pytest.mark.parametrize(
    ("query", "message"),
    [("", MANDATORY), ("?limit=1", MANDATORY), ("?filter=", "'filter' invalid for 'and()'. eg: price[gte]:10")],
)
@pytest.mark.parametrize("method", ["PATCH", "PUT"])
def test_update_many_needs_a_filter(api: Api, make: Make, method: str, query: str, message: str) -> None:
    person = make("people", jobTitle="kept")
    response = api.call(method, f"/rest/people{query}", json={"jobTitle": "lost"})
    assert response.status_code == 400
    assert response.json()["messages"] == [message]
    assert api.get(f"/rest/people/{person['id']}").json()["data"]["person"] == person


def test_update_many_has_a_limit(api: Api) -> None:
    for start in range(0, 201, 60):
        batch = [{"jobTitle": "old"}] * min(60, 201 - start)
        assert api.post("/rest/batch/people", json=batch).status_code == 201
    response = api.patch("/rest/people?filter=jobTitle[eq]:old", json={"jobTitle": "new"})
    assert response.status_code == 400
    assert response.json()["messages"] == ["Cannot update more than 200 records at once"]
    assert api.get("/rest/people?filter=jobTitle[eq]:old&limit=0").json()["totalCount"] == 201


# -- rights ---------------------------------------------------------------------------------------------------------
DENIED = {
    "statusCode": 400,
    "error": "Error",
    "messages": ["Entity performing the request does not have permission"],
    "code": "PERMISSION_DENIED",
}


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "people", {"jobTitle": "x"}),
        ("POST", "people?upsert=true", {"id": "{id}", "jobTitle": "x"}),
        ("POST", "people", "not a record"),
        ("POST", "batch/people", [{"jobTitle": "x"}]),
        ("PATCH", "people/{id}", {"jobTitle": "x"}),
        ("PUT", "people/{id}", {"jobTitle": "x"}),
        ("PATCH", "people?filter=jobTitle[eq]:kept", {"jobTitle": "x"}),
        ("PATCH", "people", {"jobTitle": "x"}),
        ("PATCH", "batch/people", [{"id": "{id}", "jobTitle": "x"}]),
        ("PATCH", "people/{id}/jobTitle", {"jobTitle": "x"}),
        ("PATCH", "people/merge", {"ids": ["{id}"]}),
    ],
)
def test_without_the_right_to_update(
    api: Api, make: Make, caller_with: Callable[..., Api], method: str, path: str, body: Any
) -> None:
    person = make("people", jobTitle="kept")
    body = eval_id(body, person["id"])
    data = {"data": b'["x"]'} if isinstance(body, str) else {"json": body}
    response = caller_with(person={"update": False}).call(method, f"/rest/{path.replace('{id}', person['id'])}", **data)
    assert response.status_code == 400
    assert response.json() == DENIED
    assert api.get("/rest/people").json()["data"]["people"] == [person]


def eval_id(body: Any, record_id: str) -> Any:
    if isinstance(body, dict):
        return {key: eval_id(value, record_id) for key, value in body.items()}
    if isinstance(body, list):
        return [eval_id(item, record_id) for item in body]
    return record_id if body == "{id}" else body


def test_nobody_writes_workspace_members(api: Api) -> None:
    response = api.post("/rest/workspaceMembers", json={"name": {"firstName": "x", "lastName": "y"}})
    assert response.status_code == 400
    assert response.json() == DENIED
    assert total(api, "workspaceMembers") == 0


@pytest.mark.parametrize(
    "path", ["people", "people/{id}", "people/{id}/jobTitle", "people/groupBy?group_by=[{%22jobTitle%22:true}]"]
)
def test_without_the_right_to_read(api: Api, make: Make, caller_with: Callable[..., Api], path: str) -> None:
    person = make("people", jobTitle="secret")
    response = caller_with(person={"read": False}).get(f"/rest/{path.replace('{id}', person['id'])}")
    assert response.status_code == 400
    assert response.json() == DENIED


def test_unreadable_relations_are_left_out(make: Make, caller_with: Callable[..., Api]) -> None:
    company = make("companies", name="Acme")
    make("people", companyId=company["id"])
    limited = caller_with(company={"read": False})
    person = limited.get("/rest/people?depth=1").json()["data"]["people"][0]
    assert "company" not in person
    assert person["companyId"] == company["id"]
    named = limited.get("/rest/people?depth=1&fields=company").json()
    assert named["messages"] == ["'fields' parameter invalid: object person doesn't have any \"company\" field"]
    by_id = limited.get("/rest/people?fields=company").json()["data"]["people"]
    assert by_id == [{"id": person["id"], "companyId": company["id"]}]
    assert limited.get("/rest/people?filter=company.name[eq]:Acme").json() == DENIED
    assert limited.get("/rest/people?order_by=company.name").json() == DENIED
    assert limited.get(f"/rest/people/{person['id']}/company").json() == DENIED
