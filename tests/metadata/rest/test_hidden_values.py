"""Who may change the data model and not read the records is told of a refusal, and not what the records hold."""

import pytest

from apikeys.models import FieldPermission, PermissionFlag, Role
from apikeys.tokens import create_api_key
from metadata.models import FieldMetadata, Workspace
from tests.client import Api

NEUTRAL = {
    "isUnique": 'Field "jobTitle" cannot be unique: several records have the same value',
    "isNullable": 'Field "jobTitle" cannot be required: some records have no value',
}
FULL = {
    "isUnique": 'Field "jobTitle" cannot be unique: several records have the value Secret',
    "isNullable": 'Field "jobTitle" cannot be required: 1 records have no value',
}
CHANGES = [{"isUnique": True}, {"isNullable": False, "defaultValue": "'x'"}]
UPDATE = "mutation($i: UpdateOneFieldMetadataInput!) { updateOneField(input: $i) { id } }"


@pytest.fixture
def title(api: Api, workspace: Workspace) -> FieldMetadata:
    rows = [{"jobTitle": "Secret"}, {"jobTitle": "Secret"}, {"jobTitle": None}]
    assert api.post("/rest/batch/people", json=rows).status_code == 201
    return FieldMetadata.objects.get(workspace=workspace, object__name_singular="person", name="jobTitle")


def modeller(workspace: Workspace, **rights: bool) -> Api:
    role = Role.objects.create(workspace=workspace, label="modeller", **rights)
    PermissionFlag.objects.create(role=role, flag="DATA_MODEL")
    return Api(create_api_key(workspace, "modeller", role_label="modeller")[1])


def refusals(api: Api, field: FieldMetadata, change: dict[str, object]) -> list[bytes]:
    """Over both APIs and by a document."""
    document = {"objects": [{"nameSingular": "person", "fields": [{"name": "jobTitle", "type": "TEXT", **change}]}]}
    answers = [
        api.patch(f"/rest/metadata/fields/{field.id}", json=change),
        api.post("/metadata", json={"query": UPDATE, "variables": {"i": {"id": str(field.id), "update": change}}}),
        api.post("/rest/metadata/apply", json=document),
    ]
    field.refresh_from_db()
    assert (field.is_unique, field.is_nullable) == (False, True)
    return [answer.content for answer in answers]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("hidden", ["object", "field"])
def test_values_are_not_told_to_who_may_not_read_them(
    workspace: Workspace, title: FieldMetadata, change: dict[str, object], hidden: str
) -> None:
    api = modeller(workspace, can_read_all_object_records=hidden == "field")
    role = Role.objects.get(label="modeller")
    if hidden == "field":
        FieldPermission.objects.create(role=role, object_id=title.object_id, field=title, can_read_field_value=False)
    for content in refusals(api, title, change):
        assert NEUTRAL[next(iter(change))].replace('"', '\\"').encode() in content
        assert b"Secret" not in content


@pytest.mark.parametrize("change", CHANGES)
def test_values_are_told_to_who_may_read_them(
    workspace: Workspace, title: FieldMetadata, change: dict[str, object]
) -> None:
    for content in refusals(modeller(workspace, can_read_all_object_records=True), title, change):
        assert FULL[next(iter(change))].replace('"', '\\"').encode() in content
