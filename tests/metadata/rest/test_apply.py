"""/rest/metadata/apply and export."""

import pytest
import yaml

from metadata.models import FieldMetadata, ObjectMetadata, Workspace
from tests.client import Api
from tests.metadata.model import new_field, sql

pytestmark = pytest.mark.django_db
EXPORT, APPLY = "/rest/metadata/export", "/rest/metadata/apply"
MOTTO = {"nameSingular": "company", "fields": [{"name": "motto", "type": "TEXT", "defaultValue": "'2020-01-01'"}]}
PART = {"partial": True, "objects": [MOTTO]}
STEP = {
    **{"action": "add", "kind": "field", "object": "company", "name": "motto"},
    "path": "objects[0].fields[0]",
}


def test_plan_apply_export(api: Api, workspace: Workspace) -> None:
    summary = {"added": 1, "renamed": 0, "changed": 0, "removed": 0, "recordsLosingData": 0}
    version = workspace.metadata_version
    planned = api.post(f"{APPLY}?dryRun=true", json=PART)
    told = {"summary": summary, "steps": [STEP]}
    assert (planned.status_code, planned.json()) == (200, {"dryRun": True, "metadataVersion": version, **told})
    assert not FieldMetadata.objects.filter(name="motto").exists()
    done = api.post(APPLY, json=PART).json()
    assert done == {"dryRun": False, "metadataVersion": version + 1, **told}
    assert FieldMetadata.objects.get(name="motto").default_value == "'2020-01-01'"
    assert api.get("/rest/companies?limit=1").status_code == 200
    assert api.post(APPLY, json=api.get(EXPORT).json()).json()["steps"] == []


def test_yaml_is_the_same(api: Api) -> None:
    response = api.get(f"{EXPORT}?format=yaml")
    assert response.headers["Content-Type"] == "application/yaml; charset=utf-8"
    assert response.content == api.get(EXPORT, headers={"Accept": "application/yaml"}).content
    assert yaml.safe_load(response.content) == api.get(EXPORT).json()
    text = yaml.safe_dump(PART).encode()
    for kind in ("application/yaml", "text/yaml", "application/x-www-form-urlencoded"):
        assert api.post(f"{APPLY}?dryRun=true", data=text, content_type=kind).json()["steps"] == [STEP]


def test_the_wrapped_format(api: Api, workspace: Workspace) -> None:
    workspace.rest_metadata_format = "wrapped"
    workspace.save()
    assert api.post(f"{APPLY}?dryRun=true", json=PART).json()["data"]["applyDataModel"]["steps"] == [STEP]
    assert "objects" in api.get(EXPORT).json()


def test_data_is_lost_only_when_asked(api: Api, workspace: Workspace, rocket: ObjectMetadata) -> None:
    new_field(workspace, rocket, "TEXT", "code")
    sql(workspace, "_rocket", "insert into {t} (code) values ('A5'), (''), ('V2')")
    document = api.get(EXPORT).json()
    entry = next(entry for entry in document["objects"] if entry["nameSingular"] == "rocket")
    entry["fields"] = [field for field in entry["fields"] if field["name"] != "code"]
    refused = api.post(APPLY, json=document)
    assert (refused.status_code, refused.json()) == (
        409,
        {
            **{"statusCode": 409, "error": "Error", "code": "DESTRUCTIVE_CHANGE"},
            "messages": [
                "1 step of the plan would remove something, 2 records would lose data: "
                "apply with allowDestructive to go on"
            ],
            "plan": {
                "summary": {"added": 0, "renamed": 0, "changed": 0, "removed": 1, "recordsLosingData": 2},
                "steps": [
                    {
                        **{"action": "remove", "kind": "field", "object": "rocket", "name": "code"},
                        **{"destructive": True, "recordsLosingData": 2},
                    }
                ],
            },
        },
    )
    assert FieldMetadata.objects.filter(name="code").exists()
    assert api.post(f"{APPLY}?allowDestructive=true", json=document).status_code == 200
    assert not FieldMetadata.objects.filter(name="code").exists()


def test_mistakes(api: Api) -> None:
    document = {"objects": [{"nameSingular": "users"}, {"nameSingular": "boat", "colour": "red"}]}
    response = api.post(APPLY, json=document)
    body = response.json()
    assert (response.status_code, body["statusCode"], body["code"]) == (400, 400, "INVALID_DATA_MODEL")
    assert [problem["path"] for problem in body["problems"]][:2] == ["objects[1].colour", "objects[0]"]
    assert body["messages"][1].startswith("objects[0]: This name is reserved.")
    assert not ObjectMetadata.objects.filter(name_singular="boat").exists()


@pytest.mark.parametrize("text", [b"", b"a: [", b"[1]", b"\xff\xfe\x00", b"nothing"])
def test_what_is_no_document(api: Api, text: bytes) -> None:
    response = api.post(APPLY, data=text, content_type="application/yaml")
    assert (response.status_code, response.json()["code"]) == (400, "INVALID_DATA_MODEL")


def test_rights(reader: Api) -> None:
    assert reader.get(EXPORT).status_code == 200
    assert reader.post(f"{APPLY}?dryRun=true", json={}).status_code == 403
    assert Api(None).get(EXPORT).status_code == Api(None).get("/rest/metadata/objects").status_code == 403
