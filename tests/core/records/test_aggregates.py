"""Aggregates of a list: every name of every type, exact and as JSON numbers, over all rows whatever the page."""

from typing import Any

import orjson
import pytest

from core.records import engine
from core.records.aggregates import aggregates_of
from core.records.context import Context
from core.records.query import Aggregate, Connection, FindMany, Page, Records, RecordSelection, ToMany, Total, Value
from metadata.schema.snapshot import title
from tests.core.records.world import COMPOSITES, SCALARS, create, one, refused, remove, selection, sql, where

COUNTS = ("countUniqueValues", "countEmpty", "countNotEmpty", "percentageEmpty", "percentageNotEmpty")


def totals(context: Context, *names: str, as_text: bool = False, **more: Any) -> list[Any]:
    outputs = tuple(Aggregate(name, name, as_text) for name in names)
    result = engine.run(FindMany("gizmo", Connection(outputs, **more)), context)
    return [orjson.loads(result.outputs[name]) for name in names]


VALUES: dict[str, tuple[Any, Any]] = {
    "fText": ("a", "b"),
    "fNumber": (1, 2),
    "fInt": (1, 2),
    "fBig": (1, 2),
    "fBoolean": (True, False),
    "fDate": ("2020-01-01", "2021-01-01"),
    "fDateTime": ("2020-01-01", "2021-01-01"),
    "fUuid": ("00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"),
    "fSelect": ("LOW", "HIGH"),
    "fMulti": (["RED"], ["RED", "BLUE"]),
    "fRating": ("RATING_1", "RATING_2"),
    "fArray": (["a"], ["b"]),
    "fJson": ({"a": 1}, {"a": 2}),
    "fName": ({"firstName": "a"}, {"lastName": "a"}),
    "fLinks": ({"primaryLinkUrl": "a.example"}, {"primaryLinkUrl": "b.example"}),
    "fEmails": ({"primaryEmail": "a@example.com"}, {"additionalEmails": ["a@example.com"]}),
    "fPhones": ({"primaryPhoneNumber": "+33612345678"}, {"primaryPhoneNumber": "+33612345679"}),
    "fCurrency": ({"amountMicros": 1}, {"currencyCode": "EUR"}),
    "fAddress": ({"addressCity": "a"}, {"addressLat": 1}),
}


@pytest.mark.parametrize("name", VALUES)
def test_counts_of_every_type(context: Context, name: str) -> None:
    first, second = VALUES[name]
    create(context, "gizmo", {name: first}, {name: first}, {name: second}, {}, {})
    remove(context, "gizmo", one(context, "gizmo", **{name: second}))
    names = [word + title(name) for word in COUNTS]
    assert totals(context, *names) == [2, 2, 3, 0.4, 0.6]
    assert totals(context, *names, as_text=True) == ["2", "2", "3", "0.40000000000000000000", "0.60000000000000000000"]
    assert totals(context, *names, filter=where("id", "in", [])) == [0, 0, 0, None, None]


def test_every_type_has_its_counts_and_no_relation_any(context: Context) -> None:
    names = aggregates_of(context.schema.objects["gizmo"])
    for name in (*SCALARS, *COMPOSITES, "id", "position", "searchVector", "createdBy", "deletedAt"):
        assert all(word + title(name) in names for word in COUNTS), name
    assert not any("Owner" in name or "Children" in name or "OwnerId" in name for name in names)
    assert not {"maxPosition", "minPosition", "avgPosition", "sumPosition", "sumFText"} & set(names)


def test_an_empty_text_counts_as_empty(context: Context) -> None:
    create(context, "gizmo", {"fText": "x"}, {"fText": "x"}, {})
    sql(context, "gizmo", 'update {t} set "fText" = \'\' where "fText" is null')
    assert totals(context, "countEmptyFText", "countNotEmptyFText", "countUniqueValuesFText") == [1, 2, 1]


def test_numbers_dates_and_flags(context: Context) -> None:
    rows = [
        {"fNumber": 1.5, "fCurrency": {"amountMicros": "9007199254740993"}, "fBoolean": True},
        {"fNumber": -1, "fCurrency": {"amountMicros": 1}, "fBoolean": False, "fDate": "2020-02-29"},
        {"fDate": "0001-01-01", "fDateTime": "2026-01-02T03:04:05.678Z"},
    ]
    create(context, "gizmo", *rows)
    words = ("min", "max", "avg", "sum")
    assert totals(context, *(f"{word}FNumber" for word in words)) == [-1, 1.5, 0.25, 0.5]
    exact = totals(context, *(f"{word}FCurrencyAmountMicros" for word in words), as_text=True)
    assert exact == ["1", "9007199254740993", "4503599627370497.0000", "9007199254740994"]
    assert totals(context, "sumFCurrencyAmountMicros") == [9007199254740994.0]
    assert totals(context, "minFDate", "maxFDate") == ["0001-01-01T00:00:00.000Z", "2020-02-29T00:00:00.000Z"]
    assert totals(context, "minFDateTime", "maxFDateTime", as_text=True) == ["2026-01-02T03:04:05.678Z"] * 2
    assert totals(context, "countTrueFBoolean", "countFalseFBoolean") == [1, 1]
    nothing = where("id", "in", [])
    assert totals(context, "minFNumber", "sumFNumber", "maxFDate", "countTrueFBoolean", filter=nothing) == [
        None
    ] * 3 + [0]


def test_totals_know_no_page(context: Context) -> None:
    owner = one(context, "owner")
    create(context, "gizmo", *({"fNumber": n, "ownerId": owner} for n in range(5)))
    remove(context, "gizmo", one(context, "gizmo", ownerId=owner))
    outputs = (Total("n"), Aggregate("sum", "sumFNumber"), Records("records", selection()))
    many = ToMany("many", "gizmos", Connection(outputs, where("fNumber", "gte", 2), page=Page(first=1)))
    query = FindMany("owner", Connection((Records("owners", RecordSelection((Value("id", "id"), many))),)))
    (shown,) = orjson.loads(engine.run(query, context).outputs["owners"])
    assert (shown["many"]["n"], shown["many"]["sum"], len(shown["many"]["records"])) == (3, 9, 1)
    for filter, total in (
        (where("fNumber", "gte", 2), 3),
        (where("name", "is", "NULL"), 5),
        (where("deletedAt", "is", "NOT_NULL"), 1),
        (where("id", "is", "NOT_NULL"), 5),
    ):
        assert totals(context, "totalCount", filter=filter, page=Page(first=1, offset=4)) == [total]


def test_unknown_aggregates_are_refused(context: Context) -> None:
    with refused("BAD_REQUEST", "Unknown aggregate field(s): maxPosition", found=["maxPosition"]):
        totals(context, "maxPosition")
