"""The roots of API keys."""

from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from apikeys import render
from apikeys.services import keys
from metadata.graphql.context import caller_of, context_of
from metadata.graphql.filters import uuid_of
from metadata.graphql.plain import Given, plain
from metadata.graphql.scalars import UUID

from .inputs import CreateApiKeyInput, GetApiKeyInput, RevokeApiKeyInput, UpdateApiKeyInput
from .types import ApiKey, ApiKeyToken

Row = dict[str, Any]


class KeyQuery(graphene.ObjectType):
    apiKey = graphene.Field(ApiKey, input=GetApiKeyInput(required=True))
    apiKeys = graphene.List(graphene.NonNull(ApiKey), required=True)

    @staticmethod
    def resolve_apiKey(_: Any, info: GraphQLResolveInfo, input: Given) -> Row | None:
        found = keys.api_key(caller_of(info), uuid_of(input["id"]))
        return render.api_key(found) if found else None

    @staticmethod
    def resolve_apiKeys(_: Any, info: GraphQLResolveInfo) -> list[Row]:
        return [render.api_key(key) for key in keys.api_keys(caller_of(info))]


class KeyMutation(graphene.ObjectType):
    assignRoleToApiKey = graphene.Boolean(required=True, apiKeyId=UUID(required=True), roleId=UUID(required=True))
    endApiKeyToken = graphene.Field(
        ApiKey, required=True, apiKeyId=UUID(required=True), tokenNumber=graphene.Int(required=True)
    )
    createApiKey = graphene.Field(ApiKey, required=True, input=CreateApiKeyInput(required=True))
    generateApiKeyToken = graphene.Field(
        ApiKeyToken, required=True, apiKeyId=UUID(required=True), expiresAt=graphene.String(required=True)
    )
    revokeApiKey = graphene.Field(ApiKey, input=RevokeApiKeyInput(required=True))
    updateApiKey = graphene.Field(ApiKey, input=UpdateApiKeyInput(required=True))

    @staticmethod
    def resolve_assignRoleToApiKey(_: Any, info: GraphQLResolveInfo, apiKeyId: str, roleId: str) -> bool:
        return keys.assign_role_to_api_key(caller_of(info), uuid_of(apiKeyId), uuid_of(roleId))

    @staticmethod
    def resolve_createApiKey(_: Any, info: GraphQLResolveInfo, input: Given) -> Row:
        context_of(info).forget()
        return render.api_key(keys.create_api_key(caller_of(info), plain(input)))

    @staticmethod
    def resolve_endApiKeyToken(_: Any, info: GraphQLResolveInfo, apiKeyId: str, tokenNumber: int) -> Row:
        context_of(info).forget()
        return render.api_key(keys.end_api_key_token(caller_of(info), uuid_of(apiKeyId), tokenNumber))

    @staticmethod
    def resolve_generateApiKeyToken(_: Any, info: GraphQLResolveInfo, apiKeyId: str, expiresAt: str) -> Row:
        given = {"expiresAt": expiresAt}
        return {"token": keys.generate_api_key_token(caller_of(info), uuid_of(apiKeyId), given)}

    @staticmethod
    def resolve_revokeApiKey(_: Any, info: GraphQLResolveInfo, input: Given) -> Row:
        context_of(info).forget()
        return render.api_key(keys.revoke_api_key(caller_of(info), uuid_of(input["id"])))

    @staticmethod
    def resolve_updateApiKey(_: Any, info: GraphQLResolveInfo, input: Given) -> Row:
        context_of(info).forget()
        given = plain(input)
        return render.api_key(keys.update_api_key(caller_of(info), uuid_of(given.pop("id")), given))
