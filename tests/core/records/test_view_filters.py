"""`viewId` adds the conditions of a saved view to a list and to groups, over both APIs."""

import json

import pytest

from metadata.models import View, ViewFilter, ViewFilterGroup

VIEWS, FILTERS = "/rest/metadata/views", "/rest/metadata/viewFilters"


@pytest.fixture
def company(api):
    listed = api.get("/rest/metadata/objects?limit=200").json()["data"]
    return next(one for one in listed if one["nameSingular"] == "company")


@pytest.fixture
def view(api, company):
    made = api.post(VIEWS, json={"name": "Some", "objectMetadataId": company["id"], "icon": "IconList"})
    assert made.status_code == 201, made.content
    return made.json()["id"]


@pytest.fixture
def records(api):
    rows = [
        {"name": "Acme Labs", "employees": 10, "idealCustomerProfile": True, "address": {"addressCity": "Oslo"}},
        {"name": "Beta", "employees": 200, "annualRecurringRevenue": {"amountMicros": 5}},
        {"name": "Acme Group", "employees": 300},
    ]
    assert api.post("/rest/batch/companies", json=rows).status_code == 201


def field_id(company, name):
    return next(field["id"] for field in company["fields"] if field["name"] == name)


def add(api, company, view, name, operand, value, **more):
    body = {"viewId": view, "fieldMetadataId": field_id(company, name), "operand": operand, "value": value, **more}
    made = api.post(FILTERS, json=body)
    assert made.status_code == 201, made.content


def names(api, view, more=""):
    answer = api.get(f"/rest/companies?viewId={view}&order_by=name{more}")
    assert answer.status_code == 200, answer.content
    return [one["name"] for one in answer.json()["data"]["companies"]]


@pytest.mark.parametrize(
    "name, operand, value, more, found",
    [
        ("name", "CONTAINS", "acme", {}, ["Acme Group", "Acme Labs"]),
        ("name", "DOES_NOT_CONTAIN", "acme", {}, ["Beta"]),
        ("employees", "GREATER_THAN_OR_EQUAL", "200", {}, ["Acme Group", "Beta"]),
        ("employees", "LESS_THAN_OR_EQUAL", "200", {}, ["Acme Labs", "Beta"]),
        ("employees", "IS", "10", {}, ["Acme Labs"]),
        ("idealCustomerProfile", "IS", "true", {}, ["Acme Labs"]),
        ("address", "CONTAINS", "osl", {"subFieldName": "addressCity"}, ["Acme Labs"]),
        ("address", "CONTAINS", "osl", {}, ["Acme Labs"]),
        ("annualRecurringRevenue", "GREATER_THAN_OR_EQUAL", "5", {}, ["Beta"]),
        ("annualRecurringRevenue", "IS_EMPTY", "", {}, ["Acme Group", "Acme Labs"]),
        ("accountOwner", "IS", '{"isCurrentWorkspaceMemberSelected":true,"selectedRecordIds":[]}', {}, []),
        ("createdAt", "IS_TODAY", "", {}, ["Acme Group", "Acme Labs", "Beta"]),
        ("createdAt", "IS_IN_FUTURE", "", {}, []),
        ("createdAt", "IS_RELATIVE", "PAST_7_DAY", {}, ["Acme Group", "Acme Labs", "Beta"]),
        ("createdAt", "IS_BEFORE", "2001-01-01", {}, []),
    ],
)
def test_each_operand(api, company, view, records, name, operand, value, more, found):
    if name == "createdAt" and not value:
        value = "now"
    add(api, company, view, name, operand, value, **more)
    assert names(api, view) == found


def test_it_is_joined_to_the_filter_of_the_request(api, company, view, records):
    add(api, company, view, "name", "CONTAINS", "acme")
    assert names(api, view, "&filter=employees[gt]:100") == ["Acme Group"]


def test_several_conditions_are_joined_as_their_groups_say(api, company, view, records):
    group = api.post("/rest/metadata/viewFilterGroups", json={"viewId": view, "logicalOperator": "OR"}).json()["id"]
    add(api, company, view, "name", "CONTAINS", "beta", viewFilterGroupId=group)
    add(api, company, view, "employees", "IS", "10", viewFilterGroupId=group)
    assert names(api, view) == ["Acme Labs", "Beta"]
    add(api, company, view, "name", "CONTAINS", "acme")
    assert names(api, view) == ["Acme Labs"]


def test_groups_obey_the_view_over_both_apis(api, graphql, company, view, records):
    add(api, company, view, "name", "CONTAINS", "acme")
    over_rest = api.get(f'/rest/companies/groupBy?group_by=[{{"name":true}}]&viewId={view}').json()
    assert [group["groupByDimensionValues"] for group in over_rest] == [["Acme Group"], ["Acme Labs"]]
    query = "query($v: UUID) { companiesGroupBy(groupBy: [{name: true}], viewId: $v) { groupByDimensionValues } }"
    assert graphql.data(query, {"v": view}) == {"companiesGroupBy": over_rest}


def test_an_unknown_view_and_one_of_another_object_change_nothing(api, view, records):
    assert len(names(api, "00000000-0000-4000-8000-000000000000")) == 3
    assert len(names(api, "nonsense")) == 3
    assert api.get(f"/rest/people?viewId={view}").json()["totalCount"] == 0


@pytest.mark.parametrize("value", ["PAST_9999_YEAR", "NEXT_9999_YEAR"])
def test_a_span_beyond_the_calendar_is_refused(api, company, view, value):
    add(api, company, view, "createdAt", "IS_RELATIVE", value)
    answer = api.get(f"/rest/companies?viewId={view}")
    assert (answer.status_code, answer.json()["messages"]) == (
        400,
        ['The view filters "createdAt" by IS_RELATIVE, which this server does not apply'],
    )


@pytest.mark.parametrize("chosen", [5, True, "x", {"a": 1}, None])
def test_a_relation_filter_without_a_list_finds_nothing(api, company, view, records, chosen):
    add(api, company, view, "accountOwner", "IS", json.dumps({"selectedRecordIds": chosen}))
    assert names(api, view) == []


def test_groups_nested_too_deep_are_refused(api, workspace, company, view):
    add(api, company, view, "name", "CONTAINS", "acme")
    own = View.objects.get(id=view)
    parent = None
    for _ in range(1100):
        parent = ViewFilterGroup.objects.create(
            workspace=workspace, application_id=own.application_id, view=own, parent=parent
        )
    ViewFilter.objects.update(group=parent)
    answer = api.get(f"/rest/companies?viewId={view}")
    assert (answer.status_code, answer.json()["messages"]) == (
        400,
        ["A filter nested deeper than 100 levels is not supported"],
    )
