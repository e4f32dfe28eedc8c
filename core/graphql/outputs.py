"""The output types of one object: record, edge, connection and group."""

from collections.abc import Iterator

from core.graphql.names import Entry, ObjectSpec
from core.records.aggregates import aggregates_of
from metadata.fields.base import Field
from metadata.fields.kinds import ENUM_NAME
from metadata.schema.snapshot import ObjectSchema, title


def enum_name(field: Field) -> str:
    return f"{title(field.object_name)}{title(field.name)}Enum"


def scalar_type(field: Field) -> str:
    """The notation of a field that is neither relation nor composite."""
    return field.columns[0].kind.graphql.replace(ENUM_NAME, enum_name(field))


def filter_type(field: Field) -> str:
    return field.columns[0].kind.filter_input.replace(ENUM_NAME, enum_name(field))


def list_arguments(target: str) -> tuple[Entry, ...]:
    return (
        *(Entry(name, "Int") for name in ("first", "last", "offset")),
        *(Entry(name, "String") for name in ("before", "after")),
        Entry("filter", f"{target}FilterInput"),
        Entry("orderBy", f"[{target}OrderByInput]"),
    )


def record(obj: ObjectSchema) -> ObjectSpec:
    fields = obj.fields.values()
    values = [entry for field in fields for entry in _values(field)]
    relations = [_relation(field) for field in fields if field.relation is not None]
    return ObjectSpec(obj.singular_title, values + relations)


def _values(field: Field) -> Iterator[Entry]:
    required = "" if field.nullable else "!"
    if field.relation is not None:
        if field.relation.to_one:
            yield Entry(field.relation.join_column, "ID" + required, field.description)
        return
    name = field.type.shape.name if field.type.shape.composite else scalar_type(field)
    yield Entry(field.name, name + required, field.description)


def _relation(field: Field) -> Entry:
    assert field.relation is not None
    target = title(field.relation.target_object)
    if field.relation.to_one:
        return Entry(field.name, target, field.description)
    return Entry(field.name, f"{target}Connection", field.description, list_arguments(target))


def edge(obj: ObjectSchema) -> ObjectSpec:
    name = obj.singular_title
    return ObjectSpec(f"{name}Edge", [Entry("node", f"{name}!"), Entry("cursor", "Cursor!")])


def connection(obj: ObjectSchema) -> ObjectSpec:
    return ObjectSpec(f"{obj.singular_title}Connection", _outputs(obj))


def group_connection(obj: ObjectSchema) -> ObjectSpec:
    entries = [*_outputs(obj), Entry("groupByDimensionValues", "JSON!")]
    return ObjectSpec(f"{obj.singular_title}GroupByConnection", entries)


def _outputs(obj: ObjectSchema) -> list[Entry]:
    aggregates = [Entry(row.name, row.graphql) for row in aggregates_of(obj).values()]
    return [*aggregates, Entry("edges", f"[{obj.singular_title}Edge!]!"), Entry("pageInfo", "PageInfo!")]
