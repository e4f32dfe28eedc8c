"""The form of a record: every type of field, relations that are searched for, refusals at their inputs."""

from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from metadata.fields.registry import REGISTRY
from metadata.models import Workspace
from tests.client import Api
from tests.metadata.model import new_field, new_object, object_of, options

pytestmark = pytest.mark.django_db
FILE = "6f1c2f4e-3b1d-4f0a-9a53-0f6f6f0a7c11"
MORE = {
    "SELECT": {"options": options("NEW", "OLD")},
    "MULTI_SELECT": {"options": options("NEW", "OLD")},
    "FILES": {"settings": {"maxNumberOfValues": 3}},
}
VALUES: dict[str, tuple[dict[str, Any], Any]] = {
    "TEXT": ({"one": "Ünï\r\nx"}, "Ünï\nx"),
    "NUMBER": ({"one": "-2.50"}, -2.5),
    "BOOLEAN": ({"one": "no"}, False),
    "DATE": ({"one": "2026-01-02"}, "2026-01-02"),
    "DATE_TIME": ({"one": "2026-01-02T03:04:05Z"}, "2026-01-02T03:04:05.000Z"),
    "SELECT": ({"one": "OLD"}, "OLD"),
    "MULTI_SELECT": ({"one": ["NEW", "OLD"]}, ["NEW", "OLD"]),
    "RATING": ({"one": "RATING_4"}, "RATING_4"),
    "ARRAY": ({"one": "a\r\n b c \r\n"}, ["a", "b c"]),
    "RAW_JSON": ({"one": '{"a": [1]}'}, {"a": [1]}),
    "UUID": ({"one": FILE}, FILE),
    "FILES": (
        {"one": f"my contract.pdf {FILE}"},
        [{"fileId": FILE, "label": "my contract.pdf", "extension": ".pdf"}],
    ),
    "CURRENCY": (
        {"one.amountMicros": "12.5", "one.currencyCode": "EUR"},
        {"amountMicros": 12500000, "currencyCode": "EUR"},
    ),
    "ACTOR": ({"one.source": "IMPORT", "one.context": '{"run": 7}'}, {"source": "IMPORT", "context": {"run": 7}}),
    "EMAILS": (
        {"one.primaryEmail": "a@b.com", "one.additionalEmails": '["c@d.com"]'},
        {"primaryEmail": "a@b.com", "additionalEmails": ["c@d.com"]},
    ),
    "LINKS": ({"one.primaryLinkUrl": "https://a.com"}, {"primaryLinkUrl": "https://a.com"}),
    "PHONES": ({"one.primaryPhoneNumber": "+33612345679"}, {"primaryPhoneCallingCode": "+33"}),
    "FULL_NAME": ({"one.firstName": "Ada", "one.lastName": ""}, {"firstName": "Ada", "lastName": ""}),
    "ADDRESS": ({"one.addressCity": "Paris", "one.addressLat": "48.5"}, {"addressCity": "Paris", "addressLat": 48.5}),
    "RICH_TEXT": ({"one.markdown": "# A\r\n\r\nb"}, {"markdown": "# A\n\nb"}),
}


@pytest.fixture
def pages(workspace: Workspace) -> Client:
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.create_superuser("admin", "admin@example.com", "a long password"))
    return client


def sent(form: Any) -> dict[str, Any]:
    """What a browser sends of a form that nobody touched: lines end in its own way."""
    told: dict[str, Any] = {}
    for one in form:
        value = one.value()
        if value not in (None, []) and not one.field.disabled:
            told[one.html_name] = value.replace("\n", "\r\n") if isinstance(value, str) else value
    return told


def named(type_name: str, path: str) -> str:
    """one.firstName -> ofFullName.firstName"""
    return "of" + type_name.title().replace("_", "") + path.removeprefix("one")


