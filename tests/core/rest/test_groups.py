"""GET /rest/{plural}/groupBy: its JSON parameters, its bare array and its refusals."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from django.http import QueryDict

from core.records.query import Dimension, GroupOrder, OrderKey
from core.rest.errors import RestError
from core.rest.grouping import parse_grouping
from tests.client import Api

Make = Callable[..., dict[str, Any]]
GROUP_BY = (
    'Invalid group_by query parameter - should be a valid array of objects - ex: [{"firstField": true}, '
    '{"secondField": {"subField": true}}, {"dateField": {"granularity": \'DAY\'}}]'
)


def query_of(**parameters: Any) -> str:
    texts = {name: value if isinstance(value, str) else json.dumps(value) for name, value in parameters.items()}
    return "&".join(f"{name}={quote(text)}" for name, text in texts.items())


# -- parameters -----------------------------------------------------------------------------------------------------
DIMENSIONS = [
    ([{"stage": True}], (Dimension(("stage",)),)),
    ([{"stage": True}, {"name": {"firstName": True}}], (Dimension(("stage",)), Dimension(("name", "firstName")))),
    ([{"company": {"address": {"addressCity": True}}}], (Dimension(("company", "address", "addressCity")),)),
    ([{"createdAt": {"granularity": "MONTH", "timeZone": "UTC"}}], (Dimension(("createdAt",), "MONTH", "UTC"),)),
    (
        [{"company": {"createdAt": {"granularity": "WEEK", "timeZone": "UTC", "weekStartDay": "SUNDAY"}}}],
        (Dimension(("company", "createdAt"), "WEEK", "UTC", "SUNDAY"),),
    ),
]


@pytest.mark.parametrize(("given", "dimensions"), DIMENSIONS)
def test_group_by(given: Any, dimensions: tuple[Dimension, ...]) -> None:
    assert parse_grouping(QueryDict(query_of(group_by=given))).dimensions == dimensions


ORDERS = [
    ([{"jobTitle": "AscNullsLast"}], (GroupOrder("AscNullsLast", path=("jobTitle",)),)),
    ([{"aggregate": {"countNotEmptyId": "DescNullsLast"}}], (GroupOrder("DescNullsLast", "countNotEmptyId"),)),
    (
        [{"createdAt": {"orderBy": "AscNullsFirst", "granularity": "DAY"}}, {"name": {"firstName": "DescNullsFirst"}}],
        (
            GroupOrder("AscNullsFirst", path=("createdAt",), granularity="DAY"),
            GroupOrder("DescNullsFirst", path=("name", "firstName")),
        ),
    ),
    ([], ()),
]


@pytest.mark.parametrize(("given", "order"), ORDERS)
def test_order_by(given: Any, order: tuple[GroupOrder, ...]) -> None:
    assert parse_grouping(QueryDict(query_of(group_by=[{"a": True}], order_by=given))).order == order


def test_records_and_aggregates() -> None:
    text = query_of(
        group_by=[{"a": True}],
        aggregate=["totalCount", "maxCreatedAt", "totalCount"],
        include_records_sample=True,
        order_by_for_records="name.firstName[AscNullsLast],id",
    )
    found = parse_grouping(QueryDict(text))
    assert found.aggregates == ("totalCount", "maxCreatedAt")
    assert found.with_records is True
    assert found.records_order == (OrderKey(("name", "firstName"), "AscNullsLast"), OrderKey(("id",)))


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", "x", '["stage"]', "[{}]", '[{"a":false}]', '[{"a":1}]', '[{"a":{}}]',
     '[{"a":{"b":true,"c":true}}]', '[{"a":{"granularity":5}}]', "null", '[{"a":{"b":{"c":{"d":{"e":true}}}}}]',
     "[" * 3000],
)  # fmt: skip
def test_refused_group_by(text: str) -> None:
    with pytest.raises(RestError) as caught:
        parse_grouping(QueryDict(query_of(group_by=text)))
    assert caught.value.message == GROUP_BY


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("order_by", "x"),
        ("order_by", '["a"]'),
        ("order_by", '[{"a":"Up"}]'),
        ("order_by", '[{"a":null}]'),
        ("order_by", '[{"a":{"orderBy":[]}}]'),
        ("order_by", '[{"a":{"orderBy":"AscNullsLast","granularity":1}}]'),
        ("order_by", '[{"aggregate":"AscNullsLast"}]'),
        ("order_by", '[{"aggregate":{"x":"Up"}}]'),
        ("aggregate", "x"),
        ("aggregate", "{}"),
        ("aggregate", "[1]"),
    ],
)
def test_refused_order_by_and_aggregate(name: str, text: str) -> None:
    with pytest.raises(RestError) as caught:
        parse_grouping(QueryDict(query_of(group_by=[{"a": True}], **{name: text})))
    assert caught.value.message.startswith(f"Invalid {name} query parameter - should be a valid array of ")


# -- answers --------------------------------------------------------------------------------------------------------
@pytest.fixture
def staff(make: Make) -> None:
    for title, position, created in [
        ("CEO", 1, "2025-01-05T00:00:00Z"),
        ("CTO", 2, "2025-01-31T23:30:00Z"),
        ("CTO", 3, "2025-02-01T00:00:00Z"),
        (None, 4, "2025-02-02T00:00:00Z"),
        ("", 5, "2024-12-31T00:00:00Z"),
    ]:
        make("people", jobTitle=title, position=position, createdAt=created)


def grouped(api: Api, plural: str = "people", **parameters: Any) -> list[dict[str, Any]]:
    response = api.get(f"/rest/{plural}/groupBy?{query_of(**parameters)}")
    assert response.status_code == 200, response.content
    assert response.headers["Content-Type"] == "application/json; charset=utf-8"
    return response.json()


def test_groups_are_a_bare_array_with_aggregates_as_text(api: Api, staff: None) -> None:
    assert grouped(api, group_by=[{"jobTitle": True}]) == [
        {"groupByDimensionValues": ["CEO"]},
        {"groupByDimensionValues": ["CTO"]},
        {"groupByDimensionValues": [None]},
    ]
    found = grouped(api, group_by=[{"jobTitle": True}], aggregate=["countNotEmptyId", "totalCount", "maxCreatedAt"])
    assert found[1] == {
        "countNotEmptyId": "2",
        "totalCount": "2",
        "maxCreatedAt": "2025-02-01T00:00:00.000Z",
        "groupByDimensionValues": ["CTO"],
    }
    assert [one["totalCount"] for one in found] == ["1", "2", "2"]


def test_months_filters_and_order(api: Api, staff: None) -> None:
    months = grouped(
        api,
        group_by=[{"createdAt": {"granularity": "MONTH", "timeZone": "UTC"}}],
        aggregate=["totalCount"],
        filter="position[lt]:5",
        order_by=[{"aggregate": {"totalCount": "DescNullsLast"}}, {"createdAt": {"orderBy": "DescNullsLast"}}],
    )
    assert [(one["groupByDimensionValues"], one["totalCount"]) for one in months] == [
        (["2025-02-01"], "2"),
        (["2025-01-01"], "2"),
    ]


def test_limit_and_records(api: Api, staff: None) -> None:
    (group,) = grouped(
        api,
        group_by=[{"jobTitle": True}],
        filter="jobTitle[eq]:CTO",
        include_records_sample="true",
        order_by_for_records="position[DescNullsLast]",
        limit="1",
    )
    assert group["groupByDimensionValues"] == ["CTO"]
    assert [one["position"] for one in group["records"]] == [3, 2]
    listed = api.get("/rest/people?filter=position[eq]:3").json()["data"]["people"]
    assert group["records"][0] == listed[0]


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({}, GROUP_BY),
        ({"group_by": "x"}, GROUP_BY),
        ({"group_by": [{"nope": True}]}, "Unidentified field in groupBy: nope"),
        ({"group_by": [{"createdBy": {"source": True}}]}, 'Field "createdBy" is not supported in groupBy'),
        (
            {"group_by": [{"createdAt": {"granularity": "MONTH"}}]},
            "Time zone should be specified for a group by date on Day, Week, Month, Quarter or Year",
        ),
        ({"group_by": [{"jobTitle": True}], "aggregate": ["nope", "totalCount", "maxPosition"]},
         "Unknown aggregate field(s): nope, maxPosition"),
        ({"group_by": [{"jobTitle": True}], "limit": "x"}, "limit 'x' is invalid. Should be an integer"),
        ({"group_by": [{"jobTitle": True}], "filter": "a"}, "'filter' invalid for 'a'. eg: price[gte]:10"),
    ],
)  # fmt: skip
def test_refused_groups(api: Api, parameters: dict[str, Any], message: str) -> None:
    response = api.get(f"/rest/people/groupBy?{query_of(**parameters)}")
    assert response.status_code == 400
    assert response.json()["messages"] == [message]
