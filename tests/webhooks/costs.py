"""Measures on the server and database of its environment; see measure.py."""

import asyncio
import http.client
import itertools
import json
import os
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from typing import Any
from uuid import uuid4

import django
from aiohttp import web
from django.db import connection
from django.db.models.functions import Mod, Now

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "twentyapi.settings")
django.setup()

from apikeys.tokens import create_api_key  # noqa: E402  (Django first)
from core.records import engine  # noqa: E402
from core.records.context import Actor, Context  # noqa: E402
from core.records.events import EVERYTHING, whole_record  # noqa: E402
from core.records.query import Create, Update  # noqa: E402
from metadata.schema.cache import schema_for  # noqa: E402
from metadata.services.workspaces import create_workspace  # noqa: E402
from webhooks.models import ACTIVE, DELIVERED, PAUSED, PENDING, Delivery, Webhook  # noqa: E402

ROUNDS = int(os.environ.get("ROUNDS", "1500"))
SIDES = {"none": None, "other": "person.created", "matching": "company.*"}
"""Workspaces by name, with the operation of their webhook."""
numbers = itertools.count()


class Side:
    """One workspace and a caller of it. Its webhook is paused: events are stored, and nothing is sent meanwhile."""

    def __init__(self, name: str, operation: str | None, target: str):
        workspace = create_workspace(name)
        self.token = create_api_key(workspace, "measure")[1]
        self.http = http.client.HTTPConnection("127.0.0.1", int(os.environ["PORT"]))
        if operation:
            self.call("POST", "/rest/webhooks", {"targetUrl": target, "operations": [operation]})
            Webhook.objects.filter(workspace=workspace).update(state=PAUSED)
        workspace.refresh_from_db()
        schema = schema_for(workspace.pk, workspace.metadata_version)
        actor = Actor(name="measure")
        self.context = Context(schema, EVERYTHING, actor, webhooks_version=workspace.webhooks_version)
        self.record = whole_record(schema.objects["company"])
        self.known: list[str] = []

    def call(self, method: str, path: str, body: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        self.http.request(method, path, json.dumps(body), headers)
        answer = self.http.getresponse()
        text = answer.read()
        assert answer.status in (200, 201), text
        return text

    def create_over_http(self) -> None:
        self.call("POST", "/rest/companies", company())

    def create(self, size: int = 1) -> None:
        query = Create("company", tuple(company() for _ in range(size)), self.record)
        self.known = [row["id"] for row in json.loads(engine.run(query, self.context).records)]

    def create_20(self) -> None:
        self.create(20)

    def update(self) -> None:
        engine.run(Update("company", self.record, rows=((self.known.pop(), company()),)), self.context)


def company() -> dict[str, Any]:
    number = next(numbers)
    return {
        "name": f"Company {number}",
        "employees": number,
        "domainName": {"primaryLinkUrl": f"https://company-{number}.example.com"},
        "address": {"addressStreet1": "1 Main Street", "addressCity": "Berlin", "addressCountry": "Germany"},
    }


# -- the cost of a write --------------------------------------------------------------------------------------------
def compare(title: str, sides: dict[str, Side], work: Callable[[Side], None], before: Any = None) -> None:
    """The sides take turns, so that what else the machine does meets them alike. Prints medians."""
    times: dict[str, list[float]] = {name: [] for name in sides}
    turns = list(sides.items())
    for _ in range(ROUNDS):
        turns.append(turns.pop(0))
        for name, side in turns:
            if before:
                before(side)
            started = time.perf_counter()
            work(side)
            times[name].append(time.perf_counter() - started)
    medians = {name: statistics.median(found[ROUNDS // 10 :]) * 1000 for name, found in times.items()}
    shown = "  ".join(f"{name} {ms:6.3f} ms ({ms / medians['none'] - 1:+5.1%})" for name, ms in medians.items())
    print(f"{title:34} {shown}", flush=True)


def writes(sides: dict[str, Side]) -> None:
    compare("create over HTTP", sides, Side.create_over_http)
    for commit in ("on", "off"):
        with connection.cursor() as cursor:
            cursor.execute(f"set synchronous_commit to {commit}")
        suffix = "" if commit == "on" else ", commit not awaited"
        compare(f"create{suffix}", sides, Side.create)
        compare(f"update{suffix}", sides, Side.update, before=Side.create)
    queued = Delivery.objects.values_list("event_name", "webhook__operations")
    assert {tuple(operations) for _, operations in queued.distinct()} == {("company.*",)}


# -- delivery -------------------------------------------------------------------------------------------------------
@contextmanager
def target() -> Iterator[str]:
    """The URL of a target in this process that answers at once."""
    loop = asyncio.new_event_loop()
    application = web.Application()
    application.router.add_post("/", answer)
    runner = web.AppRunner(application, access_log=None)
    loop.run_until_complete(runner.setup())
    loop.run_until_complete(web.TCPSite(runner, "127.0.0.1", 0).start())
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield "http://127.0.0.1:{}/".format(*runner.addresses[0][1:])
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


async def answer(request: web.Request) -> web.Response:
    await request.read()
    return web.Response(status=204)


def deliver(webhooks: list[Webhook]) -> None:
    """Lets the server's one worker send the same deliveries, spread over these webhooks of one target each."""
    for place, webhook in enumerate(webhooks):
        share = Delivery.objects.annotate(place=Mod("number", len(webhooks))).filter(place=place)
        share.update(webhook=webhook, state=PENDING, attempts=0, due_at=Now(), finished_at=None)
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze webhooks_delivery")
    waiting = Delivery.objects.filter(state=PENDING).count()
    Webhook.objects.update(state=ACTIVE)
    started = time.perf_counter()
    while Delivery.objects.filter(state=PENDING).exists():
        time.sleep(0.05)
    seconds = time.perf_counter() - started
    assert not Delivery.objects.exclude(state=DELIVERED).exists()
    Webhook.objects.update(state=PAUSED)
    print(f"{waiting} deliveries to {len(webhooks)} webhooks in {seconds:.1f} s: {waiting / seconds:.0f} a second")


def main() -> None:
    with target() as url:
        sides = {name: Side(name, operation, url) for name, operation in SIDES.items()}
        writes(sides)
        webhook = Webhook.objects.get(workspace__subdomain="matching")
        deliver([webhook])
        copies = [copy(webhook) for _ in range(7)]
        for one in copies:
            one.pk, one.key = uuid4(), uuid4()
            one.save(force_insert=True)
        deliver([webhook, *copies])


if __name__ == "__main__":
    main()
