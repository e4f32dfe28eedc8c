"""What follows from an attempt: pure decisions."""

import random
from dataclasses import dataclass
from typing import Any

from webhooks.models import DEAD, DELIVERED, PENDING, SKIPPED

DELAYS = (1, 5, 30, 120, 600, 1800, 3600, 10800, 28800)
"""Seconds after each failed attempt but the last."""
MOST_ATTEMPTS = len(DELAYS) + 1
JITTER = 0.2
GONE = 410


@dataclass(frozen=True, slots=True)
class Attempt:
    """One call of a target: a status, or why there is none."""

    status: int | None
    ms: int
    error: str | None = None
    response: str = ""

    @property
    def succeeded(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    def as_json(self, at: str) -> dict[str, Any]:
        return {"at": at, "status": self.status, "ms": self.ms, "error": self.error, "response": self.response}


@dataclass(frozen=True, slots=True)
class Verdict:
    """The state that a delivery takes, and in how many seconds it falls due again."""

    state: str
    delay: float = 0.0


def verdict(attempt: Attempt | None, number: int) -> Verdict:
    """`number` of the attempt, from 1. None: there is nothing that the webhook may be told."""
    if attempt is None:
        return Verdict(SKIPPED)
    if attempt.succeeded:
        return Verdict(DELIVERED)
    if attempt.status == GONE or number >= MOST_ATTEMPTS:
        return Verdict(DEAD)
    return Verdict(PENDING, DELAYS[number - 1] * random.uniform(1 - JITTER, 1 + JITTER))
