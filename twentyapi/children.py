"""The processes that the supervisor starts and stops."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

STOP_SECONDS = 15
PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Child:
    """A running process, with the name that its messages use. `once`: it has an end and is not started again."""

    name: str
    process: subprocess.Popen[bytes]
    command: tuple[str, ...] = ()
    once: bool = False


def web_command() -> list[str]:
    """granian: HTTP/1, one process a core, a few threads each; connections over the limit wait in the backlog."""
    options = {
        "--interface": "wsgi",
        "--http": "1",
        "--host": settings.HOST,
        "--port": settings.PORT,
        "--workers": settings.WEB_WORKERS,
        "--blocking-threads": settings.WEB_THREADS,
        "--blocking-threads-idle-timeout": 600,  # a thread keeps its database connection
        "--backlog": 2048,
        "--backpressure": 1024,
        "--workers-kill-timeout": 10,
        "--log-level": "warning",
        "--working-dir": settings.BASE_DIR,
    }
    flags = ["--no-ws", "--respawn-failed-workers"]
    named = [str(part) for pair in options.items() for part in pair]
    return [sys.executable, "-m", "granian", *named, *flags, "twentyapi.wsgi:application"]


def worker_command() -> list[str]:
    """The delivery of webhooks."""
    return [sys.executable, "manage.py", "deliver_webhooks"]


def builder_command() -> list[str]:
    """Index builds that a stop or a kill has left behind."""
    return [sys.executable, "manage.py", "build_indexes", "--verbosity", "0"]


def start(name: str, command: Sequence[str], *, once: bool = False) -> Child:
    """In a session of its own, so that Ctrl-C reaches the supervisor alone, which then stops everything in order."""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "twentyapi.settings"}
    process = subprocess.Popen(
        command,
        cwd=settings.BASE_DIR,
        env=environment,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=_end_with_parent if sys.platform == "linux" else None,
    )
    return Child(name, process, tuple(command), once)


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
