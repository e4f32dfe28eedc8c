"""The processes that the supervisor starts and stops."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from django.conf import settings

STOP_SECONDS = 15
PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36


@dataclass(frozen=True, slots=True, eq=False)
class Child:
    """A running process, with the name that its messages use. `once`: it has an end and is not started again."""

    name: str
    process: subprocess.Popen[bytes]
    command: tuple[str, ...] = ()
    once: bool = False


def web_command() -> list[str]:
    return [sys.executable, "-m", "twentyapi.webserver"]


def worker_command() -> list[str]:
    """The delivery of webhooks."""
    return [sys.executable, "manage.py", "deliver_webhooks"]


def builder_command() -> list[str]:
    """Index builds that a stop or a kill has left behind."""
    return [sys.executable, "manage.py", "build_indexes", "--verbosity", "0"]


def start(name: str, command: Sequence[str], *, once: bool = False, waits: bool = False) -> Child:
    """In a session of its own, so that Ctrl-C reaches the supervisor alone, which then stops everything in order.

    `waits`: it loads, and begins with `go`.
    """
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "twentyapi.settings"}
    process = subprocess.Popen(
        command,
        cwd=settings.BASE_DIR,
        env=environment,
        stdin=subprocess.PIPE if waits else subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=_end_with_parent if sys.platform == "linux" else None,
    )
    return Child(name, process, tuple(command), once)


def go(child: Child) -> None:
    """Lets a child begin that has been started with `waits`."""
    assert child.process.stdin is not None
    with suppress(BrokenPipeError), child.process.stdin as pipe:
        pipe.write(b"go\n")


@contextmanager
def until_end(running: list[Child]) -> Iterator[None]:
    """Stops them whatever happens inside."""
    try:
        yield
    finally:
        stop(running)


def adopt_orphans() -> None:
    """Linux gives us what our children leave behind, such as PostgreSQL, so that its end can be seen."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)


def stop(children: list[Child]) -> None:
    """All are asked at once; who does not end in time is ended."""
    for child in children:
        if child.process.poll() is None:
            child.process.terminate()
    for child in children:
        try:
            child.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(child.process.pid, signal.SIGKILL)
            child.process.wait()


def _end_with_parent() -> None:
    """Linux ends the child when the supervisor is killed without a chance to stop it."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
