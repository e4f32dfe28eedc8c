"""Signatures, against a delivery that was recorded."""

import base64
import hashlib
import hmac
import json
import pathlib
import re
from uuid import UUID

import pytest

from webhooks import payload, sign
from webhooks.rights import WHOLE

DATA = pathlib.Path(__file__).parent / "data"
RECORDED = [
    json.loads((DATA / "recorded_delivery.json").read_text())["delivery"],
    json.loads((DATA / "recorded_model_delivery.json").read_text()),
]
VECTOR = "085ca987572b7a42609b7504d30830e1e0d044d782597ee940b106a6748a60fd"
ID = UUID("20202020-0000-4000-8000-000000000001")


def test_a_signature_that_openssl_made() -> None:
    """printf '%s' 'TIMESTAMP:BODY' | openssl dgst -sha256 -hmac topsecret"""
    body = '{"targetUrl":"http://127.0.0.1:3999/all","eventName":"person.created","record":{"name":"Zoë"}}'.encode()
    assert sign.signature("topsecret", "1795528012472", body) == VECTOR
    assert sign.signature("topsecret", "1795528012473", body) != VECTOR


@pytest.mark.parametrize("recorded", RECORDED, ids=["record", "model"])
def test_headers_have_the_recorded_form(recorded: dict) -> None:
    """Of the recorded bodies and moments not one verifies any more; names and forms of the headers are what is left."""
    ours = sign.headers("topsecret", b"{}", 1795528012472)
    theirs = {name: value for name, value in recorded["headers"].items() if name.startswith("X-Twenty")}
    assert list(ours) == list(theirs)
    assert [re.sub("[0-9a-f]", "x", value) for value in ours.values()] == [
        re.sub("[0-9a-f]", "x", value) for value in theirs.values()
    ]


@pytest.mark.parametrize("recorded", RECORDED, ids=["record", "model"])
def test_the_bytes_sent_are_the_recorded_ones(recorded: dict) -> None:
    """targetUrl goes before what was stored, without a space more."""
    stored = {key: value for key, value in recorded["body"].items() if key != "targetUrl"}
    text = json.dumps(stored, separators=(",", ":"), ensure_ascii=False)
    whole = json.dumps(recorded["body"], separators=(",", ":"), ensure_ascii=False).encode()
    assert payload.sent(text, recorded["body"]["targetUrl"], WHOLE) == whole


def test_headers() -> None:
    found = sign.headers("topsecret", b"{}", 1795528012472)
    assert list(found) == [
        "X-Twenty-Webhook-Timestamp",
        "X-Twenty-Webhook-Signature",
        "X-Twenty-Webhook-Nonce",
    ]
    assert found["X-Twenty-Webhook-Timestamp"] == "1795528012472"
    assert (
        found["X-Twenty-Webhook-Signature"] == hmac.new(b"topsecret", b"1795528012472:{}", hashlib.sha256).hexdigest()
    )
    assert len(found["X-Twenty-Webhook-Nonce"]) == 32
    assert sign.headers("topsecret", b"{}", 1)["X-Twenty-Webhook-Nonce"] != found["X-Twenty-Webhook-Nonce"]


def test_no_secret_no_signature() -> None:
    assert sign.headers("", b"{}", 1795528012472) == {}


@pytest.mark.parametrize(
    ("secret", "key"), [("topsecret", b"topsecret"), ("whsec_AAEC", b"\0\1\2"), ("whsec_!", b"whsec_!")]
)
def test_standard_webhooks(secret: str, key: bytes) -> None:
    found = sign.standard_headers(secret, ID, b"{}", 1795528012472)
    expected = hmac.new(key, f"{ID}.1795528012.{{}}".encode(), hashlib.sha256).digest()
    assert found == {
        "webhook-id": str(ID),
        "webhook-timestamp": "1795528012",
        "webhook-signature": "v1," + base64.b64encode(expected).decode(),
    }
