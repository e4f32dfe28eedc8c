"""GET /rest/{plural}: filter, order, page, fields and depth, over real records."""

import base64
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

from tests.client import Api

Names = Callable[[str], list[str]]
Make = Callable[..., dict[str, Any]]


@pytest.fixture
def staff(make: Make) -> dict[str, dict[str, Any]]:
    """Two companies and five people; Eve has no job title, no company and lies in no order."""
    acme = make("companies", name="Acme, Inc.", employees=10, address={"addressCity": "Paris"})
    bolt = make("companies", name="Bolt", employees=200)
    people = {
        "Ann": make("people", name={"firstName": "Ann"}, jobTitle="CEO", position=1, companyId=acme["id"]),
        "Bob": make("people", name={"firstName": "Bob"}, jobTitle="CTO", position=2, companyId=acme["id"]),
        "Cid": make("people", name={"firstName": "Cid"}, jobTitle="Engineer", position=3, companyId=bolt["id"]),
        "Dee": make("people", name={"firstName": "Dee"}, jobTitle="engineer", position=4, companyId=bolt["id"]),
        "Eve": make("people", name={"firstName": "Eve"}, emails={"primaryEmail": "eve@example.com"}, position=5),
    }
    return people | {"acme": acme, "bolt": bolt}


@pytest.fixture
def found(api: Api, staff: dict[str, Any]) -> Callable[[str], list[str]]:
    """First names of the people that a filter finds, by position."""

    def listed(filter: str, plural: str = "people") -> list[str]:
        order = "position" if plural == "people" else "name"
        response = api.get(f"/rest/{plural}?order_by={order}&filter={quote(filter)}")
        assert response.status_code == 200, response.content
        body = response.json()
        assert body["totalCount"] == len(body["data"][plural])
        return [one["name"]["firstName"] if plural == "people" else one["name"] for one in body["data"][plural]]

    return listed


def test_the_envelope(api: Api, make: Make) -> None:
    assert api.get("/rest/people").json() == {
        "data": {"people": []},
        "totalCount": 0,
        "pageInfo": {"startCursor": None, "endCursor": None, "hasNextPage": False, "hasPreviousPage": False},
    }
    person = make("people", jobTitle="CEO")
    body = api.get("/rest/people").json()
    assert list(body) == ["data", "totalCount", "pageInfo"]
    assert body["data"]["people"] == [person]
    assert body["totalCount"] == 1
    cursor = base64.b64encode(json.dumps({"id": person["id"]}, separators=(",", ":")).encode()).decode()
    assert body["pageInfo"] == {
        "startCursor": cursor,
        "endCursor": cursor,
        "hasNextPage": False,
        "hasPreviousPage": False,
    }


