"""Changes of the data model over GraphQL: what they answer, and what a refusal says."""

from uuid import uuid4

import pytest
from django.db import connection

from metadata.models import FieldMetadata, ObjectMetadata
from tests.metadata.graphql.conftest import RECORD, tenant

CREATE = "mutation($input:CreateOneObjectInput!){ createOneObject(input:$input){ %s } }"
CREATE_FIELD = "mutation($input:CreateOneFieldMetadataInput!){ createOneField(input:$input){ %s } }"
UPDATE = "mutation($id:UUID!,$u:UpdateObjectPayload!){ updateOneObject(input:{id:$id,update:$u}){ %s } }"
UPDATE_FIELD = "mutation($id:UUID!,$u:UpdateFieldInput!){ updateOneField(input:{id:$id,update:$u}){ %s } }"
VEHICLE = {
    "nameSingular": "vehicle",
    "namePlural": "vehicles",
    "labelSingular": "Vehicle",
    "labelPlural": "Vehicles",
    "description": "A vehicle",
    "icon": "IconCar",
}
NOWHERE = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def vehicle(ask) -> str:
    return ask.data(CREATE % "id", {"input": {"object": VEHICLE}})["createOneObject"]["id"]


@pytest.fixture
def add(ask, vehicle):
    """Adds a field to the vehicle; the whole answer."""

    def added(selection: str, **field):
        given = {"objectMetadataId": vehicle, "type": "TEXT", "name": "plate", "label": "Plate"} | field
        return ask(CREATE_FIELD % selection, {"input": {"field": given}})

    return added


def test_create_an_object(apple, ask):
    made = ask.data(CREATE % f"{RECORD} isCustom fieldsList{{ name type }}", {"input": {"object": VEHICLE}})
    found = made["createOneObject"]
    row = ObjectMetadata.objects.get(id=found["id"])
    assert found | {"id": "", "universalIdentifier": "", "createdAt": "", "updatedAt": ""} == {
        **VEHICLE,
        "id": "",
        "universalIdentifier": "",
        "createdAt": "",
        "updatedAt": "",
        "applicationId": str(apple.workspace.custom_application_id),
        "shortcut": None,
        "color": "",
        "isRemote": False,
        "isActive": True,
        "isSystem": False,
        "isUIEditable": True,
        "isUICreatable": True,
        "isUIReadOnly": False,
        "isSearchable": True,
        "isLabelSyncedWithName": False,
        "labelIdentifierFieldMetadataId": str(row.label_identifier_id),
        "imageIdentifierFieldMetadataId": None,
        "duplicateCriteria": None,
        "isCustom": True,
        "fieldsList": [
            {"name": "name", "type": "TEXT"},
            {"name": "id", "type": "UUID"},
            {"name": "createdAt", "type": "DATE_TIME"},
            {"name": "createdBy", "type": "ACTOR"},
            {"name": "deletedAt", "type": "DATE_TIME"},
            {"name": "position", "type": "POSITION"},
            {"name": "searchVector", "type": "TS_VECTOR"},
            {"name": "updatedAt", "type": "DATE_TIME"},
            {"name": "updatedBy", "type": "ACTOR"},
            {"name": "timelineActivities", "type": "RELATION"},
            {"name": "attachments", "type": "RELATION"},
            {"name": "noteTargets", "type": "RELATION"},
            {"name": "taskTargets", "type": "RELATION"},
        ],
    }


def test_update_an_object(ask, vehicle):
    change = {"description": "d", "icon": "IconBus", "labelPlural": "Vehicles2"}
    changed = ask.data(UPDATE % "id description icon labelPlural nameSingular", {"id": vehicle, "u": change})
    assert changed["updateOneObject"] == change | {"id": vehicle, "nameSingular": "vehicle"}


