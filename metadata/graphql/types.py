"""Objects, fields, relations and indexes as the schema shows them."""

from collections.abc import Mapping
from typing import Any

import graphene

from .context import model_of
from .enums import AllMetadataName, FieldMetadataType, IndexType, RelationType
from .filters import matching
from .inputs import CursorPaging, FieldFilter, IndexFilter, ObjectFilter
from .nodes import FieldNode, IndexNode, ObjectNode, RelationNode, SearchFieldNode
from .paging import Page, PageInfo, page
from .scalars import JSON, UUID, ConnectionCursor, DateTime

Given = Mapping[str, Any]


def paged(connection: str, filter_input: type[graphene.InputObjectType]) -> graphene.Field:
    """A connection with the two arguments that every list of the data model takes."""
    return graphene.Field(
        graphene.NonNull(lambda: globals()[connection]),
        paging=CursorPaging(required=True, default_value={"first": 10}),
        filter=filter_input(required=True, default_value={}),
    )


class Object(graphene.ObjectType):
    """A kind of record: company, person, or one that the workspace has made."""

    id = UUID(required=True)
    universalIdentifier = graphene.String(required=True)
    nameSingular = graphene.String(required=True)
    namePlural = graphene.String(required=True)
    labelSingular = graphene.String(required=True)
    labelPlural = graphene.String(required=True)
    description = graphene.String()
    icon = graphene.String()
    shortcut = graphene.String()
    color = graphene.String()
    isRemote = graphene.Boolean(required=True)
    isActive = graphene.Boolean(required=True)
    isSystem = graphene.Boolean(required=True)
    isUIEditable = graphene.Boolean(required=True)
    isUICreatable = graphene.Boolean(required=True)
    isUIReadOnly = graphene.Boolean(required=True, deprecation_reason="Use isUIEditable")
    isSearchable = graphene.Boolean(required=True)
    applicationId = UUID(required=True)
    createdAt = DateTime(required=True)
    updatedAt = DateTime(required=True)
    labelIdentifierFieldMetadataId = UUID()
    imageIdentifierFieldMetadataId = UUID()
    isLabelSyncedWithName = graphene.Boolean(required=True)
    duplicateCriteria = graphene.List(graphene.NonNull(graphene.List(graphene.NonNull(graphene.String))))
    isCustom = graphene.Boolean(required=True)
    dataSourceId = UUID()
    standardId = UUID()
    fieldsList = graphene.List(graphene.NonNull(lambda: Field), required=True)
    indexMetadataList = graphene.List(graphene.NonNull(lambda: Index), required=True)
    searchFieldMetadataList = graphene.List(graphene.NonNull(lambda: SearchField), required=True)
    fields = paged("ObjectFieldsConnection", FieldFilter)
    indexMetadatas = paged("ObjectIndexMetadatasConnection", IndexFilter)

    @staticmethod
    def resolve_fieldsList(found: ObjectNode, info: graphene.ResolveInfo) -> list[FieldNode]:
        return model_of(info).merged_fields_of(found.id)

    @staticmethod
    def resolve_indexMetadataList(found: ObjectNode, info: graphene.ResolveInfo) -> list[IndexNode]:
        return model_of(info).indexes_of(found.id)

    @staticmethod
    def resolve_searchFieldMetadataList(found: ObjectNode, info: graphene.ResolveInfo) -> list[SearchFieldNode]:
        return model_of(info).search_fields_of(found)

    @staticmethod
    def resolve_fields(found: ObjectNode, info: graphene.ResolveInfo, paging: Given, filter: Given) -> Page:
        return page(matching(model_of(info).fields_of(found.id), filter), paging)

    @staticmethod
    def resolve_indexMetadatas(found: ObjectNode, info: graphene.ResolveInfo, paging: Given, filter: Given) -> Page:
        return page(matching(model_of(info).indexes_of(found.id), filter), paging)


class ObjectEdge(graphene.ObjectType):
    node = graphene.Field(lambda: Object, required=True)
    cursor = ConnectionCursor(required=True)


class ObjectConnection(graphene.ObjectType):
    pageInfo = graphene.Field(lambda: PageInfo, required=True)
    edges = graphene.List(graphene.NonNull(lambda: ObjectEdge), required=True)


class Field(graphene.ObjectType):
    """A field of an object. A morph relation shows as one field with its `morphRelations`."""

    id = UUID(required=True)
    universalIdentifier = graphene.String(required=True)
    type = FieldMetadataType(required=True)
    name = graphene.String(required=True)
    label = graphene.String(required=True)
    description = graphene.String()
    icon = graphene.String()
    isActive = graphene.Boolean()
    isSystem = graphene.Boolean()
    isUIEditable = graphene.Boolean()
    isUIReadOnly = graphene.Boolean(deprecation_reason="Use isUIEditable")
    isNullable = graphene.Boolean()
    isUnique = graphene.Boolean()
    defaultValue = JSON()
    options = JSON()
    settings = JSON()
    objectMetadataId = UUID(required=True)
    isLabelSyncedWithName = graphene.Boolean()
    morphId = UUID()
    createdAt = DateTime(required=True)
    updatedAt = DateTime(required=True)
    applicationId = UUID(required=True)
    isCustom = graphene.Boolean(required=True)
    standardId = UUID()
    relation = graphene.Field(lambda: Relation)
    morphRelations = graphene.List(graphene.NonNull(lambda: Relation))
    object = graphene.Field(lambda: Object)

    @staticmethod
    def resolve_relation(field: FieldNode, info: graphene.ResolveInfo) -> RelationNode | None:
        return model_of(info).relation(field) if field.type == "RELATION" else None

    @staticmethod
    def resolve_morphRelations(field: FieldNode, info: graphene.ResolveInfo) -> list[RelationNode] | None:
        if field.morphId is None:
            return None
        relations = [model_of(info).relation(row) for row in model_of(info).family(field)]
        return [relation for relation in relations if relation is not None]

    @staticmethod
    def resolve_object(field: FieldNode, info: graphene.ResolveInfo) -> ObjectNode | None:
        return model_of(info).object(field.objectMetadataId)


