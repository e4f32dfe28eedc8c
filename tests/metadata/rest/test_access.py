"""Who may read and change the data model, and what is refused before any route is looked at."""

import pytest

from metadata.models import ObjectMetadata, Workspace
from tests.client import Api
from tests.metadata.model import field_of

pytestmark = pytest.mark.django_db
LISTS = ["objects", "fields", "relations", "indexes", "views", "viewFields", "viewFilters", "viewFilterGroups"]
LISTS += ["viewSorts", "viewGroups"]
DENIED = {
    "statusCode": 403,
    "error": "Error",
    "messages": ["Entity performing the request does not have permission"],
    "code": "PERMISSION_DENIED",
}


@pytest.mark.parametrize("name", LISTS)
def test_without_a_credential_nothing_is_read(name: str, db: None) -> None:
    missing, garbage = Api(None).get(f"/rest/metadata/{name}"), Api("x").get(f"/rest/metadata/{name}")
    assert (missing.status_code, missing.json()) == (
        403,
        {"statusCode": 403, "messages": ["Missing authentication token"], "error": "FORBIDDEN_EXCEPTION"},
    )
    assert (garbage.status_code, garbage.json()) == (
        401,
        {"statusCode": 401, "messages": ["Token invalid."], "error": "UNAUTHENTICATED"},
    )
    assert garbage.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("name", [*LISTS, "workspace"])
def test_any_credential_reads(reader: Api, name: str) -> None:
    assert reader.get(f"/rest/metadata/{name}").status_code == 200


@pytest.mark.parametrize("name", LISTS)
def test_writing_needs_a_right(reader: Api, name: str) -> None:
    response = reader.post(f"/rest/metadata/{name}", json={})
    assert (response.status_code, response.json()) == (403, DENIED)


def test_changing_and_deleting_need_it_too(reader: Api, workspace: Workspace, rocket: ObjectMetadata) -> None:
    field = field_of(workspace, "rocket", "name").id
    for path in (f"objects/{rocket.id}", f"fields/{field}", f"objects/rocket/fields/{field}"):
        assert reader.patch(f"/rest/metadata/{path}", json={"icon": "x"}).json() == DENIED
        assert reader.put(f"/rest/metadata/{path}", json={"icon": "x"}).json() == DENIED
        assert reader.delete(f"/rest/metadata/{path}").json() == DENIED
    assert reader.patch("/rest/metadata/workspace", json={"displayName": "x"}).json() == DENIED


@pytest.mark.parametrize("path", ["nothing", "nothing/more", "pageLayouts", "pageLayouts/abc", "indexMetadatas"])
def test_an_unknown_resource(api: Api, path: str) -> None:
    response = api.get(f"/rest/metadata/{path}")
    name = path.split("/")[0]
    assert (response.status_code, response.json()) == (
        404,
        {"statusCode": 404, "error": "NotFoundException", "messages": [f"Unknown metadata resource '{name}'"]},
    )


def test_the_root_is_no_resource(api: Api) -> None:
    assert api.get("/rest/metadata").status_code == api.get("/rest/metadata/").status_code == 404


def test_a_method_that_a_route_does_not_have(api: Api) -> None:
    response = api.delete("/rest/metadata/objects")
    assert (response.status_code, response.json()["message"]) == (404, "Cannot DELETE /rest/metadata/objects")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"{", None),
        (b"[]", "The request body must be a JSON object"),
        (b'"x"', "The request body must be a JSON object"),
        (b"null", "The request body must be a JSON object"),
        (b'{"a": "\\ud800"}', None),
        (b'{"nameSingular": "a\\u0000"}', "The request body must not contain the character U+0000"),
        (b'{"a": [{"b\\u0000": 1}]}', "The request body must not contain the character U+0000"),
    ],
)
def test_bodies_that_cannot_be_read(api: Api, body: bytes, message: str | None) -> None:
    response = api.post("/rest/metadata/objects", data=body)
    told = response.json()
    assert (response.status_code, told["error"], told["statusCode"]) == (400, "Bad Request", 400)
    assert message is None or told["message"] == message


def test_an_escaped_backslash_is_no_nul(api: Api, rocket: ObjectMetadata) -> None:
    response = api.patch("/rest/metadata/objects/rocket", data=b'{"description": "\\\\u0000"}')
    assert response.json()["description"] == "\\u0000"


def test_a_body_that_is_not_declared_to_be_json_is_none(api: Api) -> None:
    response = api.post("/rest/metadata/objects", data=b"nameSingular=x", content_type="text/plain")
    assert response.json()["message"][0] == "nameSingular should not be empty"
