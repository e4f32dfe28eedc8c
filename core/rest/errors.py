"""The three error envelopes of REST, and the one way from an exception to an answer."""

from http import HTTPStatus
from typing import Any

import orjson
from django.http import HttpResponse
from rest_framework.response import Response

from core.records.errors import RecordError

JSON = "application/json; charset=utf-8"
KEYS = ("statusCode", "error", "messages", "code")


class RestError(Exception):
    """A refusal that only REST knows: a path, a body, an Idempotency-Key."""

    def __init__(self, message: str, status: int = 400, error: str = "BadRequestException", code: str = "BAD_REQUEST",
                 **details: Any) -> None:  # fmt: skip
        super().__init__(message)
        self.message = message
        self.status = status
        self.error = error
        self.code = code
        self.details = details


class MalformedBody(Exception):
    """The body is not the JSON that its content type announces: envelope C, before anything else is looked at."""


Refusal = RecordError | RestError


def envelope(refusal: Refusal) -> tuple[int, dict[str, Any]]:
    """Status and envelope B: statusCode, error, messages, code, then the details as added keys."""
    if isinstance(refusal, RecordError):
        row = refusal.row
        status, error, code = row.status, row.rest, row.sub or row.code
    else:
        status, error, code = refusal.status, refusal.error, refusal.code
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
