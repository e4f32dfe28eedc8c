"""Types of keys and roles as the schema shows them. Rows come rendered, as dicts in the API's notation."""

import graphene

from metadata.graphql.scalars import JSON, UUID, DateTime


class ApiKey(graphene.ObjectType):
    id = UUID(required=True)
    name = graphene.String(required=True)
    expiresAt = DateTime(required=True)
    revokedAt = DateTime()
    createdAt = DateTime(required=True)
    updatedAt = DateTime(required=True)
    role = graphene.Field(lambda: Role, required=True)


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


class WorkspaceMemberDateFormatEnum(graphene.Enum):
    SYSTEM = "SYSTEM"
    MONTH_FIRST = "MONTH_FIRST"
    DAY_FIRST = "DAY_FIRST"
    YEAR_FIRST = "YEAR_FIRST"


class WorkspaceMemberNumberFormatEnum(graphene.Enum):
    SYSTEM = "SYSTEM"
    COMMAS_AND_DOT = "COMMAS_AND_DOT"
    SPACES_AND_COMMA = "SPACES_AND_COMMA"
    DOTS_AND_COMMA = "DOTS_AND_COMMA"
    APOSTROPHE_AND_DOT = "APOSTROPHE_AND_DOT"


class WorkspaceMemberTimeFormatEnum(graphene.Enum):
    SYSTEM = "SYSTEM"
    HOUR_12 = "HOUR_12"
    HOUR_24 = "HOUR_24"


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


class RowLevelPermissionPredicateGroupLogicalOperator(graphene.Enum):
    AND = "AND"
    OR = "OR"


class RowLevelPermissionPredicateOperand(graphene.Enum):
    IS = "IS"
    IS_NOT_NULL = "IS_NOT_NULL"
    IS_NOT = "IS_NOT"
    LESS_THAN_OR_EQUAL = "LESS_THAN_OR_EQUAL"
    GREATER_THAN_OR_EQUAL = "GREATER_THAN_OR_EQUAL"
    IS_BEFORE = "IS_BEFORE"
    IS_AFTER = "IS_AFTER"
    CONTAINS = "CONTAINS"
    DOES_NOT_CONTAIN = "DOES_NOT_CONTAIN"
    IS_EMPTY = "IS_EMPTY"
    IS_NOT_EMPTY = "IS_NOT_EMPTY"
    IS_RELATIVE = "IS_RELATIVE"
    IS_IN_PAST = "IS_IN_PAST"
    IS_IN_FUTURE = "IS_IN_FUTURE"
    IS_TODAY = "IS_TODAY"
    VECTOR_SEARCH = "VECTOR_SEARCH"


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
