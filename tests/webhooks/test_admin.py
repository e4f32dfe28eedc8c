"""The pages of webhooks in Django admin."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from metadata.services.workspaces import create_workspace
from tests.client import Api
from webhooks.models import Delivery, Webhook


@pytest.fixture
def page(workspace) -> Client:
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.create_superuser("admin", "admin@example.com", "x"))
    return client


def test_a_webhook_is_made_and_fires(page: Client, api: Api, workspace) -> None:
    shown = page.get("/admin/webhooks/webhook/add/")
    assert shown.status_code == 200
    made = page.post(
        "/admin/webhooks/webhook/add/",
        {
            "target_url": "http://example.org/",
            "operations": "company.created,person.*",
            "secret": "s",
        },
    )
    assert made.status_code == 302, made.content
    assert Webhook.objects.get().operations == ["company.created", "person.*"]
    api.post("/rest/companies", json={"name": "A"})
    assert Delivery.objects.count() == 1


def test_a_paused_webhook_is_announced_and_resumed(page: Client, api: Api, make_webhook) -> None:
    hook = make_webhook("http://example.org/", "*.*")
    Webhook.objects.update(state="paused", failing_since=hook.created_at)
    assert "is paused: every delivery has failed since" in page.get("/admin/webhooks/webhook/").content.decode()
    done = page.post("/admin/webhooks/webhook/", {"action": "resume", "_selected_action": [hook.pk]})
    assert done.status_code == 302
    hook.refresh_from_db()
    assert (hook.state, hook.failing_since) == ("active", None)


def test_a_delivery_is_shown_and_sent_again(page: Client, api: Api, make_webhook) -> None:
    make_webhook("http://example.org/", "*.*")
    api.post("/rest/companies", json={"name": "A"})
    row = Delivery.objects.get()
    Delivery.objects.update(state="dead", attempts=10)
    assert page.get(f"/admin/webhooks/delivery/{row.pk}/change/").status_code == 200
    assert b"company.created" in page.get("/admin/webhooks/delivery/").content
    page.post("/admin/webhooks/delivery/", {"action": "resend", "_selected_action": [row.pk]})
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("pending", 0)


def test_a_deletion_takes_the_deliveries_along(
    page: Client, api: Api, make_webhook, django_capture_on_commit_callbacks
) -> None:
    hook = make_webhook("http://example.org/", "*.*")
    api.post("/rest/companies", json={"name": "A"})
    with django_capture_on_commit_callbacks(execute=True):
        page.post(f"/admin/webhooks/webhook/{hook.pk}/delete/", {"post": "yes"})
    assert (Webhook.objects.count(), Delivery.objects.count()) == (0, 0)
    api.post("/rest/companies", json={"name": "B"})
    assert Delivery.objects.count() == 0


def test_a_stranger_sees_nothing(workspace, make_webhook) -> None:
    make_webhook("http://example.org/", "*.*")
    create_workspace("stranger")
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.create_user("guest", "g@example.com", "x", is_staff=True))
    assert client.get("/admin/webhooks/webhook/").status_code == 302
    assert client.get("/admin/webhooks/delivery/").status_code == 302


def test_a_range_is_sent_again(page: Client, api: Api, make_webhook) -> None:
    hook, other = make_webhook("http://example.org/", "*.*"), make_webhook("http://other.org/", "*.*")
    for name in ("A", "B", "C"):
        api.post("/rest/companies", json={"name": name})
    first, second, third = Delivery.objects.filter(webhook=hook).order_by("number")
    Delivery.objects.update(state="dead")
    Delivery.objects.filter(pk=third.pk).update(state="delivered")
    Delivery.objects.filter(pk=first.pk).update(created_at="2026-01-02T03:04:05Z")
    path = f"/admin/webhooks/webhook/{hook.pk}"

    def sent(given: dict[str, str]) -> str:
        return [str(one) for one in page.post(f"{path}/again/", given, follow=True).context["messages"]][-1]

    assert sent({"from": "2026-01-02T03:04", "to": "2026-01-02T03:05"}) == "1 deliveries will be sent again."
    assert sent({"from": "soon"}) == "from must be a valid ISO 8601 date string"
    assert sent({"from": "", "to": "", "state": "DELIVERED"}) == "1 deliveries will be sent again."
    assert sent({}) == "1 deliveries will be sent again."
    states = Delivery.objects.filter(webhook=hook).values_list("state", flat=True)
    assert set(states) == {"pending"} and second.pk
    assert set(Delivery.objects.filter(webhook=other).values_list("state", flat=True)) == {"dead"}
    assert page.get(f"{path}/again/").status_code == 405
    assert page.post("/admin/webhooks/webhook/00000000-0000-4000-8000-000000000000/again/").status_code == 404


def test_a_webhook_shows_its_state_and_its_latest_deliveries(page: Client, api: Api, make_webhook) -> None:
    hook = make_webhook("http://example.org/", "*.*")
    make_webhook("http://other.org/", "company.*")
    api.post("/rest/companies", json={"name": "A"})
    Webhook.objects.filter(pk=hook.pk).update(state="paused", failing_since=hook.created_at)
    shown = page.get(f"/admin/webhooks/webhook/{hook.pk}/change/")
    assert len(shown.context["latest"]) == 1 and b"Paused: every delivery has failed since" in shown.content
    assert b"is paused: every delivery has failed since" in page.get("/admin/api/").content
    there = {"workspace": create_workspace("zzz"), "application_id": hook.application_id, "operations": ["*.*"]}
    foreign = Webhook.objects.create(target_url="http://foreign.org/", **there)
    listed = page.get("/admin/webhooks/delivery/").content
    assert b"http://other.org/" in listed and foreign.target_url.encode() not in listed


def test_links_lead_to_the_deliveries_of_one_webhook(page: Client, api: Api, make_webhook) -> None:
    hook = make_webhook("http://example.org/", "*.*")
    make_webhook("http://other.org/", "company.*")
    api.post("/rest/companies", json={"name": "A"})
    for path in ("/admin/webhooks/webhook/", f"/admin/webhooks/webhook/{hook.pk}/change/", "/admin/api/"):
        links = re.findall(r'href="(/admin/webhooks/delivery/\?[^"]+)"', page.get(path).content.decode())
        lists = [page.get(link).context["cl"].result_list for link in links]
        assert [row.webhook for row in lists[0]] == [hook], path
        assert all(len(rows) == 1 for rows in lists), path
    assert len(page.get("/admin/webhooks/delivery/").context["cl"].result_list) == 2
    for unknown in ("x", "", "00000000-0000-4000-8000-000000000000"):
        assert not page.get(f"/admin/webhooks/delivery/?webhook={unknown}").context["cl"].result_list
