"""Pages: every walk meets each row once, whatever the order, the NULLs, the ties and what changes meanwhile."""

import base64
import random
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.records.context import Context
from core.records.query import DIRECTIONS, Direction, OrderKey, Page
from tests.core.records.world import create, one, page, read, refused, remove, selection, sql, update

SORTABLE = (
    *("name", "fText", "fNumber", "fInt", "fBig", "fBoolean", "fDate", "fDateTime", "fUuid", "fSelect", "fMulti"),
    *("fRating", "fArray", "fJson", "fFiles", "fName.lastName", "fEmails.primaryEmail", "fEmails.additionalEmails"),
    *("fCurrency.amountMicros", "fCurrency.currencyCode", "fAddress.addressCity", "fAddress.addressLat"),
    *("fActor.source", "fActor.name", "fActor.context", "fLinks.secondaryLinks", "createdAt", "createdBy.source"),
    *("createdBy.name", "position", "ownerId", "deletedAt", "searchVector", "id", "owner.name", "owner.rank"),
    *("owner.home.addressCity", "parent.fSelect", "parent.fCurrency.amountMicros", "parent.createdAt", "parent.fJson"),
)
ROWS = 45


def order_of(*keys: tuple[str, Direction]) -> tuple[OrderKey, ...]:
    return tuple(OrderKey(tuple(path.split(".")), direction) for path, direction in keys)


@pytest.fixture(scope="module")
def varied() -> list[dict[str, Any]]:
    """Rows with ties, NULLs, cases and values that no double holds."""
    chance = random.Random(7)

    def some(*values: Any) -> Any:
        return chance.choice([None, *values])

    return [
        {
            "name": some("a", "A", "b", "Ä", "ß"),
            "fText": some("", "x", "X", "y", "q\"uo'te%"),
            "fNumber": some(0, 0.1, -1e300, 5e-324),
            "fInt": some(1, 2),
            "fBig": some(2**53, 2**53 + 2),
            "fBoolean": some(True, False),
            "fDate": some("0001-01-01", "2020-02-29", "9999-12-31"),
            "fDateTime": some("2020-01-01T00:00:00.001Z", "1001-01-01T00:00:00Z"),
            "fUuid": some(f"00000000-0000-4000-8000-00000000000{chance.randint(0, 3)}"),
            "fSelect": some("HIGH", "LOW", "MIDDLE"),
            "fMulti": some(["RED"], ["RED", "GREEN"], ["BLUE"]),
            "fRating": some("RATING_3", "RATING_1"),
            "fArray": some(["x"], ["x", "y"], ['"', "{,}"]),
            "fJson": some({"a": 1}, [None, 12345678901234567890], {"a": {"b": "é\\"}}),
            "fName": {"lastName": some("z", "Z", "y")},
            "fEmails": {
                "primaryEmail": some("a@example.com", "b@example.com"),
                "additionalEmails": some(["c@example.com"]),
            },
            "fCurrency": {
                "amountMicros": some("9007199254740993", "9007199254740992.5", 7),
                "currencyCode": some("EUR"),
            },
            "fAddress": {
                "addressCity": some("Paris", "paris", "Rom"),
                "addressLat": some("1.25", "1.250000000000000001"),
            },
            "fActor": {"source": some("API", "EMAIL")},
            "position": chance.randint(0, 3),
        }
        for _ in range(ROWS)
    ]


@pytest.fixture
def many(context: Context, varied: list[dict[str, Any]]) -> Context:
    owners = create(
        context, "owner", {"name": "b", "rank": 1}, {"name": "B", "home": {"addressCity": "X"}}, {"name": "a"}
    )
    choices = [None, *(owner["id"] for owner in owners)]
    made = create(context, "gizmo", *({**row, "ownerId": choices[n % 4]} for n, row in enumerate(varied)))
    ids = [row["id"] for row in made]
    for n in range(0, ROWS, 2):
        sql(context, "gizmo", 'update {t} set "parentId" = %s where id = %s', ids[n % 7], ids[n])
    sql(
        context,
        "gizmo",
        """update {t} set "createdAt" = '2026-01-01'::timestamptz + position * interval '1 microsecond' """,
    )
    sql(context, "gizmo", """update {t} set "fText" = '' where "fText" is null and position > 1""")
    return context


def walk(context: Context, order: tuple[OrderKey, ...], size: int, backward: bool = False, **more: Any) -> list[str]:
    """All ids by pages; backwards the pages are put in front of each other."""
    met: list[str] = []
    cursor: str | None = None
    for _ in range(10_000):
        way = (
            Page(last=size, before=cursor or last_cursor(context, order))
            if backward
            else Page(first=size, after=cursor)
        )
        answer = page(context, "gizmo", order=order, page=way, **more)
        ids = [record["id"] for record in answer["records"]]
        info = answer["pageInfo"]
        met = ids + met if backward else met + ids
        cursor = info["startCursor"] if backward else info["endCursor"]
        if not info["hasPreviousPage" if backward else "hasNextPage"]:
            return met
    raise AssertionError("the walk does not end")


