"""Changes of fields on tables that hold records."""

import pytest

from metadata.consistency.check import problems_of
from metadata.errors import MetadataValidationError, NotAllowed
from metadata.models import FieldMetadata, IndexMetadata, ObjectMetadata, Workspace
from metadata.services.fields import update_field
from metadata.services.objects import update_object
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


@pytest.fixture
def rocket(workspace: Workspace) -> ObjectMetadata:
    return new_object(workspace)


@pytest.fixture
def stage(workspace: Workspace, rocket: ObjectMetadata) -> FieldMetadata:
    return new_field(workspace, rocket, "SELECT", "stage", options=options("NEW", "OLD"), defaultValue="'NEW'")


def stored(workspace: Workspace, column: str) -> list:
    return [value for (value,) in sql(workspace, "_rocket", f'select "{column}" from {{t}} order by name')]


def fill(workspace: Workspace, column: str, *values: object) -> None:
    for place, value in enumerate(values):
        sql(workspace, "_rocket", f'insert into {{t}} (name, "{column}") values (%s, %s)', str(place), value)


def refusal(workspace: Workspace, row: FieldMetadata, data: dict) -> list[tuple[str, str]]:
    with pytest.raises(MetadataValidationError) as error:
        update_field(workspace.id, row.id, data)
    assert error.value.message == "Multiple validation errors occurred while updating field"
    return problems(error.value)


# -- names -------------------------------------------------------------------------------------------------------
def test_a_rename_keeps_the_data(workspace: Workspace, rocket: ObjectMetadata) -> None:
    price = new_field(workspace, rocket, "CURRENCY", "price")
    fill(workspace, "priceAmountMicros", 7_000_000)
    renamed = update_field(workspace.id, price.id, {"name": "cost"})
    assert (renamed.name, renamed.label) == ("cost", "Price")
    assert stored(workspace, "costAmountMicros") == [7_000_000]
    assert problems_of(workspace) == []


def test_a_renamed_label_identifier_is_still_searched(workspace: Workspace, rocket: ObjectMetadata) -> None:
    update_field(workspace.id, field_of(workspace, "rocket", "name").id, {"name": "title"})
    sql(workspace, "_rocket", "insert into {t} (title) values ('Ariane')")
    assert sql(workspace, "_rocket", 'select "searchVector"::text from {t}') == [("'ariane':1",)]


def test_two_fields_cannot_have_one_name(workspace: Workspace, rocket: ObjectMetadata) -> None:
    row = new_field(workspace, rocket, "TEXT", "code")
    message = 'Name "noteTargets" is not available as it is already used by another field'
    assert refusal(workspace, row, {"name": "noteTargets"}) == [("NOT_AVAILABLE", message)]


def test_the_name_follows_a_synced_label(workspace: Workspace, rocket: ObjectMetadata) -> None:
    row = new_field(workspace, rocket, "TEXT", "code", label="Code", isLabelSyncedWithName=True)
    assert update_field(workspace.id, row.id, {"label": "Call sign"}).name == "callSign"
    assert "callSign" in columns_of(workspace, "_rocket")


def test_standard_names_are_fixed_and_labels_are_not(workspace: Workspace) -> None:
    name = field_of(workspace, "company", "name")
    with pytest.raises(NotAllowed) as error:
        update_field(workspace.id, name.id, {"name": "title"})
    assert error.value.message == "Cannot edit standard field metadata properties: name"
    changed = update_field(workspace.id, name.id, {"name": "name", "label": "Firm", "description": "d", "icon": "i"})
    assert (changed.label, changed.description, changed.icon) == ("Firm", "d", "i")


def test_a_required_standard_field_without_default_keeps_its_rules(workspace: Workspace) -> None:
    row = field_of(workspace, "workspaceMember", "userId")
    assert update_field(workspace.id, row.id, {"label": "Account"}).label == "Account"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"label": "x" * 256}, "label is longer than 255 characters"),
        ({"description": "a\0b"}, "description holds a NUL character"),
        ({"icon": "\ud800"}, "icon holds a lone surrogate"),
        ({"label": " "}, "label should not be empty"),
        ({"settings": {"a": ["\0"]}}, "settings holds a NUL character"),
    ],
)
def test_texts_that_are_refused(workspace: Workspace, rocket: ObjectMetadata, data: dict, message: str) -> None:
    row = new_field(workspace, rocket, "TEXT", "code")
    assert refusal(workspace, row, data) == [("INVALID_FIELD_INPUT", message)]


@pytest.mark.parametrize("name", ["id", "createdAt", "createdBy", "position"])
def test_base_fields_are_not_updated(workspace: Workspace, rocket: ObjectMetadata, name: str) -> None:
    row = field_of(workspace, "rocket", name)
    assert refusal(workspace, row, {"label": "x"}) == [
        ("FIELD_MUTATION_NOT_ALLOWED", "System fields cannot be updated")
    ]
    assert update_field(workspace.id, row.id, {"label": row.label}).label == row.label


