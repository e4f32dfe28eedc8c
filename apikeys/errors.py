"""Refusals of a caller and of changes of keys and roles: REST prints an envelope, GraphQL the codes."""

from typing import Any

import orjson
from django.conf import settings
from django.http import HttpResponse

UNAUTHENTICATED = "UNAUTHENTICATED"
FORBIDDEN = "FORBIDDEN_EXCEPTION"


class AuthenticationError(Exception):
    """The request has no acceptable credential."""

    def __init__(self, status: int, messages: list[str], error: str, code: str, sub_code: str | None) -> None:
        super().__init__(messages[0])
        self.status = status
        self.messages = messages
        self.error = error
        self.code = code
        self.sub_code = sub_code

    @property
    def missing(self) -> bool:
        """No token at all: GraphQL then serves its public part instead of refusing."""
        return self.sub_code is None

    @property
    def open_to_anybody(self) -> bool:
        """The roots that anybody may ask are for such a caller too."""
        return self.missing or self.messages == [NO_WORKSPACE]

    @property
    def user_friendly_message(self) -> str:
        if self.missing:
            return "An error occurred."
        return "You do not have permission to perform this action." if self.error == FORBIDDEN else self.messages[0]

    def body(self) -> dict[str, Any]:
        """Envelope A of rest-core.md 7, keys in the recorded order."""
        return {"statusCode": self.status, "messages": self.messages, "error": self.error}


def missing() -> AuthenticationError:
    return AuthenticationError(403, ["Missing authentication token"], FORBIDDEN, "FORBIDDEN", None)


def invalid() -> AuthenticationError:
    return _unauthenticated("Token invalid.")


def expired() -> AuthenticationError:
    return _unauthenticated("Token has expired.")


def unknown_workspace() -> AuthenticationError:
    return _unauthenticated("Workspace not found")


def suspended() -> AuthenticationError:
    return AuthenticationError(403, ["Workspace is not active"], FORBIDDEN, UNAUTHENTICATED, UNAUTHENTICATED)


def revoked() -> AuthenticationError:
    return _forbidden("This API Key is revoked")


def not_a_member() -> AuthenticationError:
    return _forbidden("User is not a member of the workspace")


NO_WORKSPACE = "This session is in no workspace yet"


def no_workspace() -> AuthenticationError:
    return _forbidden(NO_WORKSPACE)


def key_expired() -> AuthenticationError:
    return _forbidden("This API Key has expired")


def without_role(kind: str) -> AuthenticationError:
    return _forbidden(f"{'API key' if kind == 'api_key' else 'User'} has no role assigned")


def refusal(error: AuthenticationError) -> HttpResponse:
    """The whole REST answer to a caller without a good credential."""
    response = HttpResponse(orjson.dumps(error.body()), status=error.status, content_type="application/json")
    if error.status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _unauthenticated(message: str) -> AuthenticationError:
    return AuthenticationError(401, [message], UNAUTHENTICATED, UNAUTHENTICATED, UNAUTHENTICATED)


def _forbidden(message: str) -> AuthenticationError:
    return AuthenticationError(403, [message], FORBIDDEN, "FORBIDDEN", FORBIDDEN)


NO_PERMISSION = "Entity performing the request does not have permission"


class AccessError(Exception):
    """A refused call on keys, roles or sessions. `code` is GraphQL's, `sub_code` what both APIs name it."""

    def __init__(self, message: str, sub_code: str, *, status: int = 400, code: str = "BAD_USER_INPUT") -> None:
        super().__init__(message)
        self.message = message
        self.user_friendly_message = message
        self.sub_code = sub_code
        self.status = status
        self.code = code

    def body(self) -> dict[str, Any]:
        return {"statusCode": self.status, "error": "Error", "messages": [self.message], "code": self.sub_code}


class BadInput(AccessError):
    """Values that are not what they should be, all of them at once: the framework form of the reference."""

    def __init__(self, *messages: str) -> None:
        super().__init__("; ".join(messages), "INVALID_INPUT")
        self.messages = list(messages)

    def body(self) -> dict[str, Any]:
        return {"message": self.messages, "error": "Bad Request", "statusCode": 400}


def wrong_password() -> AccessError:
    error = AccessError("Wrong password", FORBIDDEN, status=403, code="FORBIDDEN")
    error.user_friendly_message = "Wrong password."
    return error


def too_many_attempts() -> AccessError:
    """Of signing in. The form is that of the rate limits."""
    minutes = round(settings.AXES_COOLOFF_TIME.total_seconds() / 60)
    text = f"Too many attempts to sign in. Try again in {minutes} minutes."
    return AccessError(text, "LIMIT_REACHED", status=429)


def denied(message: str = NO_PERMISSION) -> AccessError:
    return AccessError(message, "PERMISSION_DENIED", status=403, code="FORBIDDEN")


def too_many_rights() -> AccessError:
    return denied("Cannot grant a role with more permissions than your own")


def not_found(what: str, sub_code: str) -> AccessError:
    return AccessError(f"{what} not found", sub_code, status=404, code="NOT_FOUND")


def no_such_role() -> AccessError:
    return AccessError("Could not find role for given roleId", "RELATION_UNIVERSAL_IDENTIFIER_NOT_FOUND")
