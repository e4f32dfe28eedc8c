"""Introspection: the selection compiled once and run over every type as the data model tells it.

graphql-core's executor, over types that are made first, takes fifty times as long for a schema of a thousand types.
"""

from collections.abc import Callable, Mapping
from hashlib import blake2b
from operator import attrgetter
from typing import Any

import orjson
from graphql import (
    GraphQLObjectType,
    TypeMetaFieldDef,
    get_named_type,
    get_nullable_type,
    introspection_types,
    is_list_type,
    print_ast,
)

from core.graphql.coerce import Variables, arguments
from core.graphql.document import Operation
from core.graphql.lazy import LazySchema
from core.graphql.pieces import all_types
from core.graphql.select import TYPENAME, Nodes
from core.graphql.shown import Shown, ShownTypes, entry_of

Print = Callable[[Any], Any]
Given = Mapping[str, Any]
Reader = Callable[[ShownTypes, Given], Print]


def introspected(schema: LazySchema, operation: Operation, nodes: Nodes, variables: Variables) -> bytes:
    """The JSON of a `__schema` or `__type` field; `schema` is what the caller may see."""
    return orjson.dumps(Introspection(schema, operation, variables).value(nodes))


class Introspection:
    """The introspection fields of one request."""

    def __init__(self, schema: LazySchema, operation: Operation, variables: Variables) -> None:
        self.types = ShownTypes(schema)
        self.selector, self.variables = operation.selector, variables
        self.compiled: dict[tuple[Any, ...], Print] = {}

    def value(self, nodes: Nodes) -> Any:
        """The value of a `__schema` or `__type` field."""
        if nodes[0].name.value == "__schema":
            return self._object("__Schema", nodes)(self.types.schema)
        name = arguments(TypeMetaFieldDef.args, nodes[0].arguments, self.variables)["name"]
        return self._object("__Type", nodes)(self.types.named(name))

    def _object(self, meta: str, nodes: Nodes) -> Print:
        key = (meta, *map(id, nodes))
        found = self.compiled.get(key)
        if found is None:
            below = self._below(nodes)
            found = self.compiled[key] = _printer([(key, self._field(meta, field)) for key, field in below.items()])
        return found

    def _below(self, nodes: Nodes) -> dict[str, Nodes]:
        return {**self.selector.below(nodes, self.variables)}

    def _field(self, meta: str, nodes: Nodes) -> Print:
        name = nodes[0].name.value
        if name == TYPENAME:
            return lambda _: meta
        if (meta, name) == ("__Schema", "types"):
            return self._types(nodes)
        field = _fields(meta)[name]
        read = READERS[meta][name](self.types, arguments(field.args, nodes[0].arguments, self.variables))
        inner_type = get_named_type(field.type)
        if not isinstance(inner_type, GraphQLObjectType):
            return read
        inner = self._object(inner_type.name, nodes)
        if is_list_type(get_nullable_type(field.type)):
            return lambda owner: _listed(inner, read(owner))
        return lambda owner: inner(read(owner))

    def _types(self, nodes: Nodes) -> Print:
        before = self.variables.touched
        printed = self._object("__Type", nodes)
        flat = self._flat("__Type", nodes) and self.variables.touched == before
        return lambda _: all_types(self.types, printed, self._digest(nodes) if flat else None)

    def _flat(self, meta: str, nodes: Nodes) -> bool:
        """Whether what is printed of one type holds nothing that another type tells of itself."""
        for below in self._below(nodes).values():
            name = below[0].name.value
            inner = "" if name == TYPENAME else get_named_type(_fields(meta)[name].type).name
            if inner == "__Type":
                if not self._names_only(below):
                    return False
            elif isinstance(introspection_types.get(inner), GraphQLObjectType) and not self._flat(inner, below):
                return False
        return True

    def _names_only(self, nodes: Nodes) -> bool:
        return all(
            self._names_only(below) if below[0].name.value == "ofType" else below[0].name.value in NAMES
            for below in self._below(nodes).values()
        )

    def _digest(self, nodes: Nodes) -> bytes:
        """The selection, for documents that read alike."""
        fragments = self.selector.fragments.values()
        make = lambda: blake2b("\n".join(map(print_ast, [*nodes, *fragments])).encode(), digest_size=16).digest()  # noqa: E731
        return self.selector.keep("digest", nodes, self.variables, make)


