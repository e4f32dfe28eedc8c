"""For whom and on which data model a query runs."""

from dataclasses import dataclass, field
from uuid import UUID

from apikeys.permissions import Permissions
from metadata.schema.snapshot import WorkspaceSchema


@dataclass(frozen=True, slots=True)
class Actor:
    """Who writes: the composite stored in createdBy and updatedBy."""

    source: str = "API"
    name: str = ""
    workspace_member_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """Numbers in force. `default_page`/`max_page` differ between REST (60/200) and GraphQL (200/1000)."""

    default_page: int = 60
    max_page: int = 200
    nested_page: int = 60
    batch: int = 60
    matches: int = 200
    groups_default: int = 50
    groups_max: int = 200
    group_records: int = 10
    complexity: int = 2000 * 1000
    filter_hops: int = 3
    time_zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Context:
    schema: WorkspaceSchema
    permissions: Permissions
    actor: Actor
    limits: Limits = field(default_factory=Limits)
    api_key_id: UUID | None = None
    user_id: UUID | None = None
    webhooks_version: int = 0
