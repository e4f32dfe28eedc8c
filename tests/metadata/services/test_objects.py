"""Objects: what comes with a new one, what a rename moves, what a deletion takes along."""

import pytest

from metadata.consistency.check import problems_of
from metadata.errors import MetadataNotFound, MetadataValidationError, NotAllowed
from metadata.models import FieldMetadata, IndexMetadata, ObjectMetadata, View, Workspace
from metadata.services.objects import create_object, delete_object, update_object
from metadata.services.workspaces import create_workspace
from tests.metadata.model import (
    columns_of,
    field_of,
    new_field,
    new_object,
    object_of,
    problems,
    relation,
    sql,
    tables_of,
)

pytestmark = pytest.mark.django_db
MISSING = ObjectMetadata().id


def names_of(row: ObjectMetadata) -> list[str]:
    return list(FieldMetadata.objects.filter(object=row).order_by("place").values_list("name", flat=True))


def version_of(workspace: Workspace) -> int:
    return Workspace.objects.get(id=workspace.id).metadata_version


# -- create ------------------------------------------------------------------------------------------------------
def test_the_fields_of_a_new_object(workspace: Workspace) -> None:
    rocket = new_object(workspace)
    assert names_of(rocket) == [
        *("name", "id", "createdAt", "createdBy", "deletedAt", "position", "searchVector", "updatedAt", "updatedBy"),
        *("timelineActivities", "attachments", "noteTargets", "taskTargets"),
    ]
    system = FieldMetadata.objects.filter(object=rocket, is_system=True)
    assert system.count() == 8
    assert not any(field.is_ui_editable for field in system)
    assert rocket.label_identifier_id == field_of(workspace, "rocket", "name").id
    assert (rocket.is_custom, rocket.is_active, rocket.is_searchable) == (True, True, True)
    assert field_of(workspace, "rocket", "createdBy").default_value == {"name": "''", "source": "'MANUAL'"}


def test_the_table_of_a_new_object(workspace: Workspace) -> None:
    new_object(workspace)
    columns = columns_of(workspace, "_rocket")
    assert set(columns) == {
        *("id", "name", "createdAt", "updatedAt", "deletedAt", "position", "searchVector"),
        *(
            f"{by}{part}"
            for by in ("createdBy", "updatedBy")
            for part in ("Source", "WorkspaceMemberId", "Name", "Context")
        ),
    }
    assert columns["createdBySource"] == ("text", "YES", "'MANUAL'::text")
    assert columns["createdByName"] == ("text", "YES", None)
    assert problems_of(workspace) == []


def test_the_companions_point_to_a_new_object(workspace: Workspace) -> None:
    rocket = new_object(workspace)
    field = field_of(workspace, "noteTarget", "targetRocket")
    assert field.settings == {"relationType": "MANY_TO_ONE", "onDelete": "SET_NULL", "joinColumnName": "targetRocketId"}
    assert (field.label, field.description, field.icon) == ("Rocket", "NoteTargets Rocket", "IconCheckbox")
    assert (field.morph_name, field.morph_id) == ("target", field_of(workspace, "noteTarget", "targetPerson").morph_id)
    assert field.target_field == field_of(workspace, "rocket", "noteTargets")
    assert field.target_object == rocket
    for companion in ("timelineActivity", "attachment", "noteTarget", "taskTarget"):
        assert columns_of(workspace, companion)["targetRocketId"] == ("uuid", "YES", None)


def test_an_object_without_a_name_is_called_by_its_id(workspace: Workspace) -> None:
    rocket = new_object(workspace, skipNameField=True)
    assert "name" not in names_of(rocket)
    assert rocket.label_identifier_id == field_of(workspace, "rocket", "id").id
    assert problems_of(workspace) == []


def test_a_new_object_has_an_index_view(workspace: Workspace) -> None:
    rocket = new_object(workspace)
    view = View.objects.get(object=rocket)
    assert (view.name, view.key, view.type) == ("All Rockets", "INDEX", "TABLE")
    assert [part.field.name for part in view.view_fields.order_by("position")] == ["name", "createdAt", "createdBy"]


def test_every_change_is_a_new_version(workspace: Workspace) -> None:
    before = version_of(workspace)
    rocket = new_object(workspace)
    assert version_of(workspace) == before + 1
    update_object(workspace.id, rocket.id, {"description": "Flies"})
    assert version_of(workspace) == before + 2
    update_object(workspace.id, rocket.id, {"description": "Flies"})
    assert version_of(workspace) == before + 2


