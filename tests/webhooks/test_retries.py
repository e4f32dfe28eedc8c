"""Failing targets: attempts, order, dead letters, pauses, the log, sending again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.client import Api, GraphQL
from tests.webhooks.conftest import HOUR, deliver_once, make_due
from tests.webhooks.receiver import Receiver
from webhooks.models import Delivery, Webhook
from webhooks.retries import DELAYS, Attempt, verdict
from webhooks.send import Manners


def company(api: Api, name: str = "HookCo") -> str:
    return api.post("/rest/companies", json={"name": name}).json()["data"]["createCompany"]["id"]


def rename(api: Api, key: str, name: str) -> None:
    assert api.patch(f"/rest/companies/{key}", json={"name": name}).status_code == 200


def heard(receiver: Receiver) -> list[tuple[str, str]]:
    return [(call.body["eventName"].split(".")[1], call.body["record"]["name"]) for call in receiver.calls]


@pytest.mark.parametrize(
    ("attempt", "number", "state"),
    [
        (Attempt(200, 1), 1, "delivered"),
        (Attempt(204, 1), 10, "delivered"),
        (Attempt(299, 1), 1, "delivered"),
        (Attempt(301, 1), 1, "pending"),
        (Attempt(400, 1), 1, "pending"),
        (Attempt(429, 1), 1, "pending"),
        (Attempt(500, 1), 9, "pending"),
        (Attempt(500, 1), 10, "dead"),
        (Attempt(None, 1, "refused"), 10, "dead"),
        (Attempt(410, 1), 1, "dead"),
        (None, 1, "skipped"),
    ],
)
def test_verdicts(attempt: Attempt | None, number: int, state: str) -> None:
    assert verdict(attempt, number).state == state


@pytest.mark.parametrize(
    ("number", "seconds"), list(enumerate((1, 5, 30, 120, 600, 1800, HOUR, 3 * HOUR, 8 * HOUR), 1))
)
def test_delays(number: int, seconds: int) -> None:
    delays = {verdict(Attempt(500, 1), number).delay for _ in range(50)}
    assert min(delays) >= 0.8 * seconds
    assert max(delays) <= 1.2 * seconds
    assert len(delays) > 40  # spread
    assert len(DELAYS) == 9


def test_the_same_delivery_is_tried_again(api: Api, make_webhook, receiver: Receiver) -> None:
    make_webhook(receiver.url(), "*.*", secret="topsecret")
    receiver.answer = lambda call: 503 if len(receiver.calls) < 2 else 200
    company(api)
    for expected in ("pending", "pending", "delivered"):
        deliver_once()
        assert Delivery.objects.get().state == expected
        assert deliver_once() == []  # not before its time
        make_due()
    row = Delivery.objects.get()
    assert (row.attempts, row.status) == (3, 200)
    assert [(entry["status"], entry["error"]) for entry in row.log] == [
        (503, "HTTP 503"),
        (503, "HTTP 503"),
        (200, None),
    ]
    assert [entry["response"] for entry in row.log] == ["heard"] * 3
    assert {call.headers["X-Twenty-Webhook-Id"] for call in receiver.calls} == {str(row.id)}
    assert len({call.headers["X-Twenty-Webhook-Nonce"] for call in receiver.calls}) == 3
    assert len({call.raw for call in receiver.calls}) == 1


def test_later_events_of_a_record_wait(api: Api, make_webhook, receiver: Receiver) -> None:
    make_webhook(receiver.url(), "*.*")
    receiver.answer = lambda call: 500 if call.body["record"]["name"] == "first" else 200
    first = company(api, "first")
    rename(api, first, "second")
    company(api, "other")
    deliver_once()
    assert heard(receiver) == [("created", "first"), ("created", "other")]
    deliver_once()
    make_due()
    deliver_once()
    assert heard(receiver)[2:] == [("created", "first")]
    receiver.answer = lambda call: 200
    make_due()
    deliver_once()
    assert heard(receiver)[3:] == [("created", "first")]
    deliver_once()  # at once, without waiting for the end of a pause
    assert heard(receiver)[4:] == [("updated", "second")]


def test_webhooks_do_not_wait_for_each_other(api: Api, make_webhook, receiver: Receiver) -> None:
    make_webhook(receiver.url("/bad"), "*.*")
    make_webhook(receiver.url("/good"), "*.*")
    receiver.answer = lambda call: 500 if call.path == "/bad" else 200
    rename(api, company(api, "first"), "second")
    deliver_once()
    deliver_once()
    paths = [call.path for call in receiver.calls]
    assert (paths.count("/good"), paths.count("/bad")) == (2, 1)


def test_the_dead_letter_lets_the_next_event_go(api: Api, make_webhook, receiver: Receiver) -> None:
    make_webhook(receiver.url(), "*.*")
    receiver.answer = lambda call: 500 if call.body["eventName"] == "company.created" else 200
    rename(api, company(api, "first"), "second")
    for _ in range(10):
        deliver_once()
        make_due()
    assert [row.state for row in Delivery.objects.order_by("number")] == ["dead", "pending"]
    deliver_once()
    assert [row.state for row in Delivery.objects.order_by("number")] == ["dead", "delivered"]
    assert len(receiver.calls) == 11


def test_a_lease_that_ran_out_is_taken_again(api: Api, make_webhook, receiver: Receiver) -> None:
    """A killed worker leaves its claims behind; they fall due by themselves."""
    from tests.webhooks.conftest import claim_all

    make_webhook(receiver.url(), "*.*")
    company(api)
    assert len(claim_all(lease=0)) == 1
    assert len(claim_all(lease=60)) == 1
    assert claim_all(lease=60) == []


def test_gone_disables_the_webhook(api: Api, make_webhook, receiver: Receiver) -> None:
    hook = make_webhook(receiver.url(), "*.*")
    receiver.answer = lambda call: 410
    rename(api, company(api), "second")
    deliver_once()
    assert [row.state for row in Delivery.objects.order_by("number")] == ["dead", "skipped"]
    company(api)
    assert Delivery.objects.count() == 2
    path = f"/rest/metadata/webhooks/{hook.pk}"
    assert api.get(path).json()["state"] == "DISABLED"
    assert api.patch(path, json={}).json()["state"] == "ACTIVE"
    company(api)
    assert Delivery.objects.filter(state="pending").count() == 1


def test_a_target_that_failed_for_days_is_paused(api: Api, make_webhook, receiver: Receiver) -> None:
    hook = make_webhook(receiver.url(), "*.*")
    receiver.answer = lambda call: 500
    company(api)
    deliver_once()
    hook.refresh_from_db()
    assert hook.failing_since is not None and hook.state == "active"
    Webhook.objects.filter(pk=hook.pk).update(failing_since=timezone.now() - timedelta(hours=73))
    make_due()
    deliver_once(patience=72 * HOUR)
    hook.refresh_from_db()
    assert hook.state == "paused"
    make_due()
    assert deliver_once() == []
    company(api)  # is kept for when it comes back
    api.patch(f"/rest/metadata/webhooks/{hook.pk}", json={})
    receiver.answer = lambda call: 200
    assert len(deliver_once()) == 2
    hook.refresh_from_db()
    assert (hook.state, hook.failing_since) == ("active", None)


def test_one_success_ends_the_count_of_days(api: Api, make_webhook, receiver: Receiver) -> None:
    hook = make_webhook(receiver.url(), "*.*")
    Webhook.objects.filter(pk=hook.pk).update(failing_since=timezone.now() - timedelta(hours=99))
    company(api)
    deliver_once()
    hook.refresh_from_db()
    assert hook.failing_since is None


def test_a_deleted_webhook_gets_nothing_more(api: Api, make_webhook, receiver: Receiver) -> None:
    hook = make_webhook(receiver.url(), "*.*")
    company(api)
    api.delete(f"/rest/webhooks/{hook.pk}")
    assert deliver_once() == []
    assert Delivery.objects.count() == 0


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_redirects_are_not_followed(api: Api, make_webhook, receiver: Receiver, status: int) -> None:
    make_webhook(receiver.url("/old"), "*.*")
    receiver.answer = lambda call: (status, {"Location": receiver.url("/new")}) if call.path == "/old" else 200
    company(api)
    deliver_once()
    assert [call.path for call in receiver.calls] == ["/old"]
    assert Delivery.objects.get().status == status


def test_a_slow_target_is_given_up(api: Api, make_webhook, receiver: Receiver) -> None:
    make_webhook(receiver.url(), "*.*")
    receiver.pause = 1.0
    company(api)
    deliver_once(Manners(timeout=0.2, allow_private=True))
    row = Delivery.objects.get()
    assert (row.state, row.log[0]["status"], row.log[0]["error"]) == (
        "pending",
        None,
        "No complete answer within 0.2 s",
    )
    assert 150 <= row.log[0]["ms"] < 900


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "https://127.0.0.1:9/", "http://nowhere.invalid/"])
def test_nobody_there(api: Api, make_webhook, url: str) -> None:
    make_webhook(url, "*.*")
    company(api)
    deliver_once()
    row = Delivery.objects.get()
    assert (row.state, row.status) == ("pending", None)
    assert row.log[0]["error"]


# -- the log and sending again --------------------------------------------------------------------------------------
def test_the_log_over_rest(api: Api, make_webhook, receiver: Receiver) -> None:
    hook = make_webhook(receiver.url(), "*.*")
    receiver.answer = lambda call: 500 if call.body["record"]["name"] == "bad" else 200
    company(api, "good")
    company(api, "bad")
    deliver_once()
    path = f"/rest/metadata/webhooks/{hook.pk}/deliveries"
    bad, good = api.get(path).json()
    assert (good["state"], good["status"], good["attempts"], good["eventName"]) == (
        "DELIVERED",
        200,
        1,
        "company.created",
    )
    assert good["log"][0].keys() == {"at", "status", "ms", "error", "response"}
    assert (bad["state"], bad["finishedAt"]) == ("PENDING", None)
    assert bad["nextAttemptAt"] > bad["createdAt"]
    assert "body" not in good
    assert api.get(f"{path}/{good['id']}").json() == good
    assert api.get(path + "?state=delivered").json() == [good]
    assert api.get(path + "?limit=1").json() == [bad]
    assert api.get(f"{path}?limit=1&starting_after={bad['id']}").json() == [good]
    assert api.get(path + "?from=2100-01-01").json() == []
    assert api.get(path + "?state=x&from=y&limit=-1&starting_after=z").json()["message"] == [
        "from must be a valid ISO 8601 date string",
        "state must be one of the following values: PENDING, DELIVERED, DEAD, SKIPPED",
        "limit must be a whole number",
        "startingAfter must be the id of a delivery",
    ]
    unknown = api.get(f"{path}/{hook.pk}")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "WEBHOOK_DELIVERY_NOT_FOUND")


def test_one_is_sent_again(api: Api, make_webhook, receiver: Receiver) -> None:
    hook = make_webhook(receiver.url(), "*.*")
    company(api)
    deliver_once()
    row = Delivery.objects.get()
    again = api.post(f"/rest/metadata/webhooks/{hook.pk}/deliveries/{row.id}/resend")
    assert (again.status_code, again.json()["state"]) == (200, "PENDING")
    deliver_once()
    assert [call.headers["X-Twenty-Webhook-Id"] for call in receiver.calls] == [str(row.id)] * 2
    assert len(Delivery.objects.get().log) == 2


def test_a_range_is_sent_again(api: Api, make_webhook, receiver: Receiver, metadata_graphql: GraphQL) -> None:
    hook = make_webhook(receiver.url(), "*.*")
    for name in ("a", "b", "c"):
        company(api, name)
    deliver_once()
    Delivery.objects.filter(body__contains='"name":"b"').update(state="dead")
    path = f"/rest/metadata/webhooks/{hook.pk}/deliveries/resend"
    assert api.post(path, json={"from": "2100-01-01"}).json() == {"count": 0}
    assert api.post(path, json={}).json() == {"count": 1}
    deliver_once()
    assert [name for _, name in heard(receiver)] == ["a", "b", "c", "b"]
    ask = "mutation($i: ResendWebhookDeliveriesInput!) { resendWebhookDeliveries(input: $i) }"
    given = {"webhookId": str(hook.pk), "from": "2000-01-01T00:00:00Z", "state": "DELIVERED"}
    assert metadata_graphql.data(ask, {"i": given}) == {"resendWebhookDeliveries": 3}


def test_the_log_over_graphql(api: Api, make_webhook, receiver: Receiver, metadata_graphql: GraphQL) -> None:
    hook = make_webhook(receiver.url(), "*.*")
    company(api)
    deliver_once()
    fields = "id webhookId eventName recordId state attempts status createdAt nextAttemptAt finishedAt log"
    listed = metadata_graphql.data(f'{{ webhookDeliveries(input: {{webhookId: "{hook.pk}"}}) {{ {fields} }} }}')
    assert listed["webhookDeliveries"] == api.get(f"/rest/metadata/webhooks/{hook.pk}/deliveries").json()
    key = listed["webhookDeliveries"][0]["id"]
    again = metadata_graphql.data(
        f'mutation {{ resendWebhookDelivery(webhookId: "{hook.pk}", id: "{key}") {{ id state attempts }} }}'
    )
    assert again["resendWebhookDelivery"] == {"id": key, "state": "PENDING", "attempts": 0}


def test_tidy_keeps_the_latest(api: Api, make_webhook) -> None:
    from webhooks import queue

    hook = make_webhook("", "*.*")
    for _ in range(3):
        api.post("/rest/batch/companies", json=[{"name": str(n)} for n in range(50)])
    Delivery.objects.order_by("number").first().delete()
    newest = Delivery.objects.order_by("-number").first()
    Delivery.objects.exclude(pk=newest.pk).update(state="delivered", finished_at=timezone.now())
    queue.tidy(kept=120, days=30)
    assert Delivery.objects.filter(webhook=hook).count() == 121
    queue.tidy(kept=0, days=30)
    assert Delivery.objects.filter(webhook=hook, state="delivered").count() == 100
    Webhook.objects.all().delete()
    queue.tidy(kept=120, days=30)
    assert Delivery.objects.count() == 0


def test_an_empty_table_does_not_mislead_the_planner(db: None) -> None:
    """The queue was analysed while it was empty: what is claimed is found by index all the same."""
    from django.db import connection

    from webhooks import queue

    with connection.cursor() as cursor:
        cursor.execute("analyze webhooks_delivery")
        cursor.execute(queue.BY_INDEX)
        cursor.execute("explain " + queue.CLAIM, {"busy": "{}", "room": 64, "each": 8, "lease": 11.0})
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Seq Scan on webhooks_delivery" not in plan
    assert "Hash" not in plan and "Merge" not in plan
    assert "delivery_waiting" in plan and "delivery_due" in plan
