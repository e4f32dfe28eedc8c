"""The user of a session. An API key has no user: it is refused."""

from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from apikeys.services import people
from metadata.graphql.context import context_of
from metadata.graphql.errors import forbidden_resource
from metadata.graphql.scalars import UUID, DateTime, JSONObject
from metadata.graphql.workspace import WorkspaceUrls, workspace_node

from .current_user import user_row
from .enums import IdentityProviderType, OnboardingStatus, PermissionFlagType, SSOIdentityProviderStatus
from .types import FullName, ObjectPermission, WorkspaceMember
from .workspace import Workspace


class User(graphene.ObjectType):
    id = UUID(required=True)
    firstName = graphene.String(required=True)
    lastName = graphene.String(required=True)
    email = graphene.String(required=True)
    isEmailVerified = graphene.Boolean(required=True)
    disabled = graphene.Boolean()
    canImpersonate = graphene.Boolean(required=True)
    canAccessFullAdminPanel = graphene.Boolean(required=True)
    createdAt = DateTime(required=True)
    updatedAt = DateTime(required=True)
    deletedAt = DateTime()
    locale = graphene.String(required=True)
    workspaceMember = graphene.Field(lambda: WorkspaceMember)
    userWorkspaces = graphene.List(graphene.NonNull(lambda: UserWorkspace), required=True)
    onboardingStatus = OnboardingStatus()
    currentWorkspace = graphene.Field(lambda: Workspace)
    currentUserWorkspace = graphene.Field(lambda: UserWorkspace)
    userVars = JSONObject()
    workspaceMembers = graphene.List(graphene.NonNull(lambda: WorkspaceMember))
    deletedWorkspaceMembers = graphene.List(graphene.NonNull(lambda: DeletedWorkspaceMember))
    hasPassword = graphene.Boolean(required=True)
    supportUserHash = graphene.String()
    workspaces = graphene.List(graphene.NonNull(lambda: UserWorkspace), required=True)
    availableWorkspaces = graphene.Field(lambda: AvailableWorkspaces, required=True)


class UserWorkspace(graphene.ObjectType):
    id = UUID(required=True)
    user = graphene.Field(lambda: User, required=True)
    userId = UUID(required=True)
    locale = graphene.String(required=True)
    createdAt = DateTime(required=True)
    updatedAt = DateTime(required=True)
    deletedAt = DateTime()
    permissionFlags = graphene.List(graphene.NonNull(PermissionFlagType))
    objectPermissions = graphene.List(graphene.NonNull(lambda: ObjectPermission))
    objectsPermissions = graphene.List(graphene.NonNull(lambda: ObjectPermission))
    twoFactorAuthenticationMethodSummary = graphene.List(graphene.NonNull(lambda: TwoFactorAuthenticationMethodSummary))


class DeletedWorkspaceMember(graphene.ObjectType):
    id = UUID(required=True)
    name = graphene.Field(lambda: FullName, required=True)
    userEmail = graphene.String(required=True)
    avatarUrl = graphene.String()
    userWorkspaceId = UUID()


class TwoFactorAuthenticationMethodSummary(graphene.ObjectType):
    twoFactorAuthenticationMethodId = UUID(required=True)
    status = graphene.String(required=True)
    strategy = graphene.String(required=True)


class AvailableWorkspaces(graphene.ObjectType):
    availableWorkspacesForSignIn = graphene.List(graphene.NonNull(lambda: AvailableWorkspace), required=True)
    availableWorkspacesForSignUp = graphene.List(graphene.NonNull(lambda: AvailableWorkspace), required=True)


class AvailableWorkspace(graphene.ObjectType):
    id = UUID(required=True)
    displayName = graphene.String()
    loginToken = graphene.String()
    personalInviteToken = graphene.String()
    inviteHash = graphene.String()
    workspaceUrls = graphene.Field(lambda: WorkspaceUrls, required=True)
    logo = graphene.String()
    sso = graphene.List(graphene.NonNull(lambda: SSOConnection), required=True)


class SSOConnection(graphene.ObjectType):
    type = IdentityProviderType(required=True)
    id = UUID(required=True)
    issuer = graphene.String(required=True)
    name = graphene.String(required=True)
    status = SSOIdentityProviderStatus(required=True)


class UserQuery(graphene.ObjectType):
    currentUser = graphene.Field(lambda: User, required=True)

    @staticmethod
    def resolve_currentUser(_: Any, info: GraphQLResolveInfo) -> Any:
        context = context_of(info)
        membership = people.membership_of(context.caller)
        if membership is None:
            raise forbidden_resource()
        user = user_row(context.caller, membership, [one.id for one in context.model.objects])
        user["currentWorkspace"] = workspace_node(membership.workspace, context.origin)
        for membership_row in user["userWorkspaces"]:
            membership_row["user"] = user
        return user
