"""The log of deliveries, and sending again what was sent before."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, QuerySet

from apikeys import audit
from apikeys.caller import Caller
from apikeys.errors import BadInput
from metadata.errors import MetadataNotFound
from webhooks import parse
from webhooks.models import DEAD, PENDING, Delivery, Webhook
from webhooks.services.webhooks import known_webhook

DEFAULT_PAGE, LARGEST_PAGE = 60, 200


def deliveries(caller: Caller, webhook_id: UUID, asked: Mapping[str, Any]) -> list[Delivery]:
    """The newest first; `limit`, `startingAfter` (the id of a delivery), `from`, `to` and `state` narrow them."""
    problems: list[str] = []
    rows = _log(caller, webhook_id)
    span = parse.span_values(asked, problems)
    limit = _limit(asked.get("limit"), problems)
    rows = rows.filter(**({} if problems else span))
    if asked.get("startingAfter") is not None:
        rows = _behind(rows, asked["startingAfter"], problems)
    if problems:
        raise BadInput(*problems)
    return list(rows[:limit])


def delivery(caller: Caller, webhook_id: UUID, delivery_id: UUID) -> Delivery:
    found = _log(caller, webhook_id).filter(id=delivery_id).first()
    if found is None:
        raise MetadataNotFound("Webhook delivery not found", "WEBHOOK_DELIVERY_NOT_FOUND", "Delivery not found.")
    return found


def resend(caller: Caller, webhook_id: UUID, delivery_id: UUID) -> Delivery:
    """The same delivery, with the same id, once more and with all its attempts."""
    found = delivery(caller, webhook_id, delivery_id)
    send_again(caller, Delivery.objects.filter(pk=found.pk))
    found.refresh_from_db()
    return found


def resend_range(caller: Caller, webhook_id: UUID, given: Mapping[str, Any]) -> int:
    """All deliveries whose events lie between `from` and `to`; those in the dead letter when no state is named."""
    rows = _log(caller, webhook_id)
    problems: list[str] = []
    span = {"state": DEAD} | parse.span_values(given, problems)
    if problems:
        raise BadInput(*problems)
    return send_again(caller, rows.filter(**span).exclude(state=PENDING))


@transaction.atomic
def send_again(caller: Caller, rows: QuerySet[Delivery]) -> int:
    """Each with the id that it has, and all attempts anew. On record once for each webhook."""
    rows = rows.order_by()
    counted = dict(rows.values_list("webhook_id").annotate(count=Count("number")))
    for webhook in Webhook.objects.in_bulk(counted, field_name="key").values():
        audit.record(caller, "webhook.deliveriesResent", webhook, {"deliveries": (None, counted[webhook.key])})
    return rows.update(state=PENDING, attempts=0, due_at=datetime.now(UTC), finished_at=None)


def _log(caller: Caller, webhook_id: UUID) -> QuerySet[Delivery]:
    return Delivery.objects.filter(webhook=known_webhook(caller, webhook_id)).select_related("webhook")


def _behind(rows: QuerySet[Delivery], given: Any, problems: list[str]) -> QuerySet[Delivery]:
    delivery_id = parse.uuid_or_none(given)
    number = delivery_id and rows.filter(id=delivery_id).values_list("number", flat=True).first()
    if number is None:
        problems.append("startingAfter must be the id of a delivery")
        return rows
    return rows.filter(number__lt=number)


def _limit(given: Any, problems: list[str]) -> int:
    if given is None:
        return DEFAULT_PAGE
    if isinstance(given, bool) or not str(given).isascii() or not str(given).isdigit():
        problems.append("limit must be a whole number")
        return DEFAULT_PAGE
    return min(int(str(given)[:9]), LARGEST_PAGE)
