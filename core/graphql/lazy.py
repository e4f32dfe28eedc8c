"""Dictionaries and a schema of graphql-core whose content is made when it is first looked at."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    introspection_types,
    specified_directives,
)

from core.graphql.coerce import Coercers

DIRECTIVES = tuple(found for found in specified_directives if found.name != "oneOf")
"""oneOf is of a younger specification than the reference."""


class LazyFields(dict[str, GraphQLField]):
    """The fields of a root type: the names are known, a field is made when it is asked for."""

    def __init__(self, names: Iterable[str], make: Callable[[str], GraphQLField]) -> None:
        super().__init__()
        self.names = dict.fromkeys(names)
        self.make = make

    def __missing__(self, name: str) -> GraphQLField:
        if name not in self.names:
            raise KeyError(name)
        return self.setdefault(name, self.make(name))

    def get(self, name: str, default: Any = None) -> Any:
        return self[name] if name in self.names else default

    def __contains__(self, name: object) -> bool:
        return name in self.names

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)

    def keys(self) -> Any:
        return self.names.keys()

    def values(self) -> Any:
        return [self[name] for name in self.names]

    def items(self) -> Any:
        return [(name, self[name]) for name in self.names]


class LazyTypes(dict[str, GraphQLNamedType]):
    """The type map: one type by name at once, all of them by a walk from the roots.

    Iteration gives the names that may be meant and makes nothing: each validation lists them for its suggestions.
    """

    def __init__(
        self,
        find: Callable[[str], GraphQLNamedType | None],
        names: Callable[[], list[str]],
        roots: Iterable[GraphQLObjectType],
    ) -> None:
        super().__init__()
        self.find = find
        self.names = names
        self.roots = tuple(roots)

    def __missing__(self, name: str) -> GraphQLNamedType:
        found = self.find(name)
        if found is None:
            raise KeyError(name)
        return found

    def get(self, name: str, default: Any = None) -> Any:
        return self.find(name) or default

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.find(name) is not None

    def reached(self) -> dict[str, GraphQLNamedType]:
        found: dict[str, GraphQLNamedType] = {}
        waiting: list[GraphQLNamedType] = [introspection_types["__Schema"], *reversed(self.roots)]
        while waiting:
            type_ = waiting.pop()
            if type_.name not in found:
                found[type_.name] = type_
                waiting.extend(reversed(list(_neighbours(type_))))
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self.names())

    def __len__(self) -> int:
        return len(self.names())

    def keys(self) -> Any:
        return self.reached().keys()

    def values(self) -> Any:
        return self.reached().values()

    def items(self) -> Any:
        return self.reached().items()


def _neighbours(type_: GraphQLNamedType) -> Iterator[GraphQLNamedType]:
    if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
        for field in type_.fields.values():
            yield get_named_type(field.type)
            for argument in field.args.values():
                yield get_named_type(argument.type)
    elif isinstance(type_, GraphQLInputObjectType):
        for input_field in type_.fields.values():
            yield get_named_type(input_field.type)


class LazySchema(GraphQLSchema):
    """A schema that starts with nothing but the names of its root fields."""

    def __init__(
        self,
        query: GraphQLObjectType,
        mutation: GraphQLObjectType | None,
        find: Callable[[str], GraphQLNamedType | None],
        names: Callable[[], list[str]],
    ) -> None:
        self.query_type, self.mutation_type, self.subscription_type = query, mutation, None
        self.description, self.extensions = None, {}
        self.ast_node, self.extension_ast_nodes = None, ()
        self.directives = DIRECTIVES
        roots = [query, mutation] if mutation is not None else [query]
        self.type_map = LazyTypes(find, names, roots)
        self._implementations_map: dict[str, Any] = {}
        self._sub_type_map: dict[str, Any] = {}
        self._validation_errors = []
        self.roots: dict[str, Any] = {"query": {}, "mutation": {}}
        self.coercers = Coercers()