FILTERS = [
    ("jobTitle[eq]:CEO", ["Ann"]),
    ('jobTitle[eq]:"CEO"', ["Ann"]),
    ("jobTitle[neq]:CEO", ["Bob", "Cid", "Dee", "Eve"]),
    ('jobTitle[in]:["CEO","CTO"]', ["Ann", "Bob"]),
    ("jobTitle[in]:[CEO, CTO]", ["Ann", "Bob"]),
    ("jobTitle[in]:[]", []),
    ("id[in]:[]", []),
    ('jobTitle[like]:"C%"', ["Ann", "Bob"]),
    ('jobTitle[like]:"engineer"', ["Dee"]),
    ('jobTitle[ilike]:"ENGINEER"', ["Cid", "Dee"]),
    ("jobTitle[startsWith]:Eng", ["Cid"]),
    ("jobTitle[endsWith]:neer", ["Cid", "Dee"]),
    ("jobTitle[is]:NULL", ["Eve"]),
    ("jobTitle[is]:NOT_NULL", ["Ann", "Bob", "Cid", "Dee"]),
    ("companyId[is]:NULL", ["Eve"]),
    ("position[gte]:2,position[lt]:4", ["Bob", "Cid"]),
    ("or(position[eq]:1,position[eq]:5)", ["Ann", "Eve"]),
    ("not(position[gt]:2)", ["Ann", "Bob"]),
    ("or(position[eq]:1,position[eq]:2),not(jobTitle[eq]:CTO)", ["Ann"]),
    ('and(position[lt]:5,or(jobTitle[ilike]:"%eng%",not(companyId[is]:NOT_NULL)))', ["Cid", "Dee"]),
    ("name.firstName[in]:[Ann,Eve]", ["Ann", "Eve"]),
    ('emails.primaryEmail[ilike]:"%EXAMPLE.com"', ["Eve"]),
    ('createdBy.source[eq]:"API"', ["Ann", "Bob", "Cid", "Dee", "Eve"]),
    ('company.name[eq]:"Acme, Inc."', ["Ann", "Bob"]),
    ('company.name[in]:["Acme, Inc.",Nobody]', ["Ann", "Bob"]),
    ("company.address.addressCity[eq]:Paris", ["Ann", "Bob"]),
    ("company.employees[gt]:100", ["Cid", "Dee"]),
    ("createdAt[gt]:2020-01-01", ["Ann", "Bob", "Cid", "Dee", "Eve"]),
    ("createdAt[lt]:2020-01-01T00:00:00.000Z", []),
]


@pytest.mark.parametrize(("filter", "expected"), FILTERS)
def test_filters(found: Callable[[str], list[str]], filter: str, expected: list[str]) -> None:
    assert found(filter) == expected


def test_filters_over_to_many_relations_match_any_related_record(found: Callable[..., list[str]]) -> None:
    assert found("people.jobTitle[eq]:CEO", "companies") == ["Acme, Inc."]
    assert found("people.name.firstName[in]:[Ann,Dee]", "companies") == ["Acme, Inc.", "Bolt"]
    assert found("not(people.jobTitle[eq]:CEO)", "companies") == ["Bolt"]


def test_filters_by_id(found: Callable[[str], list[str]], staff: dict[str, Any]) -> None:
    assert found(f'companyId[eq]:"{staff["bolt"]["id"]}"') == ["Cid", "Dee"]
    assert found(f"id[in]:[{staff['Ann']['id']},{staff['Eve']['id']}]") == ["Ann", "Eve"]


def test_several_filter_parameters_are_anded(api: Api, staff: dict[str, Any]) -> None:
    body = api.get("/rest/people?filter=position[gt]:1&filter=or(jobTitle[eq]:CEO,jobTitle[eq]:CTO)").json()
    assert [one["name"]["firstName"] for one in body["data"]["people"]] == ["Bob"]
    assert body["totalCount"] == 1


def test_the_bin_is_hidden_unless_deleted_at_is_mentioned(
    api: Api, found: Callable[[str], list[str]], staff: dict[str, Any]
) -> None:
    assert api.delete(f"/rest/people/{staff['Ann']['id']}?soft_delete=true").status_code == 200
    assert found("jobTitle[eq]:CEO") == []
    assert found("deletedAt[is]:NOT_NULL") == ["Ann"]
    assert found("jobTitle[eq]:CEO,or(deletedAt[is]:NULL,deletedAt[is]:NOT_NULL)") == ["Ann"]


def test_an_apostrophe_does_not_open_a_quote(api: Api, make: Make) -> None:
    make("companies", name="McDonald's", employees=5)
    body = api.get("/rest/companies?filter=" + quote("name[eq]:McDonald's,employees[gte]:1")).json()
    assert [one["name"] for one in body["data"]["companies"]] == ["McDonald's"]


