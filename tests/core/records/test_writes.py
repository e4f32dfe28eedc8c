"""Writes: what is stored and answered, all or nothing, refusals that name the record, callers at the same time."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest
from django.db import transaction

from core.records import engine
from core.records.context import Context
from core.records.errors import RecordError
from core.records.query import (
    ID_ONLY,
    Connection,
    Duplicates,
    Merge,
    Records,
    RecordSelection,
    Remove,
    ToMany,
    ToOne,
    Total,
    Update,
    Value,
)
from core.records.violations import holds
from tests.core.records.world import (
    create,
    found,
    one,
    page,
    read,
    refused,
    remove,
    selection,
    snapshot,
    statements,
    update,
    where,
)

UNKNOWN = "00000000-0000-4000-8000-0000000000ff"


# -- create -----------------------------------------------------------------------------------------------------------
def test_a_batch_answers_in_its_own_order(context: Context) -> None:
    ids = [str(uuid4()) for _ in range(60)]
    rows = [{"id": key.upper(), "name": str(place)} for place, key in enumerate(ids)]
    made = create(context, "gizmo", *rows, select=selection("name"))
    assert made == [{"id": key, "name": str(place)} for place, key in enumerate(ids)]
    with refused("TOO_MANY_RECORDS", "Maximum number of records to upsert is 60.", value=61, allowed=60):
        create(context, "gizmo", *({} for _ in range(61)))
    with refused("TOO_MANY_RECORDS", value=61, allowed=60):
        remove(context, "gizmo", *(str(uuid4()) for _ in range(61)))
    assert create(context, "gizmo") == []


def test_positions(context: Context) -> None:
    def positions(*rows: dict[str, Any]) -> list[float]:
        return [row["position"] for row in create(context, "gizmo", *rows, select=selection("position"))]

    assert positions({}) == [0]
    assert positions({}, {"position": "first"}, {"position": "last"}, {"position": 7.5}, {"position": "last"}, {}) == [
        *(-1, -2, 1, 7.5, 2),
        -3,
    ]
    binned = one(context, "gizmo", position=-100)
    remove(context, "gizmo", binned)
    assert positions({}, {"position": "last"}) == [-4, 8.5]
    assert update(context, "gizmo", binned, "position", position="first")["position"] == -5


def test_actors_and_times(context: Context) -> None:
    record = one(
        context,
        "gizmo",
        createdBy={"source": "EMAIL", "name": "somebody"},
        createdAt="2020-01-01",
        updatedAt="2020-01-01",
    )
    shown = read(context, "gizmo", record, "createdBy", "updatedBy", "createdAt", "updatedAt")
    assert shown["createdBy"]["source"] == "EMAIL"
    assert shown["updatedBy"] == {"source": "API", "workspaceMemberId": None, "name": "tester", "context": {}}
    assert shown["createdAt"] == "2020-01-01T00:00:00.000Z" < "2026" < shown["updatedAt"]


@pytest.mark.parametrize(
    ("bad", "code", "message"),
    [
        ({"fNumber": "x"}, "INVALID_ARGS_DATA", "Invalid number value 'x' for field \"fNumber\""),
        ({"nope": 1}, "INVALID_ARGS_DATA", 'Object gizmo doesn\'t have any "nope" field.'),
        ({"position": None}, "INVALID_ARGS_DATA", 'Field "position" cannot be null'),
        ({"id": "abc"}, "INVALID_QUERY_INPUT", 'Value "abc" is not a valid UUID'),
        ({"fUnique": "taken"}, "DUPLICATE_ENTRY", "A duplicate entry was detected"),
        (
            {"ownerId": UNKNOWN},
            "REFERENCE_NOT_FOUND",
            f"Expected 1 record to connect to owner, but found 0 for id = {UNKNOWN}",
        ),
        (
            {"owner": {"connect": {"where": {"id": UNKNOWN}}}},
            "RELATION_NOT_FOUND",
            f"Expected 1 record to connect to owner, but found 0 for id = {UNKNOWN}",
        ),
        (
            {"parent": {"connect": {"where": {"fUnique": "none"}}}},
            "RELATION_NOT_FOUND",
            "Expected 1 record to connect to parent, but found 0 for fUnique = none",
        ),
        ({"parent": {"create": {"fUnique": "taken"}}}, "DUPLICATE_ENTRY", "A duplicate entry was detected"),
        (
            {"parent": {"create": {"fNumber": "x"}}},
            "INVALID_ARGS_DATA",
            "Invalid number value 'x' for field \"fNumber\"",
        ),
    ],
)
def test_one_bad_record_refuses_the_batch_and_is_named(context: Context, bad: Any, code: str, message: str) -> None:
    holder = one(context, "gizmo", fUnique="taken", name="holder")
    other = one(context, "gizmo", fUnique="other")
    before = snapshot(context, "gizmo", "owner")
    good = {"fUnique": "fresh", "owner": {"create": {"name": "made"}}}
    for upsert in (False, True):
        if upsert and bad.get("fUnique") == "taken":
            continue
        with refused(code, message, index=2):
            create(context, "gizmo", good, {}, bad, {"name": "last"}, upsert=upsert)
        assert snapshot(context, "gizmo", "owner") == before
    if "id" in bad:
        return
    rows = [(UUID(holder), {"name": "changed"}), (UUID(other), bad)]
    with refused(code, message, index=1):
        engine.run(Update("gizmo", ID_ONLY, rows=rows), context)
    assert snapshot(context, "gizmo", "owner") == before


def test_a_single_record_has_no_place(context: Context) -> None:
    one(context, "gizmo", fUnique="taken")
    for work in (
        lambda: one(context, "gizmo", fUnique="taken"),
        lambda: one(context, "gizmo", parent={"create": {"fUnique": "taken"}}),
    ):
        with pytest.raises(RecordError) as caught, transaction.atomic():
            work()
        assert caught.value.code == "DUPLICATE_ENTRY" and "index" not in caught.value.details


def test_the_place_of_a_duplicate_of_any_type_is_found(context: Context) -> None:
    for given, printed in (
        ([5.0], "5"),
        ([1e20], "1e+20"),
        (["12.50"], "12.50"),
        ([True], "t"),
        (["2026-01-01T00:00:00.000Z"], "2026-01-01 00:00:00+00"),
        (["2026-01-01"], "2026-01-01"),
        (["a, b", "c"], "a, b, c"),
        (["x", 5.0], "x, 5"),
    ):
        assert holds(given, printed), given
        assert not holds(given, printed + "0x"), given


def test_relations_are_made_with_the_record(context: Context) -> None:
    target = one(context, "gizmo", fUnique="key", name="target")
    rows = (
        {"name": "a", "parent": {"connect": {"where": {"fUnique": "key"}}}, "owner": {"create": {"name": "Ada"}}},
        {
            "id": None,
            "name": "b",
            "parent": {"connect": {"where": {"id": target, "fUnique": None}}},
            "owner": {"create": {"name": "Bob"}},
        },
        {"name": "c", "parent": {"create": {"name": "p", "owner": {"create": {"name": "Cid"}}}}},
    )
    both = RecordSelection(
        (Value("name", "name"), *(ToOne(key, key, selection("name")) for key in ("owner", "parent")))
    )
    shown = create(context, "gizmo", *rows, select=both)
    assert [(row["parent"]["name"], row["owner"] and row["owner"]["name"]) for row in shown] == [
        ("target", "Ada"),
        ("target", "Bob"),
        ("p", None),
    ]
    assert found(context, "gizmo", where("owner.name", "eq", "Cid")) == ["p"]
    record = one(context, "gizmo", ownerId=one(context, "owner"))
    assert update(context, "gizmo", record, "ownerId", owner={"disconnect": False})["ownerId"] is not None
    assert update(context, "gizmo", record, "ownerId", owner={"disconnect": True})["ownerId"] is None


def test_an_answer_shows_the_record_in_its_relations(context: Context) -> None:
    """Also where the selection comes back to the written object through a relation."""
    owner = one(context, "owner", name="Ada")
    people = Connection((Records("records", selection("name")), Total("total")))
    select = RecordSelection(
        (Value("id", "id"), ToOne("owner", "owner", RecordSelection((ToMany("gizmos", "gizmos", people),))))
    )
    made = create(context, "gizmo", {"name": "g", "ownerId": owner}, select=select)[0]
    assert made["owner"]["gizmos"] == {"records": [{"id": made["id"], "name": "g"}], "total": 1}
    query = Update("gizmo", select, rows=[(UUID(made["id"]), {"name": "h"})])
    (shown,) = orjson.loads(engine.run(query, context).records)
    assert shown["owner"]["gizmos"] == {"records": [{"id": made["id"], "name": "h"}], "total": 1}
    assert remove(context, "gizmo", made["id"], select=select)[0]["owner"]["gizmos"] == {"records": [], "total": 0}
    assert remove(context, "gizmo", made["id"], mode="restore", select=select)[0]["owner"]["gizmos"]["total"] == 1
    assert remove(context, "gizmo", made["id"], mode="destroy", select=select)[0]["owner"]["gizmos"]["total"] == 1


# -- cost -------------------------------------------------------------------------------------------------------------
def test_a_batch_costs_a_constant_number_of_statements(context: Context) -> None:
    def work(size: int) -> list[int]:
        rows = [{"name": str(n), "fUnique": f"{size}-{n}"} for n in range(size)]
        linked = [
            {"owner": {"create": {"name": "x"}}, "parent": {"connect": {"where": {"fUnique": f"{size}-0"}}}}
        ] * size
        made: list[str] = []
        counts = [len(statements(lambda: made.extend(row["id"] for row in create(context, "gizmo", *rows))))]
        counts.append(len(statements(lambda: create(context, "gizmo", *linked))))
        counts.append(len(statements(lambda: create(context, "gizmo", *rows, upsert=True))))
        changes = [(UUID(key), {"fNumber": n} if n % 2 else {"name": "y"}) for n, key in enumerate(made)]
        counts.append(len(statements(lambda: engine.run(Update("gizmo", ID_ONLY, rows=changes), context))))
        for mode in ("soft_delete", "restore", "destroy"):
            counts.append(len(statements(lambda mode=mode: remove(context, "gizmo", *made, mode=mode))))
        return counts

    assert work(2) == work(60) == [1, 3, 3, 1, 1, 1, 1]


# -- update -----------------------------------------------------------------------------------------------------------
def test_records_of_a_batch_set_different_fields(context: Context) -> None:
    a, b, c = (one(context, "gizmo", name=name, fNumber=1, fText="t", fName={"firstName": "F"}) for name in "abc")
    rows: list[tuple[UUID, dict[str, Any]]] = [
        (UUID(c), {"fNumber": None}),
        (UUID(a), {"fName": {"lastName": "L"}, "position": "last"}),
        (UUID(b), {}),
    ]
    query = Update("gizmo", selection("name", "fNumber", "fText", "fName", "position"), rows=rows)
    shown = orjson.loads(engine.run(query, context).records)
    assert [(row["name"], row["fNumber"], row["fText"], row["fName"]) for row in shown] == [
        ("c", None, "t", {"firstName": "F", "lastName": ""}),
        ("a", 1, "t", {"firstName": "F", "lastName": "L"}),
        ("b", 1, "t", {"firstName": "F", "lastName": ""}),
    ]
    assert [row["position"] for row in shown] == [-2, 1, -1]


def test_an_update_of_an_unknown_id_changes_nothing(context: Context) -> None:
    record = one(context, "gizmo", name="a")
    before = snapshot(context, "gizmo")
    for rows in ([(UUID(record), {"name": "b"}), (UUID(UNKNOWN), {"name": "c"})], [(UUID(UNKNOWN), {})]):
        with refused("RECORD_NOT_FOUND", "Record not found"):
            engine.run(Update("gizmo", ID_ONLY, rows=rows), context)
    assert snapshot(context, "gizmo") == before
    with refused("INVALID_ARGS_DATA", 'Field "id" cannot be updated'):
        update(context, "gizmo", record, id=UNKNOWN)
    assert update(context, "gizmo", record, "name", id=record)["name"] == "a"


def test_updates_by_filter(context: Context) -> None:
    ids = sorted(one(context, "gizmo", name=name, fText="x") for name in "abc")
    remove(context, "gizmo", ids[2])
    many = Update("gizmo", selection(), filter=where("fText", "eq", "x"), data={"fText": "y"})
    assert [row["id"] for row in orjson.loads(engine.run(many, context).records)] == ids[:2]
    assert orjson.loads(engine.run(many, context).records) == []
    before = snapshot(context, "gizmo")
    with refused("TOO_MANY_MATCHES", "Cannot update more than 1 records at once"):
        query = Update("gizmo", ID_ONLY, filter=where("fText", "eq", "y"), data={"fText": "z"})
        engine.run(query, context_with(context, matches=1))
    with refused("INVALID_QUERY_INPUT", "A non-empty filter is required"):
        engine.run(Update("gizmo", ID_ONLY, data={"fText": "z"}), context)
    assert snapshot(context, "gizmo") == before


def context_with(context: Context, **limits: Any) -> Context:
    return replace(context, limits=replace(context.limits, **limits))


# -- remove and restore -----------------------------------------------------------------------------------------------
def test_the_bin(context: Context) -> None:
    a, b = one(context, "gizmo", name="a"), one(context, "gizmo", name="b")
    times = selection("deletedAt", "updatedAt")
    (shown,) = remove(context, "gizmo", a, select=times)
    assert shown["deletedAt"] == shown["updatedAt"] is not None
    (again,) = remove(context, "gizmo", a, select=times)
    assert again["deletedAt"] >= shown["deletedAt"]
    with refused("RECORD_NOT_FOUND", "Record not found"):
        read(context, "gizmo", a)
    before = read(context, "gizmo", b, "updatedAt")
    restored = remove(context, "gizmo", b, a, mode="restore", select=times)
    assert [row["id"] for row in restored] == [b, a] and {row["deletedAt"] for row in restored} == {None}
    assert restored[0]["updatedAt"] == before["updatedAt"], "a record that is not in the bin stays as it is"
    for mode in ("soft_delete", "restore", "destroy"):
        everything = snapshot(context, "gizmo")
        with refused("RECORD_NOT_FOUND", "Record not found"):
            remove(context, "gizmo", a, UNKNOWN, mode=mode)
        assert snapshot(context, "gizmo") == everything
        with refused("INVALID_QUERY_INPUT", "A non-empty filter is required"):
            engine.run(Remove("gizmo", ID_ONLY, mode, filter=None), context)  # type: ignore[arg-type]
    remove(context, "gizmo", a)
    by_filter = Remove("gizmo", selection("name"), "restore", filter=where("name", "in", ["a", "b"]))
    assert [row["name"] for row in orjson.loads(engine.run(by_filter, context).records)] == ["a"]
    assert [row["id"] for row in remove(context, "gizmo", a, mode="destroy")] == [a]
    with refused("RECORD_NOT_FOUND"):
        remove(context, "gizmo", a, mode="destroy")


# -- upsert -----------------------------------------------------------------------------------------------------------
def test_an_upsert_keeps_what_is_not_given(context: Context) -> None:
    record = one(context, "gizmo", fUnique="k", name="old", fText="kept", createdBy={"source": "EMAIL"})
    shown = create(
        context, "gizmo", {"fUnique": "k", "name": "new"}, select=selection("name", "fText", "createdBy"), upsert=True
    )
    assert [(row["id"], row["name"], row["fText"], row["createdBy"]["source"]) for row in shown] == [
        (record, "new", "kept", "EMAIL")
    ]
    remove(context, "gizmo", record)
    assert create(context, "gizmo", {"fUnique": "k"}, upsert=True) == [{"id": record}]
    assert read(context, "gizmo", record, "deletedAt")["deletedAt"] is None, "a match in the bin comes back"


def test_upserts_mix_new_and_old_in_order(context: Context) -> None:
    old = one(context, "gizmo", fUnique="old", name="0")
    rows = [
        {"fUnique": "new"},
        {"fUnique": "old", "name": "1"},
        {"id": UNKNOWN},
        {"fUnique": "new", "name": "2"},
        {"id": old, "fText": "3"},
    ]
    shown = create(context, "gizmo", *rows, select=selection("fUnique", "name", "fText"), upsert=True)
    assert [row["fUnique"] for row in shown] == ["new", "old", "", "new", "old"]
    assert shown[0] == shown[3] and shown[0]["name"] == "2"
    assert shown[1] == shown[4] and (shown[1]["name"], shown[1]["fText"]) == ("1", "3")
    assert shown[2]["id"] == UNKNOWN


def test_an_empty_unique_value_matches_nothing(context: Context) -> None:
    create(context, "gizmo", {"fUnique": ""}, {"fUnique": None}, {}, upsert=True)
    create(context, "gizmo", {"fUnique": ""}, {"fUnique": None}, {}, upsert=True)
    assert page(context, "gizmo")["totalCount"] == 6


def test_an_upsert_that_matches_two_records_is_refused(context: Context) -> None:
    a, b = one(context, "gizmo", fUnique="a"), one(context, "gizmo")
    message = "Multiple records found with the same unique field values. Cannot determine which record to update."
    with refused("UPSERT_CONFLICT", message, index=1, conflictingRecordIds=sorted([a, b])):
        create(context, "gizmo", {}, {"id": b, "fUnique": "a"}, upsert=True)
    with refused("UPSERT_CONFLICT", message, index=None):
        create(context, "gizmo", {"id": b, "fUnique": "a"}, upsert=True)


# -- merge and duplicates ---------------------------------------------------------------------------------------------
def merged(context: Context, *ids: str, priority: int = 0, dry: bool = False) -> dict[str, Any]:
    names = ("name", "jobTitle", "emails", "phones", "linkedinLink", "companyId", "deletedAt", "city")
    names = tuple(name for name in names if name in context.schema.objects["person"].fields or name == "companyId")
    query = Merge("person", [UUID(one) for one in ids], priority, selection(*names), dry)
    return orjson.loads(engine.run(query, context).record)


def test_a_merge_fills_unites_and_moves(context: Context) -> None:
    company = one(context, "company", name="C")
    a = one(context, "person", name={"firstName": "A"}, emails={"primaryEmail": "a@example.com"})
    b = one(
        context,
        "person",
        name={"firstName": "B", "lastName": "B"},
        jobTitle="boss",
        companyId=company,
        emails={"primaryEmail": "b@example.com", "additionalEmails": ["c@example.com"]},
    )
    before = snapshot(context, "person")
    preview = merged(context, a, b, dry=True)
    assert preview["id"] not in (a, b) and preview["deletedAt"] is not None
    assert snapshot(context, "person") == before
    shown = merged(context, b, a, priority=1)
    assert shown["id"] == a and shown["deletedAt"] is None
    assert shown["name"] == {"firstName": "A", "lastName": ""}
    assert (shown["jobTitle"], shown["companyId"]) == ("boss", company)
    assert shown["emails"]["primaryEmail"] == "a@example.com"
    assert sorted(shown["emails"]["additionalEmails"]) == ["b@example.com", "c@example.com"]
    assert {**preview, "id": a, "deletedAt": None} == {**shown, "emails": preview["emails"]}
    assert [row["id"] for row in page(context, "person")["records"]] == [a]
    other = one(context, "company", name="D", domainName={"primaryLinkUrl": "d.example"})
    query = Merge(
        "company", [UUID(other), UUID(company)], 0, RecordSelection((ToMany("p", "people", Connection((Total("n"),))),))
    )
    assert orjson.loads(engine.run(query, context).record) == {"p": {"n": 1}}
    assert read(context, "person", a, "companyId")["companyId"] == other


def test_a_merge_takes_over_unique_values(context: Context) -> None:
    a = one(context, "person", name={"firstName": "A"})
    b = one(context, "person", emails={"primaryEmail": "b@example.com"})
    assert merged(context, a, b)["emails"]["primaryEmail"] == "b@example.com"


def test_merge_refusals(context: Context) -> None:
    a, b = one(context, "person"), one(context, "person")
    binned = one(context, "person")
    remove(context, "person", binned)
    before = snapshot(context, "person")
    for ids, priority, code, message in (
        ((a,), 0, "BAD_REQUEST", "At least 2 record IDs are required for merge"),
        ((a, a), 0, "BAD_REQUEST", "At least 2 record IDs are required for merge"),
        ((a, b), 5, "BAD_REQUEST", "Invalid conflict priority '5'. Valid options for 2 records: 0-1"),
        ((a, UNKNOWN), 0, "RECORD_NOT_FOUND", "Record not found"),
        ((a, binned), 0, "RECORD_NOT_FOUND", "Record not found"),
        (tuple(str(uuid4()) for _ in range(10)), 0, "BAD_REQUEST", "At most 9 record IDs are allowed for merge"),
    ):
        with refused(code, message):
            merged(context, *ids, priority=priority)
    assert snapshot(context, "person") == before
    with refused("BAD_REQUEST", "Object gizmo has no duplicate criteria and cannot be merged"):
        engine.run(Merge("gizmo", [uuid4(), uuid4()], 0, ID_ONLY), context)


def test_duplicates(context: Context) -> None:
    ada = {"name": {"firstName": "Ada", "lastName": "Byron"}}
    a, b = one(context, "person", **ada), one(context, "person", **ada)
    c = one(context, "person", name={"firstName": "Ada"}, emails={"primaryEmail": "c@example.com"})
    outputs = (Records("records", ID_ONLY), Total("totalCount"))

    def alike(**query: Any) -> list[list[str]]:
        groups = orjson.loads(engine.run(Duplicates("person", outputs, **query), context).groups)
        assert all(group["totalCount"] == len(group["records"]) for group in groups)
        return [sorted(row["id"] for row in group["records"]) for group in groups]

    assert alike(ids=[UUID(b), UUID(UNKNOWN), UUID(c), UUID(a)]) == [[a], [], [b]]
    data = [ada, {"emails": {"primaryEmail": "C@example.com"}}, {"name": {"firstName": "Ad"}}, {}]
    assert alike(data=data) == [sorted([a, b]), [c], [], []]
    with refused("BAD_REQUEST", 'You cannot provide both "data" and "ids" arguments'):
        alike(data=data, ids=[])
    with refused("BAD_REQUEST", 'You have to provide either "data" or "ids" argument'):
        alike()
