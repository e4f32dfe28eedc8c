"""The snapshot of a workspace at a version: loaded once per process, never invalidated, dropped when unused."""

from collections import OrderedDict, defaultdict
from collections.abc import Iterable
from threading import Lock
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

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
        self.newest: dict[UUID, WorkspaceSchema] = {}
        """By workspace: what did not change since is taken over."""
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
                schema = _load_whole(workspace_id, self.newest.get(workspace_id))
                self._keep(schema)
            with self.lock:
                self.loading.pop(key, None)
        return schema

    def _keep(self, schema: WorkspaceSchema) -> None:
        with self.lock:
            self.found[schema.workspace_id, schema.version] = schema
            known = self.newest.get(schema.workspace_id)
            if known is None or known.version <= schema.version:
                self.newest[schema.workspace_id] = schema
            while len(self.found) > self.kept:
                key, dropped = self.found.popitem(last=False)
                if self.newest.get(key[0]) is dropped:
                    del self.newest[key[0]]

    def forget(self) -> None:
        with self.lock:
            self.found.clear()
            self.newest.clear()


def _load_whole(workspace_id: UUID, base: WorkspaceSchema | None) -> WorkspaceSchema:
    """Of one version throughout, which may be newer than the one asked for: then the newer one is what is true."""
    while True:
        workspace = Workspace.objects.get(id=workspace_id)
        schema = load_schema(workspace, base)
        now = Workspace.objects.values_list("metadata_version", flat=True).get(id=workspace_id)
        if now == workspace.metadata_version:
            return schema


_snapshots = Snapshots()


def schema_for(workspace_id: UUID, version: int) -> WorkspaceSchema:
    """The data model of a workspace at `version`, as authentication reported it."""
    return _snapshots.get(workspace_id, version)


def forget() -> None:
    """Drops all snapshots, as a fresh process would."""
    _snapshots.forget()


OBJECT_COLUMNS = (
    "id application_id name_singular name_plural label_singular label_plural description icon is_active is_system "
    "is_searchable label_identifier_id image_identifier_id duplicate_criteria search_field_ids"
)
FIELD_COLUMNS = (
    "id object_id application_id type name label description icon is_active is_system is_nullable is_unique "
    "is_ui_editable default_value options settings morph_id target_object_id target_field_id named_in"
)


def load_schema(workspace: Workspace, base: WorkspaceSchema | None = None) -> WorkspaceSchema:
    """A handful of queries, whatever the size of the model. Objects that are as they were in `base` come from there."""
    mine = {"workspace_id": workspace.id}
    rows = ObjectMetadata.objects.filter(**mine).order_by("created_at", "id")
    objects = {row.id: row for row in rows.values_list(*OBJECT_COLUMNS.split(), "changed_in", named=True)}
    known = _unchanged(objects, base)
    fields = _field_rows(FieldMetadata.objects.filter(**mine), objects.keys() - known.keys(), bool(known))
    uniques = IndexMetadata.objects.filter(**mine, is_unique=True, state="READY")
    made = _objects({key: row for key, row in objects.items() if key not in known}, objects, fields, uniques)
    built = [found for object_id in objects if (found := known.get(object_id) or made.get(object_id)) is not None]
    return WorkspaceSchema(
        workspace_id=workspace.id,
        version=workspace.metadata_version,
        pg_schema=schema_name(workspace.id),
        objects=frozen_by(built, lambda found: found.name_singular),
        plurals=frozen_by(built, lambda found: found.name_plural),
    )


def _unchanged(objects: dict[UUID, Any], base: WorkspaceSchema | None) -> dict[UUID, ObjectSchema]:
    if base is None:
        return {}
    before = {found.id: found for found in base.objects.values()}
    return {
        key: before[key]
        for key, row in objects.items()
        if key in before and row.is_active and row.changed_in <= base.version
    }


def _field_rows(rows: QuerySet[FieldMetadata], wanted: Iterable[UUID], partly: bool) -> dict[UUID, Any]:
    """The fields of these objects and, where not all are asked for, the other sides of their relations."""
    ordered = rows.order_by("place", "id")
    if not partly:
        return {row.id: row for row in ordered.values_list(*FIELD_COLUMNS.split(), named=True)}
    own = ordered.filter(object_id__in=list(wanted)).values_list(*FIELD_COLUMNS.split(), named=True)
    found = {row.id: row for row in own}
    missing = {row.target_field_id for row in found.values() if row.target_field_id} - found.keys()
    around = rows.filter(id__in=missing).values_list(*FIELD_COLUMNS.split(), named=True)
    return found | {row.id: row for row in around}


def _objects(
    wanted: dict[UUID, Any], objects: dict[UUID, Any], fields: dict[UUID, Any], uniques: QuerySet[IndexMetadata]
) -> dict[UUID, ObjectSchema]:
    frozen: dict[UUID, Field] = {}
    members: dict[UUID, list[Field]] = defaultdict(list)
    for row in fields.values():
        parent = wanted.get(row.object_id)
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
    for object_id, parts in uniques.filter(object_id__in=list(wanted)).values_list("object_id", "fields"):
        keys[object_id].append(index_columns(parts, frozen))
    return {row.id: frozen_object(row, members[row.id], keys[row.id]) for row in wanted.values() if row.is_active}


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
