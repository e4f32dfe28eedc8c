"""Filters: every operator on every kind of column, logic, relations, the bin, refusals."""

from typing import Any

import pytest

from core.records.context import Context
from core.records.query import Condition, Every, Filter, Hop, Opposite, Some
from metadata.fields.operators import OPERATORS
from metadata.fields.registry import REGISTRY
from tests.core.records.world import FIELDS, create, found, limited, one, page, refused, remove, sql, update, where

U1, U2, U3 = (f"00000000-0000-4000-8000-00000000000{n}" for n in (1, 2, 3))
ABSENT = "n"
"""The record without any value."""


def ordered(path: str, *values: Any, **more: Any) -> tuple[str, tuple[Any, ...], dict[str, list[tuple[Any, str]]]]:
    """The cases of a kind that compares: records a < b < c hold `values`, n holds nothing."""
    low, middle, high = values
    cases = {
        "eq": [(middle, "b")],
        "neq": [(middle, "acn")],
        "in": [([low, high], "ac"), ([], "")],
        "gt": [(middle, "c")],
        "gte": [(middle, "bc")],
        "lt": [(middle, "a")],
        "lte": [(middle, "ab")],
        "is": [("NULL", "n"), ("NOT_NULL", "abc"), ("not_null", "abc")],
    }
    return path, values, cases | more


def text(path: str) -> tuple[str, tuple[Any, ...], dict[str, list[tuple[Any, str]]]]:
    return ordered(
        path,
        "Alpha",
        "be_ta",
        "ga%mma\\",
        eq=[("be_ta", "b"), ("BE_TA", ""), ("", "n")],
        neq=[("be_ta", "acn"), ("", "abc")],
        **{
            "in": [(["Alpha", "ga%mma\\"], "ac"), (["", "Alpha"], "an"), ([], "")],
            "like": [("%a", "ab"), ("be\\_ta", "b"), ("%\\", "c"), ("a%", "")],
            "ilike": [("A%", "a"), ("%MMA%", "c"), ("%\\", "c")],
            "startsWith": [("be_", "b"), ("beXta", ""), ("alpha", "")],
            "endsWith": [("\\", "c"), ("_ta", "b"), ("%a", "")],
        },
    )


def among(path: str, *values: Any, **more: Any) -> tuple[str, tuple[Any, ...], dict[str, list[tuple[Any, str]]]]:
    kind, given, cases = ordered(path, *values)
    return kind, given, cases | {"containsAny": [([values[0], values[1]], "ab")]} | more


