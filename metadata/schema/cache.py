"""The snapshot of a workspace at a version: loaded once per process, never invalidated, dropped when unused."""

from collections import OrderedDict, defaultdict
from threading import Lock
from types import MappingProxyType
from typing import Any
from uuid import UUID

from metadata.fields.base import Field
from metadata.models import FieldMetadata, IndexMetadata, ObjectMetadata, Workspace, schema_name

from .build import JOINED, frozen_field, frozen_object, relation_of
from .snapshot import ObjectSchema, WorkspaceSchema, frozen_by

KEPT = 256
"""Snapshots kept in one process; the least recently used goes first."""


class Snapshots:
    """A bounded LRU of snapshots. Threads that miss together load once."""

    def __init__(self, kept: int = KEPT) -> None:
        self.kept = kept
        self.found: OrderedDict[tuple[UUID, int], WorkspaceSchema] = OrderedDict()
        self.lock = Lock()
        self.loading: dict[tuple[UUID, int], Lock] = {}

    def get(self, workspace_id: UUID, version: int) -> WorkspaceSchema:
        key = (workspace_id, version)
        with self.lock:
            schema = self.found.get(key)
            if schema is not None:
                self.found.move_to_end(key)
                return schema
            loading = self.loading.setdefault(key, Lock())
        with loading:
            schema = self.found.get(key)
            if schema is None:
                schema = _load_whole(workspace_id)
                self._keep(schema)
            with self.lock:
                self.loading.pop(key, None)
        return schema

    def _keep(self, schema: WorkspaceSchema) -> None:
        with self.lock:
            self.found[schema.workspace_id, schema.version] = schema
            while len(self.found) > self.kept:
                self.found.popitem(last=False)


def _load_whole(workspace_id: UUID) -> WorkspaceSchema:
    """Of one version throughout, which may be newer than the one asked for: then the newer one is what is true."""
    while True:
        workspace = Workspace.objects.get(id=workspace_id)
        schema = load_schema(workspace)
        now = Workspace.objects.values_list("metadata_version", flat=True).get(id=workspace_id)
        if now == workspace.metadata_version:
            return schema


_snapshots = Snapshots()


def schema_for(workspace_id: UUID, version: int) -> WorkspaceSchema:
    """The data model of a workspace at `version`, as authentication reported it."""
    return _snapshots.get(workspace_id, version)


OBJECT_COLUMNS = (
    "id application_id name_singular name_plural label_singular label_plural description icon is_active is_system "
    "is_searchable label_identifier_id image_identifier_id duplicate_criteria"
)
FIELD_COLUMNS = (
    "id object_id application_id type name label description icon is_active is_system is_nullable is_unique "
    "is_ui_editable default_value options settings morph_id target_object_id target_field_id"
)


def load_schema(workspace: Workspace) -> WorkspaceSchema:
    """Three queries, whatever the size of the model."""
    wanted = {"workspace_id": workspace.id}
    objects = {
        row.id: row
        for row in ObjectMetadata.objects.filter(**wanted)
        .order_by("created_at", "id")
        .values_list(*OBJECT_COLUMNS.split(), named=True)
    }
    fields = {
        row.id: row
        for row in FieldMetadata.objects.filter(**wanted)
        .order_by("place", "id")
        .values_list(*FIELD_COLUMNS.split(), named=True)
    }
    uniques = IndexMetadata.objects.filter(**wanted, is_unique=True, state="READY").values_list("object_id", "fields")
    built = _objects(objects, fields, list(uniques))
    return WorkspaceSchema(
        workspace_id=workspace.id,
        version=workspace.metadata_version,
        pg_schema=schema_name(workspace.id),
        objects=frozen_by(built, lambda found: found.name_singular),
        plurals=frozen_by(built, lambda found: found.name_plural),
    )


def _objects(
    objects: dict[UUID, Any], fields: dict[UUID, Any], uniques: list[tuple[UUID, list[dict]]]
) -> list[ObjectSchema]:
    frozen: dict[UUID, Field] = {}
    members: dict[UUID, list[Field]] = defaultdict(list)
    for row in fields.values():
        parent = objects.get(row.object_id)  # missing: made between two of the queries, which are then repeated
        if parent is None or not (row.is_active and parent.is_active):
            continue
        relation = None
        if row.type in JOINED:
            relation = relation_of(row, objects.get(row.target_object_id), fields.get(row.target_field_id))
            if relation is None:
                continue
        frozen[row.id] = field = frozen_field(row, parent.name_singular, relation)
        members[row.object_id].append(field)
    keys: dict[UUID, list[tuple[str, ...]]] = defaultdict(list)
    for object_id, parts in uniques:
        keys[object_id].append(index_columns(parts, frozen))
    return [frozen_object(row, members[row.id], keys[row.id]) for row in objects.values() if row.is_active]


def index_columns(parts: list[dict], fields: "MappingProxyType | dict[UUID, Field]") -> tuple[str, ...]:
    """The columns that the `fields` of an index cover; a field without subFieldName stands for its unique parts."""
    columns: list[str] = []
    for part in sorted(parts, key=lambda part: part["order"]):
        field = fields.get(UUID(part["fieldMetadataId"]))
        if field is None:
            return ("",)
        columns.extend(covered_columns(field, part.get("subFieldName")))
    return tuple(columns)


def covered_columns(field: Field, part: str | None) -> list[str]:
    if field.relation is not None or len(field.columns) == 1:
        return [column.name for column in field.columns]
    wanted = (part,) if part else field.type.unique_parts
    return [column.name for column in field.columns if column.part.name in wanted]
