"""Introspection: graphql-core's own resolvers, the selection compiled once and run over every type.

graphql-core's executor takes ten times as long over a schema of a thousand types.
"""

from collections.abc import Callable
from threading import Lock
from typing import Any

import orjson
from cachetools import LRUCache
from graphql import (
    GraphQLEnumType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLType,
    TypeMetaFieldDef,
    get_named_type,
    get_nullable_type,
    introspection_types,
    is_list_type,
)

from core.graphql.coerce import Variables, arguments
from core.graphql.document import Operation
from core.graphql.lazy import LazySchema
from core.graphql.schema import CoreSchema
from core.graphql.select import TYPENAME, Nodes, Selector

Print = Callable[[Any], Any]
KEPT = 8
"""Answers kept in one process; that of a large workspace has four megabytes."""
_answers: LRUCache[tuple[Operation, str], bytes] = LRUCache(maxsize=KEPT)
_lock = Lock()


def introspected(operation: Operation, key: str, nodes: Nodes, variables: Variables) -> bytes:
    """The JSON of a `__schema` or `__type` field, kept with its document where that has no variables."""
    if nodes[0].name.value == "__type":
        return _printed(operation.schema, operation.selector, nodes, variables)
    with _lock:
        found = _answers.get((operation, key))
    if found is None:
        before = variables.touched
        found = _printed(_whole(operation.schema), operation.selector, nodes, variables)
        if variables.touched == before:
            with _lock:
                _answers[operation, key] = found
    return found


def _whole(schema: LazySchema) -> LazySchema:
    """`__schema` fills a schema with every type there is: it gets one of its own, which goes when it has answered."""
    return CoreSchema(schema.snapshot) if isinstance(schema, CoreSchema) else schema


def _printed(schema: LazySchema, selector: Selector, nodes: Nodes, variables: Variables) -> bytes:
    return orjson.dumps(Introspection(schema, selector, variables).value(nodes))


class Introspection:
    """The introspection fields of one request. `schema` need not be the one that the document was checked against."""

    def __init__(self, schema: LazySchema, selector: Selector, variables: Variables) -> None:
        self.schema, self.selector, self.variables = schema, selector, variables
        self.compiled: dict[tuple[Any, ...], Print] = {}

    def value(self, nodes: Nodes) -> Any:
        """The value of a `__schema` or `__type` field."""
        if nodes[0].name.value == "__schema":
            return self._object(introspection_types["__Schema"], nodes)(self.schema)
        name = arguments(TypeMetaFieldDef.args, nodes[0].arguments, self.variables)["name"]
        return self._object(introspection_types["__Type"], nodes)(self.schema.get_type(name))

    def _object(self, type_: GraphQLNamedType, nodes: Nodes) -> Print:
        key = (type_.name, *map(id, nodes))
        found = self.compiled.get(key)
        if found is None:
            assert isinstance(type_, GraphQLObjectType)
            below = self.selector.below(nodes, self.variables)
            found = self.compiled[key] = _printer([(key, self._field(type_, field)) for key, field in below.items()])
        return found

    def _field(self, parent: GraphQLObjectType, nodes: Nodes) -> Print:
        name = nodes[0].name.value
        if name == TYPENAME:
            return lambda _: parent.name
        field = parent.fields[name]
        resolve = field.resolve
        assert resolve is not None
        given = arguments(field.args, nodes[0].arguments, self.variables)
        type_ = get_named_type(field.type)
        if isinstance(type_, GraphQLObjectType):
            inner = self._object(type_, nodes)
        else:
            inner = type_.serialize if isinstance(type_, GraphQLEnumType) else _as_is

        if is_list_type(get_nullable_type(field.type)):
            return lambda owner: _listed(inner, resolve(owner, None, **given))
        return lambda owner: inner(resolve(owner, None, **given))


def _listed(inner: Print, found: Any) -> Any:
    return None if found is None else [inner(item) for item in found]


def _as_is(value: Any) -> Any:
    return value


def _printer(fields: list[tuple[str, Print]]) -> Print:
    """Types are printed once each: most of a schema is references to a few of them."""
    known: dict[int, dict[str, Any]] = {}

    def printed(owner: Any) -> dict[str, Any] | None:
        if owner is None:
            return None
        if not isinstance(owner, GraphQLType):
            return {key: value(owner) for key, value in fields}
        found = known.get(id(owner))
        if found is None:
            found = known[id(owner)] = {key: value(owner) for key, value in fields}
        return found

    return printed
