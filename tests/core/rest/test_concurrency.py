"""Several clients at once, each with a connection of its own."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpResponse

from apikeys.tokens import create_api_key
from metadata.models import Workspace
from tests.client import Api


def at_once(count: int, work: Callable[[int], HttpResponse]) -> list[HttpResponse]:
    start, answers = threading.Barrier(count), []

    def one(number: int) -> None:
        start.wait()
        answers.append(work(number))
        connection.close()

    threads = [threading.Thread(target=one, args=[number]) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_upserts_of_one_new_key_make_one_record(live_workspace: Workspace) -> None:
    token = create_api_key(live_workspace, "racer")[1]

    def upsert(number: int) -> HttpResponse:
        body = {"emails": {"primaryEmail": "ada@example.com"}, "jobTitle": f"title {number}"}
        return Api(token).post("/rest/people?upsert=true", json=body)

    answers = at_once(8, upsert)
    assert [one.status_code for one in answers] == [201] * 8, [one.content for one in answers]
    (person,) = Api(token).get("/rest/people").json()["data"]["people"]
    assert {one.json()["data"]["createPerson"]["id"] for one in answers} == {person["id"]}
    assert person["jobTitle"] in {f"title {number}" for number in range(8)}


def test_creates_of_one_new_key_make_one_record(live_workspace: Workspace) -> None:
    token = create_api_key(live_workspace, "racer")[1]
    body = {"emails": {"primaryEmail": "ada@example.com"}}
    answers = at_once(6, lambda number: Api(token).post("/rest/people", json=body))
    assert sorted(one.status_code for one in answers) == [201] + [400] * 5
    assert {one.json()["code"] for one in answers if one.status_code == 400} == {"DUPLICATE_ENTRY"}
    assert Api(token).get("/rest/people").json()["totalCount"] == 1


def test_batches_over_the_same_records_in_any_order(live_workspace: Workspace) -> None:
    """Each batch is done whole, one after the other: at the end all records carry the values of one of them."""
    api = Api(create_api_key(live_workspace, "racer")[1])
    made = api.post("/rest/batch/people", json=[{}] * 20).json()["data"]["createPeople"]

    def update(number: int) -> HttpResponse:
        rows: list[dict[str, Any]] = [{"id": one["id"], "jobTitle": f"title {number}"} for one in made]
        return Api(api.token).patch("/rest/batch/people", json=rows if number % 2 else rows[::-1])

    answers = at_once(6, update)
    assert [one.status_code for one in answers] == [200] * 6, [one.content for one in answers]
    titles = {one["jobTitle"] for one in api.get("/rest/people").json()["data"]["people"]}
    assert len(titles) == 1
