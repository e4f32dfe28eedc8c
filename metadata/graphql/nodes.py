"""The rows of a data model as the schema prints them: attribute names are those of the API."""

from typing import Any, NamedTuple
from uuid import UUID

from metadata.models import STANDARD_APPLICATION


class ObjectNode(NamedTuple):
    """One object. The columns of `OBJECT_COLUMNS`, in their order."""

    id: UUID
    universalIdentifier: UUID
    applicationId: UUID
    nameSingular: str
    namePlural: str
    labelSingular: str
    labelPlural: str
    description: str
    icon: str
    shortcut: str | None
    color: str
    isActive: bool
    isSystem: bool
    isSearchable: bool
    isUIEditable: bool
    isUICreatable: bool
    isLabelSyncedWithName: bool
    labelIdentifierFieldMetadataId: UUID | None
    imageIdentifierFieldMetadataId: UUID | None
    duplicateCriteria: list[list[str]] | None
    search_field_ids: list[str] | None
    createdAt: str
    updatedAt: str

    @property
    def isRemote(self) -> bool:
        return False

    @property
    def isUIReadOnly(self) -> bool:
        return False

    @property
    def dataSourceId(self) -> None:
        return None

    @property
    def standardId(self) -> None:
        return None

    @property
    def isCustom(self) -> bool:
        return self.applicationId != STANDARD_APPLICATION


OBJECT_COLUMNS = (
    "id",
    "universal_identifier",
    "application_id",
    "name_singular",
    "name_plural",
    "label_singular",
    "label_plural",
    "description",
    "icon",
    "shortcut",
    "color",
    "is_active",
    "is_system",
    "is_searchable",
    "is_ui_editable",
    "is_ui_creatable",
    "is_label_synced_with_name",
    "label_identifier_id",
    "image_identifier_id",
    "duplicate_criteria",
    "search_field_ids",
    "created_at",
    "updated_at",
)


class FieldNode(NamedTuple):
    """One field. The columns of `FIELD_COLUMNS`, in their order; a morph row goes by its base name."""

    id: UUID
    universalIdentifier: UUID
    applicationId: UUID
    objectMetadataId: UUID
    type: str
    name: str
    label: str
    description: str
    icon: str
    isActive: bool
    isSystem: bool
    isNullable: bool
    isUnique: bool
    isUIEditable: bool
    isLabelSyncedWithName: bool
    defaultValue: Any
    options: list[dict[str, Any]] | None
    settings: dict[str, Any] | None
    morphId: UUID | None
    morph_name: str
    target_object_id: UUID | None
    target_field_id: UUID | None
    createdAt: str
    updatedAt: str

    @property
    def standardId(self) -> None:
        return None

    @property
    def isCustom(self) -> bool:
        return self.applicationId != STANDARD_APPLICATION

    @property
    def isUIReadOnly(self) -> bool:
        return not self.isUIEditable


FIELD_COLUMNS = (
    "id",
    "universal_identifier",
    "application_id",
    "object_id",
    "type",
    "name",
    "label",
    "description",
    "icon",
    "is_active",
    "is_system",
    "is_nullable",
    "is_unique",
    "is_ui_editable",
    "is_label_synced_with_name",
    "default_value",
    "options",
    "settings",
    "morph_id",
    "morph_name",
    "target_object_id",
    "target_field_id",
    "created_at",
    "updated_at",
)


class IndexFieldNode(NamedTuple):
    id: str
    fieldMetadataId: str
    order: float
    subFieldName: str | None
    createdAt: str
    updatedAt: str


class IndexNode(NamedTuple):
    """One index. The columns of `INDEX_COLUMNS`, in their order."""

    id: UUID
    object_id: UUID
    name: str
    isCustom: bool
    isUnique: bool
    indexWhereClause: str | None
    indexType: str
    state: str
    parts: list[dict[str, Any]]
    createdAt: str
    updatedAt: str

    @property
    def indexFieldMetadataList(self) -> list[IndexFieldNode]:
        dates = (self.createdAt, self.updatedAt)
        return [
            IndexFieldNode(part["id"], part["fieldMetadataId"], part["order"], part.get("subFieldName"), *dates)
            for part in self.parts
        ]


INDEX_COLUMNS = (
    "id",
    "object_id",
    "name",
    "is_custom",
    "is_unique",
    "index_where_clause",
    "index_type",
    "state",
    "fields",
    "created_at",
    "updated_at",
)


class RelationNode(NamedTuple):
    """One side of a relation, seen from its source field."""

    type: str
    source: FieldNode
    target: FieldNode


class SearchFieldNode(NamedTuple):
    id: UUID
    fieldMetadataId: UUID
    tsVectorFieldMetadataId: UUID
    position: float
    createdAt: str
    updatedAt: str
