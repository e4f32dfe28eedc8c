"""/rest/metadata/workspace."""

import pytest

from apikeys.models import Role
from metadata.models import Workspace
from metadata.services import settings
from tests.client import Api

pytestmark = pytest.mark.django_db
PATH = "/rest/metadata/workspace"
SETTINGS = {"batchLimit": 60, "rateLimitPerSecond": 200, "rateLimitPerMinute": 6000, "timeZone": "UTC"}


def test_read(api: Api, workspace: Workspace) -> None:
    body = api.get(PATH).json()
    assert body["id"] == str(workspace.id)
    assert (body["displayName"], body["subdomain"], body["customDomain"], body["logo"]) == ("test", "test", None, None)
    assert (body["activationStatus"], body["restMetadataFormat"]) == ("ACTIVE", "direct")
    assert (body["settings"], body["trashRetentionDays"]) == (SETTINGS, 14)
    assert body["metadataVersion"] == workspace.metadata_version


def test_change(api: Api) -> None:
    given = {
        **{"displayName": "Apple", "subdomain": "apple", "customDomain": "crm.apple.dev", "logo": "https://x/y.png"},
        **{"trashRetentionDays": 30, "isPublicInviteLinkEnabled": False, "allowImpersonation": False},
    }
    response = api.patch(PATH, json={**given, "id": "x", "metadataVersion": 1, "createdAt": "x"})
    assert response.status_code == 200
    assert {key: response.json()[key] for key in given} == given
    assert {key: api.get(PATH).json()[key] for key in given} == given


def test_the_format_changes_with_the_next_request(api: Api) -> None:
    assert "data" not in api.patch(PATH, json={"restMetadataFormat": "wrapped"}).json()
    assert list(api.get(PATH).json()["data"]) == ["workspace"]
    assert list(api.patch(PATH, json={"restMetadataFormat": "direct"}).json()["data"]) == ["updateWorkspace"]
    assert "data" not in api.get(PATH).json()


def test_settings_change_one_by_one(api: Api) -> None:
    api.patch(PATH, json={"settings": {"batchLimit": 10, "timeZone": "Europe/Paris"}})
    assert api.get(PATH).json()["settings"] == {**SETTINGS, "batchLimit": 10, "timeZone": "Europe/Paris"}
    api.patch(PATH, json={"settings": {"batchLimit": None, "unknown": 1}})
    assert api.get(PATH).json()["settings"] == {**SETTINGS, "timeZone": "Europe/Paris"}


def test_the_default_role(api: Api, workspace: Workspace) -> None:
    role = Role.objects.filter(workspace=workspace).first()
    assert role is not None
    assert api.patch(PATH, json={"defaultRoleId": str(role.pk)}).json()["defaultRoleId"] == str(role.pk)
    refused = api.patch(PATH, json={"defaultRoleId": str(workspace.id)})
    assert refused.json()["errors"]["workspace"][0]["errors"][0]["code"] == "ROLE_NOT_FOUND"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"displayName": " "}, "displayName must be a text of 1 to 255 characters"),
        (
            {"subdomain": "A b"},
            "subdomain must be 3 to 30 letters a-z, digits and hyphens, with no hyphen at either end",
        ),
        ({"customDomain": "no host"}, "customDomain must be a host name"),
        ({"trashRetentionDays": -1}, "trashRetentionDays must be a whole number from 0 to 36500"),
        ({"trashRetentionDays": True}, "trashRetentionDays must be a whole number from 0 to 36500"),
        ({"allowImpersonation": "no"}, "allowImpersonation must be a boolean value"),
        ({"restMetadataFormat": []}, 'restMetadataFormat must be "direct" or "wrapped"'),
        ({"settings": []}, "settings must be an object"),
        ({"settings": {"batchLimit": 0}}, "settings.batchLimit must be a whole number from 1 to 10000"),
        ({"settings": {"timeZone": "Mars"}}, "settings.timeZone must be a time zone such as Europe/Paris"),
    ],
)
def test_what_a_setting_may_not_be(api: Api, given: dict, message: str) -> None:
    response = api.patch(PATH, json=given)
    told = [problem["message"] for problem in response.json()["errors"]["workspace"][0]["errors"]]
    assert (response.status_code, told) == (400, [message])


THEIRS = {"subdomain": "theirs", "customDomain": "crm.example.com"}


@pytest.mark.parametrize("moment", ["long ago", "in the same instant"])
@pytest.mark.parametrize("path", [PATH, "/metadata"])
@pytest.mark.parametrize(
    ("key", "code", "message"),
    [
        ("subdomain", "SUBDOMAIN_ALREADY_TAKEN", "This subdomain is already taken"),
        ("customDomain", "CUSTOM_DOMAIN_ALREADY_TAKEN", "This custom domain is already taken"),
    ],
)
def test_what_a_workspace_is_found_by_belongs_to_it_alone(
    api: Api, workspace: Workspace, monkeypatch, key: str, code: str, message: str, path: str, moment: str
) -> None:
    Workspace.objects.create(display_name="Theirs", subdomain=THEIRS["subdomain"], custom_domain=THEIRS["customDomain"])
    if moment == "in the same instant":
        looks = iter([lambda *_: [], settings._taken])
        monkeypatch.setattr(settings, "_taken", lambda *values: next(looks)(*values))
    given = {key: THEIRS[key], "displayName": "Ours"}
    if path == PATH:
        errors = api.patch(PATH, json=given).json()["errors"]
    else:
        document = "mutation($d: UpdateWorkspaceInput!) { updateWorkspace(data: $d) { id } }"
        answer = api.post(path, json={"query": document, "variables": {"d": given}}).json()
        errors = answer["errors"][0]["extensions"]["errors"]
    (problem,) = errors["workspace"][0]["errors"]
    assert (problem["code"], problem["message"], problem["value"]) == (code, message, THEIRS[key])
    before = (workspace.subdomain, "", workspace.display_name, workspace.metadata_version)
    workspace.refresh_from_db()
    assert (workspace.subdomain, workspace.custom_domain, workspace.display_name, workspace.metadata_version) == before


def test_a_workspace_keeps_its_own_domain_and_many_have_none(api: Api, workspace: Workspace) -> None:
    Workspace.objects.create(display_name="Other", subdomain="other")
    for _ in range(2):
        assert api.patch(PATH, json={"customDomain": "crm.example.com"}).json()["customDomain"] == "crm.example.com"
    assert api.patch(PATH, json={"customDomain": None}).json()["customDomain"] is None
