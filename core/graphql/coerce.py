"""Values from clients: variables by coercers compiled once a type, literals of a document with their variables."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    GraphQLType,
    value_from_ast_untyped,
)
from graphql.execution.values import get_variable_values
from graphql.language import (
    ArgumentNode,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    SourceLocation,
    ValueNode,
    VariableDefinitionNode,
    VariableNode,
)
from graphql.pyutils import Undefined

from core.graphql.errors import INPUT, Entry, RequestRefused, document_entry
from core.records.errors import RecordError

MISSING = Undefined
Coerce = Callable[[Any], Any]


class Unfit(Exception):
    """A value does not fit its type. graphql-core then finds the words."""


@dataclass(slots=True)
class Variables:
    """The coerced variables of one request. `touched` counts the looks: what was built without one can be kept."""

    values: Mapping[str, Any] = field(default_factory=dict)
    touched: int = 0

    def get(self, name: str) -> Any:
        self.touched += 1
        return self.values.get(name, MISSING)

    def all(self) -> dict[str, Any]:
        self.touched += 1
        return dict(self.values)


# -- values of variables ----------------------------------------------------------------------------------------------
class Coercers:
    """One coercer a type, made when first needed. They look at the given keys only, however wide the type is."""

    def __init__(self) -> None:
        self.named: dict[str, Coerce] = {}

    def of(self, type_: GraphQLType) -> Coerce:
        if isinstance(type_, GraphQLNonNull):
            return _required(self.of(type_.of_type))
        if isinstance(type_, GraphQLList):
            return _listed(self.of(type_.of_type))
        name = type_.name  # type: ignore[attr-defined]
        found = self.named.get(name)
        if found is None:
            made = self._object(type_) if isinstance(type_, GraphQLInputObjectType) else _leaf(type_)
            found = self.named.setdefault(name, made)
        return found

    def _object(self, type_: GraphQLInputObjectType) -> Coerce:
        known: dict[str, Coerce] = {}

        def member(name: str) -> Coerce:
            if name not in type_.fields:
                raise Unfit
            return known.setdefault(name, self.of(type_.fields[name].type))

        def coerce(value: Any) -> Any:
            if value is None:
                return None
            if not isinstance(value, dict):
                raise Unfit
            made = {name: (known.get(name) or member(name))(item) for name, item in value.items()}
            if not _required_names(type_) <= made.keys():
                raise Unfit
            return made

        return coerce


def _required_names(type_: GraphQLInputObjectType) -> frozenset[str]:
    found = type_.extensions.get("required")
    if found is None:
        names = (name for name, item in type_.fields.items() if isinstance(item.type, GraphQLNonNull))
        found = type_.extensions["required"] = frozenset(names)
    return found


def _required(inner: Coerce) -> Coerce:
    def coerce(value: Any) -> Any:
        if value is None:
            raise Unfit
        return inner(value)

    return coerce


def _listed(inner: Coerce) -> Coerce:
    def coerce(value: Any) -> Any:
        if value is None:
            return None
        return [inner(item) for item in value] if isinstance(value, list) else [inner(value)]

    return coerce


def _leaf(type_: Any) -> Coerce:
    parse = type_.parse_value

    def coerce(value: Any) -> Any:
        if value is None:
            return None
        parsed = parse(value)
        if parsed is MISSING:
            raise Unfit
        return parsed

    return coerce


@dataclass(frozen=True, slots=True)
class Variable:
    """A declared variable. `default` is coerced already; `place` is where errors point."""

    name: str
    coerce: Coerce
    required: bool
    default: Any
    node: VariableDefinitionNode
    place: SourceLocation | None


def coerce_variables(schema: GraphQLSchema, declared: Sequence[Variable], given: Mapping[str, Any]) -> Variables:
    values: dict[str, Any] = {}
    try:
        for variable in declared:
            if variable.name in given:
                values[variable.name] = variable.coerce(given[variable.name])
            elif variable.default is not MISSING:
                values[variable.name] = variable.default
            elif variable.required:
                raise Unfit
    except Exception:  # whatever is wrong, graphql-core words it
        raise _refused(schema, declared, given) from None
    return Variables(values)


def _refused(schema: GraphQLSchema, declared: Sequence[Variable], given: Mapping[str, Any]) -> RequestRefused:
    places = {variable.name: variable.place for variable in declared}
    found = get_variable_values(schema, [variable.node for variable in declared], dict(given), max_errors=50)
    entries: list[Entry] = []
    for error in found if isinstance(found, list) else ():
        entry = document_entry(error, INPUT, True)
        node = error.nodes[0] if error.nodes else None
        place = places.get(node.variable.name.value) if isinstance(node, VariableDefinitionNode) else None
        if place is not None:
            entry = {"message": entry["message"], "locations": [{"line": place.line, "column": place.column}], **entry}
        entries.append(entry)
    return RequestRefused(entries or [{"message": "A variable has an invalid value.", "extensions": {"code": INPUT}}])


# -- literals ----------------------------------------------------------------------------------------------------------
def literal(node: ValueNode, type_: GraphQLType, variables: Variables) -> Any:
    """The value of a validated literal; MISSING where it is a variable without a value."""
    if isinstance(node, VariableNode):
        return variables.get(node.name.value)
    if isinstance(type_, GraphQLNonNull):
        type_ = type_.of_type
    if isinstance(node, NullValueNode):
        return None
    if isinstance(type_, GraphQLList):
        return _list(node, type_.of_type, variables)
    if isinstance(type_, GraphQLInputObjectType):
        return _object(node, type_, variables)
    if isinstance(node, ObjectValueNode | ListValueNode):
        return value_from_ast_untyped(node, variables.all())
    return type_.parse_literal(node)  # type: ignore[attr-defined]


def _list(node: ValueNode, inner: GraphQLType, variables: Variables) -> list[Any]:
    items = node.values if isinstance(node, ListValueNode) else (node,)
    found = [literal(item, inner, variables) for item in items]
    return [None if item is MISSING else item for item in found]


def _object(node: ValueNode, type_: GraphQLInputObjectType, variables: Variables) -> dict[str, Any]:
    assert isinstance(node, ObjectValueNode)
    found = (
        (item.name.value, literal(item.value, type_.fields[item.name.value].type, variables)) for item in node.fields
    )
    return {name: value for name, value in found if value is not MISSING}


def arguments(
    declared: Mapping[str, GraphQLArgument], given: Sequence[ArgumentNode], variables: Variables
) -> dict[str, Any]:
    """The arguments that have a value. A null where none may be is refused: only a variable can bring it."""
    found: dict[str, Any] = {}
    for node in given:
        name = node.name.value
        value = literal(node.value, declared[name].type, variables)
        if value is not MISSING:
            found[name] = value
    for name, argument in declared.items():
        missing = argument.default_value is MISSING if name not in found else found[name] is None
        if missing and isinstance(argument.type, GraphQLNonNull):
            message = f'Argument "{name}" of non-null type "{argument.type}" must not be null.'
            raise RecordError("INVALID_QUERY_INPUT", message, field=name)
    return found
