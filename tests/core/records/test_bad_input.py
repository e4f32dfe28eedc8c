"""Hostile values and selections are stored, answered or refused in words; never a fault, never PostgreSQL's text."""

import random
import threading
from typing import Any
from uuid import UUID

import orjson
import pytest
from django.db import transaction

from core.records import engine
from core.records.context import Context
from core.records.errors import RecordError
from core.records.query import (
    ID_ONLY,
    Aggregate,
    Connection,
    Constant,
    Create,
    Edges,
    FindMany,
    FindOne,
    OrderKey,
    Page,
    PageInfo,
    Records,
    RecordSelection,
    Remove,
    Search,
    ToMany,
    ToOne,
    Total,
    Update,
    Value,
)
from core.records.selection import plan_record
from tests.core.records.world import (
    COMPOSITES,
    FIELDS,
    create,
    limited,
    one,
    page,
    refused,
    selection,
    snapshot,
    update,
    where,
)


def deep(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


HOSTILE: dict[str, Any] = {
    "nul": "a\x00b",
    "surrogate": "a\ud800b",
    "number": 7,
    "huge integer": 10**400,
    "64 bits and more": 2**70,
    "double overflow": 1e308 * 10,
    "not a number": float("nan"),
    "boolean": True,
    "null": None,
    "list": ["x"],
    "mixed list": [1, None, {"a": 1}],
    "list of nul": ["\x00"],
    "object": {"a": 1},
    "object of nul": {"a\x00": "b"},
    "object of surrogates": {"\udfff": "b"},
    "object of a huge number": {"a": 10**400},
    "deep list": deep(500),
    "very deep list": deep(50_000),
    "date out of range": "99999-01-01",
    "year nought": "0000-01-01",
    "date before christ": "0001-01-01 BC",
    "moment out of range": "9999-12-31T23:59:59.999-14:00",
    "infinity": "infinity",
    "no date": "2026-02-30",
    "long text": "x" * 12_000,
    "empty": "",
    "percent": "%s %(a)s $1 %",
    "quotes": "'\"\\",
}


@pytest.mark.parametrize("word", HOSTILE)
def test_a_hostile_value_is_stored_or_refused(context: Context, word: str) -> None:
    value = HOSTILE[word]
    record = one(context, "gizmo")
    shapes = context.schema.objects["gizmo"].fields
    for name in (
        *FIELDS,
        "position",
        "createdAt",
        "deletedAt",
        "createdBy",
        "name",
        "ownerId",
        "owner",
        "children",
        "id",
    ):
        values = [value]
        if name in COMPOSITES:
            values += [{part: value} for part in shapes[name].type.shape.part_names]
        if name == "owner":
            values += [
                {"connect": value},
                {"connect": {"where": {"id": value}}},
                {"disconnect": value},
                {"create": value},
            ]
        for given in values:
            for write in (
                lambda given=given, name=name: create(context, "gizmo", {name: given}),
                lambda given=given, name=name: update(context, "gizmo", record, **{name: given}),
            ):
                try:
                    with transaction.atomic():
                        write()
                except RecordError as error:
                    assert error.message and "psycopg" not in error.message
                    error.message.encode()
                    orjson.dumps(error.details, default=str)


@pytest.mark.parametrize("word", HOSTILE)
def test_a_hostile_operand_compares_or_is_refused(context: Context, word: str) -> None:
    one(context, "gizmo")
    for column in context.schema.objects["gizmo"].columns.values():
        owner = next(f for f in context.schema.objects["gizmo"].fields.values() if column in f.columns)
        name = column.name if owner.relation else owner.name
        path = f"{name}.{column.part.name}" if column.part.name else name
        for operator in column.kind.operators:
            for operand in (HOSTILE[word], [HOSTILE[word]]):
                try:
                    with transaction.atomic():
                        page(context, "gizmo", filter=where(path, operator, operand), page=Page(first=1))
                except RecordError as error:
                    assert error.code in ("INVALID_ARGS_FILTER", "INVALID_QUERY_INPUT", "TOO_COMPLEX_QUERY"), error


@pytest.mark.parametrize("word", [word for word, text in HOSTILE.items() if isinstance(text, str)])
def test_a_hostile_search_finds_nothing_or_is_refused(context: Context, word: str) -> None:
    query = Search(HOSTILE[word], 5, "edges", (("node", "node", (("id", "recordId"),)),), None, ())
    try:
        with transaction.atomic():
            engine.run(query, context)
    except RecordError as error:
        assert error.code in ("INVALID_QUERY_INPUT", "TOO_COMPLEX_QUERY")


def test_a_pattern_may_end_with_a_backslash(context: Context) -> None:
    one(context, "gizmo", fText="a\\", fArray=["a\\"])
    for condition in (
        where("fText", "like", "a\\"),
        where("fText", "ilike", "A\\"),
        where("fText", "like", "a\\\\"),
        where("fArray", "containsIlike", "%\\"),
    ):
        assert page(context, "gizmo", filter=condition)["totalCount"] == 1


def test_sums_beyond_a_double_are_refused(context: Context) -> None:
    create(context, "gizmo", {"fNumber": 1.7e308}, {"fNumber": 1.7e308})
    with refused("INVALID_QUERY_INPUT", "A value is out of the range that can be compared"):
        engine.run(FindMany("gizmo", Connection((Aggregate("x", "sumFNumber"),))), context)


def test_a_value_too_long_for_its_index_is_refused(context: Context) -> None:
    chance = random.Random(3)
    long = "".join(chance.choice("abcdefghijklmnopqrstuvwxyz0123456789") for _ in range(20_000))
    message = "A value is too long to be stored in an indexed or searchable field"
    with refused("INVALID_ARGS_DATA", message):
        one(context, "gizmo", fUnique=long)


def test_an_id_given_twice_is_refused(context: Context) -> None:
    record = UUID(one(context, "gizmo", name="a"))
    before = snapshot(context, "gizmo")
    message = f"Record id {record} is given more than once"
    with refused("BAD_REQUEST", message, index=1):
        engine.run(Update("gizmo", ID_ONLY, rows=[(record, {"name": "b"}), (record, {"name": "c"})]), context)
    for mode in ("soft_delete", "destroy", "restore"):
        with refused("BAD_REQUEST", message, index=1):
            engine.run(Remove("gizmo", ID_ONLY, mode, ids=[record, record]), context)  # type: ignore[arg-type]
    assert snapshot(context, "gizmo") == before


# -- selections as clients may write them ---------------------------------------------------------------------------
NASTY = (
    "i",
    "o",
    "x",
    "t",
    "t1",
    "t1x",
    "t1_row",
    "t1y",
    "c",
    "n",
    "w",
    "r",
    "p",
    "#rn",
    "#n",
    'quo"te',
    "per%cent",
    "$1",
    "{i}",
)


def test_keys_of_any_form_come_back(context: Context) -> None:
    owner = one(context, "owner", name="Ada")
    record = one(context, "gizmo", name="g", ownerId=owner)
    long = tuple("k" * 70 + str(n) for n in range(3))
    for keys in (NASTY, (*NASTY, *long)):
        values = tuple(Value(key, "name") for key in keys)
        to_one = RecordSelection((*values, ToOne("inner", "owner", RecordSelection(values))))
        assert orjson.loads(by_id(context, record, to_one)) == {
            **dict.fromkeys(keys, "g"),
            "inner": dict.fromkeys(keys, "Ada"),
        }
        for key in keys:
            outputs = (
                Records("records", to_one),
                Edges(key + "e", (("node", key, to_one), ("cursor", "the cursor", None))),
                Total(key),
            )
            nested = RecordSelection((*values, ToMany(key + "m", "gizmos", Connection(outputs))))
            result = engine.run(FindMany("owner", Connection((Records(key, nested),))), context)
            (shown,) = orjson.loads(result.outputs[key])
            assert shown[key] == "Ada"
            many = shown[key + "m"]
            assert many[key] == 1 and many["records"][0][key] == "g" and many[key + "e"][0][key]["inner"][key] == "Ada"


def by_id(context: Context, record: str, select: RecordSelection) -> bytes:
    return engine.run(FindOne("gizmo", select, id=UUID(record)), context).record


def test_objects_of_many_keys_keep_their_order(context: Context) -> None:
    record = one(context, "gizmo", fName={"firstName": "F", "lastName": "L"})
    keys = [f"k{n}" for n in range(150)]
    parts = tuple((key, ("firstName", "lastName")[n % 2]) for n, key in enumerate(keys))
    shown = orjson.loads(by_id(context, record, RecordSelection((Value("name", "fName", parts),))))["name"]
    assert list(shown.items()) == [(key, "FL"[n % 2]) for n, key in enumerate(keys)]
    edges = Edges("edges", (*(("cursor", key, None) for key in keys), ("node", "node", ID_ONLY)))
    info = PageInfo("info", tuple((key, ("endCursor", "hasNextPage")[n % 2]) for n, key in enumerate(keys)))
    result = engine.run(FindMany("gizmo", Connection((edges, info))), context)
    assert list(orjson.loads(result.outputs["edges"])[0]) == [*keys, "node"]
    assert list(orjson.loads(result.outputs["info"])) == keys
    wide = RecordSelection(tuple(Value(key, "id") for key in keys))
    assert list(orjson.loads(by_id(context, record, wide))) == keys


def test_a_selection_beyond_what_a_statement_holds_is_refused(context: Context) -> None:
    record = one(context, "gizmo")
    with refused("TOO_COMPLEX_QUERY", "The query is too large for one statement. Ask for less at once."):
        by_id(context, record, RecordSelection(tuple(Value(f"k{n}", "id") for n in range(1_700))))


def test_two_selections_of_nodes_in_one_list_of_edges(context: Context) -> None:
    owner = one(context, "owner", name="Ada")
    for name in "abc":
        one(context, "gizmo", name=name, ownerId=owner, fName={"firstName": name.upper()})
    children = ToMany("many", "children", Connection((Total("total"),)))
    first = RecordSelection((Value("name", "name"), ToOne("owner", "owner", selection("name")), children))
    second = RecordSelection(
        (Value("f", "fName"), ToOne("o", "owner", RecordSelection((Value("n", "name"),))), children)
    )
    edges = Edges(
        "edges", (("node", "first", first), ("constant", "__typename", "GizmoEdge"), ("node", "second", second))
    )
    order = (OrderKey(("name",), "DescNullsLast"),)
    result = engine.run(FindMany("gizmo", Connection((edges, Constant("k", "'")), order=order)), context)
    assert orjson.loads(result.outputs["edges"]) == [
        {
            "first": {"name": name, "owner": {"id": owner, "name": "Ada"}, "many": {"total": 0}},
            "__typename": "GizmoEdge",
            "second": {"f": {"firstName": name.upper(), "lastName": ""}, "o": {"n": "Ada"}, "many": {"total": 0}},
        }
        for name in "cba"
    ]
    assert result.outputs["k"] == b'"\'"'


def test_plans_are_kept_by_role(context: Context) -> None:
    """Threads share the kept plans; a plan of one role is never another's."""
    record = one(context, "gizmo", name="g", fText="secret")
    select = RecordSelection((Value("name", "name"), Value("fText", "fText")), lenient=True)
    assert orjson.loads(by_id(context, record, select)) == {"name": "g", "fText": "secret"}
    assert orjson.loads(by_id(limited(context, "gizmo.fText"), record, select)) == {"name": "g"}
    assert orjson.loads(by_id(context, record, select)) == {"name": "g", "fText": "secret"}


def test_plans_are_kept_safely_by_threads(context: Context) -> None:
    obj = context.schema.objects["gizmo"]
    failures: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(1_500):
                plan_record(context, obj, RecordSelection((Value("name", "name"),)))
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_creates_in_order(context: Context) -> None:
    result = engine.run(Create("gizmo", [{"name": "a\u2028"}, {"name": "\U0001f600"}], selection("name")), context)
    assert [row["name"] for row in orjson.loads(result.records)] == ["a\u2028", "\U0001f600"]
