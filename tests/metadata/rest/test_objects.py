"""/rest/metadata/objects."""

import pytest

from metadata.models import FieldMetadata, ObjectMetadata, Workspace
from tests.client import Api
from tests.metadata.model import field_of, object_of

pytestmark = pytest.mark.django_db
OBJECTS = "/rest/metadata/objects"
BODY = {"nameSingular": "rocket", "namePlural": "rockets", "labelSingular": "Rocket", "labelPlural": "Rockets"}
KEYS = {
    *("id", "universalIdentifier", "applicationId", "workspaceId", "nameSingular", "namePlural", "labelSingular"),
    *("labelPlural", "description", "icon", "shortcut", "color", "labelIdentifierFieldMetadataId"),
    *("imageIdentifierFieldMetadataId", "createdAt", "updatedAt", "isRemote", "isActive", "isSystem", "isSearchable"),
    *(
        "isUIEditable",
        "isUICreatable",
        "isUIReadOnly",
        "isLabelSyncedWithName",
        "duplicateCriteria",
        "fields",
        "isCustom",
    ),
    *("dataSourceId", "standardId"),
}
FIELD_KEYS = {
    *("id", "universalIdentifier", "applicationId", "workspaceId", "objectMetadataId", "type", "name", "label"),
    *("description", "icon", "morphId", "createdAt", "updatedAt", "isActive", "isSystem", "isNullable", "isUnique"),
    *("isLabelSyncedWithName", "isUIEditable", "isUIReadOnly", "defaultValue", "options", "settings", "isCustom"),
    *("standardId", "relation"),
}


def test_create(api: Api, workspace: Workspace) -> None:
    response = api.post(OBJECTS, json={**BODY, "description": "Flies", "icon": "IconRocket", "bogus": 1})
    assert response.status_code == 201
    body = response.json()
    assert set(body) == KEYS
    assert {key: body[key] for key in BODY} == BODY
    assert (body["description"], body["icon"], body["color"]) == ("Flies", "IconRocket", None)
    assert [field["name"] for field in body["fields"]][:3] == ["name", "id", "createdAt"]
    assert all(set(field) == FIELD_KEYS for field in body["fields"])
    assert body["labelIdentifierFieldMetadataId"] == body["fields"][0]["id"]
    assert body["workspaceId"] == str(workspace.id)
    assert (body["isCustom"], body["isRemote"], body["isUIReadOnly"]) == (True, False, False)
    assert body["createdAt"].endswith("Z") and len(body["createdAt"]) == 24


def test_read(api: Api, rocket: ObjectMetadata) -> None:
    body = api.get(f"{OBJECTS}/{rocket.id}").json()
    assert (body["id"], body["nameSingular"], len(body["fields"])) == (str(rocket.id), "rocket", 13)


def test_patch_and_put_are_one(api: Api, rocket: ObjectMetadata) -> None:
    patched = api.patch(f"{OBJECTS}/{rocket.id}", json={"labelPlural": "Rockets!", "nonsense": 1})
    assert (patched.status_code, patched.json()["labelPlural"]) == (200, "Rockets!")
    put = api.put(f"{OBJECTS}/{rocket.id}/", json={"description": "by put"})
    assert (put.status_code, put.json()["labelPlural"], put.json()["description"]) == (200, "Rockets!", "by put")


def test_delete_answers_the_object_without_its_fields(api: Api, rocket: ObjectMetadata) -> None:
    response = api.delete(f"{OBJECTS}/{rocket.id}")
    assert (response.status_code, set(response.json())) == (200, KEYS - {"fields"})
    again = api.delete(f"{OBJECTS}/{rocket.id}")
    assert (again.status_code, again.json()) == (
        404,
        {"statusCode": 404, "error": "Error", "messages": ["Object to delete not found"], "code": "ENTITY_NOT_FOUND"},
    )


def test_the_wrapped_form(api: Api, wrapped: None) -> None:
    created = api.post(OBJECTS, json=BODY).json()["data"]["createOneObject"]
    path = f"{OBJECTS}/{created['id']}"
    assert api.get(path).json()["data"]["object"] == created
    assert api.patch(path, json={"icon": "x"}).json()["data"]["updateOneObject"]["icon"] == "x"
    assert "fields" not in api.delete(path).json()["data"]["deleteOneObject"]
    listed = api.get(OBJECTS).json()
    assert (list(listed["data"]), len(listed["data"]["objects"]), listed["totalCount"]) == (["objects"], 10, 10)


