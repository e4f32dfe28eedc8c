"""What a subscriber stores of a write, in the statement of the write itself."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from core.records import events
from core.records.context import Context
from core.records.sql.builder import Builder
from metadata.schema.snapshot import ObjectSchema
from tests.core.records.world import FIELDS, create, limited, one, refused, remove, statements, update

UNKNOWN = "00000000-0000-4000-8000-0000000000ff"
CHOICES = {
    "fSelect": "LOW",
    "fMulti": ["RED"],
    "fRating": "RATING_2",
    "fRich": {"blocknote": "[]", "markdown": "x"},  # from Markdown alone, blocks have new ids each time
}
Told = tuple[str, dict[str, Any], list[str] | None]


class Ear:
    """Hears of gizmos."""

    def store(self, context: Context, obj: ObjectSchema, action: str) -> Any:
        if obj.name_singular != "gizmo":
            return None
        return lambda b, rows: self.insert(b, rows, action)

    def insert(self, b: Builder, rows: str, action: str) -> str:
        told = b.param(action, "text")
        return f"insert into heard (action, record, updated) select {told}, record, updated from {rows} order by id"

    def heard(self) -> list[Told]:
        """Since the last call."""
        with connection.cursor() as cursor:
            cursor.execute("with gone as (delete from heard returning *) select * from gone order by n")
            return [(action, record, updated) for _, action, record, updated in cursor.fetchall()]


@pytest.fixture
def ear(context: Context, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ear]:
    ear = Ear()
    monkeypatch.setattr(events, "subscribers", [ear])
    with connection.cursor() as cursor:
        cursor.execute("create temp table heard (n serial, action text, record json, updated text[])")
    yield ear


def test_events_tell_the_whole_record(context: Context, ear: Ear) -> None:
    writer = limited(context, "gizmo.fText")
    record = one(writer, "gizmo", name="a", fUnique="k")
    update(writer, "gizmo", record, name="b")
    create(writer, "gizmo", {"fUnique": "k", "name": "c"}, upsert=True)
    remove(writer, "gizmo", record, mode="restore")
    remove(writer, "gizmo", record)
    remove(writer, "gizmo", record, mode="restore")
    remove(writer, "gizmo", record, mode="destroy")
    heard = ear.heard()
    assert [(action, updated) for action, _, updated in heard] == [
        ("created", None),
        ("updated", ["name"]),
        ("updated", ["name"]),
        ("deleted", ["deletedAt"]),
        ("restored", ["deletedAt"]),
        ("destroyed", None),
    ]
    assert [record["name"] for _, record, _ in heard] == list("abcccc")
    assert all("fText" in told and told["id"] == record for _, told, _ in heard)
    assert not {"searchVector", "owner", "children"} & set(heard[0][1])


@pytest.mark.parametrize("name", FIELDS)
def test_updated_fields_are_those_that_show_another_value(context: Context, ear: Ear, name: str) -> None:
    record = one(context, "gizmo", name="a")
    value = CHOICES.get(name, context.schema.objects["gizmo"].fields[name].type.example)
    for _ in range(2):
        update(context, "gizmo", record, **{name: value})
    (_, before, _), (_, first, changed), (_, second, unchanged) = ear.heard()
    assert (changed, unchanged) == ([name], [])
    assert before[name] != first[name] == second[name]


def test_updated_fields_stand_in_the_order_of_the_record(context: Context, ear: Ear) -> None:
    first, second = (row["id"] for row in create(context, "gizmo", {"name": "1"}, {"name": "2"}))
    owner = one(context, "owner", name="o")
    ear.heard()
    update(context, "gizmo", first, ownerId=owner, fText="t", name="b", position=7)
    ((_, record, updated),) = ear.heard()
    assert updated == [name for name in record if name in ("ownerId", "fText", "name", "position")]
    remove(context, "gizmo", *sorted((first, second), reverse=True))
    assert [record["id"] for _, record, _ in ear.heard()] == sorted((first, second))


def test_a_write_and_its_events_are_one_statement(context: Context, ear: Ear) -> None:
    record = one(context, "gizmo", name="a")
    assert len(statements(lambda: create(context, "gizmo", {"name": "b"}, {"name": "c"}))) == 1
    assert len(statements(lambda: update(context, "gizmo", record, name="b"))) == 1
    for mode in ("soft_delete", "restore", "destroy"):
        assert len(statements(lambda mode=mode: remove(context, "gizmo", record, mode=mode))) == 1
    told = ["created"] * 3 + ["updated", "deleted", "restored", "destroyed"]
    assert [action for action, _, _ in ear.heard()] == told


def test_a_refused_write_tells_nothing(context: Context, ear: Ear) -> None:
    record = one(context, "gizmo", name="a", fUnique="k")
    ear.heard()
    with refused("RECORD_NOT_FOUND"):
        remove(context, "gizmo", record, UNKNOWN)
    with refused("RECORD_NOT_FOUND"):
        update(context, "gizmo", UNKNOWN, name="b")
    with refused("DUPLICATE_ENTRY"):
        create(context, "gizmo", {"name": "b"}, {"name": "c", "fUnique": "k"})
    assert ear.heard() == []
