"""The keys that a document may use, and what may stand under each."""

from collections.abc import Callable
from typing import Any

from metadata.fields.registry import REGISTRY
from metadata.services.indexes import METHODS
from metadata.services.inputs import as_uuid

Check = tuple[Callable[[Any], bool], str]
FIELD_TYPES: frozenset[str] = frozenset(REGISTRY) - {"RELATION", "MORPH_RELATION"}
TEXT: Check = (lambda value: isinstance(value, str), "must be a text")
MAYBE_TEXT: Check = (lambda value: value is None or isinstance(value, str), "must be a text or null")
FLAG: Check = (lambda value: isinstance(value, bool), "must be true or false")
MAPPING: Check = (lambda value: value is None or isinstance(value, dict), "must be an object or null")
LIST: Check = (lambda value: isinstance(value, list), "must be a list")
MAYBE_LIST: Check = (lambda value: value is None or isinstance(value, list), "must be a list or null")
TEXTS: Check = (
    lambda value: isinstance(value, list) and all(isinstance(item, str) for item in value),
    "must be a list of texts",
)
ANY: Check = (lambda value: True, "")
IDENTIFIER: Check = (lambda value: as_uuid(value) is not None, "must be a UUID")
TYPE: Check = (
    lambda value: isinstance(value, str) and value in FIELD_TYPES,
    "must be one of " + ", ".join(sorted(FIELD_TYPES)),
)

NAMED: dict[str, Check] = {"renamedFrom": TEXT, "universalIdentifier": IDENTIFIER}
OBJECT_VALUES: dict[str, Check] = {
    "labelSingular": TEXT,
    "labelPlural": TEXT,
    **dict.fromkeys(("description", "icon", "shortcut", "color"), MAYBE_TEXT),
    **dict.fromkeys(("isActive", "isSearchable", "isLabelSyncedWithName"), FLAG),
}
OBJECT: dict[str, Check] = {
    "nameSingular": TEXT,
    "namePlural": TEXT,
    **OBJECT_VALUES,
    **NAMED,
    "skipNameField": FLAG,
    "withoutRelationsTo": TEXTS,
    "labelIdentifier": TEXT,
    "imageIdentifier": MAYBE_TEXT,
    "fields": LIST,
    "indexes": LIST,
}
END_VALUES: dict[str, Check] = {
    "label": TEXT,
    "description": MAYBE_TEXT,
    "icon": MAYBE_TEXT,
    **dict.fromkeys(("isActive", "isUIEditable", "isLabelSyncedWithName", "isSystem"), FLAG),
}
FIELD_VALUES: dict[str, Check] = {
    **END_VALUES,
    **dict.fromkeys(("isNullable", "isUnique"), FLAG),
    "defaultValue": ANY,
    "settings": MAPPING,
}
FIELD: dict[str, Check] = {"name": TEXT, "type": TYPE, **FIELD_VALUES, **NAMED, "options": MAYBE_LIST}
OPTION: dict[str, Check] = {
    "value": TEXT,
    "label": TEXT,
    "color": MAYBE_TEXT,
    "renamedFrom": TEXT,
}
INDEX: dict[str, Check] = {
    "type": (lambda value: value in METHODS, "must be one of " + ", ".join(METHODS)),
    "fields": TEXTS,
}
END: dict[str, Check] = {"object": TEXT, "name": TEXT, "morph": TEXT, "junctionTarget": TEXT, **END_VALUES, **NAMED}
RELATION: dict[str, Check] = {"from": MAPPING, "to": MAPPING, "onDelete": TEXT}
DOCUMENT: dict[str, Check] = {"version": ANY, "partial": FLAG, "objects": LIST, "relations": LIST}

NEW_OBJECT = {
    "description": None,
    "icon": None,
    "shortcut": None,
    "color": None,
    "isActive": True,
    "isSearchable": True,
    "isLabelSyncedWithName": False,
}
"""What a key means that a new object leaves out."""
NEW_END = {"icon": None, "isActive": True, "isUIEditable": True, "isLabelSyncedWithName": False, "isSystem": False}
NEW_FIELD = {
    **NEW_END,
    "description": None,
    "isNullable": True,
    "isUnique": False,
    "defaultValue": None,
    "settings": None,
}
