"""REST of API keys: the recorded calls, who may do what, and what a bad body gets."""

import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import jwt
import pytest
from django.test import Client

from apikeys.authentication import AuthenticationError, authenticate
from apikeys.models import ApiKey, PermissionFlag, Role

PATHS = ["/rest/metadata/apiKeys", "/rest/apiKeys"]
EXPIRES = "2030-01-01T00:00:00.000Z"
DENIED = {
    "statusCode": 403,
    "error": "Error",
    "messages": ["Entity performing the request does not have permission"],
    "code": "PERMISSION_DENIED",
}
TOO_MUCH = DENIED | {"messages": ["Cannot grant a role with more permissions than your own"]}


class Api:
    """One caller of the API: method, path and body in; status and JSON out."""

    def __init__(self, token: str | None):
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}
        self.client = Client(raise_request_exception=False)

    def __call__(self, method: str, path: str, body: object = None, raw: bytes | None = None, **headers: str):
        data = raw if raw is not None else json.dumps(body).encode() if body is not None else b""
        response = self.client.generic(
            method, path, data, content_type="application/json", headers=self.headers | headers
        )
        return response.status_code, response.json() if response.content else None, response


@pytest.fixture
def admin(apple) -> Api:
    return Api(apple.token)


def make(admin: Api, apple, **extra) -> dict:
    body = {"name": "gk", "expiresAt": EXPIRES, "roleId": str(apple.key.role_id)} | extra
    status, row, _ = admin("POST", PATHS[0], body)
    assert status == 201
    return row


@pytest.fixture
def manager(apple) -> tuple[Role, Api]:
    """A key that may manage keys and read records, nothing more."""
    role = apple.role("Key manager", can_read_all_object_records=True)
    PermissionFlag.objects.create(role=role, flag="API_KEYS_AND_WEBHOOKS")
    return role, Api(apple.key_with(role)[1])


@pytest.fixture
def reader(apple) -> tuple[ApiKey, Api]:
    key, token = apple.key_with(apple.role("Reader", can_read_all_object_records=True), "reader")
    return key, Api(token)


@pytest.mark.parametrize("path", PATHS)
def test_the_life_of_a_key(admin, apple, path):
    body = {"name": "gk", "expiresAt": EXPIRES, "roleId": str(apple.key.role_id), "bogus": 1}
    status, made, _ = admin("POST", path, body)
    assert status == 201
    assert made == {
        "workspaceId": str(apple.workspace.pk),
        "id": made["id"],
        "name": "gk",
        "expiresAt": EXPIRES,
        "revokedAt": None,
        "createdAt": made["createdAt"],
        "updatedAt": made["updatedAt"],
        "roleId": str(apple.key.role_id),
        "lastUsedAt": None,
    }
    one = f"{path}/{made['id']}"
    assert admin("GET", one)[:2] == (200, made)
    status, patched, _ = admin("PATCH", one, {"name": "gk2"})
    assert (status, patched["name"], patched["expiresAt"], patched["revokedAt"]) == (200, "gk2", EXPIRES, None)
    assert [row["name"] for row in admin("GET", path)[1]] == ["My api key", "gk2"]
    status, first, _ = admin("DELETE", one)
    assert status == 200 and first["id"] == made["id"] and first["revokedAt"] is not None
    status, second, _ = admin("DELETE", one)
    assert status == 200 and second["revokedAt"] > first["revokedAt"]
    assert [row["name"] for row in admin("GET", path)[1]] == ["My api key"]
    assert admin("GET", one)[1]["revokedAt"] == second["revokedAt"]


def test_the_alias_names_its_successor(admin, apple):
    made = make(admin, apple)
    response = admin("GET", f"/rest/apiKeys/{made['id']}")[2]
    assert response.headers["Deprecation"] == "@1786320000"
    assert response.headers["Link"] == f'</rest/metadata/apiKeys/{made["id"]}>; rel="successor-version"'
    assert "Deprecation" not in admin("GET", "/rest/metadata/apiKeys")[2].headers


def test_content_types(admin):
    assert admin("GET", PATHS[0])[2].headers["Content-Type"] == "application/json; charset=utf-8"
    response = Api(None)("GET", PATHS[0])[2]
    assert (response.status_code, response.headers["Content-Type"]) == (403, "application/json")
    assert admin("GET", PATHS[0], Accept="text/html")[0] == 200
    assert admin("GET", PATHS[0], Accept="application/xml")[0] == 200


