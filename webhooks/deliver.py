"""The delivery worker: one event loop that sends, one thread that talks to the database."""

import asyncio
import logging
import signal
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import Error, InterfaceError, OperationalError, connection

from webhooks import queue
from webhooks.queue import Claim, Limits, Outcome
from webhooks.retries import verdict
from webhooks.rights import ShownFields
from webhooks.send import Manners, Sender

log = logging.getLogger("webhooks.deliver")
POLL = 0.2
"""Seconds between two looks when nothing is under way."""
TIDY_EVERY = 300.0


class Worker:
    """Delivers until stop() is called; then it finishes what is under way."""

    def __init__(self, manners: Manners, limits: Limits) -> None:
        self.manners, self.limits = manners, limits
        self.shown = ShownFields()
        self.outcomes: list[Outcome] = []
        self.busy: Counter[UUID] = Counter()
        self.tasks: set[asyncio.Task[None]] = set()
        self.changed = asyncio.Event()
        self.stopping = False
        self.tidied = 0.0

    def stop(self) -> None:
        self.stopping = True
        self.changed.set()

    async def run(self) -> None:
        with ThreadPoolExecutor(1) as database:
            self.database = database
            async with Sender(self.manners) as sender:
                while not self.stopping or self.tasks or self.outcomes:
                    await self._step(sender)
            await asyncio.get_running_loop().run_in_executor(database, lambda: connection.close())

    async def _step(self, sender: Sender) -> None:
        self.changed.clear()
        outcomes, self.outcomes = self.outcomes, []
        try:
            claims = await self._cycle(outcomes)
        except Error as error:
            self.outcomes = outcomes + self.outcomes
            log.error("The outbox cannot be read: %s", error)
            await asyncio.sleep(1.0)
            return
        for claim in claims:
            self._start(sender, claim)
        if not claims and not self.outcomes:
            await self._rest()

    async def _cycle(self, outcomes: list[Outcome]) -> list[Claim]:
        loop = asyncio.get_running_loop()
        if self.stopping:
            if outcomes:
                await loop.run_in_executor(self.database, _with_connection, queue.settle, outcomes, self.limits)
            return []
        if time.monotonic() - self.tidied > TIDY_EVERY:
            self.tidied = time.monotonic()
            kept, days = settings.WEBHOOK_LOG_KEPT, settings.WEBHOOK_LOG_DAYS
            await loop.run_in_executor(self.database, _with_connection, queue.tidy, kept, days)
        return await loop.run_in_executor(
            self.database, _with_connection, queue.cycle, outcomes, dict(self.busy), self.limits, self.shown
        )

    def _start(self, sender: Sender, claim: Claim) -> None:
        self.busy[claim.webhook_id] += 1
        task = asyncio.create_task(self._deliver(sender, claim))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _deliver(self, sender: Sender, claim: Claim) -> None:
        """A failure of our own leaves the claim to fall due again."""
        try:
            attempt = await sender.attempt(claim) if claim.shown is not None else None
            self.outcomes.append(Outcome(claim, attempt, verdict(attempt, claim.attempts)))
        except Exception:
            log.exception("Delivery %s failed", claim.id)
        finally:
            self.busy[claim.webhook_id] -= 1
            if not self.busy[claim.webhook_id]:
                del self.busy[claim.webhook_id]
            self.changed.set()

    async def _rest(self) -> None:
        try:
            async with asyncio.timeout(POLL):
                await self.changed.wait()
        except TimeoutError:
            pass


def _with_connection(work: Any, *arguments: Any) -> Any:
    """In the database thread; a dead connection is replaced at the next call."""
    try:
        return work(*arguments)
    except (OperationalError, InterfaceError):
        connection.close()
        raise


def configured() -> Worker:
    manners = Manners(
        timeout=settings.WEBHOOK_TIMEOUT_MS / 1000,
        allow_private=settings.WEBHOOK_ALLOW_PRIVATE,
        standard_headers=settings.WEBHOOK_STANDARD_HEADERS,
    )
    limits = Limits(
        at_once=settings.WEBHOOK_CONCURRENCY,
        each=settings.WEBHOOK_CONCURRENCY_PER_TARGET,
        lease=2 * manners.timeout + 1,
        patience=settings.WEBHOOK_PAUSE_AFTER_HOURS * 3600,
    )
    return Worker(manners, limits)


async def run_until_stopped() -> None:
    """SIGTERM and SIGINT let it finish what is under way."""
    worker = configured()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, worker.stop)
    await worker.run()