def last_cursor(context: Context, order: tuple[OrderKey, ...]) -> str:
    info = page(context, "gizmo", order=order, page=Page(first=200))["pageInfo"]
    return info["endCursor"]


def whole(context: Context, order: tuple[OrderKey, ...]) -> list[str]:
    return [record["id"] for record in page(context, "gizmo", order=order, page=Page(first=200))["records"]]


@pytest.mark.parametrize("path", SORTABLE)
def test_a_walk_by_each_key_meets_every_row_once(many: Context, path: str) -> None:
    for direction in DIRECTIONS:
        order = order_of((path, direction))
        expected = whole(many, order)
        assert len(set(expected)) == ROWS
        assert walk(many, order, 7) == expected, direction
        assert [*walk(many, order, 7, backward=True), expected[-1]] == expected, direction


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    keys=st.lists(st.tuples(st.sampled_from(SORTABLE), st.sampled_from(DIRECTIONS)), min_size=1, max_size=3),
    size=st.integers(1, 20),
)
def test_a_walk_by_any_order_meets_every_row_once(many: Context, keys: list[tuple[str, Direction]], size: int) -> None:
    order = order_of(*keys)
    expected = whole(many, order)
    assert walk(many, order, size) == expected
    assert [*walk(many, order, size, backward=True), expected[-1]] == expected


def test_ten_thousand_rows_by_pages_of_sixty(context: Context) -> None:
    sql(
        context,
        "gizmo",
        """insert into {t} (id, name, "fNumber", position, "createdAt", "updatedAt") select gen_random_uuid(),
        case when n %% 5 = 0 then null else 'n' || n %% 700 end, nullif(n %% 40, 0), n %% 3, now(), now()
        from generate_series(1, 10000) n""",
    )
    order = order_of(("name", "DescNullsFirst"), ("fNumber", "AscNullsLast"))
    forward = walk(context, order, 60)
    assert len(forward) == len(set(forward)) == 10_000
    after = page(context, "gizmo", order=order, page=Page(first=1, offset=9_999))
    assert after["records"][0]["id"] == forward[-1]
    backward: list[str] = []
    cursor = after["pageInfo"]["endCursor"]
    while cursor is not None:
        answer = page(context, "gizmo", order=order, page=Page(last=60, before=cursor))
        backward = [record["id"] for record in answer["records"]] + backward
        cursor = answer["pageInfo"]["startCursor"] if answer["pageInfo"]["hasPreviousPage"] else None
    assert backward == forward[:-1]


# -- what the orders mean -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("direction", "names"),
    [
        ("AscNullsFirst", ["", "a", "B", "c"]),
        ("AscNullsLast", ["a", "B", "c", ""]),
        ("DescNullsFirst", ["", "c", "B", "a"]),
        ("DescNullsLast", ["c", "B", "a", ""]),
    ],
)
def test_texts_sort_by_letter_and_empty_ones_as_null(context: Context, direction: Direction, names: list[str]) -> None:
    for name in ("B", "a", "", "c"):
        one(context, "gizmo", name=name)
    answer = page(context, "gizmo", order=order_of(("name", direction)), select=selection("name"))
    assert [record["name"] for record in answer["records"]] == names


def test_a_required_text_that_is_empty_sorts_as_null(context: Context) -> None:
    for tagline in ("b", "", "a"):
        one(context, "company", name=tagline, address={"addressCity": tagline})
    sql(context, "company", """update {t} set name = ''  where name is null""")
    order = order_of(("name", "AscNullsLast"))
    answer = page(context, "company", order=order, select=selection("name"))
    assert [record["name"] for record in answer["records"]] == ["a", "b", ""]


def test_options_sort_in_their_own_order(context: Context) -> None:
    for option in ("MIDDLE", "HIGH", None, "LOW"):
        one(context, "gizmo", fSelect=option)
    answer = page(context, "gizmo", order=order_of(("fSelect", "AscNullsLast")), select=selection("fSelect"))
    assert [record["fSelect"] for record in answer["records"]] == ["LOW", "MIDDLE", "HIGH", None]


# -- cursors --------------------------------------------------------------------------------------------------------
def encoded(value: Any) -> str:
    return base64.b64encode(orjson.dumps(value)).decode()


