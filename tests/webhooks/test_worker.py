"""The worker and the writers as processes that are killed: nothing is lost, nothing invented, order kept."""

import os
import pathlib
import random
import subprocess
import sys
import time
from collections.abc import Callable

import pytest
from django.conf import settings
from django.db import connection

from apikeys.tokens import create_api_key
from metadata.models import Workspace
from tests.client import Api
from tests.webhooks.receiver import Receiver
from webhooks.models import Delivery

ROOT = pathlib.Path(__file__).resolve().parents[2]
DELIVER = (sys.executable, "manage.py", "deliver_webhooks")


def environment() -> dict[str, str]:
    """Of a process that works on the test's database."""
    place = connection.settings_dict
    host, port = place["HOST"], place["PORT"]
    where = f"{host}" if not host.startswith("/") else ""
    url = (
        f"postgres://{place['USER']}:{place['PASSWORD']}@{where}{f':{port}' if where and port else ''}/{place['NAME']}"
    )
    if not where:
        url += f"?host={host}" + (f"&port={port}" if port else "")
    return os.environ | {
        "DATABASE_URL": url,
        "SECRET_KEY": settings.SECRET_KEY,
        "WEBHOOK_ALLOW_PRIVATE": "true",
        "WEBHOOK_TIMEOUT_MS": "500",
        "TWENTYAPI_RATE_LIMIT": "false",
        "PYTHONPATH": str(ROOT),
    }


def start(*command: str) -> subprocess.Popen[str]:
    return subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, text=True)


def until(true: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.1)
    return true()


def pending() -> int:
    return Delivery.objects.filter(state="pending").count()


@pytest.fixture
def hooked(live_workspace: Workspace, receiver: Receiver) -> Api:
    api = Api(create_api_key(live_workspace, "tests")[1])
    made = api.post("/rest/webhooks", json={"targetUrl": receiver.url(), "operations": ["company.*"]})
    assert made.status_code == 201
    return api


def test_it_stops_when_asked_and_finishes_what_it_began(hooked: Api, receiver: Receiver) -> None:
    receiver.pause = 0.3
    worker = start(*DELIVER)
    hooked.post("/rest/companies", json={"name": "last"})
    assert until(lambda: bool(receiver.calls), 60)
    worker.terminate()
    assert worker.wait(60) == 0
    assert Delivery.objects.get().state == "delivered"


def test_a_busy_webhook_is_deleted(hooked: Api, receiver: Receiver) -> None:
    """Whoever deletes and the worker lock the same rows, and neither is refused."""
    worker = start(*DELIVER)
    body = {"targetUrl": receiver.url("/short"), "operations": ["company.*"]}
    hooked.post("/rest/companies", json={"name": "first"})
    try:
        assert until(lambda: bool(receiver.calls), 60)
        for _ in range(8):
            hook = hooked.post("/rest/webhooks", json=body).json()["id"]
            hooked.post("/rest/batch/companies", json=[{"name": str(n)} for n in range(60)])
            time.sleep(0.3 * random.random())
            assert hooked.delete(f"/rest/webhooks/{hook}").status_code == 200
    finally:
        worker.terminate()
    assert worker.wait(60) == 0


def test_a_slow_target_does_not_delay_another(hooked: Api, receiver: Receiver) -> None:
    with Receiver(pause=0.4) as slow:
        made = hooked.post("/rest/webhooks", json={"targetUrl": slow.url(), "operations": ["company.*"]})
        assert made.status_code == 201
        for _ in range(2):
            hooked.post("/rest/batch/companies", json=[{"name": str(n)} for n in range(60)])
        worker = start(*DELIVER)
        try:
            assert until(lambda: len(receiver.calls) == 120, 60)
            assert len(slow.calls) < 120
        finally:
            worker.terminate()
            worker.wait(60)
