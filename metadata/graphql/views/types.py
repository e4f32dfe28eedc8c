"""Views and their parts as the schema shows them. Rows come as dicts in the API's notation."""

from collections.abc import Callable

import graphene
from graphql import GraphQLResolveInfo

from metadata.graphql.scalars import JSON, UUID, DateTime

from .enums import (
    AggregateOperations,
    ViewCalendarLayout,
    ViewFilterGroupLogicalOperator,
    ViewFilterOperand,
    ViewKey,
    ViewOpenRecordIn,
    ViewSortDirection,
    ViewType,
    ViewVisibility,
)
from .loading import Node, views_of


def parts(kind: str) -> Callable[[Node, GraphQLResolveInfo], list[Node]]:
    """The resolver of one list of parts within a view."""

    def resolve(view: Node, info: GraphQLResolveInfo) -> list[Node]:
        return views_of(info).parts(kind).get(view["id"], [])

    return resolve


class View(graphene.ObjectType):
    """How a list of records is shown: its fields, filters, sorts and groups."""

    id = UUID(required=True)
    name = graphene.String(required=True)
    objectMetadataId = UUID(required=True)
    type = ViewType(required=True)
    key = ViewKey()
    icon = graphene.String(required=True)
    position = graphene.Float(required=True)
    isCompact = graphene.Boolean(required=True)
    isCustom = graphene.Boolean(required=True)
    openRecordIn = ViewOpenRecordIn(required=True)
    kanbanAggregateOperation = AggregateOperations()
    kanbanAggregateOperationFieldMetadataId = UUID()
    mainGroupByFieldMetadataId = UUID()
    shouldHideEmptyGroups = graphene.Boolean(required=True)
    kanbanColumnWidth = graphene.Int()
    calendarFieldMetadataId = UUID()
    workspaceId = UUID(required=True)
    anyFieldFilterValue = graphene.String()
    calendarLayout = ViewCalendarLayout()
    createdAt = DateTime(required=True)
    updatedAt = DateTime(required=True)
    deletedAt = DateTime()
    viewFields = graphene.List(graphene.NonNull(lambda: ViewField), required=True, resolver=parts("viewField"))
    viewFilters = graphene.List(graphene.NonNull(lambda: ViewFilter), required=True, resolver=parts("viewFilter"))
    viewFilterGroups = graphene.List(
        graphene.NonNull(lambda: ViewFilterGroup), required=True, resolver=parts("viewFilterGroup")
    )
    viewSorts = graphene.List(graphene.NonNull(lambda: ViewSort), required=True, resolver=parts("viewSort"))
    viewGroups = graphene.List(graphene.NonNull(lambda: ViewGroup), required=True, resolver=parts("viewGroup"))
    viewFieldGroups = graphene.List(
        graphene.NonNull(lambda: ViewFieldGroup), required=True, resolver=lambda _view, _info: []
    )
    visibility = ViewVisibility(required=True)
    createdByUserWorkspaceId = UUID()
    isActive = graphene.Boolean(required=True)


class ViewField(graphene.ObjectType):
    id = UUID(required=True)
    fieldMetadataId = UUID(required=True)
    isVisible = graphene.Boolean(required=True)
    size = graphene.Float(required=True)
    position = graphene.Float(required=True)
    aggregateOperation = AggregateOperations()
    viewId = UUID(required=True)
    viewFieldGroupId = UUID()
    workspaceId = UUID(required=True)
    createdAt = DateTime(required=True)
    updatedAt = DateTime(required=True)
    isActive = graphene.Boolean(required=True)
    deletedAt = DateTime()
    isOverridden = graphene.Boolean(deprecation_reason="Never true")


class ViewFieldGroup(graphene.ObjectType):
    """Groups of fields are not stored here: there are none."""

    id = UUID(required=True)
    name = graphene.String(required=True)
    position = graphene.Float(required=True)
    isVisible = graphene.Boolean(required=True)
    viewId = UUID(required=True)
    workspaceId = UUID(required=True)
    createdAt = DateTime(required=True)
    updatedAt = DateTime(required=True)
    isActive = graphene.Boolean(required=True)
    deletedAt = DateTime()
    viewFields = graphene.List(graphene.NonNull(lambda: ViewField), required=True)
    isOverridden = graphene.Boolean(required=True, deprecation_reason="Never true")


class ViewFilter(graphene.ObjectType):
    id = UUID(required=True)
    fieldMetadataId = UUID(required=True)
    operand = ViewFilterOperand(required=True)
    value = JSON(required=True)
    viewFilterGroupId = UUID()
    positionInViewFilterGroup = graphene.Float()
    subFieldName = graphene.String()
    relationTargetFieldMetadataId = UUID()
    viewId = UUID(required=True)
    workspaceId = UUID(required=True)
    createdAt = DateTime(required=True)
    updatedAt = DateTime(required=True)
    deletedAt = DateTime()


class ViewFilterGroup(graphene.ObjectType):
    id = UUID(required=True)
    parentViewFilterGroupId = UUID()
    logicalOperator = ViewFilterGroupLogicalOperator(required=True)
    positionInViewFilterGroup = graphene.Float()
    viewId = UUID(required=True)
    workspaceId = UUID(required=True)
    createdAt = DateTime(required=True)
    updatedAt = DateTime(required=True)
    deletedAt = DateTime()


class ViewGroup(graphene.ObjectType):
    id = UUID(required=True)
    isVisible = graphene.Boolean(required=True)
    fieldValue = graphene.String(required=True)
    position = graphene.Float(required=True)
    viewId = UUID(required=True)
    workspaceId = UUID(required=True)
    createdAt = DateTime(required=True)
    updatedAt = DateTime(required=True)
    deletedAt = DateTime()


class ViewSort(graphene.ObjectType):
    id = UUID(required=True)
    fieldMetadataId = UUID(required=True)
    direction = ViewSortDirection(required=True)
    subFieldName = graphene.String()
    viewId = UUID(required=True)
    workspaceId = UUID(required=True)
    createdAt = DateTime(required=True)
    updatedAt = DateTime(required=True)
    deletedAt = DateTime()


class MinimalView(graphene.ObjectType):
    id = UUID(required=True)
    type = ViewType(required=True)
    key = ViewKey()
    objectMetadataId = UUID(required=True)