def test_few_queries_make_an_object(workspace: Workspace, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(20):
        new_object(workspace)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (
            {"nameSingular": "company"},
            [("OBJECT_ALREADY_EXISTS", "Object already exists")],
        ),
        ({"nameSingular": "people"}, [("OBJECT_ALREADY_EXISTS", "Object already exists")]),
        ({"namePlural": "person"}, [("OBJECT_ALREADY_EXISTS", "Object already exists")]),
        ({"nameSingular": "companyEdge"}, [("OBJECT_ALREADY_EXISTS", "Object already exists")]),
        ({"namePlural": "peopleGroupBy"}, [("OBJECT_ALREADY_EXISTS", "Object already exists")]),
        (
            {"nameSingular": "rockets"},
            [("INVALID_OBJECT_INPUT", "The singular and plural names cannot be the same for an object")],
        ),
        (
            {"labelSingular": "ROCKETS"},
            [("INVALID_OBJECT_INPUT", "The singular and plural labels cannot be the same for an object")],
        ),
        ({"labelPlural": " "}, [("INVALID_OBJECT_INPUT", "labelPlural should not be empty")]),
        ({"isRemote": True}, [("INVALID_OBJECT_INPUT", "Remote objects are not supported yet")]),
        (
            {"isLabelSyncedWithName": True, "nameSingular": "ship"},
            [("INVALID_OBJECT_INPUT", "Names are not synced with labels")],
        ),
        (
            {"nameSingular": "Bad Name", "namePlural": "users"},
            [
                (
                    "INVALID_OBJECT_INPUT",
                    "Name is not valid: it must start with lowercase letter and contain only alphanumeric letters",
                ),
                (
                    "INVALID_OBJECT_INPUT",
                    'This name is reserved. Use a different name or the system will add "Custom" suffix.',
                ),
            ],
        ),
    ],
)
def test_what_a_new_object_may_not_be(workspace: Workspace, given: dict, told: list) -> None:
    before = tables_of(workspace)
    with pytest.raises(MetadataValidationError) as error:
        new_object(workspace, **given)
    assert problems(error.value) == told
    assert error.value.message == "Multiple validation errors occurred while creating object"
    assert tables_of(workspace) == before


def test_a_name_that_a_companion_has_already(workspace: Workspace) -> None:
    new_field(workspace, object_of(workspace, "noteTarget"), "TEXT", "targetRocket")
    with pytest.raises(MetadataValidationError) as error:
        new_object(workspace)
    assert error.value.summary == {"totalErrors": 1, "fieldMetadata": 1}
    message = 'Name "targetRocket" is not available as it is already used by another field'
    assert problems(error.value) == [("NOT_AVAILABLE", message)]