ORDERS = [
    ("position[DescNullsLast]", ["Eve", "Dee", "Cid", "Bob", "Ann"]),
    ("position", ["Ann", "Bob", "Cid", "Dee", "Eve"]),
    ("jobTitle[AscNullsFirst],position[AscNullsLast]", ["Eve", "Ann", "Bob", "Cid", "Dee"]),
    ("jobTitle[AscNullsLast],position[DescNullsLast]", ["Ann", "Bob", "Dee", "Cid", "Eve"]),
    ("jobTitle[DescNullsFirst],position[AscNullsLast]", ["Eve", "Cid", "Dee", "Bob", "Ann"]),
    ("name.firstName[DescNullsLast]", ["Eve", "Dee", "Cid", "Bob", "Ann"]),
    ("company.name[DescNullsLast],position[AscNullsLast]", ["Cid", "Dee", "Ann", "Bob", "Eve"]),
    (" company.name[AscNullsFirst] , position[DescNullsFirst] ", ["Eve", "Bob", "Ann", "Dee", "Cid"]),
]


@pytest.mark.parametrize(("order", "expected"), ORDERS)
def test_orders(api: Api, staff: dict[str, Any], order: str, expected: list[str]) -> None:
    people = api.get(f"/rest/people?order_by={quote(order)}").json()["data"]["people"]
    assert [one["name"]["firstName"] for one in people] == expected


@pytest.mark.parametrize("order", [order for order, _ in ORDERS])
@pytest.mark.parametrize("size", [1, 2, 3])
def test_pages_in_both_directions(api: Api, staff: dict[str, Any], order: str, size: int) -> None:
    """A walk meets each record once, in order, with NULLs and ties."""
    whole = [one["id"] for one in api.get(f"/rest/people?order_by={quote(order)}").json()["data"]["people"]]
    assert walk(api, order, size, "starting_after", "endCursor", "hasNextPage") == whole
    last = api.get(f"/rest/people?order_by={quote(order)}").json()["pageInfo"]["endCursor"]
    backward = walk(api, order, size, "ending_before", "startCursor", "hasPreviousPage", last)
    assert backward == whole[:-1]


def walk(
    api: Api, order: str, size: int, parameter: str, cursor_name: str, more_name: str, cursor: str | None = None
) -> list[str]:
    found: list[str] = []
    for _ in range(10):
        after = f"&{parameter}={quote(cursor)}" if cursor else ""
        body = api.get(f"/rest/people?limit={size}&order_by={quote(order)}{after}").json()
        assert body["totalCount"] == 5
        ids = [one["id"] for one in body["data"]["people"]]
        found = ids + found if parameter == "ending_before" else found + ids
        if not body["pageInfo"][more_name]:
            return found
        cursor = body["pageInfo"][cursor_name]
    raise AssertionError("the walk does not end")


@pytest.mark.parametrize(
    ("limit", "count"),
    [("2", 2), ("0", 0), ("1.5", 2), ("999", 5), ("", 5), ("1e0", 1), ("Infinity", 5), (" 3 ", 3)],
)
def test_limits(api: Api, staff: dict[str, Any], limit: str, count: int) -> None:
    body = api.get(f"/rest/people?limit={quote(limit)}").json()
    assert len(body["data"]["people"]) == count
    assert body["totalCount"] == 5
    assert body["pageInfo"]["hasNextPage"] is (count < 5)


def test_the_default_page_and_the_largest(api: Api) -> None:
    for start in range(0, 210, 60):
        batch = [{"jobTitle": str(number)} for number in range(start, min(start + 60, 210))]
        assert api.post("/rest/batch/people", json=batch).status_code == 201
    sizes = {limit: len(api.get(f"/rest/people?limit={limit}").json()["data"]["people"]) for limit in ("", 200, 1000)}
    assert sizes == {"": 60, 200: 200, 1000: 200}


