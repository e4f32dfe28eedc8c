"""The outbox as a queue: what is due is claimed for a time, what became of it is stored, all in two statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
from django.db import connection, transaction

from apikeys import audit
from webhooks import payload
from webhooks.models import ACTIVE, DISABLED, PENDING, Webhook
from webhooks.retries import GONE, Attempt, Verdict
from webhooks.rights import ShownFields, Told

# A queue is empty when its table is analysed and full when it is read: without this the planner would believe that a
# join of everything with everything is cheap, and deliver 30 times slower.
BY_INDEX = """
select set_config(name, 'off', true)
from unnest(array['enable_seqscan', 'enable_hashjoin', 'enable_mergejoin', 'enable_material']) as s(name)"""

# Of each record and webhook only the first that is pending may go: the later ones wait until it is done with. The
# comparisons that are spelled oddly leave the search for it one index alone, the right one.
CLAIM = """
with free as (
  select w.key, greatest(%(each)s - coalesce((%(busy)s::jsonb ->> w.key::text)::int, 0), 0) as room
  from webhooks_webhook w cross join lateral (
    select from webhooks_delivery p
    where p.webhook_id = w.key and p.state = 'pending' and p.due_at <= statement_timestamp()
    order by p.due_at limit 1) due
  where w.state = 'active' order by random()
), heads as (
  select h.number from free f cross join lateral (
    select d.number from webhooks_delivery d
    where d.webhook_id = f.key and d.state = 'pending' and d.due_at <= statement_timestamp() and not exists (
      select from webhooks_delivery e where e.record_id = d.record_id and e.state = 'pending'
        and e.webhook_id::text = d.webhook_id::text and e.number + 0 < d.number)
    order by d.due_at limit f.room for update of d skip locked) h
  limit %(room)s
)
update webhooks_delivery d set due_at = statement_timestamp() + make_interval(secs => %(lease)s),
 attempts = d.attempts + 1
from heads h, webhooks_webhook w, metadata_workspace m
where d.number = h.number and w.key = d.webhook_id and m.id = d.workspace_id
returning d.number, d.id, d.webhook_id, d.workspace_id, d.object_id, d.metadata_version, d.body, d.attempts,
 w.target_url, w.secret, w.role_id, (select r.version from apikeys_role r where r.id = w.role_id), m.metadata_version"""

SETTLE = """
update webhooks_delivery d set state = r.state, status = r.status, log = case
   when jsonb_array_length(d.log) >= 20 then (d.log - 0) || r.entry else d.log || r.entry end,
 due_at = case when r.state = 'pending' then statement_timestamp() + make_interval(secs => r.delay) else d.due_at end,
 finished_at = case when r.state = 'pending' then null else statement_timestamp() end
from unnest(%(numbers)s::bigint[], %(states)s::text[], %(delays)s::float8[], %(statuses)s::int[], %(entries)s::jsonb[])
 as r(number, state, delay, status, entry)
where d.number = r.number and d.state = 'pending'"""

# Those behind a failed delivery rest as long as it does, so that nobody looks at them; then they are due again.
FOLLOW = """
update webhooks_delivery d set due_at = case when h.state = 'pending' then h.due_at else statement_timestamp() end
from webhooks_delivery h
where h.number = any(%(numbers)s) and d.webhook_id = h.webhook_id and d.record_id = h.record_id
 and d.number > h.number and d.state = 'pending' and (h.state = 'pending' or d.due_at > statement_timestamp())"""

HEALTH = """
with seen as (
  select webhook_id, bool_or(ok) as ok, bool_or(gone) as gone
  from unnest(%(webhooks)s::uuid[], %(oks)s::bool[], %(gone)s::bool[]) as s(webhook_id, ok, gone) group by webhook_id)
update webhooks_webhook w set
 failing_since = case when s.ok then null else coalesce(w.failing_since, statement_timestamp()) end,
 state = case when s.gone then 'disabled'
   when not s.ok and w.failing_since < statement_timestamp() - make_interval(secs => %(patience)s) then 'paused'
   else w.state end
from seen s
where w.key = s.webhook_id and w.state = 'active' and (not s.ok or s.gone or w.failing_since is not null)
returning w.key, w.state"""


SKIP = """
update webhooks_delivery set state = 'skipped', finished_at = statement_timestamp()
where webhook_id = %s and state = 'pending'"""
HEARD_NO_MORE = "update metadata_workspace set webhooks_version = webhooks_version + 1 where id = %s"


@dataclass(frozen=True, slots=True)
class Claim:
    """A delivery that this process has for the time of its lease."""

    number: int
    id: UUID
    webhook_id: UUID
    body: str
    attempts: int
    target_url: str
    secret: str
    shown: frozenset[str] | None
    """Names of the fields that are sent; None: the webhook may not hear of this object at all."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a claim. `attempt` is None when it was not sent."""

    claim: Claim
    attempt: Attempt | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Limits:
    """Deliveries at once in this process and for each webhook; seconds of a lease and until a webhook is paused."""

    at_once: int = 64
    each: int = 8
    lease: float = 15.0
    patience: float = 3 * 86400


