"""The envelopes of REST, their keys in order, and which refusal comes first."""

import json
from collections.abc import Callable
from typing import Any

import orjson
import pytest
from django.conf import LazySettings

from apikeys import throttling
from apikeys.models import ApiKey
from apikeys.tokens import create_api_key
from core.records.errors import ERRORS, RecordError
from core.rest import errors
from core.rest.errors import RestError, envelope
from metadata.models import Workspace
from metadata.services.workspaces import create_workspace
from tests.client import Api

Make = Callable[..., dict[str, Any]]
UNKNOWN = "00000000-0000-4000-8000-000000000000"
JSON = "application/json; charset=utf-8"


# -- envelope B -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("code", sorted(ERRORS))
def test_every_code_of_the_engine_has_an_answer(code: str) -> None:
    row = ERRORS[code]
    status, body = envelope(RecordError(code, "What went wrong", field="jobTitle", near=None))
    assert status == row.status
    assert body == {
        "statusCode": row.status,
        "error": row.rest,
        "messages": ["What went wrong"],
        "code": row.sub or row.code,
        "field": "jobTitle",
    }
    assert list(body)[:4] == ["statusCode", "error", "messages", "code"]


def test_details_never_replace_the_keys_of_the_envelope() -> None:
    _, body = envelope(RestError("INVALID_BODY", "No", details=1, statusCode=1, messages=2, error_=3))
    assert body == {
        "statusCode": 400,
        "error": "BadRequestException",
        "messages": ["No"],
        "code": "INVALID_BODY",
        "details": 1,
        "error_": 3,
    }


def test_details_of_any_kind_are_printed() -> None:
    body = orjson.loads(errors.response(RestError("INVALID_BODY", "No", allowed={"a"}, value=object)).content)
    assert body["allowed"] == ["a"]
    assert body["value"] == "<class 'object'>"


def test_a_filter_error_says_where(api: Api) -> None:
    response = api.get("/rest/people?filter=position[gt]:1,jobTitle[contain]:x")
    assert response.headers["Content-Type"] == JSON
    body = response.json()
    assert list(body)[:4] == ["statusCode", "error", "messages", "code"]
    assert body["code"] == "INVALID_ARGS_FILTER"
    assert (body["at"], body["found"], body["near"]) == (24, "contain", "containsAny")


def test_a_value_error_says_which_field(api: Api) -> None:
    body = api.post("/rest/opportunities", json={"name": "x", "stage": "NOPE"}).json()
    assert body["messages"] == [
        'Invalid value "NOPE" for field "stage". Valid values are: NEW, SCREENING, MEETING, PROPOSAL, CUSTOMER'
    ]
    assert body["field"] == "stage"
    assert body["allowed"] == ["NEW", "SCREENING", "MEETING", "PROPOSAL", "CUSTOMER"]


# -- envelope A -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("path", ["people", f"people/{UNKNOWN}", "unicorns", "people?depth=9", "people/abc"])
def test_without_a_token(db: None, path: str) -> None:
    for authorization in ({}, {"Authorization": "Basic abc"}, {"Authorization": "eyJhbGciOi"}):
        response = Api(None).get(f"/rest/{path}", headers=authorization)
        assert response.status_code == 403
        assert response.headers["Content-Type"] == "application/json"
        assert response.content == (
            b'{"statusCode":403,"messages":["Missing authentication token"],"error":"FORBIDDEN_EXCEPTION"}'
        )


def test_a_token_in_the_query_does_not_count(token: str) -> None:
    assert Api(None).get(f"/rest/people?token={token}").status_code == 403


def test_bad_and_revoked_tokens(api: Api, token: str, make: Make) -> None:
    person = make("people", jobTitle="kept")
    garbage = Api(token[:-4] + "AAAA").delete(f"/rest/people/{person['id']}")
    assert (garbage.status_code, garbage.json()["messages"]) == (401, ["Token invalid."])
    ApiKey.objects.update(revoked_at="2020-01-01T00:00:00Z")
    revoked = api.delete(f"/rest/people/{person['id']}")
    assert (revoked.status_code, revoked.json()["messages"]) == (403, ["This API Key is revoked"])
    ApiKey.objects.update(revoked_at=None)
    assert api.get("/rest/people").json()["data"]["people"] == [person]


