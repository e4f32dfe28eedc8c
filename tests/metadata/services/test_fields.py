"""New fields: columns of every type, completed definitions, refusals by table."""

import pytest

from metadata.consistency.check import problems_of
from metadata.errors import MetadataNotFound, MetadataValidationError, NotAllowed
from metadata.models import FieldMetadata, IndexMetadata, ObjectMetadata, Workspace
from metadata.services.fields import create_field, delete_field
from metadata.services.objects import update_object
from tests.metadata.model import columns_of, field_of, new_field, new_object, object_of, options, problems, sql

pytestmark = pytest.mark.django_db
DEFAULTS = {"SELECT": {"options": options("A")}, "MULTI_SELECT": {"options": options("A")}}
DEFAULTS["FILES"] = {"settings": {"maxNumberOfValues": 3}}


@pytest.fixture
def rocket(workspace: Workspace) -> ObjectMetadata:
    return new_object(workspace)


@pytest.mark.parametrize(
    ("type", "columns"),
    [
        ("TEXT", {"f": "text"}),
        ("UUID", {"f": "uuid"}),
        ("NUMBER", {"f": "double precision"}),
        ("BOOLEAN", {"f": "boolean"}),
        ("DATE", {"f": "date"}),
        ("DATE_TIME", {"f": "timestamp with time zone"}),
        ("SELECT", {"f": "text"}),
        ("RATING", {"f": "text"}),
        ("MULTI_SELECT", {"f": "ARRAY"}),
        ("ARRAY", {"f": "ARRAY"}),
        ("RAW_JSON", {"f": "jsonb"}),
        ("FILES", {"f": "jsonb"}),
        ("RICH_TEXT", {"fBlocknote": "text", "fMarkdown": "text"}),
        ("CURRENCY", {"fAmountMicros": "numeric", "fCurrencyCode": "text"}),
        ("FULL_NAME", {"fFirstName": "text", "fLastName": "text"}),
        ("LINKS", {"fPrimaryLinkLabel": "text", "fPrimaryLinkUrl": "text", "fSecondaryLinks": "jsonb"}),
        ("EMAILS", {"fPrimaryEmail": "text", "fAdditionalEmails": "jsonb"}),
        (
            "PHONES",
            {
                **{"fPrimaryPhoneNumber": "text", "fPrimaryPhoneCountryCode": "text"},
                **{"fPrimaryPhoneCallingCode": "text", "fAdditionalPhones": "jsonb"},
            },
        ),
        (
            "ADDRESS",
            {
                **dict.fromkeys(("fAddressStreet1", "fAddressStreet2", "fAddressCity", "fAddressPostcode"), "text"),
                **dict.fromkeys(("fAddressState", "fAddressCountry"), "text"),
                **dict.fromkeys(("fAddressLat", "fAddressLng"), "numeric"),
            },
        ),
        ("ACTOR", {"fSource": "text", "fWorkspaceMemberId": "uuid", "fName": "text", "fContext": "jsonb"}),
    ],
)
def test_the_columns_of_a_type(workspace: Workspace, rocket: ObjectMetadata, type: str, columns: dict) -> None:
    before = set(columns_of(workspace, "_rocket"))
    new_field(workspace, rocket, type, "f", **DEFAULTS.get(type, {}))
    after = columns_of(workspace, "_rocket")
    assert {name: kind for name, (kind, _, _) in after.items() if name not in before} == columns
    assert all(after[name][1] == "YES" for name in columns)
    assert problems_of(workspace) == []


@pytest.mark.parametrize(
    ("type", "given", "default"),
    [
        ("TEXT", "'it''s'", "'it''''s'::text"),
        ("NUMBER", 4.5, "'4.5'::double precision"),
        ("BOOLEAN", True, "true"),
        ("DATE_TIME", "now", "now()"),
        ("UUID", "uuid", "gen_random_uuid()"),
        ("SELECT", "'A'", "'A'::text"),
        ("MULTI_SELECT", ["'A'"], "ARRAY['A'::text]"),
        ("RAW_JSON", {"a": [1]}, "'{\"a\": [1]}'::jsonb"),
        ("ARRAY", ["'x'", "'y'"], "ARRAY['x'::text, 'y'::text]"),
    ],
)
def test_a_default_is_the_columns_too(
    workspace: Workspace, rocket: ObjectMetadata, type: str, given: object, default: str
) -> None:
    row = new_field(workspace, rocket, type, "f", defaultValue=given, **DEFAULTS.get(type, {}))
    assert row.default_value == given
    assert columns_of(workspace, "_rocket")["f"][2] == default


