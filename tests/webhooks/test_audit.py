"""Who made, changed, resumed and deleted webhooks, and who sent what again, is on record; secrets are not."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db.models import F
from django.test import Client

from apikeys.models import AuditEntry
from metadata.models import Workspace
from tests.client import Api, GraphQL
from tests.webhooks.conftest import deliver_once
from tests.webhooks.receiver import Receiver
from webhooks.models import Delivery, Webhook

LOG = "/rest/metadata/auditLog"
SECRET, PASSWORD, TOKEN = "topsecret", "hunter2", "t0ken"
URL = f"https://user:{PASSWORD}@example.org/hook?key={TOKEN}"
SHOWN = "https://example.org/hook?…"


def entries(api: Api) -> list[tuple[str, str, str, dict]]:
    """The oldest first."""
    log = api.get(LOG).json()
    return [(one["action"], one["target"]["name"], one["actor"]["kind"], one["changes"]) for one in log][::-1]


def by_rest(api: Api) -> None:
    hooks = "/rest/metadata/webhooks"
    hook = f"{hooks}/" + api.post(hooks, json={"targetUrl": URL, "operations": ["a.b"], "secret": SECRET}).json()["id"]
    assert api.patch(hook, json={"operations": ["*.*"], "secret": f"{SECRET}2"}).status_code == 200
    Webhook.objects.update(state="paused")
    assert api.patch(hook, json={}).status_code == 200
    assert api.patch(hook, json={}).status_code == 200  # nothing becomes different: nothing is on record
    assert api.delete(hook).status_code == 200


def by_graphql(api: Api) -> None:
    call = GraphQL(api, "/metadata").data
    made = "mutation($i: CreateWebhookInput!) { createWebhook(input: $i) { id } }"
    hook = call(made, {"i": {"targetUrl": URL, "operations": ["a.b"], "secret": SECRET}})["createWebhook"]["id"]
    update = "mutation($i: UpdateWebhookInput!) { updateWebhook(input: $i) { id } }"
    call(update, {"i": {"id": hook, "update": {"operations": ["*.*"], "secret": f"{SECRET}2"}}})
    Webhook.objects.update(state="paused")
    call(update, {"i": {"id": hook, "update": {}}})
    call("mutation($i: UUID!) { deleteWebhook(id: $i) { id } }", {"i": hook})


def by_admin(api: Api) -> None:
    page = Client(SERVER_NAME="localhost")
    page.force_login(User.objects.create_superuser("root"))
    hooks = "/admin/webhooks/webhook/"
    given = {"target_url": URL, "operations": "a.b", "description": "", "secret": SECRET}
    assert page.post(f"{hooks}add/", given).status_code == 302
    hook = Webhook.objects.get().pk
    changed = given | {"operations": "*.*", "secret": f"{SECRET}2"}
    assert page.post(f"{hooks}{hook}/change/", changed).status_code == 302
    Webhook.objects.update(state="paused", failing_since=F("created_at"))
    assert page.post(hooks, {"action": "resume", "_selected_action": [hook]}).status_code == 302
    assert page.post(f"{hooks}{hook}/delete/", {"post": "yes"}).status_code == 302


@pytest.mark.parametrize(("way", "kind"), [(by_rest, "api_key"), (by_graphql, "api_key"), (by_admin, "admin")])
def test_changes_of_a_webhook(api: Api, way: Callable[[Api], None], kind: str) -> None:
    way(api)
    assert entries(api) == [
        ("webhook.created", SHOWN, kind, {"target_url": [None, SHOWN], "operations": [None, ["a.b"]]}),
        (
            "webhook.updated",
            SHOWN,
            kind,
            {"operations": [["a.b"], ["*.*"]], "secret": ["(hidden)", "(another one)"]},
        ),
        ("webhook.resumed", SHOWN, kind, {"state": ["paused", "active"]}),
        ("webhook.deleted", SHOWN, kind, {}),
    ]
    kept = json.dumps(list(AuditEntry.objects.values("target_name", "changes")))
    assert not [word for word in (SECRET, PASSWORD, TOKEN) if word in kept]


def test_another_target_is_told_without_its_secrets(api: Api, make_webhook: Callable[..., Webhook]) -> None:
    hook = make_webhook(URL)
    for url in ("https://example.org/other", URL, URL.replace(TOKEN, "n3w")):
        api.patch(f"/rest/webhooks/{hook.pk}", json={"targetUrl": url})
    changes = [one[3]["target_url"] for one in entries(api)[1:]]
    assert changes == [
        [SHOWN, "https://example.org/other"],
        ["https://example.org/other", SHOWN],
        [SHOWN, f"{SHOWN} (with another password or query)"],
    ]


def test_a_refused_change_is_not_on_record(api: Api, make_webhook: Callable[..., Webhook]) -> None:
    hook = make_webhook(URL)
    assert api.patch(f"/rest/webhooks/{hook.pk}", json={"targetUrl": "ftp://x"}).status_code == 400
    assert api.post("/rest/webhooks", json={"targetUrl": URL, "id": str(hook.pk)}).status_code == 400
    assert [one[0] for one in entries(api)] == ["webhook.created"]


def test_what_is_sent_again(api: Api, make_webhook: Callable[..., Webhook]) -> None:
    hook = make_webhook("http://example.org/", "company.created")
    api.post("/rest/batch/companies", json=[{"name": "A"}, {"name": "B"}])
    Delivery.objects.update(state="dead")
    one = Delivery.objects.all()[0]
    assert api.post(f"/rest/webhooks/{hook.pk}/deliveries/{one.id}/resend").status_code == 200
    Delivery.objects.update(state="dead")
    assert api.post(f"/rest/webhooks/{hook.pk}/deliveries/resend", json={}).json() == {"count": 2}
    document = "mutation($i: ResendWebhookDeliveriesInput!) { resendWebhookDeliveries(input: $i) }"
    assert GraphQL(api, "/metadata").data(document, {"i": {"webhookId": str(hook.pk)}})["resendWebhookDeliveries"] == 0
    Delivery.objects.update(state="dead")
    page = Client(SERVER_NAME="localhost")
    page.force_login(User.objects.create_superuser("root"))
    page.post("/admin/webhooks/delivery/", {"action": "resend", "_selected_action": [one.pk]})
    assert [(name, kind, changes) for name, _, kind, changes in entries(api)[1:]] == [
        ("webhook.deliveriesResent", "api_key", {"deliveries": [None, 1]}),
        ("webhook.deliveriesResent", "api_key", {"deliveries": [None, 2]}),
        ("webhook.deliveriesResent", "admin", {"deliveries": [None, 1]}),
    ]
    assert "Webhook deliveries resent" in page.get("/admin/apikeys/auditentry/").content.decode()


@pytest.mark.parametrize(("status", "state"), [(500, "paused"), (410, "disabled")])
def test_what_the_server_stops_by_itself(
    api: Api, make_webhook: Callable[..., Webhook], receiver: Receiver, status: int, state: str, workspace: Workspace
) -> None:
    make_webhook(receiver.url(), "company.created")
    Webhook.objects.update(failing_since=F("created_at") - timedelta(days=4))
    receiver.answer = lambda call: status
    api.post("/rest/companies", json={"name": "A"})
    deliver_once()
    entry = AuditEntry.objects.get(action=f"webhook.{state}")
    assert (entry.workspace, entry.actor_kind, entry.actor_name, entry.actor_id) == (
        workspace,
        "server",
        "The server",
        None,
    )
    assert entry.changes == {"state": ["active", state]}