def test_every_type_is_filled_in_kept_and_emptied(pages: Client, workspace: Workspace, api: Api) -> None:
    assert REGISTRY.keys() - VALUES.keys() == {"RELATION", "MORPH_RELATION", "NUMERIC", "POSITION", "TS_VECTOR"}
    thing = new_object(workspace, "thing")
    for type_name in VALUES:
        new_field(workspace, thing, type_name, named(type_name, "one"), **MORE.get(type_name, {}))
    given = {named(name, path): text for name, (told, _) in VALUES.items() for path, text in told.items()}
    answer = pages.post("/admin/records/things/add/", given)
    assert answer.status_code == 302, answer.context["form"].errors
    (made,) = api.get("/rest/things").json()["data"]["things"]
    for type_name, (_, wanted) in VALUES.items():
        stored = made[named(type_name, "one")]
        if isinstance(wanted, dict) and type_name != "RAW_JSON":
            stored = {key: stored[key] for key in wanted}
        assert stored == wanted, type_name
    path = f"/admin/records/things/{made['id']}/"
    assert pages.post(path, sent(pages.get(path).context["form"])).status_code == 302
    assert api.get(f"/rest/things/{made['id']}").json()["data"]["thing"] == made  # updatedAt as well
    assert pages.post(path, {}).status_code == 302
    empty = api.get(f"/rest/things/{made['id']}").json()["data"]["thing"]
    for type_name in VALUES.keys() - {"ACTOR"}:
        value = empty[named(type_name, "one")]
        assert not (any(value.values()) if isinstance(value, dict) else value), type_name


def test_what_the_server_sets_is_shown_and_not_taken(pages: Client, workspace: Workspace, api: Api) -> None:
    thing = new_object(workspace, "thing")
    new_field(workspace, thing, "ACTOR", "one")
    made = api.post("/rest/things", json={"name": "a"}).json()["data"]["createThing"]
    path = f"/admin/records/things/{made['id']}/"
    form = pages.get(path).context["form"]
    assert (form["one.name"].field.disabled, form["one.name"].help_text) == (True, "Set by the server.")
    assert pages.post(path, sent(form) | {"one.name": "Mallory"}).status_code == 302
    assert api.get(f"/rest/things/{made['id']}").json()["data"]["thing"]["one"]["name"] == made["one"]["name"]


def test_rich_text_is_changed_in_either_notation(pages: Client, workspace: Workspace, api: Api) -> None:
    made = api.post("/rest/notes", json={"title": "a", "bodyV2": {"markdown": "old"}}).json()["data"]["createNote"]
    path = f"/admin/records/notes/{made['id']}/"

    def body() -> dict[str, str]:
        return api.get(f"/rest/notes/{made['id']}").json()["data"]["note"]["bodyV2"]

    given = sent(pages.get(path).context["form"])
    assert pages.post(path, given | {"bodyV2.markdown": "new"}).status_code == 302
    assert body()["markdown"] == "new" and '"new"' in body()["blocknote"]
    given = sent(pages.get(path).context["form"])
    assert (
        pages.post(path, given | {"bodyV2.blocknote": body()["blocknote"].replace("new", "newer")}).status_code == 302
    )
    assert body()["markdown"].strip() == "newer"


@pytest.mark.parametrize(
    ("given", "at"),
    [
        ({"employees": "NaN"}, "employees"),
        ({"domainName.primaryLinkUrl": "no link"}, "domainName.primaryLinkUrl"),
        ({"accountOwnerId": "nobody"}, "accountOwnerId"),
        ({"accountOwnerId": str(uuid4())}, "accountOwnerId"),
        ({"address.addressLat": "north"}, "address.addressLat"),
        ({"annualRecurringRevenue.amountMicros": "much"}, "annualRecurringRevenue.amountMicros"),
    ],
)
def test_refusals_stand_at_their_inputs(pages: Client, given: dict[str, str], at: str) -> None:
    answer = pages.post("/admin/records/companies/add/", {"name": "A"} | given)
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, [at])


