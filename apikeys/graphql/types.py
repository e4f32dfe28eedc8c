"""Types of keys and roles as the schema shows them. Rows come rendered, as dicts in the API's notation."""

from typing import Any
from uuid import UUID as UUIDValue

import graphene
from graphql import GraphQLResolveInfo

from apikeys import errors
from apikeys.services.keys import MANAGE
from apikeys.services.rights import require
from apikeys.services.roles import ROLES
from metadata.graphql.context import caller_of
from metadata.graphql.scalars import JSON, UUID, DateTime

from .enums import (
    RowLevelPermissionPredicateGroupLogicalOperator,
    RowLevelPermissionPredicateOperand,
    WorkspaceMemberDateFormatEnum,
    WorkspaceMemberNumberFormatEnum,
    WorkspaceMemberTimeFormatEnum,
)
from .loading import role_of


class ApiKey(graphene.ObjectType):
    id = UUID(required=True)
    name = graphene.String(required=True)
    expiresAt = DateTime(required=True)
    revokedAt = DateTime()
    createdAt = DateTime(required=True)
    updatedAt = DateTime(required=True)
    role = graphene.Field(lambda: Role, required=True)

    @staticmethod
    def resolve_role(key: dict[str, Any], info: GraphQLResolveInfo) -> dict[str, Any]:
        found = role_of(info, key["roleId"] and UUIDValue(key["roleId"]))
        if found is None:
            raise errors.AccessError("API key has no role assigned", "API_KEY_HAS_NO_ROLE")
        return found


class ApiKeyForRole(graphene.ObjectType):
    id = UUID(required=True)
    name = graphene.String(required=True)
    expiresAt = DateTime(required=True)
    revokedAt = DateTime()


class ApiKeyToken(graphene.ObjectType):
    token = graphene.String(required=True)


class FullName(graphene.ObjectType):
    firstName = graphene.String(required=True)
    lastName = graphene.String(required=True)


class WorkspaceMember(graphene.ObjectType):
    id = UUID(required=True)
    name = graphene.Field(lambda: FullName, required=True)
    userEmail = graphene.String(required=True)
    colorScheme = graphene.String(required=True)
    avatarUrl = graphene.String()
    locale = graphene.String()
    calendarStartDay = graphene.Int()
    timeZone = graphene.String()
    dateFormat = WorkspaceMemberDateFormatEnum()
    timeFormat = WorkspaceMemberTimeFormatEnum()
    roles = graphene.List(graphene.NonNull(lambda: Role))
    userWorkspaceId = UUID()
    numberFormat = WorkspaceMemberNumberFormatEnum()


class Agent(graphene.ObjectType):
    id = UUID(required=True)
    name = graphene.String(required=True)
    label = graphene.String(required=True)
    icon = graphene.String()
    description = graphene.String()
    prompt = graphene.String(required=True)
    modelId = graphene.String(required=True)
    responseFormat = JSON()
    roleId = UUID()
    isCustom = graphene.Boolean(required=True)
    applicationId = UUID()
    createdAt = DateTime(required=True)
    updatedAt = DateTime(required=True)
    modelConfiguration = JSON()
    evaluationInputs = graphene.List(graphene.NonNull(graphene.String), required=True)


class FieldPermission(graphene.ObjectType):
    id = UUID(required=True)
    objectMetadataId = UUID(required=True)
    fieldMetadataId = UUID(required=True)
    roleId = UUID(required=True)
    canReadFieldValue = graphene.Boolean()
    canUpdateFieldValue = graphene.Boolean()


class RowLevelPermissionPredicate(graphene.ObjectType):
    id = graphene.String(required=True)
    fieldMetadataId = graphene.String(required=True)
    objectMetadataId = graphene.String(required=True)
    operand = RowLevelPermissionPredicateOperand(required=True)
    subFieldName = graphene.String()
    workspaceMemberFieldMetadataId = graphene.String()
    workspaceMemberSubFieldName = graphene.String()
    rowLevelPermissionPredicateGroupId = graphene.String()
    positionInRowLevelPermissionPredicateGroup = graphene.Float()
    roleId = graphene.String(required=True)
    value = JSON()


