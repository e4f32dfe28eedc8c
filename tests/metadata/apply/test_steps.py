"""From what is there to what a document says: the plan, and what is there afterwards."""

from typing import Any

import pytest

from metadata.apply.document import DocumentRefused
from metadata.apply.plan import DestructiveChange
from metadata.apply.run import Applied, apply_model, export_model, plan_model
from metadata.consistency.check import problems_of
from metadata.models import FieldMetadata, IndexMetadata, ObjectMetadata, Workspace
from tests.metadata.model import columns_of, field_of, new_field, new_object, object_of, options, relation, sql

Json = dict[str, Any]
BOAT: Json = {
    "nameSingular": "boat",
    "fields": [
        {"name": "name", "type": "TEXT", "label": "Call name"},
        {"name": "length", "type": "NUMBER", "isNullable": False, "defaultValue": 5},
        {"name": "rig", "type": "SELECT", "options": ["SLOOP", {"value": "KETCH", "color": "red"}]},
    ],
}
OWNER: Json = {
    "from": {"object": "boat", "name": "owner"},
    "to": {"object": "person", "name": "boats", "icon": "IconSail"},
}


def told(done: Applied) -> list[str]:
    return [str(step) for step in done.plan.told]


def partly(*objects: Json, relations: tuple = ()) -> Json:
    return {"partial": True, "objects": list(objects), "relations": list(relations)}


def entry(document: Json, name: str) -> Json:
    return next(one for one in document["objects"] if one["nameSingular"] == name)


def field(document: Json, parent: str, name: str) -> Json:
    return next(one for one in entry(document, parent)["fields"] if one["name"] == name)


def applied(workspace: Workspace, document: Json, **more: Any) -> list[str]:
    """The plan of a dry run, which has to be that of the application, after which nothing is left to do."""
    planned = plan_model(workspace, document)
    done = apply_model(workspace, document, **more)
    assert told(done) == told(planned)
    assert told(plan_model(workspace, document)) == []
    assert problems_of(workspace) == []
    return told(done)


# -- new ---------------------------------------------------------------------------------------------------------
def test_new_objects_fields_and_relations(workspace: Workspace) -> None:
    document = {"objects": [BOAT, {"nameSingular": "company", "fields": [{"name": "motto", "type": "TEXT"}]}]}
    assert applied(workspace, {**document, "relations": [OWNER]}) == [
        "add object boat",
        "add field boat.length",
        "add field boat.rig",
        "add field company.motto",
        "add relation boat.owner",
    ]
    boat = object_of(workspace, "boat")
    assert (boat.name_plural, boat.label_singular, boat.label_plural) == ("boats", "Boat", "Boats")
    assert field_of(workspace, "boat", "name").label == "Call name"
    assert columns_of(workspace, "_boat")["length"] == ("double precision", "NO", "'5'::double precision")
    assert [one["label"] for one in field_of(workspace, "boat", "rig").options] == ["Sloop", "Ketch"]
    assert (field_of(workspace, "person", "boats").label, field_of(workspace, "person", "boats").icon) == (
        "boats",
        "IconSail",
    )


def test_a_plan_changes_nothing(workspace: Workspace) -> None:
    before = export_model(workspace)
    plan_model(workspace, {"objects": [BOAT], "relations": [OWNER]})
    assert export_model(workspace) == before
    assert Workspace.objects.get(id=workspace.id).metadata_version == workspace.metadata_version
    assert problems_of(workspace) == []


def test_a_morph_relation_and_more_targets(workspace: Workspace) -> None:
    to = [{"object": name, "name": "boatsHeld"} for name in ("company", "person")]
    pairs = tuple({"from": {"object": "boat", "morph": "holder"}, "to": end} for end in to)
    assert applied(workspace, partly(BOAT, relations=pairs[:1]))[-1] == "add relation boat.holder"
    assert applied(workspace, partly(relations=pairs)) == ["add relation boat.holder"]
    assert {"holderCompanyId", "holderPersonId"} <= columns_of(workspace, "_boat").keys()


def test_a_relation_through_a_junction(workspace: Workspace) -> None:
    seat: Json = {"nameSingular": "seat"}
    boat = {
        "from": {"object": "seat", "name": "boat"},
        "to": {"object": "boat", "name": "crew", "junctionTarget": "sailor"},
    }
    sailor = {"from": {"object": "seat", "name": "sailor"}, "to": {"object": "person", "name": "seats"}}
    applied(workspace, partly(BOAT, seat, relations=(boat, sailor)))
    wanted = str(field_of(workspace, "seat", "sailor").id)
    assert field_of(workspace, "boat", "crew").settings["junctionTargetFieldId"] == wanted
    crew = next(one["to"] for one in export_model(workspace)["relations"] if one["to"]["name"] == "crew")
    assert crew["junctionTarget"] == "sailor"


