"""Signing in: roots that serve callers without a credential, and the role of a member."""

from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from apikeys import render
from apikeys.services import people, sign_in
from metadata.graphql.context import caller_of, context_of
from metadata.graphql.filters import uuid_of
from metadata.graphql.scalars import UUID, DateTime

from .types import WorkspaceMember

Row = dict[str, Any]


class AuthToken(graphene.ObjectType):
    token = graphene.String(required=True)
    expiresAt = DateTime(required=True)


class AuthTokenPair(graphene.ObjectType):
    accessOrWorkspaceAgnosticToken = graphene.Field(lambda: AuthToken, required=True)
    refreshToken = graphene.Field(lambda: AuthToken, required=True)


class AuthTokens(graphene.ObjectType):
    tokens = graphene.Field(lambda: AuthTokenPair, required=True)


class LoginToken(graphene.ObjectType):
    loginToken = graphene.Field(lambda: AuthToken, required=True)


CREDENTIALS: dict[str, Any] = {
    "email": graphene.String(required=True),
    "password": graphene.String(required=True),
    "captchaToken": graphene.String(),
    "locale": graphene.String(),
    "verifyEmailRedirectPath": graphene.String(),
}
"""What all roots take with which a person comes in; the last three change nothing here."""


class SessionMutation(graphene.ObjectType):
    generatePlaygroundToken = graphene.Field(AuthToken, required=True)
    getAuthTokensFromLoginToken = graphene.Field(
        AuthTokens, required=True, loginToken=graphene.String(required=True), origin=graphene.String(required=True)
    )
    getLoginTokenFromCredentials = graphene.Field(
        LoginToken, required=True, origin=graphene.String(required=True), args=CREDENTIALS
    )
    renewToken = graphene.Field(AuthTokens, required=True, appToken=graphene.String(required=True))
    updateWorkspaceMemberRole = graphene.Field(
        WorkspaceMember, required=True, workspaceMemberId=UUID(required=True), roleId=UUID(required=True)
    )
    removeWorkspaceMember = graphene.Field(WorkspaceMember, required=True, workspaceMemberId=UUID(required=True))

    @staticmethod
    def resolve_generatePlaygroundToken(_: Any, info: GraphQLResolveInfo) -> Row:
        return sign_in.playground_token(caller_of(info))

    @staticmethod
    def resolve_getAuthTokensFromLoginToken(_: Any, info: GraphQLResolveInfo, loginToken: str, origin: str) -> Row:
        return {"tokens": sign_in.auth_tokens(loginToken)}

    @staticmethod
    def resolve_getLoginTokenFromCredentials(
        _: Any, info: GraphQLResolveInfo, email: str, password: str, origin: str, **ignored: Any
    ) -> Row:
        return {"loginToken": sign_in.login_token(context_of(info).request, email, password, origin)}

    @staticmethod
    def resolve_renewToken(_: Any, info: GraphQLResolveInfo, appToken: str) -> Row:
        return {"tokens": sign_in.renew_token(appToken)}

    @staticmethod
    def resolve_updateWorkspaceMemberRole(_: Any, info: GraphQLResolveInfo, workspaceMemberId: str, roleId: str) -> Row:
        context_of(info).forget()
        changed = people.update_member_role(caller_of(info), uuid_of(workspaceMemberId), uuid_of(roleId))
        return render.workspace_member(changed) | {"roles": [render.full_role(changed.role)] if changed.role else []}

    @staticmethod
    def resolve_removeWorkspaceMember(_: Any, info: GraphQLResolveInfo, workspaceMemberId: str) -> Row:
        context_of(info).forget()
        return render.workspace_member(people.remove_member(caller_of(info), uuid_of(workspaceMemberId)))
