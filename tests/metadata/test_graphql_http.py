"""The transport of both GraphQL endpoints."""

import orjson
import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from metadata.graphql_http import GraphQLRequest, answer, mutation_by_get, quoted, read_request

FACTORY = RequestFactory()
TYPENAME = "{ __typename }"


def post(body, content_type="application/json", **headers):
    data = body if isinstance(body, bytes | str) else orjson.dumps(body)
    return FACTORY.post("/metadata", data, content_type=content_type, **headers)


@pytest.mark.parametrize(
    ("request_", "read"),
    [
        (post({"query": TYPENAME}), GraphQLRequest(TYPENAME, {}, None)),
        (post({"query": TYPENAME, "variables": None}), GraphQLRequest(TYPENAME, {}, None)),
        (
            post({"query": TYPENAME, "variables": {"a": 1}, "operationName": "Q", "bogus": 1}),
            GraphQLRequest(TYPENAME, {"a": 1}, "Q"),
        ),
        (post({"query": TYPENAME}, "application/json; charset=utf-8"), GraphQLRequest(TYPENAME, {}, None)),
        (post(TYPENAME, "application/graphql"), GraphQLRequest(TYPENAME, {}, None)),
        (FACTORY.get("/metadata", {"query": TYPENAME}), GraphQLRequest(TYPENAME, {}, None, True)),
        (
            FACTORY.get("/metadata", {"query": TYPENAME, "variables": '{"a":1}', "operationName": "Q"}),
            GraphQLRequest(TYPENAME, {"a": 1}, "Q", True),
        ),
    ],
)
def test_reads(request_, read):
    assert read_request(request_) == read


@pytest.mark.parametrize(
    ("request_", "status", "body"),
    [
        (post({}), 400, {"errors": [{"message": "Must provide query string."}]}),
        (post({"query": ""}), 400, {"errors": [{"message": "Must provide query string."}]}),
        (FACTORY.get("/metadata"), 400, {"errors": [{"message": "Must provide query string."}]}),
        (post([{"query": TYPENAME}]), 400, {"errors": [{"message": "Batching is not supported."}]}),
        (post([]), 400, {"errors": [{"message": "Batching is not supported."}]}),
        (post(b"3"), 400, {"errors": [{"message": "Expected params to be an object but given number"}]}),
        (
            post({"query": 1}),
            400,
            {"errors": [{"message": 'Expected "query" param to be a string, but given number.'}]},
        ),
        (
            post({"query": TYPENAME, "variables": "{}"}),
            400,
            {"errors": [{"message": 'Expected "variables" param to be empty or an object, but given string.'}]},
        ),
        (
            post({"query": TYPENAME, "operationName": []}),
            400,
            {"errors": [{"message": 'Expected "operationName" param to be a string, but given array.'}]},
        ),
        (
            FACTORY.get("/metadata", {"query": TYPENAME, "variables": "{"}),
            400,
            {"errors": [{"message": "Variables are invalid JSON."}]},
        ),
        (
            FACTORY.put("/metadata", b"{}", content_type="application/json"),
            405,
            {"errors": [{"message": "GraphQL only supports GET and POST requests."}]},
        ),
    ],
)
def test_refuses(request_, status, body):
    response = read_request(request_)
    assert isinstance(response, HttpResponse)
    assert (response.status_code, orjson.loads(response.content)) == (status, body)
    assert response.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize("raw", [b"", b'{"q', b"{", b"\xff", b'{"query":"\\ud800"}', b"[" * 5000])
def test_malformed_json(raw):
    response = read_request(post(raw or b" "))
    assert response.status_code == 400
    body = orjson.loads(response.content)
    assert list(body) == ["message", "error", "statusCode"]
    assert (body["error"], body["statusCode"]) == ("Bad Request", 400)


@pytest.mark.parametrize(
    "request_",
    [post(b"", ""), post(b"", "application/json"), post({"query": TYPENAME}, "text/plain"), post(b"x", "image/png")],
)
def test_unsupported_media_type(request_):
    response = read_request(request_)
    assert (response.status_code, response.content) == (415, b"")


def test_negotiation():
    refused = read_request(FACTORY.get("/metadata", {"query": TYPENAME}, HTTP_ACCEPT="text/html"))
    assert (refused.status_code, refused.content) == (406, b"")
    for accept in ("*/*", "text/html, application/json;q=0.9", "application/*", "application/graphql-response+json"):
        assert isinstance(read_request(post({"query": TYPENAME}, HTTP_ACCEPT=accept)), GraphQLRequest)


def test_answers():
    strict = post({"query": TYPENAME}, HTTP_ACCEPT="application/graphql-response+json")
    plain = post({"query": TYPENAME})
    seen = [
        (response.status_code, response.headers["Content-Type"])
        for response in (
            answer(plain, {}),
            answer(plain, {}, document_failed=True),
            answer(strict, {}),
            answer(strict, {}, document_failed=True),
            answer(plain, {}, status=400),
            mutation_by_get(),
        )
    ]
    assert seen == [
        (200, "application/json"),
        (200, "application/json"),
        (200, "application/json"),
        (400, "application/graphql-response+json"),
        (400, "application/json"),
        (405, "application/json"),
    ]


def test_wording():
    assert quoted("Cannot query field 'a' on type 'B'. Did you mean 'c'?") == (
        'Cannot query field "a" on type "B". Did you mean "c"?'
    )
    assert quoted("Variable '$x' isn't used") == 'Variable "$x" isn\'t used'
    assert quoted("Expected non-nullable type 'String!' not to be None.") == (
        'Expected non-nullable type "String!" not to be null.'
    )
    assert quoted("Int cannot represent non-integer value: {'True': [True, None]}") == (
        'Int cannot represent non-integer value: {"True": [true, null]}'
    )
