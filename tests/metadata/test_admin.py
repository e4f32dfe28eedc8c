"""The admin pages of workspaces and their data models."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from metadata.models import FieldMetadata, IndexMetadata, ObjectMetadata, Workspace
from tests.metadata.model import object_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(workspace: Workspace) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("admin", "admin@example.com", "a long password"))
    return client


@pytest.mark.parametrize("name", ["workspace", "objectmetadata", "fieldmetadata", "indexmetadata"])
def test_lists_can_be_read(pages: Client, name: str) -> None:
    response = pages.get(f"/admin/metadata/{name}/")
    assert response.status_code == 200
    assert pages.get(f"/admin/metadata/{name}/?q=com").status_code == 200


@pytest.mark.parametrize("model", [ObjectMetadata, FieldMetadata, IndexMetadata])
def test_a_model_is_shown_and_not_changed(pages: Client, model: type) -> None:
    path = f"/admin/metadata/{model.__name__.lower()}/{model.objects.first().pk}"
    assert pages.get(f"{path}/change/").status_code == 200
    assert pages.post(f"{path}/change/", {"label_singular": "x"}).status_code == 403
    assert pages.post(f"{path}/delete/", {"post": "yes"}).status_code == 403
    assert pages.get(f"/admin/metadata/{model.__name__.lower()}/add/").status_code == 403


def test_an_object_shows_its_fields(pages: Client, workspace: Workspace) -> None:
    company = object_of(workspace, "company")
    page = pages.get(f"/admin/metadata/objectmetadata/{company.id}/change/").content.decode()
    assert "domainName" in page and "accountOwner" in page


def test_settings_are_changed_through_the_service(pages: Client, workspace: Workspace) -> None:
    before = Workspace.objects.get(id=workspace.id)
    given = {
        **{"display_name": "Renamed", "custom_domain": "", "logo": "", "rest_metadata_format": "wrapped"},
        **{"trash_retention_days": 7, "is_public_invite_link_enabled": "on"},
    }
    response = pages.post(f"/admin/metadata/workspace/{workspace.id}/change/", given)
    after = Workspace.objects.get(id=workspace.id)
    assert response.status_code == 302
    assert (after.display_name, after.rest_metadata_format, after.trash_retention_days) == ("Renamed", "wrapped", 7)
    assert (after.allow_impersonation, after.is_public_invite_link_enabled) == (False, True)
    assert after.metadata_version == before.metadata_version + 1