def test_a_key_end_to_end_without_graphql(admin, apple):
    """The role, the key, its token, and the token works."""
    status, roles, _ = admin("GET", "/rest/metadata/roles")
    assert status == 200
    role_id = next(role["id"] for role in roles if role["label"] == "Admin")
    made = make(admin, apple, roleId=role_id)
    status, answer, _ = admin("POST", f"{PATHS[0]}/{made['id']}/token", {"expiresAt": "2029-01-01T00:00:00Z"})
    assert (status, list(answer)) == (201, ["token"])
    assert jwt.decode(answer["token"], options={"verify_signature": False})["exp"] == 1861919999
    assert Api(answer["token"])("GET", f"{PATHS[0]}/{made['id']}")[0] == 200
    assert admin("DELETE", f"{PATHS[0]}/{made['id']}")[0] == 200
    status, refusal, _ = Api(answer["token"])("GET", PATHS[0])
    assert (status, refusal["messages"]) == (403, ["This API Key is revoked"])


def test_two_tokens_and_the_end_of_one(admin, apple):
    one = f"{PATHS[0]}/{make(admin, apple)['id']}"
    first, second = (admin("POST", f"{one}/token")[1]["token"] for _ in range(2))
    assert authenticate(f"Bearer {first}").api_key_id == authenticate(f"Bearer {second}").api_key_id
    assert admin("DELETE", f"{one}/tokens/1")[0] == 200
    with pytest.raises(AuthenticationError, match="revoked"):
        authenticate(f"Bearer {first}")
    assert authenticate(f"Bearer {second}").token_number == 2
    assert admin("DELETE", f"{one}/tokens/1")[0] == 200
    assert ApiKey.objects.get(pk=one.split("/")[-1]).ended_tokens == [1]
    for number in ("0", "3", "999999999"):
        status, refusal, _ = admin("DELETE", f"{one}/tokens/{number}")
        assert (status, refusal["code"]) == (404, "API_KEY_TOKEN_NOT_FOUND")


@pytest.mark.parametrize(
    ("body", "messages"),
    [
        (
            {},
            [
                "name should not be empty",
                "expiresAt must be a valid ISO 8601 date string",
                "roleId must be a UUID",
            ],
        ),
        ({"name": ""}, ["name should not be empty"]),
        ({"name": 5}, ["name must be a string"]),
        ({"name": "x" * 256}, ["name must be shorter than or equal to 255 characters"]),
        ({"name": "a\x00b"}, ["name must not contain NUL bytes or lone surrogates"]),
        ({"expiresAt": "tomorrow"}, ["expiresAt must be a valid ISO 8601 date string"]),
        ({"expiresAt": 5}, ["expiresAt must be a valid ISO 8601 date string"]),
        ({"expiresAt": "2030-02-31"}, ["expiresAt must be a valid ISO 8601 date string"]),
        ({"expiresAt": "0000-01-01"}, ["expiresAt must be a valid ISO 8601 date string"]),
        ({"expiresAt": "9999-12-31T23:59:59-23:00"}, ["expiresAt must be a valid ISO 8601 date string"]),
        ({"expiresAt": "2020-01-01"}, ["expiresAt must be in the future"]),
        ({"roleId": "x"}, ["roleId must be a UUID"]),
        ({"roleId": 5}, ["roleId must be a UUID"]),
        ({"revokedAt": "x"}, ["revokedAt must be a valid ISO 8601 date string"]),
    ],
)
def test_bad_values(admin, apple, body, messages):
    good = {"name": "gk", "expiresAt": EXPIRES, "roleId": str(apple.key.role_id)}
    status, answer, _ = admin("POST", PATHS[0], good | body if body else {})
    assert (status, answer) == (400, {"message": messages, "error": "Bad Request", "statusCode": 400})
    assert ApiKey.objects.count() == 1


@pytest.mark.parametrize("role", [None, "missing", "5f0c4d53-0d3a-4c39-9f0e-6a1d0f7a9b11"])
def test_a_role_that_is_not_there(admin, role):
    body = {"name": "x", "expiresAt": EXPIRES} | ({} if role == "missing" else {"roleId": role})
    assert admin("POST", PATHS[0], body)[:2] == (
        400,
        {
            "statusCode": 400,
            "error": "Error",
            "messages": ["Could not find role for given roleId"],
            "code": "RELATION_UNIVERSAL_IDENTIFIER_NOT_FOUND",
        },
    )


def test_member_cannot_be_given_to_keys(admin, apple):
    member = Role.objects.get(workspace=apple.workspace, label="Member")
    status, answer, _ = admin("POST", PATHS[0], {"name": "x", "expiresAt": EXPIRES, "roleId": str(member.pk)})
    assert (status, answer["messages"]) == (400, ['Role "Member" cannot be assigned to API keys'])


