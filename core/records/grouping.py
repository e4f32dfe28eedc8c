"""groupBy: dimensions, their order, and the groups they make."""

from zoneinfo import ZoneInfo, available_timezones

from core.records.aggregates import plan_aggregate
from core.records.context import Context
from core.records.errors import RecordError, denied
from core.records.execute import fetch
from core.records.filters import plan_where
from core.records.lookup import may_read, readable_names, readable_object, target_of
from core.records.ordering import plan_order
from core.records.paging import MOST_OFFSET
from core.records.plan import (
    ConnectionPlan,
    DimensionPlan,
    EdgesPlan,
    GroupPlan,
    GroupSort,
    OutputPlan,
    PageInfoPlan,
    PagePlan,
    RecordsPlan,
    SortKey,
    Where,
)
from core.records.query import Dimension, GroupBy, GroupOrder, Result
from core.records.selection import plan_outputs
from core.records.sql.groups import groups_sql
from core.records.views import view_filter
from metadata.fields.base import Column, Field
from metadata.schema.snapshot import ObjectSchema

PERIODS = ("DAY", "WEEK", "MONTH", "QUARTER", "YEAR")
CYCLES = ("DAY_OF_THE_WEEK", "MONTH_OF_THE_YEAR", "QUARTER_OF_THE_YEAR")
GRANULARITIES = (*PERIODS, *CYCLES, "NONE")
WEEK_STARTS = ("MONDAY", "SUNDAY", "SATURDAY")
GROUPABLE_SYSTEM = ("createdAt", "updatedAt")


def plan_groups(query: GroupBy, context: Context) -> GroupPlan:
    obj = readable_object(context, query.object)
    dimensions = tuple(plan_dimension(context, obj, dimension) for dimension in query.dimensions)
    where = plan_where(context, obj, view_filter(context, obj, query.view_id, query.filter))
    outputs = plan_outputs(context, obj, query.outputs)
    order = tuple(plan_sort(context, obj, dimensions, one) for one in query.order)
    return GroupPlan(
        obj,
        dimensions,
        where,
        order,
        group_limit(context, query.limit),
        outputs,
        sample(query, context, obj, outputs, where),
    )


def group_limit(context: Context, limit: int | None) -> int:
    if limit is not None and limit < 0:
        raise RecordError("INVALID_QUERY_INPUT", "Limit argument must be non-negative", field="limit", value=limit)
    return min(context.limits.groups_default if limit is None else limit, context.limits.groups_max)


def sample(
    query: GroupBy, context: Context, obj: ObjectSchema, outputs: tuple[OutputPlan, ...], where: Where
) -> ConnectionPlan | None:
    """The records shown with each group, where the query asks for them."""
    shown = tuple(output for output in outputs if isinstance(output, EdgesPlan | RecordsPlan | PageInfoPlan))
    if not shown:
        return None
    if query.records_offset < 0:
        message = "Offset argument must be non-negative"
        raise RecordError("INVALID_QUERY_INPUT", message, field="offset", value=query.records_offset)
    keys: tuple[SortKey, ...] = plan_order(context, obj, query.records_order)
    page = PagePlan(context.limits.group_records, min(query.records_offset, MOST_OFFSET))
    return ConnectionPlan(obj, where, keys, page, shown)


# -- dimensions -----------------------------------------------------------------------------------------------------
def plan_dimension(context: Context, obj: ObjectSchema, dimension: Dimension) -> DimensionPlan:
    head, rest = dimension.path[0], dimension.path[1:]
    field = groupable_field(context, obj, head)
    hop = target = None
    if field.relation is not None:
        if not field.relation.to_one or not rest:
            raise unsupported(head)
        hop, target = field, target_of(context, field)
        field = groupable_field(context, target, rest[0])
        rest = rest[1:]
    column = dimension_column(field, rest)
    if column.kind.pg not in ("date", "timestamptz"):
        return DimensionPlan(dimension.path, column, hop, target)
    return dated(dimension, column, hop, target)


