"""The roots that read the data model."""

import hashlib
from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from .context import caller_of, context_of, model_of
from .errors import FRIENDLY, Refusal
from .filters import matching, uuid_of
from .inputs import FieldFilter, IndexFilter, ObjectFilter
from .nodes import FieldNode, IndexNode, ObjectNode
from .paging import Page, page
from .record_counts import record_counts
from .scalars import UUID as UUIDScalar
from .types import (
    CollectionHash,
    Field,
    Given,
    Index,
    MinimalObjectMetadata,
    Object,
    ObjectRecordCount,
    paged,
)
from .views.loading import views_of
from .views.types import MinimalView

CONSTANT = frozenset(
    ["__schema", "__type", "__typename", "field", "fields", "index", "indexMetadatas", "object", "objects"]
)
"""Roots whose answers depend on nothing but the version of the data model."""
HASHED = ("objectMetadata", "fieldMetadata", "index")


class MinimalMetadata(graphene.ObjectType):
    """What a client needs to know whether its copy of the model is stale."""

    objectMetadataItems = graphene.List(graphene.NonNull(MinimalObjectMetadata), required=True)
    views = graphene.List(graphene.NonNull(MinimalView), required=True)
    collectionHashes = graphene.List(graphene.NonNull(CollectionHash), required=True)


class ModelQuery(graphene.ObjectType):
    field = graphene.Field(Field, required=True, id=UUIDScalar(required=True))
    fields = paged("FieldConnection", FieldFilter)
    index = graphene.Field(Index, required=True, id=UUIDScalar(required=True))
    indexMetadatas = paged("IndexConnection", IndexFilter)
    minimalMetadata = graphene.Field(MinimalMetadata, required=True)
    object = graphene.Field(Object, required=True, id=UUIDScalar(required=True))
    objectRecordCounts = graphene.List(graphene.NonNull(ObjectRecordCount), required=True)
    objects = paged("ObjectConnection", ObjectFilter)

    @staticmethod
    def resolve_field(_: Any, info: GraphQLResolveInfo, id: str) -> FieldNode:
        found = model_of(info).field(uuid_of(id))
        return found or _missing("FieldMetadataEntity", id)

    @staticmethod
    def resolve_fields(_: Any, info: GraphQLResolveInfo, paging: Given, filter: Given) -> Page:
        return page(matching(model_of(info).fields, filter), paging)

    @staticmethod
    def resolve_index(_: Any, info: GraphQLResolveInfo, id: str) -> IndexNode:
        found = model_of(info).index(uuid_of(id))
        return found or _missing("IndexMetadataEntity", id)

    @staticmethod
    def resolve_indexMetadatas(_: Any, info: GraphQLResolveInfo, paging: Given, filter: Given) -> Page:
        return page(matching(model_of(info).indexes, filter), paging)

    @staticmethod
    def resolve_minimalMetadata(_: Any, info: GraphQLResolveInfo) -> dict[str, Any]:
        caller = caller_of(info)
        views = list(views_of(info).by_id.values())
        states = {name: f"{name}:{caller.workspace_version}" for name in HASHED}
        states["view"] = ":".join(sorted(f"{view['id']}{view['updatedAt']}" for view in views))
        return {
            "objectMetadataItems": model_of(info).objects,
            "views": views,
            "collectionHashes": [
                {"collectionName": name, "hash": _hash(f"{caller.workspace_id}:{state}")}
                for name, state in states.items()
            ],
        }

    @staticmethod
    def resolve_object(_: Any, info: GraphQLResolveInfo, id: str) -> ObjectNode:
        found = model_of(info).object(uuid_of(id))
        return found or _missing("ObjectMetadataEntity", id)

    @staticmethod
    def resolve_objectRecordCounts(_: Any, info: GraphQLResolveInfo) -> list[dict[str, Any]]:
        context, rights = context_of(info), caller_of(info).permissions
        readable = [found for found in context.model.objects if found.isActive and rights.can_read(found.id)]
        return context.once("record counts", lambda: record_counts(context.workspace_id, readable))

    @staticmethod
    def resolve_objects(_: Any, info: GraphQLResolveInfo, paging: Given, filter: Given) -> Page:
        model = model_of(info)
        found = page(matching(model.objects, filter), paging)
        model.expect(edge.node for edge in found.edges)
        return found


def _missing(entity: str, id: str) -> Any:
    raise Refusal(f"Unable to find {entity} with id: {id}", "NOT_FOUND", told=FRIENDLY)


def _hash(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()[:32]
