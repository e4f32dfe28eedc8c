"""The settings pages of workspaces and their data models: stored by the services, refused in the API's words."""

import json

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.test import Client

from apikeys.models import AuditEntry, Membership, Person, Role
from metadata.models import FieldMetadata, IndexMetadata, ObjectMetadata, Workspace
from metadata.services.workspaces import create_workspace
from tests.client import Api
from tests.metadata.model import object_of

pytestmark = pytest.mark.django_db
OBJECTS, FIELDS = "/admin/metadata/objectmetadata/", "/admin/metadata/fieldmetadata/"
INDEXES = "/admin/metadata/indexmetadata/"
ROCKET = {"label_singular": "Rocket", "label_plural": "Rockets", "description": "", "icon": "", "is_searchable": "on"}


@pytest.fixture
def pages(workspace: Workspace) -> Client:
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.create_superuser("admin", "admin@example.com", "a long password"))
    return client


@pytest.fixture
def rocket(pages: Client, workspace: Workspace) -> ObjectMetadata:
    assert pages.post(f"{OBJECTS}add/", ROCKET).status_code == 302
    return object_of(workspace, "rocket")


def administrator(workspace: Workspace) -> Client:
    """Of one workspace alone."""
    person = Person.objects.create(user=get_user_model().objects.create_user("tim", password="x"))
    role = Role.objects.get(workspace=workspace, label="Admin")
    Membership.objects.create(person=person, workspace=workspace, role=role, workspace_member_id=person.pk)
    client = Client(SERVER_NAME="localhost")
    client.force_login(person.user)
    return client


def field(rocket: ObjectMetadata, **values: str | list[str]) -> dict[str, str | list[str]]:
    return {"object": str(rocket.pk), "type": "TEXT", "label": "Engine", "is_nullable": "on"} | values


def refusals(response) -> dict[str, list[str]]:
    assert response.status_code == 200
    return response.context["adminform"].form.errors


@pytest.mark.parametrize("name", ["workspace", "objectmetadata", "fieldmetadata", "indexmetadata"])
def test_lists_can_be_read(pages: Client, name: str) -> None:
    response = pages.get(f"/admin/metadata/{name}/")
    assert response.status_code == 200
    assert pages.get(f"/admin/metadata/{name}/?q=com").status_code == 200


def test_an_index_is_made_and_deleted_and_never_changed(pages: Client, workspace: Workspace) -> None:
    person, company = (object_of(workspace, name) for name in ("person", "company"))
    city, name = (person.fields.get(name=one).pk for one in ("city", "name"))
    wanted = {"first": f"{name}.lastName", "second": f"{city}.", "index_type": "BTREE"}
    assert pages.post(f"{INDEXES}add/", wanted).status_code == 302
    row = IndexMetadata.objects.get(is_custom=True)
    page = pages.get(INDEXES).content.decode()
    assert (row.object, row.index_type) == (person, "BTREE") and "name.lastName, city" in page
    assert "already exists" in refusals(pages.post(f"{INDEXES}add/", wanted))["first"][0]
    other = f"{company.fields.get(name='employees').pk}."
    assert "not a field" in refusals(pages.post(f"{INDEXES}add/", wanted | {"second": other}))["first"][0]
    assert refusals(pages.post(f"{INDEXES}add/", wanted | {"first": "x"})).keys() == {"first"}
    gin = {"first": other, "index_type": "GIN"}
    assert "cannot cover" in refusals(pages.post(f"{INDEXES}add/", gin))["first"][0]
    path = f"{INDEXES}{row.pk}"
    assert pages.get(f"{path}/change/").status_code == 200
    assert pages.post(f"{path}/change/", {"name": "x"}).status_code == 403
    assert "name.lastName" in pages.get(f"{path}/delete/").content.decode()
    assert pages.post(f"{path}/delete/", {"post": "yes"}).status_code == 302
    assert not IndexMetadata.objects.filter(pk=row.pk).exists()
    own = IndexMetadata.objects.filter(is_unique=True).first()
    assert pages.post(f"{INDEXES}{own.pk}/delete/", {"post": "yes"}).status_code == 403


