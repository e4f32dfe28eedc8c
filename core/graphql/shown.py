"""The types of a schema as introspection shows them, made of the data model: no class or type is made for it."""

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, partial
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLEnumValue,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLScalarType,
    Undefined,
    ast_from_value,
    introspection_types,
    print_ast,
)

from core.graphql import classes
from core.graphql.lazy import LazySchema
from core.graphql.names import Entry, EnumSpec
from core.graphql.schema import CoreSchema
from metadata.schema.snapshot import ObjectSchema

OBJECT, INPUT, ENUM, SCALAR = "OBJECT", "INPUT_OBJECT", "ENUM", "SCALAR"
ROOTS = {"Query": "query", "Mutation": "mutation"}


class Shown:
    """One type, `of` another where it is a list or not null. Nothing in our schemas implements an interface.

    `make` gives its fields, input fields or enum values, once they are asked for: most types are only referred to.
    """

    def __init__(
        self,
        kind: str,
        name: str | None,
        description: str | None = None,
        make: Callable[[], Iterable[Entry]] = tuple,
        *,
        url: str | None = None,
        of: "Shown | None" = None,
    ) -> None:
        self.kind, self.name, self.description, self.url, self.of = kind, name, description, url, of
        self._make = make

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(self._make())

    @property
    def fields(self) -> tuple[Entry, ...] | None:
        return self.entries if self.kind == OBJECT else None

    @property
    def inputs(self) -> tuple[Entry, ...] | None:
        return self.entries if self.kind == INPUT else None

    @property
    def values(self) -> tuple[Entry, ...] | None:
        return self.entries if self.kind == ENUM else None

    @property
    def interfaces(self) -> list[Any] | None:
        return [] if self.kind == OBJECT else None

    @property
    def one_of(self) -> bool | None:
        return False if self.kind == INPUT else None

    def refs(self) -> tuple[str, ...]:
        """The names of the types that it uses, in order."""
        found: dict[str, None] = {}
        for entry in self.fields or self.inputs or ():
            found[bare(entry.type)] = None
            for argument in entry.arguments:
                found[bare(argument.type)] = None
        return tuple(found)


def bare(notation: str) -> str:
    return notation.strip("[]!")


class ShownTypes:
    """The types of one schema, each made when it is looked at."""

    def __init__(self, schema: LazySchema) -> None:
        self.schema = schema
        self.made: dict[str, Shown | None] = {}
        self.wrapped: dict[str, Shown] = {}

    def named(self, name: str) -> Shown | None:
        if name not in self.made:
            self.made[name] = self._make(name)
        return self.made[name]

    def typed(self, notation: str) -> Shown:
        """The type that `notation` writes: one object for each notation."""
        found = self.wrapped.get(notation)
        if found is None:
            if notation.endswith("!"):
                found = Shown("NON_NULL", None, of=self.typed(notation[:-1]))
            elif notation.startswith("["):
                found = Shown("LIST", None, of=self.typed(notation[1:-1]))
            else:
                found = self.named(notation)
                assert found is not None, "every type that is used is there"
            self.wrapped[notation] = found
        return found

    def root(self, type_: GraphQLObjectType | None) -> Shown | None:
        return None if type_ is None else self.named(type_.name)

    def owner(self, name: str) -> ObjectSchema | None:
        """The object that brings a type, of those that all of its versions share."""
        if not isinstance(self.schema, CoreSchema):
            return None
        if name in self.schema.types.index:
            return self.schema.types.index[name][0]
        if name in introspection_types or name not in self.schema.types.field_types:
            return None
        return self.schema.snapshot.objects[self.schema.types.field_types[name][1].object_name]

    def kind(self, name: str) -> str:
        found = self.named(name)
        assert found is not None, "every type that is used is there"
        return found.kind

    def walked(self, refs: Callable[[str], Iterable[str]]) -> list[str]:
        """The names of all types in the order of graphql-core's walk from the roots."""
        found: dict[str, None] = {}
        roots = [root.name for root in (self.schema.query_type, self.schema.mutation_type) if root is not None]
        waiting = ["__Schema", *reversed(roots)]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found[name] = None
                waiting.extend(reversed(tuple(refs(name))))
        return list(found)

    def refs(self, name: str) -> tuple[str, ...]:
        found = self.named(name)
        return found.refs() if found is not None else ()

    # -- making --------------------------------------------------------------------------------------------------
    def _make(self, name: str) -> Shown | None:
        if isinstance(self.schema, CoreSchema):
            if name in ROOTS:
                return Shown(OBJECT, name, None, partial(self._roots, self.schema, ROOTS[name]))
            owner = self.owner(name)
            if owner is not None:
                return _of_object(self.schema, owner, name)
        type_ = self.schema.get_type(name)
        return shown(type_) if type_ is not None else None

    def _roots(self, schema: CoreSchema, operation: str) -> Iterator[Entry]:
        for name, (kind, _) in schema.roots[operation].items():
            if kind == "registered":
                assert schema.query_type is not None
                yield _field(name, schema.query_type.fields[name])
            else:
                root = schema.root(operation, name)
                yield Entry(name, root.type, None, root.arguments)


def _of_object(schema: CoreSchema, obj: ObjectSchema, name: str) -> Shown:
    """A type of one object of the data model, or of one of its fields."""
    if name in schema.types.index:
        suffix = schema.types.index[name][1]
        kind = OBJECT if suffix in classes.OUTPUTS else INPUT
        description = obj.description if suffix != "Edge" else None
        return Shown(kind, name, description, lambda: classes.SUFFIXES[suffix](obj).entries)
    what, field = schema.types.field_types[name]
    spec = classes.FIELDS[what](obj, field)
    if isinstance(spec, EnumSpec):
        return Shown(ENUM, name, spec.description, lambda: _options(spec))
    return Shown(INPUT, name, None, lambda: spec.entries)


def _options(spec: EnumSpec) -> list[Entry]:
    return [Entry(value, "", text) for value, text in spec.values]


# -- types of graphql-core -------------------------------------------------------------------------------------------
def shown(type_: GraphQLNamedType) -> Shown:
    name, text = type_.name, type_.description
    if isinstance(type_, GraphQLObjectType):
        return Shown(OBJECT, name, text, lambda: [_field(key, field) for key, field in type_.fields.items()])
    if isinstance(type_, GraphQLInputObjectType):
        return Shown(INPUT, name, text, lambda: [entry_of(key, field) for key, field in type_.fields.items()])
    if isinstance(type_, GraphQLEnumType):
        return Shown(ENUM, name, text, lambda: [_value(key, value) for key, value in type_.values.items()])
    assert isinstance(type_, GraphQLScalarType), "the schema has no abstract types"
    return Shown(SCALAR, name, text, url=type_.specified_by_url)


def _value(name: str, value: GraphQLEnumValue) -> Entry:
    return Entry(name, "", value.description, deprecated=value.deprecation_reason)


def _field(name: str, field: GraphQLField) -> Entry:
    arguments = tuple(entry_of(key, argument) for key, argument in field.args.items())
    return Entry(name, str(field.type), field.description, arguments, deprecated=field.deprecation_reason)


def entry_of(name: str, given: GraphQLArgument | GraphQLInputField) -> Entry:
    default = None
    if given.default_value is not Undefined:
        node = ast_from_value(given.default_value, given.type)
        default = print_ast(node) if node is not None else None
    return Entry(name, str(given.type), given.description, default=default, deprecated=given.deprecation_reason)
