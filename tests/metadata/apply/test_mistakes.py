"""All mistakes of a document at once, each with its path."""

from typing import Any

import pytest

from metadata.apply.document import DocumentRefused
from metadata.apply.run import apply_model
from metadata.apply.text import as_yaml, read_text
from metadata.models import ObjectMetadata, Workspace
from tests.metadata.model import new_object

DOCUMENT = """
version: 1
colour: red
objects:
  - nameSingular: boat
    isActive: maybe
    fields:
      - {name: length, type: NUMBRE}
  - nameSingular: users
    namePlural: users
  - nameSingular: ship
    labelIdentifier: nothing
    indexes:
      - fields: [nowhere]
    fields:
      - {name: Bad name, type: TEXT}
      - {name: rig, type: SELECT, options: [lower, {value: OK, color: blurple}, {label: X}]}
      - {name: stage, type: SELECT, options: [A, B], defaultValue: "'C'"}
      - {name: cost, type: CURRENCY, isUnique: true}
      - {name: cost, type: TEXT}
  - nameSingular: company
    fields:
      - {name: name, type: NUMBER}
      - {name: employees, type: NUMBER, isUnique: true, defaultValue: 5}
relations:
  - from: {object: ship, name: owner}
    to: {object: nobody, name: ships}
  - from: {object: ship, name: port, morph: port}
    to: {object: company}
"""
TOLD = [
    ("colour", "is not known here; known are version, partial, objects, relations"),
    ("objects[0].isActive", "must be true or false"),
    ("objects[2].fields[1].options[2].value", "is required"),
    ("objects[2].fields[4]", "cost stands at objects[2].fields[3] already"),
    ("relations[1].from", "needs either a name or a morph"),
    ("relations[1].to", "needs either a name or a morph"),
]


def refused(workspace: Workspace, document: Any) -> list[tuple[str, str]]:
    with pytest.raises(DocumentRefused) as refusal:
        apply_model(workspace, document, allow_destructive=True)
    return [(fault.path, fault.message) for fault in refusal.value.faults]


def test_all_at_once(workspace: Workspace) -> None:
    found = refused(workspace, read_text(DOCUMENT))
    assert [one for one in TOLD if one not in found] == []
    reserved = 'This name is reserved. Use a different name or the system will add "Custom" suffix.'
    for path, message in (
        ("objects[1]", reserved),
        ("objects[1]", "The singular and plural names cannot be the same for an object"),
        (
            "objects[2].fields[0]",
            "Name is not valid: it must start with lowercase letter and contain only alphanumeric letters",
        ),
        ("objects[2].fields[3]", "Field type CURRENCY cannot be unique"),
        ("objects[3].fields[0].type", "is TEXT, and the type of a field that comes with its object cannot change"),
        ("objects[3].fields[1]", "Unique field cannot have a default value"),
        ("relations[0].to.object", "there is no object nobody"),
        ("objects[2].indexes[0].fields", "there is no field nowhere"),
        ("objects[2].labelIdentifier", "there is no field nothing"),
    ):
        assert (path, message) in found, found
    assert any(path == "objects[2].fields[2]" for path, _ in found)
    assert not ObjectMetadata.objects.filter(workspace=workspace, name_singular="ship").exists()


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ([], [("", "The document must be an object")]),
        ({"version": 2}, [("version", "must be 1")]),
        ({"objects": {}}, [("objects", "must be a list")]),
        ({"objects": [1]}, [("objects[0]", "must be an object")]),
        ({"objects": [{}]}, [("objects[0].nameSingular", "is required")]),
        ({"objects": [{"nameSingular": "a\0"}]}, [("objects[0].nameSingular", "holds a NUL character")]),
        (
            {"objects": [{"nameSingular": "boat", "universalIdentifier": "x"}]},
            [("objects[0].universalIdentifier", "must be a UUID")],
        ),
        (
            {"objects": [{"nameSingular": "boat", "withoutRelationsTo": ["note"]}]},
            [
                (
                    "objects[0].withoutRelationsTo",
                    "note is none of timelineActivity, attachment, noteTarget, taskTarget",
                )
            ],
        ),
        (
            {"relations": [{"from": {"object": "note", "morph": "a"}, "to": {"object": "task", "morph": "b"}}]},
            [("relations[0]", "only one end of a relation can be a morph")],
        ),
    ],
)
def test_forms(workspace: Workspace, document: Any, told: list[tuple[str, str]]) -> None:
    assert refused(workspace, document) == told


def test_two_pieces_of_one_thing(workspace: Workspace) -> None:
    row = new_object(workspace)
    same = {"universalIdentifier": str(row.universal_identifier)}
    document = {"objects": [{"nameSingular": "rocket"}, {"nameSingular": "ship", "namePlural": "ships", **same}]}
    assert refused(workspace, {"objects": [{"nameSingular": n, **same} for n in ("a", "b")]})[0] == (
        "objects[1]",
        f"{row.universal_identifier} stands at objects[0] already",
    )
    names = [one["action"] for one in apply_model(workspace, {**document, "partial": True}).plan.as_json()["steps"]]
    assert names == ["rename", "add"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"a: &x [1]\nb: *x", "line 2: aliases are not allowed"),
        (b"a: 1\na: 2", "line 2: the key a stands twice"),
        (b"[" * 5000, None),
        (b"[" * 60 + b"]" * 60 + b"\n---", "line 1: it is nested more than 50 times"),
        (b"{1: 2}", "line 1: keys must be texts"),
        (b"!!python/object:os.system x", None),
        (b"a: [", None),
        (b"\xff\xfe\x00", None),
        (b"a: " + b"9" * 5000, None),
    ],
)
def test_what_cannot_be_read(text: bytes, told: str | None) -> None:
    with pytest.raises(DocumentRefused) as refusal:
        read_text(text)
    (line,) = refusal.value.lines()
    assert line.startswith("The document is no JSON and no YAML: ")
    assert told is None or line.endswith(told)


def test_yaml_texts_stay_texts() -> None:
    given = {
        "options": ["NO", "ON", "yes"],
        "date": "2024-01-01",
        "time": "12:30",
        "n": "1_000",
        "x": "1e3",
        "o": "010",
    }
    assert read_text(as_yaml(given)) == given
    assert read_text("[NO, 2024-01-01, 12:30, true, 3, 1.5, null, ~, 1e3]") == [
        *("NO", "2024-01-01", "12:30", True, 3, 1.5, None, None, 1000.0)
    ]