def groupable_field(context: Context, obj: ObjectSchema, name: str) -> Field:
    field = obj.fields.get(name)
    if field is None:
        if name in obj.joins:
            raise unsupported(name)
        allowed = readable_names(context, obj)
        raise RecordError("BAD_REQUEST", f"Unidentified field in groupBy: {name}", field=name, allowed=allowed)
    if not may_read(context, obj, field):
        raise denied()
    if field.type.name == "ACTOR" or (field.system and name not in GROUPABLE_SYSTEM):
        raise unsupported(name)
    return field


def dimension_column(field: Field, rest: tuple[str, ...]) -> Column:
    parts = list(field.type.shape.part_names)
    if field.type.shape.composite and not rest:
        message = f'Composite field "{field.name}" requires a sub field in groupBy'
        raise RecordError("BAD_REQUEST", message, field=field.name, allowed=parts)
    column = field.column(rest[0] if rest else "")
    if field.type.shape.composite and (column is None or len(rest) > 1):
        message = f'Sub field "{rest[1] if column else rest[0]}" not found for composite type: {field.type.name}'
        raise RecordError("BAD_REQUEST", message, field=field.name, allowed=parts)
    if column is None or len(rest) > 1 or not column.kind.groupable or not column.part.groupable:
        raise unsupported(field.name)
    return column


def dated(dimension: Dimension, column: Column, hop: Field | None, target: ObjectSchema | None) -> DimensionPlan:
    granularity = dimension.granularity or "NONE"
    name = ".".join(dimension.path)
    if granularity not in GRANULARITIES:
        raise RecordError("BAD_REQUEST", f"Invalid granularity: {granularity}", field=name, allowed=list(GRANULARITIES))
    if dimension.week_start is not None and dimension.week_start not in WEEK_STARTS:
        raise RecordError(
            "BAD_REQUEST", f"Invalid weekStartDay: {dimension.week_start}", field=name, allowed=list(WEEK_STARTS)
        )
    zone = dimension.time_zone
    if zone is not None and zone not in available_timezones():
        raise RecordError("INVALID_TIMEZONE", f"Invalid timezone: {zone}", field=name, value=zone)
    if column.kind.pg == "timestamptz" and granularity in PERIODS and zone is None:
        raise RecordError(
            "MISSING_TIMEZONE",
            "Time zone should be specified for a group by date on Day, Week, Month, Quarter or Year",
            field=name,
        )
    return DimensionPlan(
        dimension.path, column, hop, target, granularity, str(ZoneInfo(zone or "UTC")), dimension.week_start
    )


def unsupported(name: str) -> RecordError:
    return RecordError("BAD_REQUEST", f'Field "{name}" is not supported in groupBy', field=name)


# -- order ----------------------------------------------------------------------------------------------------------
def plan_sort(
    context: Context, obj: ObjectSchema, dimensions: tuple[DimensionPlan, ...], order: GroupOrder
) -> GroupSort:
    descending, nulls_first = order.direction.startswith("Desc"), order.direction.endswith("NullsFirst")
    if order.aggregate is not None:
        plan = plan_aggregate(context, obj, "", order.aggregate, False)
        return GroupSort(descending, nulls_first, aggregate=plan.sql)
    for place, dimension in enumerate(dimensions):
        if dimension.path == order.path and order.granularity in (None, dimension.granularity):
            return GroupSort(descending, nulls_first, dimension=place)
    name = ".".join(order.path)
    raise RecordError(
        "BAD_REQUEST",
        f"Cannot order by a field that is not in groupBy criteria: {name}",
        field=name,
        allowed=[".".join(dimension.path) for dimension in dimensions],
    )


def group_by(query: GroupBy, context: Context) -> Result:
    statement = groups_sql(context.schema.pg_schema, plan_groups(query, context))
    return Result(groups=fetch(statement.sql, statement.params)[0][0])
