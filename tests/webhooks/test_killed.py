"""Web workers killed in the middle of requests, the delivery worker in the middle of deliveries: nothing is lost,
nothing is invented, and the order of each record is kept."""

import os
import pathlib
import random
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import httpx
import pytest
from django.db import connection, transaction

from metadata.models import Workspace
from tests.client import Api
from tests.replay import free_port
from tests.twentyapi.servers import serving
from tests.webhooks.receiver import Call, Receiver
from tests.webhooks.test_serve import workers
from tests.webhooks.test_worker import environment, hooked, pending, until

__all__ = ["hooked"]
WRITES, WRITERS, WEB_WORKERS = 200, 4, 2
CRASH_LOOP = 6
"""Seconds after which granian takes another death of the same worker for another accident."""


class Target:
    """What the receiver answers: 30% of first attempts fail, and while `open` is not set nobody gets an answer."""

    def __init__(self) -> None:
        self.failed: set[str] = set()
        self.open = threading.Event()
        self.open.set()
        self.held = 0

    def __call__(self, call: Call) -> int:
        if not self.open.is_set():
            self.held += 1
            self.open.wait(60)
        key = call.headers["X-Twenty-Webhook-Id"]
        if random.random() < 0.3 and key not in self.failed:
            self.failed.add(key)
            return 500
        return 200


class Writers:
    """Write companies over HTTP, 200 times or until `struck` is set: `employees` counts the versions of each."""

    def __init__(self, url: str, token: str) -> None:
        self.url, self.headers = url, {"Authorization": f"Bearer {token}"}
        self.lock, self.done, self.cut, self.struck = threading.Lock(), 0, 0, False
        self.unexpected: list[str] = []

    def run(self) -> None:
        while not ((self.done >= WRITES and self.struck) or self.unexpected):
            with httpx.Client(base_url=self.url, headers=self.headers, timeout=120) as client:
                try:
                    self.one_company(client)
                except httpx.ConnectError:
                    time.sleep(0.05)  # its worker is being replaced
                except httpx.TransportError:
                    with self.lock:
                        self.cut += 1  # whether it was stored only the database knows

    def one_company(self, client: httpx.Client) -> None:
        made = self.write(client, "POST", "/rest/companies", {"name": "0", "employees": 0}, 201)
        key = made.json()["data"]["createCompany"]["id"]
        for version in range(1, random.choice((1, 2, 4))):
            changed = {"name": str(version), "employees": version}
            self.write(client, "PATCH", f"/rest/companies/{key}", changed, 200)
        twice = [{"name": "rolled back"}, {"name": "rolled back", "id": key}]
        self.write(client, "POST", "/rest/batch/companies", twice, 400)

    def write(self, client: httpx.Client, method: str, path: str, body: object, status: int) -> httpx.Response:
        answer = client.request(method, path, json=body)
        with self.lock:
            self.done += 1
            if answer.status_code != status:
                self.unexpected.append(f"{method} {path}: {answer.status_code} {answer.text[:500]}")
        return answer


def children(process: int) -> list[int]:
    return [int(one) for one in pathlib.Path(f"/proc/{process}/task/{process}/children").read_text().split()]


@contextmanager
def writes_waiting(workspace: Workspace) -> Iterator[None]:
    """Inside requests, for the table that they write."""
    table = f'"{workspace.pg_schema}".company'
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"lock table {table} in exclusive mode")

        def waiting() -> bool:
            cursor.execute("select count(*) from pg_locks where relation = %s::regclass and not granted", [table])
            return cursor.fetchone()[0] > 0

        assert until(waiting, 60)
        yield


def strike(server: subprocess.Popen[str], master: int, target: Target, workspace: Workspace) -> None:
    target.open.clear()
    target.held = 0
    assert until(lambda: target.held > 0, 60), "no delivery is under way"
    (deliverer,) = workers(server.pid)
    os.kill(deliverer, signal.SIGKILL)
    target.open.set()
    with writes_waiting(workspace):
        killed = children(master)
        for worker in killed:
            os.kill(worker, signal.SIGKILL)
    assert until(lambda: deliverer not in workers(server.pid) != [], 60)
    assert until(lambda: len(set(children(master)).difference(killed)) == WEB_WORKERS, 60)


@pytest.mark.usefixtures("hooked")
def test_killed_workers(hooked: Api, receiver: Receiver, live_workspace: Workspace, tmp_path: pathlib.Path) -> None:
    target = receiver.answer = Target()
    receiver.pause = 0.01
    ours = {"PORT": str(free_port()), "HOST": "127.0.0.1", "WEB_WORKERS": str(WEB_WORKERS), "LOG_LEVEL": "ERROR"}
    ours |= {"TWENTYAPI_DATA_DIR": str(tmp_path), "DATABASE_URL": environment()["DATABASE_URL"]}
    pidfile = tmp_path / "web.pid"
    with serving(environment() | ours, "--pidfile", str(pidfile), quiet=False) as (server, _):
        writers = Writers(f"http://127.0.0.1:{ours['PORT']}", hooked.token or "")
        with ThreadPoolExecutor(WRITERS) as threads:
            running = [threads.submit(writers.run) for _ in range(WRITERS)]
            try:
                for enough in (WRITES // 4, WRITES // 2):
                    time.sleep(0 if enough < WRITES // 2 else CRASH_LOOP)
                    assert until(lambda least=enough: writers.done >= least or bool(writers.unexpected), 120)
                    strike(server, int(pidfile.read_text()), target, live_workspace)
            finally:
                writers.struck = True
            for one in running:
                one.result(120)
        assert writers.unexpected == []
        assert writers.cut >= 2
        assert until(lambda: pending() == 0, 120), pending()
    judge(receiver, live_workspace)


def judge(receiver: Receiver, workspace: Workspace) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f'select id::text, employees::int from "{workspace.pg_schema}".company')
        committed = dict(cursor.fetchall())
    heard: dict[str, list[int]] = {}
    for call in receiver.calls:
        record = call.body["record"]
        heard.setdefault(record["id"], []).append(int(record["employees"]))
        assert record["name"] != "rolled back"
    assert heard.keys() == committed.keys()
    assert sum(committed.values()) + len(committed) >= WRITES // 2
    for key, versions in heard.items():
        assert versions == sorted(versions), "an event overtook an earlier one"
        assert set(versions) == set(range(committed[key] + 1))
    assert Counter(call.headers["X-Twenty-Webhook-Id"] for call in receiver.calls).most_common(1)[0][1] > 1
