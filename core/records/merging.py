"""Several records into one: the prioritised record is kept and completed by the others, which go."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import orjson

from core.records.changing import run_update, write
from core.records.clock import now_text
from core.records.context import Context
from core.records.errors import RecordError, denied, not_found
from core.records.events import event_plan
from core.records.execute import fetch
from core.records.lookup import find_object
from core.records.plan import Compare, RecordPlan, Where
from core.records.query import ID_ONLY, Merge, Result
from core.records.reading import records_of
from core.records.selection import plan_record
from core.records.sql.reads import columns_by_ids_sql, preview_sql
from core.records.sql.writes import remove_sql, stored_columns
from core.records.writing import Draft, changed_record, require_write
from metadata.fields.base import Column, Field
from metadata.schema.snapshot import ObjectSchema

MOST = 9
ANY_NUMBER = 2**53
Row = dict[str, Any]
SECONDARY = {
    "EMAILS": ("primaryEmail", "additionalEmails"),
    "PHONES": ("primaryPhoneNumber", "additionalPhones"),
    "LINKS": ("primaryLinkUrl", "secondaryLinks"),
}
"""Composites of a first value and a list of further ones."""


def merge(query: Merge, context: Context) -> Result:
    obj = find_object(context, query.object)
    require_write(context, obj, "update")
    require_write(context, obj, "destroy")
    ids = checked_ids(query, obj)
    refuse_hidden(context, obj)
    record = plan_record(context, obj, query.record)
    rows = locked_rows(context, obj, ids)
    keeper, others = rows[0], rows[1:]
    merged = merged_row(obj, keeper, others)
    refuse_locked(context, obj, keeper, merged)
    if query.dry_run:
        return preview(context, obj, record, merged)
    move_relations(context, obj, keeper["id"], [row["id"] for row in others])
    remove_others(context, obj, [row["id"] for row in others])
    return keep(context, obj, record, keeper, merged)


def checked_ids(query: Merge, obj: ObjectSchema) -> list[str]:
    """The ids, the prioritised one first."""
    if not obj.duplicate_criteria:
        raise RecordError("BAD_REQUEST", f"Object {obj.name_singular} has no duplicate criteria and cannot be merged")
    ids = list(dict.fromkeys(str(key) for key in query.ids))
    if len(ids) < 2:
        raise RecordError("BAD_REQUEST", "At least 2 record IDs are required for merge", field="ids", value=len(ids))
    if len(ids) > MOST:
        raise RecordError(
            "BAD_REQUEST", f"At most {MOST} record IDs are allowed for merge", field="ids", value=len(ids), allowed=MOST
        )
    if not 0 <= query.priority < len(ids):
        raise RecordError(
            "BAD_REQUEST",
            f"Invalid conflict priority '{query.priority}'. Valid options for {len(ids)} records: 0-{len(ids) - 1}",
            field="conflictPriorityIndex",
            value=query.priority,
        )
    first = ids.pop(query.priority)
    return [first, *ids]


def locked_rows(context: Context, obj: ObjectSchema, ids: Sequence[str]) -> list[Row]:
    names = stored_columns(obj)
    statement = columns_by_ids_sql(context.schema.pg_schema, obj, names, ids, lock=True)
    rows: list[Row] = orjson.loads(fetch(statement.sql, statement.params)[0][0])
    if len(rows) != len(ids) or any(row["deletedAt"] is not None for row in rows):
        raise not_found()
    return [{name: row[name] for name in names} for row in rows]


# -- values ---------------------------------------------------------------------------------------------------------
def refuse_hidden(context: Context, obj: ObjectSchema) -> None:
    """Whatever the records hold: a refusal that came only for some values would tell of them."""
    if not all(context.permissions.readable(field.id, obj.id) for field in merged_fields(obj)):
        raise denied()


def refuse_locked(context: Context, obj: ObjectSchema, keeper: Row, merged: Row) -> None:
    for field in merged_fields(obj):
        changes = any(merged[column.name] != keeper[column.name] for column in field.columns)
        if changes and not context.permissions.updatable(field.id, obj.id):
            raise denied()


def merged_fields(obj: ObjectSchema) -> list[Field]:
    return [field for field in obj.fields.values() if not field.system or field.type.name in ("TEXT", "FILES")]


def merged_row(obj: ObjectSchema, keeper: Row, others: Sequence[Row]) -> Row:
    merged = dict(keeper)
    for field in merged_fields(obj):
        merged.update(merged_field(field, [keeper, *others]))
    return merged


def merged_field(field: Field, rows: Sequence[Row]) -> Row:
    """The first value that is not empty, the priority record's first; lists are united."""
    if field.type.name in SECONDARY:
        return merged_list(field, rows)
    if len(field.columns) == 1 and field.columns[0].kind.many:
        name = field.columns[0].name
        return {name: united(item for row in rows for item in row[name] or ())}
    if field.type.name == "FILES":
        name = field.columns[0].name
        return {name: united(item for row in rows for item in row[name] or ()) or None}
    found = next((row for row in rows if any(filled(row[column.name]) for column in field.columns)), rows[0])
    return {column.name: found[column.name] for column in field.columns}


