"""The outbox: events become deliveries in the transaction of the change that they tell of."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from uuid import UUID

import orjson

from core.records.context import Context
from core.records.execute import fetch
from core.records.sql.builder import Builder
from core.records.sql.events import Store
from metadata.schema.snapshot import ObjectSchema
from metadata.services.change import ModelChanged
from webhooks import model_events, payload
from webhooks.match import Listener, listeners, model_names, record_names
from webhooks.payload import Cause

INSERT = """
insert into webhooks_delivery (id, workspace_id, metadata_version, webhook_id, event_name, object_id, record_id, body,
 state, attempts, due_at, created_at, log)
select gen_random_uuid(), {entry}, 'pending', 0, clock_timestamp(), clock_timestamp(), '[]'
from {rows}"""
STORE_MODEL = INSERT.format(
    entry="$1::uuid, $2::int4, d.webhook_id, d.event_name, null::uuid, d.record_id, d.body",
    rows="json_to_recordset($3::json) as d(webhook_id uuid, event_name text, record_id uuid, body text)",
)
BODY = """
 {head} || w.id || {between} || to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
 || {person} || e.record::text || case when e.updated is null then '' else ',"updatedFields":' || to_json(e.updated) end
 || '}}'"""


class RecordOutbox:
    """The subscriber of record events."""

    def store(self, context: Context, obj: ObjectSchema, action: str) -> Store | None:
        known = listeners(context.schema.workspace_id, context.webhooks_version)
        webhooks = known.matching(record_names(obj.name_singular, action))
        return partial(store_records, context, obj, action, webhooks) if webhooks else None


def store_records(
    context: Context, obj: ObjectSchema, action: str, webhooks: Sequence[Listener], b: Builder, events: str
) -> str:
    """A delivery for each webhook and event, dated when the record was locked."""
    cause = Cause(context.schema.workspace_id, context.api_key_id, context.user_id, context.actor.workspace_member_id)
    texts, ids = values(cause, obj.id, obj.name_singular, action)
    return insert_sql(
        events,
        tuple(b.param(text, "text") for text in texts),
        (*(b.param(id, "uuid") for id in ids), b.param(context.schema.version, "int4")),
        tuple((b.param(one.key, "uuid"), b.param(one.id, "uuid")) for one in webhooks),
    )


@lru_cache(maxsize=2048)
def values(cause: Cause, object_id: UUID, object_name: str, action: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What all deliveries of one kind of event share: texts, then ids."""
    name = f"{object_name}.{action}"
    frame = payload.record_frame(cause, name, (object_id, object_name))
    return (name, *frame), (str(cause.workspace_id), str(object_id))


@lru_cache(maxsize=256)
def insert_sql(
    events: str, texts: tuple[str, ...], model: tuple[str, ...], webhooks: tuple[tuple[str, str], ...]
) -> str:
    """No array of webhooks: it would have PostgreSQL think that a plan for arrays of any length cannot be kept."""
    name, head, between, person = texts
    workspace, object, version = model
    rows = ", ".join(f"({key}, {id})" for key, id in webhooks)
    return INSERT.format(
        entry=f"{workspace}, {version}, w.key, {name}, {object}, e.id, "
        + BODY.format(head=head, between=between, person=person),
        rows=f"(values {rows}) as w(key, id) cross join {events} e",
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
            body = payload.model_body(cause, at, webhook.id, told.name, told.change)
            entries.append(Entry(webhook.key, told.name, told.change["recordId"], body.decode()))
    if entries:
        fetch(STORE_MODEL, (str(change.workspace_id), str(change.version), orjson.dumps(entries).decode()))
