"""Contract values (camelCase JSON) into Python values for the services; every problem at once."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from apikeys.errors import BadInput, no_such_role

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?", re.ASCII)
_NO_DATE = "must be a valid ISO 8601 date string"


def uuid_or_none(value: Any) -> UUID | None:
    if isinstance(value, UUID):
        return value
    return UUID(value) if isinstance(value, str) and _UUID.fullmatch(value) else None


def instant_or_none(value: Any) -> datetime | None:
    """An ISO 8601 date or date-time; without a zone it is UTC."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        return None
    try:
        found = datetime.fromisoformat(value.upper())
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def api_key_values(given: Mapping[str, Any], *, partial: bool) -> dict[str, Any]:
    """name, expires_at, revoked_at, role_id of a key to make (all needed) or to change (those given)."""
    problems: list[str] = []
    values: dict[str, Any] = {}

    def wanted(key: str) -> bool:
        return key in given or not partial

    if wanted("name"):
        values["name"] = text(given, "name", problems)
    if wanted("expiresAt"):
        values["expires_at"] = future(given.get("expiresAt"), "expiresAt", problems)
    if "revokedAt" in given:
        values["revoked_at"] = _optional(given, "revokedAt", instant_or_none, _NO_DATE, problems)
    if wanted("roleId"):
        values["role_id"] = uuid_or_none(given.get("roleId"))
        if values["role_id"] is None and (problems or given.get("roleId") is not None):
            problems.append("roleId must be a UUID")
    if problems:
        raise BadInput(*problems)
    if "role_id" in values and values["role_id"] is None:
        raise no_such_role()
    return values


def token_expiry(given: Mapping[str, Any]) -> datetime | None:
    """The `expiresAt` of a token; absent: as long as its key."""
    if given.get("expiresAt") is None:
        return None
    problems: list[str] = []
    found = future(given["expiresAt"], "expiresAt", problems)
    if problems:
        raise BadInput(*problems)
    return found


def future(value: Any, key: str, problems: list[str]) -> datetime | None:
    found = instant_or_none(value)
    if found is None:
        problems.append(f"{key} {_NO_DATE}")
    elif found <= datetime.now(UTC):
        problems.append(f"{key} must be in the future")
    return found


def text(given: Mapping[str, Any], key: str, problems: list[str], longest: int = 255) -> str | None:
    """A string that is needed and may not be blank."""
    value = given.get(key)
    if value is None or value == "" or (isinstance(value, str) and not value.strip()):
        problems.append(f"{key} should not be empty")
    elif not isinstance(value, str):
        problems.append(f"{key} must be a string")
    elif len(value) > longest:
        problems.append(f"{key} must be shorter than or equal to {longest} characters")
    elif not storable(value):
        problems.append(f"{key} must not contain NUL bytes or lone surrogates")
    else:
        return value
    return None


def storable(text: str) -> bool:
    """PostgreSQL takes neither NUL nor half a surrogate pair."""
    return "\x00" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def _optional(
    given: Mapping[str, Any], key: str, read: Callable[[Any], Any], complaint: str, problems: list[str]
) -> Any:
    if given[key] is None:
        return None
    found = read(given[key])
    if found is None:
        problems.append(f"{key} {complaint}")
    return found