TYPES = [
    text("fText"),
    text("fName.lastName"),
    text("fAddress.addressCity"),
    text("fCurrency.currencyCode"),
    ordered("fNumber", -1.5, 0, 2e10, eq=[(0, "b"), ("0", "b"), ("-1.50", "a")]),
    ordered("fInt", 1, 2, 3),
    ordered("fBig", 1, 2**53, 2**60),
    ordered("fCurrency.amountMicros", -5, 9007199254740993, "12345678901234567890"),
    ordered("fAddress.addressLat", -1.25, 0, 90),
    ordered(
        "position",
        -3,
        0.5,
        7,
        **{"is": [("NULL", ""), ("NOT_NULL", "abcn")], "lte": [(0.5, "abn")]},
        neq=[(0.5, "acn")],
        lt=[(0.5, "an")],
    ),
    (
        "fBoolean",
        (True, False, True),
        {"eq": [(True, "ac"), ("true", "ac"), ("FALSE", "b")], "is": [("NULL", "n"), ("NOT_NULL", "abc")]},
    ),
    ordered("fDate", "0001-01-01", "2020-02-29", "9999-12-31", eq=[("2020-02-29", "b"), ("2020-02-29T12:00:00Z", "b")]),
    ordered(
        "fDateTime",
        "2020-01-01T00:00:00.000Z",
        "2020-01-01T00:00:00.001Z",
        "2020-01-01T00:00:00.002Z",
        eq=[("2020-01-01T01:00:00.001+01:00", "b"), ("2020-01-01", "a")],
    ),
    ordered("fUuid", U1, U2, U3),
    among("fSelect", "LOW", "MIDDLE", "HIGH"),
    among("fRating", "RATING_1", "RATING_2", "RATING_3"),
    (
        "fMulti",
        (["RED"], ["GREEN", "RED"], ["BLUE"]),
        {
            "containsAny": [(["RED"], "ab"), (["GREEN", "BLUE"], "bc"), ("BLUE", "c"), ([], "")],
            "is": [("NULL", "n"), ("NOT_NULL", "abc")],
            "isEmptyArray": [(True, "n"), (False, "abc"), ("true", "n")],
        },
    ),
    (
        "fArray",
        (["x"], ["Xy", "z, w"], ["100%\\"]),
        {
            "containsAny": [(["x"], "a"), (["z, w", "nope"], "b")],
            "containsIlike": [("x%", "ab"), ("%\\", "c")],
            "is": [("NULL", "n"), ("NOT_NULL", "abc")],
            "isEmptyArray": [(True, "n"), (False, "abc")],
        },
    ),
    (
        "fJson",
        ({"a": 1}, [1, "two"], {}),
        {"is": [("NULL", "n"), ("NOT_NULL", "abc")], "like": [('%"two"%', "b"), ("{%", "ac"), ("%\\", "")]},
    ),
    (
        "fEmails.additionalEmails",
        (["x@example.com"], ["y@example.com", "z@example.com"], ["w@example.com"]),
        {"is": [("NULL", "n"), ("NOT_NULL", "abc")], "like": [("%z@%", "b")]},
    ),
]


@pytest.mark.parametrize(
    ("path", "values", "cases"), TYPES, ids=[f"{number}-{case[0]}" for number, case in enumerate(TYPES)]
)
def test_every_operator_of_a_column(context: Context, path: str, values: tuple[Any, ...], cases: Any) -> None:
    head, _, part = path.partition(".")
    for name, value in zip("abc", values, strict=True):
        one(context, "gizmo", name=name, **{head: {part: value} if part else value})
    one(context, "gizmo", name=ABSENT, **({"position": 0} if path == "position" else {}))
    field = context.schema.objects["gizmo"].fields[head]
    column = field.column(part)
    assert column is not None and set(cases) == set(column.kind.operators), "the table leaves an operator out"
    for operator, pairs in cases.items():
        for operand, names in pairs:
            assert "".join(found(context, "gizmo", where(path, operator, operand))) == names, (operator, operand)
            opposite = "".join(found(context, "gizmo", Opposite(where(path, operator, operand))))
            assert opposite == "".join(name for name in "abcn" if name not in names), ("not", operator, operand)


def test_every_type_is_in_the_model() -> None:
    made = {type for type, _ in FIELDS.values()}
    assert set(REGISTRY) - made == {"NUMERIC", "POSITION", "RELATION", "MORPH_RELATION", "TS_VECTOR"}


def test_operators_of_another_kind_are_refused(context: Context) -> None:
    for column in context.schema.objects["gizmo"].columns.values():
        owner = next(f for f in context.schema.objects["gizmo"].fields.values() if column in f.columns)
        name = column.name if owner.relation else owner.name
        path = (name, column.part.name) if column.part.name else (name,)
        for operator in set(OPERATORS) - set(column.kind.operators):
            label = ".".join(path)
            message = (
                f'Operator "{operator}" is not valid for field "{label}" of type {owner.type.name} - '
                f"Allowed operators: {', '.join(column.kind.operators)}"
            )
            with refused("INVALID_ARGS_FILTER", message):
                page(context, "gizmo", filter=Condition(path, operator, "x"))


