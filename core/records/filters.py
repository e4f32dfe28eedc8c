"""Filter -> predicate: names to columns, raw operands to parameters, in the words of the contract."""

from collections.abc import Sequence
from typing import Any

from core.records.context import Context
from core.records.errors import RecordError
from core.records.lookup import find_field, target_of
from core.records.plan import AllOf, AnyOf, Compare, NotThat, Predicate, Related, Where
from core.records.query import Condition, Every, Filter, Hop, Opposite, Some
from metadata.fields.base import Column, Field
from metadata.fields.errors import InvalidValue
from metadata.fields.operators import OPERATORS
from metadata.fields.printing import inspected, interpolated
from metadata.schema.snapshot import ObjectSchema

CODE = "INVALID_ARGS_FILTER"
LONGEST_SEARCH = 10_000
DEEPEST = 100
"""How many groups may lie in each other."""


def plan_where(context: Context, obj: ObjectSchema, filter: Filter | None, bin: str = "live") -> Where:
    """The predicate of `filter` on `obj` and what it says about the bin."""
    if filter is None:
        return Where(AllOf(()), False, bin)
    refuse_depth(filter)
    predicate = resolve(context, obj, filter, context.limits.filter_hops)
    return Where(predicate, mentions_bin(filter), bin)


def refuse_depth(filter: Filter) -> None:
    level: list[Filter] = [filter]
    for _ in range(DEEPEST):
        level = [inner for item in level for inner in members(item)]
        if not level:
            return
    raise too_deep()


def too_deep() -> RecordError:
    return RecordError(CODE, f"A filter nested deeper than {DEEPEST} levels is not supported", allowed=DEEPEST)


def members(filter: Filter) -> Sequence[Filter]:
    if isinstance(filter, Every | Some):
        return filter.items
    if isinstance(filter, Opposite):
        return (filter.item,)
    return (filter.filter,) if isinstance(filter, Hop) else ()


def resolve(context: Context, obj: ObjectSchema, filter: Filter, hops: int) -> Predicate:
    if isinstance(filter, Condition):
        return resolve_condition(context, obj, filter, hops)
    if isinstance(filter, Every):
        return AllOf(tuple(resolve(context, obj, item, hops) for item in filter.items))
    if isinstance(filter, Some):
        return AnyOf(tuple(resolve(context, obj, item, hops) for item in filter.items))
    if isinstance(filter, Opposite):
        if is_empty(filter.item):
            return AllOf(())
        return NotThat(resolve(context, obj, filter.item, hops))
    return resolve_hop(context, obj, filter, hops)


def resolve_hop(context: Context, obj: ObjectSchema, hop: Hop, hops: int) -> Predicate:
    field = find_field(context, obj, hop.relation, CODE)
    if field.relation is None:
        raise RecordError(CODE, f'Field "{hop.relation}" is not a relation', field=hop.relation)
    if hops == 0:
        raise RecordError(
            CODE,
            f"Relation filter nesting deeper than {context.limits.filter_hops} hops is not supported",
            field=hop.relation,
        )
    target = target_of(context, field)
    inner = resolve(context, target, hop.filter, hops - 1)
    if is_empty(hop.filter):
        return AllOf(())  # `people: {}` filters nothing
    return Related(field, target, inner)


def resolve_condition(context: Context, obj: ObjectSchema, condition: Condition, hops: int) -> Predicate:
    head, rest = condition.path[0], condition.path[1:]
    place = {"at": condition.at, "found": condition.text} if condition.at is not None else {}
    field = find_field(context, obj, head, CODE, allowed=sorted(obj.fields), **place)
    if field.relation is not None and head == field.name:
        if not rest:
            raise relation_refusal(field)
        inner = Condition(rest, condition.operator, condition.value, condition.at, condition.text)
        return resolve_hop(context, obj, Hop(head, inner), hops)
    column = column_for(field, head, rest, condition.operator)
    return compare(field, column, condition, place)


def relation_refusal(field: Field) -> RecordError:
    assert field.relation is not None
    message = f'Cannot filter by relation field "{field.name}"'
    if field.relation.to_one:
        message += f': use "{field.relation.join_column}" instead'
    return RecordError(CODE, message, field=field.name)


