"""Selections and connections of a query to plans: names to columns, rights checked."""

from threading import Lock

from cachetools import LRUCache

from core.records.aggregates import plan_aggregate
from core.records.context import Context
from core.records.errors import RecordError, denied
from core.records.filters import plan_where
from core.records.lookup import find_field, may_read, target_of
from core.records.ordering import plan_order
from core.records.paging import plan_page
from core.records.plan import (
    ConnectionPlan,
    ConstantPlan,
    EdgesPlan,
    GroupValuesPlan,
    OutputPlan,
    PageInfoPlan,
    RecordPlan,
    RecordsPlan,
    ToManyPlan,
    ToOnePlan,
    ValuePlan,
)
from core.records.query import (
    Aggregate,
    Connection,
    Constant,
    Edges,
    GroupValues,
    Output,
    PageInfo,
    Records,
    RecordSelection,
    ToMany,
    ToOne,
    Total,
    Value,
)
from metadata.fields.base import Column, Field
from metadata.schema.snapshot import ObjectSchema

CODE = "INVALID_QUERY_INPUT"
_flat_plans: LRUCache[tuple[RecordSelection, ObjectSchema, object], RecordPlan] = LRUCache(maxsize=2048)
_lock = Lock()


def plan_record(context: Context, obj: ObjectSchema, selection: RecordSelection) -> RecordPlan:
    """The plan of one record. Plans without lists are kept by the identity of selection and object."""
    key = (selection, obj, context.permissions.key)
    with _lock:  # reading moves the entry, too
        found = _flat_plans.get(key)
    if found is not None:
        return found
    items = [planned for item in selection.items if (planned := plan_item(context, obj, item, selection.lenient))]
    plan = RecordPlan(obj, tuple(items), all(is_flat(item) for item in items))
    if plan.flat:
        with _lock:
            _flat_plans[key] = plan
    return plan


def is_flat(item: object) -> bool:
    return item.record.flat if isinstance(item, ToOnePlan) else not isinstance(item, ToManyPlan)


def plan_item(
    context: Context, obj: ObjectSchema, item: Value | ToOne | ToMany | Constant, lenient: bool
) -> ValuePlan | ToOnePlan | ToManyPlan | ConstantPlan | None:
    """None where a lenient selection meets something unreadable."""
    if isinstance(item, Constant):
        return ConstantPlan(item.key, item.text)
    name = item.name if isinstance(item, Value) else item.relation
    if lenient and hidden(context, obj, name):
        return None
    field = find_field(context, obj, name, CODE)
    if isinstance(item, Value):
        return plan_value(field, item)
    target = target_of(context, field)
    if isinstance(item, ToOne):
        return ToOnePlan(item.key, field, target, plan_record(context, target, item.record))
    return ToManyPlan(item.key, field, target, plan_connection(context, target, item.connection, True), item.plain)


def hidden(context: Context, obj: ObjectSchema, name: str) -> bool:
    field = obj.fields.get(name) or obj.joins.get(name)
    if field is None:
        return False
    if not may_read(context, obj, field):
        return True
    return (
        field.relation is not None
        and name == field.name
        and not context.permissions.can_read(context.schema.target(field).id)
    )


def plan_value(field: Field, item: Value) -> ValuePlan:
    if not field.type.shape.composite:
        if not field.columns:
            raise RecordError(CODE, f'Relation field "{item.name}" has no value of its own', field=item.name)
        if item.parts:
            return ValuePlan(item.key, item.parts, elements=field.columns[0])
        return ValuePlan(item.key, (("", field.columns[0]),))
    wanted = item.parts or tuple((name, name) for name in field.type.shape.part_names)
    parts: list[tuple[str, Column | str]] = []
    for key, name in wanted:
        column = field.column(name)
        if column is None and name != "__typename":
            raise RecordError(CODE, f'Sub field "{name}" not found for composite type: {field.type.name}')
        parts.append((key, column if column is not None else field.type.shape.name))
    return ValuePlan(item.key, tuple(parts), True)


def plan_connection(
    context: Context, obj: ObjectSchema, connection: Connection, nested: bool = False
) -> ConnectionPlan:
    if not context.permissions.can_read(obj.id):
        raise denied()
    order = plan_order(context, obj, connection.order)
    return ConnectionPlan(
        obj,
        plan_where(context, obj, connection.filter),
        order,
        plan_page(context, connection.page, order, nested),
        plan_outputs(context, obj, connection.outputs),
    )


def plan_outputs(context: Context, obj: ObjectSchema, outputs: tuple[Output, ...]) -> tuple[OutputPlan, ...]:
    return tuple(plan_output(context, obj, output) for output in outputs)


def plan_output(context: Context, obj: ObjectSchema, output: Output) -> OutputPlan:
    if isinstance(output, Records):
        return RecordsPlan(output.key, plan_record(context, obj, output.record))
    if isinstance(output, Edges):
        items = tuple(
            (what, key, plan_record(context, obj, value) if what == "node" else value)
            for what, key, value in output.items
        )
        return EdgesPlan(output.key, items)
    if isinstance(output, PageInfo):
        return PageInfoPlan(output.key, output.items)
    if isinstance(output, Total):
        return plan_aggregate(context, obj, output.key, "totalCount", False)
    if isinstance(output, Aggregate):
        return plan_aggregate(context, obj, output.key, output.name, output.as_text)
    if isinstance(output, GroupValues):
        return GroupValuesPlan(output.key)
    return ConstantPlan(output.key, output.text)
