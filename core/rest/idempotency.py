"""`Idempotency-Key`: the first answer to a write, given again to every repetition of it within a day.

The key is stored in the transaction of the write itself: either both are there or neither.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from core.models import StoredAnswer
from core.records.context import Context
from core.rest.errors import JSON, RestError
from core.rest.render import TRUNCATED

KEY_HEADER = "HTTP_IDEMPOTENCY_KEY"
METHODS = ("POST", "PATCH", "PUT")
LIFETIME = timedelta(hours=24)
MAX_LENGTH = 255
SWEPT = 50
"""Expired answers removed with each new one."""


@dataclass(frozen=True, slots=True)
class Slot:
    """Whose key it is and for which request it was used."""

    workspace_id: UUID
    holder_id: UUID
    key: str
    digest: bytes

    def stored(self) -> StoredAnswer | None:
        since = timezone.now() - LIFETIME
        return StoredAnswer.objects.filter(
            workspace_id=self.workspace_id, holder_id=self.holder_id, key=self.key, created_at__gt=since
        ).first()


def once(request: HttpRequest, context: Context, work: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """The stored answer, or that of `work`, which is stored. Refusals store nothing: they changed nothing."""
    slot = slot_of(request, context)
    with transaction.atomic():
        claim(slot)
        stored = slot.stored()
        if stored is not None:
            return replay(slot, stored)
        response = work()
        if isinstance(response, HttpResponse) and response.status_code < 400:
            keep(slot, response)
        return response


def slot_of(request: HttpRequest, context: Context) -> Slot:
    key = request.META[KEY_HEADER].strip()
    if not key or len(key) > MAX_LENGTH or not key.isprintable():
        message = f"Idempotency-Key must be 1 to {MAX_LENGTH} printable characters"
        raise RestError("INVALID_IDEMPOTENCY_KEY", message)
    holder = context.api_key_id or context.user_id
    assert holder is not None
    content = b"\0".join((str(request.method).encode(), request.get_full_path().encode(), request.body))
    return Slot(context.schema.workspace_id, holder, key, hashlib.sha256(content).digest())


def claim(slot: Slot) -> None:
    """One request at a time works under a key; the lock ends with the transaction."""
    name = f"{slot.workspace_id}/{slot.holder_id}/{slot.key}"
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [name])
        row = cursor.fetchone()
    if not row[0]:
        message = "A request with this Idempotency-Key is being worked on. Repeat it in a moment."
        raise RestError("IDEMPOTENCY_KEY_IN_USE", message)


def replay(slot: Slot, stored: StoredAnswer) -> HttpResponse:
    if bytes(stored.digest) != slot.digest:
        message = "This Idempotency-Key was used with another request. Send a new key with a new request."
        raise RestError("IDEMPOTENCY_KEY_REUSED", message)
    headers = {"Idempotent-Replayed": "true"} | ({TRUNCATED: stored.truncated} if stored.truncated else {})
    return HttpResponse(bytes(stored.body), status=stored.status, content_type=JSON, headers=headers)


def keep(slot: Slot, response: HttpResponse) -> None:
    now = timezone.now()
    expired = StoredAnswer.objects.filter(created_at__lte=now - LIFETIME).order_by("created_at")
    StoredAnswer.objects.filter(pk__in=expired.values("pk")[:SWEPT]).delete()
    StoredAnswer.objects.update_or_create(
        workspace_id=slot.workspace_id,
        holder_id=slot.holder_id,
        key=slot.key,
        defaults={
            "digest": slot.digest,
            "status": response.status_code,
            "body": response.content,
            "truncated": response.headers.get(TRUNCATED, ""),
            "created_at": now,
        },
    )
