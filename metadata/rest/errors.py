"""Refusals of the REST Metadata API: one table from code to status, one door out."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse

from metadata.errors import MetadataNotFound, MetadataValidationError, ModelError, NotAllowed, WorkspaceBusy

from .render import Json, answer

NO_PERMISSION = "Entity performing the request does not have permission"


class Refusal(Exception):
    """A refusal that only this API knows; it carries its answer."""

    def __init__(self, body: Mapping[str, Any], status: int = 400) -> None:
        super().__init__(str(body))
        self.body, self.status = body, status


def plain(message: str | list[str], status: int = 400) -> Refusal:
    """The form in which the framework of the reference refuses a request."""
    return Refusal({"message": message, "error": HTTPStatus(status).phrase, "statusCode": status}, status)


def simple(message: str, code: str, status: int = 400, error: str = "Error") -> Refusal:
    return Refusal({"statusCode": status, "error": error, "messages": [message], "code": code}, status)


def no_permission() -> Refusal:
    return simple(NO_PERMISSION, "PERMISSION_DENIED", 403)


def no_uuid() -> Refusal:
    return plain("Validation failed (uuid is expected)")


def unknown_resource(name: str) -> Refusal:
    message = f"Unknown metadata resource '{name}'"
    return Refusal({"statusCode": 404, "error": "NotFoundException", "messages": [message]}, 404)


def refused(error: Refusal | ModelError) -> HttpResponse:
    if isinstance(error, Refusal):
        return answer(error.body, error.status)
    status, body = _told(error)
    response = answer(body, status)
    if isinstance(error, WorkspaceBusy):
        response.headers["Retry-After"] = "1"
    return response


def _told(error: ModelError) -> tuple[int, Json]:
    if isinstance(error, MetadataValidationError):
        return 400, _validation(error)
    status = 400
    if isinstance(error, MetadataNotFound):
        status = 404
    elif isinstance(error, NotAllowed) and error.forbidden:
        status = 403
    elif isinstance(error, WorkspaceBusy):
        status = 503
    assert isinstance(error, (MetadataNotFound, NotAllowed, WorkspaceBusy))
    return status, {"statusCode": status, "error": "Error", "messages": [error.message], "code": error.code}


def _validation(error: MetadataValidationError) -> Json:
    return {
        "statusCode": 400,
        "error": "METADATA_VALIDATION_ERROR",
        "message": error.message,
        "errors": error.errors,
        "summary": error.summary,
        "userFriendlyMessage": error.told,
    }
