"""A data model as a document: out, in, and what lies between."""

import copy
from typing import Any

import pytest

from metadata.consistency.check import problems_of
from metadata.errors import MetadataValidationError, NotAllowed
from metadata.models import FieldMetadata, ObjectMetadata, Workspace
from metadata.services.apply import apply_model, plan_model
from metadata.services.document import export_model
from metadata.services.fields import delete_field, update_field
from metadata.services.indexes import create_index
from metadata.services.objects import update_object
from metadata.services.workspaces import create_workspace
from tests.metadata.model import (
    columns_of,
    field_of,
    new_field,
    new_object,
    object_of,
    options,
    problems,
    relation,
    sql,
)

pytestmark = pytest.mark.django_db
TYPES = ("TEXT", "NUMBER", "BOOLEAN", "DATE", "DATE_TIME", "RATING", "CURRENCY", "LINKS", "EMAILS", "PHONES", "ADDRESS")
TYPES += ("FULL_NAME", "RAW_JSON", "ARRAY", "RICH_TEXT", "UUID", "ACTOR")


@pytest.fixture
def rocket(workspace: Workspace) -> ObjectMetadata:
    return new_object(workspace, description="Flies", icon="IconRocket")


@pytest.fixture
def rich(workspace: Workspace, rocket: ObjectMetadata) -> ObjectMetadata:
    """Something of everything."""
    company, person = object_of(workspace, "company"), object_of(workspace, "person")
    for type in TYPES:
        new_field(workspace, rocket, type, "f" + type.title().replace("_", ""))
    new_field(workspace, rocket, "SELECT", "stage", options=options("NEW", "OLD"), defaultValue="'NEW'")
    new_field(workspace, rocket, "MULTI_SELECT", "tags", options=options("A", "B"))
    new_field(workspace, rocket, "FILES", "drawings", settings={"maxNumberOfValues": 3})
    code = new_field(workspace, rocket, "TEXT", "code", isUnique=True, icon="IconTag", description="Call sign")
    new_field(workspace, rocket, "RELATION", "maker", relationCreationPayload=relation(company, "Rockets made"))
    new_field(workspace, rocket, "RELATION", "fans", relationCreationPayload=relation(person, "Fan of", "ONE_TO_MANY"))
    new_field(workspace, rocket, "RELATION", "parent", relationCreationPayload=relation(rocket, "Children"))
    targets = [relation(company, "Aims"), relation(person, "Aims")]
    new_field(workspace, rocket, "MORPH_RELATION", "aim", morphRelationsCreationPayload=targets)
    new_field(workspace, company, "NUMBER", "headCount", isNullable=False, defaultValue=1)
    update_object(workspace.id, rocket.id, {"labelIdentifierFieldMetadataId": str(code.id), "isSearchable": False})
    delete_field(workspace.id, field_of(workspace, "rocket", "taskTargets").id)
    update_field(workspace.id, field_of(workspace, "company", "name").id, {"label": "Firm"})
    update_field(workspace.id, field_of(workspace, "rocket", "fArray").id, {"isActive": False})
    parts = [{"fieldMetadataId": str(field_of(workspace, "rocket", name).id)} for name in ("fNumber", "code")]
    create_index(workspace.id, {"objectMetadataId": str(rocket.id), "fields": parts})
    return rocket


def entry_of(document: dict, name: str) -> dict[str, Any]:
    return next(entry for entry in document["objects"] if entry["nameSingular"] == name)


def field_entry(document: dict, parent: str, name: str) -> dict[str, Any]:
    return next(entry for entry in entry_of(document, parent)["fields"] if entry["name"] == name)


def test_a_model_can_be_carried_to_another_workspace(workspace: Workspace, rich: ObjectMetadata) -> None:
    document = export_model(workspace.id)
    other = create_workspace("Other")
    apply_model(other.id, document, allow_destructive=True)
    assert export_model(other.id) == document
    assert problems_of(other) == []
    assert columns_of(other, "_rocket") == columns_of(workspace, "_rocket")


