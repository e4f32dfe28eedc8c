"""Roles for one request: fetched once, with everything that hangs on them, however many keys name them."""

from typing import Any
from uuid import UUID

from graphql import GraphQLResolveInfo

from apikeys import render
from apikeys.models import Role
from metadata.graphql.context import context_of


def role_of(info: GraphQLResolveInfo, role_id: UUID | None) -> dict[str, Any] | None:
    return roles(info).get(role_id) if role_id else None


def roles(info: GraphQLResolveInfo) -> dict[UUID, dict[str, Any]]:
    """Every role of the caller's workspace. Who may see a role at all was asked before."""
    context = context_of(info)
    return context.once("roles", lambda: _load(context.workspace_id))


def _load(workspace_id: UUID) -> dict[UUID, dict[str, Any]]:
    rows = Role.objects.filter(workspace_id=workspace_id).prefetch_related(
        "permission_flags", "object_permissions", "field_permissions", "api_keys", "memberships__person__user"
    )
    return {row.pk: render.full_role(row) for row in rows}
