"""Which path and method reaches which operation, and what every other one is told."""

from uuid import UUID

import pytest

from core.rest.errors import RestError
from core.rest.routes import find_route, parse_id
from tests.client import Api

ID = "00202020-b000-4485-94de-70c2a98daef2"

ROUTES = [
    ("GET", "people", "list"),
    ("GET", "people/", "list"),
    ("GET", f"people/{ID}", "retrieve"),
    ("GET", f"people/{ID}/", "retrieve"),
    ("GET", f"people/{ID.upper()}", "retrieve"),
    ("POST", "people", "create"),
    ("POST", f"people/{ID}", "create"),
    ("POST", "batch/people", "create_many"),
    ("PATCH", f"people/{ID}", "update"),
    ("PUT", f"people/{ID}", "update"),
    ("PATCH", "people", "update_many"),
    ("PUT", "people", "update_many"),
    ("PATCH", "batch/people", "update_batch"),
    ("PUT", "batch/people", "update_batch"),
    ("DELETE", f"people/{ID}", "remove"),
    ("DELETE", "people", "remove_many"),
    ("DELETE", "batch/people", "remove_batch"),
    ("PATCH", "restore/people", "restore_many"),
    ("PATCH", f"restore/people/{ID}", "restore"),
    ("PATCH", "people/restore", "restore_many"),
    ("PATCH", f"people/{ID}/restore", "restore"),
    ("POST", "people/duplicates", "duplicates"),
    ("PATCH", "people/merge", "merge"),
    ("GET", "people/groupBy", "group"),
    ("GET", f"people/{ID}/jobTitle", "read_field"),
    ("GET", f"people/{ID}/restore", "read_field"),
    ("PATCH", f"people/{ID}/jobTitle", "write_field"),
    ("PUT", f"people/{ID}/jobTitle", "write_field"),
    ("PUT", f"people/{ID}/restore", "write_field"),
    ("GET", "restaurants", "list"),
    ("PATCH", "restaurants", "update_many"),
]


@pytest.mark.parametrize(("method", "path", "name"), ROUTES)
def test_routes(method: str, path: str, name: str) -> None:
    route = find_route(method, path, f"/rest/{path}")
    assert route.operation.name == name
    assert route.plural == ("restaurants" if "restaurants" in path else "people")
    assert (route.id and parse_id(route.id)) == (UUID(ID) if ID in path.lower() else None)


INVALID = [
    ("GET", f"people/{ID}/jobTitle/more"),
    ("GET", "batch"),
    ("POST", "batch"),
    ("GET", "batch/people"),
    ("POST", f"batch/people/{ID}"),
    ("GET", "restore/people"),
    ("DELETE", "restore/people"),
    ("DELETE", f"restore/people/{ID}"),
    ("PUT", "restore/people"),
    ("POST", "restore/people"),
    ("DELETE", "people/restore"),
    ("GET", "people/restore"),
    ("PUT", "people/restore"),
    ("POST", "people/restore"),
    ("DELETE", f"people/{ID}/restore"),
    ("POST", f"people/{ID}/restore"),
    ("DELETE", f"people/{ID}/jobTitle"),
    ("POST", f"people/{ID}/jobTitle"),
    ("TRACE", "people"),
    ("GET", "//"),
]


@pytest.mark.parametrize(("method", "path"), INVALID)
def test_invalid_paths(method: str, path: str) -> None:
    with pytest.raises(RestError) as caught:
        find_route(method, path, f"/rest/{path}")
    assert caught.value.message == (
        f"Query path '/rest/{path}' invalid. "
        "Valid examples: /rest/companies/id or /rest/companies or /rest/batch/companies"
    )


@pytest.mark.parametrize(
    ("method", "path", "text"),
    [
        ("GET", "people/abc", "abc"),
        ("PATCH", "people/abc", "abc"),
        ("DELETE", "people/abc", "abc"),
        ("POST", "people/abc", "abc"),
        ("PATCH", "restore/people/abc", "abc"),
        ("PATCH", "people/abc/restore", "abc"),
        ("GET", "people/abc/jobTitle", "abc"),
        ("GET", "people/duplicates", "duplicates"),
        ("POST", "people/merge", "merge"),
        ("DELETE", "people/groupBy", "groupBy"),
        ("GET", f"people/{ID.replace('-', '')}", ID.replace("-", "")),
        ("GET", f"people/{{{ID}}}", f"{{{ID}}}"),
        ("GET", f"people/urn:uuid:{ID}", f"urn:uuid:{ID}"),
    ],
)
def test_ids_must_be_uuids(method: str, path: str, text: str) -> None:
    route = find_route(method, path, f"/rest/{path}")
    with pytest.raises(RestError) as caught:
        parse_id(route.id or "")
    assert caught.value.message == f"'{text}' is not a valid UUID"