def test_an_object_shows_its_fields(pages: Client, workspace: Workspace) -> None:
    page = pages.get(f"{OBJECTS}{object_of(workspace, 'company').pk}/change/").content.decode()
    assert "domainName" in page and "accountOwner" in page and "one Workspace Member" in page


def test_an_object_is_made_and_served(pages: Client, rocket: ObjectMetadata, api: Api) -> None:
    assert (rocket.name_plural, rocket.is_custom, rocket.is_searchable) == ("rockets", True, True)
    assert api.post("/rest/rockets", json={"name": "Ariane"}).status_code == 201
    assert pages.get("/admin/records/rockets/").status_code == 200


def test_what_the_api_refuses_the_form_refuses(pages: Client, rocket: ObjectMetadata) -> None:
    assert refusals(pages.post(f"{OBJECTS}add/", ROCKET)) == {"label_singular": ["Object already exists"]}
    wrong = field(rocket, type="SELECT", options=json.dumps([{"label": "New", "value": "not upper", "color": "red"}]))
    assert refusals(pages.post(f"{FIELDS}add/", wrong)) == {
        "options": ['Value must be in UPPER_CASE and follow snake_case "not upper"']
    }
    assert not FieldMetadata.objects.filter(object=rocket, name="engine").exists()


def test_an_object_is_renamed_deactivated_and_deleted(
    pages: Client, rocket: ObjectMetadata, workspace: Workspace, api: Api
) -> None:
    path = f"{OBJECTS}{rocket.pk}"
    named = {"name_singular": "rocket", "name_plural": "rockets", "label_identifier": str(rocket.label_identifier_id)}
    renamed = ROCKET | named | {"label_plural": "Fleet", "is_active": "on"}
    assert pages.post(f"{path}/change/", renamed).status_code == 302
    rocket.refresh_from_db()
    assert (rocket.label_plural, rocket.name_plural, rocket.is_active) == ("Fleet", "rockets", True)
    del renamed["is_active"]
    assert pages.post(f"{path}/change/", renamed).status_code == 302
    assert api.get("/rest/rockets").status_code == 400
    assert pages.post(f"{path}/delete/", {"post": "yes"}).status_code == 302
    assert not ObjectMetadata.objects.filter(pk=rocket.pk).exists()
    company = object_of(workspace, "company")
    assert pages.post(f"{OBJECTS}{company.pk}/delete/", {"post": "yes"}).status_code == 403


def test_fields_of_each_kind_are_made(pages: Client, rocket: ObjectMetadata, workspace: Workspace, api: Api) -> None:
    options = json.dumps([{"label": "New", "value": "NEW", "color": "red", "position": 0}])
    target = str(object_of(workspace, "company").pk)
    for values in (
        {"label": "Engine", "default": "Merlin"},
        {"label": "Stage", "type": "SELECT", "options": options, "default": "NEW"},
        {"label": "Thrust", "type": "NUMBER", "default": "7.5", "settings": '{"decimals": 1}'},
        {"label": "Price", "type": "CURRENCY"},
        {"label": "Maker", "type": "RELATION", "relation_type": "MANY_TO_ONE", "target": target}
        | {"target_label": "Rockets", "on_delete": "SET_NULL"},
        {"label": "Payload", "type": "MORPH_RELATION", "relation_type": "MANY_TO_ONE", "targets": [target]}
        | {"target_label": "Carriers", "on_delete": "SET_NULL"},
    ):
        answer = pages.post(f"{FIELDS}add/", field(rocket, **values))
        assert answer.status_code == 302, answer.context["adminform"].form.errors
    made = api.post("/rest/rockets", json={"name": "Ariane"}).json()["data"]["createRocket"]
    assert (made["engine"], made["stage"], made["thrust"]) == ("Merlin", "NEW", 7.5)
    assert made["makerId"] is None and made["payloadCompanyId"] is None and made["price"]["amountMicros"] is None


