"""Changing the settings of a workspace. Some are columns; the rest are preferences, which no code of ours acts on."""

import re
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from metadata.errors import NotAllowed
from metadata.models import Workspace

from .inputs import Data, as_uuid

CODE = "INVALID_WORKSPACE_INPUT"
SUBDOMAIN = re.compile(r"[a-z0-9](?:[a-z0-9-]{1,28})[a-z0-9]")
DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}", re.IGNORECASE)
LONGEST_RETENTION = 36_500
DISCOVERABILITY = ("PUBLIC", "MEMBERS_AND_INVITEES", "HIDDEN")
TEXTS = {"displayName": ("display_name", 255), "logo": ("logo", 2048)}
FLAGS = {"isPublicInviteLinkEnabled": "is_public_invite_link_enabled", "allowImpersonation": "allow_impersonation"}
PREFERENCES: dict[str, Any] = {
    "workspaceDiscoverability": "PUBLIC",
    "inviteHash": None,
    "eventLogRetentionDays": 90,
    "isGoogleAuthEnabled": False,
    "isGoogleAuthBypassEnabled": False,
    "isMicrosoftAuthEnabled": False,
    "isMicrosoftAuthBypassEnabled": False,
    "isPasswordAuthEnabled": True,
    "isPasswordAuthBypassEnabled": False,
    "isTwoFactorAuthenticationEnforced": False,
    "isInternalMessagesImportEnabled": False,
    "editableProfileFields": ["email", "profilePicture", "firstName", "lastName"],
    "fastModel": "",
    "smartModel": "",
    "aiAdditionalInstructions": None,
    "enabledAiModelIds": [],
    "useRecommendedModels": True,
}
"""What a workspace has before anybody sets it. Stored as `settings["preferences"]`."""


def preference(workspace: Workspace, name: str) -> Any:
    return _preferences(workspace).get(name, PREFERENCES[name])


def update_workspace(workspace_id: UUID, data: Data) -> Workspace:
    """Sets what `data` names, in the notation of the API; null leaves a setting that must have a value."""
    with transaction.atomic():
        workspace = Workspace.objects.select_for_update(no_key=True).get(id=workspace_id)
        values = _columns(data)
        preferences = {name: data[name] for name in PREFERENCES if name in data and _may_be(name, data[name])}
        if preferences:
            kept = {**_preferences(workspace), **preferences}
            values["settings"] = {**(workspace.settings or {}), "preferences": kept}
        for name, value in values.items():
            setattr(workspace, name, value)
        _save(workspace, [*values, "updated_at"])
    return workspace


def _preferences(workspace: Workspace) -> dict[str, Any]:
    found = (workspace.settings or {}).get("preferences")
    return found if isinstance(found, dict) else {}


def _columns(data: Data) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, (name, longest) in TEXTS.items():
        if data.get(key) is not None:
            values[name] = _text(key, data[key], longest, blank=key != "displayName")
    for key, name in FLAGS.items():
        if isinstance(data.get(key), bool):
            values[name] = data[key]
    if data.get("subdomain") is not None:
        values["subdomain"] = _matching("subdomain", data["subdomain"], SUBDOMAIN)
    if "customDomain" in data:
        values["custom_domain"] = (
            _matching("customDomain", data["customDomain"], DOMAIN) if data["customDomain"] else ""
        )
    if data.get("trashRetentionDays") is not None:
        values["trash_retention_days"] = _days("trashRetentionDays", data["trashRetentionDays"])
    if data.get("defaultRoleId") is not None:
        values["default_role_id"] = as_uuid(data["defaultRoleId"]) or _refuse("defaultRoleId must be a UUID")
    return values


def _may_be(name: str, value: Any) -> bool:
    """Whether a preference takes this value: one of its own kind, or null where it starts as null."""
    if name == "eventLogRetentionDays" and value is not None:
        _days(name, value)
    if name == "workspaceDiscoverability" and value is not None and value not in DISCOVERABILITY:
        _refuse(f"{name} must be one of {', '.join(DISCOVERABILITY)}")
    return value is not None or PREFERENCES[name] is None


def _text(key: str, value: Any, longest: int, *, blank: bool) -> str:
    if not isinstance(value, str) or len(value) > longest or not (blank or value.strip()):
        _refuse(f"{key} must be a text of {0 if blank else 1} to {longest} characters")
    return value


def _matching(key: str, value: Any, pattern: re.Pattern[str]) -> str:
    if not isinstance(value, str) or len(value) > 255 or not pattern.fullmatch(value):
        _refuse(f"{key} is not valid")
    return value


def _days(key: str, value: Any) -> int:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not 0 <= value <= LONGEST_RETENTION or value != int(value):
        _refuse(f"{key} must be a whole number between 0 and {LONGEST_RETENTION}")
    return int(value)


def _save(workspace: Workspace, names: list[str]) -> None:
    try:
        with transaction.atomic():
            workspace.save(update_fields=names)
    except IntegrityError:
        raise NotAllowed("Subdomain already taken", "SUBDOMAIN_ALREADY_TAKEN") from None


def _refuse(message: str) -> Any:
    raise NotAllowed(message, CODE)