def test_existing_records_get_the_default(workspace: Workspace, rocket: ObjectMetadata) -> None:
    sql(workspace, "_rocket", "insert into {t} (name) values ('Ariane')")
    new_field(workspace, rocket, "TEXT", "state", isNullable=False, defaultValue="'ready'")
    assert columns_of(workspace, "_rocket")["state"][1] == "NO"
    assert sql(workspace, "_rocket", "select state from {t}") == [("ready",)]


def test_a_composite_default_reaches_its_columns(workspace: Workspace, rocket: ObjectMetadata) -> None:
    new_field(workspace, rocket, "CURRENCY", "price", defaultValue={"amountMicros": None, "currencyCode": "'EUR'"})
    columns = columns_of(workspace, "_rocket")
    assert (columns["priceAmountMicros"][2], columns["priceCurrencyCode"][2]) == (None, "'EUR'::text")


def test_what_is_left_out_of_a_field(workspace: Workspace, rocket: ObjectMetadata) -> None:
    row = new_field(workspace, rocket, "NUMBER", "mass")
    told = (row.default_value, row.options, row.settings, row.description, row.icon)
    assert told == (None, None, None, None, None)
    assert (row.is_active, row.is_nullable, row.is_unique, row.is_system, row.is_ui_editable) == (
        True,
        True,
        False,
        False,
        True,
    )
    assert row.is_custom
    assert new_field(workspace, rocket, "ACTOR", "pilot").default_value == {
        **{"name": "'System'", "source": "'MANUAL'", "context": None, "workspaceMemberId": None},
    }


def test_options_get_ids_and_an_order(workspace: Workspace, rocket: ObjectMetadata) -> None:
    given = [
        {"label": "Two", "value": "TWO", "color": "blue", "position": 1},
        {"label": "One", "value": "ONE", "color": "red", "position": 0, "id": "9d2dbc28-6e73-4529-a0ff-7264d709963f"},
    ]
    row = new_field(workspace, rocket, "SELECT", "stage", options=given)
    assert [option["value"] for option in row.options] == ["ONE", "TWO"]
    assert row.options[0]["id"] == "9d2dbc28-6e73-4529-a0ff-7264d709963f"
    assert len(row.options[1]["id"]) == 36


def test_a_rating_has_five_options(workspace: Workspace, rocket: ObjectMetadata) -> None:
    row = new_field(workspace, rocket, "RATING", "stars")
    assert [(o["label"], o["value"], o["position"]) for o in row.options] == [
        (str(n), f"RATING_{n}", n - 1) for n in range(1, 6)
    ]
    assert all("color" not in option for option in row.options)


def test_a_unique_field_has_a_unique_index(workspace: Workspace, rocket: ObjectMetadata) -> None:
    row = new_field(workspace, rocket, "EMAILS", "contact", isUnique=True)
    index = IndexMetadata.objects.get(workspace=workspace, object=rocket, is_unique=True)
    assert index.name.startswith("IDX_UNIQUE_")
    assert [part["fieldMetadataId"] for part in index.fields] == [str(row.id)]
    sql(workspace, "_rocket", "insert into {t} (name) values ('a'), ('b')")
    assert sql(
        workspace,
        "_rocket",
        "select indexdef from pg_indexes where indexname = %s and schemaname = %s",
        *(index.name, workspace.pg_schema),
    )[0][0].endswith('("contactPrimaryEmail")')
    assert problems_of(workspace) == []


TAKEN = 'Name "{}" is not available as it is already used by another field'
RESERVED = 'This name is reserved. Use a different name or the system will add "Custom" suffix.'
BAD = "Name is not valid: it must start with lowercase letter and contain only alphanumeric letters"
QUOTED = "Default value should be as quoted string"