@pytest.mark.parametrize(("method", "path"), [("GET", "people/abc"), ("PATCH", "unicorns/abc"), ("POST", "people/abc")])
def test_parameters_are_refused_before_ids_and_ids_before_objects(api: Api, method: str, path: str) -> None:
    both = api.call(method, f"/rest/{path}?depth=2", json={})
    assert both.json()["messages"] == ["'depth=2' parameter invalid. Allowed values are 0, 1"]
    assert api.call(method, f"/rest/{path}", json={}).json()["messages"] == ["'abc' is not a valid UUID"]


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/rest/person", "object 'person' not found. Did you mean 'people'?"),
        ("/rest/noteTarget", "object 'noteTarget' not found. Did you mean 'noteTargets'?"),
        ("/rest/unicorns", "object 'unicorns' not found. eg: companies"),
        ("/rest/People", "object 'People' not found. eg: companies"),
        ("/rest/search", "object 'search' not found. eg: companies"),
        (f"/rest/unicorns/{ID}", "object 'unicorns' not found. eg: companies"),
        ("/rest/batch/unicorns", "object 'unicorns' not found. eg: companies"),
        ("/rest/restore/person", "object 'person' not found. Did you mean 'people'?"),
        ("/rest/core/people", "'people' is not a valid UUID"),
    ],
)
def test_unknown_objects(api: Api, path: str, message: str) -> None:
    method = "POST" if "batch" in path else "PATCH" if "restore" in path else "GET"
    response = api.call(method, path, json=[] if method == "POST" else {})
    assert response.status_code == 400
    assert response.json()["error"] == "BadRequestException"
    assert response.json()["messages"] == [message]


def test_near_names_of_objects(api: Api) -> None:
    assert api.get("/rest/compnies").json()["near"] == "companies"
    assert api.get("/rest/PEOPLE").json()["near"] == "people"
    assert "near" not in api.get("/rest/unicorns").json()


def test_an_unknown_third_segment_is_a_path_error(api: Api) -> None:
    person = api.post("/rest/people", json={}).json()["data"]["createPerson"]["id"]
    for method in ("GET", "PATCH"):
        response = api.call(method, f"/rest/people/{person}/jobTitel", json={"jobTitel": "x"})
        assert response.status_code == 400
        assert response.json()["messages"] == [
            f"Query path '/rest/people/{person}/jobTitel' invalid. "
            "Valid examples: /rest/companies/id or /rest/companies or /rest/batch/companies"
        ]
        assert response.json()["near"] == "jobTitle"


@pytest.mark.parametrize("path", ["/rest", "/rest/"])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_the_root_is_no_route(api: Api, path: str, method: str) -> None:
    response = api.call(method, path)
    assert response.status_code == 404
    assert response.json() == {"message": f"Cannot {method} {path}", "error": "Not Found", "statusCode": 404}


def test_content_type_without_a_body(api: Api) -> None:
    person = api.post("/rest/people", json={}).json()["data"]["createPerson"]["id"]
    assert api.get("/rest/people", content_type="application/json").status_code == 200
    assert api.delete(f"/rest/people/{person}", content_type="application/json").status_code == 200


def test_head_is_get_without_a_body(api: Api) -> None:
    got, head = api.get("/rest/people"), api.call("HEAD", "/rest/people")
    assert (head.status_code, head.content) == (200, b"")
    for name in ("Content-Type", "Content-Length", "ETag"):
        assert head.headers[name] == got.headers[name]


def test_a_browser_is_shown_a_page(api: Api) -> None:
    browser = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    api.post("/rest/people", json={"jobTitle": "Countess"})
    response = api.get("/rest/people", headers=browser)
    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/html")
    assert "Countess" in response.content.decode()
    missing = api.get(f"/rest/people/{ID}", headers=browser)
    assert missing.status_code == 404
    assert "Record not found" in missing.content.decode()
    assert api.get("/rest/people").json()["totalCount"] == 1


@pytest.mark.parametrize("accept", ["text/html, image/gif, */*; q=.2", "text/csv", "application/xml", ""])
def test_everyone_else_gets_json(api: Api, accept: str) -> None:
    response = api.get("/rest/people", headers={"Accept": accept})
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/json; charset=utf-8"
