"""A whole data model as one document: what export writes, and what plan and apply read."""

from typing import Any
from uuid import UUID

from metadata.models import FieldMetadata, IndexMetadata, ObjectMetadata, Workspace

from .indexes import belongs_to_field
from .names import BASE_NAMES

Json = dict[str, Any]
FORMAT = 1
OBJECT_KEYS = {
    "nameSingular": "name_singular",
    "namePlural": "name_plural",
    "labelSingular": "label_singular",
    "labelPlural": "label_plural",
    "description": "description",
    "icon": "icon",
    "shortcut": "shortcut",
    "color": "color",
    "isActive": "is_active",
    "isSearchable": "is_searchable",
    "isLabelSyncedWithName": "is_label_synced_with_name",
}
FIELD_KEYS = {
    "name": "name",
    "label": "label",
    "description": "description",
    "icon": "icon",
    "isActive": "is_active",
    "isNullable": "is_nullable",
    "isUnique": "is_unique",
    "isUIEditable": "is_ui_editable",
    "isLabelSyncedWithName": "is_label_synced_with_name",
    "defaultValue": "default_value",
    "options": "options",
    "settings": "settings",
}
OF_RELATIONS = ("name", "label", "description", "icon", "isActive", "isUIEditable", "isLabelSyncedWithName")
"""The keys of a relation field that may change."""


def export_model(workspace_id: UUID) -> Json:
    """Everything of the model that a change could make, ids of rows and base fields left out."""
    workspace = Workspace.objects.get(id=workspace_id)
    objects = {row.id: row for row in ObjectMetadata.objects.filter(workspace=workspace)}
    fields = {row.id: row for row in FieldMetadata.objects.filter(workspace=workspace).order_by("place", "id")}
    indexes = list(IndexMetadata.objects.filter(workspace=workspace).order_by("name"))
    ordered = sorted(objects.values(), key=lambda row: row.name_singular)
    return {"format": FORMAT, "objects": [_object(row, objects, fields, indexes) for row in ordered]}


def _object(
    row: ObjectMetadata,
    objects: dict[UUID, ObjectMetadata],
    fields: dict[UUID, FieldMetadata],
    indexes: list[IndexMetadata],
) -> Json:
    own = [field for field in fields.values() if field.object_id == row.id]
    named = {field.id: field.name for field in own}
    return {
        **{key: getattr(row, attribute) for key, attribute in OBJECT_KEYS.items()},
        "universalIdentifier": str(row.universal_identifier),
        "labelIdentifier": named.get(row.label_identifier_id),
        "imageIdentifier": named.get(row.image_identifier_id),
        "fields": [field_entry(field, objects, fields) for field in own if field.name not in BASE_NAMES],
        "indexes": sorted(
            (
                index_entry(index, named)
                for index in indexes
                if index.object_id == row.id and not belongs_to_field(index)
            ),
            key=repr,
        ),
    }


def field_entry(row: FieldMetadata, objects: dict[UUID, ObjectMetadata], fields: dict[UUID, FieldMetadata]) -> Json:
    entry = {"type": row.type, "universalIdentifier": str(row.universal_identifier)}
    if row.relation_type is None:
        return entry | {key: getattr(row, attribute) for key, attribute in FIELD_KEYS.items()}
    entry |= {key: getattr(row, FIELD_KEYS[key]) for key in OF_RELATIONS}
    settings = row.settings or {}
    target = fields[row.target_field_id]
    return entry | {
        "morphName": row.morph_name or None,
        "relation": {
            "type": row.relation_type,
            "targetObject": objects[row.target_object_id].name_singular,
            "targetField": target.name,
            "onDelete": settings.get("onDelete"),
        },
    }


def index_entry(index: IndexMetadata, named: dict[UUID, str]) -> Json:
    parts = sorted(index.fields, key=lambda part: part["order"])
    return {
        "type": index.index_type,
        "fields": [{"field": named.get(UUID(p["fieldMetadataId"])), "subField": p["subFieldName"]} for p in parts],
    }
