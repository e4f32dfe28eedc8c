"""Search: prefixes over all readable objects, ranked, by pages."""

import base64
from typing import Any

import orjson
import pytest

from core.records import engine
from core.records.context import Context
from core.records.query import Filter, Search
from tests.core.records.world import create, limited, one, refused, remove, sql, where

NODE = (
    ("label", "label"),
    ("object", "objectNameSingular"),
    ("id", "recordId"),
    ("cd", "tsRankCD"),
    ("tr", "tsRank"),
)


def search(context: Context, text: str, limit: int = 20, **more: Any) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    edges = (("node", "node", NODE), ("cursor", "cursor", None))
    info = (("endCursor", "endCursor"), ("hasNextPage", "hasNextPage"))
    result = engine.run(Search(text, limit, "edges", edges, "pageInfo", info, **more), context)
    return orjson.loads(result.outputs["edges"]), orjson.loads(result.outputs["pageInfo"])


def labels(context: Context, text: str, **more: Any) -> list[str]:
    return [edge["node"]["label"] for edge in search(context, text, **more)[0]]


def test_prefixes_with_accents_folded(context: Context) -> None:
    one(context, "person", name={"firstName": "Zoë", "lastName": "O\u2019Brien"})
    one(context, "company", name="Zoetrope")
    one(context, "gizmo", name="zo\\e")
    for text, expected in (
        ("zoe", {"Zoë O\u2019Brien", "Zoetrope"}),
        ("ZOE brien", {"Zoë O\u2019Brien"}),
        ("zoë o'brien", {"Zoë O\u2019Brien"}),
        ("o\u2019brien", {"Zoë O\u2019Brien"}),
        ("zoe nobody", set()),
        ("oetrope", set()),
        ("' \\ '", None),
    ):
        if expected is not None:
            assert set(labels(context, text)) == expected, text
    assert labels(context, "zoe", included=("company",)) == ["Zoetrope"]
    assert labels(context, "zoe", excluded=("company",)) == ["Zoë O\u2019Brien"]


def test_pages_walk_over_all_objects_once(context: Context) -> None:
    create(context, "gizmo", *({"name": "needle " * (n % 4 + 1)} for n in range(17)))
    create(context, "owner", *({"name": "needle"} for _ in range(6)))
    for text in ("need", "", "'"):
        whole, info = search(context, text, 200)
        assert not info["hasNextPage"]
        expected = [edge["node"]["id"] for edge in whole]
        assert len(expected) == len(set(expected)) >= 23
        if text == "need":
            ranks = [(-edge["node"]["cd"], -edge["node"]["tr"], edge["node"]["id"]) for edge in whole]
            assert ranks == sorted(ranks)
        met: list[str] = []
        after = None
        while True:
            edges, info = search(context, text, 5, after=after)
            assert info["endCursor"] == edges[-1]["cursor"]
            met += [edge["node"]["id"] for edge in edges]
            after = info["endCursor"]
            if not info["hasNextPage"]:
                break
        assert met == expected, text


def test_the_form_of_a_cursor(context: Context) -> None:
    record = one(context, "gizmo", name="needle")
    edges, _ = search(context, "needle")
    node = edges[0]["node"]
    assert orjson.loads(base64.b64decode(edges[0]["cursor"])) == {
        "lastRanks": {"tsRankCD": node["cd"], "tsRank": node["tr"]},
        "lastRecordIdsPerObject": {"gizmo": record},
    }


def test_a_cursor_tells_no_moment_that_the_caller_may_not_read(context: Context) -> None:
    ids = sorted(one(context, "gizmo", name="needle") for _ in range(3))
    caller = limited(context, "gizmo.createdAt")
    met, after = [], None
    for _ in ids:
        (edge,), info = search(caller, "", 1, after=after, included=("gizmo",))
        after = info["endCursor"]
        met.append(edge["node"]["id"])
        assert orjson.loads(base64.b64decode(edge["cursor"]))["lastCreatedAt"] == "1970-01-01T00:00:00.000000Z"
    assert (met, info["hasNextPage"]) == (ids, False)


def test_the_bin_and_filters(context: Context) -> None:
    a, b = one(context, "gizmo", name="needle a"), one(context, "gizmo", name="needle b")
    remove(context, "gizmo", b)
    sql(context, "gizmo", """update {t} set "createdAt" = '2020-01-01' where id = %s""", a)
    cases: tuple[tuple[Filter, list[str]], ...] = (
        (where("deletedAt", "is", "NOT_NULL"), ["needle b"]),
        (where("createdAt", "lt", "2021-01-01"), ["needle a"]),
        (where("id", "in", [b]), []),
    )
    assert labels(context, "needle") == ["needle a"]
    for filter, expected in cases:
        assert labels(context, "needle", filter=filter) == expected


def test_an_empty_result(context: Context) -> None:
    assert search(context, "nothing") == ([], {"endCursor": None, "hasNextPage": False})
    one(context, "gizmo", name="needle")
    assert search(context, "needle", 0) == ([], {"endCursor": None, "hasNextPage": True})
    assert engine.run(Search("needle", 5, None, (), None, ()), context).outputs == {}
    assert search(context, "needle", included=()) == ([], {"endCursor": None, "hasNextPage": False})


ID = "00000000-0000-4000-8000-000000000001"
RANKS = {"tsRankCD": 0.1, "tsRank": 0.1}


@pytest.mark.parametrize(
    "cursor",
    [
        5,
        [],
        {},
        {"lastRanks": RANKS},
        {"lastRanks": RANKS, "lastRecordIdsPerObject": [ID]},
        {"lastRanks": RANKS, "lastRecordIdsPerObject": {}},
        {"lastRanks": RANKS, "lastRecordIdsPerObject": {"gizmo": 5}},
        {"lastRanks": RANKS, "lastRecordIdsPerObject": {"gizmo": ID, "x": 5}},
        {"lastRanks": {"tsRankCD": 1e39, "tsRank": 1}, "lastRecordIdsPerObject": {"gizmo": ID}},
        {"lastRanks": {"tsRankCD": "nan", "tsRank": 1}, "lastRecordIdsPerObject": {"gizmo": ID}},
        {"lastRanks": RANKS, "lastRecordIdsPerObject": {"gizmo": ID}, "lastCreatedAt": "soon"},
        {"lastRanks": RANKS, "lastRecordIdsPerObject": {"gizmo": ID}, "lastCreatedAt": 5},
        {"lastRanks": RANKS, "lastRecordIdsPerObject": {"gizmo": ID}, "lastCreatedAt": "2026-99-01T00:00:00.000000Z"},
    ],
)
def test_a_forged_cursor_is_refused(context: Context, cursor: Any) -> None:
    text = base64.b64encode(orjson.dumps(cursor)).decode()
    for words in ("needle", ""):
        with refused("INVALID_CURSOR", f"Invalid cursor: {text}"):
            search(context, words, after=text)


def test_refusals(context: Context) -> None:
    with refused("INVALID_QUERY_INPUT", "Limit argument must be non-negative"):
        search(context, "x", -1)
    with refused("OBJECT_NOT_FOUND", "object 'nope' not found"):
        search(context, "x", included=("nope",))
    with refused("INVALID_QUERY_INPUT", 'Invalid string value for "searchInput": it is longer than 10000 characters'):
        search(context, "x" * 10_001)