# -- renames -----------------------------------------------------------------------------------------------------
@pytest.fixture
def fleet(workspace: Workspace) -> Workspace:
    apply_model(workspace, {"objects": [BOAT], "relations": [OWNER]})
    sql(workspace, "_boat", "insert into {t} (name, length, rig) values ('Argo', 7, 'SLOOP'), ('Pinta', 9, 'KETCH')")
    return workspace


def test_a_former_name(fleet: Workspace) -> None:
    renamed = {
        "nameSingular": "ship",
        "namePlural": "ships",
        "renamedFrom": "boat",
        "fields": [{"name": "size", "renamedFrom": "length", "type": "NUMBER", "label": "Size"}],
    }
    owner = {
        "from": {"object": "ship", "name": "skipper", "renamedFrom": "owner"},
        "to": {"object": "person", "name": "ships", "renamedFrom": "boats"},
    }
    assert applied(fleet, partly(renamed, relations=(owner,))) == [
        "rename object ship (was boat): namePlural",
        "rename field ship.size (was length): label",
        "rename relation ship.skipper (was owner)",
        "rename relation person.ships (was boats)",
    ]
    assert sql(fleet, "_ship", "select name, size from {t} order by name") == [("Argo", 7), ("Pinta", 9)]
    assert "skipperId" in columns_of(fleet, "_ship")


def test_an_edited_export_renames(fleet: Workspace) -> None:
    """The universal identifiers tell what is meant."""
    document = export_model(fleet)
    entry(document, "boat").update(nameSingular="ship", namePlural="ships")
    field(document, "ship", "length")["name"] = "size"
    pair = next(one for one in document["relations"] if one["from"]["object"] == "boat")
    pair["from"].update(object="ship", name="skipper")
    assert applied(fleet, document) == [
        "rename object ship (was boat): namePlural",
        "rename field ship.size (was length)",
        "rename relation ship.skipper (was owner)",
    ]
    assert sql(fleet, "_ship", "select name, size from {t} order by name") == [("Argo", 7), ("Pinta", 9)]


def test_names_that_go_round(fleet: Workspace) -> None:
    """Fields and objects swap their names, each with its data."""
    apply_model(fleet, partly({"nameSingular": "ship", "fields": [{"name": "width", "type": "NUMBER"}]}))
    apply_model(fleet, partly({"nameSingular": "boat", "fields": [{"name": "width", "type": "NUMBER"}]}))
    sql(fleet, "_boat", "update {t} set width = 1")
    document = export_model(fleet)
    boat, ship = entry(document, "boat"), entry(document, "ship")
    field(document, "boat", "length")["name"] = "aside"
    field(document, "boat", "width")["name"] = "length"
    field(document, "boat", "aside")["name"] = "width"
    boat.update(nameSingular="ship", namePlural="ships")
    ship.update(nameSingular="boat", namePlural="boats")
    next(one for one in document["relations"] if one["from"]["object"] == "boat")["from"]["object"] = "ship"
    assert sorted(applied(fleet, document)) == [
        "rename field ship.length (was width)",
        "rename field ship.width (was length)",
        "rename object boat (was ship): namePlural",
        "rename object ship (was boat): namePlural",
    ]
    assert sql(fleet, "_ship", "select length, width from {t} order by name") == [(1, 7), (1, 9)]


def test_options_are_renamed_added_and_removed(fleet: Workspace) -> None:
    rig = {"name": "rig", "type": "SELECT", "options": [{"value": "YAWL", "renamedFrom": "SLOOP"}, "CAT"]}
    document = partly({"nameSingular": "boat", "fields": [rig]})
    assert applied(fleet, document, allow_destructive=True) == [
        "change field boat.rig: options",
        "rename option boat.rig.YAWL (was SLOOP)",
        "add option boat.rig.CAT",
        "remove option boat.rig.KETCH: 1 records lose data",
    ]
    assert sql(fleet, "_boat", "select name, rig from {t} order by name") == [("Argo", "YAWL"), ("Pinta", None)]