def cycle(outcomes: Sequence[Outcome], busy: Mapping[UUID, int], limits: Limits, shown: ShownFields) -> list[Claim]:
    """Stores what has been done and claims what is due next, in one transaction."""
    with transaction.atomic():
        _plan_by_index()
        if outcomes:
            settle(outcomes, limits)
        room = limits.at_once - sum(busy.values())
        return claim(room, busy, limits, shown) if room > 0 else []


def _plan_by_index() -> None:
    with connection.cursor() as cursor:
        cursor.execute(BY_INDEX)


def claim(room: int, busy: Mapping[UUID, int], limits: Limits, shown: ShownFields) -> list[Claim]:
    taken = orjson.dumps({str(webhook): count for webhook, count in busy.items()}).decode()
    parameters: dict[str, Any] = {"busy": taken, "room": room, "each": limits.each, "lease": limits.lease}
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, parameters)
        rows = cursor.fetchall()
    return [_claimed(row, shown) for row in sorted(rows)]


def _claimed(row: tuple[Any, ...], shown: ShownFields) -> Claim:
    number, id, webhook_id, workspace_id, object_id, told_in, body, attempts, url, secret, role_id, version, model = row
    names = shown.of(role_id, version, Told(workspace_id, object_id, told_in), model)
    return Claim(number, id, webhook_id, body, attempts, url, secret, names)


def settle(outcomes: Sequence[Outcome], limits: Limits) -> None:
    at = payload.now()
    entries = [[one.attempt.as_json(at)] if one.attempt else [] for one in outcomes]
    behind = [one.claim.number for one in outcomes if one.verdict.state == PENDING or one.claim.attempts > 1]
    with connection.cursor() as cursor:
        cursor.execute(
            SETTLE,
            {
                "numbers": [one.claim.number for one in outcomes],
                "states": [one.verdict.state for one in outcomes],
                "delays": [one.verdict.delay for one in outcomes],
                "statuses": [one.attempt.status if one.attempt else None for one in outcomes],
                "entries": [orjson.dumps(entry).decode() for entry in entries],
            },
        )
        if behind:
            cursor.execute(FOLLOW, {"numbers": behind})
    _note_health([one for one in outcomes if one.attempt], limits)


def _note_health(outcomes: Sequence[Outcome], limits: Limits) -> None:
    """Failing webhooks are remembered, those that failed for too long paused, those whose target is gone disabled."""
    told = [(one.claim.webhook_id, one.attempt) for one in outcomes if one.attempt]
    parameters: dict[str, Any] = {
        "webhooks": [webhook for webhook, _ in told],
        "oks": [attempt.succeeded for _, attempt in told],
        "gone": [attempt.status == GONE for _, attempt in told],
        "patience": limits.patience,
    }
    with connection.cursor() as cursor:
        cursor.execute(HEALTH, parameters)
        stopped = [key for key, state in cursor.fetchall() if state != ACTIVE]
        for webhook in Webhook.objects.in_bulk(stopped, field_name="key").values():
            audit.record_server(webhook, f"webhook.{webhook.state}", {"state": (ACTIVE, webhook.state)})
            if webhook.state == DISABLED:
                cursor.execute(SKIP, [webhook.key])
                cursor.execute(HEARD_NO_MORE, [webhook.workspace_id])


TIDY = """
delete from webhooks_delivery d using (
  select number, state, created_at, row_number() over (partition by webhook_id order by number desc) as place
  from webhooks_delivery where state <> 'pending') o
where d.number = o.number and (
  o.state <> 'dead' and o.place > %(kept)s or o.created_at < statement_timestamp() - make_interval(days => %(days)s))
 and o.place > 100"""
ORPHANS = """
delete from webhooks_delivery where number in (
  select d.number from webhooks_delivery d
  where not exists (select from webhooks_webhook w where w.key = d.webhook_id)
  for update of d skip locked)"""


def tidy(kept: int, days: int) -> None:
    """Drops old entries of the log, never the latest hundred of a webhook, and what deleted webhooks left behind."""
    with connection.cursor() as cursor:
        cursor.execute(TIDY, {"kept": kept, "days": days})
        cursor.execute(ORPHANS)
