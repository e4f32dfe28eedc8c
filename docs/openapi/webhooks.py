"""The webhooks section of the core document: what a receiver gets."""

from docs.openapi.names import component
from docs.openapi.records import Schema, ref
from metadata.schema.snapshot import ObjectSchema

ACTIONS = {
    "created": "A record was created",
    "updated": "A record was changed",
    "deleted": "A record was moved to the bin",
    "restored": "A record was taken out of the bin",
    "destroyed": "A record was destroyed",
}
WITH_FIELDS = ("updated", "deleted", "restored")
SIGNATURE = (
    "Hex HMAC-SHA256 with the webhook's secret over the timestamp, a colon and the body exactly as received; "
    "absent when the secret is empty"
)
HEADERS = {
    "X-Twenty-Webhook-Signature": SIGNATURE,
    "X-Twenty-Webhook-Timestamp": "Milliseconds since the epoch",
    "X-Twenty-Webhook-Nonce": "32 hex digits, new on each attempt",
    "X-Twenty-Webhook-Id": "The delivery, the same on each attempt",
}


def webhook_items(obj: ObjectSchema) -> dict[str, Schema]:
    """`Company Created` and its siblings."""
    return {
        f"{obj.singular_title} {action.title()}": {"post": event(obj, action, sentence)}
        for action, sentence in ACTIONS.items()
    }


def event(obj: ObjectSchema, action: str, sentence: str) -> Schema:
    return {
        "operationId": f"on{obj.singular_title}{action.title()}",
        "summary": f"{sentence}: {obj.label_singular}",
        "tags": [obj.name_plural],
        "parameters": [
            {"name": name, "in": "header", "description": text, "schema": {"type": "string"}}
            for name, text in HEADERS.items()
        ],
        "requestBody": {"content": {"application/json": {"schema": payload(obj, action)}}},
        "responses": {"2XX": {"description": "The delivery is done; anything else is tried again"}},
    }


def payload(obj: ObjectSchema, action: str) -> Schema:
    uuid = {"type": "string", "format": "uuid"}
    about = {"type": "object", "properties": {"id": uuid, "nameSingular": {"const": obj.name_singular}}}
    known: Schema = {
        "targetUrl": {"type": "string"},
        "eventName": {"const": f"{obj.name_singular}.{action}"},
        "objectMetadata": about,
        "workspaceId": uuid,
        "webhookId": uuid,
        "eventDate": {"type": "string", "format": "date-time"},
        "record": ref(component(obj, "ForResponse")),
    }
    if action in WITH_FIELDS:
        known["updatedFields"] = {"type": "array", "items": {"type": "string"}}
    return {"type": "object", "required": list(known), "properties": known}
