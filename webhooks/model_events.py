"""Changes of the data model in the words of the payload: before and after as flat rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from apikeys.render import instant
from metadata.models import FieldMetadata, IndexMetadata, ObjectMetadata
from metadata.services.change import ModelEvent

Json = dict[str, Any]

OBJECT: Mapping[str, str | None] = {
    "dataSourceId": None,
    "color": "color",
    "description": "description",
    "icon": "icon",
    "isActive": "is_active",
    "isLabelSyncedWithName": "is_label_synced_with_name",
    "labelPlural": "label_plural",
    "labelSingular": "label_singular",
    "namePlural": "name_plural",
    "nameSingular": "name_singular",
    "labelIdentifierFieldMetadataId": "label_identifier_id",
    "overrides": None,
    "isRemote": "=False",
    "isSystem": "is_system",
    "isUIEditable": "is_ui_editable",
    "isUICreatable": "is_ui_creatable",
    "isAuditLogged": "=True",
    "isSearchable": "is_searchable",
    "duplicateCriteria": "duplicate_criteria",
    "shortcut": "shortcut",
    "imageIdentifierFieldMetadataId": "image_identifier_id",
    "targetTableName": "=DEPRECATED",
    "createdAt": "created_at",
    "updatedAt": "updated_at",
    "id": "id",
    "workspaceId": "workspace_id",
    "applicationId": "application_id",
    "universalIdentifier": "universal_identifier",
}
FIELD: Mapping[str, str | None] = {
    "objectMetadataId": "object_id",
    "type": "type",
    "name": "name",
    "label": "label",
    "defaultValue": "default_value",
    "description": "description",
    "icon": "icon",
    "options": "options",
    "settings": "settings",
    "isActive": "is_active",
    "isSystem": "is_system",
    "isUIEditable": "is_ui_editable",
    "isNullable": "is_nullable",
    "isUnique": "is_unique",
    "isLabelSyncedWithName": "is_label_synced_with_name",
    "relationTargetFieldMetadataId": "target_field_id",
    "relationTargetObjectMetadataId": "target_object_id",
    "morphId": "morph_id",
    "createdAt": "created_at",
    "updatedAt": "updated_at",
    "id": "id",
    "workspaceId": "workspace_id",
    "applicationId": "application_id",
    "universalIdentifier": "universal_identifier",
}
INDEX: Mapping[str, str | None] = {
    "objectMetadataId": "object_id",
    "name": "name",
    "isCustom": "is_custom",
    "isUnique": "is_unique",
    "indexWhereClause": "index_where_clause",
    "indexType": "index_type",
    "createdAt": "created_at",
    "updatedAt": "updated_at",
    "id": "id",
    "workspaceId": "workspace_id",
}
KINDS: Mapping[type, tuple[str, Mapping[str, str | None]]] = {
    ObjectMetadata: ("objectMetadata", OBJECT),
    FieldMetadata: ("fieldMetadata", FIELD),
    IndexMetadata: ("index", INDEX),
}
CONSTANTS = {"=False": False, "=True": True, "=DEPRECATED": "DEPRECATED"}


@dataclass(frozen=True, slots=True)
class Told:
    name: str
    change: Json


def told(events: Iterable[ModelEvent]) -> list[Told]:
    """One event a row: what was altered twice in one change is told once, with what it was before the first time."""
    merged: dict[tuple[type, Any], ModelEvent] = {}
    for event in events:
        key = (type(event.row), event.row.pk)
        if key[0] in KINDS:
            earlier = merged.get(key)
            merged[key] = event if earlier is None else _merged(earlier, event)
    return [one for event in merged.values() if (one := _tell(event)) is not None]


def _merged(earlier: ModelEvent, later: ModelEvent) -> ModelEvent:
    action = earlier.action if later.action == "updated" else later.action
    return ModelEvent(action, later.row, (), {**later.before, **earlier.before})


def _tell(event: ModelEvent) -> Told | None:
    kind, keys = KINDS[type(event.row)]
    now = {key: _value(event.row, source) for key, source in keys.items()}
    if event.action == "updated":
        properties = _difference(event, keys, now)
        if properties is None:
            return None
    else:
        properties = {"after" if event.action == "created" else "before": now}
    name = f"metadata.{kind}.{event.action}"
    change = {"type": event.action, "metadataName": kind, "recordId": now["id"], "properties": properties}
    return Told(name, change)


def _difference(event: ModelEvent, keys: Mapping[str, str | None], now: Json) -> Json | None:
    """None: nothing that is shown has changed."""
    earlier = {key: _printed(event.before[source]) for key, source in keys.items() if source and source in event.before}
    diff = {key: {"before": value, "after": now[key]} for key, value in earlier.items() if value != now[key]}
    if not diff:
        return None
    return {"updatedFields": list(diff), "diff": diff, "before": {**now, **earlier}, "after": now}


def _value(row: Any, source: str | None) -> Any:
    if source is None or source in CONSTANTS:
        return CONSTANTS.get(source or "")
    return _printed(getattr(row, source))


def _printed(value: Any) -> Any:
    if isinstance(value, datetime):
        return instant(value)
    return str(value) if isinstance(value, UUID) else value
