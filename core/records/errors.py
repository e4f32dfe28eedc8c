"""Every refusal of the engine: one table of codes, one exception. No HTTP here beyond the status column."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from metadata.fields.printing import interpolated, printable


@dataclass(frozen=True, slots=True)
class ErrorRow:
    """`code` is ours; `rest` the `error` key of the REST envelope; `graphql`/`sub` the GraphQL extensions."""

    code: str
    status: int
    rest: str
    graphql: str
    sub: str | None
    friendly: str
    sentence: str


MOST_TOLD = 200
GIVEN = ("value", "found")
"""Details that hold what a client sent."""
_BAD, _ERROR, _MISSING = "BadRequestException", "Error", "NotFoundException"
_INPUT, _GENERIC = "BAD_USER_INPUT", "An error occurred."
_LINKED = "This operation references a record that does not exist or cannot be modified due to existing relationships."

ERRORS: dict[str, ErrorRow] = {
    row.code: row
    for row in (
        ErrorRow("INVALID_ARGS_FILTER", 400, _BAD, _INPUT, "INVALID_ARGS_FILTER", _GENERIC, "The filter is not valid"),
        ErrorRow(
            "INVALID_ARGS_DATA", 400, _BAD, _INPUT, "INVALID_ARGS_DATA", _GENERIC, "A value does not fit its field"
        ),
        ErrorRow("BAD_REQUEST", 400, _BAD, _INPUT, None, _GENERIC, "The request cannot be carried out as written"),
        ErrorRow(
            "INVALID_QUERY_INPUT", 400, _ERROR, _INPUT, "INVALID_QUERY_INPUT", _GENERIC, "An argument is not valid"
        ),
        ErrorRow("INVALID_ORDER", 400, _BAD, _INPUT, "INVALID_QUERY_INPUT", _GENERIC, "The order is not valid"),
        ErrorRow("FIELD_NOT_FOUND", 400, _ERROR, _INPUT, "FIELD_NOT_FOUND", _GENERIC, "No such field to sort by"),
        ErrorRow("INVALID_CURSOR", 400, _BAD, _INPUT, "INVALID_CURSOR", _GENERIC, "The cursor is not one of ours"),
        ErrorRow(
            "INVALID_CURSOR_KEYS",
            400,
            _ERROR,
            _INPUT,
            "INVALID_CURSOR",
            _GENERIC,
            "The cursor belongs to another order",
        ),
        ErrorRow("INVALID_ARGS_FIRST", 400, _BAD, _INPUT, "INVALID_ARGS_FIRST", _GENERIC, "first must not be negative"),
        ErrorRow("INVALID_ARGS_LAST", 400, _BAD, _INPUT, "INVALID_ARGS_LAST", _GENERIC, "last must not be negative"),
        ErrorRow("ARGS_CONFLICT", 400, _BAD, _INPUT, "ARGS_CONFLICT", _GENERIC, "Two arguments exclude each other"),
        ErrorRow(
            "RECORD_NOT_FOUND",
            404,
            _MISSING,
            "NOT_FOUND",
            "RECORD_NOT_FOUND",
            "This record does not exist or has been deleted.",
            "No record has this id, or it is in the bin",
        ),
        ErrorRow("OBJECT_NOT_FOUND", 400, _BAD, _INPUT, "OBJECT_NOT_FOUND", _GENERIC, "No object has this name"),
        ErrorRow(
            "PERMISSION_DENIED",
            400,
            _ERROR,
            "FORBIDDEN",
            "PERMISSION_DENIED",
            "User does not have permission.",
            "The role of the caller does not allow this",
        ),
        ErrorRow(
            "DUPLICATE_ENTRY",
            400,
            _BAD,
            _INPUT,
            "DUPLICATE_ENTRY",
            "This value is already in use. Please check your data and try again.",
            "A unique value is taken",
        ),
        ErrorRow(
            "RELATION_NOT_FOUND",
            400,
            _BAD,
            _INPUT,
            None,
            "Cannot connect: the record to connect to was not found.",
            "The record to connect to does not exist",
        ),
        ErrorRow(
            "REFERENCE_NOT_FOUND",
            400,
            _BAD,
            _INPUT,
            None,
            _LINKED,
            "A join column names a record that does not exist",
        ),
        ErrorRow(
            "RELATION_IN_USE",
            400,
            _BAD,
            _INPUT,
            None,
            _LINKED,
            "Other records refer to this one and forbid its removal",
        ),
        ErrorRow("INVALID_URL", 400, _ERROR, _INPUT, "INVALID_URL", _GENERIC, "A link is not a valid URL"),
        ErrorRow(
            "INVALID_PHONE_NUMBER",
            400,
            _ERROR,
            _INPUT,
            "INVALID_PHONE_NUMBER",
            "Provided phone number is invalid.",
            "A phone number is not valid",
        ),
        ErrorRow(
            "TOO_MANY_RECORDS",
            400,
            _BAD,
            _INPUT,
            "TOO_MANY_RECORDS_TO_UPDATE",
            _GENERIC,
            "The batch holds more records than allowed",
        ),
        ErrorRow("TOO_MANY_MATCHES", 400, _BAD, _INPUT, None, _GENERIC, "The filter matches more records than allowed"),
        ErrorRow(
            "UPSERT_CONFLICT",
            400,
            _BAD,
            _INPUT,
            "UPSERT_MULTIPLE_MATCHING_RECORDS_CONFLICT",
            _GENERIC,
            "One upsert matches two records",
        ),
        ErrorRow("TOO_COMPLEX_QUERY", 400, _BAD, _INPUT, "TOO_COMPLEX_QUERY", _GENERIC, "The query costs too much"),
        ErrorRow(
            "MISSING_TIMEZONE",
            400,
            _BAD,
            _INPUT,
            "MISSING_TIMEZONE_FOR_DATE_GROUP_BY",
            _GENERIC,
            "Grouping a date-time needs a time zone",
        ),
        ErrorRow("INVALID_TIMEZONE", 400, _BAD, _INPUT, "INVALID_TIMEZONE", _GENERIC, "No such time zone"),
        ErrorRow("QUERY_TIMEOUT", 400, _ERROR, _INPUT, "QUERY_TIMEOUT", _GENERIC, "The statement took too long"),
        ErrorRow("BUSY", 503, _ERROR, "INTERNAL_SERVER_ERROR", "BUSY", "Please try again.", "A row or table is locked"),
    )
}


class RecordError(Exception):
    """`message` is the contract's text; `details` become added keys (field, value, allowed, at, index, ...).

    `friendly`: the sentence for people, where it is not the one of the table.
    """

    def __init__(self, code: str, message: str, *, friendly: str | None = None, **details: Any):
        super().__init__(message)
        self.row = ERRORS[code]
        self.message = printable(message)
        self.friendly = friendly or self.row.friendly
        self.details = {name: told(value) if name in GIVEN else written(value) for name, value in details.items()}

    @property
    def code(self) -> str:
        return self.row.code


def written(value: Any) -> Any:
    return printable(value) if isinstance(value, str) else value


def told(value: Any) -> Any:
    """A client's value in a form that every JSON encoder takes: numbers beyond a double, texts and the rest as text."""
    if value is None or isinstance(value, bool | UUID):
        return value
    if isinstance(value, int | float):
        return value if -(2**53) < value < 2**53 else interpolated(value)
    if isinstance(value, list | tuple) and len(value) <= MOST_TOLD and not any(isinstance(one, list) for one in value):
        return [told(one) for one in value]
    return interpolated(value)[:MOST_TOLD]


@contextmanager
def at_places(places: Sequence[int], size: int) -> Iterator[None]:
    """The work is on the records at `places` of a batch of `size`: a refusal names the place in the whole batch."""
    try:
        yield
    except RecordError as error:
        inner = error.details.pop("index", 0 if len(places) == 1 else None)
        if inner is not None and size > 1:
            error.details["index"] = places[inner]
        raise


def not_found() -> RecordError:
    return RecordError("RECORD_NOT_FOUND", "Record not found")


def not_connected(relation: str, found: int, condition: str, **details: Any) -> RecordError:
    """A connect that does not name one record."""
    message = f"Expected 1 record to connect to {relation}, but found {found} for {condition}"
    friendly = f"Can't connect to {relation}. No unique record found with condition: {condition}"
    return RecordError("RELATION_NOT_FOUND", message, friendly=friendly, **details)


def denied() -> RecordError:
    return RecordError("PERMISSION_DENIED", "Entity performing the request does not have permission")


def unknown_field(object_name: str, name: str, code: str, **details: Any) -> RecordError:
    return RecordError(code, f'Object {object_name} doesn\'t have any "{name}" field.', field=name, **details)