def test_delete_an_object_shows_it_as_it_was(ask, vehicle):
    gone = ask.data(
        f'mutation{{ deleteOneObject(input:{{id:"{vehicle}"}}){{ id nameSingular isActive fieldsList{{ name relation{{ '
        "targetObjectMetadata{nameSingular} targetFieldMetadata{name} } } indexMetadataList{ indexType } } }"
    )["deleteOneObject"]
    assert (gone["id"], gone["nameSingular"], gone["isActive"]) == (vehicle, "vehicle", True)
    relations = {field["name"]: field["relation"] for field in gone["fieldsList"]}
    assert relations["noteTargets"] == {
        "targetObjectMetadata": {"nameSingular": "noteTarget"},
        "targetFieldMetadata": {"name": "target"},
    }
    assert {index["indexType"] for index in gone["indexMetadataList"]} == {"GIN"}
    assert not ObjectMetadata.objects.filter(id=vehicle).exists()
    assert ask(f'mutation{{ deleteOneObject(input:{{id:"{vehicle}"}}){{ id }} }}') == {
        "errors": [
            {
                "message": "Object to delete not found",
                "extensions": {
                    "subCode": "ENTITY_NOT_FOUND",
                    "code": "NOT_FOUND",
                    "userFriendlyMessage": "Object not found.",
                },
            }
        ],
        "data": None,
    }


def test_update_an_unknown_object(ask):
    assert ask(UPDATE % "id", {"id": NOWHERE, "u": {"icon": "x"}})["errors"] == [
        {
            "message": "Object to update not found",
            "extensions": {
                "subCode": "OBJECT_METADATA_NOT_FOUND",
                "code": "NOT_FOUND",
                "userFriendlyMessage": "Object not found.",
            },
        }
    ]


def test_rename_a_standard_object(apple, ask):
    answer = ask(UPDATE % "id", {"id": str(apple.object("company").id), "u": {"nameSingular": "firm"}})
    assert answer == {
        "errors": [
            {
                "message": "Cannot edit standard object metadata properties: nameSingular",
                "extensions": {
                    "subCode": "INVALID_OBJECT_INPUT",
                    "code": "BAD_USER_INPUT",
                    "userFriendlyMessage": "Invalid object input.",
                },
            }
        ],
        "data": None,
    }


def test_delete_a_standard_object(apple, ask):
    answer = ask(f'mutation{{ deleteOneObject(input:{{id:"{apple.object("company").id}"}}){{ id }} }}')
    (error,) = answer["errors"]
    assert answer["data"] is None
    assert error["message"] == "Multiple validation errors occurred while deleting object"
    extensions = error["extensions"]
    assert (extensions["code"], extensions["userFriendlyMessage"]) == (
        "METADATA_VALIDATION_FAILED",
        "Many validation errors",
    )
    counts = extensions["summary"]
    assert extensions["message"] == (
        f"Validation failed for {counts['fieldMetadata']} fieldMetadata, {counts['objectMetadata']} objectMetadata"
    )
    assert "Standard objects cannot be deleted" in str(extensions["errors"]["objectMetadata"])


def test_create_an_object_twice(ask, vehicle):
    (error,) = ask(CREATE % "id", {"input": {"object": VEHICLE}})["errors"]
    assert error["message"] == "Multiple validation errors occurred while creating object"
    (entity,) = error["extensions"]["errors"]["objectMetadata"]
    assert {"code": "OBJECT_ALREADY_EXISTS", "message": "Object already exists"}.items() <= entity["errors"][0].items()
    assert (entity["status"], entity["type"], entity["metadataName"]) == ("fail", "create", "objectMetadata")


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ({}, {"type": "TEXT", "defaultValue": None, "options": None, "settings": None, "description": "", "icon": ""}),
        (
            {"type": "NUMBER", "settings": {"decimals": 2, "type": "number"}},
            {"type": "NUMBER", "settings": {"decimals": 2, "type": "number"}},
        ),
        (
            {"description": "plate", "icon": "IconTag", "isUIReadOnly": True},
            {"description": "plate", "icon": "IconTag", "isUIReadOnly": True, "isUIEditable": False},
        ),
        ({"isUnique": True}, {"isUnique": True, "isNullable": True}),
    ],
)
def test_create_a_field(add, vehicle, given, shown):
    selection = (
        f"{' '.join(shown)} name label isActive isSystem isLabelSyncedWithName morphId isCustom objectMetadataId"
    )
    answer = add(f"{selection} relation{{type}} morphRelations{{type}} object{{id nameSingular}}", **given)
    assert answer == {
        "data": {
            "createOneField": {
                "name": "plate",
                "label": "Plate",
                "isActive": True,
                "isSystem": False,
                "isLabelSyncedWithName": False,
                "morphId": None,
                "isCustom": True,
                "objectMetadataId": vehicle,
                "relation": None,
                "morphRelations": None,
                "object": {"id": vehicle, "nameSingular": "vehicle"},
                **shown,
            }
        }
    }