NAMES = (TYPENAME, "kind", "name")


def _fields(meta: str) -> Mapping[str, Any]:
    type_ = introspection_types[meta]
    assert isinstance(type_, GraphQLObjectType)
    return type_.fields


def _listed(inner: Print, found: Any) -> Any:
    return None if found is None else [inner(item) for item in found]


def _printer(fields: list[tuple[str, Print]]) -> Print:
    """Types are printed once each: most of a schema is references to a few of them."""
    known: dict[int, dict[str, Any]] = {}

    def printed(owner: Any) -> dict[str, Any] | None:
        if owner is None:
            return None
        if not isinstance(owner, Shown):
            return {key: value(owner) for key, value in fields}
        found = known.get(id(owner))
        if found is None:
            found = known[id(owner)] = {key: value(owner) for key, value in fields}
        return found

    return printed


# -- what is read of each ---------------------------------------------------------------------------------------------
def _plain(attribute: str) -> Reader:
    read = attrgetter(attribute)
    return lambda types, given: read


def _members(attribute: str) -> Reader:
    """Deprecated ones only where they are asked for."""
    whole = attrgetter(attribute)

    def make(types: ShownTypes, given: Given) -> Print:
        return whole if given.get("includeDeprecated") else lambda owner: _current(whole(owner))

    return make


def _current(entries: Any) -> Any:
    return None if entries is None else [entry for entry in entries if entry.deprecated is None]


def _directive_arguments(types: ShownTypes, given: Given) -> Print:
    def read(directive: Any) -> Any:
        found = [entry_of(name, argument) for name, argument in directive.args.items()]
        return found if given.get("includeDeprecated") else _current(found)

    return read


MEMBER: dict[str, Reader] = {
    "name": _plain("name"),
    "description": _plain("description"),
    "isDeprecated": lambda types, given: lambda entry: entry.deprecated is not None,
    "deprecationReason": _plain("deprecated"),
}
TYPE_OF: Reader = lambda types, given: lambda entry: types.typed(entry.type)  # noqa: E731
READERS: dict[str, dict[str, Reader]] = {
    "__Schema": {
        "description": _plain("description"),
        "queryType": lambda types, given: lambda schema: types.root(schema.query_type),
        "mutationType": lambda types, given: lambda schema: types.root(schema.mutation_type),
        "subscriptionType": lambda types, given: lambda schema: types.root(schema.subscription_type),
        "directives": _plain("directives"),
    },
    "__Type": {
        "kind": _plain("kind"),
        "name": _plain("name"),
        "description": _plain("description"),
        "specifiedByURL": _plain("url"),
        "fields": _members("fields"),
        "interfaces": _plain("interfaces"),
        "possibleTypes": lambda types, given: lambda type_: None,
        "enumValues": _members("values"),
        "inputFields": _members("inputs"),
        "ofType": _plain("of"),
        "isOneOf": _plain("one_of"),
    },
    "__Field": {**MEMBER, "args": _members("arguments"), "type": TYPE_OF},
    "__InputValue": {**MEMBER, "type": TYPE_OF, "defaultValue": _plain("default")},
    "__EnumValue": MEMBER,
    "__Directive": {
        "name": _plain("name"),
        "description": _plain("description"),
        "isRepeatable": _plain("is_repeatable"),
        "locations": lambda types, given: lambda directive: [location.name for location in directive.locations],
        "args": _directive_arguments,
        "isDeprecated": lambda types, given: lambda directive: directive.deprecation_reason is not None,
        "deprecationReason": _plain("deprecation_reason"),
    },
}
