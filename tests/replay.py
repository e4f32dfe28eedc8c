"""Replays the recorded cases of CONTRACT_DIR: `make replay ARGS='--level 2 --group rest-core'`.

A server of its own with a throw-away data directory and a fresh workspace, which is seeded as the recordings were.
All arguments go to the contract's replay.py; its scores are printed by group.
"""

import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

PROJECT = pathlib.Path(__file__).resolve().parent.parent
READY = "Ready: "


def main(arguments: list[str]) -> int:
    contract = pathlib.Path(os.environ.get("CONTRACT_DIR", "../shared/contract")).resolve()
    if not (contract / "replay" / "replay.py").exists():
        sys.exit(f"There is no replay/replay.py in {contract}: set CONTRACT_DIR to the contract's folder.")
    with running_server() as environment:
        _manage("create_workspace", "replay", environment=environment)
        key = _manage("create_api_key", "--workspace", "replay", "--name", "replay", environment=environment)
        client = environment | {"API_KEY": key, "BASE_URL": f"http://127.0.0.1:{environment['PORT']}"}
        seeded = _python(contract / "replay" / "load_seed.py", "--wipe", environment=client)
        return seeded or _python(
            contract / "replay" / "replay.py", contract / "recorded", *arguments, environment=client
        )


@contextmanager
def running_server() -> Iterator[dict[str, str]]:
    """`manage.py serve` on a free port and a data directory that is removed afterwards. Yields its environment."""
    place = pathlib.Path(tempfile.mkdtemp(prefix="twentyapi-"))
    place.chmod(0o711)
    environment = os.environ | {"TWENTYAPI_DATA_DIR": str(place), "PORT": str(free_port()), "HOST": "127.0.0.1"}
    server = subprocess.Popen(
        [sys.executable, "manage.py", "serve"], cwd=PROJECT, env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        said = await_ready(server)
        if server.poll() is not None:
            sys.exit("The server did not start:\n" + said)
        yield environment
    finally:
        server.send_signal(signal.SIGTERM)
        server.communicate()
        shutil.rmtree(place, ignore_errors=True)


def await_ready(server: subprocess.Popen[str]) -> str:
    """What the server has said up to its being ready, or to its end."""
    said = ""
    for line in server.stdout or ():
        said += line
        if line.startswith(READY):
            return said
    server.wait()
    return said


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _manage(*arguments: str, environment: dict[str, str]) -> str:
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, cwd=PROJECT, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout.strip()


def _python(*command: object, environment: dict[str, str]) -> int:
    return subprocess.run([sys.executable, *map(str, command)], env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
