"""The roots that change the data model. The services do the work; these only name the parts."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import graphene
from graphql import GraphQLResolveInfo

from metadata.errors import MetadataNotFound
from metadata.services import fields, indexes, objects

from .context import Context, context_of
from .filters import uuid_of
from .inputs import (
    CreateOneFieldMetadataInput,
    CreateOneIndexInput,
    CreateOneObjectInput,
    DeleteOneFieldInput,
    DeleteOneIndexInput,
    DeleteOneObjectInput,
    UpdateOneFieldMetadataInput,
    UpdateOneObjectInput,
)
from .nodes import FieldNode, IndexNode, ObjectNode
from .plain import Given, plain
from .types import Field, Index, Object

DATA_MODEL = "DATA_MODEL"


class ModelMutation(graphene.ObjectType):
    createOneField = graphene.Field(Field, required=True, input=CreateOneFieldMetadataInput(required=True))
    createOneIndex = graphene.Field(Index, required=True, input=CreateOneIndexInput(required=True))
    createOneObject = graphene.Field(Object, required=True, input=CreateOneObjectInput(required=True))
    deleteOneField = graphene.Field(Field, required=True, input=DeleteOneFieldInput(required=True))
    deleteOneIndex = graphene.Field(Index, required=True, input=DeleteOneIndexInput(required=True))
    deleteOneObject = graphene.Field(Object, required=True, input=DeleteOneObjectInput(required=True))
    updateOneField = graphene.Field(Field, required=True, input=UpdateOneFieldMetadataInput(required=True))
    updateOneObject = graphene.Field(Object, required=True, input=UpdateOneObjectInput(required=True))

    @staticmethod
    def resolve_createOneField(_: Any, info: GraphQLResolveInfo, input: Given) -> FieldNode:
        context = _changing(info)
        row = fields.create_field(context.workspace_id, plain(input)["field"])
        return _field(context, row.id)

    @staticmethod
    def resolve_createOneIndex(_: Any, info: GraphQLResolveInfo, input: Given) -> IndexNode:
        context = _changing(info)
        row = indexes.create_index(context.workspace_id, plain(input)["index"])
        return _index(context, row.id)

    @staticmethod
    def resolve_createOneObject(_: Any, info: GraphQLResolveInfo, input: Given) -> ObjectNode:
        context = _changing(info)
        row = objects.create_object(context.workspace_id, plain(input)["object"])
        return _object(context, row.id)

    @staticmethod
    def resolve_deleteOneField(_: Any, info: GraphQLResolveInfo, input: Given) -> FieldNode:
        context, field_id = _changing(info), uuid_of(input["id"])
        return _deleted(context.model.field_as_it_is(field_id), fields.delete_field, context, field_id)

    @staticmethod
    def resolve_deleteOneIndex(_: Any, info: GraphQLResolveInfo, input: Given) -> IndexNode:
        context, index_id = _changing(info), uuid_of(input["id"])
        return _deleted(context.model.index(index_id), indexes.delete_index, context, index_id)

    @staticmethod
    def resolve_deleteOneObject(_: Any, info: GraphQLResolveInfo, input: Given) -> ObjectNode:
        context, object_id = _changing(info), uuid_of(input["id"])
        return _deleted(context.model.object_as_it_is(object_id), objects.delete_object, context, object_id)

    @staticmethod
    def resolve_updateOneField(_: Any, info: GraphQLResolveInfo, input: Given) -> FieldNode:
        context, field_id = _changing(info), uuid_of(input["id"])
        fields.update_field(context.workspace_id, field_id, plain(input)["update"])
        return _field(context, field_id)

    @staticmethod
    def resolve_updateOneObject(_: Any, info: GraphQLResolveInfo, input: Given) -> ObjectNode:
        context, object_id = _changing(info), uuid_of(input["id"])
        objects.update_object(context.workspace_id, object_id, plain(input)["update"])
        return _object(context, object_id)


def _changing(info: GraphQLResolveInfo) -> Context:
    """The context of a permitted change, which starts from the present model."""
    context = context_of(info)
    context.require(DATA_MODEL)
    context.forget()
    return context


def _deleted(before: Any, delete: Callable[[UUID, UUID], Any], context: Context, row_id: UUID) -> Any:
    """A deleted thing prints as it was: the model that was read before the change stays in use."""
    delete(context.workspace_id, row_id)
    return before


def _object(context: Context, object_id: UUID) -> ObjectNode:
    found = context.model.object(object_id)
    if found is None:  # another request has deleted it since
        raise MetadataNotFound("Object metadata not found", "OBJECT_METADATA_NOT_FOUND", "Object not found.")
    return found


def _field(context: Context, field_id: UUID) -> FieldNode:
    found = context.model.field(field_id)
    if found is None:
        raise MetadataNotFound("Field metadata not found", "FIELD_METADATA_NOT_FOUND", "Field not found.")
    return found


def _index(context: Context, index_id: UUID) -> IndexNode:
    found = context.model.index(index_id)
    if found is None:
        raise MetadataNotFound("Index metadata not found", "INDEX_METADATA_NOT_FOUND", "Index not found.")
    return found
