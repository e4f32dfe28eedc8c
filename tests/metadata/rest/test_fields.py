"""/rest/metadata/fields, and the fields below an object."""

import pytest

from metadata.fields.registry import REGISTRY
from metadata.models import FieldMetadata, ObjectMetadata, Workspace
from tests.client import Api
from tests.metadata.model import field_of, new_field, object_of, relation

pytestmark = pytest.mark.django_db
FIELDS = "/rest/metadata/fields"
UNKNOWN = "00000000-0000-4000-8000-000000000000"
OF_ROCKET = "/rest/metadata/objects/rocket/fields"
TYPES = "type must be one of the following values: " + ", ".join(REGISTRY)


def told(message: str, code: str, status: int) -> tuple[int, dict]:
    return status, {"statusCode": status, "error": "Error", "messages": [message], "code": code}


def test_create_read_change_delete(api: Api, rocket: ObjectMetadata) -> None:
    given = {"objectMetadataId": str(rocket.id), "type": "TEXT", "name": "code", "label": "Code", "icon": "IconTag"}
    created = api.post(FIELDS, json=given)
    body = created.json()
    assert created.status_code == 201
    assert {key: body[key] for key in given} == given
    assert (body["defaultValue"], body["options"], body["settings"], body["relation"]) == (None, None, None, None)
    path = f"{FIELDS}/{body['id']}"
    assert api.get(path).json() == body
    changed = api.patch(path, json={"label": "Call sign", "type": "NUMBER"}).json()
    assert (changed["label"], changed["type"]) == ("Call sign", "TEXT")
    assert api.put(path, json={"isUIReadOnly": True}).json()["isUIEditable"] is False
    deleted = api.delete(path)
    assert (deleted.status_code, deleted.json()["label"]) == (200, "Call sign")
    again = api.delete(path)
    assert (again.status_code, again.json()) == told("Field to delete not found", "FIELD_METADATA_NOT_FOUND", 404)


def test_a_relation_shows_both_sides(api: Api, workspace: Workspace, rocket: ObjectMetadata) -> None:
    given = {"objectMetadataId": "rocket", "type": "RELATION", "name": "maker", "label": "Maker"}
    payload = {"type": "MANY_TO_ONE", "targetObjectMetadataId": "company", "targetFieldLabel": "Rockets made"}
    body = api.post(FIELDS, json={**given, "relationCreationPayload": payload}).json()
    company, other = object_of(workspace, "company"), field_of(workspace, "company", "rocketsMade")
    assert body["settings"] == {"relationType": "MANY_TO_ONE", "onDelete": "SET_NULL", "joinColumnName": "makerId"}
    assert body["relation"] == {
        "type": "MANY_TO_ONE",
        "sourceObjectMetadata": {"id": str(rocket.id), "nameSingular": "rocket", "namePlural": "rockets"},
        "targetObjectMetadata": {"id": str(company.id), "nameSingular": "company", "namePlural": "companies"},
        "sourceFieldMetadata": {"id": body["id"], "name": "maker"},
        "targetFieldMetadata": {"id": str(other.id), "name": "rocketsMade"},
    }
    assert body["description"] == "Rockets tied to the Company"


def test_morph_rows_are_listed_one_by_one(api: Api, workspace: Workspace, rocket: ObjectMetadata) -> None:
    targets = [relation(object_of(workspace, name), "Rocket targets") for name in ("person", "company")]
    given = {"objectMetadataId": "rocket", "type": "MORPH_RELATION", "name": "target", "label": "Target"}
    body = api.post(FIELDS, json={**given, "morphRelationsCreationPayload": targets}).json()
    assert (body["name"], body["settings"]["joinColumnName"]) == ("targetPerson", "targetPersonId")
    rows = [field for field in api.get(f"{OF_ROCKET}?limit=200").json()["data"] if field["morphId"] == body["morphId"]]
    assert {row["name"] for row in rows} == {"targetPerson", "targetCompany"}


def test_fields_below_an_object(api: Api, rocket: ObjectMetadata) -> None:
    created = api.post(OF_ROCKET, json={"type": "NUMBER", "name": "mass", "label": "Mass"})
    assert (created.status_code, created.json()["objectMetadataId"]) == (201, str(rocket.id))
    assert api.get(f"{OF_ROCKET}/mass").json()["id"] == created.json()["id"]
    assert api.patch(f"{OF_ROCKET}/mass", json={"name": "weight"}).json()["name"] == "weight"
    assert api.get(f"{OF_ROCKET}/mass").status_code == 400
    assert api.delete(f"{OF_ROCKET}/weight/").json()["name"] == "weight"
    assert api.get("/rest/metadata/fields/name").json()["message"] == "Validation failed (uuid is expected)"
    assert api.get(f"{OF_ROCKET}?limit=200").json()["totalCount"] == 13


