"""Selections of a document to the engine's nodes; what depends on no variable is built once and kept."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from graphql import GraphQLObjectType
from graphql.language import FieldNode, FragmentDefinitionNode, FragmentSpreadNode, SelectionSetNode

from core.graphql.arguments import filter_of, orders_of, page_of
from core.graphql.coerce import Variables, arguments
from core.graphql.lazy import LazySchema
from core.records.query import (
    Aggregate,
    Connection,
    Constant,
    Edges,
    GroupValues,
    Output,
    PageInfo,
    RecordSelection,
    ToMany,
    ToOne,
    Total,
    Value,
)
from metadata.fields.base import Field
from metadata.schema.snapshot import ObjectSchema, WorkspaceSchema

T = TypeVar("T")
Nodes = Sequence[FieldNode]
Fragments = Mapping[str, FragmentDefinitionNode]
TYPENAME = "__typename"
KEPT = 2000
"""Parts kept of one document: directives can combine its fields in more ways than are worth keeping."""


def flattened(
    sets: Iterable[SelectionSetNode], fragments: Fragments, variables: Variables
) -> dict[str, list[FieldNode]]:
    """Response key -> the field nodes under it, fragments opened and directives obeyed.

    A type condition always holds: there are no interfaces or unions.
    """
    found: dict[str, list[FieldNode]] = {}
    for selections in sets:
        _flatten(selections, fragments, variables, found, set())
    return found


def _flatten(
    selections: SelectionSetNode,
    fragments: Fragments,
    variables: Variables,
    found: dict[str, list[FieldNode]],
    spread: set[str],
) -> None:
    for node in selections.selections:
        if node.directives and not _included(node.directives, variables):
            continue
        if isinstance(node, FieldNode):
            found.setdefault(response_key(node), []).append(node)
        elif isinstance(node, FragmentSpreadNode):
            if node.name.value not in spread:
                spread.add(node.name.value)
                _flatten(fragments[node.name.value].selection_set, fragments, variables, found, spread)
        else:
            _flatten(node.selection_set, fragments, variables, found, spread)  # type: ignore[attr-defined]


def response_key(node: FieldNode) -> str:
    return (node.alias or node.name).value


def _included(directives: Iterable[Any], variables: Variables) -> bool:
    for directive in directives:
        name = directive.name.value
        if name in ("skip", "include"):
            value = directive.arguments[0].value
            given = variables.get(value.name.value) if value.kind == "variable" else value.value
            if (name == "skip") == bool(given):
                return False
    return True


class Selector:
    """Builds and keeps the selections of one document."""

    def __init__(self, schema: LazySchema, fragments: Fragments) -> None:
        self.schema = schema
        self.fragments = fragments
        self.kept: dict[tuple[Any, ...], Any] = {}

    @property
    def snapshot(self) -> WorkspaceSchema:
        return self.schema.snapshot  # type: ignore[attr-defined,no-any-return]

    def keep(self, what: str, nodes: Nodes, variables: Variables, make: Callable[[], T]) -> T:
        """What `make` gives, made once unless it looked at a variable."""
        key = (what, *map(id, nodes))
        found = self.kept.get(key)
        if found is None:
            before = variables.touched
            found = make()
            if variables.touched == before and len(self.kept) < KEPT:
                found = self.kept.setdefault(key, found)
        return found

    def below(self, nodes: Nodes, variables: Variables) -> dict[str, list[FieldNode]]:
        sets = (node.selection_set for node in nodes if node.selection_set is not None)
        return flattened(sets, self.fragments, variables)

    # -- records ------------------------------------------------------------------------------------------------
    def record(self, obj: ObjectSchema, nodes: Nodes, variables: Variables) -> RecordSelection:
        return self.keep("record", nodes, variables, lambda: self._record(obj, nodes, variables))

    def _record(self, obj: ObjectSchema, nodes: Nodes, variables: Variables) -> RecordSelection:
        items = (self._item(obj, key, found, variables) for key, found in self.below(nodes, variables).items())
        return RecordSelection(tuple(items))

    def _item(
        self, obj: ObjectSchema, key: str, nodes: Nodes, variables: Variables
    ) -> Value | ToOne | ToMany | Constant:
        name = nodes[0].name.value
        if name == TYPENAME:
            return Constant(key, obj.singular_title)
        field = obj.fields.get(name)
        if field is not None and field.relation is not None:
            return self._relation(obj, field, key, nodes, variables)
        if nodes[0].selection_set is None:
            return Value(key, name)
        parts = ((part, found[0].name.value) for part, found in self.below(nodes, variables).items())
        return Value(key, name, tuple(parts))

    def _relation(
        self, obj: ObjectSchema, field: Field, key: str, nodes: Nodes, variables: Variables
    ) -> ToOne | ToMany:
        target = self.snapshot.target(field)
        assert field.relation is not None
        if field.relation.to_one:
            return ToOne(key, field.name, self.record(target, nodes, variables))
        type_ = self.schema.type_map[obj.singular_title]
        assert isinstance(type_, GraphQLObjectType)
        given = arguments(type_.fields[field.name].args, nodes[0].arguments, variables)
        return ToMany(key, field.name, self.connection(target, given, nodes, variables))

    # -- connections --------------------------------------------------------------------------------------------
    def connection(self, obj: ObjectSchema, given: Mapping[str, Any], nodes: Nodes, variables: Variables) -> Connection:
        return Connection(
            self.outputs(obj, nodes, variables, "Connection"),
            filter_of(self.snapshot, obj, given.get("filter")),
            orders_of(given.get("orderBy")),
            page_of(given),
        )

    def outputs(self, obj: ObjectSchema, nodes: Nodes, variables: Variables, kind: str) -> tuple[Output, ...]:
        """The fields of an `XConnection` or `XGroupByConnection`."""

        def make() -> tuple[Output, ...]:
            found = self.below(nodes, variables).items()
            return tuple(self._output(obj, key, below, variables, kind) for key, below in found)

        return self.keep("outputs", nodes, variables, make)

    def _output(self, obj: ObjectSchema, key: str, nodes: Nodes, variables: Variables, kind: str) -> Output:
        name = nodes[0].name.value
        if name == TYPENAME:
            return Constant(key, obj.singular_title + kind)
        if name == "totalCount":
            return Total(key)
        if name == "edges":
            found = self.below(nodes, variables).items()
            return Edges(key, tuple(self._edge(obj, part, below, variables) for part, below in found))
        if name == "pageInfo":
            return PageInfo(key, self.names(nodes, variables))
        return GroupValues(key) if name == "groupByDimensionValues" else Aggregate(key, name)

    def _edge(self, obj: ObjectSchema, key: str, nodes: Nodes, variables: Variables) -> tuple[str, str, Any]:
        name = nodes[0].name.value
        if name == "node":
            return "node", key, self.record(obj, nodes, variables)
        return ("cursor", key, None) if name == "cursor" else ("constant", key, f"{obj.singular_title}Edge")

    def names(self, nodes: Nodes, variables: Variables) -> tuple[tuple[str, str], ...]:
        """(key, field name) of a selection of plain values."""
        return tuple((key, found[0].name.value) for key, found in self.below(nodes, variables).items())
