"""The shared state of rate limits in Redis, for installations that set REDIS_URL: the same buckets, one script."""

import time
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

try:
    import redis
except ImportError:  # an extra, which only REDIS_URL asks for
    redis = None  # type: ignore[assignment]

REST_SECONDS = 5
"""How long Redis is left alone after it did not answer."""
_resting_until = 0.0

# The clock is the server's own. A bucket that nobody has used for two minutes is full, so it may go.
_LEASE = """
local second, minute, block, needed = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local clock = redis.call('TIME')
local now = tonumber(clock[1]) + tonumber(clock[2]) / 1000000
local held = redis.call('HMGET', KEYS[1], 'second', 'minute', 'at', 'granted')
local s, m = second, minute
if held[1] then
  local passed = math.max(0, now - tonumber(held[3]))
  s = math.min(second, tonumber(held[1]) + passed * second)
  m = math.min(minute, tonumber(held[2]) + passed * minute / 60)
  if tonumber(held[4]) == 0 then needed = block end
end
local there = math.floor(math.min(s, m))
local granted = 0
if there >= needed then granted = math.min(block, there) end
redis.call('HSET', KEYS[1], 'second', tostring(s - granted), 'minute', tostring(m - granted),
  'at', string.format('%.6f', now), 'granted', granted)
redis.call('EXPIRE', KEYS[1], 120)
return {granted, tostring(s - granted), tostring(m - granted)}
"""


class RedisAway(Exception):
    """No answer: the caller keeps the limit elsewhere for a while."""


def lease(key_id: UUID, per_second: int, per_minute: int, block: int, needed: int) -> tuple[int, float, float]:
    """What was granted, and what is left in the two buckets."""
    global _resting_until
    if time.monotonic() < _resting_until:
        raise RedisAway
    script = _script(settings.REDIS_URL)
    try:
        answer = script(keys=[f"twentyapi:rate:{key_id}"], args=[per_second, per_minute, block, needed])
    except redis.RedisError as error:
        _resting_until = time.monotonic() + REST_SECONDS
        raise RedisAway from error
    granted, second, minute = answer
    return int(granted), float(second), float(minute)


@cache
def _script(url: str) -> Any:
    """One pool of connections a process."""
    if redis is None:
        raise ImproperlyConfigured("REDIS_URL is set, but the package redis is missing: pip install redis")
    return redis.Redis.from_url(url, socket_timeout=0.5, socket_connect_timeout=0.5).register_script(_LEASE)
