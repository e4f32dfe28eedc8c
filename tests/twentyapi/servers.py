"""Servers started as a user starts them, for the tests that need whole processes."""

import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.replay import await_ready, free_port
from twentyapi.place import PROJECT


@contextmanager
def own_environment() -> Iterator[dict[str, str]]:
    """The variables of a server with a data directory and a port of its own."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="twentyapi-"))
    folder.chmod(0o711)
    ours = {"TWENTYAPI_DATA_DIR": str(folder), "PORT": str(free_port()), "HOST": "127.0.0.1", "WEB_WORKERS": "1"}
    inherited = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "SECRET_KEY")}
    yield inherited | ours
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def serving(
    environment: dict[str, str], *arguments: str, how: signal.Signals = signal.SIGTERM, quiet: bool = True
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server that is ready, and what it has said so far; at the end it stops in order.

    `quiet`: it says nothing else. A client that keeps its connections open makes granian say that it cut them.
    """
    server = subprocess.Popen(
        command("serve", *arguments), cwd=PROJECT, env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        yield server, await_ready(server)
    finally:
        server.send_signal(how)
        said, _ = server.communicate(timeout=90)
    last = said.strip() if quiet else said.strip().rpartition("\n")[2]
    assert (server.returncode, last) == (0, "Stopped."), said


def command(*arguments: str) -> list[str]:
    return [sys.executable, "manage.py", *arguments]


def run(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments), cwd=PROJECT, env=environment, capture_output=True, text=True, check=False
    )


def get(environment: dict[str, str], path: str, token: str = "") -> tuple[int, Any]:
    url = f"http://127.0.0.1:{environment['PORT']}{path}"
    try:
        asked = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})
        with urllib.request.urlopen(asked, timeout=60) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as answer:
        return answer.code, json.load(answer)
