"""The GraphQL schema of a workspace at one version, made lazily from Graphene classes."""

import inspect
from functools import cached_property
from threading import Lock
from typing import Any
from uuid import UUID

import graphene
from cachetools import LRUCache
from graphene.types.schema import TypeMap
from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLEnumValue,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLNamedType,
    GraphQLObjectType,
    introspection_types,
)
from graphql.language import StringValueNode, ValueNode

from core.graphql import classes
from core.graphql.common import ENUMS, INPUTS, composite, shared
from core.graphql.lazy import LazyFields, LazySchema
from core.graphql.names import EnumSpec, Ref, is_plain
from core.graphql.roots import REGISTERED, RootField, Roots, graphene_field, mutation_roots, query_roots, root_field
from core.graphql.scalars import SCALARS
from metadata.fields.base import Field
from metadata.fields.shape import Shape
from metadata.schema.snapshot import ObjectSchema, WorkspaceSchema

KEPT = 64
"""Schemas kept in one process."""


class OptionsType(GraphQLEnumType):
    """An enum whose values may also be written as strings in a document, as clients of the reference do."""

    def parse_literal(self, value_node: ValueNode, *args: Any) -> Any:
        if isinstance(value_node, StringValueNode) and value_node.value in self.values:
            return value_node.value
        return super().parse_literal(value_node, *args)


class ObjectType(GraphQLObjectType):
    """An object type whose field names need no check: the data model has checked them."""

    @cached_property
    def fields(self) -> dict[str, GraphQLField]:
        return self._fields()  # type: ignore[operator,return-value]


class InputType(GraphQLInputObjectType):
    """The same for an input type."""

    @cached_property
    def fields(self) -> dict[str, GraphQLInputField]:
        return self._fields()  # type: ignore[operator,return-value]


class Types(TypeMap):
    """Graphene classes to graphql-core types, each made when its name is first met."""

    def __init__(self, snapshot: WorkspaceSchema) -> None:
        dict.__init__(self)
        self.auto_camelcase = False
        self.snapshot = snapshot
        self.notations: dict[str, Any] = {}
        self.index = {
            name: (obj, suffix)
            for obj in reversed(tuple(snapshot.objects.values()))
            for name, suffix in classes.type_names(obj).items()
        }
        self._field_types: dict[str, tuple[str, Field]] | None = None
        self._shapes: dict[str, Shape] | None = None

    def add_type(self, graphene_type: Any) -> Any:
        if inspect.isfunction(graphene_type):
            graphene_type = graphene_type()
        if isinstance(graphene_type, Ref):
            return self.named(graphene_type.name)
        if isinstance(graphene_type, graphene.List | graphene.NonNull):
            return super().add_type(graphene_type)
        known = self.named(graphene_type._meta.name)
        return known if known is not None else super().add_type(graphene_type)

    def names(self) -> list[str]:
        return [*self.index, *self.field_types, *SCALARS, *INPUTS, *ENUMS]

    def named(self, name: str) -> GraphQLNamedType | None:
        found = self.get(name)
        if found is None:
            made = self._make(name)
            if made is not None:
                found = self.setdefault(name, made)  # of two racing threads the first one's type is everybody's
        return found

    def _make(self, name: str) -> GraphQLNamedType | None:
        if name in self.index:
            return self._object_type(name, *self.index[name])
        if name in introspection_types:
            return introspection_types[name]
        if name in self.field_types:
            return self._field_type(*self.field_types[name])
        made = shared(name) or composite(self.shapes, name)
        return self._converted(made) if made is not None else None

    def _object_type(self, name: str, obj: ObjectSchema, suffix: str) -> GraphQLNamedType:
        is_input = suffix not in classes.OUTPUTS

        def fields() -> Any:
            return self.create_fields_for_type(classes.object_class(obj, suffix), is_input_type=is_input)

        description = obj.description if suffix != "Edge" else None
        maker = InputType if is_input else ObjectType
        return maker(name, fields, description=description)

    def create_fields_for_type(self, graphene_type: Any, is_input_type: bool = False) -> Any:
        """Of plain classes the short way; types of one notation are one object."""
        if not is_plain(graphene_type):
            return super().create_fields_for_type(graphene_type, is_input_type)
        fields = graphene_type._meta.fields.values()
        if is_input_type:
            return {f.name: GraphQLInputField(self.typed(f), description=f.description) for f in fields}
        return {f.name: GraphQLField(self.typed(f), self.arguments(f), description=f.description) for f in fields}

    def typed(self, field: Any) -> Any:
        type_ = field._type
        found = self.notations.get(type_.notation)
        if found is None:
            found = self.notations.setdefault(type_.notation, self.add_type(type_))
        return found

    def arguments(self, field: graphene.Field) -> dict[str, GraphQLArgument]:
        return {name: GraphQLArgument(self.typed(given)) for name, given in field.args.items()}

    @property
    def field_types(self) -> dict[str, tuple[str, Field]]:
        if self._field_types is None:
            objects = self.snapshot.objects.values()
            self._field_types = {k: v for obj in objects for k, v in classes.field_types(obj).items()}
        return self._field_types

    @property
    def shapes(self) -> dict[str, Shape]:
        if self._shapes is None:
            fields = (field for obj in self.snapshot.objects.values() for field in obj.fields.values())
            self._shapes = {f.type.shape.name: f.type.shape for f in fields if f.type.shape.composite}
        return self._shapes

    def _field_type(self, kind: str, field: Field) -> GraphQLNamedType:
        return self._converted(classes.field_class(self.snapshot.objects[field.object_name], kind, field))

    def _converted(self, made: Any) -> GraphQLNamedType:
        if isinstance(made, EnumSpec):
            values = {name: GraphQLEnumValue(name, description=text) for name, text in made.values}
            return OptionsType(made.name, values, description=made.description)
        if issubclass(made, graphene.Scalar):
            return self.create_scalar(made)
        if issubclass(made, graphene.InputObjectType):
            return InputType(made._meta.name, lambda: self.create_fields_for_type(made, True))
        return ObjectType(made._meta.name, lambda: self.create_fields_for_type(made))


