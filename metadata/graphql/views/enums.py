"""The enums of views."""

import graphene


class AggregateOperations(graphene.Enum):
    MIN = "MIN"
    MAX = "MAX"
    AVG = "AVG"
    SUM = "SUM"
    COUNT = "COUNT"
    COUNT_UNIQUE_VALUES = "COUNT_UNIQUE_VALUES"
    COUNT_EMPTY = "COUNT_EMPTY"
    COUNT_NOT_EMPTY = "COUNT_NOT_EMPTY"
    COUNT_TRUE = "COUNT_TRUE"
    COUNT_FALSE = "COUNT_FALSE"
    PERCENTAGE_EMPTY = "PERCENTAGE_EMPTY"
    PERCENTAGE_NOT_EMPTY = "PERCENTAGE_NOT_EMPTY"


class ViewCalendarLayout(graphene.Enum):
    DAY = "DAY"
    WEEK = "WEEK"
    MONTH = "MONTH"


class ViewFilterGroupLogicalOperator(graphene.Enum):
    AND = "AND"
    OR = "OR"
    NOT = "NOT"


class ViewFilterOperand(graphene.Enum):
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


class ViewKey(graphene.Enum):
    INDEX = "INDEX"


class ViewOpenRecordIn(graphene.Enum):
    SIDE_PANEL = "SIDE_PANEL"
    RECORD_PAGE = "RECORD_PAGE"


class ViewSortDirection(graphene.Enum):
    ASC = "ASC"
    DESC = "DESC"


class ViewType(graphene.Enum):
    TABLE = "TABLE"
    KANBAN = "KANBAN"
    CALENDAR = "CALENDAR"
    FIELDS_WIDGET = "FIELDS_WIDGET"
    TABLE_WIDGET = "TABLE_WIDGET"


class ViewVisibility(graphene.Enum):
    WORKSPACE = "WORKSPACE"
    UNLISTED = "UNLISTED"
