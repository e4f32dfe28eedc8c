"""A request's text to a validated operation, kept by (workspace, version, text, operation name)."""

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any
from uuid import UUID

from cachetools import LRUCache
from django.conf import settings
from graphql import GraphQLError, GraphQLNonNull, parse, validate
from graphql.language import (
    DocumentNode,
    FragmentDefinitionNode,
    Node,
    OperationDefinitionNode,
    OperationType,
    SourceLocation,
    Visitor,
    get_location,
    visit,
)
from graphql.utilities import type_from_ast

from core.graphql.coerce import MISSING, Coercers, Variable, Variables, literal
from core.graphql.errors import PARSE, VALIDATION, NoSuchOperation, document_refused, too_complex
from core.graphql.lazy import LazySchema
from core.graphql.rules import HIDDEN, RULES
from core.graphql.schema import PUBLIC, CoreSchema
from core.graphql.select import Selector, flattened
from core.graphql.size import check_size

KEPT = 256
LONGEST_KEPT = 20_000
"""Longer documents are written by programs, values and all: they do not come again."""


@dataclass(frozen=True, slots=True, eq=False)
class Operation:
    """A valid operation without its source. `selector` keeps what has been built of it."""

    schema: LazySchema
    document: DocumentNode
    node: OperationDefinitionNode
    variables: tuple[Variable, ...]
    selector: Selector

    @property
    def kind(self) -> str:
        return self.node.operation.value

    def roots(self, variables: Variables) -> dict[str, list[Any]]:
        """Response key -> field nodes, in document order."""
        return flattened([self.node.selection_set], self.selector.fragments, variables)


_operations: LRUCache[tuple[Any, ...], Operation] = LRUCache(maxsize=KEPT)
_lock = Lock()


def operation_of(schema: LazySchema, text: str, name: str | None) -> Operation:
    """The operation that `name` picks from `text`, from the cache or read anew. Raises RequestRefused."""
    key = (*_identity(schema), text, name)
    with _lock:
        found = _operations.get(key)
    if found is None or found.schema is not schema:
        found = _read(schema, text, name)
        if len(text) <= LONGEST_KEPT:
            _keep(key, found)
    return found


def _keep(key: tuple[Any, ...], operation: Operation) -> None:
    """Those of older versions of the workspace go: each of them holds its version's schema."""
    with _lock:
        for old in [old for old in _operations if old[0] == key[0] and old[1] < key[1]]:
            del _operations[old]
        _operations[key] = operation


def _identity(schema: LazySchema) -> tuple[UUID | None, int]:
    if isinstance(schema, CoreSchema):
        return schema.snapshot.workspace_id, schema.snapshot.version
    return None, 0


def _read(schema: LazySchema, text: str, name: str | None) -> Operation:
    authenticated = schema is not PUBLIC
    document = _parsed(text, authenticated)
    node = _picked(document, name)
    try:
        check_size(document, node)
        problems = validate(schema, document, RULES if authenticated or settings.DEBUG else HIDDEN)
    except RecursionError:
        raise too_complex("The document is nested too deeply") from None
    if problems:
        raise document_refused(problems, VALIDATION, authenticated=authenticated)
    if node.operation is OperationType.SUBSCRIPTION:
        error = GraphQLError("Schema is not configured to execute subscription operation.", node)
        raise document_refused([error], VALIDATION)
    places = {found.variable.name.value: _place(found) for found in node.variable_definitions}
    visit(document, Bare())
    return Operation(schema, document, node, _variables(schema, node, places), Selector(schema, fragments_of(document)))


def _parsed(text: str, authenticated: bool) -> DocumentNode:
    longest = settings.TWENTYAPI_GRAPHQL_MAX_DOCUMENT
    if len(text) > longest:
        raise too_complex(f"Too many characters requested: {len(text)} - Maximum allowed characters: {longest}")
    try:
        return parse(text)
    except GraphQLError as error:
        raise document_refused([error], PARSE, authenticated=authenticated) from None
    except RecursionError:
        raise too_complex("The document is nested too deeply") from None


def _picked(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    found = [node for node in operations if name is None or (node.name is not None and node.name.value == name)]
    if len(found) != 1:
        raise NoSuchOperation
    return found[0]


def fragments_of(document: DocumentNode) -> dict[str, FragmentDefinitionNode]:
    return {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}


def _place(node: Node) -> SourceLocation | None:
    return get_location(node.loc.source, node.loc.start) if node.loc else None


class Bare(Visitor):
    """Takes the places off the nodes: with them every node holds the whole text and its tokens."""

    def enter(self, node: Node, *args: Any) -> None:
        node.loc = None


def _variables(
    schema: LazySchema, node: OperationDefinitionNode, places: Mapping[str, SourceLocation | None]
) -> tuple[Variable, ...]:
    coercers = schema.coercers
    return tuple(_variable(schema, coercers, definition, places) for definition in node.variable_definitions)


def _variable(
    schema: LazySchema, coercers: Coercers, node: Any, places: Mapping[str, SourceLocation | None]
) -> Variable:
    name, type_ = node.variable.name.value, type_from_ast(schema, node.type)
    default = literal(node.default_value, type_, Variables()) if node.default_value is not None else MISSING
    required = isinstance(type_, GraphQLNonNull)
    return Variable(name, coercers.of(type_), required, default, node, places.get(name))
