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

import httpx

PROJECT = pathlib.Path(__file__).resolve().parent.parent
READY = "Ready: "
UNLIMITED = {"TWENTYAPI_RATE_LIMIT_PER_SECOND": "1000000", "TWENTYAPI_RATE_LIMIT_PER_MINUTE": "1000000"}


WHATSAPP = {
    "type": "PHONES",
    "name": "whatsapp",
    "label": "Whatsapp",
    "description": "Contact's Whatsapp Number",
    "icon": "IconBrandWhatsapp",
    "objectMetadataId": "person",
    "defaultValue": {
        "primaryPhoneNumber": None,
        "primaryPhoneCountryCode": "'FR'",
        "primaryPhoneCallingCode": "'+33'",
        "additionalPhones": None,
    },
}
"""The recorded default of this field, which seed.json leaves out: without it every recorded person differs."""
MEMBER = "tim@apple.dev"


def main(arguments: list[str]) -> int:
    contract = pathlib.Path(os.environ.get("CONTRACT_DIR", "../shared/contract")).resolve()
    if not (contract / "replay" / "replay.py").exists():
        sys.exit(f"There is no replay/replay.py in {contract}: set CONTRACT_DIR to the contract's folder.")
    with running_server() as environment:
        _manage("create_workspace", "replay", environment=environment)
        member = ("--workspace", "replay", "--email", MEMBER, "--password", MEMBER, "--role", "Admin")
        _manage("create_member", *member, environment=environment)
        key = _manage("create_api_key", "--workspace", "replay", "--name", "replay", environment=environment)
        client = environment | {"API_KEY": key, "BASE_URL": f"http://127.0.0.1:{environment['PORT']}"}
        httpx.post(f"{client['BASE_URL']}/rest/metadata/fields", headers=bearer(key), json=WHATSAPP).raise_for_status()
        seeded = _python(contract / "replay" / "load_seed.py", "--wipe", environment=client)
        replay = (contract / "replay" / "replay.py", contract / "recorded", "--with", "user", *format_hooks())
        return seeded or _python(*replay, *arguments, environment=client)


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def format_hooks() -> list[str]:
    """The two groups of REST Metadata expect one response format each."""
    hooks = []
    for group, name in (("rest-metadata", "wrapped"), ("rest-metadata-newformat", "direct")):
        hooks += ["--hook", f"{group}={sys.executable} -m tests.replay --format {name}"]
    return hooks


def set_format(name: str) -> None:
    url = f"{os.environ['BASE_URL']}/rest/metadata/workspace"
    body = {"restMetadataFormat": name}
    httpx.patch(url, headers=bearer(os.environ["API_KEY"]), json=body).raise_for_status()


@contextmanager
def running_server() -> Iterator[dict[str, str]]:
    """`manage.py serve` on a free port and a data directory that is removed afterwards. Yields its environment."""
    place = pathlib.Path(tempfile.mkdtemp(prefix="twentyapi-"))
    place.chmod(0o711)
    ours = {"TWENTYAPI_DATA_DIR": str(place), "PORT": str(free_port()), "HOST": "127.0.0.1"}
    environment = os.environ | UNLIMITED | ours
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
    if sys.argv[1:2] == ["--format"]:
        set_format(sys.argv[2])
    else:
        sys.exit(main(sys.argv[1:]))
