"""The settings of a workspace that its members may change."""

import re
import zoneinfo
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from metadata.errors import Entity, MetadataValidationError, Problem
from metadata.models import Workspace

from .change import Change, change_model
from .inputs import Data, as_uuid
from .preferences import preferences_of

CODE = "INVALID_WORKSPACE_INPUT"
SUBDOMAIN = re.compile(r"[a-z0-9](?:[a-z0-9-]{1,28}[a-z0-9])\Z")
DOMAIN = re.compile(r"(?=.{1,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}\Z")
LONGEST_NUMBER = 2**31 - 1
FOUND_BY = ("subdomain", "customDomain")
"""What no two workspaces share."""

known_role: list[Callable[[UUID, UUID], bool]] = []
"""(workspace id, role id) -> whether the workspace has such a role; asked before a default role is set."""

Rule = tuple[str, Callable[[Any], bool], str]


def _flag(value: Any) -> bool:
    return isinstance(value, bool)


def _text(longest: int) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and len(value) <= longest and "\0" not in value


def _number(low: int, high: int) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _zone(value: Any) -> bool:
    return isinstance(value, str) and value in zoneinfo.available_timezones()


RULES: dict[str, Rule] = {
    "displayName": (
        "display_name",
        lambda v: _text(255)(v) and bool(v.strip()),
        "must be a text of 1 to 255 characters",
    ),
    "subdomain": (
        "subdomain",
        lambda v: isinstance(v, str) and SUBDOMAIN.match(v) is not None,
        "must be 3 to 30 letters a-z, digits and hyphens, with no hyphen at either end",
    ),
    "customDomain": (
        "custom_domain",
        lambda v: v is None or (isinstance(v, str) and (not v or DOMAIN.match(v) is not None)),
        "must be a host name",
    ),
    "logo": ("logo", lambda v: v is None or _text(2048)(v), "must be a URL of at most 2048 characters"),
    "trashRetentionDays": ("trash_retention_days", _number(0, 36500), "must be a whole number from 0 to 36500"),
    "isPublicInviteLinkEnabled": ("is_public_invite_link_enabled", _flag, "must be a boolean value"),
    "allowImpersonation": ("allow_impersonation", _flag, "must be a boolean value"),
    "restMetadataFormat": (
        "rest_metadata_format",
        lambda value: value in ("direct", "wrapped"),
        'must be "direct" or "wrapped"',
    ),
}
LIMITS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "batchLimit": (_number(1, 10_000), "must be a whole number from 1 to 10000"),
    "rateLimitPerSecond": (_number(1, LONGEST_NUMBER), "must be a whole number above 0"),
    "rateLimitPerMinute": (_number(1, LONGEST_NUMBER), "must be a whole number above 0"),
    "timeZone": (_zone, "must be a time zone such as Europe/Paris"),
}


def update_workspace(workspace_id: UUID, data: Data) -> Workspace:
    """Keys that are no settings are ignored; of `settings` those that are given change, null restores the default."""
    return change_model(workspace_id, lambda change: alter_workspace(change, data))


def alter_workspace(change: Change, data: Data) -> Workspace:
    row = change.workspace
    problems = [
        Problem(CODE, f"{key} {what}", data[key], at=key)
        for key, (_, holds, what) in RULES.items()
        if key in data and not _readable(holds, data[key])
    ]
    values = {attribute: data[key] or "" if data[key] is None else data[key] for key, attribute in _given(data)}
    if "settings" in data:
        values["settings"] = _settings(row, data["settings"], problems)
    if "defaultRoleId" in data:
        values["default_role_id"] = _role(row, data["defaultRoleId"], problems)
    problems = problems or list(_taken(row, values))
    if problems:
        raise _refused(row, problems)
    _refuse_inviting(row, data)
    change.alter(row, **values)
    if data.keys() & set(FOUND_BY):
        _write_now(change, values)
    return row


def _write_now(change: Change, values: dict[str, Any]) -> None:
    """Another workspace may take the same name in the same instant: whoever comes second is refused as ever."""
    try:
        with transaction.atomic():
            change.flush()
    except IntegrityError:
        problems = list(_taken(change.workspace, values))
        if not problems:
            raise
        raise _refused(change.workspace, problems) from None


def _refused(row: Workspace, problems: list[Problem]) -> MetadataValidationError:
    about = {"id": str(row.id)}
    return MetadataValidationError("updating workspace", [Entity("workspace", "update", problems, about)])


def _taken(row: Workspace, values: dict[str, Any]) -> Iterator[Problem]:
    """What of these another workspace has."""
    for key in FOUND_BY:
        attribute = RULES[key][0]
        value = values.get(attribute)
        if value and Workspace.objects.filter(**{attribute: value}).exclude(id=row.id).exists():
            code = f"{attribute.upper()}_ALREADY_TAKEN"
            yield Problem(code, f"This {attribute.replace('_', ' ')} is already taken", value, at=key)


def _readable(holds: Callable[[Any], bool], value: Any) -> bool:
    try:
        return holds(value)
    except TypeError:  # an unhashable value among known words
        return False


def _given(data: Data) -> list[tuple[str, str]]:
    return [(key, attribute) for key, (attribute, _, _) in RULES.items() if key in data]


def _settings(row: Workspace, given: Any, problems: list[Problem]) -> dict[str, Any]:
    if not isinstance(given, dict):
        problems.append(Problem(CODE, "settings must be an object", given))
        return row.settings
    known = {key: value for key, value in given.items() if key in LIMITS}
    for key, value in known.items():
        holds, what = LIMITS[key]
        if value is not None and not holds(value):
            problems.append(Problem(CODE, f"settings.{key} {what}", value, at=key))
    merged = {**row.settings, **known}
    return {key: value for key, value in merged.items() if value is not None}


def _refuse_inviting(row: Workspace, data: Data) -> None:
    """Whoever has the link gets the default role, so nobody opens it who may not set that role."""
    opens = data.get("isPublicInviteLinkEnabled") and not row.is_public_invite_link_enabled
    invites = data.get("inviteHash") and data["inviteHash"] != preferences_of(row)["inviteHash"]
    if (opens or invites) and row.default_role_id is not None:
        for knows in known_role:
            knows(row.id, row.default_role_id)


def _role(row: Workspace, given: Any, problems: list[Problem]) -> UUID | None:
    wanted = as_uuid(given)
    if wanted is None or not all(knows(row.id, wanted) for knows in known_role):
        problems.append(Problem("ROLE_NOT_FOUND", "Could not find role for given roleId", given, at="defaultRoleId"))
    return wanted
