"""The workspace on /metadata: with its default role and its applications."""

from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from apikeys.graphql.types import Agent, Role
from metadata.graphql.context import context_of, model_of
from metadata.graphql.nodes import ObjectNode
from metadata.graphql.record_counts import record_counts
from metadata.graphql.scalars import JSON, UUID
from metadata.graphql.types import Object
from metadata.graphql.views.loading import Node, all_parts, views_of
from metadata.graphql.views.types import View, ViewField, ViewFilter, ViewFilterGroup, ViewGroup, ViewSort
from metadata.graphql.workspace import WorkspaceDiscoverability, WorkspaceFields
from metadata.models import STANDARD_APPLICATION

from .loading import role_of


class Application(graphene.ObjectType):
    """What owns parts of a data model: the standard application, or the workspace's own."""

    id = UUID(required=True)
    name = graphene.String(required=True)
    description = graphene.String()
    logo = graphene.String()
    logoFileId = UUID()
    version = graphene.String()
    universalIdentifier = graphene.String(required=True)
    packageJsonChecksum = graphene.String()
    packageJsonFileId = UUID()
    yarnLockChecksum = graphene.String()
    yarnLockFileId = UUID()
    availablePackages = JSON(required=True)
    applicationRegistrationId = UUID()
    canBeUninstalled = graphene.Boolean(required=True)
    defaultRoleId = graphene.String()
    settingsCustomTabFrontComponentId = UUID(deprecation_reason="Never set")
    defaultLogicFunctionRole = graphene.Field(Role)
    agents = graphene.List(graphene.NonNull(Agent), required=True)
    objects = graphene.List(graphene.NonNull(Object), required=True)

    @staticmethod
    def resolve_objects(application: dict[str, Any], info: GraphQLResolveInfo) -> list[ObjectNode]:
        return [found for found in model_of(info).objects if found.applicationId == application["id"]]


class Workspace(WorkspaceFields, graphene.ObjectType):
    """The workspace of the caller."""

    workspaceMembersCount = graphene.Float()
    views = graphene.List(graphene.NonNull(View))
    viewFields = graphene.List(graphene.NonNull(ViewField), resolver=all_parts("viewField"))
    viewFilters = graphene.List(graphene.NonNull(ViewFilter), resolver=all_parts("viewFilter"))
    viewFilterGroups = graphene.List(graphene.NonNull(ViewFilterGroup), resolver=all_parts("viewFilterGroup"))
    viewGroups = graphene.List(graphene.NonNull(ViewGroup), resolver=all_parts("viewGroup"))
    viewSorts = graphene.List(graphene.NonNull(ViewSort), resolver=all_parts("viewSort"))
    defaultRole = graphene.Field(Role)
    workspaceCustomApplication = graphene.Field(Application)
    installedApplications = graphene.List(graphene.NonNull(Application), required=True)

    @staticmethod
    def resolve_views(workspace: dict[str, Any], info: GraphQLResolveInfo) -> list[Node]:
        return list(views_of(info).by_id.values())

    @staticmethod
    def resolve_workspaceMembersCount(workspace: dict[str, Any], info: GraphQLResolveInfo) -> int:
        members = [found for found in model_of(info).objects if found.nameSingular == "workspaceMember"]
        return sum(count["totalCount"] for count in record_counts(context_of(info).workspace_id, members))

    @staticmethod
    def resolve_defaultRole(workspace: dict[str, Any], info: GraphQLResolveInfo) -> dict[str, Any] | None:
        return role_of(info, workspace["defaultRoleId"])

    @staticmethod
    def resolve_workspaceCustomApplication(workspace: dict[str, Any], info: GraphQLResolveInfo) -> dict[str, Any]:
        return _own(workspace)

    @staticmethod
    def resolve_installedApplications(workspace: dict[str, Any], info: GraphQLResolveInfo) -> list[dict[str, Any]]:
        return [_application(STANDARD_APPLICATION, "Standard", "The standard objects"), _own(workspace)]


def _own(workspace: dict[str, Any]) -> dict[str, Any]:
    return _application(workspace["workspaceCustomApplicationId"], "Custom", "What this workspace has made")


def _application(id: Any, name: str, description: str) -> dict[str, Any]:
    return {
        "id": id,
        "universalIdentifier": id,
        "name": name,
        "description": description,
        "availablePackages": {},
        "canBeUninstalled": False,
        "agents": [],
    }


class UpdateWorkspaceInput(graphene.InputObjectType):
    subdomain = graphene.String()
    customDomain = graphene.String()
    displayName = graphene.String()
    logo = graphene.String()
    inviteHash = graphene.String()
    isPublicInviteLinkEnabled = graphene.Boolean()
    workspaceDiscoverability = WorkspaceDiscoverability()
    allowImpersonation = graphene.Boolean()
    isGoogleAuthEnabled = graphene.Boolean()
    isMicrosoftAuthEnabled = graphene.Boolean()
    isPasswordAuthEnabled = graphene.Boolean()
    isGoogleAuthBypassEnabled = graphene.Boolean()
    isMicrosoftAuthBypassEnabled = graphene.Boolean()
    isPasswordAuthBypassEnabled = graphene.Boolean()
    defaultRoleId = UUID()
    isTwoFactorAuthenticationEnforced = graphene.Boolean()
    trashRetentionDays = graphene.Float()
    eventLogRetentionDays = graphene.Float()
    fastModel = graphene.String()
    smartModel = graphene.String()
    aiAdditionalInstructions = graphene.String()
    editableProfileFields = graphene.List(graphene.NonNull(graphene.String))
    enabledAiModelIds = graphene.List(graphene.NonNull(graphene.String))
    useRecommendedModels = graphene.Boolean()
    isInternalMessagesImportEnabled = graphene.Boolean()


class ActivateWorkspaceInput(graphene.InputObjectType):
    displayName = graphene.String()
