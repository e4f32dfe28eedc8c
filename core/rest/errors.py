"""The three error envelopes of REST, and the one way from an exception to an answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import orjson
from django.http import HttpResponse
from rest_framework.response import Response

from core.records.errors import RecordError

JSON = "application/json; charset=utf-8"
KEYS = ("statusCode", "error", "messages", "code")


@dataclass(frozen=True, slots=True)
class RestRow:
    """A refusal that only REST knows: of a path, a parameter, a body, an Idempotency-Key."""

    code: str
    sentence: str
    status: int = 400
    error: str = "BadRequestException"


REST_ERRORS: Mapping[str, RestRow] = {
    row.code: row
    for row in (
        RestRow("INVALID_PATH", "No operation answers under this path and method"),
        RestRow("INVALID_UUID", "An id is not a UUID"),
        RestRow("INVALID_DEPTH", "`depth` is neither 0 nor 1"),
        RestRow("INVALID_LIMIT", "`limit` is not a number of records"),
        RestRow("INVALID_FIELDS", "`fields` is empty or names no field"),
        RestRow("INVALID_GROUP_BY", "A JSON parameter of groupBy has the wrong shape"),
        RestRow("FILTER_REQUIRED", "A change of many records needs a filter"),
        RestRow("INVALID_BODY", "The body is not the JSON that the operation takes"),
        RestRow("REPEATED_ID", "A batch names a record twice"),
        RestRow("INVALID_IDEMPOTENCY_KEY", "An Idempotency-Key is empty, too long or not printable"),
        RestRow("IDEMPOTENCY_KEY_IN_USE", "A request with this key is being worked on", 409, "ConflictException"),
        RestRow("IDEMPOTENCY_KEY_REUSED", "The key was used with another request", 422, "UnprocessableEntityException"),
    )
}


class RestError(Exception):
    """A row of the table with its message; `details` become added keys."""

    def __init__(self, code: str, message: str, **details: Any) -> None:
        super().__init__(message)
        self.row = REST_ERRORS[code]
        self.message = message
        self.details = details


class MalformedBody(Exception):
    """The body is not the JSON that its content type announces: envelope C, before anything else is looked at."""


Refusal = RecordError | RestError


def envelope(refusal: Refusal) -> tuple[int, dict[str, Any]]:
    """Status and envelope B: statusCode, error, messages, code, then the details as added keys."""
    if isinstance(refusal, RecordError):
        status, error, code = refusal.row.status, refusal.row.rest, refusal.row.sub or refusal.row.code
    else:
        status, error, code = refusal.row.status, refusal.row.error, refusal.row.code
    body = dict(zip(KEYS, (status, error, [refusal.message], code), strict=True))
    body.update((key, value) for key, value in refusal.details.items() if value is not None and key not in KEYS)
    return status, body


def response(refusal: Refusal) -> HttpResponse:
    status, body = envelope(refusal)
    return HttpResponse(dumps(body), status=status, content_type=JSON)


def limited(body: dict[str, Any], headers: dict[str, str]) -> HttpResponse:
    return HttpResponse(dumps(body), status=429, content_type="application/json", headers=headers)


def plain(status: int, message: str) -> HttpResponse:
    """Envelope C."""
    body = {"message": message, "error": HTTPStatus(status).phrase, "statusCode": status}
    return HttpResponse(dumps(body), status=status, content_type=JSON)


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler; what is no refusal of ours goes on to the server."""
    if not isinstance(error, RecordError | RestError):
        return None
    status, body = envelope(error)
    return Response(orjson.loads(dumps(body)), status=status)


def dumps(body: dict[str, Any]) -> bytes:
    return orjson.dumps(body, default=_shown)


def _shown(value: object) -> object:
    return list(value) if isinstance(value, set | frozenset) else str(value)
