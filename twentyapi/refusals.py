"""Answers of the server itself, before any API has a say: the plain envelope of rest errors."""

from http import HTTPStatus

import orjson
from django.http import HttpRequest, HttpResponse

JSON = "application/json; charset=utf-8"
PHRASES = {413: "Payload Too Large", 414: "URI Too Long"}  # Python's own differ between its versions


def refusal(status: int, message: str) -> HttpResponse:
    """The envelope for requests that no route has seen: message, error, statusCode."""
    body = {"message": message, "error": PHRASES.get(status) or HTTPStatus(status).phrase, "statusCode": status}
    return HttpResponse(orjson.dumps(body), status=status, content_type=JSON)


def unreadable() -> HttpResponse:
    return refusal(400, "The request could not be read")


def not_found(request: HttpRequest) -> HttpResponse:
    return refusal(404, f"Cannot {request.method} {request.get_full_path()}")


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return not_found(request)


def server_error() -> HttpResponse:
    return fault(500, "InternalServerError", "Internal server error")


def database_away() -> HttpResponse:
    return fault(503, "ServiceUnavailable", "The database cannot be reached. Try again in a moment.")


def fault(status: int, error: str, message: str) -> HttpResponse:
    body = {"statusCode": status, "error": error, "messages": [message]}
    return HttpResponse(orjson.dumps(body), status=status, content_type=JSON)
