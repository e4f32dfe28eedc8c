"""Webhooks, and the outbox: one row for each event and webhook, from the change to the last attempt."""

import uuid
from urllib.parse import urlsplit

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import RandomUUID
from django.db import models

ACTIVE, PAUSED, DISABLED = "active", "paused", "disabled"
PENDING, DELIVERED, DEAD, SKIPPED = "pending", "delivered", "dead", "skipped"


class Webhook(models.Model):
    """An address that hears of events. `role`: what whoever wrote it last may read."""

    STATES = ((ACTIVE, "Active"), (PAUSED, "Paused: its target keeps failing"), (DISABLED, "Disabled by its target"))

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.UUIDField(unique=True, default=uuid.uuid4, db_default=RandomUUID(), editable=False)
    """What its deliveries name. A client may choose the id, and so the one that a deleted webhook had."""
    workspace = models.ForeignKey("metadata.Workspace", on_delete=models.CASCADE, related_name="webhooks")
    application_id = models.UUIDField(editable=False)
    role = models.ForeignKey("apikeys.Role", on_delete=models.SET_NULL, null=True, related_name="+")
    target_url = models.TextField()
    operations = ArrayField(models.TextField())
    description = models.TextField(null=True, blank=True)  # noqa: DJ001  null and "" differ in the API
    secret = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=STATES, default=ACTIVE)
    failing_since = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return shown_url(self.target_url)


def shown_url(url: str) -> str:
    """A target for lists and the audit log: without password and query, where a secret may stand."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=host, query="…" if parts.query else "", fragment="").geturl()


class Delivery(models.Model):
    """One event on its way to one webhook.

    A claimed delivery stays pending and falls due again when its worker does not report: a lease, so that nothing is
    lost with a killed process. Webhook and workspace are no foreign keys to the database: a record's write must
    not fail, nor wait, because a webhook is being deleted.
    """

    STATES = ((PENDING, "Pending"), (DELIVERED, "Delivered"), (DEAD, "Dead"), (SKIPPED, "Skipped"))

    number = models.BigAutoField(primary_key=True)
    id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    workspace = models.ForeignKey(
        "metadata.Workspace", models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    webhook = models.ForeignKey(
        Webhook, models.DO_NOTHING, to_field="key", db_constraint=False, db_index=False, related_name="+"
    )
    event_name = models.TextField()
    object_id = models.UUIDField(null=True, editable=False)
    record_id = models.UUIDField(editable=False)
    metadata_version = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    """The version of the data model whose names the body uses."""
    body = models.TextField()
    """The JSON object that is sent, without the key targetUrl, which is put first when it is sent."""
    state = models.CharField(max_length=10, choices=STATES, default=PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField(null=True)
    log = models.JSONField(default=list)
    """The latest attempts: {at, status, ms, error, response}."""

    class Meta:
        ordering = ["-number"]
        verbose_name_plural = "deliveries"
        indexes = [
            models.Index(fields=["webhook", "due_at"], condition=models.Q(state=PENDING), name="delivery_due"),
            models.Index(fields=["record_id"], condition=models.Q(state=PENDING), name="delivery_waiting"),
            models.Index(fields=["webhook", "number"], name="delivery_log"),
        ]

    def __str__(self) -> str:
        return f"{self.event_name} {self.id}"
