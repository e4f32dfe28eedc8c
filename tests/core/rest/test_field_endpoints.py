"""/rest/{plural}/{id}/{field}: read and write one field, follow one relation."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

from tests.client import Api

Make = Callable[..., dict[str, Any]]
UNKNOWN = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def ada(make: Make) -> dict[str, Any]:
    company = make("companies", name="Acme")
    return make(
        "people",
        name={"firstName": "Ada", "lastName": "Lovelace"},
        jobTitle="Countess",
        companyId=company["id"],
        position=7,
        emails={"primaryEmail": "ada@example.com"},
    )


# -- values ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "field",
    ["id", "createdAt", "deletedAt", "name", "jobTitle", "position", "emails", "phones", "createdBy", "companyId"],
)
def test_read_a_value(api: Api, ada: dict[str, Any], field: str) -> None:
    response = api.get(f"/rest/people/{ada['id']}/{field}")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/json; charset=utf-8"
    assert response.json() == {"data": {field: ada[field]}}


@pytest.mark.parametrize("method", ["PATCH", "PUT"])
@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("jobTitle", "Lady", "Lady"),
        ("jobTitle", None, ""),
        ("position", 2.5, 2.5),
        ("name", {"firstName": "Augusta"}, {"firstName": "Augusta", "lastName": "Lovelace"}),
        ("name", None, {"firstName": "", "lastName": ""}),
        ("companyId", None, None),
    ],
)
def test_write_a_value(api: Api, ada: dict[str, Any], method: str, field: str, value: Any, shown: Any) -> None:
    response = api.call(method, f"/rest/people/{ada['id']}/{field}", json={field: value})
    assert response.status_code == 200
    assert response.json() == {"data": {field: shown}}
    now = api.get(f"/rest/people/{ada['id']}").json()["data"]["person"]
    assert now[field] == shown
    assert {name for name in now if now[name] != ada[name]} <= {field, "updatedAt", "updatedBy"}


@pytest.mark.parametrize(
    ("field", "sent", "status", "message"),
    [
        ("jobTitle", {"json": {"jobTitle": 5}}, 400, 'Invalid string value 5 for text field "jobTitle"'),
        ("name", {"json": {"name": {"middleName": "x"}}}, 400,
         'Invalid subfield middleName for full name field "name"'),
        ("companyId", {"json": {"companyId": "zzz"}}, 400, "Invalid UUID value 'zzz' for field \"companyId\""),
        ("jobTitle", {"json": {"city": "Paris"}}, 400, 'Request body must hold the field "jobTitle" and nothing else'),
        ("jobTitle", {"json": {"jobTitle": "x", "city": "y"}}, 400,
         'Request body must hold the field "jobTitle" and nothing else'),
        ("jobTitle", {"json": {}}, 400, 'Request body must hold the field "jobTitle" and nothing else'),
        ("jobTitle", {"json": []}, 400, "Request body must be a JSON object"),
        ("jobTitle", {"data": b""}, 400, "Request body must be a JSON object"),
        ("noteTargets", {"json": {"noteTargets": []}}, 400,
         "One-to-many relation noteTargets field does not support write operations."),
        ("company", {"json": {"company": {"id": UNKNOWN}}}, 400,
         'Relation "company" requires connect or disconnect operation'),
        ("id", {"json": {"id": UNKNOWN}}, 400, 'Field "id" cannot be updated'),
    ],
)  # fmt: skip
def test_refused_values_change_nothing(
    api: Api, ada: dict[str, Any], field: str, sent: dict[str, Any], status: int, message: str
) -> None:
    response = api.patch(f"/rest/people/{ada['id']}/{field}", **sent)
    assert response.status_code == status
    assert response.json()["messages"] == [message]
    assert api.get(f"/rest/people/{ada['id']}").json()["data"]["person"] == ada


@pytest.mark.parametrize("field", ["jobTitle", "company", "noteTargets"])
def test_unknown_records(api: Api, field: str) -> None:
    assert api.get(f"/rest/people/{UNKNOWN}/{field}").status_code == 404
    patched = api.patch(f"/rest/people/{UNKNOWN}/jobTitle", json={"jobTitle": "x"})
    assert (patched.status_code, patched.json()["messages"]) == (404, ["Record not found"])


def test_the_search_vector_is_no_field(api: Api, ada: dict[str, Any]) -> None:
    response = api.get(f"/rest/people/{ada['id']}/searchVector")
    assert response.status_code == 400
    assert response.json()["messages"][0].startswith(f"Query path '/rest/people/{ada['id']}/searchVector' invalid.")


# -- to-one ---------------------------------------------------------------------------------------------------------
def test_read_the_record_of_a_to_one_relation(api: Api, ada: dict[str, Any]) -> None:
    company = api.get(f"/rest/companies/{ada['companyId']}").json()["data"]["company"]
    assert api.get(f"/rest/people/{ada['id']}/company").json() == {"data": {"company": company}}
    deep = api.get(f"/rest/people/{ada['id']}/company?depth=1").json()["data"]["company"]
    assert deep["people"] == [ada]


def test_an_unset_relation_is_null(api: Api, make: Make) -> None:
    person = make("people")
    assert api.get(f"/rest/people/{person['id']}/company").json() == {"data": {"company": None}}


def test_write_a_to_one_relation(api: Api, ada: dict[str, Any], make: Make) -> None:
    other = make("companies", name="Bolt")
    path = f"/rest/people/{ada['id']}/company"
    connect = {"company": {"connect": {"where": {"id": other["id"]}}}}
    assert api.patch(path, json=connect).json() == {"data": {"company": other}}
    assert api.get(path).json() == {"data": {"company": other}}
    assert api.patch(path, json={"company": {"disconnect": True}}).json() == {"data": {"company": None}}
    assert api.patch(path, json={"companyId": other["id"]}).json() == {"data": {"company": other}}
    assert api.patch(path, json={"company": None}).json() == {"data": {"company": None}}
    assert api.get(f"/rest/people/{ada['id']}").json()["data"]["person"]["companyId"] is None


# -- to-many --------------------------------------------------------------------------------------------------------
@pytest.fixture
def team(make: Make) -> tuple[str, list[dict[str, Any]]]:
    company = make("companies", name="Team")["id"]
    make("people", jobTitle='other "totalCount":9', position=0)
    people = [
        make("people", jobTitle=title, companyId=company, position=place)
        for place, title in enumerate(['"totalCount":7,"pageInfo":{}', "b", "c", "}]}"], 1)
    ]
    return company, people


def test_read_a_to_many_relation_as_a_list(api: Api, team: tuple[str, list[dict[str, Any]]]) -> None:
    company, people = team
    listed = api.get(f"/rest/people?filter=companyId[eq]:{company}&order_by=position")
    nested = api.get(f"/rest/companies/{company}/people?order_by=position")
    assert nested.json() == listed.json()
    assert list(nested.json()) == ["data", "totalCount", "pageInfo"]
    assert nested.json()["data"]["people"] == people


def test_filter_order_limit_and_cursors(api: Api, team: tuple[str, list[dict[str, Any]]]) -> None:
    company, people = team
    path = f"/rest/companies/{company}/people"
    body = api.get(f"{path}?filter=position[gt]:1&order_by=position[DescNullsLast]&limit=2&fields=jobTitle").json()
    assert body["data"]["people"] == [{"id": one["id"], "jobTitle": one["jobTitle"]} for one in people[:1:-1]]
    assert body["totalCount"] == 3
    assert body["pageInfo"]["hasNextPage"] is True
    after = quote(body["pageInfo"]["endCursor"])
    rest = api.get(f"{path}?filter=position[gt]:1&order_by=position[DescNullsLast]&limit=2&starting_after={after}")
    assert rest.json()["data"]["people"] == [people[1]]
    before = quote(rest.json()["pageInfo"]["startCursor"])
    back = api.get(f"{path}?filter=position[gt]:1&order_by=position[DescNullsLast]&ending_before={before}").json()
    assert back["data"]["people"] == people[:1:-1]


def test_an_empty_relation(api: Api, make: Make) -> None:
    company = make("companies")["id"]
    assert api.get(f"/rest/companies/{company}/people").json() == {
        "data": {"people": []},
        "totalCount": 0,
        "pageInfo": {"startCursor": None, "endCursor": None, "hasNextPage": False, "hasPreviousPage": False},
    }


def test_the_default_page_of_a_relation(api: Api, make: Make) -> None:
    company = make("companies")["id"]
    for count in (60, 5):
        api.post("/rest/batch/people", json=[{"companyId": company}] * count)
    body = api.get(f"/rest/companies/{company}/people").json()
    assert (len(body["data"]["people"]), body["totalCount"]) == (60, 65)
    assert len(api.get(f"/rest/companies/{company}/people?limit=200").json()["data"]["people"]) == 65


@pytest.mark.parametrize("query", ["limit=abc", "filter=nope[eq]:1", "order_by=nope", "starting_after=x", "fields=x"])
def test_refused_parameters_of_a_relation(api: Api, make: Make, query: str) -> None:
    company = make("companies")["id"]
    nested, listed = (api.get(f"/rest/{path}?{query}") for path in (f"companies/{company}/people", "people"))
    assert nested.status_code == 400
    assert nested.json() == listed.json()