def test_names_stand_for_ids(api: Api, workspace: Workspace, rocket: ObjectMetadata) -> None:
    assert api.get(f"{OBJECTS}/rocket").json()["id"] == api.get(f"{OBJECTS}/rockets").json()["id"] == str(rocket.id)
    api.post(
        "/rest/metadata/fields", json={"objectMetadataId": "rocket", "type": "TEXT", "name": "code", "label": "Code"}
    )
    body = api.patch(f"{OBJECTS}/rocket", json={"labelIdentifierFieldMetadataId": "code"}).json()
    assert body["labelIdentifierFieldMetadataId"] == str(field_of(workspace, "rocket", "code").id)
    for word in ("boat", "Rocket", "r" * 100, "1"):
        refused = api.get(f"{OBJECTS}/{word}")
        assert (refused.status_code, refused.json()) == (
            400,
            {"message": "Validation failed (uuid is expected)", "error": "Bad Request", "statusCode": 400},
        )


@pytest.mark.parametrize(
    ("body", "messages"),
    [
        (
            {},
            [
                f"{key} {rule}"
                for key in ("nameSingular", "namePlural", "labelSingular", "labelPlural")
                for rule in ("should not be empty", "must be a string")
            ],
        ),
        ({**BODY, "nameSingular": ""}, ["nameSingular should not be empty"]),
        ({**BODY, "nameSingular": 5}, ["nameSingular must be a string"]),
        ({**BODY, "icon": [], "isRemote": "no"}, ["icon must be a string", "isRemote must be a boolean value"]),
    ],
)
def test_the_form_of_a_new_object(api: Api, body: dict, messages: list[str]) -> None:
    response = api.post(OBJECTS, json=body)
    assert response.status_code == 400
    assert response.json() == {"message": messages, "error": "Bad Request", "statusCode": 400}


def test_a_name_that_is_taken(api: Api, rocket: ObjectMetadata) -> None:
    response = api.post(OBJECTS, json=BODY)
    body = response.json()
    about = body["errors"]["objectMetadata"][0].pop("flatEntityMinimalInformation")
    assert (about["nameSingular"], about["namePlural"]) == ("rocket", "rockets")
    problem = {
        **{"code": "OBJECT_ALREADY_EXISTS", "message": "Object already exists"},
        "userFriendlyMessage": "Object already exists",
    }
    assert (response.status_code, body) == (
        400,
        {
            "statusCode": 400,
            "error": "METADATA_VALIDATION_ERROR",
            "message": "Multiple validation errors occurred while creating object",
            "errors": {
                "objectMetadata": [
                    {"status": "fail", "errors": [problem], "metadataName": "objectMetadata", "type": "create"}
                ]
            },
            "summary": {"totalErrors": 1, "objectMetadata": 1},
            "userFriendlyMessage": "Object already exists",
        },
    )


def test_standard_names(api: Api, workspace: Workspace) -> None:
    response = api.patch(f"{OBJECTS}/{object_of(workspace, 'company').id}", json={"nameSingular": "firm"})
    assert (response.status_code, response.json()) == (
        400,
        {
            "statusCode": 400,
            "error": "Error",
            "messages": ["Cannot edit standard object metadata properties: nameSingular"],
            "code": "INVALID_OBJECT_INPUT",
        },
    )


@pytest.mark.parametrize(
    ("method", "message"), [("get", "Object metadata not found"), ("patch", "Object to update not found")]
)
def test_an_unknown_object(api: Api, method: str, message: str) -> None:
    response = getattr(api, method)(f"{OBJECTS}/00000000-0000-4000-8000-000000000000", json={"icon": "x"})
    assert (response.status_code, response.json()) == (
        404,
        {"statusCode": 404, "error": "Error", "messages": [message], "code": "OBJECT_METADATA_NOT_FOUND"},
    )


def test_a_list_costs_three_queries_and_two_once_it_was_printed(
    api: Api, rocket: ObjectMetadata, django_assert_num_queries
) -> None:
    """Authentication, the ids of the page, the objects, their fields."""
    with django_assert_num_queries(4):
        first = api.get(OBJECTS)
    with django_assert_num_queries(2):
        second = api.get(OBJECTS)
    assert first.content == second.content
    assert sum(len(one["fields"]) for one in first.json()["data"]) == FieldMetadata.objects.count()


def test_a_list_shows_a_change_at_once(api: Api, rocket: ObjectMetadata) -> None:
    api.get(OBJECTS)
    api.patch(f"{OBJECTS}/rocket", json={"icon": "IconNew"})
    assert [one["icon"] for one in api.get(OBJECTS).json()["data"] if one["nameSingular"] == "rocket"] == ["IconNew"]
