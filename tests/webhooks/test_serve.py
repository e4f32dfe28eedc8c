"""`serve` delivers, and replaces a delivery worker that was killed."""

import os
import pathlib
import re
import signal
import time

import httpx

from tests.twentyapi.servers import own_environment, serving
from tests.webhooks.receiver import Receiver


def workers(supervisor: int) -> list[int]:
    """Children of this process that deliver."""
    found = []
    for place in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            parent = place.joinpath("stat").read_text().rpartition(")")[2].split()[1]
            command = place.joinpath("cmdline").read_text()
        except OSError:
            continue  # it has ended meanwhile
        if int(parent) == supervisor and "deliver_webhooks" in command:
            found.append(int(place.name))
    return found


def heard(receiver: Receiver, name: str) -> bool:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if any(call.body["record"]["name"] == name for call in receiver.calls):
            return True
        time.sleep(0.1)
    return False


def test_a_killed_worker_is_replaced(receiver: Receiver) -> None:
    allowing = {"WEBHOOK_ALLOW_PRIVATE": "true"}
    # Not quiet: that a worker has died is said.
    with own_environment() as environment, serving(environment | allowing, quiet=False) as (server, said):
        token = re.search(r"API key +(\S+)", said)
        assert token
        address = f"http://127.0.0.1:{environment['PORT']}"
        with httpx.Client(base_url=address, headers={"Authorization": f"Bearer {token[1]}"}, timeout=20) as client:
            hook = {"targetUrl": receiver.url(), "operations": ["company.created"]}
            assert client.post("/rest/webhooks", json=hook).status_code == 201
            client.post("/rest/companies", json={"name": "first"})
            assert heard(receiver, "first")
            (worker,) = workers(server.pid)
            os.kill(worker, signal.SIGKILL)
            client.post("/rest/companies", json={"name": "second"})
            assert heard(receiver, "second")
            assert workers(server.pid) not in ([], [worker])
    assert workers(server.pid) == []
