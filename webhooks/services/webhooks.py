"""What a caller may do with webhooks. Inputs are the contract's inputs, results are rows; skins render them."""

import secrets
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import F, QuerySet

from apikeys import audit
from apikeys.caller import Caller
from apikeys.services.keys import MANAGE
from apikeys.services.rights import require
from metadata.errors import MetadataNotFound, Problem
from metadata.models import Workspace
from webhooks import parse
from webhooks.models import ACTIVE, Webhook, shown_url

DROP = """
delete from webhooks_delivery where number in (
 select number from webhooks_delivery where webhook_id = %s for update skip locked)"""


def webhooks(caller: Caller) -> list[Webhook]:
    require(caller, MANAGE)
    return list(_rows(caller))


def webhook(caller: Caller, webhook_id: UUID) -> Webhook | None:
    require(caller, MANAGE)
    return _rows(caller).filter(pk=webhook_id).first()


def known_webhook(caller: Caller, webhook_id: UUID) -> Webhook:
    found = webhook(caller, webhook_id)
    if found is None:
        raise not_found()
    return found


def create_webhook(caller: Caller, given: Mapping[str, Any]) -> Webhook:
    require(caller, MANAGE)
    values = {"secret": secrets.token_hex(32)} | parse.webhook_values(given, partial=False)
    try:
        with transaction.atomic():
            application = changed(caller.workspace_id)
            made = Webhook.objects.create(
                workspace_id=caller.workspace_id,
                application_id=application,
                role_id=caller.permissions.role_id,
                **values,
            )
            told = {"target_url": shown_url(made.target_url), "operations": made.operations}
            audit.record(caller, "webhook.created", made, {name: (None, value) for name, value in told.items()})
            return made
    except IntegrityError:
        taken = Problem("NOT_AVAILABLE", "A webhook with this id exists already", given.get("id"))
        raise parse.refused("create", taken) from None


def update_webhook(caller: Caller, webhook_id: UUID, given: Mapping[str, Any]) -> Webhook:
    """The writer's role becomes the webhook's, and a webhook that was paused or disabled is tried again."""
    require(caller, MANAGE)
    given_values = parse.webhook_values(given, partial=True)
    with transaction.atomic():
        found = _rows(caller).select_for_update().filter(pk=webhook_id).first()
        if found is None:
            raise not_found()
        values = given_values | {"role_id": caller.permissions.role_id, "state": ACTIVE, "failing_since": None}
        action = "webhook.resumed" if found.state != ACTIVE and not given_values else "webhook.updated"
        changes = _changes(found, values)
        for name, value in values.items():
            setattr(found, name, value)
        found.save()
        changed(caller.workspace_id)
        if changes:
            audit.record(caller, action, found, changes)
    return found


def delete_webhook(caller: Caller, webhook_id: UUID) -> Webhook:
    """Nothing more is sent to it, pending attempts included. The row as it was."""
    require(caller, MANAGE)
    with transaction.atomic():
        found = _rows(caller).select_for_update().filter(pk=webhook_id).first()
        if found is None:
            raise not_found()
        changed(caller.workspace_id)
        audit.record(caller, "webhook.deleted", found)
        Webhook.objects.filter(pk=webhook_id).delete()
    drop_deliveries(found)
    return found


def _changes(row: Webhook, values: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """What becomes different, for the record: that there is another secret, but not which."""
    found = {}
    for name, value in values.items():
        before = getattr(row, name)
        if before == value or name == "failing_since":
            continue
        if name == "secret":
            before, value = "(hidden)", "(another one)"
        elif name == "target_url":
            before, value = shown_url(before), shown_url(value)
            value = f"{value} (with another password or query)" if before == value else value
        found["role" if name == "role_id" else name] = (before, value)
    return found


def drop_deliveries(webhook: Webhook) -> None:
    """Of a deleted webhook, after its row: a worker locks them in the other order. It tidies up what it holds."""
    with connection.cursor() as cursor:
        cursor.execute(DROP, [webhook.key])


def changed(workspace_id: UUID) -> UUID:
    """Every process reads the workspace's webhooks anew at its next request. Answers the application they belong to."""
    row = Workspace.objects.filter(pk=workspace_id)
    row.update(webhooks_version=F("webhooks_version") + 1)
    return row.values_list("custom_application_id", flat=True).get()


def not_found() -> MetadataNotFound:
    return MetadataNotFound("Webhook not found", "WEBHOOK_NOT_FOUND", "Webhook not found.")


def _rows(caller: Caller) -> QuerySet[Webhook]:
    return Webhook.objects.filter(workspace_id=caller.workspace_id)
