"""Groups: dimensions of every kind, periods in time zones, their order, their samples."""

from typing import Any

import orjson
import pytest

from core.records import engine
from core.records.context import Context
from core.records.query import (
    Aggregate,
    Dimension,
    Edges,
    GroupBy,
    GroupOrder,
    GroupValues,
    OrderKey,
    Records,
    Total,
)
from tests.core.records.world import create, one, refused, remove, selection, sql, where

VALUES = (GroupValues("values"), Total("n"))


def by(*paths: str, **more: Any) -> tuple[Dimension, ...]:
    return tuple(Dimension(tuple(path.split(".")), **more) for path in paths)


def groups(context: Context, dimensions: tuple[Dimension, ...], outputs: Any = VALUES, **more: Any) -> list[Any]:
    return orjson.loads(engine.run(GroupBy("gizmo", dimensions, outputs, **more), context).groups)


def pairs(context: Context, dimensions: tuple[Dimension, ...], **more: Any) -> list[tuple[Any, ...]]:
    return [(*group["values"], group["n"]) for group in groups(context, dimensions, **more)]


@pytest.mark.parametrize(
    ("field", "given", "expected"),
    [
        ("fText", ["b", "A", "a", "A", "", None], [("A", 2), ("a", 1), ("b", 1), (None, 2)]),
        ("fNumber", [2, 10, 2, 0.5, None], [("0.5", 1), ("2", 2), ("10", 1), (None, 1)]),
        ("fBoolean", [True, False, True], [("false", 1), ("true", 2)]),
        ("fDate", ["2020-01-02", "2020-01-02"], [("2020-01-02", 2)]),
        ("fSelect", ["HIGH", "LOW", "LOW", None], [("LOW", 2), ("HIGH", 1), (None, 1)]),
        ("fRating", ["RATING_2", "RATING_1"], [("RATING_1", 1), ("RATING_2", 1)]),
        ("fMulti", [["RED"], ["RED"], None, []], [("{RED}", 2), (None, 2)]),
        ("fUuid", ["00000000-0000-4000-8000-000000000001"], [("00000000-0000-4000-8000-000000000001", 1)]),
    ],
)
def test_a_dimension_of_each_kind(context: Context, field: str, given: list[Any], expected: Any) -> None:
    create(context, "gizmo", *({field: value} for value in given))
    assert pairs(context, by(field)) == expected


def test_empty_lists_and_texts_group_with_null(context: Context) -> None:
    create(context, "gizmo", {"name": "a"}, {"name": "b"})
    sql(context, "gizmo", """update {t} set "fMulti" = '{}', "fText" = '' where name = 'a'""")
    assert pairs(context, by("fMulti")) == [(None, 2)] and pairs(context, by("fText")) == [(None, 2)]


def test_composites_relations_and_several_dimensions(context: Context) -> None:
    ada = one(context, "owner", name="Ada", rank=1, home={"addressCity": "Paris"})
    bob = one(context, "owner", name="Bob", rank=1)
    rows = [
        {"fName": {"firstName": "x"}, "ownerId": ada},
        {"fName": {"firstName": "x"}, "ownerId": bob},
        {"fName": {"firstName": "y"}, "ownerId": ada},
        {"fName": {"firstName": "y"}},
    ]
    create(context, "gizmo", *rows)
    remove(context, "gizmo", one(context, "gizmo", ownerId=ada))
    assert pairs(context, by("fName.firstName")) == [("x", 2), ("y", 2)]
    assert pairs(context, by("owner.name")) == [("Ada", 2), ("Bob", 1), (None, 1)]
    assert pairs(context, by("owner.home.addressCity")) == [("Paris", 2), (None, 2)]
    assert pairs(context, by("owner.rank", "owner.name", "fName.firstName")) == [
        ("1", "Ada", "x", 1),
        ("1", "Ada", "y", 1),
        ("1", "Bob", "x", 1),
        (None, None, "y", 1),
    ]
    assert pairs(context, ()) == [(4,)]
    assert pairs(context, by("owner.name"), filter=where("fName.firstName", "eq", "y")) == [("Ada", 1), (None, 1)]
    sample = (GroupValues("values"), Records("records", selection("ownerId")))
    shown = groups(context, by("owner.name"), sample)
    assert [{row["ownerId"] for row in group["records"]} for group in shown] == [{ada}, {bob}, {None}]


@pytest.mark.parametrize(
    ("granularity", "zone", "start", "expected"),
    [
        ("DAY", "UTC", None, ["2024-03-30", "2024-03-31", None]),
        ("DAY", "Asia/Tokyo", None, ["2024-03-31", None]),
        ("WEEK", "UTC", None, ["2024-03-25", None]),
        ("WEEK", "UTC", "SUNDAY", ["2024-03-24", "2024-03-31", None]),
        ("WEEK", "UTC", "SATURDAY", ["2024-03-30", None]),
        ("MONTH", "UTC", None, ["2024-03-01", None]),
        ("MONTH", "Pacific/Kiritimati", None, ["2024-03-01", None]),
        ("QUARTER", "UTC", None, ["2024-01-01", None]),
        ("YEAR", "UTC", None, ["2024-01-01", None]),
        ("DAY_OF_THE_WEEK", "UTC", None, ["Saturday", "Sunday", None]),
        ("MONTH_OF_THE_YEAR", None, None, ["March", None]),
        ("QUARTER_OF_THE_YEAR", None, None, ["Q1", None]),
        ("NONE", None, None, ["2024-03-30T23:30:00.000Z", "2024-03-31T01:00:00.000Z", None]),
    ],
)
def test_periods(context: Context, granularity: str, zone: str | None, start: str | None, expected: list[Any]) -> None:
    create(context, "gizmo", *({"fDateTime": m} for m in ("2024-03-30T23:30:00Z", "2024-03-31T01:00:00Z", None)))
    dimension = by("fDateTime", granularity=granularity, time_zone=zone, week_start=start)
    assert [values for values, _ in pairs(context, dimension)] == expected


