"""The pages of records: what the engine finds, what it stores and what it refuses."""

from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.test import Client

from metadata.models import Workspace
from tests.client import Api
from twentyapi.admin.records.filters import condition

pytestmark = pytest.mark.django_db
COMPANIES, PEOPLE = "/admin/records/companies/", "/admin/records/people/"


@pytest.fixture
def pages(workspace: Workspace) -> Client:
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.create_superuser("admin", "admin@example.com", "a long password"))
    return client


@pytest.fixture
def acme(api: Api) -> dict:
    return api.post("/rest/companies", json={"name": "Acme", "employees": 12}).json()["data"]["createCompany"]


def names(response) -> list[str]:
    assert response.status_code == 200
    return [name for _, name, _ in response.context["rows"]]


def test_conditions_are_written_in_the_language_of_rest(pages: Client, acme: dict, api: Api) -> None:
    api.post("/rest/companies", json={"name": 'The "Big", one'})
    chosen = urlencode({"path": "name", "operator": "ilike", "value": '"Big", o'})
    answer = pages.get(f"{COMPANIES}?{chosen}", follow=True)
    assert names(answer) == ['The "Big", one']
    assert [one.text for one in answer.context["active"]] == ['name[ilike]:"%\\"Big\\", o%"']
    assert answer.context["call"].startswith("GET /rest/companies?filter=name[ilike]:")


def test_each_field_offers_what_it_can_be_compared_by(pages: Client, acme: dict, api: Api) -> None:
    offered = {one.name: one for one in pages.get(COMPANIES).context["paths"]}
    assert offered["name"].operators[:2] == ("ilike", "eq") and "gt" in offered["employees"].operators
    assert offered["idealCustomerProfile"].operators == ("eq", "empty", "filled")
    assert offered["idealCustomerProfile"].values == ("true", "false")
    for operator, text, found in (("empty", "NULL", []), ("filled", "NOT_NULL", ["Acme"])):
        answer = pages.get(f"{COMPANIES}?path=employees&operator={operator}&value=", follow=True)
        assert [one.text for one in answer.context["active"]] == [f"employees[is]:{text}"]
        assert names(answer) == found
    for one in {one.operators: one for one in offered.values()}.values():
        for operator in one.operators:
            text = condition(one.name, operator, one.values[0] if one.values else "1")
            refused = api.get("/rest/companies", query_params={"filter": text}).json().get("messages", [""])[0]
            assert "operator" not in refused.lower(), (text, refused)


def test_the_list_is_sorted_and_paged(pages: Client, api: Api) -> None:
    api.post("/rest/batch/companies", json=[{"name": f"C{n:02}"} for n in range(60)])
    first = pages.get(f"{COMPANIES}?order=name[AscNullsLast]")
    assert names(first) == [f"C{n:02}" for n in range(50)] and first.context["total"] == 60
    second = pages.get(COMPANIES + first.context["next"])
    assert names(second) == [f"C{n:02}" for n in range(50, 60)]
    assert names(pages.get(COMPANIES + second.context["previous"])) == names(first)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("filter=nothing[eq]:1", "nothing"),
        ("filter=employees[eq]:x", "employees"),
        ("order=nothing[AscNullsLast]", "not sortable"),
        ("order=name[Sideways]", "direction"),
        ("after=rubbish", "cursor"),
    ],
)
def test_a_bad_list_is_refused_in_words(pages: Client, query: str, words: str) -> None:
    answer = pages.get(f"{COMPANIES}?{query}")
    assert answer.status_code == 200 and words in answer.context["refused"]


def test_a_record_is_made(pages: Client, acme: dict, api: Api) -> None:
    given = {"name.firstName": "Ada", "emails.primaryEmail": "ada@acme.com", "companyId": acme["id"]}
    assert pages.post(f"{PEOPLE}add/", given).status_code == 302
    (ada,) = api.get("/rest/people").json()["data"]["people"]
    assert (ada["name"]["firstName"], ada["companyId"]) == ("Ada", acme["id"])
    assert names(pages.get(f"{PEOPLE}")) == ["Ada"]
    shown = pages.get(f"{PEOPLE}{ada['id']}/").content.decode()
    assert 'value="ada@acme.com"' in shown and f'value="{acme["id"]}"' in shown and 'data-name="Acme"' in shown


def test_only_what_was_changed_is_stored(pages: Client, acme: dict, api: Api) -> None:
    path = f"{COMPANIES}{acme['id']}/"
    shown = pages.get(path).context["form"]
    given = {one.name: one.initial for one in shown if one.initial not in (None, [])}
    api.patch(f"/rest/companies/{acme['id']}", json={"employees": 99})
    given |= {"annualRecurringRevenue.amountMicros": "1200.50", "employees": "99"}
    assert pages.post(path, given).status_code == 302
    now = api.get(f"/rest/companies/{acme['id']}").json()["data"]["company"]
    assert (now["name"], now["employees"]) == ("Acme", 99)
    assert now["annualRecurringRevenue"]["amountMicros"] == 1200500000
    assert pages.post(path, given | {"employees": ""}).status_code == 302
    assert api.get(f"/rest/companies/{acme['id']}").json()["data"]["company"]["employees"] is None


def test_a_refusal_stands_at_its_input(pages: Client, acme: dict) -> None:
    answer = pages.post(f"{COMPANIES}add/", {"name": "B", "employees": "many"})
    assert answer.status_code == 400
    assert answer.context["form"].errors["employees"] == ["Invalid number value 'many' for field \"employees\""]


def test_a_record_goes_to_the_bin_and_comes_back(pages: Client, acme: dict, api: Api) -> None:
    path = f"{COMPANIES}{acme['id']}/"
    pages.post(f"{path}remove/", {"mode": "soft_delete"})
    assert names(pages.get(COMPANIES)) == [] and names(pages.get(f"{COMPANIES}?bin=1")) == ["Acme"]
    assert "This record is in the bin" in pages.get(path).content.decode()
    pages.post(f"{path}remove/", {"mode": "restore"})
    assert names(pages.get(COMPANIES)) == ["Acme"]
    pages.post(f"{path}remove/", {"mode": "soft_delete"})
    pages.post(f"{path}remove/", {"mode": "destroy"})
    assert pages.get(path).status_code == 404
    assert pages.post(f"{path}remove/", {"mode": "other"}).status_code == 404
    assert pages.get(f"{path}remove/").status_code == 405


def test_every_object_has_its_pages(pages: Client, workspace: Workspace) -> None:
    for one in workspace.objects_metadata.filter(is_active=True):
        assert pages.get(f"/admin/records/{one.name_plural}/").status_code == 200, one.name_plural
        assert pages.get(f"/admin/records/{one.name_plural}/add/").status_code == 200, one.name_plural
    assert pages.get("/admin/records/nothings/").status_code == 404