def test_a_taken_value_is_told_at_its_input(pages: Client, api: Api) -> None:
    api.post("/rest/companies", json={"domainName": {"primaryLinkUrl": "https://a.com"}})
    answer = pages.post("/admin/records/companies/add/", {"domainName.primaryLinkUrl": "https://a.com"})
    assert list(answer.context["form"].errors) == ["domainName.primaryLinkUrl"]


def test_the_targets_of_a_morph_relation_stand_together(pages: Client, workspace: Workspace, api: Api) -> None:
    acme = api.post("/rest/companies", json={"name": "Acme"}).json()["data"]["createCompany"]
    note = api.post("/rest/notes", json={"title": "N"}).json()["data"]["createNote"]
    given = {"noteId": note["id"], "targetCompanyId": acme["id"]}
    assert pages.post("/admin/records/noteTargets/add/", given).status_code == 302
    (made,) = api.get("/rest/noteTargets").json()["data"]["noteTargets"]
    assert made["targetCompanyId"] == acme["id"]
    form = pages.get(f"/admin/records/noteTargets/{made['id']}/").context["form"]
    (group,) = (one for one in form.groups() if one.framed)
    assert {"Company", "Person", "Opportunity"} <= {one.label for one in group.inputs}
    assert form["targetCompanyId"].field.widget.attrs["data-name"] == "Acme"


def found(pages: Client, plural: str, text: str) -> list[str]:
    answer = pages.get(f"/admin/records/{plural}/pick/", {"q": text})
    assert answer.status_code == 200
    return [one["name"] for one in answer.json()["found"]]


def test_records_are_searched_for_by_name(pages: Client, api: Api) -> None:
    people = [("Ada", "Lovelace"), ("Adam", "Smith"), ("100%", 'a"b')]
    told = [{"name": {"firstName": first, "lastName": last}} for first, last in people]
    made = api.post("/rest/batch/people", json=told).json()["data"]["createPeople"]
    assert set(found(pages, "people", "ada")) == {"Ada Lovelace", "Adam Smith"}
    assert found(pages, "people", " love  ada ") == ["Ada Lovelace"]
    assert found(pages, "people", "%") == ['100% a"b'] == found(pages, "people", 'a"')
    assert found(pages, "people", made[1]["id"]) == ["Adam Smith"]
    assert found(pages, "people", "nobody\\") == [] == found(pages, "people", "a) or (\0")
    assert len(found(pages, "people", "")) == 3
    assert pages.get("/admin/records/nothings/pick/").status_code == 404
    api.post("/rest/batch/companies", json=[{"name": f"C{n}"} for n in range(30)])
    many = pages.get("/admin/records/companies/pick/", {"q": "C"}).json()
    assert (len(many["found"]), many["more"]) == (20, True)


def test_no_page_asks_more_of_the_database_for_more_records(pages: Client, api: Api) -> None:
    def queries(path: str) -> int:
        pages.get(path)
        with CaptureQueriesContext(connection) as asked:
            assert pages.get(path).status_code == 200
        return len(asked)

    company = api.post("/rest/companies", json={"name": "Acme"}).json()["data"]["createCompany"]["id"]
    person = api.post("/rest/people", json={"companyId": company}).json()["data"]["createPerson"]["id"]
    paths = ("/admin/records/people/", f"/admin/records/people/{person}/", "/admin/records/people/add/")
    few = [queries(path) for path in paths]
    api.post("/rest/batch/people", json=[{"companyId": company} for _ in range(40)])
    api.post("/rest/batch/companies", json=[{"name": f"C{n}"} for n in range(40)])
    assert [queries(path) for path in paths] == few
    assert max(few) < 25
    assert b"C39" not in pages.get(paths[1]).content


def test_an_object_without_a_naming_text_is_searched_by_id(pages: Client, workspace: Workspace, api: Api) -> None:
    assert object_of(workspace, "noteTarget").label_identifier_id
    assert pages.get("/admin/records/noteTargets/pick/", {"q": "any"}).json() == {"found": [], "more": False}