def test_a_field_keeps_its_type(workspace: Workspace, rocket: ObjectMetadata) -> None:
    row = new_field(workspace, rocket, "TEXT", "code")
    assert update_field(workspace.id, row.id, {"type": "NUMBER", "objectMetadataId": str(workspace.id)}).type == "TEXT"


def test_an_unknown_field(workspace: Workspace) -> None:
    with pytest.raises(MetadataValidationError) as error:
        update_field(workspace.id, workspace.id, {"label": "x"})
    assert error.value.message == "Validation errors occurred while updating field"
    assert problems(error.value) == [("FIELD_METADATA_NOT_FOUND", "Field metadata to update not found")]


# -- active ------------------------------------------------------------------------------------------------------
def test_deactivating_loses_nothing(workspace: Workspace, rocket: ObjectMetadata) -> None:
    row = new_field(workspace, rocket, "TEXT", "code")
    fill(workspace, "code", "A5")
    assert not update_field(workspace.id, row.id, {"isActive": False}).is_active
    assert stored(workspace, "code") == ["A5"]
    assert problems_of(workspace) == []


def test_the_label_identifier_stays_active(workspace: Workspace, rocket: ObjectMetadata) -> None:
    told = refusal(workspace, field_of(workspace, "rocket", "name"), {"isActive": False})
    assert told == [("FIELD_MUTATION_NOT_ALLOWED", "Label identifier field cannot be deactivated")]


# -- options -----------------------------------------------------------------------------------------------------
def test_rows_follow_a_renamed_option(workspace: Workspace, stage: FieldMetadata) -> None:
    fill(workspace, "stage", "NEW", "OLD", "NEW")
    new, old = stage.options
    changed = update_field(workspace.id, stage.id, {"options": [{**new, "value": "FRESH"}, old]})
    assert stored(workspace, "stage") == ["FRESH", "OLD", "FRESH"]
    assert changed.default_value == "'FRESH'"
    assert columns_of(workspace, "_rocket")["stage"][2] == "'FRESH'::text"


def test_two_options_swap_their_values(workspace: Workspace, stage: FieldMetadata) -> None:
    fill(workspace, "stage", "NEW", "OLD")
    new, old = stage.options
    update_field(workspace.id, stage.id, {"options": [{**new, "value": "OLD"}, {**old, "value": "NEW"}]})
    assert stored(workspace, "stage") == ["OLD", "NEW"]


def test_rows_lose_a_removed_option(workspace: Workspace, stage: FieldMetadata) -> None:
    fill(workspace, "stage", "NEW", "OLD")
    update_field(workspace.id, stage.id, {"options": [stage.options[0]]})
    assert stored(workspace, "stage") == ["NEW", None]


def test_a_removed_option_becomes_the_default_where_a_value_is_required(
    workspace: Workspace, stage: FieldMetadata
) -> None:
    fill(workspace, "stage", "NEW", "OLD")
    update_field(workspace.id, stage.id, {"isNullable": False})
    update_field(workspace.id, stage.id, {"options": [stage.options[0]]})
    assert stored(workspace, "stage") == ["NEW", "NEW"]


def test_the_option_of_the_default_stays(workspace: Workspace, stage: FieldMetadata) -> None:
    told = refusal(workspace, stage, {"options": [stage.options[1]]})
    assert told == [("INVALID_FIELD_INPUT", "Default value \"'NEW'\" must be one of the option values")]


def test_an_added_option(workspace: Workspace, stage: FieldMetadata) -> None:
    more = {"label": "Lost", "value": "LOST", "color": "gray", "position": 2}
    changed = update_field(workspace.id, stage.id, {"options": [*stage.options, more]})
    assert [option["value"] for option in changed.options] == ["NEW", "OLD", "LOST"]
    assert changed.options[:2] == stage.options


def test_lists_follow_their_options(workspace: Workspace, rocket: ObjectMetadata) -> None:
    tags = new_field(workspace, rocket, "MULTI_SELECT", "tags", options=options("A", "B", "C"))
    fill(workspace, "tags", ["A", "B"], ["C", "A"], ["B"], None)
    a, _, c = tags.options
    update_field(workspace.id, tags.id, {"options": [{**a, "value": "ALPHA"}, c]})
    assert stored(workspace, "tags") == [["ALPHA"], ["C", "ALPHA"], [], None]


# -- null, unique, default ---------------------------------------------------------------------------------------
def test_required_only_when_every_record_has_a_value(workspace: Workspace, rocket: ObjectMetadata) -> None:
    row = new_field(workspace, rocket, "NUMBER", "mass")
    fill(workspace, "mass", 1, None)
    change = {"isNullable": False, "defaultValue": 0}
    message = 'Field "mass" cannot be required: 1 records have no value'
    assert refusal(workspace, row, change) == [("INVALID_FIELD_INPUT", message)]
    sql(workspace, "_rocket", "update {t} set mass = 2")
    update_field(workspace.id, row.id, change)
    assert columns_of(workspace, "_rocket")["mass"] == ("double precision", "NO", "'0'::double precision")
    update_field(workspace.id, row.id, {"isNullable": True, "defaultValue": None})
    assert columns_of(workspace, "_rocket")["mass"] == ("double precision", "YES", None)


