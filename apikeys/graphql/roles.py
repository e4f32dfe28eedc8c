"""The roots of roles and their permissions."""

from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from apikeys import render
from apikeys.services import roles as services
from apikeys.services.keys import MANAGE
from apikeys.services.rights import require
from metadata.graphql.context import caller_of, context_of
from metadata.graphql.filters import uuid_of
from metadata.graphql.plain import Given, plain
from metadata.graphql.scalars import UUID

from . import loading
from .inputs import (
    CreateRoleInput,
    UpdateRoleInput,
    UpsertFieldPermissionsInput,
    UpsertObjectPermissionsInput,
    UpsertPermissionFlagsInput,
)
from .types import FieldPermission, ObjectPermission, Role, RolePermissionFlag

Row = dict[str, Any]


class RoleQuery(graphene.ObjectType):
    getRoles = graphene.List(graphene.NonNull(Role), required=True)

    @staticmethod
    def resolve_getRoles(_: Any, info: GraphQLResolveInfo) -> list[Row]:
        require(caller_of(info), services.ROLES, MANAGE)
        return list(loading.roles(info).values())


class RoleMutation(graphene.ObjectType):
    createOneRole = graphene.Field(Role, required=True, createRoleInput=CreateRoleInput(required=True))
    deleteOneRole = graphene.String(required=True, roleId=UUID(required=True))
    updateOneRole = graphene.Field(Role, required=True, updateRoleInput=UpdateRoleInput(required=True))
    upsertFieldPermissions = graphene.List(
        graphene.NonNull(FieldPermission),
        required=True,
        upsertFieldPermissionsInput=UpsertFieldPermissionsInput(required=True),
    )
    upsertObjectPermissions = graphene.List(
        graphene.NonNull(ObjectPermission),
        required=True,
        upsertObjectPermissionsInput=UpsertObjectPermissionsInput(required=True),
    )
    upsertPermissionFlags = graphene.List(
        graphene.NonNull(RolePermissionFlag),
        required=True,
        upsertPermissionFlagsInput=UpsertPermissionFlagsInput(required=True),
    )

    @staticmethod
    def resolve_createOneRole(_: Any, info: GraphQLResolveInfo, createRoleInput: Given) -> Row:
        context_of(info).forget()
        role = services.create_role(caller_of(info), plain(createRoleInput))
        return loading.roles(info)[role.pk]

    @staticmethod
    def resolve_deleteOneRole(_: Any, info: GraphQLResolveInfo, roleId: str) -> str:
        context_of(info).forget()
        return services.delete_role(caller_of(info), uuid_of(roleId))

    @staticmethod
    def resolve_updateOneRole(_: Any, info: GraphQLResolveInfo, updateRoleInput: Given) -> Row:
        context_of(info).forget()
        given = plain(updateRoleInput)
        role = services.update_role(caller_of(info), uuid_of(given["id"]), given["update"])
        return loading.roles(info)[role.pk]

    @staticmethod
    def resolve_upsertFieldPermissions(
        _: Any, info: GraphQLResolveInfo, upsertFieldPermissionsInput: Given
    ) -> list[Row]:
        saved = services.upsert_field_permissions(caller_of(info), plain(upsertFieldPermissionsInput))
        return [render.field_permission(row) for row in saved]

    @staticmethod
    def resolve_upsertObjectPermissions(
        _: Any, info: GraphQLResolveInfo, upsertObjectPermissionsInput: Given
    ) -> list[Row]:
        saved = services.upsert_object_permissions(caller_of(info), plain(upsertObjectPermissionsInput))
        return [render.object_permission(row) for row in saved]

    @staticmethod
    def resolve_upsertPermissionFlags(_: Any, info: GraphQLResolveInfo, upsertPermissionFlagsInput: Given) -> list[Row]:
        saved = services.upsert_permission_flags(caller_of(info), plain(upsertPermissionFlagsInput))
        return [render.permission_flag(row) for row in saved]