def test_order_and_limit(context: Context) -> None:
    names = ["a"] * 3 + ["b"] + ["c"] * 2 + [None]
    create(context, "gizmo", *({"fText": name, "fNumber": n} for n, name in enumerate(names)))

    def order(**key: Any) -> list[Any]:
        return [values for values, _ in pairs(context, by("fText"), order=(GroupOrder(**key),))]

    assert order(direction="DescNullsFirst", path=("fText",)) == [None, "c", "b", "a"]
    assert order(direction="AscNullsFirst", path=("fText",)) == [None, "a", "b", "c"]
    assert order(direction="DescNullsLast", aggregate="totalCount") == ["a", "c", "b", None]
    assert order(direction="AscNullsLast", aggregate="maxFNumber") == ["a", "b", "c", None]
    assert pairs(context, by("fText"), limit=2) == [("a", 3), ("b", 1)]
    assert pairs(context, by("fText"), limit=0) == []
    create(context, "gizmo", *({"fText": f"x{n:02}"} for n in range(60)))
    assert len(pairs(context, by("fText"))) == 50 and len(pairs(context, by("fText"), limit=500)) == 64


def test_samples(context: Context) -> None:
    create(context, "gizmo", *({"fText": "x", "fNumber": n} for n in range(12)), {"fText": "y", "fNumber": 99})
    edges = Edges("edges", (("node", "node", selection("fNumber")), ("cursor", "cursor", None)))
    order = (OrderKey(("fNumber",), "DescNullsLast"),)
    outputs = (Records("records", selection("fNumber")), edges, Aggregate("sum", "sumFNumber", True))
    x, y = groups(context, by("fText"), outputs, records_order=order)
    assert [row["fNumber"] for row in x["records"]] == list(range(11, 1, -1))
    assert [edge["node"]["fNumber"] for edge in x["edges"]] == list(range(11, 1, -1)) and x["edges"][0]["cursor"]
    assert (x["sum"], y["sum"], [row["fNumber"] for row in y["records"]]) == ("66", "99", [99])
    x, y = groups(context, by("fText"), outputs, records_order=order, records_offset=10)
    assert [row["fNumber"] for row in x["records"]] == [1, 0] and y["records"] == []
    assert groups(context, by("fText"), outputs, records_offset=2**80)[0]["records"] == []


@pytest.mark.parametrize(
    ("dimensions", "more", "code", "message"),
    [
        (by("nope"), {}, "BAD_REQUEST", "Unidentified field in groupBy: nope"),
        (by("createdBy"), {}, "BAD_REQUEST", 'Field "createdBy" is not supported in groupBy'),
        (by("fJson"), {}, "BAD_REQUEST", 'Field "fJson" is not supported in groupBy'),
        (by("ownerId"), {}, "BAD_REQUEST", 'Field "ownerId" is not supported in groupBy'),
        (by("owner"), {}, "BAD_REQUEST", 'Field "owner" is not supported in groupBy'),
        (by("children.name"), {}, "BAD_REQUEST", 'Field "children" is not supported in groupBy'),
        (by("fName"), {}, "BAD_REQUEST", 'Composite field "fName" requires a sub field in groupBy'),
        (by("fName.firstName.x"), {}, "BAD_REQUEST", 'Sub field "x" not found for composite type: FULL_NAME'),
        (by("fText.x"), {}, "BAD_REQUEST", 'Field "fText" is not supported in groupBy'),
        (by("fName.nope"), {}, "BAD_REQUEST", 'Sub field "nope" not found for composite type: FULL_NAME'),
        (by("fDateTime", granularity="HOUR"), {}, "BAD_REQUEST", "Invalid granularity: HOUR"),
        (by("fDateTime", granularity="DAY", time_zone="Mars/X"), {}, "INVALID_TIMEZONE", "Invalid timezone: Mars/X"),
        (
            by("fDateTime", granularity="DAY"),
            {},
            "MISSING_TIMEZONE",
            "Time zone should be specified for a group by date on Day, Week, Month, Quarter or Year",
        ),
        (by("fText"), {"limit": -1}, "INVALID_QUERY_INPUT", "Limit argument must be non-negative"),
        (
            by("fText"),
            {"records_offset": -1},
            "INVALID_QUERY_INPUT",
            "Offset argument must be non-negative",
        ),
        (
            by("fText"),
            {"order": (GroupOrder("AscNullsLast", path=("name",)),)},
            "BAD_REQUEST",
            "Cannot order by a field that is not in groupBy criteria: name",
        ),
    ],
)
def test_refusals(context: Context, dimensions: Any, more: Any, code: str, message: str) -> None:
    with refused(code, message):
        groups(context, dimensions, (*VALUES, Records("records", selection())), **more)
