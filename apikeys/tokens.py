"""API keys and the tokens that stand for them."""

import math
import time
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import F

from apikeys import jwts
from apikeys.models import ApiKey, Role
from metadata.models import Workspace

API_KEY, LOGIN, ACCESS, REFRESH, PLAYGROUND = "API_KEY", "LOGIN", "ACCESS", "REFRESH", "PLAYGROUND"
AGNOSTIC = "WORKSPACE_AGNOSTIC"
"""Of somebody who is in no workspace yet: it opens no API."""
LIFETIME = timedelta(days=36525)
"""A key made without an expiry lives a hundred years, as those of the reference do."""


class TokenOutlivesKey(ValueError):
    """A token was asked for that would outlive its key."""


def create_api_key(
    workspace: Workspace, name: str, *, role_label: str = "Admin", expires_at: datetime | None = None
) -> tuple[ApiKey, str]:
    """A new key of `workspace` and its first token, which is shown to nobody a second time."""
    with transaction.atomic():
        key = ApiKey.objects.create(
            workspace=workspace,
            role=Role.objects.get(workspace=workspace, label=role_label),
            name=name,
            expires_at=expires_at or datetime.now(UTC) + LIFETIME,
        )
        return key, token_for(key)


def token_for(api_key: ApiKey, expires_at: datetime | None = None) -> str:
    """A further token of the key. Earlier ones stay valid until they are ended alone."""
    end = expires_at or api_key.expires_at
    if end > api_key.expires_at:
        raise TokenOutlivesKey("A token cannot outlive its API key")
    ApiKey.objects.filter(pk=api_key.pk).update(token_count=F("token_count") + 1)
    api_key.refresh_from_db(fields=["token_count"])
    return jwts.sign(
        {
            "sub": str(api_key.workspace_id),
            "type": API_KEY,
            "workspaceId": str(api_key.workspace_id),
            "iat": int(time.time()),
            "exp": math.ceil(end.timestamp()) - 1,
            "jti": str(api_key.pk),
            "tokenNumber": api_key.token_count,
        }
    )
