"""API calls that a session stands for: whose they are, and that no other site can make them."""

from urllib.parse import urlencode

import pytest
from django.test import Client

from apikeys.models import ApiKey
from apikeys.services.people import create_member
from apikeys.tokens import create_api_key
from metadata.models import ObjectMetadata, Workspace
from metadata.services.workspaces import create_workspace

PAGE = {"Accept": "text/html,application/xhtml+xml"}
PASSWORD = "a long enough one"


class Person:
    """Django's client with its CSRF checks on, signed in by the form."""

    def __init__(self, email: str = "") -> None:
        self.client = Client(enforce_csrf_checks=True)
        if email:
            self.client.get("/playground/sign-in")
            response = self.form("/playground/sign-in", username=email, password=PASSWORD)
            assert response.status_code == 302, response.content

    @property
    def csrf(self) -> str:
        return self.client.cookies["csrftoken"].value

    def form(self, path: str, **fields: str):
        return self.client.post(path, {"csrfmiddlewaretoken": self.csrf, **fields})

    def call(self, method: str, path: str, body: str = "", **headers: str):
        headers = {"X-CSRFToken": self.csrf, **headers}
        return self.client.generic(method, path, body.encode(), content_type="application/json", headers=headers)


@pytest.fixture
def person(workspace: Workspace) -> Person:
    create_member(workspace, "ada@example.com", PASSWORD, role_label="Admin", name="Ada Lovelace")
    return Person("ada@example.com")


def test_a_signed_in_person_calls_the_apis_as_herself(person: Person) -> None:
    made = person.call("POST", "/rest/companies", '{"name": "Acme"}')
    assert made.status_code == 201
    assert made.json()["data"]["createCompany"]["createdBy"]["name"] == "Ada Lovelace"
    assert person.call("POST", "/graphql", '{"query": "{ companies { totalCount } }"}').json() == {
        "data": {"companies": {"totalCount": 1}}
    }
    assert person.call("GET", "/rest/metadata/objects?limit=1").status_code == 200


WRITES = {
    "/rest/companies": '{"name": "Evil"}',
    "/rest/metadata/objects": '{"nameSingular": "evil", "namePlural": "evils", "labelSingular": "Evil", '
    '"labelPlural": "Evils"}',
    "/graphql": '{"query": "mutation { createCompany(data: {name: \\"Evil\\"}) { id } }"}',
}


@pytest.mark.parametrize("path", WRITES)
@pytest.mark.parametrize("headers", [{}, {"X-CSRFToken": "x" * 32}, PAGE, PAGE | {"X-CSRFToken": ""}])
def test_a_session_without_the_csrf_token_does_nothing(person: Person, path: str, headers: dict[str, str]) -> None:
    response = person.client.post(path, WRITES[path], content_type="application/json", headers=headers)
    assert response.status_code in (403, 406) or response.json()["errors"]  # GraphQL without a caller answers 200
    assert person.call("GET", "/rest/companies").json()["totalCount"] == 0
    assert not ObjectMetadata.objects.filter(name_singular="evil").exists()


def test_a_form_of_another_site_does_nothing(person: Person) -> None:
    response = person.client.post("/rest/companies", {"name": "Evil"}, headers=PAGE)
    assert response.status_code == 403
    assert person.call("GET", "/rest/companies").json()["totalCount"] == 0


def test_a_get_of_the_session_is_no_api_call_of_a_script(person: Person) -> None:
    """No page of ours, no credential: a cookie alone opens nothing."""
    response = person.client.get("/rest/companies")
    assert (response.status_code, response.json()["messages"]) == (403, ["Missing authentication token"])


def test_a_key_in_the_header_comes_before_the_session(person: Person) -> None:
    other = create_workspace("other")
    _, token = create_api_key(other, "Other")
    response = person.call("POST", "/rest/companies", '{"name": "Theirs"}', Authorization=f"Bearer {token}")
    assert response.json()["data"]["createCompany"]["createdBy"]["name"] == "Other"
    assert person.call("GET", "/rest/companies").json()["totalCount"] == 0


def test_a_pasted_key_stands_for_the_session(workspace: Workspace) -> None:
    _, token = create_api_key(workspace, "Pasted")
    visitor = Person()
    visitor.client.get("/playground")
    assert visitor.form("/playground/key", action="paste", token=f" {token} ").status_code == 302
    made = visitor.call("POST", "/rest/companies", '{"name": "Acme"}')
    assert made.json()["data"]["createCompany"]["createdBy"]["name"] == "Pasted"
    ApiKey.objects.all().delete()
    assert b"Paste a key" in visitor.client.get("/playground").content
    assert visitor.call("GET", "/rest/companies").status_code == 403


def test_a_bad_key_is_refused_in_words(workspace: Workspace) -> None:
    visitor = Person()
    visitor.client.get("/playground")
    response = visitor.form("/playground/key", action="paste", token="nonsense")
    assert response.status_code == 400
    assert b"Token invalid." in response.content


