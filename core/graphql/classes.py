"""The Graphene classes of objects, made when first needed and kept by the object's fingerprint across versions."""

from collections.abc import Callable
from threading import Lock
from typing import Any

from cachetools import LRUCache

from core.graphql import inputs, outputs
from core.graphql.common import enum_filter
from core.graphql.names import EnumSpec, InputSpec, ObjectSpec, entries, graphene_class
from core.graphql.outputs import enum_name
from metadata.fields.base import Field
from metadata.schema.snapshot import ObjectSchema, title

SUFFIXES: dict[str, Callable[[ObjectSchema], ObjectSpec | InputSpec]] = {
    "": outputs.record,
    "Edge": outputs.edge,
    "Connection": outputs.connection,
    "GroupByConnection": outputs.group_connection,
    "CreateInput": inputs.create,
    "UpdateInput": inputs.update,
    "FilterInput": inputs.filter_input,
    "OrderByInput": inputs.order,
    "OrderByWithGroupByInput": inputs.group_order,
    "OrderByWithGroupByAggregateInput": inputs.aggregate_order,
    "GroupByInput": inputs.group,
    "RelationInput": inputs.relation,
    "ConnectInput": inputs.connect,
    "WhereUniqueInput": inputs.unique_where,
}
OUTPUTS = ("", "Edge", "Connection", "GroupByConnection")

OBJECTS_KEPT = 1024
_kept: LRUCache[str, dict[str, Any]] = LRUCache(maxsize=OBJECTS_KEPT)
_lock = Lock()


def object_class(obj: ObjectSchema, suffix: str) -> Any:
    """The class of one object: equal fingerprints share it, in every version and workspace."""
    return kept(obj, suffix, lambda: graphene_class(SUFFIXES[suffix](obj)))


def field_class(obj: ObjectSchema, kind: str, field: Field) -> Any:
    """The class of a type that a single field brings, see field_types."""
    return kept(obj, f"{kind} {field.name}", lambda: graphene_class(FIELDS[kind](obj, field)))


def kept(obj: ObjectSchema, name: str, make: Callable[[], Any]) -> Any:
    with _lock:
        classes = _kept.get(obj.fingerprint)
        if classes is None:
            classes = _kept[obj.fingerprint] = {}
    found = classes.get(name)
    return found if found is not None else classes.setdefault(name, make())


def enum_filter_of(obj: ObjectSchema, field: Field) -> InputSpec:
    enum = enum_name(field)
    return InputSpec(f"{enum}Filter", entries(enum_filter(enum)))


FIELDS: dict[str, Callable[[ObjectSchema, Field], InputSpec | EnumSpec]] = {
    "enum": lambda obj, field: inputs.options(field),
    "enum_filter": enum_filter_of,
    "where": inputs.composite_where,
}


def type_names(obj: ObjectSchema) -> dict[str, str]:
    """Type name -> suffix."""
    return {obj.singular_title + suffix: suffix for suffix in SUFFIXES}


def field_types(obj: ObjectSchema) -> dict[str, tuple[str, Field]]:
    """Names of the types that single fields bring: enums with their filters, and the keys of unique composites."""
    found: dict[str, tuple[str, Field]] = {}
    unique = {column for key in obj.uniques for column in key}
    for field in obj.fields.values():
        if field.type.has_options:
            found[enum_name(field)] = ("enum", field)
            found[enum_name(field) + "Filter"] = ("enum_filter", field)
        elif field.type.shape.composite and any(column.name in unique for column in field.columns):
            found[f"{obj.singular_title}{title(field.name)}WhereInput"] = ("where", field)
    return found
