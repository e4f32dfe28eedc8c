"""The JSON of an event, byte for byte as it is stored and signed. targetUrl is put first when it is sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Cause:
    """When an event happened, where, and by whom."""

    workspace_id: UUID
    at: str
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


def record_body(
    cause: Cause,
    webhook_id: UUID,
    event: str,
    obj: tuple[UUID, str],
    record: Mapping[str, Any] | orjson.Fragment,
    updated_fields: Sequence[str] | None,
) -> bytes:
    body = {
        "eventName": event,
        "objectMetadata": {"id": obj[0], "nameSingular": obj[1]},
        "workspaceId": cause.workspace_id,
        "webhookId": webhook_id,
        "eventDate": cause.at,
        **cause.person,
        "record": record,
    }
    if updated_fields is not None:
        body["updatedFields"] = updated_fields
    return orjson.dumps(body)


def model_body(cause: Cause, webhook_id: UUID, event: str, change: Json) -> bytes:
    """`change`: {type, metadataName, recordId, properties}."""
    body = {
        "eventName": event,
        "workspaceId": cause.workspace_id,
        "webhookId": webhook_id,
        "eventDate": cause.at,
        **cause.person,
        **({"apiKeyId": cause.api_key_id} if cause.api_key_id else {}),
        "event": change,
    }
    return orjson.dumps(body)


def sent(body: str, target_url: str, hidden: frozenset[str]) -> bytes:
    """The bytes of one attempt: the target, and no field that the webhook's role may not read."""
    if hidden:
        body = orjson.dumps(without(orjson.loads(body), hidden)).decode()
    return b'{"targetUrl":' + orjson.dumps(target_url) + b"," + body.encode()[1:]


def without(body: Json, hidden: frozenset[str]) -> Json:
    body["record"] = {name: value for name, value in body["record"].items() if name not in hidden}
    if "updatedFields" in body:
        body["updatedFields"] = [name for name in body["updatedFields"] if name not in hidden]
    return body