def test_the_present_model_needs_no_step(workspace: Workspace, rich: ObjectMetadata) -> None:
    before = Workspace.objects.get(id=workspace.id).metadata_version
    document = export_model(workspace.id)
    assert plan_model(workspace.id, document) == []
    assert apply_model(workspace.id, document) == []
    assert export_model(workspace.id) == document
    assert plan_model(workspace.id, document) == []
    assert Workspace.objects.get(id=workspace.id).metadata_version <= before + 1


def test_what_is_new(workspace: Workspace) -> None:
    document = export_model(workspace.id)
    document["objects"].append(
        {
            **{"nameSingular": "boat", "namePlural": "boats", "labelSingular": "Boat", "labelPlural": "Boats"},
            "fields": [
                {"name": "name", "type": "TEXT", "label": "Name"},
                {"name": "length", "type": "NUMBER", "label": "Length", "isNullable": False, "defaultValue": 5},
                {
                    **{"name": "owner", "type": "RELATION", "label": "Owner"},
                    "relation": {"type": "MANY_TO_ONE", "targetObject": "person", "targetField": "boats"},
                },
            ],
        }
    )
    entry_of(document, "company")["fields"].append({"name": "motto", "type": "TEXT", "label": "Motto"})
    plan = plan_model(workspace.id, document)
    steps = [(step["action"], step["object"], step.get("field")) for step in plan]
    assert steps == [
        ("addObject", "boat", None),
        ("addField", "company", "motto"),
        ("addField", "boat", "name"),
        ("addField", "boat", "length"),
        ("addField", "boat", "owner"),
    ]
    assert not any(step["destructive"] or step["rowsLosingData"] for step in plan)
    assert not ObjectMetadata.objects.filter(name_singular="boat").exists()
    assert apply_model(workspace.id, document) == plan
    assert columns_of(workspace, "_boat")["length"] == ("double precision", "NO", "'5'::double precision")
    assert field_of(workspace, "person", "boats").label == "Boats"
    assert problems_of(workspace) == []
    assert [step["action"] for step in plan_model(workspace.id, document)] == []


def test_renames_keep_the_data(workspace: Workspace, rocket: ObjectMetadata) -> None:
    new_field(workspace, rocket, "TEXT", "code")
    sql(workspace, "_rocket", "insert into {t} (name, code) values ('Ariane', 'A5')")
    document = export_model(workspace.id)
    entry_of(document, "rocket").update(nameSingular="ship", namePlural="ships")
    for entry in document["objects"]:
        for told in entry["fields"]:
            if told.get("relation") and told["relation"]["targetObject"] == "rocket":
                told["relation"]["targetObject"] = "ship"
                told["name"] = "targetShip"
    field_entry(document, "ship", "code")["name"] = "callSign"
    plan = plan_model(workspace.id, document)
    assert [(step["action"], step["object"], step.get("field"), step.get("renamedTo")) for step in plan] == [
        ("renameObject", "rocket", None, "ship"),
        ("renameField", "rocket", "code", "callSign"),
    ]
    apply_model(workspace.id, document)
    assert sql(workspace, "_ship", 'select name, "callSign" from {t}') == [("Ariane", "A5")]
    assert problems_of(workspace) == []


def test_removals_say_what_they_cost(workspace: Workspace, rocket: ObjectMetadata) -> None:
    stage = new_field(workspace, rocket, "SELECT", "stage", options=options("NEW", "OLD"))
    new_field(workspace, rocket, "CURRENCY", "price")
    boat = new_object(workspace, "boat")
    sql(workspace, "_boat", "insert into {t} (name) values ('a'), ('b'), ('c')")
    sql(
        workspace,
        "_rocket",
        "insert into {t} (stage, \"priceAmountMicros\") values ('OLD', 1), ('OLD', null), ('NEW', null)",
    )
    document = export_model(workspace.id)
    document["objects"] = [entry for entry in document["objects"] if entry["nameSingular"] != "boat"]
    for entry in document["objects"]:
        entry["fields"] = [
            told for told in entry["fields"] if (told.get("relation") or {}).get("targetObject") != "boat"
        ]
    entry = entry_of(document, "rocket")
    entry["fields"] = [told for told in entry["fields"] if told["name"] != "price"]
    field_entry(document, "rocket", "stage")["options"] = [stage.options[0]]
    plan = plan_model(workspace.id, document)
    assert [(s["action"], s["object"], s.get("field"), s["rowsLosingData"], s["destructive"]) for s in plan] == [
        ("updateField", "rocket", "stage", 2, True),
        ("removeField", "rocket", "price", 1, True),
        ("removeObject", "boat", None, 3, True),
    ]
    with pytest.raises(NotAllowed) as error:
        apply_model(workspace.id, document)
    assert error.value.code == "DESTRUCTIVE_CHANGE"
    assert ObjectMetadata.objects.filter(id=boat.id).exists()
    apply_model(workspace.id, document, allow_destructive=True)
    assert not ObjectMetadata.objects.filter(id=boat.id).exists()
    assert sql(workspace, "_rocket", "select count(*) from {t} where stage is null") == [(2,)]
    assert problems_of(workspace) == []