def test_create_a_select(add):
    options = [
        {"label": "Bus", "value": "BUS", "color": "blue", "position": 1},
        {"label": "Car", "value": "CAR", "color": "red", "position": 0, "id": str(uuid4())},
    ]
    found = add("options defaultValue", type="SELECT", name="kind", options=options, defaultValue="'CAR'")
    made = found["data"]["createOneField"]
    assert made["defaultValue"] == "'CAR'"
    assert made["options"][0] == options[1]
    assert made["options"][1] | {"id": ""} == options[0] | {"id": ""}


def test_create_a_relation(apple, add, vehicle):
    payload = {
        "type": "MANY_TO_ONE",
        "targetObjectMetadataId": str(apple.object("company").id),
        "targetFieldLabel": "Fleet",
        "targetFieldIcon": "IconCar",
    }
    found = add(
        "id type settings relation{ type sourceObjectMetadata{namePlural} targetObjectMetadata{namePlural} "
        "sourceFieldMetadata{name} targetFieldMetadata{id name} }",
        type="RELATION",
        name="garage",
        label="Garage",
        relationCreationPayload=payload,
    )["data"]["createOneField"]
    reverse = apple.field("company", "fleet")
    assert found["relation"] == {
        "type": "MANY_TO_ONE",
        "sourceObjectMetadata": {"namePlural": "vehicles"},
        "targetObjectMetadata": {"namePlural": "companies"},
        "sourceFieldMetadata": {"name": "garage"},
        "targetFieldMetadata": {"id": str(reverse.id), "name": "fleet"},
    }
    assert found["settings"] == {"relationType": "MANY_TO_ONE", "onDelete": "SET_NULL", "joinColumnName": "garageId"}


def test_morph_relation_by_any_of_its_rows(apple, ask, add):
    targets = [str(apple.object(name).id) for name in ("person", "company")]
    payload = [
        {
            "type": "MANY_TO_ONE",
            "targetObjectMetadataId": id,
            "targetFieldLabel": "Driven",
            "targetFieldIcon": "IconBox",
        }
        for id in targets
    ]
    found = add(
        "id name morphId morphRelations{ sourceFieldMetadata{id name} targetObjectMetadata{id} }",
        type="MORPH_RELATION",
        name="driver",
        label="Driver",
        morphRelationsCreationPayload=payload,
    )["data"]["createOneField"]
    assert found["name"] == "driver"
    assert [one["targetObjectMetadata"]["id"] for one in found["morphRelations"]] == targets
    rows = FieldMetadata.objects.filter(morph_id=found["morphId"])
    assert {row.name for row in rows} == {"driverPerson", "driverCompany"}
    for row in rows:
        shown = ask.data(f'{{ field(id:"{row.id}"){{ id name morphRelations{{ sourceFieldMetadata{{ name }} }} }} }}')
        assert shown["field"] == {
            "id": str(row.id),
            "name": "driver",
            "morphRelations": [{"sourceFieldMetadata": {"name": "driver"}}] * 2,
        }
        changed = ask.data(UPDATE_FIELD % "id label", {"id": str(row.id), "u": {"label": "Who drives"}})
        assert changed["updateOneField"] == {"id": str(row.id), "label": "Who drives"}
    gone = ask.data(f'mutation{{ deleteOneField(input:{{id:"{rows[1].id}"}}){{ name morphRelations{{ type }} }} }}')
    assert gone["deleteOneField"] == {"name": "driver", "morphRelations": [{"type": "MANY_TO_ONE"}] * 2}


def test_update_a_field(add, ask):
    field = add("id")["data"]["createOneField"]["id"]
    for change, shown in (
        ({"label": "Plate no", "description": "dd"}, {"name": "plate", "label": "Plate no", "description": "dd"}),
        ({"name": "plateNo"}, {"name": "plateNo", "label": "Plate no", "description": "dd"}),
        ({"isActive": False}, {"name": "plateNo", "isActive": False}),
        ({"description": None, "icon": None}, {"description": "", "icon": ""}),
    ):
        assert ask.data(UPDATE_FIELD % " ".join(shown), {"id": field, "u": change})["updateOneField"] == shown
    gone = ask.data(f'mutation{{ deleteOneField(input:{{id:"{field}"}}){{ id name }} }}')
    assert gone["deleteOneField"] == {"id": field, "name": "plateNo"}


