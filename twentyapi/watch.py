"""While the server runs: what has ended is started again, later each time."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

import psycopg

from twentyapi import children
from twentyapi.children import Child
from twentyapi.embedded import Cluster
from twentyapi.place import CannotRun
from twentyapi.stopping import StopSignals

POLL_SECONDS = 0.5
CALM_SECONDS = 300
PAUSES = (0, 1, 2, 5, 15, 60)
DATABASE_ENDS = 5


@dataclass(slots=True)
class Ends:
    """When something has ended of late; the more often, the longer the pause before it is started again."""

    times: list[float] = field(default_factory=list)

    def pause(self, now: float) -> int:
        self.times = [time for time in self.times if now - time < CALM_SECONDS] + [now]
        return PAUSES[min(len(self.times), len(PAUSES)) - 1]


@dataclass(slots=True)
class Watch:
    """Without the web server there is no server; a helper, and PostgreSQL if it is ours, comes back."""

    web: Child
    running: list[Child]
    cluster: Cluster | None
    stop: StopSignals
    say: Callable[[str], None]
    ends: dict[str, Ends] = field(default_factory=dict)
    due: dict[Child, float] = field(default_factory=dict)

    def run(self) -> None:
        while True:
            self.look(time.monotonic())
            self.stop.pause(POLL_SECONDS)

    def look(self, now: float) -> None:
        refuse_ended(self.web)
        if self.cluster is not None and not self.cluster.runs():
            self._revive(self.cluster, now)
        for child in [child for child in self.running if child.process.poll() is not None]:
            self.running.remove(child)
            if not child.once:
                self.due[child] = now + self._pause(f"The {child.name}", f"exit code {child.process.returncode}", now)
        for child in [child for child, at in self.due.items() if at <= now]:
            del self.due[child]
            self.running.append(children.start(child.name, child.command))

    def _pause(self, name: str, detail: str, now: float) -> int:
        pause = self.ends.setdefault(name, Ends()).pause(now)
        self.say(f"{name} has ended ({detail}) and is started again {f'in {pause} seconds' if pause else 'now'}")
        return pause

    def _revive(self, cluster: Cluster, now: float) -> None:
        pause = self._pause("PostgreSQL", f"its log is {cluster.log}", now)
        if len(self.ends["PostgreSQL"].times) > DATABASE_ENDS:
            raise CannotRun(f"PostgreSQL keeps ending: its log {cluster.log} says why.")
        self.stop.pause(pause)
        with suppress(
            CannotRun, psycopg.Error
        ):  # where it takes its time or is down again, the next look finds that out
            cluster.revive()
        if cluster.runs():
            self.say("PostgreSQL runs again")


def refuse_ended(child: Child) -> None:
    code = child.process.poll()
    if code is not None:
        raise CannotRun(f"The {child.name} ended by itself (exit code {code}); its messages above say why.")
