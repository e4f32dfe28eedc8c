"""`viewId`: the conditions of a saved view, added to those of the query."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson

from core.records.context import Context
from core.records.errors import RecordError
from core.records.filters import DEEPEST, too_deep
from core.records.paging import is_uuid
from core.records.query import NO_FILTER, Condition, Every, Filter, Opposite, Some
from metadata.fields.base import Column, Field
from metadata.schema.snapshot import ObjectSchema
from metadata.services.view_filters import StoredFilter, StoredFilters, stored_filters

Path = tuple[str, ...]
RELATIVE = re.compile(r"(?P<direction>PAST|NEXT|THIS)_(?P<amount>\d{1,4})_(?P<unit>DAY|WEEK|MONTH|YEAR)")
DAYS = {"DAY": 1, "WEEK": 7, "MONTH": 30, "YEAR": 365}


def view_filter(context: Context, obj: ObjectSchema, view_id: str | None, given: Filter) -> Filter:
    """The query's filter and the view's, both. An id that names no view of this object changes nothing."""
    if view_id is None or not is_uuid(view_id):
        return given
    stored = stored_filters(context.schema.workspace_id, UUID(view_id))
    if stored is None or stored.object_id != obj.id or not stored.filters:
        return given
    added = grouped(context, obj, stored, None, 0)
    return added if given == NO_FILTER else Every((given, added))


def grouped(context: Context, obj: ObjectSchema, stored: StoredFilters, group: UUID | None, depth: int) -> Filter:
    """The conditions of one group and of those inside it, joined as the group says."""
    if depth > DEEPEST:
        raise too_deep()
    items = [condition(context, obj, one) for one in stored.filters if one.group_id == group]
    items += [grouped(context, obj, stored, one.id, depth + 1) for one in stored.groups if one.parent_id == group]
    operator = next((one.operator for one in stored.groups if one.id == group), "AND")
    if operator == "OR":
        return Some(tuple(items))
    return Opposite(Every(tuple(items))) if operator == "NOT" else Every(tuple(items))


def condition(context: Context, obj: ObjectSchema, one: StoredFilter) -> Filter:
    if one.operand == "VECTOR_SEARCH":
        return Condition(("searchVector",), "search", str(one.value))
    field = next((field for field in obj.fields.values() if field.id == one.field_id), None)
    if field is None:
        return NO_FILTER  # of a field that is not active at present
    paths = paths_of(field, one.sub_field)
    if one.operand in ("IS_EMPTY", "IS_NOT_EMPTY", "IS_NOT_NULL"):
        empty = Every(tuple(Condition(path, "is", "NULL") for path, _ in paths))
        return empty if one.operand == "IS_EMPTY" else Opposite(empty)
    if not meant(one.value):
        return NO_FILTER  # a condition that is still being filled in
    if field.relation is not None:
        return relation_condition(context, paths[0][0], one)
    found = tuple(column_condition(context, path, column, one) for path, column in paths)
    return found[0] if len(found) == 1 else Some(found)


def meant(value: Any) -> bool:
    return value is not None and value != ""


def paths_of(field: Field, sub_field: str | None) -> list[tuple[Path, Column]]:
    """The columns that a condition speaks of: the sub-field, or everything that a person would search."""
    if field.relation is not None:
        return [((column.name,), column) for column in field.columns]
    if not field.type.shape.composite:
        return [((field.name,), field.columns[0])]
    named = [column for column in field.columns if column.part.name == sub_field]
    first = [field.columns[0]] if field.columns[0].kind.pg == "numeric" else []
    texts = [column for column in field.columns if column.kind.pg == "text"]
    return [((field.name, column.part.name), column) for column in named or first or texts]


def relation_condition(context: Context, path: Path, one: StoredFilter) -> Filter:
    value = parsed(one.value)
    ids = value if isinstance(value, list) else []
    if isinstance(value, dict):
        chosen = value.get("selectedRecordIds")
        ids = list(chosen) if isinstance(chosen, list) else []
        if value.get("isCurrentWorkspaceMemberSelected") and context.actor.workspace_member_id:
            ids.append(str(context.actor.workspace_member_id))
    found = Condition(path, "in", [key for key in ids if is_uuid(key)])
    return Opposite(found) if one.operand in ("IS_NOT", "DOES_NOT_CONTAIN") else found


def column_condition(context: Context, path: Path, column: Column, one: StoredFilter) -> Filter:
    negated = one.operand in ("IS_NOT", "DOES_NOT_CONTAIN")
    if column.options:
        value = parsed(one.value)
        word = "containsAny" if column.kind.many else "in"
        found: Filter = Condition(path, word, value if isinstance(value, list) else [value])
    elif column.kind.pg in ("timestamptz", "date"):
        found = moment_condition(context, path, column, one)
    elif one.operand in ("CONTAINS", "DOES_NOT_CONTAIN"):
        found = contains(path, column, str(one.value))
    elif one.operand in COMPARED:
        value = parsed(one.value) if column.kind.pg != "text" else str(one.value)
        found = Condition(path, COMPARED[one.operand], value)
    else:
        raise unsupported(path, one)
    return Opposite(found) if negated else found


COMPARED = {"IS": "eq", "IS_NOT": "eq", "GREATER_THAN_OR_EQUAL": "gte", "LESS_THAN_OR_EQUAL": "lte"}


def contains(path: Path, column: Column, text: str) -> Filter:
    pattern = "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    if column.kind.many:
        return Condition(path, "containsIlike", pattern)
    return Condition(path, "like" if column.kind.pg == "jsonb" else "ilike", pattern)


def parsed(value: Any) -> Any:
    """Clients store JSON as text."""
    if not isinstance(value, str):
        return value
    try:
        return orjson.loads(value)
    except orjson.JSONDecodeError:
        return value


# -- dates ----------------------------------------------------------------------------------------------------------
def moment_condition(context: Context, path: Path, column: Column, one: StoredFilter) -> Filter:
    now = datetime.now(ZoneInfo(context.limits.time_zone))
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if one.operand in ("IS_IN_PAST", "IS_IN_FUTURE"):
        return Condition(path, "lt" if one.operand == "IS_IN_PAST" else "gt", told(column, now))
    if one.operand == "IS_TODAY":
        return between(path, column, today, today + timedelta(days=1))
    if one.operand == "IS_RELATIVE":
        return relative(path, column, today, one)
    words = {"IS_BEFORE": "lt", "IS_AFTER": "gte", "IS": "eq", "IS_NOT": "eq"}
    if one.operand not in words:
        raise unsupported(path, one)
    return Condition(path, words[one.operand], str(one.value))


def relative(path: Path, column: Column, today: datetime, one: StoredFilter) -> Filter:
    """PAST_7_DAY, NEXT_2_WEEK, THIS_1_MONTH; months of 30 and years of 365 days."""
    found = RELATIVE.match(str(one.value))
    if found is None:
        raise unsupported(path, one)
    if found["direction"] == "THIS":
        start = STARTS[found["unit"]](today)
        return between(path, column, start, start + timedelta(days=DAYS[found["unit"]]))
    span = timedelta(days=int(found["amount"]) * DAYS[found["unit"]])
    tomorrow = today + timedelta(days=1)
    try:
        past, future = today - span, tomorrow + span
    except OverflowError:
        raise unsupported(path, one) from None
    return (
        between(path, column, past, tomorrow) if found["direction"] == "PAST" else between(path, column, today, future)
    )


STARTS: dict[str, Callable[[datetime], datetime]] = {
    "DAY": lambda day: day,
    "WEEK": lambda day: day - timedelta(days=day.weekday()),
    "MONTH": lambda day: day.replace(day=1),
    "YEAR": lambda day: day.replace(month=1, day=1),
}


def between(path: Path, column: Column, start: datetime, end: datetime) -> Filter:
    """From `start` on, before `end`."""
    return Every((Condition(path, "gte", told(column, start)), Condition(path, "lt", told(column, end))))


def told(column: Column, moment: datetime) -> str:
    return moment.date().isoformat() if column.kind.pg == "date" else moment.astimezone(UTC).isoformat()


def unsupported(path: Path, one: StoredFilter) -> RecordError:
    name = ".".join(path)
    message = f'The view filters "{name}" by {one.operand}, which this server does not apply'
    return RecordError("INVALID_ARGS_FILTER", message, field=name, value=one.operand)
