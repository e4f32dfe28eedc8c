"""What of a record is returned. The same selection object comes back each time, so that the engine keeps its SQL."""

from collections.abc import Iterator
from functools import lru_cache

from core.records.context import Context
from core.records.lookup import may_read
from core.records.query import (
    PAGE_INFO,
    Connection,
    Output,
    PageInfo,
    Records,
    RecordSelection,
    ToMany,
    ToOne,
    Total,
    Value,
)
from core.rest.errors import RestError
from core.rest.filter_grammar import near
from metadata.fields.base import Field
from metadata.schema.snapshot import ObjectSchema, WorkspaceSchema

KEPT = 512
UNSEEN = ("TS_VECTOR",)

Item = Value | ToOne | ToMany


def selection_of(
    schema: WorkspaceSchema, obj: ObjectSchema, depth: int, names: tuple[str, ...] | None
) -> RecordSelection:
    """What `depth` and `fields` ask for."""
    return default_selection(schema, obj, depth) if names is None else named_selection(schema, obj, depth, names)


@lru_cache(maxsize=KEPT)
def default_selection(schema: WorkspaceSchema, obj: ObjectSchema, depth: int) -> RecordSelection:
    """Every readable field; at depth 1 also the records on the other side of each relation."""
    items = [item for field in obj.fields.values() for item in _items(schema, field, depth)]
    return RecordSelection(tuple(items), lenient=True)


@lru_cache(maxsize=KEPT)
def named_selection(schema: WorkspaceSchema, obj: ObjectSchema, depth: int, names: tuple[str, ...]) -> RecordSelection:
    """The fields that `fields=` names, and the id."""
    items: dict[str, Item] = {"id": Value("id", "id")}
    for name in names:
        items.update((item.key, item) for item in _named(schema, obj, name, depth))
    return RecordSelection(tuple(items.values()))


@lru_cache(maxsize=KEPT)
def field_selection(schema: WorkspaceSchema, obj: ObjectSchema, name: str, depth: int) -> RecordSelection:
    """One field alone: a value, a join column or the record of a to-one relation."""
    field = obj.fields.get(name)
    if field is None or field.relation is None:
        return RecordSelection((Value(name, name),))
    return RecordSelection((related(schema, field, depth),))


@lru_cache(maxsize=KEPT)
def list_outputs(selection: RecordSelection, key: str = "records") -> tuple[Output, ...]:
    """What a page of records consists of."""
    return (Records(key, selection), Total("totalCount"), PageInfo("pageInfo", PAGE_INFO))


def _items(schema: WorkspaceSchema, field: Field, depth: int) -> Iterator[Item]:
    relation = field.relation
    if relation is None:
        if field.type.name not in UNSEEN:
            yield Value(field.name, field.name)
        return
    if relation.to_one:
        yield Value(relation.join_column, relation.join_column)
    if depth:
        yield related(schema, field)


def related(schema: WorkspaceSchema, field: Field, depth: int = 0) -> ToOne | ToMany:
    """The record or the first records on the other side, with their own fields."""
    assert field.relation is not None
    inner = default_selection(schema, schema.target(field), depth)
    if field.relation.to_one:
        return ToOne(field.name, field.name, inner)
    return ToMany(field.name, field.name, Connection((Records("records", inner),)), plain=True)


def _named(schema: WorkspaceSchema, obj: ObjectSchema, name: str, depth: int) -> list[Item]:
    if name in obj.joins:
        return [Value(name, name)]
    field = obj.fields[name]
    if field.relation is not None and not field.relation.to_one and not depth:
        message = f"'fields' parameter: relation \"{name}\" needs depth=1"
        raise RestError("INVALID_FIELDS", message, field=name)
    return list(_items(schema, field, depth))


def refuse_unknown(context: Context, obj: ObjectSchema, depth: int, names: tuple[str, ...]) -> None:
    """What the caller may not read does not exist for `fields=`."""
    for name in names:
        field = obj.fields.get(name) or obj.joins.get(name)
        if field is None or not _shown(context, obj, field, name, depth):
            known = obj.fields.items()
            allowed = sorted(name for name, field in known if _shown(context, obj, field, name, depth))
            message = f"'fields' parameter invalid: object {obj.name_singular} doesn't have any \"{name}\" field"
            raise RestError("INVALID_FIELDS", message, field=name, allowed=allowed, **near(name, allowed))


def _shown(context: Context, obj: ObjectSchema, field: Field, name: str, depth: int) -> bool:
    seen = field.type.name not in UNSEEN and may_read(context, obj, field)
    return seen and _readable_side(context, field, name, depth)


def _readable_side(context: Context, field: Field, name: str, depth: int) -> bool:
    """Whether the records are shown that the relation `name` leads to, or none are at this depth."""
    beyond = field.relation is not None and name == field.name and depth
    return not beyond or context.permissions.can_read(context.schema.target(field).id)