def test_a_key_reaches_its_own_workspace_only(api: Api, make: Make, workspace: Workspace) -> None:
    from_other = create_workspace("Other")
    stranger = Api(create_api_key(from_other, "stranger")[1])
    person = make("people", jobTitle="kept")
    assert stranger.get("/rest/people").json()["totalCount"] == 0
    for method, path, body in [
        ("GET", f"people/{person['id']}", {}),
        ("GET", f"people/{person['id']}/jobTitle", {}),
        ("PATCH", f"people/{person['id']}", {"jobTitle": "lost"}),
        ("PATCH", f"people/{person['id']}/jobTitle", {"jobTitle": "lost"}),
        ("PATCH", "batch/people", [{"id": person["id"], "jobTitle": "lost"}]),
        ("DELETE", f"people/{person['id']}", {}),
        ("DELETE", f"people/{person['id']}?soft_delete=true", {}),
        ("DELETE", "batch/people", [person["id"]]),
        ("PATCH", f"restore/people/{person['id']}", {}),
        ("PATCH", f"people/{person['id']}/restore", {}),
    ]:
        response = stranger.call(method, f"/rest/{path}", json=body)
        assert (response.status_code, response.json()["messages"]) == (404, ["Record not found"]), path
    assert api.get("/rest/people").json()["data"]["people"] == [person]


# -- envelope C -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("text", ['{"name":', '{"name"', "[", '"', "{", '[{"a":1},'])
def test_json_that_ends_too_soon(api: Api, text: str) -> None:
    response = api.post("/rest/people", data=text.encode())
    assert response.status_code == 400
    assert response.headers["Content-Type"] == JSON
    assert response.content == b'{"message":"Unexpected end of JSON input","error":"Bad Request","statusCode":400}'


@pytest.mark.parametrize(
    "data",
    [
        b"{bad}",
        b"{'a':1}",
        b'{"a":1}}',
        b'{"a":NaN}',
        b"\xff\xfe",
        b'{"a":"\\ud800"}',
        b"5",
        b"null",
        b'"x"',
        b"[" * 5000,
    ],
)
def test_malformed_json(api: Api, data: bytes) -> None:
    for method, path in [("POST", "people"), ("PATCH", f"people/{UNKNOWN}"), ("POST", "batch/people")]:
        response = api.call(method, f"/rest/{path}", data=data)
        assert response.status_code == 400
        body = response.json()
        assert list(body) == ["message", "error", "statusCode"]
        assert (body["error"], body["statusCode"]) == ("Bad Request", 400)
        assert "JSON" in body["message"]
    assert api.get("/rest/people").json()["totalCount"] == 0


def test_a_body_that_is_too_big(api: Api, settings: LazySettings) -> None:
    settings.TWENTYAPI_MAX_BODY_BYTES = 1000
    response = api.post("/rest/people", json={"jobTitle": "x" * 1000})
    assert response.status_code == 413
    assert response.json() == {
        "message": "The request body is larger than 1000 bytes",
        "error": "Payload Too Large",
        "statusCode": 413,
    }


# -- order ----------------------------------------------------------------------------------------------------------
def test_what_is_refused_first(api: Api, caller_with: Callable[..., Api]) -> None:
    limited = caller_with(person={"update": False})
    malformed = Api(None).post("/rest/unicorns?depth=9", data=b"{")
    assert malformed.json()["message"] == "Unexpected end of JSON input"
    no_token = Api(None).post("/rest/unicorns?depth=9", json={"nope": 1})
    assert no_token.json()["messages"] == ["Missing authentication token"]
    parameters = limited.post("/rest/unicorns?depth=9", json={"nope": 1})
    assert parameters.json()["messages"] == ["'depth=9' parameter invalid. Allowed values are 0, 1"]
    unknown = limited.post("/rest/unicorns", json={"nope": 1})
    assert unknown.json()["messages"] == ["object 'unicorns' not found. eg: companies"]
    denied = limited.post("/rest/people", json={"nope": 1})
    assert denied.json()["code"] == "PERMISSION_DENIED"
    body = api.post("/rest/people", json={"nope": 1, "companyId": UNKNOWN})
    assert body.json()["messages"] == ['Object person doesn\'t have any "nope" field.']
    database = api.post("/rest/people", json={"companyId": UNKNOWN})
    assert database.json()["messages"] == [f"Expected 1 record to connect to company, but found 0 for id = {UNKNOWN}"]
    assert api.get("/rest/people").json()["totalCount"] == 0