class CoreSchema(LazySchema):
    """The schema of one workspace. `root` tells what a root field does."""

    def __init__(self, snapshot: WorkspaceSchema) -> None:
        self.snapshot = snapshot
        self.types = Types(snapshot)
        roots: dict[str, Roots] = {"query": query_roots(snapshot), "mutation": mutation_roots(snapshot)}
        query = self._root_type("Query", "query", roots["query"])
        mutation = self._root_type("Mutation", "mutation", roots["mutation"]) if roots["mutation"] else None
        super().__init__(query, mutation, self.types.named, self.types.names)
        self.roots = roots

    def _root_type(self, name: str, operation: str, roots: Roots) -> GraphQLObjectType:
        type_ = GraphQLObjectType(name, {})
        fields = LazyFields(roots, lambda field: self._root_field(operation, field))
        type_.__dict__["fields"] = fields  # graphql-core keeps them in a cached property
        self.types[name] = type_
        return type_

    def root(self, operation: str, name: str) -> RootField:
        return root_field(*self.roots[operation][name])

    def _root_field(self, operation: str, name: str) -> GraphQLField:
        if self.roots[operation][name][0] == "registered":
            registered = REGISTERED[name]
            return GraphQLField(self.types.add_type(registered.type), resolve=registered.resolve)
        field = graphene_field(name, self.root(operation, name))
        return GraphQLField(self.types.typed(field), self.types.arguments(field))


class PublicSchema(LazySchema):
    """What a caller without a token sees: root types without fields."""

    def __init__(self) -> None:
        self.own = {name: GraphQLObjectType(name, {}) for name in ("Query", "Mutation")}
        super().__init__(self.own["Query"], self.own["Mutation"], self._find, lambda: list(self.own))

    def _find(self, name: str) -> GraphQLNamedType | None:
        if name in introspection_types:
            return introspection_types[name]
        scalar = shared(name)
        if inspect.isclass(scalar) and issubclass(scalar, graphene.Scalar):
            return TypeMap.create_scalar(scalar)
        return self.own.get(name)


PUBLIC = PublicSchema()
_schemas: LRUCache[tuple[UUID, int], CoreSchema] = LRUCache(maxsize=KEPT)
_lock = Lock()


def core_schema(snapshot: WorkspaceSchema) -> CoreSchema:
    """The schema of `snapshot`, kept under its workspace and version."""
    key = (snapshot.workspace_id, snapshot.version)
    with _lock:
        found = _schemas.get(key)
        if found is None:
            for old in [old for old in _schemas if old[0] == key[0] and old[1] < key[1]]:
                del _schemas[old]
            found = _schemas[key] = CoreSchema(snapshot)
        return found
