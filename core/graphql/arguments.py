"""Arguments of GraphQL, already coerced, to the engine's filters, orders, pages and dimensions."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from core.records.errors import RecordError
from core.records.filters import is_empty
from core.records.query import (
    NO_FILTER,
    Condition,
    Dimension,
    Every,
    Filter,
    GroupOrder,
    Hop,
    Opposite,
    OrderKey,
    Page,
    Some,
)
from metadata.fields.base import Field
from metadata.schema.snapshot import ObjectSchema, WorkspaceSchema

CODE = "INVALID_QUERY_INPUT"
Given = Mapping[str, Any]
Path = tuple[str, ...]


# -- filter ------------------------------------------------------------------------------------------------------------
def filter_of(schema: WorkspaceSchema, obj: ObjectSchema, given: Given | None) -> Filter:
    """Keys of one object are ANDed; `{}` and null filter nothing."""

    def field(name: str, value: Given) -> Iterator[Filter]:
        return _field_filters(schema, obj, name, value)

    return _logic(given, field)


def record_filter(given: Given | None) -> Filter:
    """The filter of `search`, over the fields that every object has."""
    return _logic(given, lambda name, value: _leaf((name,), value))


def _logic(given: Given | None, field: Callable[[str, Given], Iterator[Filter]]) -> Filter:
    items: list[Filter] = []
    for name, value in (given or {}).items():
        if value is None:
            continue
        if name == "and":
            items.extend(_logic(item, field) for item in value)
        elif name == "or":
            some = tuple(_logic(item, field) for item in value)
            items.extend([Some(some)] if some else [])
        elif name == "not":
            inner = _logic(value, field)
            items.extend([] if is_empty(inner) else [Opposite(inner)])
        else:
            items.extend(field(name, value))
    items = [item for item in items if item != NO_FILTER]
    return items[0] if len(items) == 1 else Every(tuple(items))


def _field_filters(schema: WorkspaceSchema, obj: ObjectSchema, name: str, value: Given) -> Iterator[Filter]:
    field = obj.fields.get(name)
    if field is not None and field.relation is not None:
        if value:
            yield Hop(name, filter_of(schema, schema.target(field), value))
    elif field is not None and field.type.shape.composite:
        for part, operators in value.items():
            if operators is not None:
                yield from _leaf((name, part), operators)
    else:
        refuse_no_ids(obj, name, value)
        yield from _leaf((name,), value)


def refuse_no_ids(obj: ObjectSchema, name: str, operators: Given) -> None:
    """`in: []` matches nothing, but of ids it is refused, as the reference does."""
    column = obj.columns.get(name)
    if column is not None and column.kind.graphql == "UUID" and operators.get("in") == []:
        message = f"Invalid filter value for field {name}. Expected non-empty array"
        raise RecordError(CODE, message, field=name, value=[])


def _leaf(path: Path, operators: Given) -> Iterator[Filter]:
    if not operators:
        message = f'Filter for field "{".".join(path)}" must have exactly one operator'
        raise RecordError("INVALID_ARGS_FILTER", message, field=".".join(path))
    for operator, value in operators.items():
        if value is None and operator in ("eq", "neq"):
            yield Condition(path, "is", "NULL" if operator == "eq" else "NOT_NULL")
        elif value is None:
            message = f'Filter operator "{operator}" of field "{".".join(path)}" needs a value'
            raise RecordError("INVALID_ARGS_FILTER", message, field=".".join(path))
        else:
            yield Condition(path, operator, value)


# -- order and page ----------------------------------------------------------------------------------------------------
def orders_of(given: Sequence[Given | None] | None) -> tuple[OrderKey, ...]:
    found = (leaf for item in given or () for leaf in _leaves((), item))
    return tuple(OrderKey(path, direction) for path, direction in found)


def _leaves(path: Path, given: Any) -> Iterator[tuple[Path, Any]]:
    """(path, value) of each scalar in nested objects. `{}` is given to the engine, which refuses it."""
    if path and given == {}:
        yield path, "AscNullsFirst"
    elif isinstance(given, Mapping):
        for name, value in given.items():
            yield from _leaves((*path, name), value)
    elif given is not None:
        yield path, given


def page_of(given: Given) -> Page:
    return Page(
        first=given.get("first"),
        last=given.get("last"),
        after=given.get("after") or None,  # clients send "" for the first page
        before=given.get("before") or None,
        offset=given.get("offset") or 0,
    )


# -- groups ------------------------------------------------------------------------------------------------------------
def dimensions_of(schema: WorkspaceSchema, obj: ObjectSchema, given: Sequence[Given]) -> tuple[Dimension, ...]:
    return tuple(_dimension(schema, obj, (), item) for item in given)


def _dimension(schema: WorkspaceSchema, obj: ObjectSchema, path: Path, given: Given) -> Dimension:
    name, value = _only(given)
    path = (*path, name)
    field = obj.fields.get(name)
    if isinstance(value, Mapping) and field is not None:
        if field.relation is not None:
            return _dimension(schema, schema.target(field), path, value)
        if not field.type.shape.composite:
            return Dimension(path, value.get("granularity"), value.get("timeZone"), value.get("weekStartDay"))
        part, value = _only(value)
        path = (*path, part)
    if value is not True:
        raise RecordError(CODE, f"Unidentified field in groupBy: {'.'.join(path)}", field=name)
    return Dimension(path)


def _only(given: Given) -> tuple[str, Any]:
    found = [(name, value) for name, value in given.items() if value is not None and value is not False]
    if len(found) > 1:
        message = "You cannot provide multiple fields in one GroupByInput, split them into multiple GroupByInput"
        raise RecordError(CODE, message, field="groupBy")
    if not found:
        raise RecordError(CODE, "A GroupByInput must name a field", field="groupBy")
    return found[0]


def group_orders_of(
    schema: WorkspaceSchema, obj: ObjectSchema, given: Sequence[Given | None] | None
) -> tuple[GroupOrder, ...]:
    return tuple(order for item in given or () for order in _group_orders(schema, obj, (), item or {}))


def _group_orders(schema: WorkspaceSchema, obj: ObjectSchema, path: Path, given: Given) -> Iterator[GroupOrder]:
    for name, value in given.items():
        if value is None:
            continue
        if name == "aggregate":
            yield from _aggregate_orders(value)
            continue
        field: Field | None = obj.fields.get(name)
        if field is not None and field.relation is not None:
            yield from _group_orders(schema, schema.target(field), (*path, name), value)
        elif not isinstance(value, Mapping):
            yield GroupOrder(value, path=(*path, name))
        elif field is not None and field.type.shape.composite:
            yield from (GroupOrder(direction, path=(*path, *leaf)) for leaf, direction in _leaves((name,), value))
        elif value.get("orderBy") is not None:
            yield GroupOrder(value["orderBy"], path=(*path, name), granularity=value.get("granularity"))


def _aggregate_orders(given: Given) -> Iterator[GroupOrder]:
    for name, direction in given.items():
        if isinstance(direction, Mapping):
            raise RecordError(CODE, f'"{name}" is not an aggregate to order groups by', field=name)
        if direction is not None:
            yield GroupOrder(direction, aggregate=name)
