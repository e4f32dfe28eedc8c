"""The types that every workspace shares: enums, leaf filters, composites, pages. Made when first named."""

from collections.abc import Callable, Mapping
from typing import Any

import graphene

from core.graphql.names import Entry, EnumSpec, entries, input_class, object_class
from core.graphql.scalars import SCALARS
from core.records.query import DIRECTIONS
from metadata.fields.shape import Part, Shape


def _enum(name: str, words: str) -> EnumSpec:
    return EnumSpec(name, tuple((word, None) for word in words.split()))


ENUMS = {
    spec.name: spec
    for spec in (
        _enum("FilterIs", "NULL NOT_NULL"),
        _enum("OrderByDirection", " ".join(DIRECTIONS)),
        _enum("ActorSourceEnum", "EMAIL CALENDAR WORKFLOW AGENT API IMPORT MANUAL SYSTEM WEBHOOK APPLICATION"),
        _enum(
            "DateGranularityEnum",
            "DAY MONTH QUARTER YEAR WEEK DAY_OF_THE_WEEK MONTH_OF_THE_YEAR QUARTER_OF_THE_YEAR NONE",
        ),
        _enum("FirstDayOfTheWeek", "MONDAY SUNDAY SATURDAY"),
    )
}


def comparing(scalar: str, element: str | None = None, more: str = "") -> str:
    element = element or scalar + "!"
    names = f"eq: {scalar}, gt: {scalar}, gte: {scalar}, in: [{element}], lt: {scalar}, lte: {scalar}, neq: {scalar}"
    return f"{names}{more}, is: FilterIs"


TEXT_OPERATORS = ", startsWith: String, endsWith: String, like: String, ilike: String, regex: String, iregex: String"

INPUTS = {
    "StringFilter": comparing("String", more=TEXT_OPERATORS),
    **{f"{scalar}Filter": comparing(scalar) for scalar in ("Float", "Int", "BigFloat", "BigInt", "Date", "DateTime")},
    "UUIDFilter": comparing("UUID", "UUID"),
    "BooleanFilter": "eq: Boolean, is: FilterIs",
    "RawJsonFilter": "is: FilterIs, like: String",
    "TSVectorFilter": "search: String",
    "ArrayFilter": "containsIlike: String, is: FilterIs, isEmptyArray: Boolean",
    "GroupByDateGranularityInput": (
        "granularity: DateGranularityEnum, weekStartDay: FirstDayOfTheWeek, timeZone: String"
    ),
    "OrderByDateGranularityInput": "orderBy: OrderByDirection, granularity: DateGranularityEnum",
    "FileItemInput": "fileId: UUID!, label: String!",
    "ObjectRecordFilterInput": (
        "and: [ObjectRecordFilterInput!], not: ObjectRecordFilterInput, or: [ObjectRecordFilterInput!], "
        "id: UUIDFilter, createdAt: DateTimeFilter, updatedAt: DateTimeFilter, deletedAt: DateTimeFilter"
    ),
}

OUTPUTS = {
    "PageInfo": (
        "startCursor: ConnectionCursor, endCursor: ConnectionCursor, hasNextPage: Boolean!, hasPreviousPage: Boolean!"
    ),
    "FileObject": "fileId: UUID!, label: String!, extension: String, url: String",
    "SearchRecord": (
        "recordId: UUID!, objectNameSingular: String!, objectLabelSingular: String!, label: String!, "
        "imageUrl: String, tsRankCD: Float!, tsRank: Float!"
    ),
    "SearchResultEdge": "node: SearchRecord!, cursor: String!",
    "SearchResultPageInfo": "endCursor: String, hasNextPage: Boolean!",
    "SearchResultConnection": "edges: [SearchResultEdge!]!, pageInfo: SearchResultPageInfo!",
}


def enum_filter(enum: str) -> str:
    return f"eq: {enum}, neq: {enum}, in: [{enum}], containsAny: [{enum}], is: FilterIs, isEmptyArray: Boolean"


# -- composites: five types from one shape ----------------------------------------------------------------------------
def _output(part: Part) -> str:
    return part.kind.graphql + ("!" if part.required else "")


def _create(part: Part) -> str:
    """Only the source of an Actor is both required and writable."""
    return part.kind.graphql + ("!" if part.required and part.writable else "")


def _update(part: Part) -> str:
    return part.kind.graphql


def _filter(part: Part) -> str:
    return part.kind.filter_input


def _order(part: Part) -> str:
    return "OrderByDirection"


def _group(part: Part) -> str:
    return "Boolean"


COMPOSITE_INPUTS: dict[str, Callable[[Part], str]] = {
    "CreateInput": _create,
    "UpdateInput": _update,
    "FilterInput": _filter,
    "OrderByInput": _order,
    "GroupByInput": _group,
}


_made: dict[str, Any] = {}


def composite(shapes: Mapping[str, Shape], name: str) -> Any:
    """The class called `name` of one of the `shapes`, or None. Shapes of one name are the same everywhere."""
    if name not in _made:
        made = _composite(shapes, name)
        if made is None:
            return None
        _made.setdefault(name, made)
    return _made[name]


def _composite(shapes: Mapping[str, Shape], name: str) -> Any:
    if name in shapes:
        return object_class(name, [Entry(part.name, _output(part)) for part in shapes[name].parts])
    for suffix, notation in COMPOSITE_INPUTS.items():
        shape = shapes.get(name.removesuffix(suffix)) if name.endswith(suffix) else None
        if shape is not None:
            return input_class(name, [Entry(p.name, notation(p)) for p in shape.parts if _has(p, suffix)])
    return None


def _has(part: Part, suffix: str) -> bool:
    if suffix in ("CreateInput", "UpdateInput"):
        return part.writable
    return suffix != "GroupByInput" or (part.groupable and part.kind.groupable)


def shared(name: str) -> type[graphene.ObjectType] | type[graphene.InputObjectType] | EnumSpec | Any:
    """The shared class called `name`, or None. One for the whole process."""
    if name in SCALARS:
        return SCALARS[name]
    if name in ENUMS:
        return ENUMS[name]
    if name not in _made and (name in INPUTS or name in OUTPUTS or name == "ActorSourceEnumFilter"):
        _made.setdefault(name, _make(name))
    return _made.get(name)


def _make(name: str) -> Any:
    if name in OUTPUTS:
        return object_class(name, entries(OUTPUTS[name]))
    notation = INPUTS.get(name) or enum_filter(name.removesuffix("Filter"))
    return input_class(name, entries(notation))
