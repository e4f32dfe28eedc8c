"""A plain executor over the engine: graphql-core walks the document, each field asks the engine by itself."""

from dataclasses import dataclass
from typing import Any

import orjson
from graphql import GraphQLResolveInfo, execute, parse

from core.graphql.arguments import filter_of, orders_of, page_of
from core.graphql.schema import CoreSchema
from core.records.context import Context
from core.records.engine import run
from core.records.query import (
    PAGE_INFO,
    Aggregate,
    Condition,
    Connection,
    Edges,
    Every,
    Filter,
    FindMany,
    FindOne,
    PageInfo,
    RecordSelection,
    Total,
    Value,
)
from metadata.schema.snapshot import ObjectSchema


@dataclass
class Listed:
    """A connection: which records of `object`, below which parent."""

    object: ObjectSchema
    filter: Filter
    given: dict[str, Any]


@dataclass
class Found:
    """A record with its plain values."""

    object: ObjectSchema
    values: dict[str, Any]


class Reference:
    def __init__(self, context: Context) -> None:
        self.context = context
        self.schema = CoreSchema(context.schema)

    def answer(self, text: str, variables: dict[str, Any]) -> dict[str, Any]:
        result = execute(self.schema, parse(text), variable_values=variables, field_resolver=self.resolve)
        assert not result.errors, result.errors
        return result.data

    def resolve(self, owner: Any, info: GraphQLResolveInfo, **given: Any) -> Any:
        name = info.field_name
        if owner is None:
            obj = self.context.schema.plurals[name]
            return Listed(obj, filter_of(self.context.schema, obj, given.get("filter")), given)
        if isinstance(owner, Listed):
            return self.of_connection(owner, name)
        if isinstance(owner, Found):
            return self.of_record(owner, name, given)
        return owner[name]

    def of_connection(self, listed: Listed, name: str) -> Any:
        if name == "edges":
            node = RecordSelection(tuple(plain_values(listed.object)))
            edges = self.output(listed, Edges(name, (("node", "node", node), ("cursor", "cursor", None))))
            return [{"node": Found(listed.object, edge["node"]), "cursor": edge["cursor"]} for edge in edges]
        if name == "pageInfo":
            return self.output(listed, PageInfo(name, PAGE_INFO))
        return self.output(listed, Total(name) if name == "totalCount" else Aggregate(name, name))

    def output(self, listed: Listed, output: Any) -> Any:
        connection = Connection((output,), listed.filter, orders_of(listed.given.get("orderBy")), page_of(listed.given))
        found = run(FindMany(listed.object.name_singular, connection), self.context)
        return orjson.loads(found.outputs[output.key] or b"null")

    def of_record(self, record: Found, name: str, given: dict[str, Any]) -> Any:
        field = record.object.fields.get(name)
        if field is None or field.relation is None:
            return record.values[name]
        target = self.context.schema.target(field)
        if not field.relation.to_one:
            parent = Condition((field.relation.join_column,), "eq", record.values["id"])
            own = filter_of(self.context.schema, target, given.get("filter"))
            page = {} if "first" in given or "last" in given else {"first": self.context.limits.nested_page}
            return Listed(target, Every((parent, own)), given | page)
        key = record.values[field.relation.join_column]
        if key is None:
            return None
        selection = RecordSelection(tuple(plain_values(target)))
        found = run(FindOne(target.name_singular, selection, id=key), self.context)
        return Found(target, orjson.loads(found.record))


def plain_values(obj: ObjectSchema) -> list[Value]:
    names = list(obj.joins)
    names += [name for name, field in obj.fields.items() if field.relation is None]
    return [Value(name, name) for name in names]