@pytest.mark.parametrize(
    ("type", "name", "given", "told"),
    [
        ("TEXT", "name", {}, [("NOT_AVAILABLE", TAKEN.format("name"))]),
        ("TEXT", "noteTargets", {}, [("NOT_AVAILABLE", TAKEN.format("noteTargets"))]),
        ("TEXT", "createdByName", {}, [("RESERVED_KEYWORD", 'Name "createdByName" is reserved composite field name')]),
        ("TEXT", "Bad Name", {}, [("INVALID_FIELD_INPUT", BAD)]),
        ("TEXT", "x" * 64, {}, [("INVALID_FIELD_INPUT", "Name is too long")]),
        ("LINKS", "x" * 60, {}, [("INVALID_FIELD_INPUT", "Name is too long")]),
        ("TEXT", "users", {}, [("INVALID_FIELD_INPUT", RESERVED)]),
        ("TEXT", "and", {}, [("INVALID_FIELD_INPUT", RESERVED)]),
        ("SELECT", "f", {}, [("INVALID_FIELD_INPUT", "Options are required for enum fields")]),
        ("SELECT", "f", {"options": []}, [("INVALID_FIELD_INPUT", "Options are required for enum fields")]),
        (
            "SELECT",
            "f",
            {"options": options("not valid!")},
            [("INVALID_FIELD_INPUT", 'Value must be in UPPER_CASE and follow snake_case "not valid!"')],
        ),
        (
            "SELECT",
            "f",
            {"options": options("A"), "defaultValue": "ONE"},
            [
                ("INVALID_FIELD_INPUT", QUOTED),
                ("INVALID_FIELD_INPUT", 'Default value "ONE" must be one of the option values'),
            ],
        ),
        ("TEXT", "f", {"defaultValue": "bare"}, [("INVALID_FIELD_INPUT", QUOTED)]),
        (
            "TEXT",
            "f",
            {"isNullable": False},
            [("INVALID_FIELD_INPUT", "Default value cannot be null for non-nullable fields")],
        ),
        (
            "FILES",
            "f",
            {},
            [
                (
                    "INVALID_FIELD_INPUT",
                    "maxNumberOfValues must be defined in settings and be a number greater than 0 and less than or "
                    "equal to 60",
                )
            ],
        ),
        (
            "NUMERIC",
            "f",
            {},
            [("INVALID_FIELD_INPUT", "Field type NUMERIC is not supported for field creation. Use NUMBER instead.")],
        ),
        (
            "POSITION",
            "rank",
            {},
            [
                ("INVALID_FIELD_INPUT", 'Position field must be named "position"'),
                ("INVALID_FIELD_INPUT", "Position field must be a system field"),
            ],
        ),
        (
            "POSITION",
            "position",
            {},
            [
                ("NOT_AVAILABLE", 'Name "position" is not available as it is already used by another field'),
                ("INVALID_FIELD_INPUT", "Position field must be a system field"),
            ],
        ),
        ("RAW_JSON", "f", {"isUnique": True}, [("INVALID_FIELD_INPUT", "Field type RAW_JSON cannot be unique")]),
        (
            "TEXT",
            "f",
            {"isUnique": True, "defaultValue": "'x'"},
            [("INVALID_FIELD_INPUT", "Unique field cannot have a default value")],
        ),
        (
            "TEXT",
            "f",
            {"isLabelSyncedWithName": True, "label": "Other"},
            [("NAME_NOT_SYNCED_WITH_LABEL", "Name is not synced with label")],
        ),
        (
            "SELECT",
            "name",
            {},
            [
                ("NOT_AVAILABLE", TAKEN.format("name")),
                ("INVALID_FIELD_INPUT", "Options are required for enum fields"),
            ],
        ),
    ],
)
def test_what_a_new_field_may_not_be(
    workspace: Workspace, rocket: ObjectMetadata, type: str, name: str, given: dict, told: list
) -> None:
    before = columns_of(workspace, "_rocket")
    with pytest.raises(MetadataValidationError) as error:
        new_field(workspace, rocket, type, name, **given)
    assert problems(error.value) == told
    assert error.value.message == "Multiple validation errors occurred while creating fields"
    assert columns_of(workspace, "_rocket") == before


def test_duplicate_options_are_shown_as_they_came(workspace: Workspace, rocket: ObjectMetadata) -> None:
    given = [{"label": "a", "value": "A", "position": 0}, {"label": "b", "value": "A", "position": 1}]
    with pytest.raises(MetadataValidationError) as error:
        new_field(workspace, rocket, "SELECT", "f", options=given)
    problem = error.value.errors["fieldMetadata"][0]["errors"][0]
    assert (problem["code"], problem["message"]) == ("INVALID_FIELD_INPUT", "Duplicated option value")
    assert [option["label"] for option in problem["value"]] == ["a", "b"]


