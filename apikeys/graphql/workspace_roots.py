"""The roots of the caller's workspace."""

from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from apikeys.services.rights import require
from metadata.graphql.context import caller_of, context_of
from metadata.graphql.plain import Given, plain
from metadata.graphql.workspace import workspace_node
from metadata.models import Workspace as Row
from metadata.services.change import Change, change_model
from metadata.services.preferences import alter_preferences
from metadata.services.settings import alter_workspace

from .workspace import ActivateWorkspaceInput, UpdateWorkspaceInput, Workspace

MOST_DAYS = 1e9
"""Beyond, a number of days is left as the float that it came as, and refused."""
NAMES = frozenset(UpdateWorkspaceInput._meta.fields)
SECURITY = frozenset(name for name in NAMES if "Auth" in name)
"""The settings of how members sign in."""
GUARDED = {"ROLES": {"defaultRoleId"}, "SECURITY": SECURITY, "WORKSPACE": NAMES - SECURITY - {"defaultRoleId"}}
"""Which right each setting needs."""


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
    for flag, names in GUARDED.items():
        if data.keys() & names or (flag == "WORKSPACE" and not data):
            require(caller_of(info), flag)
    days = data.get("trashRetentionDays")
    if days is not None and abs(days) < MOST_DAYS and days == int(days):
        data = {**data, "trashRetentionDays": int(days)}

    def alter(change: Change) -> Row:
        row = alter_workspace(change, data)
        alter_preferences(change, data)
        return row

    return workspace_node(change_model(context.workspace_id, alter), context.origin)