def test_update_an_unknown_field(ask):
    assert ask(UPDATE_FIELD % "id", {"id": NOWHERE, "u": {"label": "x"}}) == {
        "errors": [
            {
                "message": "Validation errors occurred while updating field",
                "extensions": {
                    "code": "METADATA_VALIDATION_FAILED",
                    "errors": {
                        "fieldMetadata": [
                            {
                                "errors": [
                                    {
                                        "code": "FIELD_METADATA_NOT_FOUND",
                                        "message": "Field metadata to update not found",
                                        "userFriendlyMessage": "Field metadata to update not found",
                                    }
                                ],
                                "type": "update",
                                "metadataName": "fieldMetadata",
                                "flatEntityMinimalInformation": {"id": ""},
                            }
                        ]
                    },
                    "summary": {"totalErrors": 1, "fieldMetadata": 1},
                    "message": "Validation failed for 1 fieldMetadata",
                    "userFriendlyMessage": "Field metadata to update not found",
                },
            }
        ],
        "data": None,
    }


def test_delete_an_unknown_field(ask):
    (error,) = ask(f'mutation{{ deleteOneField(input:{{id:"{NOWHERE}"}}){{ id }} }}')["errors"]
    assert (error["message"], error["extensions"]["code"], error["extensions"]["subCode"]) == (
        "Field to delete not found",
        "NOT_FOUND",
        "FIELD_METADATA_NOT_FOUND",
    )


def test_delete_a_standard_field(apple, ask):
    field = apple.field("company", "name")
    (error,) = ask(f'mutation{{ deleteOneField(input:{{id:"{field.id}"}}){{ id }} }}')["errors"]
    assert (error["message"], error["extensions"]["code"], error["extensions"]["subCode"]) == (
        'Cannot delete standard field "name"',
        "FORBIDDEN",
        "FIELD_MUTATION_NOT_ALLOWED",
    )


def test_a_bad_name_is_reported_with_its_value(add):
    (error,) = add("id", name="Bad Name")["errors"]
    assert error["message"] == "Multiple validation errors occurred while creating fields"
    assert error["extensions"]["message"] == "Validation failed for 1 fieldMetadata"
    (problem,) = error["extensions"]["errors"]["fieldMetadata"][0]["errors"]
    said = "Name is not valid: it must start with lowercase letter and contain only alphanumeric letters"
    assert problem == {
        "code": "INVALID_FIELD_INPUT",
        "message": said,
        "userFriendlyMessage": said,
        "value": "Bad Name",
    }


@pytest.mark.parametrize("text", ["\x00", "a\x00b"])
def test_the_nul_character_is_refused(add, text):
    (error,) = add("id", description=text)["errors"]
    assert (error["message"], error["extensions"]["code"]) == (
        "Text must not contain the NUL character",
        "BAD_USER_INPUT",
    )


def test_indexes(apple, ask, add, vehicle):
    field = add("id")["data"]["createOneField"]["id"]
    create = "mutation($input:CreateOneIndexInput!){ createOneIndex(input:$input){ %s } }"
    index = {"objectMetadataId": vehicle, "fields": [{"fieldMetadataId": field}]}
    parts = "indexFieldMetadataList{ fieldMetadataId order subFieldName }"
    shown = f"id name isCustom isUnique indexType indexWhereClause state {parts}"
    made = ask.data(create % shown, {"input": {"index": index}})["createOneIndex"]
    assert made | {"id": "", "name": ""} == {
        "id": "",
        "name": "",
        "isCustom": True,
        "isUnique": False,
        "indexType": "BTREE",
        "indexWhereClause": None,
        "state": "READY",
        "indexFieldMetadataList": [{"fieldMetadataId": field, "order": 0, "subFieldName": None}],
    }
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_indexes where indexname = %s", [made["name"]])
        assert cursor.fetchone() == (1,)
    custom = ask.data("{ indexMetadatas(filter:{isCustom:{is:true}}){ edges{ node{ id } } } }")
    assert {"node": {"id": made["id"]}} in custom["indexMetadatas"]["edges"]
    assert ask.data(f'{{ index(id:"{made["id"]}"){{ name }} }}')["index"] == {"name": made["name"]}
    gone = ask.data(f'mutation{{ deleteOneIndex(input:{{id:"{made["id"]}"}}){{ {shown} }} }}')
    assert gone["deleteOneIndex"] == made
    (error,) = ask(f'mutation{{ deleteOneIndex(input:{{id:"{made["id"]}"}}){{ id }} }}')["errors"]
    assert error["extensions"]["code"] == "NOT_FOUND"


