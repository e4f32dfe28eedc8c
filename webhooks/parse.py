"""Contract values (camelCase JSON) into the columns of a webhook; every problem at once."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from apikeys.parse import instant_or_none, storable, uuid_or_none
from metadata.errors import Entity, MetadataValidationError, Problem
from webhooks.match import EVERYTHING
from webhooks.models import Delivery

LONGEST_URL = 2048
LONGEST_TEXT = 10_000
MOST_OPERATIONS = 1000
NO_URL = "Please provide a valid HTTP or HTTPS URL"
DOING = {"create": "creating webhook", "update": "updating webhook"}


def webhook_values(given: Mapping[str, Any], *, partial: bool) -> dict[str, Any]:
    """id, target_url, operations, description, secret: all of a new webhook, or those that are given."""
    problems: list[Problem] = []
    values: dict[str, Any] = {}
    if not partial or given.get("targetUrl") is not None:
        values["target_url"] = _target(given.get("targetUrl"), problems)
    if given.get("operations") is not None:
        values["operations"] = _operations(given["operations"], problems)
    elif not partial:
        values["operations"] = [EVERYTHING]
    if "description" in given:
        values["description"] = _text(given, "description", problems)
    if given.get("secret") is not None:
        values["secret"] = _text(given, "secret", problems)
    if not partial and given.get("id") is not None:
        values["id"] = uuid_or_none(given["id"])
        if values["id"] is None:
            problems.append(Problem("INVALID_ID", "id must be a UUID", given["id"]))
    if problems:
        raise refused("update" if partial else "create", *problems)
    return values


def refused(action: str, *problems: Problem) -> MetadataValidationError:
    return MetadataValidationError(DOING[action], [Entity("webhook", action, problems)])


def _target(value: Any, problems: list[Problem]) -> str | None:
    if isinstance(value, str) and len(value) <= LONGEST_URL and storable(value) and _is_http(value):
        return value
    problems.append(Problem("INVALID_TARGET_URL", "Invalid target URL provided", value, NO_URL, at="targetUrl"))
    return None


def _is_http(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return (
            parts.scheme in ("http", "https")
            and bool(parts.hostname)
            and parts.port != 0
            and not any(letter.isspace() or letter < " " for letter in text)
        )
    except ValueError:
        return False


def _operations(value: Any, problems: list[Problem]) -> list[str] | None:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        problems.append(Problem("INVALID_OPERATIONS", "operations must be an array of strings", value, at="operations"))
    elif len(value) > MOST_OPERATIONS or not all(len(one) <= 200 and storable(one) for one in value):
        problems.append(
            Problem("INVALID_OPERATIONS", "operations must name events, such as company.created", at="operations")
        )
    else:
        return value
    return None


def _text(given: Mapping[str, Any], key: str, problems: list[Problem]) -> str | None:
    value = given[key]
    if value is None or (isinstance(value, str) and len(value) <= LONGEST_TEXT and storable(value)):
        return value
    message = f"{key} must be a text of up to {LONGEST_TEXT} characters"
    problems.append(Problem(f"INVALID_{key.upper()}", message, at=key))
    return None


def span_values(given: Mapping[str, Any], problems: list[str]) -> dict[str, Any]:
    """A range of deliveries: `from`, `to` (when the event happened) and `state`."""
    values: dict[str, Any] = {}
    for key, column in (("from", "created_at__gte"), ("to", "created_at__lte")):
        if given.get(key) is not None:
            values[column] = instant_or_none(given[key])
            if values[column] is None:
                problems.append(f"{key} must be a valid ISO 8601 date string")
    if given.get("state") is not None:
        values["state"] = str(given["state"]).lower()
        if values["state"] not in dict(Delivery.STATES):
            names = ", ".join(name.upper() for name in dict(Delivery.STATES))
            problems.append(f"state must be one of the following values: {names}")
    return values