# -- rate limit -----------------------------------------------------------------------------------------------------
def test_over_the_limit(api: Api, workspace: Workspace, settings: LazySettings) -> None:
    settings.TWENTYAPI_RATE_LIMIT = True
    workspace.settings = (workspace.settings or {}) | {"rateLimitPerSecond": 1000, "rateLimitPerMinute": 2}
    workspace.save()
    throttling.forget()
    assert [api.get("/rest/people").status_code for _ in range(2)] == [200, 200]
    response = api.post("/rest/people", json={})
    assert response.status_code == 429
    assert response.headers["Content-Type"] == "application/json"
    assert response.content == (
        b'{"statusCode":429,"error":"HttpException","messages":["Limit reached (2 tokens per 60000 ms)"]}'
    )
    assert int(response.headers["Retry-After"]) >= 1
    for name in ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"):
        assert name in response.headers
    settings.TWENTYAPI_RATE_LIMIT = False
    assert api.get("/rest/people").json()["totalCount"] == 0


# -- nothing of the inside ------------------------------------------------------------------------------------------
HOSTILE: list[Any] = [
    "\x00",
    "a\x00b",
    10**30,
    -(10**30),
    1e308,
    [[[[]]]],
    {"a": {"b": None}},
    "9" * 500,
    "0000-00-00",
    "99999-01-01T00:00:00Z",
    "-0001-01-01",
    True,
    "💥" * 300,
    [None],
    {"connect": None},
    {"create": []},
    {"connect": {"where": {"nope": 1}}},
]
FIELDS = ["id", "createdAt", "deletedAt", "position", "name", "jobTitle", "emails", "phones", "linkedinLink", "company",
          "companyId", "createdBy", "updatedAt", "avatarFile", "noteTargets"]  # fmt: skip


@pytest.mark.parametrize("field", FIELDS)
def test_hostile_values_get_a_refusal_or_are_stored(api: Api, make: Make, field: str) -> None:
    person = make("people")
    for value in HOSTILE:
        for method, path in [("POST", "people"), ("PATCH", f"people/{person['id']}")]:
            response = api.call(method, f"/rest/{path}", json={field: value})
            assert response.status_code < 500, (field, value, response.content)
            assert_clean(response.content)


@pytest.mark.parametrize("operator", ["eq", "neq", "in", "is", "gt", "like", "startsWith"])
def test_hostile_filters(api: Api, operator: str) -> None:
    for path in (
        "jobTitle",
        "position",
        "id",
        "companyId",
        "createdAt",
        "createdBy.source",
        "name.firstName",
        "emails",
    ):
        for value in ("%00", "[]", "[%00]", "9" * 400, "-1e999", "'", '"', "💥", "\\", "%25", "0000-00-00", "NULL"):
            response = api.get(f"/rest/people?filter={path}[{operator}]:{value}")
            assert response.status_code in (200, 400), (path, operator, value, response.content)
            assert_clean(response.content)


@pytest.mark.parametrize("parameter", ["order_by", "starting_after", "ending_before", "fields", "viewId", "limit"])
def test_hostile_parameters(api: Api, parameter: str) -> None:
    cursors = ["bnVsbA==", "e30=", "eyJpZCI6bnVsbH0=", "eyJpZCI6IngifQ==", "W10=", "MQ=="]
    for value in ("%00", "a%00b", "[", "]", "a[b", ".", "..", "a.b.c.d", "%F0%9F%92%A5", "%FF", "9" * 400, *cursors):
        response = api.get(f"/rest/people?{parameter}={value}")
        assert response.status_code in (200, 400), (parameter, value, response.content)
        assert_clean(response.content)


def assert_clean(content: bytes) -> None:
    """No word of PostgreSQL or Python."""
    text = json.dumps(json.loads(content)["messages"]) if b'"messages"' in content[:200] else ""
    for word in ("psycopg", "SQL", "syntax error", 'relation \\"', "Traceback", "violates", "column", "workspace_"):
        assert word not in text, text