def decoded(cursor: str) -> Any:
    return orjson.loads(base64.b64decode(cursor))


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ((), {}),
        (("name",), {"name": "Zed"}),
        (("fName.firstName",), {"fName": {"firstName": "Aaron"}}),
        (("fName.firstName", "fName.lastName"), {"fName": {"firstName": "Aaron", "lastName": None}}),
        (("owner.name",), {"owner": {"name": "Ada"}}),
        (("owner.home.addressCity", "owner.rank"), {"owner": {"home": {"addressCity": None}, "rank": 2}}),
        (("fNumber", "fBoolean"), {"fNumber": None, "fBoolean": True}),
        (("fDate",), {"fDate": "2020-02-29"}),
    ],
)
def test_the_form_of_a_cursor(context: Context, keys: tuple[str, ...], expected: dict[str, Any]) -> None:
    owner = one(context, "owner", name="Ada", rank=2)
    name = {"firstName": "Aaron"}
    record = one(context, "gizmo", name="Zed", fName=name, ownerId=owner, fBoolean=True, fDate="2020-02-29")
    order = order_of(*((key, "AscNullsFirst") for key in keys))
    cursor = page(context, "gizmo", order=order)["pageInfo"]["endCursor"]
    assert decoded(cursor) == {**expected, "id": record}
    assert base64.b64decode(cursor).endswith(b'"id":"%s"}' % record.encode())
    assert b" " not in base64.b64decode(cursor)


def test_a_cursor_without_its_values_is_looked_up_by_the_id(many: Context) -> None:
    for key in ("owner.name", "ownerId", "fText", "fJson", "searchVector"):
        for direction in DIRECTIONS:
            order = order_of((key, direction))
            expected = whole(many, order)
            for place in range(0, ROWS, 4):
                bare = encoded({"id": expected[place]})
                answer = page(many, "gizmo", order=order, page=Page(first=200, after=bare))
                assert [record["id"] for record in answer["records"]] == expected[place + 1 :], (key, direction)


def test_an_order_by_moments_keeps_microseconds(context: Context) -> None:
    ids = [one(context, "gizmo", name=str(n)) for n in range(9)]
    for n, record in enumerate(ids):
        sql(context, "gizmo", 'update {t} set "createdAt" = %s where id = %s', f"2026-01-01T00:00:00.00000{n}Z", record)
    order = order_of(("createdAt", "DescNullsLast"))
    assert walk(context, order, 2) == ids[::-1]
    cursor = page(context, "gizmo", order=order, page=Page(first=1))["pageInfo"]["endCursor"]
    assert decoded(cursor)["createdAt"] == "2026-01-01T00:00:00.000008Z"
    sql(context, "gizmo", 'update {t} set "createdAt" = %s where id = %s', "2026-02-01T00:00:00.5Z", ids[0])
    cursor = page(context, "gizmo", order=order, page=Page(first=1))["pageInfo"]["endCursor"]
    assert decoded(cursor)["createdAt"] == "2026-02-01T00:00:00.500Z"


def test_what_comes_and_goes_between_pages_moves_nothing_else(context: Context) -> None:
    ids = {name: one(context, "gizmo", name=name) for name in "bdfhj"}
    order = order_of(("name", "AscNullsFirst"))
    first = page(context, "gizmo", order=order, page=Page(first=2))
    cursor = first["pageInfo"]["endCursor"]
    one(context, "gizmo", name="a")
    one(context, "gizmo", name="e")
    remove(context, "gizmo", ids["b"], mode="destroy")
    remove(context, "gizmo", ids["d"], mode="destroy")  # the cursor's own row
    update(context, "gizmo", ids["j"], name="k")
    rest = page(context, "gizmo", order=order, page=Page(first=10, after=cursor), select=selection("name"))
    assert [record["name"] for record in rest["records"]] == ["e", "f", "h", "k"]


def test_a_page_and_its_info(context: Context) -> None:
    assert page(context, "gizmo")["pageInfo"] == {
        "startCursor": None,
        "endCursor": None,
        "hasNextPage": False,
        "hasPreviousPage": False,
    }
    ids = sorted(one(context, "gizmo") for _ in range(5))
    answer = page(context, "gizmo", page=Page(first=0))
    assert (answer["records"], answer["totalCount"], answer["pageInfo"]["hasNextPage"]) == ([], 5, True)
    for way, shown, forward, back in (
        (Page(first=2), ids[:2], True, False),
        (Page(first=5), ids, False, False),
        (Page(last=2), ids[:2], True, False),
        (Page(first=2, offset=3), ids[3:], False, False),
        (Page(offset=2**80), [], False, False),
        (Page(first=2, after=encoded({"id": ids[1]})), ids[2:4], True, False),
        (Page(last=2, before=encoded({"id": ids[4]})), ids[2:4], False, True),
        (Page(last=2, before=encoded({"id": ids[2]})), ids[:2], False, False),
    ):
        answer = page(context, "gizmo", page=way)
        assert [record["id"] for record in answer["records"]] == shown, way
        info = answer["pageInfo"]
        assert (info["hasNextPage"], info["hasPreviousPage"], answer["totalCount"]) == (forward, back, 5), way
        if shown:
            assert (decoded(info["startCursor"])["id"], decoded(info["endCursor"])["id"]) == (shown[0], shown[-1])


