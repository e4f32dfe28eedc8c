"""The data model of one workspace for one request: each part is fetched once, however often the document asks."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID, uuid5

from django.db.models import Q

from metadata.models import FieldMetadata, IndexMetadata, ObjectMetadata
from metadata.schema.instant import with_instants

from .nodes import (
    FIELD_COLUMNS,
    INDEX_COLUMNS,
    OBJECT_COLUMNS,
    FieldNode,
    IndexNode,
    ObjectNode,
    RelationNode,
    SearchFieldNode,
)

JOINED = ("RELATION", "MORPH_RELATION")
NEAR = 3
"""Up to so many objects have their fields fetched by themselves; beyond, the fields of all come in one query."""


class Model:
    """Objects at the first look, fields of one object or of all, relation targets together."""

    def __init__(self, workspace_id: UUID) -> None:
        self.workspace_id = workspace_id
        self._objects: dict[UUID, ObjectNode] | None = None
        self._fields: dict[UUID, FieldNode] = {}
        self._members: dict[UUID, list[FieldNode]] = {}
        self._families: dict[UUID, list[FieldNode]] = {}
        self._first: dict[UUID, FieldNode] = {}
        self._indexes: dict[UUID, list[IndexNode]] = {}
        self._wide = self._all_fields = self._all_indexes = False

    # -- objects ---------------------------------------------------------------------------------------------
    @property
    def by_id(self) -> dict[UUID, ObjectNode]:
        if self._objects is None:
            rows = ObjectMetadata.objects.filter(workspace_id=self.workspace_id).order_by("-id")
            self._objects = {row[0]: _object_node(row) for row in rows.values_list(*with_instants(OBJECT_COLUMNS))}
        return self._objects

    @property
    def objects(self) -> list[ObjectNode]:
        return list(self.by_id.values())

    def object(self, object_id: UUID) -> ObjectNode | None:
        return self.by_id.get(object_id)

    def expect(self, objects: Iterable[ObjectNode]) -> None:
        """These objects are about to be printed: when they are many, their parts are fetched all at once."""
        if sum(1 for _ in objects) > NEAR:
            self._wide = True

    # -- fields ----------------------------------------------------------------------------------------------
    @property
    def fields(self) -> list[FieldNode]:
        """Every field of the workspace, ids descending."""
        self._load_all_fields()
        return sorted(self._fields.values(), key=lambda field: field.id, reverse=True)

    def fields_of(self, object_id: UUID) -> list[FieldNode]:
        """The fields of an object in display order, each row of a morph relation by itself."""
        if object_id not in self._members:
            if self._wide or len(self._members) >= NEAR:
                self._load_all_fields()
            else:
                self._keep_members([object_id], self._fetch(Q(object_id=object_id)))
        return self._members.get(object_id, [])

    def merged_fields_of(self, object_id: UUID) -> list[FieldNode]:
        """The same with one entry for each morph relation."""
        merged: dict[UUID, FieldNode] = {}
        for field in self.fields_of(object_id):
            chosen = self.representative(field)
            merged.setdefault(chosen.id, chosen)
        return list(merged.values())

    def field(self, field_id: UUID) -> FieldNode | None:
        if field_id not in self._fields and not self._all_fields:
            self._keep(self._fetch(Q(id__in={field_id} | self._missing_targets())))
        return self._fields.get(field_id)

    def family(self, field: FieldNode) -> list[FieldNode]:
        """All rows of a morph relation; a field alone otherwise."""
        if field.morphId is None:
            return [field]
        if field.morphId not in self._families:
            wanted = {one.morphId for one in self._fields.values() if one.morphId and one.morphId not in self._families}
            self._keep_families(self._fetch(Q(morph_id__in=wanted)))
        return self._families[field.morphId]

    def representative(self, field: FieldNode) -> FieldNode:
        """A field itself, or the row that stands for its whole morph relation."""
        if field.morphId is None:
            return field
        if field.morphId not in self._first:
            self._first[field.morphId] = min(self.family(field), key=lambda row: row.id)
        return self._first[field.morphId]

    def relation(self, field: FieldNode) -> RelationNode | None:
        if field.type not in JOINED or field.target_field_id is None:
            return None
        target = self.field(field.target_field_id)
        if target is None:
            return None
        return RelationNode((field.settings or {}).get("relationType", ""), field, self.representative(target))

    def _missing_targets(self) -> set[UUID]:
        targets = {field.target_field_id for field in self._fields.values() if field.target_field_id}
        return targets - self._fields.keys()

    def _load_all_fields(self) -> None:
        if not self._all_fields:
            self._all_fields = True
            self._keep_members(list(self.by_id), self._fetch(Q()))

    def _fetch(self, wanted: Q) -> list[FieldNode]:
        rows = FieldMetadata.objects.filter(wanted, workspace_id=self.workspace_id).order_by("place", "id")
        return [_field_node(row) for row in rows.values_list(*with_instants(FIELD_COLUMNS))]

    def _keep(self, fields: Iterable[FieldNode]) -> None:
        self._fields.update((field.id, field) for field in fields)

    def _keep_members(self, object_ids: Iterable[UUID], fields: list[FieldNode]) -> None:
        self._keep_families(fields)
        self._members.update((object_id, []) for object_id in object_ids)
        for field in fields:
            self._members[field.objectMetadataId].append(field)

    def _keep_families(self, fields: list[FieldNode]) -> None:
        """Keeps fields that hold each of their morph relations whole: those of an object do."""
        found = defaultdict(list)
        for field in fields:
            if field.morphId:
                found[field.morphId].append(field)
        self._keep(fields)
        self._families.update(found)

    # -- before a deletion -----------------------------------------------------------------------------------
    def field_as_it_is(self, field_id: UUID) -> FieldNode | None:
        """A field with everything that may be printed of it."""
        field = self.field(field_id)
        if field is not None:
            self._read_around(self.family(field))
        return field

    def object_as_it_is(self, object_id: UUID) -> ObjectNode | None:
        """An object with its fields and indexes."""
        found = self.object(object_id)
        if found is not None:
            self._read_around(self.fields_of(object_id))
            self.indexes_of(object_id)
        return found

    def _read_around(self, fields: Iterable[FieldNode]) -> None:
        for field in fields:
            self.object(field.objectMetadataId)
            self.relation(field)

    # -- indexes ---------------------------------------------------------------------------------------------
    @property
    def indexes(self) -> list[IndexNode]:
        """Every index of the workspace, ids descending."""
        self._load_all_indexes()
        return sorted(
            (index for found in self._indexes.values() for index in found), key=lambda index: index.id, reverse=True
        )

    def index(self, index_id: UUID) -> IndexNode | None:
        return next((index for index in self.indexes if index.id == index_id), None)

    def indexes_of(self, object_id: UUID) -> list[IndexNode]:
        if object_id not in self._indexes:
            if self._wide or len(self._indexes) >= NEAR:
                self._load_all_indexes()
            else:
                self._keep_indexes([object_id], Q(object_id=object_id))
        return self._indexes.get(object_id, [])

    def _load_all_indexes(self) -> None:
        if not self._all_indexes:
            self._all_indexes = True
            self._keep_indexes(list(self.by_id), Q())

    def _keep_indexes(self, object_ids: Iterable[UUID], wanted: Q) -> None:
        self._indexes.update((object_id, []) for object_id in object_ids)
        rows = IndexMetadata.objects.filter(wanted, workspace_id=self.workspace_id).order_by("created_at", "id")
        for row in rows.values_list(*with_instants(INDEX_COLUMNS)):
            index = IndexNode._make(row)
            self._indexes[index.object_id].append(index)

    # -- search ----------------------------------------------------------------------------------------------
    def search_fields_of(self, found: ObjectNode) -> list[SearchFieldNode]:
        """What feeds the object's search vector: the chosen fields, else the label identifier."""
        fields = {str(field.id): field for field in self.fields_of(found.id)}
        vector = next((field for field in fields.values() if field.type == "TS_VECTOR"), None)
        label = found.labelIdentifierFieldMetadataId
        ids = found.search_field_ids or ([str(label)] if label else [])
        if vector is None:
            return []
        return [
            SearchFieldNode(
                uuid5(vector.id, one), fields[one].id, vector.id, place, vector.createdAt, fields[one].updatedAt
            )
            for place, one in enumerate(ids)
            if one in fields
        ]


def _object_node(row: tuple) -> ObjectNode:
    """Texts that nobody has set print as ""."""
    node = ObjectNode._make(row)
    return node._replace(description=node.description or "", icon=node.icon or "", color=node.color or "")


def _field_node(row: tuple) -> FieldNode:
    node = FieldNode._make(row)
    name = node.morph_name if node.morphId and node.morph_name else node.name
    return node._replace(name=name, description=node.description or "", icon=node.icon or "")
