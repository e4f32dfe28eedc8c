"""Signing and verifying of tokens: one algorithm, keys derived from SECRET_KEY, verified signatures remembered."""

import base64
import hashlib
import hmac
import time
from collections.abc import Mapping
from typing import Any

import jwt
from django.conf import settings

from apikeys import errors

ALGORITHM = "HS256"
LONGEST = 4096
REMEMBERED = 4096
_verified: dict[bytes, dict[str, Any]] = {}


def sign(claims: Mapping[str, Any]) -> str:
    kid, key = next(iter(_keys().items()))
    return jwt.encode(dict(claims), key, algorithm=ALGORITHM, headers={"kid": kid})


def verify(token: str) -> dict[str, Any]:
    """The claims of a token that this server signed and that has not expired. Raises AuthenticationError."""
    if len(token) > LONGEST or not token.isascii():
        raise errors.invalid()
    digest = hashlib.sha256(token.encode()).digest()
    claims = _verified.get(digest)
    if claims is None:
        claims = _decode(token)
        _remember(digest, claims)
    elif claims["exp"] <= time.time():
        raise errors.expired()
    return claims


def forget() -> None:
    """Drops the remembered signatures: after a change of the secret key."""
    _verified.clear()


def _decode(token: str) -> dict[str, Any]:
    try:
        kid = jwt.get_unverified_header(token).get("kid")
        key = _keys().get(kid) if isinstance(kid, str) else None
        if key is None or not _canonical(token):
            raise errors.invalid()
        return jwt.decode(
            token, key, algorithms=[ALGORITHM], options={"require": ["exp", "iat", "sub"], "verify_aud": False}
        )
    except jwt.ExpiredSignatureError:
        raise errors.expired() from None
    except (jwt.PyJWTError, ValueError, TypeError, OverflowError, RecursionError):
        raise errors.invalid() from None


def _canonical(token: str) -> bool:
    """base64 of a signature leaves two bits unused: another last letter must not make a second valid token."""
    signature = token.rsplit(".", 1)[-1]
    try:
        raw = base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
    except ValueError:
        return False
    return hmac.compare_digest(base64.urlsafe_b64encode(raw).rstrip(b"=").decode(), signature)


def _remember(digest: bytes, claims: dict[str, Any]) -> None:
    _verified[digest] = claims
    while len(_verified) > REMEMBERED:
        try:
            _verified.pop(next(iter(_verified)), None)
        except (StopIteration, RuntimeError):  # another thread was faster
            return


def _keys() -> dict[str, bytes]:
    """Key id -> key; the first signs, those of SECRET_KEY_FALLBACKS still verify."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    derived = [hmac.digest(secret.encode(), b"twentyapi.apikeys.token", "sha256") for secret in secrets]
    return {hashlib.sha256(b"kid" + key).hexdigest()[:16]: key for key in derived}