def test_a_relation_takes_the_name_of_its_column_too(workspace: Workspace, rocket: ObjectMetadata) -> None:
    company = object_of(workspace, "company")
    with pytest.raises(MetadataValidationError) as error:
        new_field(workspace, company, "TEXT", "accountOwnerId")
    assert problems(error.value) == [("NOT_AVAILABLE", TAKEN.format("accountOwnerId"))]


def test_an_unknown_object(workspace: Workspace) -> None:
    with pytest.raises(MetadataValidationError) as error:
        create_field(workspace.id, {"objectMetadataId": str(workspace.id), "type": "TEXT", "name": "a", "label": "A"})
    assert error.value.message == "Multiple validation errors occurred while creating field"
    assert error.value.errors == {
        "fieldMetadata": [
            {
                "errors": [
                    {
                        "code": "OBJECT_METADATA_NOT_FOUND",
                        "message": "Provided object metadata id does not exist",
                        "userFriendlyMessage": "Created field metadata, parent object metadata not found",
                    }
                ],
                "flatEntityMinimalInformation": {"id": ""},
                "metadataName": "fieldMetadata",
                "type": "create",
            }
        ]
    }


def test_a_search_vector_is_not_made_by_hand(workspace: Workspace, rocket: ObjectMetadata) -> None:
    with pytest.raises(MetadataValidationError) as error:
        new_field(workspace, rocket, "TS_VECTOR", "words")
    assert problems(error.value) == [("INVALID_FIELD_INPUT", "TS Vector is not supported for field creation")]
    assert error.value.told == "Metadata validation failed"


# -- delete ------------------------------------------------------------------------------------------------------
def test_a_deletion_drops_the_columns(workspace: Workspace, rocket: ObjectMetadata) -> None:
    before = columns_of(workspace, "_rocket")
    row = new_field(workspace, rocket, "CURRENCY", "price")
    assert delete_field(workspace.id, row.id).name == "price"
    assert columns_of(workspace, "_rocket") == before
    assert not FieldMetadata.objects.filter(id=row.id).exists()


def test_a_searched_field_leaves_the_search_vector(workspace: Workspace) -> None:
    company = object_of(workspace, "company")
    code = new_field(workspace, company, "TEXT", "code")
    ObjectMetadata.objects.filter(id=company.id).update(search_field_ids=[*company.search_field_ids, str(code.id)])
    delete_field(workspace.id, code.id)
    assert object_of(workspace, "company").search_field_ids == company.search_field_ids
    assert problems_of(workspace) == []


def test_standard_fields_stay(workspace: Workspace) -> None:
    with pytest.raises(NotAllowed) as error:
        delete_field(workspace.id, field_of(workspace, "company", "name").id)
    assert (error.value.message, error.value.code) == (
        'Cannot delete standard field "name"',
        "FIELD_MUTATION_NOT_ALLOWED",
    )
    assert error.value.forbidden


@pytest.mark.parametrize("name", ["id", "createdAt", "searchVector", "position"])
def test_base_fields_stay(workspace: Workspace, rocket: ObjectMetadata, name: str) -> None:
    with pytest.raises(MetadataValidationError) as error:
        delete_field(workspace.id, field_of(workspace, "rocket", name).id)
    assert problems(error.value) == [("FIELD_MUTATION_NOT_ALLOWED", "System fields cannot be deleted")]


def test_the_label_identifier_stays(workspace: Workspace, rocket: ObjectMetadata) -> None:
    name = field_of(workspace, "rocket", "name")
    with pytest.raises(MetadataValidationError) as error:
        delete_field(workspace.id, name.id)
    message = "Cannot delete, please update the label identifier field first"
    assert problems(error.value) == [("FIELD_MUTATION_NOT_ALLOWED", message)]
    code = new_field(workspace, rocket, "TEXT", "code")
    update_object(workspace.id, rocket.id, {"labelIdentifierFieldMetadataId": str(code.id)})
    delete_field(workspace.id, name.id)
    assert problems_of(workspace) == []


def test_an_unknown_field_is_not_deleted(workspace: Workspace) -> None:
    with pytest.raises(MetadataNotFound) as error:
        delete_field(workspace.id, workspace.id)
    assert (error.value.message, error.value.code) == ("Field to delete not found", "FIELD_METADATA_NOT_FOUND")
