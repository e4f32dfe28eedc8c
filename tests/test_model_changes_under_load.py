"""A workspace in use while its data model changes: no 500, no torn answer, and model and tables agree at the end."""

import json
import multiprocessing
import os
import random
import subprocess
import sys
import time
from collections import Counter
from typing import Any

import httpx

from tests.replay import PROJECT, bearer, running_server

SECONDS = float(os.environ.get("HAMMER_SECONDS", "30"))
WORKERS = 10
PAUSE = float(os.environ.get("HAMMER_PAUSE", "0.2"))
"""Seconds at most between two requests of a process, so that the tests beside it go on: some 80 requests a second."""


def test_ten_processes_hammer_while_the_model_changes():
    with running_server() as environment:
        manage(environment, "create_workspace", "hammer")
        key = manage(environment, "create_api_key", "--workspace", "hammer", "--name", "hammer")
        base = f"http://127.0.0.1:{environment['PORT']}"
        prepare(base, key)
        deadline = time.time() + SECONDS
        with multiprocessing.get_context("spawn").Pool(WORKERS) as pool:
            jobs = [
                pool.apply_async(change_model if n == 0 else hammer, (base, key, deadline, n)) for n in range(WORKERS)
            ]
            found = [job.get(SECONDS + 60) for job in jobs]
        changes, answers = found[0], sum(found[1:], Counter())
        wrong = {what: count for what, count in (answers + changes).items() if what.startswith("WRONG")}
        assert wrong == {}
        assert changes["renamed"] >= 3 and changes["field"] >= 3 and changes["deleted"] >= 3
        assert answers["read 200"] > 100 and answers["write 201"] > 30
        assert "agree" in manage(environment, "check_workspaces")


