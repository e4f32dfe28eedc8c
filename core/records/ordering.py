"""Order keys to sort keys; the id always comes last."""

from core.records.context import Context
from core.records.errors import RecordError
from core.records.lookup import may_read, target_of
from core.records.plan import SortKey
from core.records.query import OrderKey
from metadata.fields.base import Column, Field
from metadata.schema.snapshot import ObjectSchema


def plan_order(context: Context, obj: ObjectSchema, order: tuple[OrderKey, ...]) -> tuple[SortKey, ...]:
    """The sort keys of `order`, closed by `id` ascending. A key that is repeated decides nothing."""
    found: dict[tuple[str, ...], SortKey] = {}
    for key in order:
        found.setdefault(key.path, sort_key(context, obj, key))
    keys = list(found.values())
    if not any(key.column.name == "id" and key.hop is None for key in keys):
        keys.append(SortKey(("id",), obj.columns["id"], False, False))
    return tuple(keys)


def sort_key(context: Context, obj: ObjectSchema, key: OrderKey) -> SortKey:
    descending, nulls_first = key.direction.startswith("Desc"), key.direction.endswith("NullsFirst")
    head, rest = key.path[0], key.path[1:]
    field = sortable_field(context, obj, head)
    if field.relation is not None and head == field.name:
        if not field.relation.to_one:
            raise not_sortable(head)
        target = target_of(context, field)
        if not rest:
            raise RecordError(
                "INVALID_QUERY_INPUT",
                f'Relation field "{head}" requires a field of its record '
                f"(e.g., {{ {head}: {{ name: 'AscNullsFirst' }} }})",
                field=head,
            )
        inner = sortable_field(context, target, rest[0])
        column = sort_column(inner, rest[0], rest[1:])
        return SortKey(key.path, column, descending, nulls_first, field, target)
    return SortKey(key.path, sort_column(field, head, rest), descending, nulls_first)


def sortable_field(context: Context, obj: ObjectSchema, name: str) -> Field:
    field = obj.fields.get(name) or obj.joins.get(name)
    if field is None:
        raise not_sortable(name)
    if not may_read(context, obj, field):
        raise RecordError("PERMISSION_DENIED", "Entity performing the request does not have permission")
    return field


def sort_column(field: Field, head: str, rest: tuple[str, ...]) -> Column:
    if not field.type.shape.composite:
        if rest or not field.columns or (field.relation is not None and head == field.name):
            raise not_sortable(".".join((head, *rest)))
        return field.columns[0]
    if not rest:
        raise RecordError(
            "INVALID_QUERY_INPUT",
            f'Composite field "{head}" requires subfield ordering '
            f"(e.g., {{ {head}: {{ subFieldName: 'AscNullsFirst' }} }})",
            field=head,
            allowed=list(field.type.shape.part_names),
        )
    column = field.column(rest[0]) if len(rest) == 1 else None
    if column is None:
        raise not_sortable(".".join((head, *rest)))
    return column


def not_sortable(name: str) -> RecordError:
    return RecordError("FIELD_NOT_FOUND", f'Field "{name}" does not exist or is not sortable', field=name)
