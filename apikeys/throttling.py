"""Rate limits: two token buckets a key, per second and per minute, shared by all processes.

The buckets lie in an unlogged table. A process takes tokens from them in blocks and hands these out from memory, so
most requests cost no query and the limit is exact within one block a process.
"""

import math
import threading
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings

from apikeys.buckets import Grant, lease
from apikeys.caller import Caller

BLOCKS = 10
"""A block is this fraction of the smaller limit: 20 of 200."""
KNOWN = 4096


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a counted request may tell its client."""

    limit: int
    remaining: int
    reset: int
    retry_after: int | None = None

    def headers(self) -> dict[str, str]:
        found = {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(self.remaining),
            "X-RateLimit-Reset": str(self.reset),
        }
        return found if self.retry_after is None else found | {"Retry-After": str(self.retry_after)}


class LimitReached(Exception):
    """Too many requests with one key."""

    code = "BAD_USER_INPUT"
    sub_code = "LIMIT_REACHED"
    user_friendly_message = "Rate limit reached. Please try again later."

    def __init__(self, limit: int, window_ms: int, allowance: Allowance) -> None:
        self.message = f"Limit reached ({limit} tokens per {window_ms} ms)"
        self.allowance = allowance
        super().__init__(self.message)

    def body(self) -> dict[str, Any]:
        """The REST answer, status 429."""
        return {"statusCode": 429, "error": "HttpException", "messages": [self.message]}


class Lease:
    """The tokens that this process holds for one key."""

    __slots__ = ("left", "limits", "lock", "minute_left")

    def __init__(self, limits: tuple[int, int]) -> None:
        self.lock = threading.Lock()
        self.limits = limits
        self.left = 0
        self.minute_left = 0.0

    def take(self, key_id: UUID, cost: int) -> Allowance:
        with self.lock:
            if self.left < cost:
                self.renew(key_id, cost)
            self.left -= cost
            return self.allowance()

    def renew(self, key_id: UUID, cost: int) -> None:
        per_second, per_minute = self.limits
        missing = cost - self.left
        block = max(missing, min(self.limits) // BLOCKS)
        grant = lease(key_id, per_second, per_minute, block, missing)
        self.left += grant.tokens
        self.minute_left = grant.minute
        if grant.tokens < missing:
            raise refused(self.limits, grant, block)

    def allowance(self) -> Allowance:
        per_minute = self.limits[1]
        remaining = min(per_minute, max(0, int(self.minute_left) + self.left))
        return Allowance(per_minute, remaining, math.ceil((per_minute - remaining) * 60 / per_minute))


_leases: dict[UUID, Lease] = {}


def take(caller: Caller, cost: int = 1) -> Allowance | None:
    """Counts one REST request, or `cost` root fields of GraphQL. None: not counted. Raises LimitReached."""
    key_id = caller.api_key_id
    if key_id is None or not settings.TWENTYAPI_RATE_LIMIT:
        return None
    limits = (caller.settings.rate_limit_per_second, caller.settings.rate_limit_per_minute)
    held = _leases.get(key_id)
    if held is None or held.limits != limits:
        held = _remember(key_id, Lease(limits))
    return held.take(key_id, cost)


def refused(limits: tuple[int, int], grant: Grant, block: int) -> LimitReached:
    """Names the bucket that was empty; when both were, the one that takes longer to hold a block again."""
    per_second, per_minute = limits
    waits = {
        (per_second, 1000): _wait(block, grant.second, per_second),
        (per_minute, 60_000): _wait(block, grant.minute, per_minute / 60),
    }
    (limit, window), wait = max(waits.items(), key=lambda one: one[1])
    full = math.ceil((limit - max(0.0, grant.second if window == 1000 else grant.minute)) * window / 1000 / limit)
    return LimitReached(limit, window, Allowance(limit, 0, full, max(1, math.ceil(wait))))


def forget() -> None:
    """Gives up all held tokens, as the end of the process would."""
    _leases.clear()


def _wait(wanted: int, tokens: float, per_second: float) -> float:
    return max(0.0, (wanted - tokens) / per_second)


def _remember(key_id: UUID, held: Lease) -> Lease:
    if len(_leases) >= KNOWN:
        _leases.clear()
    _leases[key_id] = held
    return held
