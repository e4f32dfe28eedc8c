"""Idempotency-Key: one effect and one answer for every repetition of a write."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from apikeys.tokens import create_api_key
from core.models import StoredAnswer
from metadata.models import Workspace
from metadata.services.workspaces import create_workspace
from tests.client import Api

Make = Callable[..., dict[str, Any]]
KEY = {"Idempotency-Key": "order-1"}


def total(api: Api) -> int:
    return api.get("/rest/people?limit=0").json()["totalCount"]


def test_the_first_answer_is_given_again(api: Api) -> None:
    first = api.post("/rest/people", json={"jobTitle": "x"}, headers=KEY)
    again = api.post("/rest/people", json={"jobTitle": "x"}, headers=KEY)
    assert (again.status_code, again.content) == (first.status_code, first.content) == (201, first.content)
    assert again.headers["Content-Type"] == first.headers["Content-Type"]
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert total(api) == 1


def test_updates_and_batches(api: Api, make: Make) -> None:
    person = make("people", jobTitle="old")
    first = api.patch(f"/rest/people/{person['id']}", json={"jobTitle": "new"}, headers=KEY)
    api.patch(f"/rest/people/{person['id']}", json={"jobTitle": "later"})
    again = api.patch(f"/rest/people/{person['id']}", json={"jobTitle": "new"}, headers=KEY)
    assert again.content == first.content
    assert api.get(f"/rest/people/{person['id']}/jobTitle").json() == {"data": {"jobTitle": "later"}}
    other = {"Idempotency-Key": "order-2"}
    batch = [api.post("/rest/batch/people", json=[{}, {}], headers=other).json() for _ in range(2)]
    assert batch[0] == batch[1]
    assert total(api) == 3


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/rest/people", {"jobTitle": "y"}),
        ("POST", "/rest/people?upsert=true", {"jobTitle": "x"}),
        ("POST", "/rest/companies", {"jobTitle": "x"}),
        ("PATCH", "/rest/people?filter=jobTitle[eq]:x", {"jobTitle": "x"}),
    ],
)
def test_another_request_is_refused(api: Api, method: str, path: str, body: dict[str, Any]) -> None:
    person = api.post("/rest/people", json={"jobTitle": "x"}, headers=KEY).json()["data"]["createPerson"]
    response = api.call(method, path, json=body, headers=KEY)
    assert response.status_code == 422
    assert response.json() == {
        "statusCode": 422,
        "error": "UnprocessableEntityException",
        "messages": ["This Idempotency-Key was used with another request. Send a new key with a new request."],
        "code": "IDEMPOTENCY_KEY_REUSED",
    }
    assert api.get("/rest/people").json()["data"]["people"] == [person]


def test_refusals_are_not_kept(api: Api) -> None:
    for _ in range(2):
        refused = api.post("/rest/people", json={"nope": 1}, headers=KEY)
        assert (refused.status_code, "Idempotent-Replayed" in refused.headers) == (400, False)
    assert StoredAnswer.objects.count() == 0
    assert api.post("/rest/people", json={"jobTitle": "x"}, headers=KEY).status_code == 201


def test_a_key_is_forgotten_after_a_day(api: Api) -> None:
    first = api.post("/rest/people", json={"jobTitle": "x"}, headers=KEY)
    StoredAnswer.objects.update(created_at=timezone.now() - timedelta(hours=23, minutes=59))
    assert api.post("/rest/people", json={"jobTitle": "x"}, headers=KEY).content == first.content
    StoredAnswer.objects.update(created_at=timezone.now() - timedelta(hours=24, seconds=1))
    later = api.post("/rest/people", json={"jobTitle": "y"}, headers=KEY)
    assert later.status_code == 201
    assert total(api) == 2
    assert StoredAnswer.objects.count() == 1


def test_expired_answers_are_swept(api: Api) -> None:
    for number in range(3):
        api.post("/rest/people", json={}, headers={"Idempotency-Key": f"old-{number}"})
    StoredAnswer.objects.update(created_at=timezone.now() - timedelta(hours=25))
    api.post("/rest/people", json={}, headers=KEY)
    assert list(StoredAnswer.objects.values_list("key", flat=True)) == ["order-1"]


def test_each_caller_has_keys_of_its_own(api: Api, workspace: Workspace) -> None:
    neighbour = Api(create_api_key(workspace, "second")[1])
    foreign = create_workspace("Other")
    stranger = Api(create_api_key(foreign, "third")[1])
    made = [one.post("/rest/people", json={"jobTitle": "x"}, headers=KEY) for one in (api, neighbour, stranger)]
    assert [one.status_code for one in made] == [201, 201, 201]
    assert len({one.json()["data"]["createPerson"]["id"] for one in made}) == 3
    assert (total(api), total(stranger)) == (2, 1)


def test_a_replay_needs_the_same_rights(api: Api, workspace: Workspace) -> None:
    """The key is looked up for its holder alone, after the right to write was checked."""
    api.post("/rest/people", json={"jobTitle": "x"}, headers=KEY)
    assert Api("bad").post("/rest/people", json={"jobTitle": "x"}, headers=KEY).status_code == 401


@pytest.mark.parametrize("key", ["", " ", "x" * 256, "a\x7fb"])
def test_keys_must_be_usable(api: Api, key: str) -> None:
    response = api.post("/rest/people", json={}, headers={"Idempotency-Key": key})
    assert response.status_code == 400
    assert response.json()["messages"] == ["Idempotency-Key must be 1 to 255 printable characters"]
    assert total(api) == 0


def test_reads_and_deletes_ignore_the_header(api: Api, make: Make) -> None:
    person = make("people")
    assert api.get("/rest/people", headers=KEY).json()["totalCount"] == 1
    assert api.delete(f"/rest/people/{person['id']}", headers=KEY).status_code == 200
    assert api.delete(f"/rest/people/{person['id']}", headers=KEY).status_code == 404
    assert StoredAnswer.objects.count() == 0


def test_truncated_relations_are_announced_again(api: Api, make: Make) -> None:
    company = make("companies")["id"]
    for count in (60, 1):
        api.post("/rest/batch/people", json=[{"companyId": company}] * count)
    answers = [api.patch(f"/rest/companies/{company}?depth=1", json={"name": "x"}, headers=KEY) for _ in range(2)]
    assert [one.headers["X-Truncated-Relations"] for one in answers] == ["people", "people"]


def test_requests_at_the_same_time_have_one_effect(live_workspace: Workspace) -> None:
    token = create_api_key(live_workspace, "racer")[1]
    start, answers = threading.Barrier(6), []

    def send() -> None:
        start.wait()
        answers.append(Api(token).post("/rest/people", json={"jobTitle": "x"}, headers=KEY))
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    made = {one.content for one in answers if one.status_code == 201}
    assert len(made) == 1
    assert {one.status_code for one in answers} <= {201, 409}
    for busy in (one for one in answers if one.status_code == 409):
        assert busy.json()["code"] == "IDEMPOTENCY_KEY_IN_USE"
    assert total(Api(token)) == 1


def test_a_request_under_work_is_told_to_wait(live_workspace: Workspace) -> None:
    """While another connection holds the key, nothing is done."""
    key, token = create_api_key(live_workspace, "racer")
    name = f"{live_workspace.id}/{key.id}/order-1"
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_lock(hashtextextended(%s, 0))", [name])
        held.set()
        done.wait(10)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(10)
    try:
        busy = Api(token).post("/rest/people", json={}, headers=KEY)
        assert (busy.status_code, busy.json()["code"]) == (409, "IDEMPOTENCY_KEY_IN_USE")
        assert total(Api(token)) == 0
    finally:
        done.set()
        holder.join()
    assert Api(token).post("/rest/people", json={}, headers=KEY).status_code == 201
