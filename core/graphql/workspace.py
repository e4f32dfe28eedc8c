"""The caller's workspace, by which clients of the record API test their credentials."""

from typing import Any

from graphql import GraphQLResolveInfo

from metadata.graphql.context import context_of
from metadata.graphql.workspace import workspace_node
from metadata.models import Workspace


def current_workspace(_: Any, info: GraphQLResolveInfo) -> dict[str, Any]:
    context = context_of(info)
    node = workspace_node(Workspace.objects.get(pk=context.workspace_id), context.origin)
    return {**node, "workspaceCustomApplicationId": str(node["workspaceCustomApplicationId"])}