@pytest.mark.parametrize("raw", [b"{", b"{]", b"\xff", b"[" * 100_000])
def test_a_body_that_is_not_json(apple, raw):
    """Reported before a missing token."""
    status, answer, _ = Api(None)("POST", PATHS[0], raw=raw)
    assert (status, list(answer), answer["error"]) == (400, ["message", "error", "statusCode"], "Bad Request")


@pytest.mark.parametrize("body", [[], "x", 5, [1]])
def test_a_body_that_is_no_object(admin, body):
    assert admin("POST", PATHS[0], body)[1] == {
        "message": "Request body must be a JSON object",
        "error": "Bad Request",
        "statusCode": 400,
    }


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
@pytest.mark.parametrize("bad", ["None", "x", "1", "{00000000-0000-4000-8000-000000000000}", "0" * 32])
def test_an_id_that_is_no_uuid(admin, method, bad):
    assert admin(method, f"{PATHS[0]}/{bad}", {"name": "x"} if method == "PATCH" else None)[:2] == (
        400,
        {"message": "Validation failed (uuid is expected)", "error": "Bad Request", "statusCode": 400},
    )


@pytest.mark.parametrize(("method", "tail"), [("GET", ""), ("PATCH", ""), ("DELETE", ""), ("POST", "/token")])
def test_an_unknown_id(admin, method, tail):
    assert admin(method, f"{PATHS[0]}/{uuid4()}{tail}")[:2] == (
        404,
        {"statusCode": 404, "error": "Error", "messages": ["API key not found"], "code": "API_KEY_NOT_FOUND"},
    )


def test_a_key_of_another_workspace_is_unknown(admin, apple, yahoo):
    theirs = f"{PATHS[0]}/{yahoo.key.pk}"
    for method, tail in [("GET", ""), ("PATCH", ""), ("DELETE", ""), ("POST", "/token"), ("DELETE", "/tokens/1")]:
        assert admin(method, theirs + tail, {"name": "stolen"})[0] == 404
    body = {"name": "x", "expiresAt": EXPIRES, "roleId": str(yahoo.key.role_id)}
    assert admin("POST", PATHS[0], body)[1]["messages"] == ["Could not find role for given roleId"]
    own = f"{PATHS[0]}/{apple.key.pk}"
    assert admin("PATCH", own, {"roleId": str(yahoo.key.role_id)})[0] == 400
    assert [row["id"] for row in admin("GET", PATHS[0])[1]] == [str(apple.key.pk)]
    assert str(yahoo.key.role_id) not in [role["id"] for role in admin("GET", "/rest/metadata/roles")[1]]
    assert admin("GET", f"/rest/metadata/roles/{yahoo.key.role_id}")[0] == 404
    yahoo.key.refresh_from_db()
    assert (yahoo.key.name, yahoo.key.revoked_at) == ("My api key", None)


def test_revocation_is_final(admin, apple):
    one = f"{PATHS[0]}/{make(admin, apple)['id']}"
    revoked = admin("PATCH", one, {"revokedAt": "2026-01-01T00:00:00Z"})[1]
    assert revoked["revokedAt"] == "2026-01-01T00:00:00.000Z"
    assert admin("PATCH", one, {"revokedAt": None})[:2] == (200, revoked)
    status, refusal, _ = admin("POST", f"{one}/token", {})
    assert (status, refusal["messages"]) == (400, ["This API Key is revoked"])


def test_a_change_that_changes_nothing(admin, apple):
    made = make(admin, apple)
    for body in ({}, {"bogus": 1}, {"revokedAt": None}):
        assert admin("PATCH", f"{PATHS[0]}/{made['id']}", body)[:2] == (200, made)
    assert admin("PUT", f"{PATHS[0]}/{made['id']}", {"name": "put"})[1]["name"] == "put"


def test_a_token_may_not_outlive_its_key(admin, apple):
    one = f"{PATHS[0]}/{make(admin, apple)['id']}"
    status, answer, _ = admin("POST", f"{one}/token", {"expiresAt": "2030-01-02T00:00:00Z"})
    assert (status, answer["message"]) == (400, ["expiresAt must not be later than the expiry of the API key"])
    assert admin("POST", f"{one}/token", {"expiresAt": "2020-01-01"})[1]["message"] == [
        "expiresAt must be in the future"
    ]
    ApiKey.objects.filter(pk=one.split("/")[-1]).update(expires_at=datetime.now(UTC) - timedelta(days=1))
    assert admin("POST", f"{one}/token")[1]["messages"] == ["This API Key has expired"]