REFUSED = [
    ("limit=abc", "limit 'abc' is invalid. Should be an integer"),
    ("limit=-1", "limit '-1' is invalid. Should be an integer"),
    ("limit=1_0", "limit '1_0' is invalid. Should be an integer"),
    ("limit=NaN", "limit 'NaN' is invalid. Should be an integer"),
    ("depth=2", "'depth=2' parameter invalid. Allowed values are 0, 1"),
    ("depth=abc", "'depth=abc' parameter invalid. Allowed values are 0, 1"),
    ("starting_after=garbage", "Invalid cursor: garbage"),
    ("ending_before=garbage", "Invalid cursor: garbage"),
    (
        "starting_after=00202020-b003-415a-9051-133248495f7f",
        "Invalid cursor: 00202020-b003-415a-9051-133248495f7f",
    ),
    ("starting_after=eyJpZCI6MX0=&ending_before=eyJpZCI6MX0=", "Cannot provide both before and after"),
    (
        "order_by=createdAt[Up]",
        "'order_by' direction 'Up' invalid. Allowed values are 'AscNullsFirst', 'AscNullsLast', 'DescNullsFirst', "
        "'DescNullsLast'. eg: ?order_by=field_1[AscNullsFirst],field_2[DescNullsLast],field_3",
    ),
    ("order_by=nope[AscNullsLast]", 'Field "nope" does not exist or is not sortable'),
    (
        "order_by=name[AscNullsLast]",
        "Composite field \"name\" requires subfield ordering (e.g., { name: { subFieldName: 'AscNullsFirst' } })",
    ),
    ("filter=", "'filter' invalid for 'and()'. eg: price[gte]:10"),
    ("filter=nope[eq]:1", 'Object person doesn\'t have any "nope" field.'),
    ("filter=name[eq]:x", 'Sub field "eq" not found for composite type: FULL_NAME'),
    ("filter=name.middleName[eq]:x", 'Sub field "middleName" not found for composite type: FULL_NAME'),
    ('filter=id[eq]:"zzz"', "Invalid UUID value 'zzz' for field \"id\""),
    ("filter=position[eq]:abc", 'Invalid number value NaN for field "position"'),
    ("fields=", "'fields' parameter is empty. eg: ?fields=id,name"),
    ("fields=name,,id", "'fields' parameter is empty. eg: ?fields=id,name"),
    ("fields=nam", "'fields' parameter invalid: object person doesn't have any \"nam\" field"),
    ("fields=searchVector", "'fields' parameter invalid: object person doesn't have any \"searchVector\" field"),
    ("fields=noteTargets", "'fields' parameter: relation \"noteTargets\" needs depth=1"),
]


@pytest.mark.parametrize(("query", "message"), REFUSED)
def test_refused_parameters(api: Api, query: str, message: str) -> None:
    response = api.get(f"/rest/people?{query}")
    assert response.status_code == 400
    assert response.json()["messages"] == [message]


def test_unknown_parameters_are_ignored(api: Api, make: Make) -> None:
    make("people")
    junk = "offset=5&first=1&sort[name]=asc&filter[emails][eq]=x&limit:3&orderBy=nope&upsert=true&soft_delete=true"
    body = api.get(f"/rest/people?{junk}&view_id=nope&viewId=00000000-0000-4000-8000-000000000000").json()
    assert len(body["data"]["people"]) == 1


def test_empty_cursors_count_as_absent(api: Api, make: Make) -> None:
    make("people")
    assert api.get("/rest/people?starting_after=&ending_before=&depth=&order_by=").json()["totalCount"] == 1


# -- what of a record is shown --------------------------------------------------------------------------------------
def test_depth_0_shows_to_one_relations_as_ids(api: Api, staff: dict[str, Any]) -> None:
    person = api.get("/rest/people?filter=position[eq]:1").json()["data"]["people"][0]
    assert person["companyId"] == staff["acme"]["id"]
    assert not {"company", "noteTargets", "searchVector"} & set(person)
    assert person == staff["Ann"]


