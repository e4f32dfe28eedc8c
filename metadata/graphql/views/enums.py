"""The enums of views."""

import graphene

from metadata.graphql.enums import operand_enum


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


ViewFilterOperand = operand_enum("ViewFilterOperand")


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
