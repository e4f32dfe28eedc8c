"""Inputs of keys and roles, named as the API names them."""

import graphene

from metadata.graphql.scalars import UUID


class CreateApiKeyInput(graphene.InputObjectType):
    name = graphene.String(required=True)
    expiresAt = graphene.String(required=True)
    revokedAt = graphene.String()
    roleId = UUID(required=True)


class GetApiKeyInput(graphene.InputObjectType):
    id = UUID(required=True)


class UpdateApiKeyInput(graphene.InputObjectType):
    id = UUID(required=True)
    name = graphene.String()
    expiresAt = graphene.String()
    revokedAt = graphene.String()


class RevokeApiKeyInput(graphene.InputObjectType):
    id = UUID(required=True)


class CreateRoleInput(graphene.InputObjectType):
    id = graphene.String()
    label = graphene.String(required=True)
    description = graphene.String()
    icon = graphene.String()
    canUpdateAllSettings = graphene.Boolean()
    canAccessAllTools = graphene.Boolean()
    canReadAllObjectRecords = graphene.Boolean()
    canUpdateAllObjectRecords = graphene.Boolean()
    canSoftDeleteAllObjectRecords = graphene.Boolean()
    canDestroyAllObjectRecords = graphene.Boolean()
    canBeAssignedToUsers = graphene.Boolean()
    canBeAssignedToAgents = graphene.Boolean()
    canBeAssignedToApiKeys = graphene.Boolean()


class UpdateRolePayload(graphene.InputObjectType):
    label = graphene.String()
    description = graphene.String()
    icon = graphene.String()
    canUpdateAllSettings = graphene.Boolean()
    canAccessAllTools = graphene.Boolean()
    canReadAllObjectRecords = graphene.Boolean()
    canUpdateAllObjectRecords = graphene.Boolean()
    canSoftDeleteAllObjectRecords = graphene.Boolean()
    canDestroyAllObjectRecords = graphene.Boolean()
    canBeAssignedToUsers = graphene.Boolean()
    canBeAssignedToAgents = graphene.Boolean()
    canBeAssignedToApiKeys = graphene.Boolean()


class UpdateRoleInput(graphene.InputObjectType):
    update = graphene.InputField(lambda: UpdateRolePayload, required=True)
    id = UUID(required=True)


class FieldPermissionInput(graphene.InputObjectType):
    objectMetadataId = UUID(required=True)
    fieldMetadataId = UUID(required=True)
    canReadFieldValue = graphene.Boolean()
    canUpdateFieldValue = graphene.Boolean()


class UpsertFieldPermissionsInput(graphene.InputObjectType):
    roleId = UUID(required=True)
    fieldPermissions = graphene.List(graphene.NonNull(lambda: FieldPermissionInput), required=True)


class ObjectPermissionInput(graphene.InputObjectType):
    objectMetadataId = UUID(required=True)
    canReadObjectRecords = graphene.Boolean()
    canUpdateObjectRecords = graphene.Boolean()
    canSoftDeleteObjectRecords = graphene.Boolean()
    canDestroyObjectRecords = graphene.Boolean()


class UpsertObjectPermissionsInput(graphene.InputObjectType):
    roleId = UUID(required=True)
    objectPermissions = graphene.List(graphene.NonNull(lambda: ObjectPermissionInput), required=True)


class UpsertPermissionFlagsInput(graphene.InputObjectType):
    roleId = UUID(required=True)
    permissionFlagKeys = graphene.List(graphene.NonNull(graphene.String), required=True)
