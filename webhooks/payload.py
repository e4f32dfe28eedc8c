"""The JSON of an event as it is stored, and as it is sent: without spaces, targetUrl first."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson

from webhooks.rights import WHOLE

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Cause:
    """Where an event happened, and by whom."""

    workspace_id: UUID
    api_key_id: UUID | None = None
    user_id: UUID | None = None
    workspace_member_id: UUID | None = None

    @property
    def person(self) -> Json:
        """Named in events that a user caused; a key leaves no trace in record events."""
        if self.user_id is None:
            return {}
        return {"userId": str(self.user_id), "workspaceMemberId": self.workspace_member_id}


def now() -> str:
    return datetime.now(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


SLOT = "?"
"""Stands for a value in a frame; all other values there are UUIDs and names of the data model."""


def record_frame(cause: Cause, event: str, obj: tuple[UUID, str]) -> tuple[str, str, str]:
    """The body of a record's event cut where the webhook's id, the date and the record stand; a `}` closes it.

    PostgreSQL puts it together, for it knows the record first. updatedFields may follow the record.
    """
    body = {
        "eventName": event,
        "objectMetadata": {"id": obj[0], "nameSingular": obj[1]},
        "workspaceId": cause.workspace_id,
        "webhookId": SLOT,
        "eventDate": SLOT,
        **cause.person,
        "record": SLOT,
    }
    head, between, person, _ = orjson.dumps(body).decode().split(SLOT)
    return head, between, person[:-1]


def model_body(cause: Cause, at: str, webhook_id: UUID, event: str, change: Json) -> bytes:
    """`change`: {type, metadataName, recordId, properties}."""
    body = {
        "eventName": event,
        "workspaceId": cause.workspace_id,
        "webhookId": webhook_id,
        "eventDate": at,
        **cause.person,
        **({"apiKeyId": cause.api_key_id} if cause.api_key_id else {}),
        "event": change,
    }
    return orjson.dumps(body)


def sent(body: str, target_url: str, shown: frozenset[str]) -> bytes:
    """The bytes of one attempt: the target, and the fields that the webhook's role may read."""
    event = loaded(body)
    if shown != WHOLE:
        event = narrowed(event, shown)
    return orjson.dumps({"targetUrl": target_url, **event})


def loaded(body: str) -> Json:
    """A number that no double holds, which RAW_JSON once took, becomes the text of its digits."""
    try:
        found: Json = orjson.loads(body)
    except orjson.JSONDecodeError:
        found = json.loads(body, parse_int=_number, parse_float=_number)
    return found


def _number(digits: str) -> Any:
    try:
        return orjson.loads(digits)
    except orjson.JSONDecodeError:
        return digits


def narrowed(body: Json, shown: frozenset[str]) -> Json:
    body["record"] = {name: value for name, value in body["record"].items() if name in shown}
    if "updatedFields" in body:
        body["updatedFields"] = [name for name in body["updatedFields"] if name in shown]
    return body
