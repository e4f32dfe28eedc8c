"""The shared state of rate limits in PostgreSQL: one row a key, refilled and debited by one statement."""

import logging
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import connection

from apikeys import redis_buckets, statements

log = logging.getLogger("apikeys.buckets")


class Grant(NamedTuple):
    """`tokens` were taken; `second` and `minute` are left in the buckets."""

    tokens: int
    second: float
    minute: float


# The row is locked before its clock is read, so no two processes refill the same stretch of time. The grant is all
# that was wanted when the buckets hold it, else what they hold, else nothing when even that is less than needed.
# After a refusal (granted = 0) a whole block must have gathered: who ran dry waits, instead of getting drops.
_LEASE = """
insert into apikeys_ratebucket as b (key_id, second_tokens, minute_tokens, granted, refilled_at)
select %(key)s, s - g, m - g, g, clock_timestamp()
from (select %(second)s::float8 as s, %(minute)s::float8 as m,
      (case when least(%(second)s, %(minute)s)::int4 < %(needed)s::int4 then 0
       else least(%(block)s, %(second)s, %(minute)s)::int4 end) as g) as full_buckets
on conflict (key_id) do update set (second_tokens, minute_tokens, granted, refilled_at) = (
 select s - g, m - g, g, t from (
  select s, m, t, (case when floor(least(s, m)) < (case when b.granted = 0 then %(block)s else %(needed)s end)::int4
                   then 0 else floor(least(%(block)s::float8, s, m))::int4 end) as g
  from (
   select t, least(%(second)s::float8, b.second_tokens + passed * %(second)s::float8) as s,
    least(%(minute)s::float8, b.minute_tokens + passed * %(minute)s::float8 / 60) as m
   from (select now.t, greatest(0, extract(epoch from now.t - b.refilled_at))::float8 as passed
         from (select clock_timestamp() as t) as now) as time_passed
  ) as refilled
 ) as debited
)
returning granted, second_tokens, minute_tokens"""


def lease(key_id: UUID, per_second: int, per_minute: int, block: int, needed: int) -> Grant:
    """Up to `block` tokens of both buckets, or none when there are fewer than `needed`."""
    if settings.REDIS_URL:
        try:
            return Grant(*redis_buckets.lease(key_id, per_second, per_minute, block, needed))
        except redis_buckets.RedisAway as away:
            if away.__cause__ is not None:
                log.warning("Redis did not answer, PostgreSQL keeps the rate limits meanwhile: %s", away.__cause__)
    return _lease_in_postgresql(key_id, per_second, per_minute, block, needed)


def _lease_in_postgresql(key_id: UUID, per_second: int, per_minute: int, block: int, needed: int) -> Grant:
    row = statements.first(
        _LEASE, {"key": key_id, "second": per_second, "minute": per_minute, "block": block, "needed": needed}
    )
    assert row is not None
    return Grant(*row)


def sweep() -> int:
    """Removes the buckets that nobody has used for an hour: they are full again, as a new one is."""
    with connection.cursor() as cursor:
        cursor.execute("delete from apikeys_ratebucket where refilled_at < now() - interval '1 hour'")
        return cursor.rowcount
