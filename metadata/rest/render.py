"""Rows of the data model as the REST API prints them: plain dicts, every key always there."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
from django.db.models import QuerySet, TextField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.http import HttpResponse

from metadata.models import STANDARD_APPLICATION, FieldMetadata, IndexMetadata, ObjectMetadata, Workspace
from metadata.schema.instant import with_instants

JSON = "application/json; charset=utf-8"
Json = dict[str, Any]
Jsons = list[Json]

OBJECT = {
    "id": "id",
    "universalIdentifier": "universal_identifier",
    "applicationId": "application_id",
    "nameSingular": "name_singular",
    "namePlural": "name_plural",
    "labelSingular": "label_singular",
    "labelPlural": "label_plural",
    "description": "description",
    "icon": "icon",
    "shortcut": "shortcut",
    "color": "color",
    "isActive": "is_active",
    "isSystem": "is_system",
    "isUIEditable": "is_ui_editable",
    "isUICreatable": "is_ui_creatable",
    "isSearchable": "is_searchable",
    "isLabelSyncedWithName": "is_label_synced_with_name",
    "workspaceId": "workspace_id",
    "labelIdentifierFieldMetadataId": "label_identifier_id",
    "imageIdentifierFieldMetadataId": "image_identifier_id",
    "duplicateCriteria": "duplicate_criteria",
    "createdAt": "created_at",
    "updatedAt": "updated_at",
}
FIELD = {
    "id": "id",
    "universalIdentifier": "universal_identifier",
    "applicationId": "application_id",
    "type": "type",
    "name": "name",
    "label": "label",
    "description": "description",
    "icon": "icon",
    "isActive": "is_active",
    "isSystem": "is_system",
    "isUIEditable": "is_ui_editable",
    "isNullable": "is_nullable",
    "isUnique": "is_unique",
    "defaultValue": "default_value",
    "options": "options",
    "settings": "settings",
    "morphId": "morph_id",
    "workspaceId": "workspace_id",
    "objectMetadataId": "object_id",
    "isLabelSyncedWithName": "is_label_synced_with_name",
    "createdAt": "created_at",
    "updatedAt": "updated_at",
}
JSON_COLUMNS = ("default_value", "options", "settings")
AROUND = (
    "object__name_singular",
    "object__name_plural",
    "target_object_id",
    "target_object__name_singular",
    "target_object__name_plural",
    "target_field_id",
    "target_field__name",
)
"""What a relation shows of its two objects and of the other field, beside its type."""


def _as_text(column: Any) -> Any:
    """What is only printed comes as text: making values of it would be most of the work."""
    return Cast(column, TextField()) if column in JSON_COLUMNS else column


FIELD_COLUMNS = (*map(_as_text, with_instants(tuple(FIELD.values()))), KT("settings__relationType"), *AROUND)
OBJECT_ID = list(FIELD).index("objectMetadataId")


def objects_json(rows: QuerySet[ObjectMetadata]) -> list[Json]:
    """The objects without their fields."""
    return [_object(row) for row in rows.values_list(*OBJECT.values())]


def object_json(row: ObjectMetadata) -> Json:
    return _object(tuple(getattr(row, attribute) for attribute in OBJECT.values()))


def _object(row: tuple) -> Json:
    found = dict(zip(OBJECT, row, strict=True))
    found["isRemote"] = found["isUIReadOnly"] = False
    found["isCustom"] = found["applicationId"] != STANDARD_APPLICATION
    found["dataSourceId"] = found["standardId"] = None
    return _dated(found)


def fields_json(rows: QuerySet[FieldMetadata]) -> list[Json]:
    """One query, the names around relations included."""
    return [row_json(row) for row in rows.values_list(*FIELD_COLUMNS)]


def field_rows(rows: QuerySet[FieldMetadata]) -> dict[UUID, list[tuple]]:
    """By object, not yet rendered."""
    found: dict[UUID, list[tuple]] = {}
    for row in rows.values_list(*FIELD_COLUMNS):
        found.setdefault(row[OBJECT_ID], []).append(row)
    return found


def row_json(row: tuple) -> Json:
    """A row of FIELD_COLUMNS."""
    found = dict(zip(FIELD, row, strict=False))
    found["isUIReadOnly"] = not found["isUIEditable"]
    found["isCustom"] = found["applicationId"] != STANDARD_APPLICATION
    found["standardId"] = None
    for key in ("defaultValue", "options", "settings"):
        if found[key] is not None:
            found[key] = orjson.Fragment(found[key])
    found["relation"] = _relation(found, row[len(FIELD) :]) if found["type"] == "RELATION" else None
    return found


def _relation(field: Json, around: tuple) -> Json | None:
    type_, singular, plural, target_id, target_singular, target_plural, other_id, other_name = around
    if target_id is None:
        return None
    return {
        "type": type_,
        "sourceObjectMetadata": _named(field["objectMetadataId"], singular, plural),
        "targetObjectMetadata": _named(target_id, target_singular, target_plural),
        "sourceFieldMetadata": {"id": field["id"], "name": field["name"]},
        "targetFieldMetadata": {"id": other_id, "name": other_name},
    }


def _named(object_id: UUID, singular: str, plural: str) -> Json:
    return {"id": object_id, "nameSingular": singular, "namePlural": plural}


def relation_json(row: FieldMetadata) -> Json:
    """A pair of fields, told from its MANY_TO_ONE side."""
    settings, target, other = row.settings or {}, row.target_object, row.target_field
    assert target is not None and other is not None
    return {
        "id": row.id,
        "type": settings.get("relationType"),
        "onDelete": settings.get("onDelete"),
        "joinColumnName": settings.get("joinColumnName"),
        "isMorph": row.morph_id is not None,
        "sourceObjectMetadata": _named(row.object_id, row.object.name_singular, row.object.name_plural),
        "sourceFieldMetadata": {"id": row.id, "name": row.name},
        "targetObjectMetadata": _named(target.id, target.name_singular, target.name_plural),
        "targetFieldMetadata": {"id": other.id, "name": other.name},
    }


def index_json(row: IndexMetadata) -> Json:
    return _dated(
        {
            "id": row.id,
            "objectMetadataId": row.object_id,
            "name": row.name,
            "isCustom": row.is_custom,
            "isUnique": row.is_unique,
            "indexWhereClause": row.index_where_clause,
            "indexType": row.index_type,
            "state": row.state,
            "createdAt": row.created_at,
            "updatedAt": row.updated_at,
            "indexFieldMetadataList": row.fields,
        }
    )


def workspace_json(row: Workspace, limits: Mapping[str, Any]) -> Json:
    """`limits`: what holds where the workspace's own settings are silent."""
    return _dated(
        {
            "id": row.id,
            "displayName": row.display_name,
            "subdomain": row.subdomain,
            "customDomain": row.custom_domain or None,
            "logo": row.logo or None,
            "activationStatus": row.activation_status,
            "metadataVersion": row.metadata_version,
            "defaultRoleId": row.default_role_id,
            "trashRetentionDays": row.trash_retention_days,
            "isPublicInviteLinkEnabled": row.is_public_invite_link_enabled,
            "allowImpersonation": row.allow_impersonation,
            "restMetadataFormat": row.rest_metadata_format,
            "settings": {key: row.settings.get(key, limit) for key, limit in limits.items()},
            "databaseSchema": row.pg_schema,
            "createdAt": row.created_at,
            "updatedAt": row.updated_at,
        }
    )


def _dated(found: Json) -> Json:
    found["createdAt"] = iso(found["createdAt"])
    found["updatedAt"] = iso(found["updatedAt"])
    return found


def iso(moment: datetime) -> str:
    """UTC with milliseconds and a Z. The database driver gives UTC, which spares a conversion."""
    text = moment.isoformat(timespec="milliseconds")
    if not text.endswith("+00:00"):
        text = moment.astimezone(UTC).isoformat(timespec="milliseconds")
    return text[:-6] + "Z"


def answer(body: Any, status: int = 200) -> HttpResponse:
    return HttpResponse(orjson.dumps(body), status=status, content_type=JSON)
