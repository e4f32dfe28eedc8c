"""The enums of the data model."""

import graphene


class FieldMetadataType(graphene.Enum):
    ACTOR = "ACTOR"
    ADDRESS = "ADDRESS"
    ARRAY = "ARRAY"
    BOOLEAN = "BOOLEAN"
    CURRENCY = "CURRENCY"
    DATE = "DATE"
    DATE_TIME = "DATE_TIME"
    EMAILS = "EMAILS"
    FILES = "FILES"
    FULL_NAME = "FULL_NAME"
    LINKS = "LINKS"
    MORPH_RELATION = "MORPH_RELATION"
    MULTI_SELECT = "MULTI_SELECT"
    NUMBER = "NUMBER"
    NUMERIC = "NUMERIC"
    PHONES = "PHONES"
    POSITION = "POSITION"
    RATING = "RATING"
    RAW_JSON = "RAW_JSON"
    RELATION = "RELATION"
    RICH_TEXT = "RICH_TEXT"
    SELECT = "SELECT"
    TEXT = "TEXT"
    TS_VECTOR = "TS_VECTOR"
    UUID = "UUID"


class IndexType(graphene.Enum):
    BTREE = "BTREE"
    GIN = "GIN"


class RelationType(graphene.Enum):
    ONE_TO_MANY = "ONE_TO_MANY"
    MANY_TO_ONE = "MANY_TO_ONE"


class AllMetadataName(graphene.Enum):
    fieldMetadata = "fieldMetadata"
    objectMetadata = "objectMetadata"
    view = "view"
    viewField = "viewField"
    viewFieldGroup = "viewFieldGroup"
    viewGroup = "viewGroup"
    viewSort = "viewSort"
    rowLevelPermissionPredicate = "rowLevelPermissionPredicate"
    rowLevelPermissionPredicateGroup = "rowLevelPermissionPredicateGroup"
    viewFilterGroup = "viewFilterGroup"
    index = "index"
    logicFunction = "logicFunction"
    viewFilter = "viewFilter"
    role = "role"
    roleTarget = "roleTarget"
    agent = "agent"
    skill = "skill"
    pageLayout = "pageLayout"
    pageLayoutWidget = "pageLayoutWidget"
    pageLayoutTab = "pageLayoutTab"
    commandMenuItem = "commandMenuItem"
    navigationMenuItem = "navigationMenuItem"
    rolePermissionFlag = "rolePermissionFlag"
    permissionFlag = "permissionFlag"
    objectPermission = "objectPermission"
    fieldPermission = "fieldPermission"
    frontComponent = "frontComponent"
    webhook = "webhook"
    applicationVariable = "applicationVariable"
    connectionProvider = "connectionProvider"
    searchFieldMetadata = "searchFieldMetadata"


OPERANDS = (
    "IS",
    "IS_NOT_NULL",
    "IS_NOT",
    "LESS_THAN_OR_EQUAL",
    "GREATER_THAN_OR_EQUAL",
    "IS_BEFORE",
    "IS_AFTER",
    "CONTAINS",
    "DOES_NOT_CONTAIN",
    "IS_EMPTY",
    "IS_NOT_EMPTY",
    "IS_RELATIVE",
    "IS_IN_PAST",
    "IS_IN_FUTURE",
    "IS_TODAY",
    "VECTOR_SEARCH",
)
"""How a condition compares: of a saved view, and of a role's access to single records."""


def operand_enum(name: str) -> type[graphene.Enum]:
    """The operands, under the name that one of their users has for them."""
    made: type[graphene.Enum] = graphene.Enum(name, [(word, word) for word in OPERANDS])
    return made
