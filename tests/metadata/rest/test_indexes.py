"""/rest/metadata/indexes."""

import pytest
from django.db import connection

from metadata.consistency.check import problems_of
from metadata.models import IndexMetadata, ObjectMetadata, Workspace
from tests.client import Api
from tests.metadata.model import field_of, new_field

pytestmark = pytest.mark.django_db
INDEXES = "/rest/metadata/indexes"


def definition(workspace: Workspace, name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "select indexdef from pg_indexes where indexname = %s and schemaname = %s", [name, workspace.pg_schema]
        )
        found = cursor.fetchone()
        return found[0] if found else ""


def test_create_read_delete(api: Api, workspace: Workspace, rocket: ObjectMetadata) -> None:
    new_field(workspace, rocket, "CURRENCY", "price")
    fields = [{"fieldMetadataId": "name"}, {"fieldMetadataId": "price", "subFieldName": "amountMicros"}]
    created = api.post(INDEXES, json={"objectMetadataId": "rocket", "fields": fields})
    body = created.json()
    assert created.status_code == 201
    assert (body["indexType"], body["isUnique"], body["isCustom"], body["indexWhereClause"]) == (
        "BTREE",
        False,
        True,
        None,
    )
    assert [
        (part["fieldMetadataId"], part["order"], part["subFieldName"]) for part in body["indexFieldMetadataList"]
    ] == [
        (str(field_of(workspace, "rocket", "name").id), 0, None),
        (str(field_of(workspace, "rocket", "price").id), 1, "amountMicros"),
    ]
    assert definition(workspace, body["name"]).endswith('USING btree (name, "priceAmountMicros")')
    assert problems_of(workspace) == []
    assert api.get(f"{INDEXES}/{body['id']}").json() == body
    assert api.delete(f"{INDEXES}/{body['id']}").json()["id"] == body["id"]
    assert definition(workspace, body["name"]) == ""
    assert api.delete(f"{INDEXES}/{body['id']}").json()["code"] == "INDEX_METADATA_NOT_FOUND"


def test_a_gin_index_over_text_serves_patterns(api: Api, workspace: Workspace, rocket: ObjectMetadata) -> None:
    given = {"objectMetadataId": "rocket", "fields": [{"fieldMetadataId": "name"}], "indexType": "GIN"}
    body = api.post(INDEXES, json=given).json()
    assert definition(workspace, body["name"]).endswith("USING gin (name gin_trgm_ops)")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"fields": []}, "An index needs at least one field"),
        (
            {"fields": [{"fieldMetadataId": "position", "subFieldName": "x"}]},
            'Field "position" has no column that an index could cover',
        ),
        (
            {"fields": [{"fieldMetadataId": "noteTargets"}]},
            'Field "noteTargets" has no column that an index could cover',
        ),
        ({"fields": [{"fieldMetadataId": "name"}] * 2}, "An index covers each column once"),
        (
            {"fields": [{"fieldMetadataId": "position"}], "indexType": "GIN"},
            'A GIN index cannot cover the column "position"',
        ),
        ({"fields": [{"fieldMetadataId": "name"}], "indexType": "HASH"}, "indexType must be one of BTREE, GIN"),
        (
            {"fields": [{"fieldMetadataId": "00000000-0000-4000-8000-000000000000"}]},
            "Index field is not a field of the object",
        ),
        ({"fields": ["name"]}, "Index field is not a field of the object"),
    ],
)
def test_what_an_index_may_not_be(api: Api, rocket: ObjectMetadata, given: dict, message: str) -> None:
    response = api.post(INDEXES, json={"objectMetadataId": "rocket", **given})
    told = [problem["message"] for problem in response.json()["errors"]["index"][0]["errors"]]
    assert (response.status_code, told) == (400, [message])


def test_the_same_index_twice(api: Api, rocket: ObjectMetadata) -> None:
    given = {"objectMetadataId": "rocket", "fields": [{"fieldMetadataId": "name"}]}
    assert api.post(INDEXES, json=given).status_code == 201
    again = api.post(INDEXES, json=given)
    assert again.json()["errors"]["index"][0]["errors"][0]["code"] == "INDEX_ALREADY_EXISTS"


def test_the_indexes_of_fields_stay(api: Api, workspace: Workspace) -> None:
    for row in IndexMetadata.objects.filter(workspace=workspace):
        assert api.delete(f"{INDEXES}/{row.id}").json()["code"] == "INDEX_MUTATION_NOT_ALLOWED"


def test_an_index_goes_with_its_field(api: Api, workspace: Workspace, rocket: ObjectMetadata) -> None:
    code = new_field(workspace, rocket, "TEXT", "code")
    fields = [{"fieldMetadataId": "name"}, {"fieldMetadataId": "code"}]
    api.post(INDEXES, json={"objectMetadataId": "rocket", "fields": fields})
    assert api.delete(f"/rest/metadata/fields/{code.id}").status_code == 200
    assert problems_of(workspace) == []