def manage(environment: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, cwd=PROJECT, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout.strip()


def client(base: str, key: str) -> httpx.Client:
    return httpx.Client(base_url=base, headers=bearer(key), timeout=60)


def prepare(base: str, key: str) -> None:
    with client(base, key) as http:
        limits = {"settings": {"rateLimitPerSecond": 1_000_000, "rateLimitPerMinute": 60_000_000}}
        http.patch("/rest/metadata/workspace", json=limits).raise_for_status()
        add_object(http, "widget")


def add_object(http: httpx.Client, name: str) -> str:
    body = {
        "nameSingular": name,
        "namePlural": f"{name}s",
        "labelSingular": name.title(),
        "labelPlural": f"{name}s all",
    }
    made = http.post("/rest/metadata/objects", json=body)
    made.raise_for_status()
    for field in ("left", "right"):
        add_field(http, made.json()["id"], field).raise_for_status()
    return made.json()["id"]


def add_field(http: httpx.Client, object_id: str, name: str) -> httpx.Response:
    body = {"objectMetadataId": object_id, "type": "NUMBER", "name": name, "label": name.title()}
    return http.post("/rest/metadata/fields", json=body)


# -- the one that changes the model ---------------------------------------------------------------------------------
def change_model(base: str, key: str, deadline: float, number: int) -> "Counter[str]":
    found: Counter[str] = Counter()
    with client(base, key) as http:
        listed = http.get("/rest/metadata/objects?limit=200").json()["data"]
        widget = next(one["id"] for one in listed if one["nameSingular"] == "widget")
        turn = 0
        while time.time() < deadline:
            turn += 1
            for what, answer in changes(http, widget, turn):
                if answer.status_code >= 500 and answer.status_code != 503:
                    found[f"WRONG {what}: {answer.status_code} {answer.text[:300]}"] += 1
                elif answer.is_success:
                    found[what] += 1
        http.patch(f"/rest/metadata/objects/{widget}", json={"nameSingular": "widget", "namePlural": "widgets"})
    return found


def changes(http: httpx.Client, widget: str, turn: int) -> Any:
    made = add_field(http, widget, f"extra{turn}")
    yield "field", made
    yield (
        "renamed",
        http.patch(
            f"/rest/metadata/objects/{widget}",
            json={"nameSingular": f"widget{turn}", "namePlural": f"widget{turn}s"},
        ),
    )
    if made.is_success:
        field = made.json()["id"]
        yield "field renamed", http.patch(f"/rest/metadata/fields/{field}", json={"name": f"other{turn}"})
        yield "deleted", http.delete(f"/rest/metadata/fields/{field}")
    body = {"nameSingular": f"thing{turn}", "namePlural": f"thing{turn}s", "labelSingular": "T", "labelPlural": "Ts"}
    thing = http.post("/rest/metadata/objects", json=body)
    yield "object", thing
    if thing.is_success:
        yield "object deleted", http.delete(f"/rest/metadata/objects/{thing.json()['id']}")
    yield (
        "renamed",
        http.patch(f"/rest/metadata/objects/{widget}", json={"nameSingular": "widget", "namePlural": "widgets"}),
    )


# -- the nine that use it -------------------------------------------------------------------------------------------
def hammer(base: str, key: str, deadline: float, number: int) -> "Counter[str]":
    dice = random.Random(number)
    found: Counter[str] = Counter()
    with client(base, key) as http:
        while time.time() < deadline:
            what, answer = dice.choice((read_rest, read_graphql, write_rest, write_graphql, read_companies))(http, dice)
            found[f"{what} {answer.status_code}"] += 1
            for fault in faults(answer):
                found[f"WRONG {what}: {fault}"] += 1
            time.sleep(dice.uniform(0, PAUSE))
    return found


def read_rest(http: httpx.Client, dice: random.Random) -> tuple[str, httpx.Response]:
    return "read", http.get(f"/rest/widgets?limit=20&depth={dice.choice((0, 1))}&order_by=left[DescNullsLast]")


def read_companies(http: httpx.Client, dice: random.Random) -> tuple[str, httpx.Response]:
    return "read", http.get("/rest/companies?limit=20&depth=1")


def read_graphql(http: httpx.Client, dice: random.Random) -> tuple[str, httpx.Response]:
    query = "{ widgets(first: 20) { totalCount edges { node { id left right noteTargets { totalCount } } } } }"
    return "graphql", http.post("/graphql", json={"query": query})


def write_rest(http: httpx.Client, dice: random.Random) -> tuple[str, httpx.Response]:
    value = dice.randrange(10**6)
    batch = [{"name": f"w{value}", "left": value, "right": value} for _ in range(3)]
    return "write", http.post("/rest/batch/widgets", json=batch)


def write_graphql(http: httpx.Client, dice: random.Random) -> tuple[str, httpx.Response]:
    value = dice.randrange(10**6)
    query = "mutation($d: [WidgetCreateInput!]!) { createWidgets(data: $d) { id left right } }"
    return "graphql", http.post(
        "/graphql", json={"query": query, "variables": {"d": [{"left": value, "right": value}]}}
    )


def faults(answer: httpx.Response) -> list[str]:
    if answer.status_code >= 500:
        return [f"{answer.status_code} {answer.text[:300]}"]
    try:
        body = answer.json()
    except json.JSONDecodeError:
        return [f"no JSON: {answer.text[:200]}"]
    found = [f"torn: {record}" for record in records_in(body) if record.get("left") != record.get("right")]
    keys = {frozenset(record) for record in records_in(body)}
    if len(keys) > 1:
        found.append(f"records of different shape in one answer: {sorted(map(sorted, keys))}")
    internal = [e for e in body.get("errors", []) if e.get("extensions", {}).get("code") == "INTERNAL_SERVER_ERROR"]
    return found + [f"internal: {error}" for error in internal]


def records_in(body: dict[str, Any]) -> list[dict[str, Any]]:
    """The widgets of any answer."""
    found = []
    for value in (body.get("data") or {}).values():
        rows = value if isinstance(value, list) else [edge["node"] for edge in (value or {}).get("edges", [])]
        found += [row for row in rows if isinstance(row, dict) and "left" in row]
    return found
