"""Rights: what a caller may not read is neither shown nor guessed, what it may not write is not written."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest

from apikeys.permissions import NONE, Rights
from core.records import engine
from core.records.context import Context
from core.records.query import (
    ID_ONLY,
    Aggregate,
    Connection,
    Create,
    Dimension,
    Duplicates,
    Edges,
    FindMany,
    FindOne,
    GroupBy,
    GroupOrder,
    GroupValues,
    Hop,
    Merge,
    OrderKey,
    Page,
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
from tests.core.records.test_search import NODE
from tests.core.records.world import (
    create,
    limited,
    one,
    page,
    read,
    refused,
    remove,
    selection,
    snapshot,
    update,
    where,
)

DENIED = ("PERMISSION_DENIED", "Entity performing the request does not have permission")
READ_ONLY = Rights(True, False, False, False)


def run(query: Any, context: Context) -> Any:
    return engine.run(query, context)


def to_one(key: str, *names: str) -> RecordSelection:
    return RecordSelection((ToOne(key, key, selection(*names)),))


def to_many(key: str, **more: Any) -> RecordSelection:
    return RecordSelection((ToMany(key, key, Connection((Records("records", ID_ONLY),), **more)),))


def listed(select: RecordSelection = ID_ONLY, **more: Any) -> FindMany:
    return FindMany("gizmo", Connection((Records("records", select),), **more))


SECRET_FIELD: dict[str, Any] = {
    "selected": listed(selection("fText")),
    "selected among edges": FindMany("gizmo", Connection((Edges("e", (("node", "node", selection("fText")),)),))),
    "selected of one": FindOne("gizmo", selection("fText"), id=uuid4()),
    "filtered": listed(filter=where("fText", "is", "NOT_NULL")),
    "filter of one": FindOne("gizmo", ID_ONLY, filter=where("fText", "eq", "x")),
    "ordered": listed(order=(OrderKey(("fText",)),)),
    "aggregated": FindMany("gizmo", Connection((Aggregate("x", "countNotEmptyFText"),))),
    "grouped": GroupBy("gizmo", (Dimension(("fText",)),), (GroupValues("v"),)),
    "groups ordered": GroupBy(
        "gizmo", (), (Total("n"),), order=(GroupOrder("AscNullsLast", aggregate="countEmptyFText"),)
    ),
    "groups filtered": GroupBy("gizmo", (), (Total("n"),), filter=where("fText", "eq", "x")),
    "samples": GroupBy("gizmo", (), (Records("r", selection("fText")),)),
    "samples ordered": GroupBy("gizmo", (), (Records("r", ID_ONLY),), records_order=(OrderKey(("fText",)),)),
    "through a relation": listed(to_one("parent", "fText")),
    "filtered through a relation": listed(filter=where("parent.fText", "eq", "x")),
    "filtered through many": listed(filter=Hop("children", where("fText", "eq", "x"))),
    "ordered through a relation": listed(order=(OrderKey(("parent", "fText")),)),
    "filtered in a nested list": listed(to_many("children", filter=where("fText", "eq", "x"))),
    "grouped through a relation": GroupBy("gizmo", (Dimension(("parent", "fText")),), (GroupValues("v"),)),
    "described": Duplicates("gizmo", (Total("n"),), data=[{"fText": "x"}]),
    "created": Create("gizmo", [{"fText": "x"}], ID_ONLY),
    "created and shown": Create("gizmo", [{}], selection("fText")),
    "updated": Update("gizmo", ID_ONLY, rows=[(uuid4(), {"fText": "x"})]),
    "updated by it": Update("gizmo", ID_ONLY, filter=where("fText", "eq", "x"), data={}),
    "removed by it": Remove("gizmo", ID_ONLY, "destroy", filter=where("fText", "eq", "x")),
    "removed and shown": Remove("gizmo", selection("fText"), "destroy", ids=[uuid4()]),
    "merged and shown": Merge("gizmo", [uuid4(), uuid4()], 0, selection("fText")),
}


@pytest.mark.parametrize("way", SECRET_FIELD)
def test_an_unreadable_field_is_refused_wherever_it_is_named(context: Context, way: str) -> None:
    one(context, "gizmo", fText="secret")
    before = snapshot(context, "gizmo")
    with refused("BAD_REQUEST" if way == "merged and shown" else DENIED[0]):
        run(SECRET_FIELD[way], limited(context, "gizmo.fText"))
    assert snapshot(context, "gizmo") == before


SECRET_OBJECT: dict[str, Any] = {
    "listed": FindMany("owner", Connection((Total("n"),))),
    "one": FindOne("owner", ID_ONLY, id=uuid4()),
    "grouped": GroupBy("owner", (), (Total("n"),)),
    "duplicates": Duplicates("owner", (Total("n"),), ids=[]),
    "created": Create("owner", [{}], ID_ONLY),
    "updated": Update("owner", ID_ONLY, rows=[(uuid4(), {})]),
    "removed": Remove("owner", ID_ONLY, "soft_delete", ids=[uuid4()]),
    "destroyed": Remove("owner", ID_ONLY, "destroy", ids=[uuid4()]),
    "restored": Remove("owner", ID_ONLY, "restore", ids=[uuid4()]),
    "merged": Merge("owner", [uuid4(), uuid4()], 0, ID_ONLY),
    "selected through a relation": listed(to_one("owner", "name")),
    "filtered through a relation": listed(filter=where("owner.name", "eq", "x")),
    "ordered through a relation": listed(order=(OrderKey(("owner", "name")),)),
    "grouped through a relation": GroupBy("gizmo", (Dimension(("owner", "name")),), (GroupValues("v"),)),
    "connected": Create("gizmo", [{"owner": {"connect": {"where": {"id": str(uuid4())}}}}], ID_ONLY),
    "made along": Create("gizmo", [{"owner": {"create": {}}}], ID_ONLY),
}


@pytest.mark.parametrize("way", SECRET_OBJECT)
def test_an_unreadable_object_is_refused_on_every_way(context: Context, way: str) -> None:
    one(context, "gizmo", ownerId=one(context, "owner", name="secret"))
    before = snapshot(context, "gizmo", "owner")
    with refused(*DENIED):
        run(SECRET_OBJECT[way], limited(context, objects={"owner": NONE}))
    assert snapshot(context, "gizmo", "owner") == before


def test_what_a_selection_does_not_name_is_left_out(context: Context) -> None:
    owner = one(context, "owner", name="Ada")
    record = one(context, "gizmo", name="g", fText="secret", ownerId=owner)
    caller = limited(context, "gizmo.fText", objects={"owner": NONE})
    everything = RecordSelection(
        (
            *(Value(name, name) for name in ("name", "fText", "ownerId")),
            ToOne("owner", "owner", selection("name")),
            ToMany("children", "children", Connection((Records("r", ID_ONLY),)), plain=True),
        ),
        lenient=True,
    )
    shown = orjson.loads(run(FindOne("gizmo", everything, id=UUID(record)), caller).record)
    assert shown == {"name": "g", "ownerId": owner, "children": []}
    (made,) = create(caller, "gizmo", {"name": "h"}, select=everything)
    assert made == {"name": "h", "ownerId": None, "children": []}
    assert orjson.loads(run(FindOne("gizmo", everything, id=UUID(record)), context).record)["fText"] == "secret"


def test_the_relation_itself_may_be_unreadable(context: Context) -> None:
    caller = limited(context, "gizmo.owner")
    for query in (listed(selection("ownerId")), listed(to_one("owner")), listed(filter=where("ownerId", "is", "NULL"))):
        with refused(*DENIED):
            run(query, caller)
    with refused(*DENIED):
        page(caller, "gizmo", order=(OrderKey(("ownerId",)),))


# -- each right for itself ------------------------------------------------------------------------------------------
WRITES: dict[str, tuple[Rights, Callable[[Context, str], Any]]] = {
    "create": (Rights(True, False, True, True), lambda context, key: one(context, "gizmo")),
    "upsert": (
        Rights(True, False, True, True),
        lambda context, key: create(context, "gizmo", {"id": key}, upsert=True),
    ),
    "update": (Rights(True, False, True, True), lambda context, key: update(context, "gizmo", key, name="x")),
    "soft delete": (Rights(True, True, False, True), lambda context, key: remove(context, "gizmo", key)),
    "restore": (Rights(True, True, False, True), lambda context, key: remove(context, "gizmo", key, mode="restore")),
    "destroy": (Rights(True, True, True, False), lambda context, key: remove(context, "gizmo", key, mode="destroy")),
}


@pytest.mark.parametrize("word", WRITES)
def test_a_right_that_lacks(context: Context, word: str) -> None:
    record = one(context, "gizmo", name="a")
    rights, work = WRITES[word]
    before = snapshot(context, "gizmo")
    with refused(*DENIED):
        work(limited(context, objects={"gizmo": rights}), record)
    with refused(*DENIED):
        work(limited(context, objects={"gizmo": READ_ONLY}), record)
    assert snapshot(context, "gizmo") == before
    work(limited(context, objects={"owner": NONE}), record)


def test_a_locked_field_is_read_and_not_written(context: Context) -> None:
    record = one(context, "gizmo", fText="kept", ownerId=one(context, "owner"))
    caller = limited(context, locked=("gizmo.fText", "gizmo.owner"))
    assert read(caller, "gizmo", record, "fText")["fText"] == "kept"
    for data in ({"fText": "x"}, {"ownerId": None}, {"owner": {"disconnect": True}}):
        with refused(*DENIED):
            update(caller, "gizmo", record, **data)
        with refused(*DENIED):
            one(caller, "gizmo", **data)
    assert update(caller, "gizmo", record, "name", name="x")["name"] == "x"


def test_a_merge_needs_both_rights(context: Context) -> None:
    a, b = one(context, "person"), one(context, "person")
    for rights in (Rights(True, False, True, True), Rights(True, True, True, False)):
        with refused(*DENIED):
            run(Merge("person", [UUID(a), UUID(b)], 0, ID_ONLY, True), limited(context, objects={"person": rights}))


def test_members_are_written_by_nobody(context: Context) -> None:
    with refused(*DENIED):
        one(context, "workspaceMember")


# -- guessing -------------------------------------------------------------------------------------------------------
def test_a_search_knows_only_readable_words(context: Context) -> None:
    secret = one(
        context, "person", name={"firstName": "Open"}, jobTitle="hidden", emails={"primaryEmail": "mail@example.com"}
    )
    company = one(context, "company", name="Hidden")

    def labels(caller: Context, text: str) -> list[str]:
        edges = (("node", "node", NODE),)
        answer = run(Search(text, 20, "edges", edges, None, ()), caller).outputs["edges"]
        return sorted(edge["node"]["label"] for edge in orjson.loads(answer) if edge["node"]["id"] in (secret, company))

    fed = context.schema.objects["person"].search_fields
    assert {"name", "emails", "jobTitle"} <= set(fed)
    assert labels(context, "hidden") == ["Hidden", "Open"]
    assert labels(limited(context, "person.jobTitle"), "hidden") == ["Hidden"]
    assert labels(limited(context, "person.jobTitle"), "open") == ["Open"]
    assert labels(limited(context, "person.jobTitle"), "mail") == ["Open"]
    assert labels(limited(context, objects={"company": NONE}), "hidden") == ["Open"]
    assert labels(limited(context, "person.name"), "open") == []
    assert labels(limited(context, "person.name"), "hidden") == ["", "Hidden"], "a name that is hidden names nothing"
    blind = limited(context, *(f"person.{name}" for name in fed))
    assert labels(blind, "hidden") == ["Hidden"]
    for query in (
        FindMany("person", Connection((Records("r", selection("searchVector")),))),
        FindMany("person", Connection((Total("n"),), where("searchVector", "search", "hidden"))),
        FindMany("person", Connection((Total("n"),), order=(OrderKey(("searchVector",)),))),
    ):
        with refused(*DENIED):
            run(query, limited(context, "person.jobTitle"))


def test_duplicates_are_not_recognised_by_what_is_hidden(context: Context) -> None:
    link = {"primaryLinkUrl": "https://linkedin.com/in/secret"}
    a = one(context, "person", linkedinLink=link)
    b = one(context, "person", name={"firstName": "Eve", "lastName": "Eve"}, linkedinLink=link)
    c = one(context, "person", name={"firstName": "Eve", "lastName": "Eve"})

    def alike(caller: Context) -> set[str]:
        query = Duplicates("person", (Records("r", ID_ONLY),), ids=[UUID(b)])
        return {row["id"] for row in orjson.loads(run(query, caller).groups)[0]["r"]}

    assert alike(context) == {a, c}
    assert alike(limited(context, "person.linkedinLink")) == {c}
    assert alike(limited(context, "person.linkedinLink", "person.name")) == set()


def test_records_are_not_connected_by_what_is_hidden(context: Context) -> None:
    one(context, "gizmo", fUnique="secret")
    connect = {"parent": {"connect": {"where": {"fUnique": "secret"}}}}
    assert one(context, "gizmo", **connect)
    caller = limited(context, "gizmo.fUnique")
    for value in ("secret", "wrong"):
        with refused(*DENIED):
            one(caller, "gizmo", parent={"connect": {"where": {"fUnique": value}}})


def test_a_page_tells_nothing_of_hidden_rows(context: Context) -> None:
    one(context, "gizmo", name="a", fText="z")
    one(context, "gizmo", name="b", fText="y")
    caller = limited(context, "gizmo.fText")
    cursor = page(context, "gizmo", order=(OrderKey(("fText",)),), page=Page(first=1))["pageInfo"]["endCursor"]
    with refused(*DENIED):
        page(caller, "gizmo", order=(OrderKey(("fText",)),), page=Page(after=cursor))
