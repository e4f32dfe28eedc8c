"""The web server's process, `python -m twentyapi.webserver`: granian, whose workers share one loaded application.

It loads while the database is still being made ready, and listens when a line arrives on standard input.
"""

import ctypes
import multiprocessing
import os
import pathlib
import signal
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import wait
from typing import Any

from django.conf import settings
from django.db import connections
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server import Server
from granian.server.mp import WorkerProcess

from twentyapi import database
from twentyapi.wsgi import application

Application = Callable[..., Any]
RESPAWNS, RESPAWN_SECONDS = 5, 60
PR_SET_PDEATHSIG = 1


class Respawns:
    """granian starts a worker that has died again, without an end; this ends it with a sentence."""

    def __init__(self, workers: int) -> None:
        self.allowed = workers + RESPAWNS
        self.forks: list[float] = []
        self.too_many = False

    def note(self) -> None:
        now = time.monotonic()
        self.forks = [earlier for earlier in self.forks if now - earlier < RESPAWN_SECONDS] + [now]
        if len(self.forks) > self.allowed and not self.too_many:
            self.too_many = True
            os.kill(os.getpid(), signal.SIGTERM)


def runs(worker: WorkerProcess) -> bool:
    """Whether a worker's process has not ended yet.

    granian's own answer is wrong for a moment: a thread of it collects the exit code too, and until that thread has
    stored it, a worker that stopped in order counts as alive and is reported as killed.
    """
    return not wait([worker.inner.sentinel], timeout=0)


def main() -> None:
    if not sys.stdin.readline():
        return  # the supervisor has given up
    if sys.platform == "linux":
        multiprocessing.set_start_method("fork")
    connections.settings["default"] = database.limited(connections.settings["default"])
    WorkerProcess.is_alive = runs  # type: ignore[method-assign, assignment]
    respawns = Respawns(settings.WEB_WORKERS)
    os.register_at_fork(after_in_parent=respawns.note)
    try:
        server().serve(target_loader=load)
    except SystemExit as end:  # granian too gives up when one worker dies twice within seconds
        respawns.too_many = respawns.too_many or bool(end.code)
    if respawns.too_many:
        sys.exit("The web workers keep dying right after they are started.")


def server() -> Any:
    """HTTP/1, one process a core, a few threads each; connections over the limit wait in the backlog."""
    return Server(
        "twentyapi.wsgi:application",
        address=settings.HOST,
        port=settings.PORT,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=settings.WEB_WORKERS,
        blocking_threads=settings.WEB_THREADS,
        blocking_threads_idle_timeout=600,  # a thread keeps its database connection
        backlog=2048,
        backpressure=1024,
        workers_kill_timeout=10,
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
        log_access=settings.ACCESS_LOG,
        log_access_format='%(time)s %(addr)s "%(method)s %(path)s" %(status)d %(dt_ms).1f ms',
        working_dir=pathlib.Path(settings.BASE_DIR),
    )


def load(target: str) -> Application:
    """In the worker. A signal ends it before granian's own handlers are there; later, the master's death does."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    return application


if __name__ == "__main__":
    main()
