"""Checks of a request body before any service sees it: the messages of the reference's input classes."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from metadata.fields.registry import REGISTRY

from . import errors, naming

Json = dict[str, Any]
Check = tuple[Callable[[Any], bool], str]

TEXT: Check = (lambda value: isinstance(value, str), "must be a string")
FLAG: Check = (lambda value: isinstance(value, bool), "must be a boolean value")
OBJECT: Check = (lambda value: isinstance(value, dict), "must be an object")
LIST: Check = (lambda value: isinstance(value, list), "must be an array")
TYPE: Check = (
    lambda value: isinstance(value, str) and value in REGISTRY,
    "must be one of the following values: " + ", ".join(REGISTRY),
)

OBJECT_TEXTS = ("nameSingular", "namePlural", "labelSingular", "labelPlural")
NEW_OBJECT: dict[str, Check] = {
    **dict.fromkeys((*OBJECT_TEXTS, "description", "icon", "shortcut", "color"), TEXT),
    **dict.fromkeys(("skipNameField", "isLabelSyncedWithName", "isRemote"), FLAG),
}
CHANGED_OBJECT: dict[str, Check] = {
    **dict.fromkeys((*OBJECT_TEXTS, "description", "icon", "shortcut", "color"), TEXT),
    **dict.fromkeys(("isActive", "isSearchable", "isLabelSyncedWithName"), FLAG),
}
FIELD_FLAGS = (
    "isActive",
    "isNullable",
    "isUnique",
    "isUIEditable",
    "isUIReadOnly",
    "isSystem",
    "isLabelSyncedWithName",
)
NEW_FIELD: dict[str, Check] = {
    "type": TYPE,
    **dict.fromkeys(("name", "label", "description", "icon"), TEXT),
    **dict.fromkeys(FIELD_FLAGS, FLAG),
    "options": LIST,
    "settings": OBJECT,
    "relationCreationPayload": OBJECT,
    "morphRelationsCreationPayload": LIST,
}
CHANGED_FIELD: dict[str, Check] = {
    **dict.fromkeys(("name", "label", "description", "icon"), TEXT),
    **dict.fromkeys(FIELD_FLAGS, FLAG),
    "options": LIST,
    "settings": OBJECT,
    "morphRelationsUpdatePayload": LIST,
}


def checked(given: Json, checks: Mapping[str, Check], required: tuple[str, ...] = ()) -> Json:
    """`given` as it is, when it passes; null stands for absent where nothing is required."""
    problems = problems_of(given, checks, required)
    if problems:
        raise errors.plain(problems)
    return given


def problems_of(given: Json, checks: Mapping[str, Check], required: tuple[str, ...] = ()) -> list[str]:
    problems = []
    for key, (holds, rule) in checks.items():
        value = given.get(key)
        if key in required and value in (None, ""):
            problems.append(f"{key} should not be empty")
        if (value is not None or (key in required)) and not holds(value):
            problems.append(f"{key} {rule}")
    return problems


def with_object_id(workspace_id: UUID, given: Json, key: str) -> Json:
    """An object's name under `key` replaced by its id; None where the word is neither."""
    if key not in given:
        return given
    return {**given, key: _text(naming.object_id(workspace_id, given[key]))}


def with_field_id(workspace_id: UUID, parent: UUID, given: Json, key: str) -> Json:
    if given.get(key) is None:
        return given
    found = naming.field_id(workspace_id, parent, given[key])
    if found is None:
        raise errors.plain([f"{key} must be a UUID"])
    return {**given, key: str(found)}


def _text(found: UUID | None) -> str | None:
    return str(found) if found else None


def new_field(workspace_id: UUID, given: Json) -> Json:
    """The body of a new field, names of objects replaced by ids wherever they may stand."""
    problems = problems_of(given, NEW_FIELD, ("type", "name", "label"))
    told = given.get("objectMetadataId")
    given = with_object_id(workspace_id, given, "objectMetadataId")
    if told in (None, ""):
        problems.append("objectMetadataId should not be empty")
    if given.get("objectMetadataId") is None:
        problems.append("objectMetadataId must be a UUID")
    if problems:
        raise errors.plain(problems)
    for key in ("relationCreationPayload", "morphRelationsCreationPayload"):
        given = with_targets(workspace_id, given, key)
    return given


def with_targets(workspace_id: UUID, given: Json, key: str) -> Json:
    told = given.get(key)
    if isinstance(told, dict):
        return {**given, key: with_object_id(workspace_id, told, "targetObjectMetadataId")}
    if isinstance(told, list):
        named = [
            with_object_id(workspace_id, one, "targetObjectMetadataId") if isinstance(one, dict) else one
            for one in told
        ]
        return {**given, key: named}
    return given
