"""Queries that write: create, update, soft-delete, destroy, restore. Nearly always one statement."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import orjson

from core.records.clock import now_text
from core.records.context import Context
from core.records.errors import RecordError, not_found
from core.records.events import event_plan
from core.records.execute import Row, fetch
from core.records.filters import is_empty, plan_where
from core.records.linking import link_drafts
from core.records.lookup import find_object
from core.records.plan import RecordPlan
from core.records.query import ID_ONLY, Create, Filter, Remove, Result, Update
from core.records.reading import truncated
from core.records.selection import plan_record
from core.records.sql.reads import Statement
from core.records.sql.writes import Input, create_sql, remove_sql, update_sql
from core.records.violations import VIOLATIONS, record_error
from core.records.writing import Draft, changed_record, draft_of, new_record, require_write
from metadata.schema.snapshot import ObjectSchema

EVENTS = {"soft_delete": "deleted", "destroy": "destroyed", "restore": "restored"}
RIGHTS = {"soft_delete": "soft_delete", "destroy": "destroy", "restore": "soft_delete"}


# -- create ---------------------------------------------------------------------------------------------------------
def create(query: Create, context: Context) -> Result:
    obj = find_object(context, query.object)
    require_write(context, obj, "update")
    refuse_batch(context, len(query.data))
    record = plan_record(context, obj, query.record)
    if not query.data:
        return Result(records=b"[]")
    drafts = new_drafts(context, obj, query.data)
    return insert(context, obj, drafts, record)


def refuse_batch(context: Context, size: int) -> None:
    if size > context.limits.batch:
        raise RecordError(
            "TOO_MANY_RECORDS",
            f"Maximum number of records to upsert is {context.limits.batch}.",
            value=size,
            allowed=context.limits.batch,
        )


def new_drafts(context: Context, obj: ObjectSchema, data: Sequence[Mapping[str, Any]]) -> list[Draft]:
    moment = now_text()
    drafts = each_draft(context, obj, data)
    return [indexed(place, drafts, lambda d: new_record(context, obj, d, moment)) for place in range(len(drafts))]


def each_draft(context: Context, obj: ObjectSchema, data: Sequence[Mapping[str, Any]]) -> list[Draft]:
    """Cleaned drafts with their relations linked; an error of a batch names the record's place."""
    drafts = [indexed(place, data, lambda one: draft_of(context, obj, one)) for place in range(len(data))]
    return link_drafts(context, drafts, create_linked)


def create_linked(context: Context, obj: ObjectSchema, data: Sequence[Mapping[str, Any]]) -> list[str]:
    """Creates the records of a nested create and answers their ids."""
    drafts = new_drafts(context, obj, data)
    insert(context, obj, drafts, plan_record(context, obj, ID_ONLY))
    return [draft.columns["id"] for draft in drafts]


def indexed(place: int, items: Sequence[Any], work: Any) -> Any:
    try:
        return work(items[place])
    except RecordError as error:
        if len(items) > 1:
            error.details.setdefault("index", place)
        raise


def insert(context: Context, obj: ObjectSchema, drafts: Sequence[Draft], record: RecordPlan) -> Result:
    event = event_plan(context, obj, "created")
    places = frozenset(draft.place for draft in drafts if draft.place)
    statement = create_sql(context.schema.pg_schema, obj, payload(drafts), places, record, event)
    return written(statement, write(statement, obj, drafts))


# -- update ---------------------------------------------------------------------------------------------------------
def update(query: Update, context: Context) -> Result:
    obj = find_object(context, query.object)
    require_write(context, obj, "update")
    record = plan_record(context, obj, query.record)
    if query.rows is not None:
        refuse_batch(context, len(query.rows))
        return update_rows(context, obj, [(str(key), data) for key, data in query.rows], record, query.live)
    refuse_empty_filter(query.filter)
    where = plan_where(context, obj, query.filter)
    draft = changed_record(context, obj, each_draft(context, obj, [query.data or {}])[0], None, now_text())
    row, result = run_update(context, obj, [draft], record, where=where, limit=context.limits.matches)
    if row[1] > context.limits.matches:
        raise RecordError(
            "TOO_MANY_MATCHES",
            f"Cannot update more than {context.limits.matches} records at once",
            allowed=context.limits.matches,
        )
    return result


