"""The headers that prove where a delivery comes from; made anew for each attempt."""

import base64
import hashlib
import hmac
import secrets
from uuid import UUID


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """hex HMAC-SHA256 of timestamp + ":" + body."""
    return hmac.new(secret.encode(), timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()


def headers(secret: str, body: bytes, milliseconds: int) -> dict[str, str]:
    """Nothing is signed without a secret."""
    if not secret:
        return {}
    timestamp = str(milliseconds)
    return {
        "X-Twenty-Webhook-Timestamp": timestamp,
        "X-Twenty-Webhook-Signature": signature(secret, timestamp, body),
        "X-Twenty-Webhook-Nonce": secrets.token_hex(16),
    }


def standard_headers(secret: str, delivery_id: UUID, body: bytes, milliseconds: int) -> dict[str, str]:
    """Those of Standard Webhooks; the key is the secret's own bytes, or what follows `whsec_` in base64."""
    timestamp = str(milliseconds // 1000)
    found = {"webhook-id": str(delivery_id), "webhook-timestamp": timestamp}
    if secret:
        message = f"{delivery_id}.{timestamp}.".encode() + body
        digest = hmac.new(standard_key(secret), message, hashlib.sha256).digest()
        found["webhook-signature"] = "v1," + base64.b64encode(digest).decode()
    return found


def standard_key(secret: str) -> bytes:
    if secret.startswith("whsec_"):
        try:
            return base64.b64decode(secret.removeprefix("whsec_"), validate=True)
        except ValueError:
            pass
    return secret.encode()