def test_depth_1_shows_the_related_records(api: Api, staff: dict[str, Any]) -> None:
    people = api.get("/rest/people?order_by=position&depth=1").json()["data"]["people"]
    assert [one["company"] and one["company"]["name"] for one in people] == [
        "Acme, Inc.",
        "Acme, Inc.",
        "Bolt",
        "Bolt",
        None,
    ]
    assert people[0]["company"] == staff["acme"]
    assert people[0]["companyId"] == staff["acme"]["id"]
    assert people[0]["noteTargets"] == []
    company = api.get("/rest/companies?filter=name[eq]:Bolt&depth=1").json()["data"]["companies"][0]
    assert sorted(one["name"]["firstName"] for one in company["people"]) == ["Cid", "Dee"]
    assert {one["id"]: one for one in company["people"]} == {staff[name]["id"]: staff[name] for name in ("Cid", "Dee")}


def test_depth_1_of_a_morph_relation_has_a_key_for_each_target(api: Api, make: Make) -> None:
    person, note = make("people", jobTitle="CEO"), make("notes", title="Hello")
    make("noteTargets", noteId=note["id"], targetPersonId=person["id"])
    target = api.get("/rest/noteTargets?depth=1").json()["data"]["noteTargets"][0]
    assert target["targetPerson"] == person
    assert target["note"] == note
    assert target["targetCompany"] is None
    assert target["targetPersonId"] == person["id"]


def test_long_relations_are_cut_and_announced(api: Api, make: Make) -> None:
    company = make("companies", name="Big")
    for count in (60, 1):
        batch = [{"companyId": company["id"]} for _ in range(count)]
        assert api.post("/rest/batch/people", json=batch).status_code == 201
        response = api.get(f"/rest/companies/{company['id']}?depth=1")
        assert len(response.json()["data"]["company"]["people"]) == 60
        assert response.headers.get("X-Truncated-Relations") == (None if count == 60 else "people")
    assert api.get("/rest/companies?depth=1").headers["X-Truncated-Relations"] == "people"
    assert "X-Truncated-Relations" not in api.get("/rest/companies").headers


def test_fields_choose(api: Api, staff: dict[str, Any]) -> None:
    acme = staff["acme"]["id"]

    def first(query: str) -> dict[str, Any]:
        return api.get(f"/rest/people?order_by=position&limit=1&{query}").json()["data"]["people"][0]

    ann = {"id": staff["Ann"]["id"]}
    assert first("fields=jobTitle") == ann | {"jobTitle": "CEO"}
    assert first("fields=jobTitle&fields=name, id") == ann | {
        "jobTitle": "CEO",
        "name": {"firstName": "Ann", "lastName": ""},
    }
    assert first("fields=company") == ann | {"companyId": acme}
    assert first("fields=companyId") == ann | {"companyId": acme}
    assert first("fields=company&depth=1") == ann | {"companyId": acme, "company": staff["acme"]}
    assert first("fields=noteTargets&depth=1") == ann | {"noteTargets": []}
    assert api.get(f"/rest/people/{ann['id']}?fields=id").json() == {"data": {"person": ann}}


def test_unknown_fields_name_the_near_one(api: Api) -> None:
    body = api.get("/rest/people?fields=jobTitel").json()
    assert body["near"] == "jobTitle"
    assert "searchVector" not in body["allowed"]


# -- cost -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "path",
    [
        "/rest/people",
        "/rest/people?depth=1",
        "/rest/companies?depth=1&limit=200",
        "/rest/people?filter=company.name[ilike]:%25a%25&order_by=company.name&limit=2&fields=name",
        "/rest/people/{Ann}",
        "/rest/people/{Ann}?depth=1",
        "/rest/people/{Ann}/jobTitle",
        "/rest/people/{Ann}/company?depth=1",
        "/rest/companies/{acme}/people?limit=1",
    ],
)
def test_every_read_costs_authentication_and_one_statement(
    api: Api, staff: dict[str, Any], queries: Callable[..., list[str]], path: str
) -> None:
    whole = path.format(**{name: record["id"] for name, record in staff.items()})
    api.get(whole)
    assert len(queries(lambda: api.get(whole))) == 2
