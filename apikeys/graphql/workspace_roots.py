"""The roots of the caller's workspace."""

from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from apikeys import errors
from apikeys.models import Role
from apikeys.services.rights import require
from metadata.graphql.context import Context, caller_of, context_of
from metadata.graphql.filters import uuid_of
from metadata.graphql.plain import Given, plain
from metadata.graphql.workspace import workspace_node
from metadata.models import Workspace as Row
from metadata.services.workspace_settings import update_workspace

from .workspace import ActivateWorkspaceInput, UpdateWorkspaceInput, Workspace

SECURITY = tuple(name for name in UpdateWorkspaceInput._meta.fields if "Auth" in name)
"""The settings of how members sign in."""


class WorkspaceQuery(graphene.ObjectType):
    currentWorkspace = graphene.Field(Workspace, required=True)

    @staticmethod
    def resolve_currentWorkspace(_: Any, info: GraphQLResolveInfo) -> dict[str, Any]:
        context = context_of(info)
        return workspace_node(Row.objects.get(pk=context.workspace_id), context.origin)


class WorkspaceMutation(graphene.ObjectType):
    activateWorkspace = graphene.Field(Workspace, required=True, data=ActivateWorkspaceInput(required=True))
    updateWorkspace = graphene.Field(Workspace, required=True, data=UpdateWorkspaceInput(required=True))

    @staticmethod
    def resolve_activateWorkspace(_: Any, info: GraphQLResolveInfo, data: Given) -> dict[str, Any]:
        """A workspace that answers is active already; this can give it its name."""
        return _changed(info, plain(data))

    @staticmethod
    def resolve_updateWorkspace(_: Any, info: GraphQLResolveInfo, data: Given) -> dict[str, Any]:
        return _changed(info, plain(data))


def _changed(info: GraphQLResolveInfo, data: dict[str, Any]) -> dict[str, Any]:
    context = context_of(info)
    caller = caller_of(info)
    if data.keys() - {*SECURITY, "defaultRoleId"} or not data:
        require(caller, "WORKSPACE")
    if data.keys() & set(SECURITY):
        require(caller, "SECURITY")
    if "defaultRoleId" in data:
        require(caller, "ROLES")
        _require_role(context, data["defaultRoleId"])
    return workspace_node(update_workspace(context.workspace_id, data), context.origin)


def _require_role(context: Context, role_id: Any) -> None:
    known = Role.objects.filter(workspace_id=context.workspace_id)
    if role_id is not None and not known.filter(pk=uuid_of(role_id)).exists():
        raise errors.not_found("Role", "ROLE_NOT_FOUND")