# -- changes and removals ----------------------------------------------------------------------------------------
def test_a_whole_document_says_everything(fleet: Workspace) -> None:
    """What it leaves out is at its default, and what it does not name goes."""
    new_field(fleet, object_of(fleet, "boat"), "TEXT", "code", isUnique=True, icon="IconTag")
    boat = {**BOAT, "fields": [*BOAT["fields"][:2], {"name": "code", "type": "TEXT"}]}
    document = {"objects": [boat]}
    with pytest.raises(DestructiveChange) as refusal:
        apply_model(fleet, document)
    assert refusal.value.plan.summary == {
        **{"added": 0, "renamed": 0, "changed": 1, "removed": 2},
        "recordsLosingData": 2,
    }
    assert "rig" in columns_of(fleet, "_boat")
    assert applied(fleet, document, allow_destructive=True) == [
        "remove relation boat.owner: 0 records lose data",
        "remove field boat.rig: 2 records lose data",
        "change field boat.code: icon, isUnique",
    ]
    assert not FieldMetadata.objects.filter(workspace=fleet, name="boats").exists()


def test_a_part_removes_nothing(fleet: Workspace) -> None:
    assert applied(fleet, partly({"nameSingular": "boat", "description": "Floats"})) == [
        "change object boat: description"
    ]
    assert applied(fleet, partly({"nameSingular": "boat"})) == []


def test_objects_go_with_their_records(fleet: Workspace) -> None:
    assert applied(fleet, {"objects": []}, allow_destructive=True) == ["remove object boat: 2 records lose data"]
    assert not ObjectMetadata.objects.filter(workspace=fleet, name_singular="boat").exists()


def test_another_type_is_another_field(fleet: Workspace) -> None:
    document = partly({"nameSingular": "boat", "fields": [{"name": "length", "type": "TEXT"}]})
    assert applied(fleet, document, allow_destructive=True) == [
        "remove field boat.length: 2 records lose data",
        "add field boat.length",
    ]


def test_the_field_that_names_records_can_go(fleet: Workspace) -> None:
    boat = {"nameSingular": "boat", "skipNameField": True, "fields": [{"name": "title", "type": "TEXT"}]}
    applied(fleet, {"objects": [{**boat, "labelIdentifier": "title"}]}, allow_destructive=True)
    row = object_of(fleet, "boat")
    assert row.label_identifier_id == field_of(fleet, "boat", "title").id
    assert "name" not in columns_of(fleet, "_boat")


def test_indexes(fleet: Workspace) -> None:
    boat = {"nameSingular": "boat", "indexes": [{"fields": ["length", "owner"]}]}
    assert applied(fleet, partly(boat)) == ["add index boat.length+owner"]
    renamed = {**boat, "fields": [{"name": "size", "renamedFrom": "length", "type": "NUMBER"}]}
    renamed["indexes"] = [{"fields": ["size", "owner"]}]
    assert applied(fleet, partly(renamed)) == ["rename field boat.size (was length)"]
    document = export_model(fleet)
    del entry(document, "boat")["indexes"]
    assert applied(fleet, document) == ["remove index boat.size+owner"]
    assert not IndexMetadata.objects.filter(workspace=fleet, index_type="BTREE", fields__1__isnull=False).exists()


def test_standard_things_stay(workspace: Workspace) -> None:
    assert applied(workspace, {"objects": []}) == []
    assert applied(workspace, {"objects": [{"nameSingular": "company"}]}) == []
    company = object_of(workspace, "company")
    new_field(workspace, company, "SELECT", "tier", options=options("A"))
    new_field(workspace, company, "RELATION", "parent", relationCreationPayload=relation(company, "Children"))
    assert applied(workspace, {"objects": []}) == []
    document = {"objects": [{"nameSingular": "company"}]}
    assert applied(workspace, document, allow_destructive=True) == [
        "remove relation company.parent: 0 records lose data",
        "remove field company.tier: 0 records lose data",
    ]


def test_values_that_clash_are_told(fleet: Workspace) -> None:
    sql(fleet, "_boat", "update {t} set length = 7")
    boat = {
        "nameSingular": "boat",
        "fields": [{"name": "length", "type": "NUMBER", "defaultValue": None, "isUnique": True, "isNullable": True}],
    }
    with pytest.raises(DocumentRefused) as refusal:
        plan_model(fleet, partly(boat))
    assert refusal.value.lines() == [
        'objects[0].fields[0]: Field "length" cannot be unique: several records have the value 7.0'
    ]


def test_one_version_for_all_steps(workspace: Workspace) -> None:
    new_object(workspace)
    before = Workspace.objects.get(id=workspace.id).metadata_version
    done = apply_model(workspace, partly(BOAT, {"nameSingular": "ship"}, relations=(OWNER,)))
    assert done.version == before + 1
