"""Printing of rows that are already at hand: the selection is compiled once and run over every row.

graphql-core walks the selection anew for each row, which costs ten times as much. Its way stays the reference: where
a compiled selection fails, graphql-core prints that row again and says what is wrong and where.
"""

from collections.abc import Callable, Mapping
from functools import partial
from operator import attrgetter
from typing import Any
from uuid import UUID

from graphene.types.resolver import dict_or_attr_resolver
from graphql import (
    ExecutionContext,
    FieldNode,
    GraphQLEnumType,
    GraphQLField,
    GraphQLLeafType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLResolveInfo,
    GraphQLScalarType,
    get_argument_values,
)
from graphql.pyutils import Path

from .errors import Refusal

Print = Callable[[Any], Any]
LARGEST = 500_000
"""Rows that one request may print."""
NATIVE = {"String": (str,), "Boolean": (bool,), "Int": (int,), "Float": (int, float), "UUID": (UUID,)}
NATIVE["DateTime"] = NATIVE["String"]
"""Values of these classes go out as they are; the JSON writer knows them."""


class TooLarge(Refusal):
    """The document asks for more than one answer can hold."""

    def __init__(self) -> None:
        message = f"Query too complex - Maximum allowed objects in one answer: {LARGEST}"
        super().__init__(message, "BAD_USER_INPUT", told=message)


class MissingValue(Exception):
    """A value that may not be null is."""


class ProjectedContext(ExecutionContext):
    """graphql-core's execution, with compiled selections below the roots."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._projections: dict[tuple[int, ...], Print] = {}
        self._printed = 0

    def complete_object_value(
        self,
        return_type: GraphQLObjectType,
        field_nodes: list[FieldNode],
        info: GraphQLResolveInfo,
        path: Path,
        result: Any,
    ) -> Any:
        if return_type.name.startswith("__"):
            return super().complete_object_value(return_type, field_nodes, info, path, result)
        printed = self._printed
        try:
            return self._projection(return_type, field_nodes, info)(result)
        except TooLarge:
            raise
        except Exception:
            self._printed = printed
            return super().complete_object_value(return_type, field_nodes, info, path, result)

    def _projection(self, parent: GraphQLObjectType, field_nodes: list[FieldNode], info: GraphQLResolveInfo) -> Print:
        """The selection of `field_nodes` on `parent`, as a function of a row."""
        key = (id(parent), *map(id, field_nodes))
        found = self._projections.get(key)
        if found is None:
            found = self._projections[key] = self._compiled(parent, field_nodes, info)
        return found

    def _compiled(self, parent: GraphQLObjectType, field_nodes: list[FieldNode], info: GraphQLResolveInfo) -> Print:
        selected = self.collect_subfields(parent, field_nodes)
        steps = [(name, self._step(parent, nodes, info)) for name, nodes in selected.items()]

        def printed(row: Any) -> dict[str, Any]:
            self._printed += 1
            if self._printed > LARGEST:
                raise TooLarge
            return {name: step(row) for name, step in steps}

        return printed

    def _step(self, parent: GraphQLObjectType, nodes: list[FieldNode], info: GraphQLResolveInfo) -> Print:
        name = nodes[0].name.value
        if name == "__typename":
            return lambda _row: parent.name
        field = parent.fields[name]
        read = _reader(field, get_argument_values(field, nodes[0], self.variable_values), info)
        show = self._shown(field.type, nodes, info)
        return lambda row: show(read(row))

    def _shown(self, type_: GraphQLOutputType, nodes: list[FieldNode], info: GraphQLResolveInfo) -> Print:
        if isinstance(type_, GraphQLNonNull):
            return _required(self._shown(type_.of_type, nodes, info))
        if isinstance(type_, GraphQLList):
            entry = self._shown(type_.of_type, nodes, info)
            return lambda values: None if values is None else [entry(value) for value in values]
        if isinstance(type_, GraphQLObjectType):
            return self._nested(type_, nodes, info)
        assert isinstance(type_, GraphQLScalarType | GraphQLEnumType), "the schema has no abstract types"
        return _leaf(type_)

    def _nested(self, type_: GraphQLObjectType, nodes: list[FieldNode], info: GraphQLResolveInfo) -> Print:
        projection = self._projection(type_, nodes, info)
        return lambda row: None if row is None else projection(row)


def _reader(field: GraphQLField, arguments: Mapping[str, Any], info: GraphQLResolveInfo) -> Print:
    """The value of a field, from its resolver or by name. Our resolvers look at nothing of `info` but the context."""
    resolve = field.resolve
    if isinstance(resolve, partial) and resolve.func is dict_or_attr_resolver:
        name, otherwise = resolve.args[0], resolve.args[1]
        by_attribute = attrgetter(name)
        return lambda row: row.get(name, otherwise) if isinstance(row, dict) else by_attribute(row)
    if resolve is None:
        raise TypeError("A field without a resolver")
    if arguments:
        return lambda row: resolve(row, info, **arguments)
    return lambda row: resolve(row, info)


def _required(show: Print) -> Print:
    def printed(value: Any) -> Any:
        found = show(value)
        if found is None:
            raise MissingValue
        return found

    return printed


def _leaf(type_: GraphQLLeafType) -> Print:
    serialize = type_.serialize
    if isinstance(type_, GraphQLEnumType):
        names = type_.values
        return lambda value: value if value is None or value in names else serialize(value)
    native = NATIVE.get(type_.name)
    if native is None:
        return lambda value: None if value is None else serialize(value)
    return lambda value: value if value is None or type(value) in native else serialize(value)