def merged_list(field: Field, rows: Sequence[Row]) -> Row:
    """EMAILS, PHONES, LINKS: one first value, all others in the list."""
    first, rest = (column_of(field, part) for part in SECONDARY[field.type.name])
    singles = [column for column in field.columns if column is not rest]
    found = next((row for row in rows if filled(row[first.name])), rows[0])
    further = [item for row in rows for item in row[rest.name] or ()]
    further += [secondary(field, row) for row in rows if row is not found and filled(row[first.name])]
    own = secondary(field, found) if filled(found[first.name]) else None
    values = {column.name: found[column.name] for column in singles}
    return values | {rest.name: [item for item in united(further) if item != own] or None}


def secondary(field: Field, row: Row) -> Any:
    """A record's first value in the form that the list holds."""
    get = {column.part.name: row[column.name] for column in field.columns}
    if field.type.name == "EMAILS":
        return get["primaryEmail"]
    if field.type.name == "LINKS":
        return {"url": get["primaryLinkUrl"], "label": get["primaryLinkLabel"] or ""}
    return {
        "number": get["primaryPhoneNumber"],
        "countryCode": get["primaryPhoneCountryCode"] or "",
        "callingCode": get["primaryPhoneCallingCode"] or "",
    }


def column_of(field: Field, part: str) -> Column:
    column = field.column(part)
    assert column is not None
    return column


def filled(value: Any) -> bool:
    return value is not None and value != "" and value != [] and value != {}


def united(items: Any) -> list[Any]:
    found: list[Any] = []
    for item in items:
        if item not in found:
            found.append(item)
    return found


# -- effects --------------------------------------------------------------------------------------------------------
def preview(context: Context, obj: ObjectSchema, record: RecordPlan, merged: Row) -> Result:
    shown = merged | {"id": str(uuid4()), "deletedAt": now_text()}
    statement = preview_sql(context.schema.pg_schema, record, orjson.dumps([shown]).decode())
    return Result(record=fetch(statement.sql, statement.params)[0][0])


def move_relations(context: Context, obj: ObjectSchema, keeper: str, others: Sequence[str]) -> None:
    """Records that point to one of the others point to the keeper from now on, those in the bin too.

    It takes no right on them: they would lose their relation as the others are destroyed.
    """
    for field in obj.fields.values():
        if field.relation is not None and not field.relation.to_one:
            target = context.schema.target(field)
            column = target.columns[field.relation.join_column]
            draft = changed_record(context, target, Draft({column.name: keeper}), None, now_text())
            where = Where(Compare(column, "in", list(others)), bin="any")
            record = plan_record(context, target, ID_ONLY)
            run_update(context, target, [draft], record, where=where, limit=ANY_NUMBER)


def remove_others(context: Context, obj: ObjectSchema, others: Sequence[str]) -> None:
    event = event_plan(context, obj, "destroyed")
    record = plan_record(context, obj, ID_ONLY)
    statement = remove_sql(context.schema.pg_schema, obj, "destroy", now_text(), record, event, ids=others, where=None)
    write(statement, obj, [])


def keep(context: Context, obj: ObjectSchema, record: RecordPlan, keeper: Row, merged: Row) -> Result:
    changed = {name: value for name, value in merged.items() if value != keeper[name]}
    draft = changed_record(context, obj, Draft(changed), keeper["id"], now_text())
    draft = Draft(draft.columns | {"id": keeper["id"]})
    run_update(context, obj, [draft], plan_record(context, obj, ID_ONLY), where=None, limit=1)
    result = records_of(context, record, [keeper["id"]])
    return Result(record=result.records[1:-1], truncated=result.truncated)