# -- empty and null, milliseconds -------------------------------------------------------------------------------------
def test_an_empty_text_equals_null_however_it_is_stored(context: Context) -> None:
    for name in "abc":
        one(context, "gizmo", name=name, fText="x")
    sql(context, "gizmo", "update {t} set \"fText\" = '' where name = 'a'")
    sql(context, "gizmo", "update {t} set \"fText\" = null where name = 'b'")
    for operator, operand, names in (
        ("is", "NULL", "ab"),
        ("is", "NOT_NULL", "c"),
        ("eq", "", "ab"),
        ("neq", "", "c"),
        ("neq", "x", "ab"),
        ("in", ["", "x"], "abc"),
        ("in", [""], "ab"),
    ):
        assert "".join(found(context, "gizmo", where("fText", operator, operand))) == names, (operator, operand)


def test_an_empty_list_equals_null_however_it_is_stored(context: Context) -> None:
    one(context, "gizmo", name="a", fMulti=["RED"], fArray=["x"])
    one(context, "gizmo", name="b")
    sql(context, "gizmo", "update {t} set \"fMulti\" = '{}', \"fArray\" = '{}' where name = 'b'")
    for field in ("fMulti", "fArray"):
        assert found(context, "gizmo", where(field, "is", "NULL")) == ["b"]
        assert found(context, "gizmo", where(field, "isEmptyArray", False)) == ["a"]


@pytest.mark.parametrize(
    ("operator", "names"),
    [("eq", "ab"), ("neq", "c"), ("gt", "c"), ("gte", "abc"), ("lt", ""), ("lte", "ab"), ("in", "ab")],
)
def test_moments_are_compared_on_the_millisecond(context: Context, operator: str, names: str) -> None:
    for name, micros in (("a", "001000"), ("b", "001999"), ("c", "002000")):
        one(context, "gizmo", name=name)
        moment = f"2026-01-01T00:00:00.{micros}Z"
        sql(context, "gizmo", 'update {t} set "fDateTime" = %s where name = %s', moment, name)
    operand: Any = "2026-01-01T00:00:00.001Z"
    condition = where("fDateTime", operator, [operand] if operator == "in" else operand)
    assert "".join(found(context, "gizmo", condition)) == names


# -- logic ------------------------------------------------------------------------------------------------------------
A, B, C = (where("name", "eq", name) for name in "abc")
NOTHING_SAID: tuple[Filter, ...] = (Every(()), Some(()), Opposite(Every(())), Every((Some(()), Opposite(Some(())))))


@pytest.mark.parametrize(
    ("filter", "names"),
    [
        (Every((A, B)), ""),
        (Some((A, B)), "ab"),
        (Opposite(A), "bc"),
        (Opposite(Opposite(A)), "a"),
        (Every((Some((A, B)), Opposite(B))), "a"),
        (Some((Every((A, Opposite(A))), Every((C, Some((B, C)))))), "c"),
        (Opposite(Some((A, Every((B, C))))), "bc"),
        (Opposite(Every((where("fText", "eq", "x"), where("fNumber", "gt", 1)))), "abc"),
        *((nothing, "abc") for nothing in NOTHING_SAID),
        *((Every((A, nothing)), "a") for nothing in NOTHING_SAID),
        (Hop("owner", Every(())), "abc"),
        (Hop("children", Every(())), "abc"),
    ],
)
def test_logic(context: Context, filter: Filter, names: str) -> None:
    for name in "abc":
        one(context, "gizmo", name=name)
    assert "".join(found(context, "gizmo", filter)) == names


def test_a_hundred_levels_are_read_and_more_refused(context: Context) -> None:
    one(context, "gizmo", name="a")
    filter: Filter = A
    for _ in range(98):
        filter = Opposite(filter)
    assert found(context, "gizmo", filter) == ["a"]
    for _ in range(5000):
        filter = Opposite(filter)
    with refused("INVALID_ARGS_FILTER", "A filter nested deeper than 100 levels is not supported"):
        page(context, "gizmo", filter=filter)


