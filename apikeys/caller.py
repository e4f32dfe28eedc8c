"""Who is calling: everything that a request may know about its credential, frozen."""

from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar
from uuid import UUID

import orjson
from django.conf import settings as defaults

from apikeys.permissions import Permissions


@dataclass(frozen=True, slots=True)
class WorkspaceSettings:
    """The limits of one workspace; what it does not set comes from the server's settings."""

    batch_limit: int
    rate_limit_per_second: int
    rate_limit_per_minute: int
    time_zone: str = "UTC"


@dataclass(frozen=True, slots=True, eq=False)
class Caller:
    """The authenticated caller of one request: workspace, model version and rights, all from one statement."""

    workspace_id: UUID
    workspace_version: int
    metadata_format: str
    settings: WorkspaceSettings
    kind: str  # "api_key" | "user" | "admin": a person in the admin pages
    permissions: Permissions
    name: str = ""
    api_key_id: UUID | None = None
    token_number: int | None = None
    user_id: UUID | None = None
    workspace_member_id: UUID | None = None
    user_workspace_id: UUID | None = None
    webhooks_version: int = 0
    is_authenticated: ClassVar[bool] = True
    is_anonymous: ClassVar[bool] = False
    is_active: ClassVar[bool] = True


@lru_cache(maxsize=1024)
def workspace_settings(text: str) -> WorkspaceSettings:
    """From the JSON text of the workspace row, as it comes with every request."""
    given = orjson.loads(text)
    given = given if isinstance(given, dict) else {}

    def number(key: str, fallback: int) -> int:
        value = given.get(key)
        return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else fallback

    return WorkspaceSettings(
        batch_limit=number("batchLimit", defaults.TWENTYAPI_BATCH_LIMIT),
        rate_limit_per_second=number("rateLimitPerSecond", defaults.TWENTYAPI_RATE_LIMIT_PER_SECOND),
        rate_limit_per_minute=number("rateLimitPerMinute", defaults.TWENTYAPI_RATE_LIMIT_PER_MINUTE),
        time_zone=str(given.get("timeZone") or "UTC"),
    )
