"""Contract values of roles and permissions into columns."""

from collections.abc import Mapping
from typing import Any

from apikeys import parse
from apikeys.errors import BadInput

ROLE_FLAGS = {
    "canUpdateAllSettings": "can_update_all_settings",
    "canAccessAllTools": "can_access_all_tools",
    "canReadAllObjectRecords": "can_read_all_object_records",
    "canUpdateAllObjectRecords": "can_update_all_object_records",
    "canSoftDeleteAllObjectRecords": "can_soft_delete_all_object_records",
    "canDestroyAllObjectRecords": "can_destroy_all_object_records",
    "canBeAssignedToUsers": "can_be_assigned_to_users",
    "canBeAssignedToAgents": "can_be_assigned_to_agents",
    "canBeAssignedToApiKeys": "can_be_assigned_to_api_keys",
}
OBJECT_RIGHTS = {
    "canReadObjectRecords": "can_read_object_records",
    "canUpdateObjectRecords": "can_update_object_records",
    "canSoftDeleteObjectRecords": "can_soft_delete_object_records",
    "canDestroyObjectRecords": "can_destroy_object_records",
}
FIELD_RIGHTS = {"canReadFieldValue": "can_read_field_value", "canUpdateFieldValue": "can_update_field_value"}


def role_values(given: Mapping[str, Any], *, partial: bool) -> dict[str, Any]:
    """CreateRoleInput or UpdateRolePayload -> columns. A null flag means: not given."""
    problems: list[str] = []
    values: dict[str, Any] = {}
    if not partial or given.get("label") is not None:
        values["label"] = parse.text(given, "label", problems)
    if not partial and given.get("id") is not None:
        values["id"] = parse.uuid_or_none(given["id"])
        if values["id"] is None:
            problems.append("id must be a UUID")
    for key, longest in (("description", 10_000), ("icon", 255)):
        if key in given:
            values[key] = given[key] if given[key] in (None, "") else parse.text(given, key, problems, longest)
    for key, column in ROLE_FLAGS.items():
        if given.get(key) is not None:
            values[column] = given[key]
            if not isinstance(given[key], bool):
                problems.append(f"{key} must be a boolean value")
    if problems:
        raise BadInput(*problems)
    return values


def rows(given: Any, name: str, ids: tuple[str, ...], rights: Mapping[str, str]) -> list[dict[str, Any]]:
    """A list of permission inputs, its ids as UUIDs and its rights checked to be true, false or null."""
    if not isinstance(given, list) or not all(isinstance(row, Mapping) for row in given):
        raise BadInput(f"{name} must be an array of objects")
    problems: list[str] = []
    found = [_row(row, name, ids, rights, problems) for row in given]
    if problems:
        raise BadInput(*dict.fromkeys(problems))
    return found


def _row(
    given: Mapping[str, Any], name: str, ids: tuple[str, ...], rights: Mapping[str, str], problems: list[str]
) -> dict[str, Any]:
    row: dict[str, Any] = {key: parse.uuid_or_none(given.get(key)) for key in ids}
    problems.extend(f"{name}.{key} must be a UUID" for key in ids if row[key] is None)
    for key in rights:
        if key in given:
            row[key] = given[key]
            if given[key] is not None and not isinstance(given[key], bool):
                problems.append(f"{name}.{key} must be a boolean value")
    return row
