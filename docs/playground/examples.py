"""Saved examples for one object of one workspace: calls that work when sent as they stand."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any
from uuid import uuid4

from graphql import parse, print_ast

from apikeys.permissions import SYSTEM_WRITE_PROTECTED
from core.records.context import Context
from docs.openapi.records import create_example
from metadata.fields.base import Field
from metadata.schema.snapshot import ObjectSchema

SHOWN = 6
"""Fields of a record that a GraphQL example asks for."""
UNSHOWN = ("FILES", "TS_VECTOR", "POSITION", "RAW_JSON")


@dataclass(frozen=True, slots=True)
class RestCall:
    name: str
    title: str
    method: str
    path: str
    body: Any = None


@dataclass(frozen=True, slots=True)
class GraphQLCall:
    name: str
    title: str
    query: str
    variables: Any = None


def objects(context: Context) -> list[ObjectSchema]:
    """What the caller may read, those of the workspace's own first."""
    found = (obj for obj in context.schema.objects.values() if not obj.system and context.permissions.can_read(obj.id))
    return sorted(found, key=lambda obj: (not obj.custom, obj.label_plural))


def as_json(calls: Iterator[RestCall] | Iterator[GraphQLCall]) -> list[dict[str, Any]]:
    return [asdict(call) for call in calls]


def rest_calls(context: Context, obj: ObjectSchema) -> Iterator[RestCall]:
    many, data = f"/rest/{obj.name_plural}", values(context, obj)
    yield RestCall("list", "List", "GET", f"{many}?limit=10&order_by=createdAt[DescNullsLast]")
    text = text_path(context, obj)
    yield RestCall("filter", "Filter", "GET", f"{many}?filter={'.'.join(text)}[ilike]:%a%&limit=10")
    if may_write(context, obj):
        yield RestCall("create", "Create", "POST", many, data)
        yield RestCall("batch", "Create several", "POST", f"/rest/batch/{obj.name_plural}", [data, data])
        yield RestCall("upsert", "Create or update", "POST", f"{many}?upsert=true", {"id": str(uuid4()), **data})
    yield RestCall("relation", "With relations", "GET", f"{many}?depth=1&limit=5")


def graphql_calls(context: Context, obj: ObjectSchema) -> Iterator[GraphQLCall]:
    one, many, shown = obj.singular_title, obj.name_plural, selection(context, obj)
    page = f"{{ totalCount edges {{ node {shown} }} pageInfo {{ hasNextPage endCursor }} }}"
    listed = f"query List {{ {many}(first: 10, orderBy: [{{createdAt: DescNullsLast}}]) {page} }}"
    yield graphql_call("list", "List", listed)
    condition: Any = {"ilike": "%a%"}
    for name in reversed(text_path(context, obj)):
        condition = {name: condition}
    filtered = f"query Filter($filter: {one}FilterInput) {{ {many}(first: 10, filter: $filter) {page} }}"
    yield graphql_call("filter", "Filter", filtered, {"filter": condition})
    if may_write(context, obj):
        data, type_ = values(context, obj), f"{one}CreateInput!"
        create = f"mutation Create($data: {type_}) {{ create{one}(data: $data) {shown} }}"
        yield graphql_call("create", "Create", create, {"data": data})
        batch = f"mutation Batch($data: [{type_}]!) {{ create{obj.plural_title}(data: $data) {shown} }}"
        yield graphql_call("batch", "Create several", batch, {"data": [data, data]})
        upsert = f"mutation Upsert($data: {type_}) {{ create{one}(data: $data, upsert: true) {shown} }}"
        yield graphql_call("upsert", "Create or update", upsert, {"data": {"id": str(uuid4()), **data}})
    relation = related(context, obj)
    if relation is not None:
        nested = f"query Related {{ {many}(first: 5) {{ edges {{ node {{ id {beyond(context, relation)} }} }} }} }}"
        yield graphql_call("relation", "With relations", nested)


def graphql_call(name: str, title: str, query: str, variables: Any = None) -> GraphQLCall:
    """The document as graphql-core prints it."""
    return GraphQLCall(name, title, print_ast(parse(query)), variables)


def beyond(context: Context, field: Field) -> str:
    """The records on the other side of a relation."""
    assert field.relation is not None
    shown = selection(context, context.schema.target(field))
    return (
        f"{field.name} {shown}" if field.relation.to_one else f"{field.name}(first: 5) {{ edges {{ node {shown} }} }}"
    )


def values(context: Context, obj: ObjectSchema) -> dict[str, Any]:
    """A body that a create accepts: the first few of the object's own fields."""
    found = create_example(context, obj)
    return dict(list(found.items())[:SHOWN])


def may_write(context: Context, obj: ObjectSchema) -> bool:
    return context.permissions.can_update(obj.id) and obj.name_singular not in SYSTEM_WRITE_PROTECTED


def readable(context: Context, obj: ObjectSchema) -> list[Field]:
    return [field for field in obj.fields.values() if context.permissions.readable(field.id, obj.id)]


def text_path(context: Context, obj: ObjectSchema) -> tuple[str, ...]:
    """The path of a text to filter by: of the field that names a record, else of the first that has one."""
    fields = sorted(readable(context, obj), key=lambda field: (field.name != obj.label_field, field.system))
    for field in fields:
        for column in field.columns:
            if "ilike" in column.part.kind.operators:
                return (field.name, column.part.name) if column.part.name else (field.name,)
    return ("createdBy", "name")


def selection(context: Context, obj: ObjectSchema) -> str:
    shown = [
        field
        for field in readable(context, obj)
        if not field.system and field.relation is None and field.type.name not in UNSHOWN
    ]
    names = (
        f"{field.name} {{ {' '.join(field.type.shape.part_names)} }}" if field.type.shape.composite else field.name
        for field in shown[:SHOWN]
    )
    return f"{{ id {' '.join(names)} }}"


def related(context: Context, obj: ObjectSchema) -> Field | None:
    """A relation to show: to another object of the workspace's own rather than to a system object."""
    found = [
        field
        for field in readable(context, obj)
        if field.relation is not None and context.permissions.can_read(context.schema.target(field).id)
    ]
    return min(found, key=lambda field: context.schema.target(field).system, default=None)