def column_for(field: Field, head: str, rest: tuple[str, ...], operator: str) -> Column:
    """The column that `field` or `field.sub` names."""
    if not field.type.shape.composite:
        column = field.columns[0]
        if rest:
            raise RecordError(
                CODE, f'Field "{field.name}" of type {field.type.name} has no sub field "{rest[0]}"', field=field.name
            )
        return column
    found = field.column(rest[0]) if rest else None
    if found is None or len(rest) > 1:
        wanted = rest[1] if found else rest[0] if rest else operator
        raise RecordError(
            CODE,
            f'Sub field "{wanted}" not found for composite type: {field.type.name}',
            field=field.name,
            allowed=list(field.type.shape.part_names),
        )
    return found


def compare(field: Field, column: Column, condition: Condition, place: dict[str, Any]) -> Predicate:
    label = f"{field.name}.{column.part.name}" if column.part.name else condition.path[0]
    operator = condition.operator
    if operator not in column.kind.operators:
        allowed = ", ".join(column.kind.operators)
        raise RecordError(
            CODE,
            f'Operator "{operator}" is not valid for field "{label}" of type {field.type.name} - '
            f"Allowed operators: {allowed}",
            friendly=f'Invalid filter : Operator "{operator}" is not valid for this "{label}" {field.type.name} field',
            field=label,
            allowed=list(column.kind.operators),
            **place,
        )
    try:
        operand = parse_operand(column, operator, condition.value, label)
    except InvalidValue as error:
        details = error.details | {"field": label} | place
        raise RecordError(error.code or CODE, error.message, friendly=error.friendly, **details) from None
    return Compare(column, operator, operand)


def parse_operand(column: Column, operator: str, value: Any, label: str) -> Any:
    """The SQL parameter of one operand: text for patterns, a list for many, NULL / NOT_NULL for `is`."""
    argument = OPERATORS[operator].argument
    if argument == "null":
        word = value.upper() if isinstance(value, str) else value
        if word not in ("NULL", "NOT_NULL"):
            raise InvalidValue(
                f'Invalid value "{interpolated(value)}" for operator "is" of field "{label}". Use NULL or NOT_NULL'
            )
        return word
    if argument == "flag":
        if value in (True, "true"):
            return True
        if value in (False, "false"):
            return False
        raise InvalidValue(f'Invalid boolean value {inspected(value)} for operator "{operator}" of field "{label}"')
    if argument == "many":
        items = value if isinstance(value, list | tuple) else [value]
        return [column.kind.parse(item, label, column.options) for item in items]
    if operator == "search":
        return search_text(value, label)
    if argument == "pattern" or operator in ("startsWith", "endsWith"):
        return pattern_text(value, label)
    return column.kind.parse(value, label, column.options)


def search_text(value: Any, label: str) -> str:
    text = pattern_text(value, label)
    if len(text) > LONGEST_SEARCH:
        raise InvalidValue(f'Invalid string value for "{label}": it is longer than {LONGEST_SEARCH} characters')
    return text


def pattern_text(value: Any, label: str) -> str:
    if not isinstance(value, str):
        raise InvalidValue(f'Invalid string value {inspected(value)} for text field "{label}"')
    if "\x00" in value:
        raise InvalidValue(f'Invalid string value for text field "{label}": it holds a NUL character')
    try:
        value.encode()
    except UnicodeEncodeError:
        raise InvalidValue(f'Invalid string value for text field "{label}": it holds a lone surrogate') from None
    return value


def mentions_bin(filter: Filter) -> bool:
    """Whether deletedAt of the object itself occurs anywhere in the filter."""
    if isinstance(filter, Condition):
        return filter.path[0] == "deletedAt"
    if isinstance(filter, Every | Some):
        return any(mentions_bin(item) for item in filter.items)
    return isinstance(filter, Opposite) and mentions_bin(filter.item)


def is_empty(filter: Filter | None) -> bool:
    """Whether the filter holds no condition at all."""
    if filter is None:
        return True
    if isinstance(filter, Every | Some):
        return all(is_empty(item) for item in filter.items)
    if isinstance(filter, Opposite):
        return is_empty(filter.item)
    return isinstance(filter, Hop) and is_empty(filter.filter)
