"""The outbox: events become deliveries in the transaction of the change that they tell of."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import orjson

from core.records.context import Context
from core.records.events import RecordEvent
from core.records.execute import fetch
from metadata.schema.snapshot import ObjectSchema
from metadata.services.change import ModelChanged
from webhooks import model_events, payload
from webhooks.match import listeners, model_names, record_names
from webhooks.payload import Cause

STORE = """
insert into webhooks_delivery (id, workspace_id, webhook_id, event_name, object_id, record_id, body, state, attempts,
 due_at, created_at, log)
select gen_random_uuid(), $1::uuid, d.webhook_id, d.event_name, $2::uuid, d.record_id, d.body, 'pending', 0,
 statement_timestamp(), statement_timestamp(), '[]'
from json_to_recordset($3::json) as d(webhook_id uuid, event_name text, record_id uuid, body text)"""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is stored of one event for one webhook."""

    webhook_id: UUID
    event_name: str
    record_id: str
    body: str


class RecordOutbox:
    """The subscriber of record events."""

    def wants(self, context: Context, obj: ObjectSchema, action: str) -> bool:
        return bool(_matching(context, obj, action))

    def record(self, context: Context, events: Sequence[RecordEvent]) -> None:
        first = events[0]
        cause = Cause(
            context.schema.workspace_id,
            payload.now(),
            context.api_key_id,
            context.user_id,
            context.actor.workspace_member_id,
        )
        webhooks = _matching(context, first.object, first.action)
        entries = [entry for event in events for entry in _entries(cause, webhooks, event)]
        store(cause.workspace_id, first.object.id, entries)


def _matching(context: Context, obj: ObjectSchema, action: str) -> tuple[UUID, ...]:
    known = listeners(context.schema.workspace_id, context.webhooks_version)
    return known.matching(record_names(obj.name_singular, action))


def _entries(cause: Cause, webhooks: Sequence[UUID], event: RecordEvent) -> list[Entry]:
    name = f"{event.object.name_singular}.{event.action}"
    obj = (event.object.id, event.object.name_singular)
    record = orjson.Fragment(orjson.dumps(event.record))
    return [
        Entry(
            webhook,
            name,
            event.record["id"],
            payload.record_body(cause, webhook, name, obj, record, event.updated_fields).decode(),
        )
        for webhook in webhooks
    ]


def model_changing(change: ModelChanged) -> None:
    """The subscriber of changes of the data model."""
    known = listeners(change.workspace_id, change.webhooks_version)
    if not known.webhooks:
        return
    by = change.by
    who = (by.api_key_id, by.user_id, by.workspace_member_id) if by else ()
    cause = Cause(change.workspace_id, payload.now(), *who)
    entries = []
    for told in model_events.told(change.events):
        for webhook in known.matching(model_names(told.name)):
            body = payload.model_body(cause, webhook, told.name, told.change)
            entries.append(Entry(webhook, told.name, told.change["recordId"], body.decode()))
    store(change.workspace_id, None, entries)


def store(workspace_id: UUID, object_id: UUID | None, entries: Sequence[Entry]) -> None:
    if not entries:
        return
    rows = orjson.dumps(entries).decode()  # one text: an array a column costs three times as much here
    fetch(STORE, (str(workspace_id), object_id and str(object_id), rows))
