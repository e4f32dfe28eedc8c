"""Before a session: what a workspace shows to anybody, and which workspaces a person may enter."""

from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from apikeys.services import sign_in, sign_up
from metadata.graphql.context import context_of
from metadata.graphql.plain import Given, plain
from metadata.graphql.scalars import UUID
from metadata.graphql.workspace import WorkspaceUrls, workspace_node
from metadata.models import Workspace

from .enums import IdentityProviderType, SSOIdentityProviderStatus
from .sessions import CREDENTIALS, AuthToken, AuthTokenPair
from .users import AvailableWorkspaces

Row = dict[str, Any]


class SSOIdentityProvider(graphene.ObjectType):
    id = UUID(required=True)
    name = graphene.String(required=True)
    type = IdentityProviderType(required=True)
    status = SSOIdentityProviderStatus(required=True)
    issuer = graphene.String(required=True)


class AuthProviders(graphene.ObjectType):
    sso = graphene.List(graphene.NonNull(lambda: SSOIdentityProvider), required=True)
    google = graphene.Boolean(required=True)
    magicLink = graphene.Boolean(required=True)
    password = graphene.Boolean(required=True)
    microsoft = graphene.Boolean(required=True)


class AuthBypassProviders(graphene.ObjectType):
    google = graphene.Boolean(required=True)
    password = graphene.Boolean(required=True)
    microsoft = graphene.Boolean(required=True)


class PublicWorkspaceData(graphene.ObjectType):
    id = UUID(required=True)
    authProviders = graphene.Field(lambda: AuthProviders, required=True)
    authBypassProviders = graphene.Field(lambda: AuthBypassProviders)
    logo = graphene.String()
    displayName = graphene.String()
    workspaceUrls = graphene.Field(lambda: WorkspaceUrls, required=True)


class AvailableWorkspacesAndAccessTokens(graphene.ObjectType):
    tokens = graphene.Field(lambda: AuthTokenPair, required=True)
    availableWorkspaces = graphene.Field(lambda: AvailableWorkspaces, required=True)


class SignInQuery(graphene.ObjectType):
    getPublicWorkspaceDataByDomain = graphene.Field(PublicWorkspaceData, required=True, origin=graphene.String())

    @staticmethod
    def resolve_getPublicWorkspaceDataByDomain(_: Any, info: GraphQLResolveInfo, origin: str | None = None) -> Row:
        context = context_of(info)
        node = workspace_node(sign_in.workspace_at(origin or context.origin), context.origin)
        return node | {
            "authProviders": {"sso": [], "magicLink": False} | _providers(node, "AuthEnabled"),
            "authBypassProviders": _providers(node, "AuthBypassEnabled"),
        }


class WorkspaceUrlsAndId(graphene.ObjectType):
    workspaceUrls = graphene.Field(lambda: WorkspaceUrls, required=True)
    id = UUID(required=True)


class SignUp(graphene.ObjectType):
    loginToken = graphene.Field(lambda: AuthToken, required=True)
    workspace = graphene.Field(lambda: WorkspaceUrlsAndId, required=True)


class SignUpInNewWorkspaceInput(graphene.InputObjectType):
    displayName = graphene.String()
    subdomain = graphene.String()


INVITED: dict[str, Any] = {
    **{name: CREDENTIALS[name] for name in ("email", "password")},
    "workspaceId": UUID(),
    "workspaceInviteHash": graphene.String(),
    "workspacePersonalInviteToken": graphene.String(),
    **CREDENTIALS,
}


class SignInMutation(graphene.ObjectType):
    signIn = graphene.Field(AvailableWorkspacesAndAccessTokens, required=True, args=CREDENTIALS)
    signUp = graphene.Field(AvailableWorkspacesAndAccessTokens, required=True, args=CREDENTIALS)
    signUpInNewWorkspace = graphene.Field(SignUp, required=True, input=SignUpInNewWorkspaceInput())
    signUpInWorkspace = graphene.Field(SignUp, required=True, args=INVITED)

    @staticmethod
    def resolve_signIn(_: Any, info: GraphQLResolveInfo, email: str, password: str, **ignored: Any) -> Row:
        pair, workspaces = sign_in.sign_in(context_of(info).request, email, password)
        origin = context_of(info).origin
        return _available(
            pair, [workspace_node(one, origin) | {"loginToken": token, "sso": []} for one, token in workspaces]
        )

    @staticmethod
    def resolve_signUp(_: Any, info: GraphQLResolveInfo, email: str, password: str, **ignored: Any) -> Row:
        return _available(sign_up.sign_up(email, password), [])

    @staticmethod
    def resolve_signUpInNewWorkspace(_: Any, info: GraphQLResolveInfo, input: Given | None = None) -> Row:
        context = context_of(info)
        return _entered(context.origin, *sign_up.sign_up_in_new_workspace(context.request, plain(input or {})))

    @staticmethod
    def resolve_signUpInWorkspace(
        _: Any,
        info: GraphQLResolveInfo,
        email: str,
        password: str,
        workspaceId: str | None = None,
        workspaceInviteHash: str | None = None,
        workspacePersonalInviteToken: str | None = None,
        **ignored: Any,
    ) -> Row:
        context = context_of(info)
        invited = (workspaceId, workspaceInviteHash, workspacePersonalInviteToken)
        return _entered(context.origin, *sign_up.sign_up_in_workspace(context.request, email, password, *invited))


def _available(pair: Row, rows: list[Row]) -> Row:
    available = {"availableWorkspacesForSignIn": rows, "availableWorkspacesForSignUp": []}
    return {"tokens": pair, "availableWorkspaces": available}


def _entered(origin: str, login: Row, workspace: Workspace) -> Row:
    return {"loginToken": login, "workspace": workspace_node(workspace, origin)}


def _providers(node: Row, suffix: str) -> Row:
    return {name.lower(): node[f"is{name}{suffix}"] for name in ("Google", "Password", "Microsoft")}