def test_several_changes_in_one_request_see_each_other(ask):
    object_ = 'nameSingular:"%s",namePlural:"%ss",labelSingular:"%s",labelPlural:"%ss"'
    data = ask.data(
        f"mutation{{ a:createOneObject(input:{{object:{{{object_ % (('alpha',) * 4)}}}}}){{ nameSingular }} "
        f"b:createOneObject(input:{{object:{{{object_ % (('beta',) * 4)}}}}}){{ nameSingular fieldsList{{ name }} }} }}"
    )
    assert data["a"] == {"nameSingular": "alpha"}
    assert data["b"]["nameSingular"] == "beta"
    assert len(data["b"]["fieldsList"]) == 13


def test_changes_need_the_right_to_the_data_model(apple, vehicle):
    limited = apple.with_role(can_read_all_object_records=True)
    for document in (
        f'mutation{{ deleteOneObject(input:{{id:"{vehicle}"}}){{ id }} }}',
        f'mutation{{ updateOneObject(input:{{id:"{vehicle}",update:{{icon:"x"}}}}){{ id }} }}',
    ):
        assert limited(document) == {
            "errors": [
                {
                    "message": "Entity performing the request does not have permission",
                    "extensions": {
                        "subCode": "PERMISSION_DENIED",
                        "code": "FORBIDDEN",
                        "userFriendlyMessage": "You do not have permission to perform this action.",
                    },
                }
            ],
            "data": None,
        }
    assert limited.data(f'{{ object(id:"{vehicle}"){{ nameSingular }} }}') == {"object": {"nameSingular": "vehicle"}}


def test_what_belongs_to_another_workspace_cannot_be_changed(apple, vehicle):
    other = tenant("Yahoo").graphql
    for document, code in (
        (f'mutation{{ deleteOneObject(input:{{id:"{vehicle}"}}){{ id }} }}', "NOT_FOUND"),
        (f'mutation{{ updateOneObject(input:{{id:"{vehicle}",update:{{icon:"x"}}}}){{ id }} }}', "NOT_FOUND"),
        (f'mutation{{ deleteOneField(input:{{id:"{apple.field("vehicle", "name").id}"}}){{ id }} }}', "NOT_FOUND"),
        (
            f'mutation{{ createOneField(input:{{field:{{objectMetadataId:"{vehicle}",type:TEXT,name:"x",label:"x"}}}})'
            "{ id } }",
            "METADATA_VALIDATION_FAILED",
        ),
    ):
        answer = other(document)
        assert (answer["data"], answer["errors"][0]["extensions"]["code"]) == (None, code)
    assert ObjectMetadata.objects.filter(id=vehicle, icon="IconCar").exists()


@pytest.mark.parametrize("number", ["123456789012345678901234567890", "-9223372036854775809", "1e300"])
def test_numbers_beyond_64_bits_are_floats(ask, vehicle, number):
    document = (
        f'mutation{{ createOneField(input:{{field:{{objectMetadataId:"{vehicle}",type:NUMBER,name:"n",label:"N",'
        f"settings:{{type:{number}}}}}}}){{ id }} }}"
    )
    (error,) = ask(document)["errors"]
    assert error["extensions"]["code"] == "METADATA_VALIDATION_FAILED"


@pytest.mark.parametrize("number", ["1e999", "-1e999", "9" * 400])
def test_numbers_must_be_finite(ask, vehicle, number):
    document = (
        f'mutation{{ createOneField(input:{{field:{{objectMetadataId:"{vehicle}",type:NUMBER,name:"n",label:"N",'
        f"settings:{{type:{number}}}}}}}){{ id }} }}"
    )
    (error,) = ask(document)["errors"]
    assert error["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"
