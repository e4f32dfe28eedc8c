"""GraphQL over HTTP, shared by both GraphQL endpoints: what a request asks, and the form of the answer.

Imports nothing of ours. `read_request` either gives the parts of a GraphQL request or the finished refusal:

    read = read_request(request)
    if isinstance(read, HttpResponse):
        return read
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse

JSON = "application/json"
STRICT = "application/graphql-response+json"
DOCUMENT = "application/graphql"
JSON_BODIES = frozenset({JSON, "application/graphql+json"})
ANSWERS = frozenset({JSON, STRICT, "application/*", "*/*"})
ALLOWED = "GET, POST"


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    """The parts of one request. `read_only`: it came by GET, where a mutation answers 405."""

    query: str
    variables: Mapping[str, Any]
    operation_name: str | None
    read_only: bool = False


def read_request(request: HttpRequest) -> GraphQLRequest | HttpResponse:
    """What the request asks, or the refusal that says why it cannot be read. No credential is looked at."""
    if request.method not in ("GET", "POST"):
        return _not_allowed()
    if not _accepted(request).intersection(ANSWERS):
        return HttpResponse(status=406)
    return _of_url(request) if request.method == "GET" else _of_body(request)


def answer(request: HttpRequest, body: Any, *, status: int = 200, document_failed: bool = False) -> HttpResponse:
    """The answer as JSON, or the bytes of it. A failed document is 400 only for who asks for the strict media type."""
    text = body if isinstance(body, bytes) else orjson.dumps(body)
    if document_failed and STRICT in _accepted(request):
        return HttpResponse(text, status=400, content_type=STRICT)
    return HttpResponse(text, status=status, content_type=JSON)


def refusal(message: str, status: int = 400) -> HttpResponse:
    return HttpResponse(orjson.dumps({"errors": [{"message": message}]}), status=status, content_type=JSON)


def mutation_by_get() -> HttpResponse:
    response = refusal("Can only perform a mutation operation from a POST request.", 405)
    response.headers["Allow"] = "POST"
    return response


# An apostrophe inside a word ("don't") is no quotation mark.
_QUOTE = re.compile(r"(?<![A-Za-z0-9])'|'(?![A-Za-z0-9])")
_WORDS = {"None": "null", "True": "true", "False": "false", "to be a mapping": "to be an object"}
_WORD = re.compile(rf'"(?:[^"\\]|\\.)*"|\b(?:{"|".join(_WORDS)})\b')
"""Words of Python, where they are not part of a name or text in quotes."""


def quoted(message: str) -> str:
    """A message of graphql-core as graphql-js and so the contract words it, with names in double quotes."""
    return _WORD.sub(lambda found: _WORDS.get(found[0], found[0]), _QUOTE.sub('"', message))


def _not_allowed() -> HttpResponse:
    response = refusal("GraphQL only supports GET and POST requests.", 405)
    response.headers["Allow"] = ALLOWED
    return response


def _accepted(request: HttpRequest) -> set[str]:
    header = request.META.get("HTTP_ACCEPT") or "*/*"
    return {kind.partition(";")[0].strip().lower() for kind in header.split(",")}


def _of_url(request: HttpRequest) -> GraphQLRequest | HttpResponse:
    given: dict[str, Any] = {key: request.GET[key] for key in ("query", "operationName") if key in request.GET}
    text = request.GET.get("variables")
    if text:
        try:
            given["variables"] = orjson.loads(text)
        except (orjson.JSONDecodeError, UnicodeEncodeError):
            return refusal("Variables are invalid JSON.")
    return _parts(given, read_only=True)


def _of_body(request: HttpRequest) -> GraphQLRequest | HttpResponse:
    kind = (request.META.get("CONTENT_TYPE") or "").partition(";")[0].strip().lower()
    body = request.body
    if not body or kind not in JSON_BODIES | {DOCUMENT}:
        return HttpResponse(status=415)
    if kind == DOCUMENT:
        try:
            return _parts({"query": body.decode()})
        except UnicodeDecodeError:
            return _malformed("The document is not UTF-8")
    try:
        given = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        return _malformed("Unexpected end of JSON input" if error.pos >= len(error.doc) else f"{error}")
    if isinstance(given, list):
        return refusal("Batching is not supported.")
    return _parts(given)


def _malformed(message: str) -> HttpResponse:
    body = {"message": message, "error": HTTPStatus(400).phrase, "statusCode": 400}
    return HttpResponse(orjson.dumps(body), status=400, content_type="application/json; charset=utf-8")


def _parts(given: Any, *, read_only: bool = False) -> GraphQLRequest | HttpResponse:
    if not isinstance(given, dict):
        return refusal(f"Expected params to be an object but given {_kind(given)}")
    query, variables, name = given.get("query"), given.get("variables"), given.get("operationName")
    if query is None or query == "":
        return refusal("Must provide query string.")
    if not isinstance(query, str):
        return refusal(f'Expected "query" param to be a string, but given {_kind(query)}.')
    if variables is not None and not isinstance(variables, dict):
        return refusal(f'Expected "variables" param to be empty or an object, but given {_kind(variables)}.')
    if name is not None and not isinstance(name, str):
        return refusal(f'Expected "operationName" param to be a string, but given {_kind(name)}.')
    return GraphQLRequest(query, variables or {}, name or None, read_only)


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    named = {bool: "boolean", int: "number", float: "number", str: "string", list: "array", dict: "object"}
    return named[type(value)]