def test_without_the_right_nothing_is_shown_or_done(apple, reader):
    key, api = reader
    for method, path, body in [
        ("GET", "", None),
        ("POST", "", {"name": "x", "expiresAt": EXPIRES, "roleId": str(key.role_id)}),
        ("GET", f"/{apple.key.pk}", None),
        ("GET", f"/{uuid4()}", None),
        ("PATCH", f"/{apple.key.pk}", {"name": "x"}),
        ("PATCH", f"/{key.pk}", {"roleId": str(apple.key.role_id)}),
        ("DELETE", f"/{apple.key.pk}", None),
        ("POST", f"/{apple.key.pk}/token", {}),
        ("POST", f"/{key.pk}/token", {}),
        ("DELETE", f"/{apple.key.pk}/tokens/1", None),
    ]:
        assert api(method, PATHS[0] + path, body)[:2] == (403, DENIED), (method, path)
    assert api("GET", "/rest/metadata/roles")[:2] == (403, DENIED)
    apple.key.refresh_from_db()
    assert (apple.key.name, apple.key.revoked_at, apple.key.token_count) == ("My api key", None, 1)


def test_a_key_may_look_at_itself_and_revoke_itself(reader):
    key, api = reader
    assert api("GET", f"{PATHS[0]}/{key.pk}")[1]["name"] == "reader"
    assert api("DELETE", f"{PATHS[0]}/{key.pk}")[1]["revokedAt"] is not None
    assert api("GET", f"{PATHS[0]}/{key.pk}")[1]["messages"] == ["This API Key is revoked"]


def test_a_weaker_key_hands_out_no_more_than_it_has(apple, manager):
    role, api = manager
    body = {"name": "x", "expiresAt": EXPIRES, "roleId": str(apple.key.role_id)}
    assert api("POST", PATHS[0], body)[:2] == (403, TOO_MUCH)
    status, own, _ = api("POST", PATHS[0], body | {"roleId": str(role.pk)})
    assert status == 201
    assert api("PATCH", f"{PATHS[0]}/{own['id']}", {"roleId": body["roleId"]})[:2] == (403, TOO_MUCH)
    assert api("POST", f"{PATHS[0]}/{apple.key.pk}/token", {})[:2] == (403, TOO_MUCH)
    assert api("POST", f"{PATHS[0]}/{own['id']}/token", {})[0] == 201
    longer = {"expiresAt": "2200-01-01T00:00:00Z"}
    assert api("PATCH", f"{PATHS[0]}/{apple.key.pk}", longer)[:2] == (403, TOO_MUCH)
    assert api("PATCH", f"{PATHS[0]}/{own['id']}", longer)[1]["expiresAt"] == "2200-01-01T00:00:00.000Z"
    assert api("DELETE", f"{PATHS[0]}/{apple.key.pk}")[0] == 200


def test_roles(admin, apple):
    roles = admin("GET", "/rest/metadata/roles")[1]
    assert [role["label"] for role in roles] == ["Admin", "Member"]
    assert roles[0] == {
        "id": str(apple.key.role_id),
        "universalIdentifier": roles[0]["universalIdentifier"],
        "label": "Admin",
        "description": "Admin role",
        "icon": "IconUserCog",
        "isEditable": False,
        "canBeAssignedToUsers": True,
        "canBeAssignedToAgents": True,
        "canBeAssignedToApiKeys": True,
        "canUpdateAllSettings": True,
        "canAccessAllTools": True,
        "canReadAllObjectRecords": True,
        "canUpdateAllObjectRecords": True,
        "canSoftDeleteAllObjectRecords": True,
        "canDestroyAllObjectRecords": True,
        "permissionFlags": [],
        "objectPermissions": [],
        "fieldPermissions": [],
        "apiKeys": [
            {
                "id": str(apple.key.pk),
                "name": "My api key",
                "expiresAt": roles[0]["apiKeys"][0]["expiresAt"],
                "revokedAt": None,
            }
        ],
        "workspaceMembers": [],
        "agents": [],
    }
    assert (roles[1]["canUpdateAllSettings"], roles[1]["canBeAssignedToApiKeys"]) == (False, False)
    assert admin("GET", f"/rest/metadata/roles/{roles[1]['id']}")[1] == roles[1]
    assert apple.workspace.default_role_id == Role.objects.get(workspace=apple.workspace, label="Member").pk


def test_routes_that_are_not_there(admin):
    status, answer, _ = admin("POST", "/rest/metadata/roles", {})
    assert (status, answer) == (
        404,
        {"message": "Cannot POST /rest/metadata/roles", "error": "Not Found", "statusCode": 404},
    )
    assert admin("DELETE", PATHS[0])[0] == 404
