"""Create-or-update: a record that holds a unique value of the input is updated, wherever it lies; else one is made.

Two callers with the same new key: the insert of the later one leaves its row out (on conflict do nothing), finds
the other's record in the next round and updates it. So there is never a second row, and never an error.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import orjson

from core.records.changing import each_draft, payload, refuse_batch, run_update, write
from core.records.clock import now_text
from core.records.context import Context
from core.records.errors import RecordError, at_places
from core.records.events import event_plan
from core.records.execute import fetch
from core.records.lookup import find_object
from core.records.query import ID_ONLY, Create, Result
from core.records.reading import records_of
from core.records.selection import plan_record
from core.records.sql.writes import Input, create_sql, matches_sql
from core.records.writing import Draft, changed_record, new_record, require_write
from metadata.schema.snapshot import ObjectSchema

ROUNDS = 10


def upsert(query: Create, context: Context) -> Result:
    obj = find_object(context, query.object)
    require_write(context, obj, "update")
    refuse_batch(context, len(query.data))
    record = plan_record(context, obj, query.record)
    if not query.data:
        return Result(records=b"[]")
    drafts = each_draft(context, obj, query.data)
    ids: list[str | None] = [None] * len(drafts)
    for _ in range(ROUNDS):
        upsert_round(context, obj, drafts, ids)
        if all(ids):
            return records_of(context, record, [key for key in ids if key])
    raise RecordError("BUSY", "The records are being changed by others. Try again.")


def upsert_round(context: Context, obj: ObjectSchema, drafts: Sequence[Draft], ids: list[str | None]) -> None:
    """Updates what exists, creates what does not; rows that collided meanwhile keep their None."""
    pending = [place for place, key in enumerate(ids) if key is None]
    existing = find_existing(context, obj, drafts, pending)
    update_existing(context, obj, drafts, existing)
    for place, key in existing.items():
        ids[place] = key
    fresh = [place for place in pending if place not in existing]
    for place, key in create_fresh(context, obj, drafts, fresh).items():
        ids[place] = key


def find_existing(
    context: Context, obj: ObjectSchema, drafts: Sequence[Draft], pending: Sequence[int]
) -> dict[int, str]:
    keys = [("id",), *obj.uniques]
    rows = [{"#n": place} | keys_of(drafts[place], keys) for place in pending]
    if not any(len(row) > 1 for row in rows):
        return {}
    statement = matches_sql(context.schema.pg_schema, obj, Input(orjson.dumps(rows).decode(), len(rows)), keys)
    found: dict[int, set[str]] = defaultdict(set)
    for place, key, binned in fetch(statement.sql, statement.params):
        found[place].add(key)
        if binned:
            require_write(context, obj, "soft_delete")  # it comes back
    for place, hits in found.items():
        if len(hits) > 1:
            raise conflict(obj, place, hits, len(drafts))
    return {place: hits.pop() for place, hits in found.items()}


def keys_of(draft: Draft, keys: Sequence[tuple[str, ...]]) -> dict[str, object]:
    """The unique values that the draft gives completely."""
    whole = [key for key in keys if all(draft.columns.get(name) is not None for name in key)]
    return {name: draft.columns[name] for key in whole for name in key}


def conflict(obj: ObjectSchema, place: int, hits: set[str], size: int) -> RecordError:
    details: dict[str, Any] = {"conflictingRecordIds": sorted(hits)}
    if size > 1:
        details["index"] = place
    message = "Multiple records found with the same unique field values. Cannot determine which record to update."
    return RecordError("UPSERT_CONFLICT", message, **details)


def update_existing(context: Context, obj: ObjectSchema, drafts: Sequence[Draft], existing: dict[int, str]) -> None:
    """The given values alone; a record in the bin comes back. Two inputs for one record apply one after the other."""
    moment = now_text()
    waves: list[dict[str, tuple[int, Draft]]] = []
    for place, key in existing.items():
        columns = {name: value for name, value in drafts[place].columns.items() if name != "id"}
        draft = replace(drafts[place], columns=columns)
        with at_places([place], len(drafts)):
            changed = changed_record(context, obj, draft, key, moment)
        changed = replace(changed, columns={"deletedAt": None} | changed.columns | {"id": key})
        wave = next((wave for wave in waves if key not in wave), None)
        if wave is None:
            waves.append(wave := {})
        wave[key] = place, changed
    record = plan_record(context, obj, ID_ONLY)
    for wave in waves:
        places, changes = zip(*wave.values(), strict=True)
        with at_places(places, len(drafts)):
            run_update(context, obj, changes, record, where=None, limit=len(wave))


def create_fresh(context: Context, obj: ObjectSchema, drafts: Sequence[Draft], fresh: Sequence[int]) -> dict[int, str]:
    if not fresh:
        return {}
    moment = now_text()
    made: dict[int, Draft] = {}
    for place in fresh:
        with at_places([place], len(drafts)):
            made[place] = new_record(context, obj, drafts[place], moment)
    event = event_plan(context, obj, "created")
    places = frozenset(draft.place for draft in made.values() if draft.place)
    record = plan_record(context, obj, ID_ONLY)
    body = payload(list(made.values()))
    statement = create_sql(context.schema.pg_schema, obj, body, places, record, event, ignore_conflicts=True)
    with at_places(fresh, len(drafts)):
        row = write(statement, obj, list(made.values()))
    kept = {one["id"] for one in orjson.loads(row[0])}
    return {place: draft.columns["id"] for place, draft in made.items() if draft.columns["id"] in kept}
