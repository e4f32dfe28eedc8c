"""The one door out for errors: every refusal becomes an entry of `errors` here."""

import logging
import re
from collections.abc import Sequence
from typing import Any

from graphql import GraphQLError

from apikeys.errors import AuthenticationError
from apikeys.throttling import LimitReached
from core.records.errors import RecordError
from metadata.graphql_http import quoted

log = logging.getLogger("twentyapi.graphql")
GENERIC = "An error occurred."
PARSE, VALIDATION, INPUT = "GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED", "BAD_USER_INPUT"
UNAUTHENTICATED = "UNAUTHENTICATED"
ADDED = ("conflictingRecordId", "conflictingObjectNameSingular", "conflictingRecordIsDeleted")
"""Details of a RecordError that reach GraphQL callers."""

Entry = dict[str, Any]


class RequestRefused(Exception):
    """No field was run. `body` is the whole answer; `document_failed`: the document itself was at fault."""

    def __init__(self, errors: Sequence[Entry], *, document_failed: bool = True, data: bool = False) -> None:
        super().__init__(errors[0]["message"])
        self.document_failed = document_failed
        self.body: dict[str, Any] = {"data": {}, "errors": list(errors)} if data else {"errors": list(errors)}


class NoSuchOperation(Exception):
    """The operation that the request names is not in its document."""


def too_complex(message: str) -> RequestRefused:
    """A limit on the document as a whole."""
    entry = {"message": f"Query too complex - {message}", "extensions": {"code": INPUT}}
    return RequestRefused([entry], document_failed=False, data=True)


def document_refused(errors: Sequence[GraphQLError], code: str, *, authenticated: bool = True) -> RequestRefused:
    return RequestRefused([document_entry(error, code, authenticated) for error in errors])


def document_entry(error: GraphQLError, code: str, authenticated: bool) -> Entry:
    message = quoted(error.message)
    if not authenticated:
        message = _SUGGESTION.sub("", message)
        code = UNAUTHENTICATED if code == VALIDATION else code
    entry: Entry = {"message": message}
    if error.locations:
        entry["locations"] = [{"line": place.line, "column": place.column} for place in error.locations]
    entry["extensions"] = {"code": code, "userFriendlyMessage": GENERIC}
    return entry


_SUGGESTION = re.compile(r" Did you mean .*\?$", re.DOTALL)


def record_entry(error: RecordError, path: Sequence[str | int]) -> Entry:
    extensions: dict[str, Any] = {}
    if error.row.sub:
        extensions["subCode"] = error.row.sub
    extensions["userFriendlyMessage"] = error.friendly
    extensions["code"] = error.row.graphql
    extensions |= {name: error.details[name] for name in ADDED if name in error.details}
    return {"message": message_of(error), "path": list(path), "extensions": extensions}


_WORDING = (
    (re.compile(r'Field "(.*)" cannot be null'), r'Field "\1" is required'),
    (re.compile(r"At most (\d+) record IDs are allowed for merge"), r"Maximum \1 records can be merged at once"),
)
"""What this API words in another way than REST."""


def message_of(error: RecordError) -> str:
    if error.code == "REFERENCE_NOT_FOUND":
        return f'Referenced record not found for field "{error.details["field"]}"'
    for told, ours in _WORDING:
        if told.fullmatch(error.message):
            return told.sub(ours, error.message)
    return error.message


def limit_entry(error: LimitReached, path: Sequence[str | int]) -> Entry:
    extensions = {
        "subCode": error.sub_code,
        "userFriendlyMessage": error.user_friendly_message,
        "code": error.code,
    }
    return {"message": error.message, "path": list(path), "extensions": extensions}


def fault_entry(path: Sequence[str | int]) -> Entry:
    extensions = {"userFriendlyMessage": GENERIC, "code": "INTERNAL_SERVER_ERROR"}
    return {"message": "Internal server error", "path": list(path), "extensions": extensions}


def credential_refused(error: AuthenticationError) -> RequestRefused:
    extensions = {
        "subCode": error.sub_code,
        "userFriendlyMessage": error.user_friendly_message,
        "code": error.code,
    }
    return RequestRefused([{"message": error.messages[0], "extensions": extensions}], document_failed=False)