class FieldEdge(graphene.ObjectType):
    node = graphene.Field(lambda: Field, required=True)
    cursor = ConnectionCursor(required=True)


class FieldConnection(graphene.ObjectType):
    pageInfo = graphene.Field(lambda: PageInfo, required=True)
    edges = graphene.List(graphene.NonNull(lambda: FieldEdge), required=True)


class ObjectFieldsConnection(FieldConnection):
    """The fields of one object; each row of a morph relation is listed by itself."""


class Relation(graphene.ObjectType):
    """One side of a relation, seen from its source field."""

    type = RelationType(required=True)
    sourceObjectMetadata = graphene.Field(lambda: Object, required=True)
    targetObjectMetadata = graphene.Field(lambda: Object, required=True)
    sourceFieldMetadata = graphene.Field(lambda: Field, required=True)
    targetFieldMetadata = graphene.Field(lambda: Field, required=True)

    @staticmethod
    def resolve_sourceObjectMetadata(relation: RelationNode, info: graphene.ResolveInfo) -> ObjectNode | None:
        return model_of(info).object(relation.source.objectMetadataId)

    @staticmethod
    def resolve_targetObjectMetadata(relation: RelationNode, info: graphene.ResolveInfo) -> ObjectNode | None:
        return model_of(info).object(relation.target.objectMetadataId)

    @staticmethod
    def resolve_sourceFieldMetadata(relation: RelationNode, info: graphene.ResolveInfo) -> FieldNode:
        return relation.source

    @staticmethod
    def resolve_targetFieldMetadata(relation: RelationNode, info: graphene.ResolveInfo) -> FieldNode:
        return relation.target


class IndexField(graphene.ObjectType):
    id = UUID(required=True)
    fieldMetadataId = UUID(required=True)
    order = graphene.Float(required=True)
    subFieldName = graphene.String()
    createdAt = DateTime(required=True)
    updatedAt = DateTime(required=True)


class Index(graphene.ObjectType):
    """An index of an object's table."""

    id = UUID(required=True)
    name = graphene.String(required=True)
    isCustom = graphene.Boolean()
    isUnique = graphene.Boolean(required=True)
    indexWhereClause = graphene.String()
    indexType = IndexType(required=True)
    state = graphene.String(required=True, description="READY, BUILDING or FAILED")
    createdAt = DateTime(required=True)
    updatedAt = DateTime(required=True)
    indexFieldMetadataList = graphene.List(graphene.NonNull(lambda: IndexField), required=True)
    objectMetadata = paged("IndexObjectMetadataConnection", ObjectFilter)

    @staticmethod
    def resolve_objectMetadata(index: IndexNode, info: graphene.ResolveInfo, paging: Given, filter: Given) -> Page:
        found = model_of(info).object(index.object_id)
        return page(matching([found] if found else [], filter), paging)


class IndexEdge(graphene.ObjectType):
    node = graphene.Field(lambda: Index, required=True)
    cursor = ConnectionCursor(required=True)


class IndexConnection(graphene.ObjectType):
    pageInfo = graphene.Field(lambda: PageInfo, required=True)
    edges = graphene.List(graphene.NonNull(lambda: IndexEdge), required=True)


class ObjectIndexMetadatasConnection(IndexConnection):
    """The indexes of one object."""


class IndexObjectMetadataConnection(ObjectConnection):
    """The object of an index, in the form of a list."""


class SearchField(graphene.ObjectType):
    """A field whose text the search finds."""

    id = UUID(required=True)
    fieldMetadataId = UUID(required=True)
    tsVectorFieldMetadataId = UUID(required=True)
    position = graphene.Float(required=True)
    createdAt = DateTime(required=True)
    updatedAt = DateTime(required=True)


class CollectionHash(graphene.ObjectType):
    """Changes whenever anything of the collection does."""

    collectionName = AllMetadataName(required=True)
    hash = graphene.String(required=True)


class MinimalObjectMetadata(graphene.ObjectType):
    id = UUID(required=True)
    nameSingular = graphene.String(required=True)
    namePlural = graphene.String(required=True)
    labelSingular = graphene.String(required=True)
    labelPlural = graphene.String(required=True)
    icon = graphene.String()
    color = graphene.String()
    isActive = graphene.Boolean(required=True)
    isSystem = graphene.Boolean(required=True)
    isRemote = graphene.Boolean(required=True)


class ObjectRecordCount(graphene.ObjectType):
    objectNamePlural = graphene.String(required=True)
    totalCount = graphene.Int(required=True)
