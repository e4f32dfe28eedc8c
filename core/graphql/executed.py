"""Roots that graphql-core's executor answers: the queries that other apps registered."""

import logging
from collections.abc import Mapping
from typing import Any

import orjson
from graphql import GraphQLError, execute
from graphql.language import DocumentNode, OperationDefinitionNode, SelectionSetNode

from core.graphql.document import Operation
from core.graphql.errors import Entry, fault_entry, record_entry
from core.graphql.select import Nodes
from core.records.errors import RecordError
from metadata.graphql.context import Context

log = logging.getLogger("twentyapi.graphql")
Executed = tuple[dict[str, bytes] | None, list[Entry]]
"""Root key -> JSON, or None where an error reached the top; and the errors."""


def execute_roots(
    operation: Operation, roots: Mapping[str, Nodes], given: Mapping[str, Any], context: Context
) -> Executed:
    """The values of `roots`, all of which the executor answers."""
    nodes = tuple(node for found in roots.values() for node in found)
    only = OperationDefinitionNode(
        operation=operation.node.operation,
        variable_definitions=operation.node.variable_definitions,
        selection_set=SelectionSetNode(selections=nodes),
        directives=(),
    )
    document = DocumentNode(definitions=(only, *operation.selector.fragments.values()))
    result = execute(operation.schema, document, variable_values=dict(given), context_value=context)
    assert not hasattr(result, "__await__")
    data = result.data  # type: ignore[union-attr]
    errors = [_entry(error) for error in result.errors or ()]  # type: ignore[union-attr]
    return (None if data is None else {key: orjson.dumps(value) for key, value in data.items()}), errors


def _entry(error: GraphQLError) -> Entry:
    path = error.path or []
    if isinstance(error.original_error, RecordError):
        return record_entry(error.original_error, path)
    log.error("A registered query failed", exc_info=error.original_error or error)
    return fault_entry(path)
