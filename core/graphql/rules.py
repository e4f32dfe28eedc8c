"""Validation: graphql-core's rules, with one of them relaxed for the clients of the reference."""

from typing import Any

from graphql import (
    GraphQLError,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLSchema,
    GraphQLType,
    VariablesInAllowedPositionRule,
    specified_rules,
)
from graphql.utilities import type_from_ast
from graphql.validation import NoSchemaIntrospectionCustomRule
from graphql.validation.rules.variables_in_allowed_position import allowed_variable_usage

TEXTUAL = frozenset({"ID", "String", "UUID", "DateTime", "Date"})
"""A variable of one of these may stand where another is expected; its value is checked where it is used."""


def standing_in(declared: Any, expected: GraphQLType) -> Any:
    """`declared` with its scalar replaced by the expected one, where they may stand in for each other."""
    if isinstance(declared, GraphQLNonNull):
        inner: Any = standing_in(declared.of_type, _nullable(expected))
        return GraphQLNonNull(inner)
    if isinstance(declared, GraphQLList):
        inner = _nullable(expected)
        return GraphQLList(standing_in(declared.of_type, inner.of_type)) if isinstance(inner, GraphQLList) else declared
    found: Any = expected
    while isinstance(found, GraphQLNonNull | GraphQLList):
        found = found.of_type
    both = isinstance(found, GraphQLNamedType) and isinstance(declared, GraphQLNamedType)
    return found if both and {found.name, declared.name} <= TEXTUAL else declared


def _nullable(type_: GraphQLType) -> Any:
    return type_.of_type if isinstance(type_, GraphQLNonNull) else type_


class RelaxedVariables(VariablesInAllowedPositionRule):
    """A variable of type ID!, String!, .. may be used where UUID! is expected, as the reference allows."""

    def leave_operation_definition(self, operation: Any, *args: Any) -> None:
        schema: GraphQLSchema = self.context.schema
        for usage in self.context.get_recursive_variable_usages(operation):
            definition = self.var_def_map.get(usage.node.name.value)
            declared = type_from_ast(schema, definition.type) if definition and usage.type else None
            if declared is None or usage.type is None:
                continue
            stand_in = standing_in(declared, usage.type)
            default = definition.default_value if definition else None
            if not allowed_variable_usage(schema, stand_in, default, usage.type, usage.default_value):
                self._refuse(usage, definition, declared)

    def _refuse(self, usage: Any, definition: Any, declared: GraphQLType) -> None:
        from_graphql = f"Variable '${usage.node.name.value}' of type '{declared}' used in position expecting type"
        self.report_error(GraphQLError(f"{from_graphql} '{usage.type}'.", [definition, usage.node]))


RULES = [RelaxedVariables if rule is VariablesInAllowedPositionRule else rule for rule in specified_rules]
HIDDEN = [*RULES, NoSchemaIntrospectionCustomRule]
"""For callers without a token in production: no introspection either."""