def test_a_failed_change_leaves_nothing_behind(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    before = version_of(workspace)
    with pytest.raises(RuntimeError), monkeypatch.context() as patched:
        patched.setattr("metadata.services.objects.add_index_view", _fail)
        new_object(workspace)
    assert not ObjectMetadata.objects.filter(workspace=workspace, name_singular="rocket").exists()
    assert version_of(workspace) == before
    assert problems_of(workspace) == []


def _fail(*_: object) -> None:
    raise RuntimeError


def test_the_longest_name_works(workspace: Workspace) -> None:
    rocket = create_object(
        workspace.id,
        {"nameSingular": "r" * 63, "namePlural": "s" * 63, "labelSingular": "One", "labelPlural": "Many"},
    )
    assert problems_of(workspace) == []
    delete_object(workspace.id, rocket.id)
    assert problems_of(workspace) == []


# -- update ------------------------------------------------------------------------------------------------------
def test_a_rename_moves_table_columns_and_morph_rows_and_keeps_the_data(workspace: Workspace) -> None:
    rocket = new_object(workspace)
    sql(workspace, "_rocket", "insert into {t} (name) values ('Ariane')")
    update_object(
        workspace.id,
        rocket.id,
        {"nameSingular": "ship", "namePlural": "ships", "labelSingular": "S", "labelPlural": "Ss"},
    )
    assert sql(workspace, "_ship", "select name from {t}") == [("Ariane",)]
    field = field_of(workspace, "attachment", "targetShip")
    assert (field.join_column, field.label) == ("targetShipId", "Rocket")
    assert "targetRocketId" not in columns_of(workspace, "attachment")
    assert problems_of(workspace) == []


def test_names_follow_labels_where_they_are_synced(workspace: Workspace) -> None:
    rocket = create_object(
        workspace.id,
        {
            **{"nameSingular": "rocket", "namePlural": "rockets", "isLabelSyncedWithName": True},
            **{"labelSingular": "Rocket", "labelPlural": "Rockets"},
        },
    )
    renamed = update_object(workspace.id, rocket.id, {"labelSingular": "Space ship", "labelPlural": "Space ships"})
    assert (renamed.name_singular, renamed.name_plural) == ("spaceShip", "spaceShips")
    with pytest.raises(MetadataValidationError) as error:
        update_object(workspace.id, rocket.id, {"nameSingular": "boat"})
    assert problems(error.value) == [("INVALID_OBJECT_INPUT", "Names are not synced with labels")]


def test_the_names_of_standard_objects_are_fixed(workspace: Workspace) -> None:
    company = object_of(workspace, "company")
    with pytest.raises(NotAllowed) as error:
        update_object(workspace.id, company.id, {"nameSingular": "firm", "namePlural": "firms"})
    assert error.value.message == "Cannot edit standard object metadata properties: nameSingular, namePlural"
    assert (error.value.code, error.value.forbidden) == ("INVALID_OBJECT_INPUT", False)
    changed = update_object(
        workspace.id, company.id, {"nameSingular": "company", "labelSingular": "Firm", "color": "red"}
    )
    assert (changed.label_singular, changed.color) == ("Firm", "red")


def test_another_label_identifier_is_searched(workspace: Workspace) -> None:
    rocket = new_object(workspace)
    code = new_field(workspace, rocket, "TEXT", "code")
    sql(workspace, "_rocket", "insert into {t} (name, code) values ('Ariane', 'A5')")
    update_object(workspace.id, rocket.id, {"labelIdentifierFieldMetadataId": str(code.id)})
    assert sql(workspace, "_rocket", 'select "searchVector"::text from {t}') == [("'a5':1",)]
    assert problems_of(workspace) == []


@pytest.mark.parametrize("field", ["createdAt", "noteTargets", "position"])
def test_not_every_field_can_name_a_record(workspace: Workspace, field: str) -> None:
    rocket = new_object(workspace)
    with pytest.raises(MetadataValidationError) as error:
        wanted = str(field_of(workspace, "rocket", field).id)
        update_object(workspace.id, rocket.id, {"labelIdentifierFieldMetadataId": wanted})
    assert [code for code, _ in problems(error.value)] == ["INVALID_OBJECT_INPUT"]


def test_the_label_identifier_is_a_field_of_the_object(workspace: Workspace) -> None:
    rocket = new_object(workspace)
    foreign = str(field_of(workspace, "company", "name").id)
    with pytest.raises(MetadataValidationError) as error:
        update_object(workspace.id, rocket.id, {"labelIdentifierFieldMetadataId": foreign})
    message = "labelIdentifierFieldMetadataId validation failed: related field metadata not found"
    assert problems(error.value) == [("INVALID_OBJECT_INPUT", message)]


def test_an_unknown_object_is_not_updated(workspace: Workspace) -> None:
    with pytest.raises(MetadataNotFound) as error:
        update_object(workspace.id, MISSING, {"labelSingular": "x"})
    assert (error.value.message, error.value.code) == ("Object to update not found", "OBJECT_METADATA_NOT_FOUND")


# -- delete ------------------------------------------------------------------------------------------------------
def test_a_deletion_takes_everything_along(workspace: Workspace) -> None:
    before, indexes = tables_of(workspace), IndexMetadata.objects.filter(workspace=workspace).count()
    fields = FieldMetadata.objects.filter(workspace=workspace).count()
    rocket = new_object(workspace)
    company = object_of(workspace, "company")
    new_field(workspace, rocket, "RELATION", "maker", relationCreationPayload=relation(company, "Rockets made"))
    new_field(workspace, company, "RELATION", "flagship", relationCreationPayload=relation(rocket, "Flag of"))
    gone = delete_object(workspace.id, rocket.id)
    assert gone.name_singular == "rocket"
    assert tables_of(workspace) == before
    assert "flagshipId" not in columns_of(workspace, "company")
    assert FieldMetadata.objects.filter(workspace=workspace).count() == fields
    assert IndexMetadata.objects.filter(workspace=workspace).count() == indexes
    assert problems_of(workspace) == []


def test_standard_objects_stay(workspace: Workspace) -> None:
    with pytest.raises(MetadataValidationError) as error:
        delete_object(workspace.id, object_of(workspace, "company").id)
    assert error.value.summary == {"totalErrors": 10, "fieldMetadata": 9, "objectMetadata": 1}
    assert error.value.errors["objectMetadata"][0]["errors"] == [
        {
            "code": "INVALID_OBJECT_INPUT",
            "message": "Standard objects cannot be deleted",
            "userFriendlyMessage": "Standard objects cannot be deleted",
        }
    ]
    named = [entity["flatEntityMinimalInformation"]["name"] for entity in error.value.errors["fieldMetadata"]]
    assert named == [
        *("id", "createdAt", "updatedAt", "deletedAt", "name", "position", "createdBy", "updatedBy", "searchVector"),
    ]


def test_an_unknown_object_is_not_deleted(workspace: Workspace) -> None:
    with pytest.raises(MetadataNotFound) as error:
        delete_object(workspace.id, MISSING)
    assert (error.value.message, error.value.code) == ("Object to delete not found", "ENTITY_NOT_FOUND")


def test_another_workspace_is_out_of_reach(workspace: Workspace, db: None) -> None:
    theirs = new_object(create_workspace("Other"))
    for attempt in (
        lambda: update_object(workspace.id, theirs.id, {"icon": "x"}),
        lambda: delete_object(workspace.id, theirs.id),
    ):
        with pytest.raises(MetadataNotFound):
            attempt()
