"""The keys of views and their parts, as rows: attribute, what a value must be, what it is when left out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

from metadata.models import View, ViewField, ViewFilter, ViewFilterGroup, ViewGroup, ViewSort

from .inputs import as_uuid

Holds = Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class Key:
    """One key of the API. `fixed`: set on creation only; `refers`: what the id under it must name."""

    attribute: str
    holds: Holds
    rule: str
    required: bool = False
    nullable: bool = False
    fixed: bool = False
    refers: str = ""


def text(attribute: str, **more: Any) -> Key:
    longest = more.pop("longest", 255)
    return Key(
        attribute, lambda v: isinstance(v, str) and len(v) <= longest and "\0" not in v, "must be a string", **more
    )


def flag(attribute: str) -> Key:
    return Key(attribute, lambda v: isinstance(v, bool), "must be a boolean value")


def number(attribute: str, **more: Any) -> Key:
    return Key(attribute, _is_number, "must be a number conforming to the specified constraints", **more)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < 2**53


def whole(attribute: str, **more: Any) -> Key:
    return Key(attribute, lambda v: type(v) is int and 0 <= v < 2**31, "must be an integer number", **more)


def one_of(attribute: str, *words: str, **more: Any) -> Key:
    listed = ", ".join(words)
    rule = f"must be one of the following values: {listed}"
    return Key(attribute, lambda v: isinstance(v, str) and v in words, rule, **more)


def id_of(attribute: str, refers: str, **more: Any) -> Key:
    return Key(attribute, lambda v: as_uuid(v) is not None, "must be a UUID", refers=refers, **more)


def anything(attribute: str, **more: Any) -> Key:
    return Key(attribute, lambda v: True, "", **more)


AGGREGATES = (
    "MIN MAX AVG SUM COUNT COUNT_UNIQUE_VALUES COUNT_EMPTY COUNT_NOT_EMPTY COUNT_TRUE COUNT_FALSE PERCENTAGE_EMPTY "
    "PERCENTAGE_NOT_EMPTY"
)
OPERANDS = (
    "IS IS_NOT_NULL IS_NOT LESS_THAN_OR_EQUAL GREATER_THAN_OR_EQUAL IS_BEFORE IS_AFTER CONTAINS DOES_NOT_CONTAIN "
    "IS_EMPTY IS_NOT_EMPTY IS_RELATIVE IS_IN_PAST IS_IN_FUTURE IS_TODAY VECTOR_SEARCH"
)
OF_VIEW = id_of("view_id", "view", required=True, fixed=True)
OF_FIELD = id_of("field_id", "field", required=True)


@dataclass(frozen=True, slots=True)
class Kind:
    """One resource: its model, how it is called in paths, codes and sentences, its keys."""

    model: type[models.Model]
    name: str
    label: str
    keys: Mapping[str, Key]

    @property
    def code(self) -> str:
        return self.label.upper().replace(" ", "_") + "_NOT_FOUND"


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            View,
            "view",
            "View",
            {
                "name": text("name", required=True),
                "objectMetadataId": id_of("object_id", "object", required=True, fixed=True),
                "type": one_of("type", "TABLE", "KANBAN", "CALENDAR", "FIELDS_WIDGET", "TABLE_WIDGET"),
                "key": one_of("key", "INDEX", nullable=True, fixed=True),
                "icon": text("icon", required=True),
                "position": number("position"),
                "isCompact": flag("is_compact"),
                "openRecordIn": one_of("open_record_in", "SIDE_PANEL", "RECORD_PAGE"),
                "kanbanAggregateOperation": one_of("kanban_aggregate_operation", *AGGREGATES.split(), nullable=True),
                "kanbanAggregateOperationFieldMetadataId": id_of("kanban_aggregate_field_id", "field", nullable=True),
                "anyFieldFilterValue": text("any_field_filter_value", nullable=True, longest=10_000),
                "calendarLayout": one_of("calendar_layout", "DAY", "WEEK", "MONTH", nullable=True),
                "calendarFieldMetadataId": id_of("calendar_field_id", "field", nullable=True),
                "visibility": one_of("visibility", "WORKSPACE", "UNLISTED"),
                "mainGroupByFieldMetadataId": id_of("main_group_by_field_id", "field", nullable=True),
                "shouldHideEmptyGroups": flag("should_hide_empty_groups"),
                "kanbanColumnWidth": whole("kanban_column_width", nullable=True),
            },
        ),
        Kind(
            ViewField,
            "viewField",
            "View field",
            {
                "fieldMetadataId": id_of("field_id", "field", required=True, fixed=True),
                "viewId": OF_VIEW,
                "isVisible": flag("is_visible"),
                "size": number("size"),
                "position": number("position"),
                "aggregateOperation": one_of("aggregate_operation", *AGGREGATES.split(), nullable=True),
                "viewFieldGroupId": id_of("view_field_group_id", "", nullable=True),
            },
        ),
        Kind(
            ViewFilter,
            "viewFilter",
            "View filter",
            {
                "fieldMetadataId": OF_FIELD,
                "operand": one_of("operand", *OPERANDS.split()),
                "value": anything("value", required=True),
                "viewFilterGroupId": id_of("group_id", "viewFilterGroup", nullable=True),
                "positionInViewFilterGroup": number("position", nullable=True),
                "subFieldName": text("sub_field_name", nullable=True, longest=63),
                "relationTargetFieldMetadataId": id_of("relation_target_field_id", "anyField", nullable=True),
                "viewId": OF_VIEW,
            },
        ),
        Kind(
            ViewFilterGroup,
            "viewFilterGroup",
            "View filter group",
            {
                "parentViewFilterGroupId": id_of("parent_id", "viewFilterGroup", nullable=True),
                "logicalOperator": one_of("logical_operator", "AND", "OR", "NOT"),
                "positionInViewFilterGroup": number("position", nullable=True),
                "viewId": OF_VIEW,
            },
        ),
        Kind(
            ViewSort,
            "viewSort",
            "View sort",
            {
                "fieldMetadataId": id_of("field_id", "field", required=True, fixed=True),
                "direction": one_of("direction", "ASC", "DESC"),
                "subFieldName": text("sub_field_name", nullable=True, longest=63),
                "viewId": OF_VIEW,
            },
        ),
        Kind(
            ViewGroup,
            "viewGroup",
            "View group",
            {
                "isVisible": flag("is_visible"),
                "fieldValue": text("field_value", required=True),
                "position": number("position"),
                "viewId": OF_VIEW,
            },
        ),
    )
}