def update_rows(
    context: Context, obj: ObjectSchema, rows: Sequence[tuple[str, Mapping[str, Any]]], record: RecordPlan, live: bool
) -> Result:
    """Each record its own values, all of them or none."""
    if not rows:
        return Result(records=b"[]")
    refuse_repeated([key for key, _ in rows])
    moment = now_text()
    given = each_draft(context, obj, [data for _, data in rows])
    pairs = list(zip(rows, given, strict=True))
    drafts = [
        indexed(place, pairs, lambda pair: changed_record(context, obj, pair[1], pair[0][0], moment))
        for place in range(len(pairs))
    ]
    drafts = [replace(draft, columns=draft.columns | {"id": key}) for (key, _), draft in zip(rows, drafts, strict=True)]
    row, result = run_update(context, obj, drafts, record, where=None, limit=len(drafts), live=live)
    if row[1] != len(drafts):
        raise not_found()
    return result


def run_update(
    context: Context,
    obj: ObjectSchema,
    drafts: Sequence[Draft],
    record: RecordPlan,
    *,
    where: Any,
    limit: int,
    live: bool = False,
) -> tuple[Row, Result]:
    event = event_plan(context, obj, "updated")
    named = [frozenset(draft.columns) | ({"position"} if draft.place else set()) for draft in drafts]
    names = sorted(frozenset().union(*named))
    places = frozenset(draft.place for draft in drafts if draft.place)
    mixed = any(name != named[0] for name in named)
    body = payload(drafts, sets=[sorted(name) for name in named] if mixed else None)
    statement = update_sql(
        context.schema.pg_schema,
        obj,
        body,
        names,
        places,
        record,
        event,
        where=where,
        limit=limit,
        mixed=mixed,
        live=live,
    )
    row = write(statement, obj, drafts)
    return row, written(statement, row)


def refuse_repeated(ids: Sequence[str]) -> None:
    seen: set[str] = set()
    for place, key in enumerate(ids):
        if key in seen:
            raise RecordError("BAD_REQUEST", f"Record id {key} is given more than once", value=key, index=place)
        seen.add(key)


def refuse_empty_filter(filter: Filter | None) -> None:
    if is_empty(filter):
        raise RecordError("INVALID_QUERY_INPUT", "A non-empty filter is required")


# -- remove and restore ---------------------------------------------------------------------------------------------
def remove(query: Remove, context: Context) -> Result:
    obj = find_object(context, query.object)
    require_write(context, obj, RIGHTS[query.mode])
    record = plan_record(context, obj, query.record)
    event = event_plan(context, obj, EVENTS[query.mode])
    where = None
    ids = None if query.ids is None else [str(key) for key in query.ids]
    if ids is None:
        refuse_empty_filter(query.filter)
        where = plan_where(context, obj, query.filter, "binned" if query.mode == "restore" else "live")
    elif not ids:
        return Result(records=b"[]")
    else:
        refuse_batch(context, len(ids))
        refuse_repeated(ids)
    statement = remove_sql(context.schema.pg_schema, obj, query.mode, now_text(), record, event, ids=ids, where=where)
    row = write(statement, obj, [])
    if ids is not None and row[1] != len(ids):
        raise not_found()
    return written(statement, row)


# -- shared ---------------------------------------------------------------------------------------------------------
def payload(drafts: Sequence[Draft], sets: list[list[str]] | None = None) -> Input:
    """The drafts as the JSON parameter of a statement."""
    offsets = {"first": 0, "last": 0}
    rows = []
    for place, draft in enumerate(drafts):
        row: dict[str, Any] = {"#n": place, **draft.columns}
        if draft.place:
            row["#pos"], row["#off"] = draft.place, offsets[draft.place]
            offsets[draft.place] += 1
        if sets is not None:
            row["#set"] = sets[place]
        rows.append(row)
    try:
        text = orjson.dumps(rows).decode()
    except TypeError:  # an integer of more than 64 bits
        text = json.dumps(rows)
    return Input(text, len(rows))


def write(statement: Statement, obj: ObjectSchema, drafts: Sequence[Draft]) -> Row:
    try:
        return fetch(statement.sql, statement.params)[0]
    except VIOLATIONS as error:
        raise record_error(error, obj, drafts) from error


def written(statement: Statement, row: Row) -> Result:
    return Result(records=row[0], truncated=truncated(statement, row, 2))
