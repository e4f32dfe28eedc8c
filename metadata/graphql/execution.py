"""From a GraphQL request to the body of its answer: parse, validate, coerce the variables, execute."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

import orjson
from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    OperationType,
    execute_sync,
    get_operation_ast,
    parse,
    specified_rules,
    type_from_ast,
    validate,
)
from graphql.type import GraphQLInputType, is_non_null_type
from graphql.utilities import coerce_input_value

from metadata.graphql_http import GraphQLRequest

from .context import Context
from .errors import DOORS, Door, coercion_error, document_error, resolver_error
from .kept import KeptAnswers
from .projection import ProjectedContext

TOKENS = 10_000
"""The longest document, in words and punctuation: far more than a client writes, too little to stall the server."""
REMEMBERED = 512
SHORT = 20_000


@dataclass(frozen=True, slots=True)
class Answer:
    """The body, as a dict or already printed, its status, and whether the document itself could not be run."""

    body: dict[str, Any] | bytes
    status: int = 200
    document_failed: bool = False
    mutation_by_get: bool = False


@dataclass(frozen=True, slots=True)
class Checked:
    """A document, or what is wrong with it."""

    document: DocumentNode | None
    errors: tuple[dict[str, Any], ...] = ()


class Endpoint:
    """One schema with its table of errors. `doors` adds to the errors that this app knows.

    `constant` names the query roots whose answers depend on nothing but the version of the data model.
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        doors: Mapping[type[Exception], Door] | None = None,
        constant: frozenset[str] = frozenset(),
    ) -> None:
        self.schema = schema
        self.constant = constant
        self.kept = KeptAnswers()
        self.doors = {**DOORS, **(doors or {})}
        self._remembered = lru_cache(maxsize=REMEMBERED)(self._check)

    def answer(self, asked: GraphQLRequest, context: Context, *, open: bool) -> Answer:
        """`open`: whether the schema itself may be asked for."""
        check = self._remembered if len(asked.query) <= SHORT else self._check
        checked = check(asked.query, open)
        if checked.document is None:
            return Answer({"errors": list(checked.errors)}, document_failed=True)
        operation = get_operation_ast(checked.document, asked.operation_name)
        if operation is None:
            message = "Could not determine what operation to execute."
            return Answer({"errors": [{"message": message}]}, 400)
        if asked.read_only and operation.operation is OperationType.MUTATION:
            return Answer({}, 405, mutation_by_get=True)
        wrong = self._variable_errors(operation, asked.variables)
        if wrong:
            return Answer({"errors": [coercion_error(error) for error in wrong]}, 400)
        key = self._key(operation, asked, context)
        body = self.kept.get(key) if key else None
        if body is not None:
            return Answer(body)
        found = self._execute(checked.document, asked, context)
        if key and isinstance(found.body, dict) and "errors" not in found.body:
            body = orjson.dumps(found.body)
            self.kept.keep(key, body)
            return Answer(body)
        return found

    def _key(self, operation: OperationDefinitionNode, asked: GraphQLRequest, context: Context) -> Hashable | None:
        """What an answer is kept under; None where it depends on more than the data model."""
        if context.version is None or operation.operation is not OperationType.QUERY or len(asked.query) > SHORT:
            return None
        for selection in operation.selection_set.selections:
            if not isinstance(selection, FieldNode) or selection.name.value not in self.constant:
                return None
        return context.version, asked.query, asked.operation_name, orjson.dumps(dict(asked.variables))

    def _check(self, query: str, open: bool) -> Checked:
        try:
            document = parse(query, max_tokens=TOKENS)
        except GraphQLError as error:
            return Checked(None, (document_error(error, "GRAPHQL_PARSE_FAILED"),))
        except RecursionError:
            return _too_deep()
        rules = [*specified_rules, *(() if open else (NoSchemaIntrospectionCustomRule,))]
        try:
            errors = validate(self.schema, document, rules)
        except RecursionError:
            return _too_deep()
        if errors:
            return Checked(None, tuple(document_error(error, "GRAPHQL_VALIDATION_FAILED") for error in errors))
        return Checked(document)

    def _variable_errors(self, operation: OperationDefinitionNode, given: Mapping[str, Any]) -> list[GraphQLError]:
        """Every problem of every variable by itself, without the prefix that names the variable."""
        found: list[GraphQLError] = []
        for definition in operation.variable_definitions or ():
            name = definition.variable.name.value
            wanted = cast(GraphQLInputType, type_from_ast(self.schema, definition.type))
            required = is_non_null_type(wanted)
            if name not in given:
                if required and definition.default_value is None:
                    found.append(GraphQLError(f"Variable '${name}' of required type '{wanted}' was not provided."))
            elif given[name] is None and required:
                found.append(GraphQLError(f"Variable '${name}' of non-null type '{wanted}' must not be null."))
            else:
                coerce_input_value(given[name], wanted, lambda _path, _value, error: found.append(error))
        return found

    def _execute(self, document: DocumentNode, asked: GraphQLRequest, context: Context) -> Answer:
        result = execute_sync(
            self.schema,
            document,
            context_value=context,
            variable_values=dict(asked.variables),
            operation_name=asked.operation_name,
            execution_context_class=ProjectedContext,
        )
        if not result.errors:
            return Answer({"data": result.data})
        return Answer({"errors": [resolver_error(error, self.doors) for error in result.errors], "data": result.data})


def _too_deep() -> Checked:
    error = GraphQLError("Syntax Error: The document is nested too deeply.")
    return Checked(None, (document_error(error, "GRAPHQL_PARSE_FAILED"),))
