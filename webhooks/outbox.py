"""The outbox: events become deliveries in the transaction of the change that they tell of."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

import orjson

from core.records.context import Context
from core.records.execute import fetch
from core.records.sql.builder import Builder
from core.records.sql.events import Store
from metadata.schema.snapshot import ObjectSchema
from metadata.services.change import ModelChanged
from webhooks import model_events, payload
from webhooks.match import listeners, model_names, record_names
from webhooks.payload import Cause

INSERT = """
insert into webhooks_delivery (id, workspace_id, webhook_id, event_name, object_id, record_id, body, state, attempts,
 due_at, created_at, log)
select gen_random_uuid(), {workspace}, d.webhook_id, d.event_name, {object}, d.record_id, {body}, 'pending', 0,
 clock_timestamp(), clock_timestamp(), '[]'
from {rows}"""
MODEL_ROWS = "json_to_recordset($2::json) as d(webhook_id uuid, event_name text, record_id uuid, body text)"
STORE_MODEL = INSERT.format(workspace="$1::uuid", object="null::uuid", body="d.body", rows=MODEL_ROWS)

BODY = """
 {head} || d.webhook_id || {between} || to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
 || {person} || d.record || case when d.updated is null then '' else ',"updatedFields":' || to_json(d.updated) end
 || '}}'"""
ROWS = """(
 select w.id as webhook_id, {name} as event_name, e.id as record_id, e.record::text as record, e.updated
 from {events} e cross join (values {webhooks}) as w(id, n) order by e.id, w.n) d"""


class RecordOutbox:
    """The subscriber of record events."""

    def store(self, context: Context, obj: ObjectSchema, action: str) -> Store | None:
        known = listeners(context.schema.workspace_id, context.webhooks_version)
        webhooks = known.matching(record_names(obj.name_singular, action))
        return partial(store_records, context, obj, action, webhooks) if webhooks else None


def store_records(
    context: Context, obj: ObjectSchema, action: str, webhooks: Sequence[UUID], b: Builder, events: str
) -> str:
    """A delivery for each event and webhook, dated when the record was locked."""
    cause = Cause(context.schema.workspace_id, context.api_key_id, context.user_id, context.actor.workspace_member_id)
    name = f"{obj.name_singular}.{action}"
    frame = payload.record_frame(cause, name, (obj.id, obj.name_singular))
    head, between, person = (b.param(text, "text") for text in frame)
    # No array: its length would be unknown to a plan made for all values, which PostgreSQL would then never keep.
    ids = ", ".join(f"({b.param(id, 'uuid')}, {n})" for n, id in enumerate(webhooks))
    return INSERT.format(
        workspace=b.param(cause.workspace_id, "uuid"),
        object=b.param(obj.id, "uuid"),
        body=BODY.format(head=head, between=between, person=person),
        rows=ROWS.format(name=b.param(name, "text"), events=events, webhooks=ids),
    )


@dataclass(frozen=True, slots=True)
class Entry:
    """What is stored of one change of the data model for one webhook."""

    webhook_id: UUID
    event_name: str
    record_id: str
    body: str


def model_changing(change: ModelChanged) -> None:
    """The subscriber of changes of the data model."""
    known = listeners(change.workspace_id, change.webhooks_version)
    if not known.webhooks:
        return
    by = change.by
    who = (by.api_key_id, by.user_id, by.workspace_member_id) if by else ()
    cause, at = Cause(change.workspace_id, *who), payload.now()
    entries = []
    for told in model_events.told(change.events):
        for webhook in known.matching(model_names(told.name)):
            body = payload.model_body(cause, at, webhook, told.name, told.change)
            entries.append(Entry(webhook, told.name, told.change["recordId"], body.decode()))
    if entries:
        fetch(STORE_MODEL, (str(change.workspace_id), orjson.dumps(entries).decode()))