def test_another_type_is_another_field(workspace: Workspace, rocket: ObjectMetadata) -> None:
    new_field(workspace, rocket, "TEXT", "code")
    document = export_model(workspace.id)
    field_entry(document, "rocket", "code").update(type="NUMBER")
    plan = plan_model(workspace.id, document)
    assert [(step["action"], step["field"]) for step in plan] == [("removeField", "code"), ("addField", "code")]
    apply_model(workspace.id, document, allow_destructive=True)
    assert columns_of(workspace, "_rocket")["code"][0] == "double precision"


def test_a_relation_is_removed_as_a_whole(workspace: Workspace, rocket: ObjectMetadata) -> None:
    company = object_of(workspace, "company")
    new_field(workspace, rocket, "RELATION", "maker", relationCreationPayload=relation(company, "Rockets made"))
    document = export_model(workspace.id)
    for name in ("rocket", "company"):
        entry = entry_of(document, name)
        entry["fields"] = [told for told in entry["fields"] if told["name"] not in ("maker", "rocketsMade")]
    plan = plan_model(workspace.id, document)
    assert [(step["action"], step["field"]) for step in plan] == [("removeField", "maker")]
    apply_model(workspace.id, document, allow_destructive=True)
    assert not FieldMetadata.objects.filter(workspace=workspace, name__in=["maker", "rocketsMade"]).exists()
    assert problems_of(workspace) == []


def test_a_failing_step_undoes_all(workspace: Workspace) -> None:
    document = export_model(workspace.id)
    entry_of(document, "company")["fields"] += [
        {"name": "motto", "type": "TEXT", "label": "Motto"},
        {"name": "users", "type": "TEXT", "label": "Users"},
    ]
    with pytest.raises(MetadataValidationError) as error:
        apply_model(workspace.id, document)
    assert [code for code, _ in problems(error.value)] == ["INVALID_FIELD_INPUT"]
    assert not FieldMetadata.objects.filter(workspace=workspace, name="motto").exists()
    assert problems_of(workspace) == []


def test_standard_things_are_not_removed(workspace: Workspace) -> None:
    assert plan_model(workspace.id, {"objects": []}) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda d: [], ["The document must be an object with a list of objects"]),
        (lambda d: {"objects": [1]}, ["objects[0] must be an object with a nameSingular"]),
        (lambda d: {"objects": d["objects"] + d["objects"][:1]}, ["attachment is there twice"]),
        (lambda d: {"objects": [{**d["objects"][0], "labelPlural": None}]}, ["attachment needs a labelPlural"]),
        (
            lambda d: {
                "objects": [{**d["objects"][0], "fields": [{"name": "x"}, {"name": "y", "label": "Y", "type": "Z"}]}]
            },
            [
                "attachment.fields[0] must be an object with name, label and type",
                "attachment.y has an unknown type: Z",
            ],
        ),
        (
            lambda d: {"objects": [{**d["objects"][0], "fields": [{"name": "y", "label": "Y", "type": "RELATION"}]}]},
            ["attachment.y needs a relation with type, targetObject and targetField"],
        ),
    ],
)
def test_what_is_no_document(workspace: Workspace, change: Any, told: list[str]) -> None:
    document = change(copy.deepcopy(export_model(workspace.id)))
    with pytest.raises(MetadataValidationError) as error:
        plan_model(workspace.id, document)
    assert [message for _, message in problems(error.value)] == told
