"""Settings of a workspace that no code of ours acts on: stored, checked and shown, in the notation of the API."""

from typing import Any

from metadata.errors import Entity, MetadataValidationError, Problem
from metadata.models import Workspace

from .change import Change
from .inputs import Data

CODE = "INVALID_WORKSPACE_INPUT"
LONGEST_RETENTION = 36_500
DISCOVERABILITY = ("PUBLIC", "MEMBERS_AND_INVITEES", "HIDDEN")
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


def preferences_of(workspace: Workspace) -> dict[str, Any]:
    found = workspace.settings.get("preferences")
    return {**PREFERENCES, **(found if isinstance(found, dict) else {})}


def alter_preferences(change: Change, data: Data) -> None:
    """Sets those that `data` names; null restores what a workspace starts with."""
    given = {name: data[name] for name in PREFERENCES if name in data}
    problems = [Problem(CODE, message, given[name]) for name, message in _wrong(given).items()]
    if problems:
        about = {"id": str(change.workspace.id)}
        raise MetadataValidationError("updating workspace", [Entity("workspace", "update", problems, about)])
    if given:
        kept = {**preferences_of(change.workspace), **given}
        kept = {name: value for name, value in kept.items() if value is not None and value != PREFERENCES[name]}
        change.alter(change.workspace, settings={**change.workspace.settings, "preferences": kept})


def _wrong(given: dict[str, Any]) -> dict[str, str]:
    found = {}
    chosen, days = given.get("workspaceDiscoverability"), given.get("eventLogRetentionDays")
    if chosen is not None and chosen not in DISCOVERABILITY:
        found["workspaceDiscoverability"] = f"workspaceDiscoverability must be one of {', '.join(DISCOVERABILITY)}"
    if days is not None and not (0 <= days <= LONGEST_RETENTION and days == int(days)):
        found["eventLogRetentionDays"] = f"eventLogRetentionDays must be a whole number from 0 to {LONGEST_RETENTION}"
    return found