@pytest.mark.parametrize(
    ("way", "code", "message"),
    [
        (Page(first=-1), "INVALID_ARGS_FIRST", "First argument must be non-negative"),
        (Page(last=-1), "INVALID_ARGS_LAST", "Last argument must be non-negative"),
        (Page(offset=-1), "INVALID_ARGS_FIRST", "Offset argument must be non-negative"),
        (Page(first=1, last=1), "ARGS_CONFLICT", "Cannot provide both first and last"),
        (Page(after="a", before="b"), "ARGS_CONFLICT", "Cannot provide both before and after"),
        (Page(first=1, before="b"), "ARGS_CONFLICT", "Cannot provide both before and first"),
        (Page(last=1, after="b"), "ARGS_CONFLICT", "Cannot provide both after and last"),
        (Page(after="garbage"), "INVALID_CURSOR", "Invalid cursor: garbage"),
        (Page(after="é"), "INVALID_CURSOR", "Invalid cursor: é"),
    ],
)
def test_page_refusals(context: Context, way: Page, code: str, message: str) -> None:
    with refused(code, message):
        page(context, "gizmo", page=way)


ID = "00000000-0000-4000-8000-000000000001"


@pytest.mark.parametrize(
    ("key", "cursor"),
    [
        ("name", []),
        ("name", {"name": "x"}),
        ("name", {"id": "x"}),
        ("name", {"id": 5}),
        ("name", {"id": f"{{{ID}}}"}),
        ("name", {"id": f"urn:uuid:{ID}"}),
        ("name", {"name": 5, "id": ID}),
        ("name", {"name": "\x00", "id": ID}),
        ("name", {"name": {"x": 1}, "id": ID}),
        ("createdAt", {"createdAt": None, "id": ID}),
        ("createdAt", {"createdAt": "yesterday", "id": ID}),
        ("createdAt", {"createdAt": "2026-13-01T00:00:00.000000Z", "id": ID}),
        ("id", {"id": None}),
        ("position", {"position": None, "id": ID}),
        ("position", {"position": "1e999", "id": ID}),
        ("fSelect", {"fSelect": "NOPE", "id": ID}),
        ("fMulti", {"fMulti": "RED", "id": ID}),
        ("fMulti", {"fMulti": [5], "id": ID}),
        ("fJson", {"fJson": {"a": 1}, "id": ID}),
        ("fJson", {"fJson": "{", "id": ID}),
        ("fName.firstName", {"fName": {"firstName": []}, "id": ID}),
    ],
)
def test_a_forged_cursor_is_refused(context: Context, key: str, cursor: Any) -> None:
    text = encoded(cursor)
    with refused("INVALID_CURSOR", f"Invalid cursor: {text}"):
        page(context, "gizmo", order=order_of((key, "AscNullsFirst")), page=Page(after=text))


def test_a_cursor_of_another_order_is_refused(context: Context) -> None:
    with refused("INVALID_CURSOR_KEYS", "Invalid cursor: its keys do not match the order (id, name)"):
        page(context, "gizmo", page=Page(after=encoded({"name": "x", "id": ID})))


@pytest.mark.parametrize(
    ("key", "code", "message"),
    [
        ("nope", "FIELD_NOT_FOUND", 'Field "nope" does not exist or is not sortable'),
        ("children", "FIELD_NOT_FOUND", 'Field "children" does not exist or is not sortable'),
        ("fText.part", "FIELD_NOT_FOUND", 'Field "fText.part" does not exist or is not sortable'),
        ("fName.nope", "FIELD_NOT_FOUND", 'Field "fName.nope" does not exist or is not sortable'),
        ("owner.nope", "FIELD_NOT_FOUND", 'Field "nope" does not exist or is not sortable'),
        (
            "fName",
            "INVALID_QUERY_INPUT",
            "Composite field \"fName\" requires subfield ordering (e.g., { fName: { subFieldName: 'AscNullsFirst' } })",
        ),
        (
            "owner",
            "INVALID_QUERY_INPUT",
            "Relation field \"owner\" requires a field of its record (e.g., { owner: { name: 'AscNullsFirst' } })",
        ),
    ],
)
def test_order_refusals(context: Context, key: str, code: str, message: str) -> None:
    with refused(code, message):
        page(context, "gizmo", order=order_of((key, "AscNullsFirst")))


def test_a_page_is_clamped(context: Context) -> None:
    create(context, "gizmo", *({"name": "x"} for _ in range(60)))
    assert len(page(context, "gizmo", page=Page(first=500))["records"]) == 60
    assert read(context, "gizmo", page(context, "gizmo", page=Page(first=1))["records"][0]["id"], "name")["name"] == "x"