class RowLevelPermissionPredicateGroup(graphene.ObjectType):
    id = graphene.String(required=True)
    parentRowLevelPermissionPredicateGroupId = graphene.String()
    logicalOperator = RowLevelPermissionPredicateGroupLogicalOperator(required=True)
    positionInRowLevelPermissionPredicateGroup = graphene.Float()
    roleId = graphene.String(required=True)
    objectMetadataId = graphene.String(required=True)


class ObjectPermission(graphene.ObjectType):
    objectMetadataId = UUID(required=True)
    canReadObjectRecords = graphene.Boolean()
    canUpdateObjectRecords = graphene.Boolean()
    canSoftDeleteObjectRecords = graphene.Boolean()
    canDestroyObjectRecords = graphene.Boolean()
    restrictedFields = JSON()
    rowLevelPermissionPredicates = graphene.List(graphene.NonNull(lambda: RowLevelPermissionPredicate))
    rowLevelPermissionPredicateGroups = graphene.List(graphene.NonNull(lambda: RowLevelPermissionPredicateGroup))


class RolePermissionFlag(graphene.ObjectType):
    id = UUID(required=True)
    roleId = UUID(required=True)
    flag = graphene.String(required=True)


class Role(graphene.ObjectType):
    id = UUID(required=True)
    universalIdentifier = UUID()
    label = graphene.String(required=True)
    description = graphene.String()
    icon = graphene.String()
    isEditable = graphene.Boolean(required=True)
    canBeAssignedToUsers = graphene.Boolean(required=True)
    canBeAssignedToAgents = graphene.Boolean(required=True)
    canBeAssignedToApiKeys = graphene.Boolean(required=True)
    workspaceMembers = graphene.List(graphene.NonNull(lambda: WorkspaceMember), required=True)
    agents = graphene.List(graphene.NonNull(lambda: Agent), required=True)
    apiKeys = graphene.List(graphene.NonNull(lambda: ApiKeyForRole), required=True)
    canUpdateAllSettings = graphene.Boolean(required=True)
    canAccessAllTools = graphene.Boolean(required=True)
    canReadAllObjectRecords = graphene.Boolean(required=True)
    canUpdateAllObjectRecords = graphene.Boolean(required=True)
    canSoftDeleteAllObjectRecords = graphene.Boolean(required=True)
    canDestroyAllObjectRecords = graphene.Boolean(required=True)
    permissionFlags = graphene.List(graphene.NonNull(lambda: RolePermissionFlag))
    objectPermissions = graphene.List(graphene.NonNull(lambda: ObjectPermission))
    fieldPermissions = graphene.List(graphene.NonNull(lambda: FieldPermission))
    rowLevelPermissionPredicates = graphene.List(graphene.NonNull(lambda: RowLevelPermissionPredicate))
    rowLevelPermissionPredicateGroups = graphene.List(graphene.NonNull(lambda: RowLevelPermissionPredicateGroup))

    @staticmethod
    def resolve_apiKeys(role: dict[str, Any], info: GraphQLResolveInfo) -> Any:
        return _guarded(role, info, "apiKeys")

    @staticmethod
    def resolve_permissionFlags(role: dict[str, Any], info: GraphQLResolveInfo) -> Any:
        return _guarded(role, info, "permissionFlags")

    @staticmethod
    def resolve_objectPermissions(role: dict[str, Any], info: GraphQLResolveInfo) -> Any:
        return _guarded(role, info, "objectPermissions")

    @staticmethod
    def resolve_fieldPermissions(role: dict[str, Any], info: GraphQLResolveInfo) -> Any:
        return _guarded(role, info, "fieldPermissions")


def _guarded(role: dict[str, Any], info: GraphQLResolveInfo, name: str) -> Any:
    """Everybody may learn what a role is called; what it allows is for those who manage roles or keys."""
    require(caller_of(info), ROLES, MANAGE)
    return role[name]