def test_the_wrapped_form(api: Api, rocket: ObjectMetadata, wrapped: None) -> None:
    body = api.post(OF_ROCKET, json={"type": "TEXT", "name": "code", "label": "Code"}).json()["data"]["createOneField"]
    path = f"{FIELDS}/{body['id']}"
    assert api.get(path).json() == {"data": {"field": body}}
    assert list(api.patch(path, json={"icon": "x"}).json()["data"]) == ["updateOneField"]
    assert list(api.delete(path).json()["data"]) == ["deleteOneField"]
    assert list(api.get(FIELDS).json()["data"]) == ["fields"]


@pytest.mark.parametrize(
    ("body", "messages"),
    [
        ({"type": "NOPE", "name": "n", "label": "N", "objectMetadataId": "rocket"}, [TYPES]),
        ({"type": "RICH_TEXT_V2", "name": "n", "label": "N", "objectMetadataId": "rocket"}, [TYPES]),
        ({"type": "TEXT", "name": "n", "label": "N", "objectMetadataId": "boat"}, ["objectMetadataId must be a UUID"]),
        (
            {},
            [
                *("type should not be empty", TYPES, "name should not be empty", "name must be a string"),
                *("label should not be empty", "label must be a string"),
                *("objectMetadataId should not be empty", "objectMetadataId must be a UUID"),
            ],
        ),
        (
            {"type": "TEXT", "name": "n", "label": "N", "objectMetadataId": "rocket", "isUnique": "yes", "options": {}},
            ["isUnique must be a boolean value", "options must be an array"],
        ),
    ],
)
def test_the_form_of_a_new_field(api: Api, rocket: ObjectMetadata, body: dict, messages: list[str]) -> None:
    response = api.post(FIELDS, json=body)
    assert (response.status_code, response.json()) == (
        400,
        {"message": messages, "error": "Bad Request", "statusCode": 400},
    )


def test_a_field_of_an_unknown_object(api: Api) -> None:
    response = api.post(FIELDS, json={"objectMetadataId": UNKNOWN, "type": "TEXT", "name": "a", "label": "A"})
    body = response.json()
    assert (response.status_code, body["message"]) == (
        400,
        "Multiple validation errors occurred while creating field",
    )
    assert body["userFriendlyMessage"] == "Created field metadata, parent object metadata not found"


def test_an_unknown_field(api: Api) -> None:
    response = api.get(f"{FIELDS}/{UNKNOWN}")
    assert (response.status_code, response.json()) == told("Field metadata not found", "FIELD_METADATA_NOT_FOUND", 404)
    patched = api.patch(f"{FIELDS}/{UNKNOWN}", json={"label": "x"})
    assert (patched.status_code, patched.json()["message"]) == (400, "Validation errors occurred while updating field")


def test_standard_fields(api: Api, workspace: Workspace) -> None:
    path = f"{FIELDS}/{field_of(workspace, 'company', 'name').id}"
    deleted, renamed = api.delete(path), api.patch(path, json={"name": "title"})
    code = "FIELD_MUTATION_NOT_ALLOWED"
    assert (deleted.status_code, deleted.json()) == told('Cannot delete standard field "name"', code, 403)
    message = "Cannot edit standard field metadata properties: name"
    assert (renamed.status_code, renamed.json()) == told(message, code, 403)


def test_a_list_costs_three_queries(api: Api, workspace: Workspace, django_assert_num_queries) -> None:
    """Authentication, the ids of the page, the fields."""
    with django_assert_num_queries(3):
        body = api.get(f"{FIELDS}?limit=1000").json()
    assert len(body["data"]) == body["totalCount"] == FieldMetadata.objects.count()


def test_another_workspace_is_unknown(api: Api, workspace: Workspace, rocket: ObjectMetadata) -> None:
    theirs = Workspace.objects.create(display_name="Theirs", subdomain="theirs")
    row = new_field(workspace, rocket, "TEXT", "code")
    FieldMetadata.objects.filter(id=row.id).update(workspace=theirs)
    assert api.get(f"{FIELDS}/{row.id}").status_code == 404
    assert api.delete(f"{FIELDS}/{row.id}").status_code == 404
