"""Inputs of views and their parts, named as the API names them."""

import graphene

from metadata.graphql.scalars import JSON, UUID

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


class CreateViewFieldInput(graphene.InputObjectType):
    id = UUID()
    fieldMetadataId = UUID(required=True)
    viewId = UUID(required=True)
    isVisible = graphene.Boolean(default_value=True)
    size = graphene.Float(default_value=0.0)
    position = graphene.Float(default_value=0.0)
    aggregateOperation = AggregateOperations()
    viewFieldGroupId = UUID()


class UpdateViewFieldInput(graphene.InputObjectType):
    id = UUID(required=True)
    update = graphene.InputField(lambda: UpdateViewFieldInputUpdates, required=True)


class CreateViewFilterInput(graphene.InputObjectType):
    id = UUID()
    fieldMetadataId = UUID(required=True)
    operand = ViewFilterOperand()
    value = JSON(required=True)
    viewFilterGroupId = UUID()
    positionInViewFilterGroup = graphene.Float()
    subFieldName = graphene.String()
    relationTargetFieldMetadataId = UUID()
    viewId = UUID(required=True)


class UpdateViewFilterInput(graphene.InputObjectType):
    id = UUID(required=True)
    update = graphene.InputField(lambda: UpdateViewFilterInputUpdates, required=True)


class CreateViewFilterGroupInput(graphene.InputObjectType):
    id = UUID()
    parentViewFilterGroupId = UUID()
    logicalOperator = ViewFilterGroupLogicalOperator(default_value="AND")
    positionInViewFilterGroup = graphene.Float()
    viewId = UUID(required=True)


class UpdateViewFilterGroupInput(graphene.InputObjectType):
    id = UUID()
    parentViewFilterGroupId = UUID()
    logicalOperator = ViewFilterGroupLogicalOperator(default_value="AND")
    positionInViewFilterGroup = graphene.Float()
    viewId = UUID()


class CreateViewGroupInput(graphene.InputObjectType):
    id = UUID()
    isVisible = graphene.Boolean(default_value=True)
    fieldValue = graphene.String(required=True)
    position = graphene.Float(default_value=0.0)
    viewId = UUID(required=True)


class UpdateViewGroupInput(graphene.InputObjectType):
    id = UUID(required=True)
    update = graphene.InputField(lambda: UpdateViewGroupInputUpdates, required=True)


class CreateViewSortInput(graphene.InputObjectType):
    id = UUID()
    fieldMetadataId = UUID(required=True)
    direction = ViewSortDirection(default_value="ASC")
    subFieldName = graphene.String()
    viewId = UUID(required=True)


class UpdateViewSortInput(graphene.InputObjectType):
    id = UUID(required=True)
    update = graphene.InputField(lambda: UpdateViewSortInputUpdates, required=True)


class CreateViewInput(graphene.InputObjectType):
    id = UUID()
    name = graphene.String(required=True)
    objectMetadataId = UUID(required=True)
    type = ViewType(default_value="TABLE")
    key = ViewKey()
    icon = graphene.String(required=True)
    position = graphene.Float(default_value=0.0)
    isCompact = graphene.Boolean(default_value=False)
    shouldHideEmptyGroups = graphene.Boolean(default_value=False)
    kanbanColumnWidth = graphene.Int()
    openRecordIn = ViewOpenRecordIn(default_value="SIDE_PANEL")
    kanbanAggregateOperation = AggregateOperations()
    kanbanAggregateOperationFieldMetadataId = UUID()
    anyFieldFilterValue = graphene.String()
    calendarLayout = ViewCalendarLayout()
    calendarFieldMetadataId = UUID()
    mainGroupByFieldMetadataId = UUID()
    visibility = ViewVisibility()


class UpdateViewInput(graphene.InputObjectType):
    id = UUID()
    name = graphene.String()
    type = ViewType()
    icon = graphene.String()
    position = graphene.Float()
    isCompact = graphene.Boolean()
    openRecordIn = ViewOpenRecordIn()
    kanbanAggregateOperation = AggregateOperations()
    kanbanAggregateOperationFieldMetadataId = UUID()
    anyFieldFilterValue = graphene.String()
    calendarLayout = ViewCalendarLayout()
    calendarFieldMetadataId = UUID()
    visibility = ViewVisibility()
    mainGroupByFieldMetadataId = UUID()
    shouldHideEmptyGroups = graphene.Boolean()
    kanbanColumnWidth = graphene.Int()


class UpdateViewFieldInputUpdates(graphene.InputObjectType):
    isVisible = graphene.Boolean()
    size = graphene.Float()
    position = graphene.Float()
    aggregateOperation = AggregateOperations()
    viewFieldGroupId = UUID()


class DeleteViewFieldInput(graphene.InputObjectType):
    id = UUID(required=True)


class DestroyViewFieldInput(graphene.InputObjectType):
    id = UUID(required=True)


class UpdateViewFilterInputUpdates(graphene.InputObjectType):
    fieldMetadataId = UUID()
    operand = ViewFilterOperand()
    value = JSON()
    viewFilterGroupId = UUID()
    positionInViewFilterGroup = graphene.Float()
    subFieldName = graphene.String()
    relationTargetFieldMetadataId = UUID()


class DeleteViewFilterInput(graphene.InputObjectType):
    id = UUID(required=True)


class DestroyViewFilterInput(graphene.InputObjectType):
    id = UUID(required=True)


class UpdateViewGroupInputUpdates(graphene.InputObjectType):
    fieldMetadataId = UUID()
    isVisible = graphene.Boolean()
    fieldValue = graphene.String()
    position = graphene.Float()


class DeleteViewGroupInput(graphene.InputObjectType):
    id = UUID(required=True)


class DestroyViewGroupInput(graphene.InputObjectType):
    id = UUID(required=True)


class UpdateViewSortInputUpdates(graphene.InputObjectType):
    direction = ViewSortDirection()
    subFieldName = graphene.String()


class DeleteViewSortInput(graphene.InputObjectType):
    id = UUID(required=True)


class DestroyViewSortInput(graphene.InputObjectType):
    id = UUID(required=True)
