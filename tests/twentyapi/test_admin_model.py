"""The data model in the settings: an object with its fields in one go, refusals at their inputs, deletions."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from metadata.models import FieldMetadata, IndexMetadata, ObjectMetadata, Workspace
from metadata.services.workspaces import create_workspace
from tests.client import Api
from tests.metadata.model import new_field, new_object, object_of, relation

pytestmark = pytest.mark.django_db
OBJECTS, FIELDS = "/admin/metadata/objectmetadata/", "/admin/metadata/fieldmetadata/"
ROCKET = {"label_singular": "Rocket", "label_plural": "Rockets"}


@pytest.fixture
def pages(workspace: Workspace) -> Client:
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.create_superuser("admin", "admin@example.com", "a long password"))
    return client


def rows(*fields: dict[str, str]) -> dict[str, str]:
    """The first fields of an object as the page sends them."""
    told = {f"fields-{place}-{name}": value for place, one in enumerate(fields) for name, value in one.items()}
    return told | {"fields-TOTAL_FORMS": str(len(fields)), "fields-INITIAL_FORMS": "0"}


def made(pages: Client, workspace: Workspace, *fields: dict[str, str]) -> ObjectMetadata:
    answer = pages.post(f"{OBJECTS}add/", ROCKET | rows(*fields))
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    return object_of(workspace, "rocket")


def field_of(rocket: ObjectMetadata, name: str) -> FieldMetadata:
    return FieldMetadata.objects.get(object=rocket, name=name)


def form_of(answer: Any) -> Any:
    assert answer.status_code == 200
    return answer.context["adminform"].form


def edited(row: FieldMetadata, **values: str) -> dict[str, str]:
    told = {"label": row.label, "name": row.name, "description": "", "icon": "", "settings": ""}
    return told | {"is_active": "on", "is_nullable": "on"} | values


def test_an_object_is_made_with_its_first_fields(pages: Client, workspace: Workspace, api: Api) -> None:
    company = str(object_of(workspace, "company").pk)
    made(
        pages,
        workspace,
        {"label": "Serial", "type": "TEXT", "is_unique": "on"},
        {"label": "State", "type": "SELECT", "options": "On the pad, 2nd stage,, Gelöscht"},
        {"label": "", "type": "TEXT"},
        {"label": "Maker", "type": "RELATION", "target": company},
        {"label": "Papers", "type": "FILES"},
    )
    given = {"name": "Ariane", "serial": "A1", "state": "ON_THE_PAD", "makerId": None}
    assert api.post("/rest/rockets", json=given).status_code == 201
    assert api.post("/rest/rockets", json={"serial": "A1"}).status_code == 400
    state = FieldMetadata.objects.get(object__name_singular="rocket", name="state")
    assert [(one["label"], one["value"]) for one in state.options] == [
        ("On the pad", "ON_THE_PAD"),
        ("2nd stage", "OPTION_2ND_STAGE"),
        ("Gelöscht", "GELOSCHT"),
    ]
    assert len({one["color"] for one in state.options}) == 3
    assert FieldMetadata.objects.filter(object__name_singular="company", name="rockets").exists()


@pytest.mark.parametrize(
    ("wrong", "at", "message"),
    [
        ({"label": "Name", "type": "TEXT"}, "label", 'Name "name" is not available'),
        ({"label": "State", "type": "SELECT"}, "options", "Options are required"),
        ({"label": "Maker", "type": "RELATION"}, "target", "target not found"),
        ({"label": "Data", "type": "RAW_JSON", "is_unique": "on"}, "is_unique", "cannot be unique"),
        ({"label": "", "type": "SELECT", "options": "A"}, "label", "A field needs a label."),
        ({"label": "X", "type": "NOTHING"}, "type", "Select a valid choice"),
    ],
)
def test_a_wrong_first_field_is_told_in_its_row_and_nothing_is_made(
    pages: Client, wrong: dict, at: str, message: str
) -> None:
    form = form_of(pages.post(f"{OBJECTS}add/", ROCKET | rows({"label": "Good", "type": "TEXT"}, wrong)))
    good, bad = form.first_fields.forms
    assert (good.errors, list(bad.errors)) == ({}, [at])
    assert message in bad.errors[at][0] and form.non_field_errors()
    assert not ObjectMetadata.objects.filter(name_singular="rocket").exists()


def test_refusals_stand_at_their_inputs(pages: Client, workspace: Workspace, api: Api) -> None:
    rocket = made(pages, workspace, {"label": "Serial", "type": "TEXT"})
    named = {"name_singular": "rocket ship", "name_plural": "rockets", "label_singular": "A", "label_plural": "A"}
    assert set(form_of(pages.post(f"{OBJECTS}add/", named)).errors) == {"name_singular", "label_plural"}
    api.post("/rest/batch/rockets", json=[{"serial": "1"}, {"serial": "1"}])
    path = f"{FIELDS}{field_of(rocket, 'serial').pk}/change/"
    serial = field_of(rocket, "serial")
    assert set(form_of(pages.post(path, edited(serial, is_unique="on"))).errors) == {"is_unique"}
    assert set(form_of(pages.post(path, edited(serial, name="id"))).errors) == {"name"}
    new = {"object": str(rocket.pk), "label": "Maker", "type": "RELATION", "relation_type": "MANY_TO_ONE"}
    form = form_of(pages.post(f"{FIELDS}add/", new | {"on_delete": "SET_NULL"}))
    assert set(form.errors) == {"target", "target_label"}
    taken = {"target": str(object_of(workspace, "company").pk), "target_label": "People", "on_delete": "SET_NULL"}
    assert set(form_of(pages.post(f"{FIELDS}add/", new | taken)).errors) == {"target_label"}
    number = {"object": str(rocket.pk), "label": "Height", "type": "NUMBER", "default": "tall", "is_nullable": "on"}
    assert set(form_of(pages.post(f"{FIELDS}add/", number)).errors) == {"default"}
    number |= {"default": "", "settings": '{"decimals": 99}'}
    assert set(form_of(pages.post(f"{FIELDS}add/", number)).errors) == {"settings"}


@pytest.mark.parametrize(
    ("type_name", "text", "stored", "shown"),
    [
        ("DATE", "2026-01-02", "'2026-01-02'", "2026-01-02"),
        ("DATE_TIME", "now", "now", "now"),
        ("BOOLEAN", "yes", True, "yes"),
        ("NUMBER", "2.5", 2.5, "2.5"),
        ("ARRAY", "red, blue", ["red", "blue"], "red, blue"),
        ("CURRENCY", '{"amountMicros": 1, "currencyCode": "EUR"}', {"amountMicros": 1, "currencyCode": "'EUR'"}, None),
        ("TEXT", "it's", "'it's'", "it's"),
    ],
)
def test_defaults_are_written_without_quotes(
    pages: Client, workspace: Workspace, type_name: str, text: str, stored: Any, shown: str | None
) -> None:
    rocket = made(pages, workspace)
    new = {"object": str(rocket.pk), "label": "One", "type": type_name, "default": text, "is_nullable": "on"}
    answer = pages.post(f"{FIELDS}add/", new)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    row = field_of(rocket, "one")
    assert row.default_value == stored
    assert pages.get(f"{FIELDS}{row.pk}/change/").context["adminform"].form.initial["default"] == (shown or text)


def test_options_are_renamed_moved_and_removed_and_records_follow(
    pages: Client, workspace: Workspace, api: Api
) -> None:
    rocket = made(pages, workspace, {"label": "State", "type": "SELECT", "options": "New, Old, Gone"})
    api.post("/rest/batch/rockets", json=[{"name": "a", "state": "OLD"}, {"name": "b", "state": "GONE"}])
    state = field_of(rocket, "state")
    new, old, _ = state.options
    wanted = [old | {"value": "AGED", "label": "Aged", "color": "gold", "position": 0}, new | {"position": 1}]
    answer = pages.post(f"{FIELDS}{state.pk}/change/", edited(state, options=json.dumps(wanted)))
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    state.refresh_from_db()
    assert [(one["value"], one["color"]) for one in state.options] == [("AGED", "gold"), ("NEW", new["color"])]
    found = api.get("/rest/rockets?order_by=name").json()["data"]["rockets"]
    assert [one["state"] for one in found] == ["AGED", None]


def test_a_morph_relation_gets_another_target(pages: Client, workspace: Workspace, api: Api) -> None:
    rocket = made(pages, workspace)
    company, person = (str(object_of(workspace, name).pk) for name in ("company", "person"))
    new = {"object": str(rocket.pk), "label": "Cargo", "type": "MORPH_RELATION", "relation_type": "MANY_TO_ONE"}
    new |= {"target_label": "Carriers", "on_delete": "SET_NULL"}
    assert set(form_of(pages.post(f"{FIELDS}add/", new)).errors) == {"targets"}
    assert pages.post(f"{FIELDS}add/", new | {"targets": [company]}).status_code == 302
    row = field_of(rocket, "cargoCompany")
    path = f"{FIELDS}{row.pk}/change/"
    offered = pages.get(path).context["adminform"].form.fields["targets"].queryset
    assert not offered.filter(pk=company).exists() and offered.filter(pk=person).exists()
    more = {"label": "Cargo", "name": "cargo", "is_active": "on", "targets": [person], "target_label": "Carriers"}
    answer = pages.post(path, more)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    assert {"cargoCompanyId", "cargoPersonId"} <= set(api.post("/rest/rockets", json={}).json()["data"]["createRocket"])


def test_deleting_tells_what_is_lost(pages: Client, workspace: Workspace, api: Api) -> None:
    company = str(object_of(workspace, "company").pk)
    serial = {"label": "Serial", "type": "TEXT", "is_unique": "on"}
    rocket = made(pages, workspace, serial, {"label": "Maker", "type": "RELATION", "target": company})
    acme = api.post("/rest/companies", json={"name": "Acme"}).json()["data"]["createCompany"]["id"]
    api.post("/rest/batch/rockets", json=[{"serial": "1", "makerId": acme}, {"serial": ""}, {"makerId": acme}])

    def told(path: str) -> str:
        return "\n".join(pages.get(f"{path}/delete/").context["deleted_objects"])

    lost = told(f"{OBJECTS}{rocket.pk}")
    assert "3 records, those in the bin as well" in lost and "Serial, Maker" in lost
    assert "Rockets of Company" in lost
    assert told(f"{FIELDS}{field_of(rocket, 'serial').pk}").startswith("Values in 1 record, ")
    maker = told(f"{FIELDS}{field_of(rocket, 'maker').pk}")
    assert maker.startswith("Links in 2 records") and "the field Rockets of Company" in maker
    many = FieldMetadata.objects.get(object=company, name="rockets")
    assert told(f"{FIELDS}{many.pk}").startswith("Links in 2 records")
    assert pages.post(f"{FIELDS}{many.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not FieldMetadata.objects.filter(object=rocket, name="maker").exists()
    assert IndexMetadata.objects.filter(object=rocket, is_unique=True).count() == 1


def test_several_are_switched_off_and_on_again(pages: Client, workspace: Workspace, api: Api) -> None:
    rocket = made(pages, workspace, {"label": "Serial", "type": "TEXT"})
    api.post("/rest/rockets", json={"serial": "1"})
    serial, name = field_of(rocket, "serial"), field_of(rocket, "name")
    chosen = {"_selected_action": [str(serial.pk), str(name.pk)]}
    answer = pages.post(FIELDS, chosen | {"action": "deactivate"}, follow=True)
    said = [str(one) for one in answer.context["messages"]][-2:]
    assert said == ["Label identifier field cannot be deactivated", "1 of 2 are inactive now."]
    assert "serial" not in api.get("/rest/rockets").json()["data"]["rockets"][0]
    pages.post(FIELDS, chosen | {"action": "activate"})
    assert api.get("/rest/rockets").json()["data"]["rockets"][0]["serial"] == "1"
    pages.post(OBJECTS, {"_selected_action": [str(rocket.pk)], "action": "deactivate"})
    assert api.get("/rest/rockets").status_code == 400
    pages.post(OBJECTS, {"_selected_action": [str(rocket.pk)], "action": "activate"})
    assert api.get("/rest/rockets").json()["data"]["rockets"][0]["serial"] == "1"
    pages.post(OBJECTS, {"_selected_action": [str(rocket.pk)], "action": "delete_selected", "post": "yes"})
    assert ObjectMetadata.objects.filter(pk=rocket.pk).exists()


def test_no_page_of_the_model_asks_more_of_the_database_for_more_rows(pages: Client, workspace: Workspace) -> None:
    def queries(path: str) -> int:
        pages.get(path)
        with CaptureQueriesContext(connection) as asked:
            assert pages.get(path).status_code == 200
        return len(asked)

    rocket = made(pages, workspace)
    new = f"{OBJECTS}{rocket.pk}/change/", f"{FIELDS}add/?object={rocket.pk}"
    paths = [OBJECTS, FIELDS, "/admin/metadata/indexmetadata/", "/admin/metadata/workspace/", "/admin/", *new]
    few = [queries(path) for path in paths]
    for name in ("thing", "part"):
        new_object(workspace, name)
    for n in range(5):
        new_field(workspace, rocket, "TEXT", f"text{n}", isUnique=True)
    new_field(workspace, rocket, "RELATION", "part", relationCreationPayload=relation(rocket, "Whole"))
    create_workspace("more")
    pages.post("/admin/workspace/", {"workspace": str(workspace.pk)})
    assert [queries(path) for path in paths] == few
    assert max(few) < 40