# -- relations --------------------------------------------------------------------------------------------------------
@pytest.fixture
def family(context: Context) -> Context:
    """a is Ada's; b (child of a) Bob's, who is in the bin; c (child of b) nobody's; d is a binned child of c."""
    ada = one(context, "owner", name="Ada", rank=1, home={"addressCity": "Paris"})
    bob = one(context, "owner", name="Bob", rank=2)
    a = one(context, "gizmo", name="a", ownerId=ada)
    b = one(context, "gizmo", name="b", ownerId=bob, parentId=a)
    c = one(context, "gizmo", name="c", parentId=b)
    d = one(context, "gizmo", name="d", parentId=c)
    remove(context, "owner", bob)
    remove(context, "gizmo", d)
    return context


@pytest.mark.parametrize(
    ("filter", "names"),
    [
        (where("owner.name", "eq", "Ada"), "a"),
        (where("owner.home.addressCity", "startsWith", "Par"), "a"),
        (where("owner.name", "eq", "Bob"), ""),
        (where("owner.rank", "gte", 1), "a"),
        (Opposite(where("owner.name", "eq", "Ada")), "bc"),
        (where("owner.name", "is", "NULL"), ""),
        (where("ownerId", "is", "NULL"), "c"),
        (where("children.name", "eq", "b"), "a"),
        (where("children.name", "eq", "d"), ""),
        (where("children.name", "is", "NOT_NULL"), "ab"),
        (Hop("children", Every((where("name", "eq", "b"), where("ownerId", "is", "NULL")))), ""),
        (where("parent.parent.name", "eq", "a"), "c"),
        (where("children.children.parent.name", "eq", "b"), "a"),
        (Hop("owner", Some((where("name", "eq", "Ada"), where("rank", "eq", 9)))), "a"),
    ],
)
def test_hops(family: Context, filter: Filter, names: str) -> None:
    assert "".join(found(family, "gizmo", filter)) == names


def test_a_hop_from_the_many_side_matches_any(family: Context) -> None:
    assert found(family, "owner", where("gizmos.name", "eq", "a")) == ["Ada"]
    assert found(family, "owner", where("gizmos.name", "eq", "b")) == []


def test_hops_are_counted(context: Context) -> None:
    with refused("INVALID_ARGS_FILTER", "Relation filter nesting deeper than 3 hops is not supported"):
        page(context, "gizmo", filter=where("parent.parent.parent.parent.name", "eq", "x"))


# -- the bin ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("filter", "names"),
    [
        (Every(()), "a"),
        (where("name", "in", ["a", "b"]), "a"),
        (where("deletedAt", "is", "NOT_NULL"), "b"),
        (where("deletedAt", "is", "NULL"), "a"),
        (Some((where("deletedAt", "is", "NULL"), where("deletedAt", "is", "NOT_NULL"))), "ab"),
        (Every((where("name", "eq", "b"), Opposite(where("deletedAt", "is", "NULL")))), "b"),
        (Some((where("name", "eq", "b"), where("deletedAt", "gt", "2900-01-01"))), "b"),
        (Opposite(Every((where("name", "eq", "a"), where("deletedAt", "is", "NULL")))), "b"),
        (where("parent.deletedAt", "is", "NOT_NULL"), ""),
    ],
)
def test_records_in_the_bin_show_when_the_filter_speaks_of_it(context: Context, filter: Filter, names: str) -> None:
    one(context, "gizmo", name="a")
    remove(context, "gizmo", one(context, "gizmo", name="b"))
    assert "".join(found(context, "gizmo", filter)) == names


