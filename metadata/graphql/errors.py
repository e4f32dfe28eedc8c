"""The one door out: from a failure inside the schema to an entry of `errors`."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

import psycopg
from django.db import InterfaceError, OperationalError
from graphql import GraphQLError

from metadata.errors import MetadataNotFound, MetadataValidationError, ModelError, NotAllowed, WorkspaceBusy
from metadata.graphql_http import quoted

log = logging.getLogger("metadata.graphql")

FRIENDLY = "An error occurred."
NOT_YOURS = "You do not have permission to perform this action."
AWAY = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)
"""The database is gone: no error of the schema, the server answers 503."""
PLURALS = {"objectMetadata": "objectMetadata", "fieldMetadata": "fieldMetadata", "index": "indices"}
TOLD = {"INVALID_OBJECT_INPUT": "Invalid object input.", "INVALID_FIELD_INPUT": "Invalid field input."}

Door = Callable[[Any], tuple[str, dict[str, Any]]]
"""An exception -> (message, extensions)."""


class Refusal(Exception):
    """A refusal that a resolver words itself."""

    def __init__(self, message: str, code: str, *, sub_code: str | None = None, told: str = FRIENDLY) -> None:
        super().__init__(message)
        self.message = message
        self.extensions = {
            **({"subCode": sub_code} if sub_code else {}),
            "code": code,
            "userFriendlyMessage": told,
        }


def forbidden_resource() -> Refusal:
    return Refusal("Forbidden resource", "FORBIDDEN")


def permission_denied() -> Refusal:
    message = "Entity performing the request does not have permission"
    return Refusal(message, "FORBIDDEN", sub_code="PERMISSION_DENIED", told=NOT_YOURS)


def bad_input(message: str, sub_code: str | None = None) -> Refusal:
    return Refusal(message, "BAD_USER_INPUT", sub_code=sub_code, told=message)


def invalid_uuid() -> Refusal:
    return bad_input("Invalid UUID")


def _refusal(error: Refusal) -> tuple[str, dict[str, Any]]:
    return error.message, error.extensions


def _validation(error: MetadataValidationError) -> tuple[str, dict[str, Any]]:
    counts = ", ".join(
        f"{count} {kind if count == 1 else PLURALS.get(kind, kind + 's')}"
        for kind, count in error.summary.items()
        if kind != "totalErrors"
    )
    return error.message, {
        "code": "METADATA_VALIDATION_FAILED",
        "errors": error.errors,
        "summary": error.summary,
        "message": f"Validation failed for {counts}",
        "userFriendlyMessage": error.told,
    }


def _not_found(error: MetadataNotFound) -> tuple[str, dict[str, Any]]:
    return error.message, {"subCode": error.code, "code": "NOT_FOUND", "userFriendlyMessage": error.told}


def _not_allowed(error: NotAllowed) -> tuple[str, dict[str, Any]]:
    code = "FORBIDDEN" if error.forbidden else "BAD_USER_INPUT"
    told = TOLD.get(error.code, error.message)
    return error.message, {"subCode": error.code, "code": code, "userFriendlyMessage": told}


def _busy(error: WorkspaceBusy) -> tuple[str, dict[str, Any]]:
    return error.message, {"code": error.code, "userFriendlyMessage": error.message}


def _model(error: ModelError) -> tuple[str, dict[str, Any]]:
    """Any other refusal of a change of the model, with whatever code it carries."""
    code = getattr(error, "code", None)
    return str(error), {
        **({"subCode": code} if code else {}),
        "code": "BAD_USER_INPUT",
        "userFriendlyMessage": getattr(error, "told", None) or str(error),
    }


DOORS: dict[type[Exception], Door] = {
    Refusal: _refusal,
    MetadataValidationError: _validation,
    MetadataNotFound: _not_found,
    NotAllowed: _not_allowed,
    WorkspaceBusy: _busy,
    ModelError: _model,
}


def resolver_error(error: GraphQLError, doors: Mapping[type[Exception], Door]) -> dict[str, Any]:
    """What a failed resolver prints: a message and extensions, never a location or a text of the database."""
    cause = error.original_error
    if cause is None:
        return {
            "message": quoted(error.message),
            "extensions": {"code": "BAD_USER_INPUT", "userFriendlyMessage": FRIENDLY},
        }
    if isinstance(cause, AWAY):
        raise cause
    for kind in type(cause).__mro__:
        if kind in doors:
            message, extensions = doors[kind](cause)
            return {"message": message, "extensions": extensions}
    log.error("No answer to a field of the metadata schema", exc_info=cause)
    extensions = {"code": "INTERNAL_SERVER_ERROR", "userFriendlyMessage": FRIENDLY}
    return {"message": "Internal server error", "extensions": extensions}


def document_error(error: GraphQLError, code: str) -> dict[str, Any]:
    """What a document that cannot be run prints."""
    return {
        "message": quoted(error.message),
        "locations": [{"line": place.line, "column": place.column} for place in error.locations or ()],
        "extensions": {"code": code, "userFriendlyMessage": FRIENDLY},
    }


def coercion_error(error: GraphQLError) -> dict[str, Any]:
    """What a variable that does not fit its type prints: these alone answer HTTP 400."""
    extensions = {"http": {"status": 400}, "code": "BAD_USER_INPUT", "userFriendlyMessage": FRIENDLY}
    return {"message": quoted(error.message), "extensions": extensions}