def test_a_field_is_changed_deactivated_and_deleted(pages: Client, rocket: ObjectMetadata, api: Api) -> None:
    pages.post(f"{FIELDS}add/", field(rocket))
    row = FieldMetadata.objects.get(object=rocket, name="engine")
    path = f"{FIELDS}{row.pk}"
    assert pages.get(f"{path}/change/").status_code == 200
    changed = {"label": "Motor", "name": "engine", "description": "", "icon": "", "is_nullable": "on", "settings": ""}
    assert pages.post(f"{path}/change/", changed | {"is_active": "on", "default": "RD-180"}).status_code == 302
    row.refresh_from_db()
    assert (row.label, row.is_active, row.default_value) == ("Motor", True, "'RD-180'")
    assert pages.post(f"{path}/change/", changed | {"default": "RD-180"}).status_code == 302
    assert "engine" not in api.post("/rest/rockets", json={"name": "A"}).json()["data"]["createRocket"]
    assert pages.post(f"{path}/delete/", {"post": "yes"}).status_code == 302
    assert not FieldMetadata.objects.filter(pk=row.pk).exists()


def test_changes_of_the_model_are_on_record(workspace: Workspace) -> None:
    tim = administrator(workspace)
    tim.post(f"{OBJECTS}add/", ROCKET)
    entry = AuditEntry.objects.filter(action="objectMetadata.created", target_name="rocket").get()
    assert (entry.actor_kind, entry.workspace) == ("admin", workspace)
    assert b"Object created" in tim.get("/admin/apikeys/auditentry/").content


def test_a_superuser_who_is_no_member_is_on_record_by_name(pages: Client, rocket: ObjectMetadata) -> None:
    entry = AuditEntry.objects.get(action="objectMetadata.created", target_name="rocket")
    assert (entry.actor_kind, entry.actor_name, entry.actor_id) == ("admin", "admin", None)


def test_settings_are_changed_through_the_service(pages: Client, workspace: Workspace) -> None:
    before = Workspace.objects.get(id=workspace.id)
    given = {
        **{"display_name": "Renamed", "subdomain": before.subdomain, "custom_domain": "", "logo": ""},
        **{"rest_metadata_format": "wrapped", "trash_retention_days": 7, "is_public_invite_link_enabled": "on"},
        **{"default_role": str(before.default_role_id), "time_zone": "Europe/Paris", "batch_limit": 20},
    }
    response = pages.post(f"/admin/metadata/workspace/{workspace.id}/change/", given)
    after = Workspace.objects.get(id=workspace.id)
    assert response.status_code == 302
    assert (after.display_name, after.rest_metadata_format, after.trash_retention_days) == ("Renamed", "wrapped", 7)
    assert (after.allow_impersonation, after.is_public_invite_link_enabled) == (False, True)
    assert after.settings == {"timeZone": "Europe/Paris", "batchLimit": 20}
    assert after.metadata_version == before.metadata_version + 1
    refused = pages.post(f"/admin/metadata/workspace/{workspace.id}/change/", given | {"subdomain": "-"})
    assert refusals(refused)["subdomain"][0].startswith("subdomain must be 3 to 30 letters")


def test_only_a_superuser_makes_a_workspace(pages: Client, workspace: Workspace) -> None:
    assert administrator(workspace).get("/admin/metadata/workspace/add/").status_code == 403
    assert pages.post("/admin/metadata/workspace/add/", {"display_name": "Second"}).status_code == 302
    assert Workspace.objects.get(subdomain="second").roles.count() == 2


