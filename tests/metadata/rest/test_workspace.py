"""/rest/metadata/workspace."""

import pytest

from apikeys.models import Role
from metadata.models import Workspace
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


def test_a_subdomain_belongs_to_one_workspace(api: Api, db: None) -> None:
    Workspace.objects.create(display_name="Theirs", subdomain="theirs")
    response = api.patch(PATH, json={"subdomain": "theirs"})
    assert response.json()["errors"]["workspace"][0]["errors"][0]["message"] == "This subdomain is already taken"


def test_a_custom_domain_belongs_to_one_workspace(api: Api, workspace: Workspace) -> None:
    Workspace.objects.create(display_name="Theirs", subdomain="theirs", custom_domain="crm.example.com")
    problem = api.patch(PATH, json={"customDomain": "crm.example.com"}).json()["errors"]["workspace"][0]["errors"][0]
    assert problem["message"] == "This custom domain is already taken"
    workspace.refresh_from_db()
    assert workspace.custom_domain == ""
