"""Webhooks and deliveries in the contract's words."""

from typing import Any

from apikeys.render import instant
from webhooks.models import Delivery, Webhook

Json = dict[str, Any]


def webhook(row: Webhook) -> Json:
    return {
        "id": str(row.pk),
        "targetUrl": row.target_url,
        "operations": row.operations,
        "description": row.description,
        "secret": row.secret,
        "workspaceId": str(row.workspace_id),
        "applicationId": str(row.application_id),
        "createdAt": instant(row.created_at),
        "updatedAt": instant(row.updated_at),
        "deletedAt": None,
        "state": row.state.upper(),
        "failingSince": instant(row.failing_since),
    }


def delivery(row: Delivery) -> Json:
    """Without the body: it may hold what the reader of a log may not read."""
    return {
        "id": str(row.id),
        "webhookId": str(row.webhook.pk),
        "eventName": row.event_name,
        "recordId": str(row.record_id),
        "state": row.state.upper(),
        "attempts": row.attempts,
        "status": row.status,
        "createdAt": instant(row.created_at),
        "nextAttemptAt": instant(row.due_at) if row.state == "pending" else None,
        "finishedAt": instant(row.finished_at),
        "log": row.log,
    }