# -- refusals ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("filter", "message"),
    [
        (where("nope", "eq", 1), 'Object gizmo doesn\'t have any "nope" field.'),
        (where("owner.nope", "eq", 1), 'Object owner doesn\'t have any "nope" field.'),
        (where("owner", "eq", U1), 'Cannot filter by relation field "owner": use "ownerId" instead'),
        (where("children", "eq", U1), 'Cannot filter by relation field "children"'),
        (where("fName", "eq", "x"), 'Sub field "eq" not found for composite type: FULL_NAME'),
        (where("fName.middleName", "eq", "x"), 'Sub field "middleName" not found for composite type: FULL_NAME'),
        (where("fName.firstName.x", "eq", "x"), 'Sub field "x" not found for composite type: FULL_NAME'),
        (where("fText.part", "eq", "x"), 'Field "fText" of type TEXT has no sub field "part"'),
        (where("ownerId.name", "eq", "x"), 'Field "owner" of type RELATION has no sub field "name"'),
        (Hop("fText", A), 'Field "fText" is not a relation'),
        (where("id", "eq", "zzz"), "Invalid UUID value 'zzz' for field \"id\""),
        (where("ownerId", "in", [U1, "zzz"]), "Invalid UUID value 'zzz' for field \"ownerId\""),
        (where("fNumber", "eq", "abc"), 'Invalid number value NaN for field "fNumber"'),
        (where("fNumber", "gt", "1e999"), 'Invalid number value Infinity for field "fNumber"'),
        (where("fCurrency.amountMicros", "eq", "abc"), 'Invalid number value NaN for field "fCurrency.amountMicros"'),
        (where("fBoolean", "eq", "yes"), "Invalid boolean value 'yes' for field \"fBoolean\""),
        (where("fDate", "eq", "zz"), "Invalid value 'zz' for date field \"fDate\". Expected format: 'YYYY-MM-DD'"),
        (
            where("fDateTime", "eq", "2026-13-01"),
            "Invalid value '2026-13-01' for date-time field \"fDateTime\". Expected format: 'YYYY-MM-DDTHH:mm:ssZ'",
        ),
        (
            where("fSelect", "eq", "NOPE"),
            'Invalid value "NOPE" for field "fSelect". Valid values are: LOW, MIDDLE, HIGH',
        ),
        (
            where("fMulti", "containsAny", ["NOPE"]),
            'Invalid value "NOPE" for field "fMulti". Valid values are: RED, GREEN, BLUE',
        ),
        (where("fText", "is", "x"), 'Invalid value "x" for operator "is" of field "fText". Use NULL or NOT_NULL'),
    ],
)
def test_refusals_in_the_words_of_the_contract(context: Context, filter: Filter, message: str) -> None:
    with refused("INVALID_ARGS_FILTER", message):
        page(context, "gizmo", filter=filter)


def test_a_refusal_says_where_in_the_text_it_is(context: Context) -> None:
    condition = Condition(("fNumber",), "eq", "abc", at=17, text="fNumber[eq]:abc")
    with refused("INVALID_ARGS_FILTER", at=17, found="fNumber[eq]:abc", field="fNumber"):
        page(context, "gizmo", filter=condition)


def test_a_search_vector_is_searched_by_prefixes(context: Context) -> None:
    create(context, "gizmo", {"name": "Zoë O\u2019Brien"}, {"name": "back\\slash"}, {"name": "plain"})
    for words, names in (
        ("zoe obr", []),
        ("ZOE o'br", ["Zoë O\u2019Brien"]),
        ("o\u2019brien", ["Zoë O\u2019Brien"]),
        ("zoe \u2018brien\u2019 \u00b4", ["Zoë O\u2019Brien"]),
        ("back\uff3cslash", ["back\\slash"]),
        ("pla & ! | ( :*", ["plain"]),
        ("''", []),
        ("", []),
    ):
        assert found(context, "gizmo", where("searchVector", "search", words)) == names, words


def test_an_unreadable_word_is_not_found_by_its_vector(context: Context) -> None:
    one(context, "gizmo", name="secret")
    with refused("PERMISSION_DENIED"):
        page(limited(context, "gizmo.name"), "gizmo", filter=where("searchVector", "search", "secret"))


def test_updates_are_found_at_once(context: Context) -> None:
    record = one(context, "gizmo", name="a", fText="old")
    update(context, "gizmo", record, fText="new")
    assert found(context, "gizmo", where("fText", "eq", "old")) == []
    assert found(context, "gizmo", where("fText", "eq", "new")) == ["a"]