def test_unique_only_when_no_value_is_there_twice(workspace: Workspace, rocket: ObjectMetadata) -> None:
    row = new_field(workspace, rocket, "TEXT", "code")
    fill(workspace, "code", "A", "A", "B", "C", "C", None, None)
    message = 'Field "code" cannot be unique: several records have the value A, C'
    assert refusal(workspace, row, {"isUnique": True}) == [("INVALID_FIELD_INPUT", message)]
    sql(workspace, "_rocket", "update {t} set code = id::text where code is not null")
    update_field(workspace.id, row.id, {"isUnique": True})
    assert IndexMetadata.objects.filter(object=rocket, is_unique=True).count() == 1
    update_field(workspace.id, row.id, {"isUnique": False})
    assert IndexMetadata.objects.filter(object=rocket, is_unique=True).count() == 0
    assert problems_of(workspace) == []


@pytest.mark.parametrize(
    ("check", "data", "message"),
    [
        ("clashing_values", {"isUnique": True}, 'Field "code" cannot be unique: several records have the same value'),
        (
            "empty_rows",
            {"isNullable": False, "defaultValue": "'X'"},
            'Field "code" cannot be required: some records have no value',
        ),
    ],
)
def test_records_that_arrive_after_the_check(
    workspace: Workspace, rocket: ObjectMetadata, monkeypatch: pytest.MonkeyPatch, check: str, data: dict, message: str
) -> None:
    row = new_field(workspace, rocket, "TEXT", "code")
    fill(workspace, "code", "A", "A", None)
    monkeypatch.setattr(f"metadata.services.update.{check}", lambda *_: 0)
    assert refusal(workspace, row, data) == [("INVALID_FIELD_INPUT", message)]
    assert problems_of(workspace) == []


def test_a_new_default_leaves_records_alone(workspace: Workspace, rocket: ObjectMetadata) -> None:
    row = new_field(workspace, rocket, "TEXT", "code")
    fill(workspace, "code", None)
    update_field(workspace.id, row.id, {"defaultValue": "'X'"})
    assert stored(workspace, "code") == [None]
    assert columns_of(workspace, "_rocket")["code"][2] == "'X'::text"


def test_settings_are_checked(workspace: Workspace, rocket: ObjectMetadata) -> None:
    row = new_field(workspace, rocket, "NUMBER", "mass", settings={"dataType": "float", "decimals": 2})
    assert update_field(workspace.id, row.id, {"settings": {"dataType": "int"}}).settings == {"dataType": "int"}
    assert [code for code, _ in refusal(workspace, row, {"settings": {"dataType": "complex"}})] == [
        "INVALID_FIELD_INPUT"
    ]


def test_all_problems_are_told_at_once(workspace: Workspace, rocket: ObjectMetadata) -> None:
    row = new_field(workspace, rocket, "TEXT", "code")
    told = refusal(workspace, row, {"name": "users", "defaultValue": "bare", "settings": {"displayedMaxRows": "x"}})
    assert [code for code, _ in told] == ["INVALID_FIELD_INPUT"] * 3


def test_a_unique_value_may_not_change_the_label(workspace: Workspace, rocket: ObjectMetadata) -> None:
    """Several changes of one field in one request come true together or not at all."""
    row = new_field(workspace, rocket, "TEXT", "code")
    fill(workspace, "code", "A", "A")
    with pytest.raises(MetadataValidationError):
        update_field(workspace.id, row.id, {"label": "New", "isUnique": True})
    assert FieldMetadata.objects.get(id=row.id).label == "Code"


def test_relations_change_little(workspace: Workspace, rocket: ObjectMetadata) -> None:
    company = object_of(workspace, "company")
    maker = new_field(workspace, rocket, "RELATION", "maker", relationCreationPayload=relation(company, "Rockets"))
    told = refusal(workspace, maker, {"isNullable": False, "isUnique": True, "label": "x"})
    message = "Forbidden updated properties for relation field metadata: isNullable, isUnique"
    assert told == [("FIELD_MUTATION_NOT_ALLOWED", message)]
    renamed = update_field(workspace.id, maker.id, {"name": "builder", "label": "Builder", "icon": "IconX"})
    assert (renamed.name, renamed.join_column, renamed.label) == ("builder", "builderId", "Builder")
    assert columns_of(workspace, "_rocket")["builderId"] == ("uuid", "YES", None)
    assert problems_of(workspace) == []


def test_duplicate_criteria_follow_a_rename(workspace: Workspace, rocket: ObjectMetadata) -> None:
    ObjectMetadata.objects.filter(id=rocket.id).update(duplicate_criteria=[["name"], ["createdByName"]])
    update_field(workspace.id, field_of(workspace, "rocket", "name").id, {"name": "title"})
    assert ObjectMetadata.objects.get(id=rocket.id).duplicate_criteria == [["title"], ["createdByName"]]
    update_object(workspace.id, rocket.id, {"icon": "x"})
    assert problems_of(workspace) == []