def test_a_person_without_the_right_makes_no_key(workspace: Workspace) -> None:
    create_member(workspace, "bob@example.com", PASSWORD)
    bob = Person("bob@example.com")
    bob.client.get("/playground")
    admin = workspace.roles.get(label="Admin")
    response = bob.form("/playground/key", action="make", role=str(admin.pk))
    assert response.status_code == 400
    assert b"does not have permission" in response.content
    assert not ApiKey.objects.exists()


def test_the_workspace_of_the_session_is_chosen(person: Person, workspace: Workspace) -> None:
    other = create_workspace("other")
    theirs = create_member(other, "ada@example.com", None, role_label="Admin")
    foreign = create_member(create_workspace("foreign"), "eve@example.com", PASSWORD)
    person.call("POST", "/rest/companies", '{"name": "First"}')
    assert person.form("/playground/workspace", membership=str(foreign.pk)).status_code == 404
    assert person.form("/playground/workspace", membership=str(theirs.pk)).status_code == 302
    assert person.call("GET", "/rest/companies").json()["totalCount"] == 0


def test_rest_is_a_page_for_people_and_json_for_programs(person: Person, token: str) -> None:
    page = person.client.get("/rest/companies", headers=PAGE)
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert b"HTTP 200 OK" in page.content and b"Ada" not in Client().get("/rest/companies", headers=PAGE).content
    page = person.client.get("/rest/metadata/objects", headers=PAGE)
    assert b"&quot;nameSingular&quot;: &quot;company&quot;" in page.content
    api = Client().get("/rest/companies", headers={"Authorization": f"Bearer {token}"})
    assert api.headers["Content-Type"].startswith("application/json")


@pytest.mark.parametrize("path", ["/rest/companies?limit=2", "/rest/metadata/objects", "/rest/open-api/core"])
def test_a_stranger_with_a_browser_is_led_to_sign_in_and_back(path: str, workspace: Workspace) -> None:
    answer = Client().get(path, headers=PAGE)
    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        f"/playground/sign-in?{urlencode({'next': path}, safe='/')}",
    )
    create_member(workspace, "ada@example.com", PASSWORD, role_label="Admin")
    ada = Person()
    ada.client.get(answer.headers["Location"])
    signed_in = ada.form("/playground/sign-in", username="ada@example.com", password=PASSWORD, next=path)
    assert (signed_in.status_code, signed_in.headers["Location"]) == (302, path)
    assert ada.client.get(path, headers=PAGE).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Accept": "*/*"},
        {"Accept": "application/json, text/plain, */*"},
        PAGE | {"Authorization": "nonsense"},
        PAGE | {"Sec-Fetch-Mode": "cors"},
    ],
)
def test_a_program_without_a_key_is_never_led_to_a_page(headers: dict[str, str], workspace: Workspace) -> None:
    answer = Client().get("/rest/companies", headers=headers)
    assert (answer.status_code, answer.json()["messages"]) == (403, ["Missing authentication token"])


def test_a_person_of_no_workspace_is_told_so_instead_of_being_led_in_circles(workspace: Workspace) -> None:
    create_member(workspace, "ada@example.com", PASSWORD).delete()
    answer = Person("ada@example.com").client.get("/rest/companies", headers=PAGE)
    assert answer.status_code == 403
    assert b"Missing authentication token" in answer.content


def test_what_a_record_holds_is_text_on_the_page(person: Person) -> None:
    person.call("POST", "/rest/companies", '{"name": "<script>alert(1)</script>"}')
    assert b"<script>alert" not in person.client.get("/rest/companies", headers=PAGE).content


def test_start_is_a_page_for_browsers_alone() -> None:
    client = Client()
    assert client.get("/", headers=PAGE).status_code == 200
    answer = client.get("/")
    assert (answer.status_code, answer.json()["message"]) == (404, "Cannot GET /")
    assert client.post("/", headers=PAGE).status_code == 404


def test_a_browser_finds_an_icon_beside_any_answer() -> None:
    answer = Client().get("/favicon.ico", follow=True)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/svg+xml")


@pytest.mark.parametrize("path", ["/", "/docs", "/playground", "/playground/sign-in", "/admin/login/", "/docs/nothing"])
def test_every_page_has_a_policy_without_foreign_sources(path: str, db: None) -> None:
    policy = Client().get(path, headers=PAGE).headers["Content-Security-Policy"]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == "'none'"
    assert "http" not in policy and "*" not in policy
    if not path.startswith("/admin"):
        assert rules["script-src"] == rules["style-src"] == "'self'"


def test_graphql_leads_a_browser_to_the_playground(settings: object) -> None:
    response = Client().get("/graphql", headers=PAGE)
    assert response.status_code == 200
    assert b'<meta http-equiv="refresh" content="0; url=/playground">' in response.content
    settings.PRODUCTION = True
    assert Client().get("/graphql", headers=PAGE).status_code == 406
