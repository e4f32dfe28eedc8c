"""/rest/metadata/relations: both forms of the body, one shape of the answer."""

import pytest

from metadata.consistency.check import problems_of
from metadata.models import FieldMetadata, ObjectMetadata, Workspace
from tests.client import Api
from tests.metadata.model import field_of, object_of

pytestmark = pytest.mark.django_db
RELATIONS = "/rest/metadata/relations"
BODY = {
    "objectMetadataId": "rocket",
    "type": "MANY_TO_ONE",
    "name": "maker",
    "label": "Maker",
    "targetObjectMetadataId": "company",
    "targetFieldLabel": "Rockets made",
}


def test_create_read_delete(api: Api, workspace: Workspace, rocket: ObjectMetadata) -> None:
    created = api.post(RELATIONS, json={**BODY, "onDelete": "CASCADE"})
    body = created.json()
    maker, made = field_of(workspace, "rocket", "maker"), field_of(workspace, "company", "rocketsMade")
    company = object_of(workspace, "company")
    assert (created.status_code, body) == (
        201,
        {
            "id": str(maker.id),
            "type": "MANY_TO_ONE",
            "onDelete": "CASCADE",
            "joinColumnName": "makerId",
            "isMorph": False,
            "sourceObjectMetadata": {"id": str(rocket.id), "nameSingular": "rocket", "namePlural": "rockets"},
            "sourceFieldMetadata": {"id": str(maker.id), "name": "maker"},
            "targetObjectMetadata": {"id": str(company.id), "nameSingular": "company", "namePlural": "companies"},
            "targetFieldMetadata": {"id": str(made.id), "name": "rocketsMade"},
        },
    )
    path = f"{RELATIONS}/{maker.id}"
    assert api.get(path).json() == body
    assert api.delete(path).json() == body
    assert api.delete(path).json()["code"] == "RELATION_METADATA_NOT_FOUND"
    assert not FieldMetadata.objects.filter(name__in=["maker", "rocketsMade"]).exists()
    assert problems_of(workspace) == []


def test_one_to_many_is_named_by_its_other_side(api: Api, workspace: Workspace, rocket: ObjectMetadata) -> None:
    body = api.post(
        RELATIONS, json={**BODY, "type": "ONE_TO_MANY", "name": "owners", "targetFieldLabel": "Owned"}
    ).json()
    assert (body["type"], body["joinColumnName"]) == ("MANY_TO_ONE", "ownedId")
    assert body["id"] == str(field_of(workspace, "company", "owned").id)
    assert body["sourceObjectMetadata"]["nameSingular"] == "company"


def test_the_classic_form(api: Api, workspace: Workspace, rocket: ObjectMetadata) -> None:
    classic = {
        **{
            "relationType": "ONE_TO_MANY",
            "fromObjectMetadataId": "company",
            "fromName": "rockets",
            "fromLabel": "Rockets",
        },
        **{"toObjectMetadataId": "rocket", "toName": "maker", "toLabel": "Maker"},
    }
    body = api.post(RELATIONS, json=classic).json()
    assert (body["sourceObjectMetadata"]["nameSingular"], body["joinColumnName"]) == ("rocket", "makerId")
    assert body["targetFieldMetadata"]["name"] == "rockets"


def test_the_list_of_one_object(api: Api, workspace: Workspace) -> None:
    body = api.get(f"{RELATIONS}?objectMetadataId=person").json()
    assert [one["joinColumnName"] for one in body["data"]] == ["companyId"]
    everything = api.get(f"{RELATIONS}?limit=200").json()
    assert everything["totalCount"] == FieldMetadata.objects.filter(settings__relationType="MANY_TO_ONE").count()
    assert any(one["isMorph"] for one in everything["data"])


def test_the_wrapped_form(api: Api, rocket: ObjectMetadata, wrapped: None) -> None:
    created = api.post(RELATIONS, json=BODY).json()["data"]["createOneRelation"]
    assert api.get(f"{RELATIONS}/{created['id']}").json() == {"data": {"relation": created}}
    assert list(api.get(RELATIONS).json()["data"]) == ["relations"]
    assert api.delete(f"{RELATIONS}/{created['id']}").json() == {"data": {"deleteOneRelation": created}}


def test_a_list_costs_four_queries(api: Api, workspace: Workspace, django_assert_num_queries) -> None:
    with django_assert_num_queries(3):
        api.get(f"{RELATIONS}?limit=200")


def test_an_incomplete_body(api: Api, rocket: ObjectMetadata) -> None:
    response = api.post(RELATIONS, json={"objectMetadataId": "rocket", "name": "maker", "label": "Maker"})
    codes = [problem["code"] for problem in response.json()["errors"]["fieldMetadata"][0]["errors"]]
    assert (response.status_code, set(codes)) == (400, {"FIELD_METADATA_RELATION_MALFORMED"})