def test_a_second_workspace_is_made_and_one_goes_back_to_the_first(pages: Client, workspace: Workspace) -> None:
    shown = pages.post("/admin/metadata/workspace/add/", {"display_name": "Second"}, follow=True)
    assert shown.context["workspace"].display_name == "Second" == shown.context["site_subheader"]
    assert pages.post(f"{OBJECTS}add/", ROCKET).status_code == 302
    assert pages.get("/admin/records/rockets/").status_code == 200
    listed = "/admin/metadata/workspace/"
    both = [str(one.pk) for one in Workspace.objects.all()]
    told = pages.post(listed, {"action": "use", "_selected_action": both}, follow=True)
    assert "Select one workspace." in [str(one) for one in told.context["messages"]]
    told = pages.post(listed, {"action": "use", "_selected_action": [str(workspace.pk)]}, follow=True)
    assert told.context["site_subheader"] == workspace.display_name
    assert pages.get("/admin/records/rockets/").status_code == 404
    again = pages.post(
        "/admin/workspace/", {"workspace": str(Workspace.objects.get(subdomain="second").pk)}, follow=True
    )
    assert again.context["site_subheader"] == "Second" and b"Rocket" in pages.get(OBJECTS).content


def test_wrong_settings_are_told_at_their_inputs(pages: Client, workspace: Workspace) -> None:
    create_workspace("taken")
    path = f"/admin/metadata/workspace/{workspace.pk}/change/"
    given = {"display_name": " ", "subdomain": "Nö", "custom_domain": "no host", "trash_retention_days": "-1"}
    given |= {"rest_metadata_format": "direct", "default_role": str(workspace.default_role_id), "batch_limit": "0"}
    wrong = {"display_name", "subdomain", "custom_domain", "trash_retention_days", "batch_limit"}
    assert refusals(pages.post(path, given)).keys() == wrong
    good = {"display_name": "A", "custom_domain": "crm.example.com", "trash_retention_days": "3", "batch_limit": ""}
    taken = refusals(pages.post(path, given | good | {"subdomain": "taken"}))
    assert taken == {"subdomain": ["This subdomain is already taken"]}
    assert refusals(pages.post(path, given | good | {"subdomain": "free", "time_zone": "Mars"})).keys() == {"time_zone"}
    assert pages.post(path, given | good | {"subdomain": "free"}).status_code == 302
    form = pages.get(path).context["adminform"].form
    assert all(one.help_text for one in form)


def test_a_person_sees_only_his_workspaces(workspace: Workspace) -> None:
    other = create_workspace("other")
    tim = administrator(workspace)
    foreign = object_of(other, "company")
    assert tim.get(f"{OBJECTS}{object_of(workspace, 'company').pk}/change/").status_code == 200
    assert tim.get(f"{OBJECTS}{foreign.pk}/change/").status_code == 302
    assert tim.post(f"{OBJECTS}{foreign.pk}/change/", {"label_singular": "x"}).status_code == 302
    assert tim.get(f"/admin/metadata/workspace/{other.pk}/change/").status_code == 302
    assert tim.post("/admin/workspace/", {"workspace": str(other.pk)}).status_code == 404
    assert f"{foreign.pk}/change" not in tim.get(OBJECTS).content.decode()
    assert tim.post(f"{FIELDS}add/", field(foreign)).status_code == 200
    assert not FieldMetadata.objects.filter(object=foreign, name="engine").exists()
    assert tim.get("/admin/auth/user/").status_code == 403


@pytest.mark.parametrize("path", ["", "api/", "model/", "records/", "records/companies/", "records/companies/add/"])
def test_pages_are_for_administrators(workspace: Workspace, path: str) -> None:
    assert administrator(workspace).get(f"/admin/{path}").status_code == 200
    guest = Client(SERVER_NAME="localhost")
    assert guest.get(f"/admin/{path}").status_code == 302
    guest.force_login(User.objects.create_user("guest", password="x"))
    assert guest.get(f"/admin/{path}").status_code == 302


@pytest.mark.parametrize("query", ["", "?show=all", "?show=custom", "?object=companies", "?object=nothing"])
def test_the_picture(pages: Client, rocket: ObjectMetadata, query: str) -> None:
    page = pages.get(f"/admin/model/{query}").content.decode()
    assert page.count("<svg") >= 1 and ("Rockets" in page) and ("Companies</text>" in page) == ("custom" not in query)
