"""Each kind of root field: its arguments and selection to a query of the engine, checked against the cost budget."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from core.graphql.arguments import dimensions_of, filter_of, group_orders_of, orders_of, record_filter
from core.graphql.coerce import Variables
from core.graphql.cost import check_cost, check_record_cost, page_size
from core.graphql.select import TYPENAME, Nodes, Selector
from core.records.context import Limits
from core.records.errors import RecordError
from core.records.query import Create, Duplicates, FindMany, FindOne, GroupBy, Merge, Query, Remove, Search, Update
from metadata.schema.snapshot import ObjectSchema

Shape = Literal["object", "record", "first", "records", "groups"]
"""How the engine's result becomes the value of the field; `first` is the only one of `records`."""
Given = Mapping[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Call:
    """One root field, ready to run."""

    query: Query
    shape: Shape
    keys: tuple[tuple[str, bytes | None], ...] = ()
    """Of an object: its keys in order, with their JSON where it is known beforehand."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a root field of the document says."""

    object: ObjectSchema
    given: Given
    nodes: Nodes
    selector: Selector
    variables: Variables
    limits: Limits

    @property
    def name(self) -> str:
        return self.object.name_singular

    def record(self, rows: int = 1) -> Any:
        record = self.selector.record(self.object, self.nodes, self.variables)
        check_record_cost(record, rows, self.limits)
        return record

    def filter(self) -> Any:
        return filter_of(self.selector.snapshot, self.object, self.given.get("filter"))


def find_many(asked: Asked) -> Call:
    connection = asked.selector.connection(asked.object, asked.given, asked.nodes, asked.variables)
    check_cost(connection.outputs, page_size(connection, asked.limits.default_page, asked.limits), asked.limits)
    return Call(FindMany(asked.name, connection, place={}), "object", tuple((o.key, None) for o in connection.outputs))


def find_one(asked: Asked) -> Call:
    return Call(FindOne(asked.name, asked.record(), filter=asked.filter(), place={}), "record")


def duplicates(asked: Asked) -> Call:
    outputs = asked.selector.outputs(asked.object, asked.nodes, asked.variables, "Connection")
    ids, data = asked.given.get("ids"), asked.given.get("data")
    found = [record_id("ids", item) for item in ids] if ids is not None else None
    rows = [written(asked.object, item or {}) for item in data] if data is not None else None
    check_cost(outputs, len(found or rows or ()), asked.limits)
    return Call(Duplicates(asked.name, outputs, found, rows), "groups")


def group_by(asked: Asked) -> Call:
    given, schema, obj = asked.given, asked.selector.snapshot, asked.object
    outputs = asked.selector.outputs(obj, asked.nodes, asked.variables, "GroupByConnection")
    limit = given.get("limit")
    groups = asked.limits.groups_default if limit is None else limit
    check_cost(outputs, max(0, groups) * asked.limits.group_records, asked.limits)
    query = GroupBy(
        asked.name,
        dimensions_of(schema, obj, given["groupBy"]),
        outputs,
        asked.filter(),
        group_orders_of(schema, obj, given.get("orderBy")),
        limit,
        orders_of(given.get("orderByForRecords")),
        given.get("offsetForRecords") or 0,
        given.get("viewId"),
    )
    return Call(query, "groups")


# -- writes -----------------------------------------------------------------------------------------------------------
def written(obj: ObjectSchema, data: Given) -> dict[str, Any]:
    """The data of a record without its text index, which the database makes."""
    return {name: value for name, value in data.items() if not _is_index(obj, name)}


def _is_index(obj: ObjectSchema, name: str) -> bool:
    field = obj.fields.get(name)
    return field is not None and field.type.name == "TS_VECTOR"


def changed(obj: ObjectSchema, data: Given) -> dict[str, Any]:
    """The data of an update: null for a composite changes nothing."""
    return {name: value for name, value in written(obj, data).items() if value is not None or not _composite(obj, name)}


def _composite(obj: ObjectSchema, name: str) -> bool:
    field = obj.fields.get(name)
    return field is not None and field.type.shape.composite


def record_id(name: str, value: Any) -> UUID:
    """A variable of another text type may have brought it, unchecked."""
    try:
        return UUID(value)
    except (ValueError, AttributeError, TypeError):
        message = f'Invalid UUID value {value!r} for argument "{name}"'
        raise RecordError("INVALID_QUERY_INPUT", message, field=name, value=value) from None


def create_one(asked: Asked) -> Call:
    rows = [written(asked.object, asked.given["data"])]
    return Call(Create(asked.name, rows, asked.record(), bool(asked.given.get("upsert"))), "first")


def create_many(asked: Asked) -> Call:
    rows = [written(asked.object, data) for data in asked.given["data"]]
    return Call(Create(asked.name, rows, asked.record(len(rows)), bool(asked.given.get("upsert"))), "records")


def update_one(asked: Asked) -> Call:
    row = (record_id("id", asked.given["id"]), changed(asked.object, asked.given["data"]))
    return Call(Update(asked.name, asked.record(), rows=[row], live=True), "first")


def update_many(asked: Asked) -> Call:
    data = changed(asked.object, asked.given["data"])
    return Call(Update(asked.name, asked.record(asked.limits.matches), filter=asked.filter(), data=data), "records")


def _remove_one(mode: Any) -> Callable[[Asked], Call]:
    def build(asked: Asked) -> Call:
        return Call(Remove(asked.name, asked.record(), mode, ids=[record_id("id", asked.given["id"])]), "first")

    return build


def _remove_many(mode: Any) -> Callable[[Asked], Call]:
    def build(asked: Asked) -> Call:
        return Call(Remove(asked.name, asked.record(asked.limits.matches), mode, filter=asked.filter()), "records")

    return build


def merge(asked: Asked) -> Call:
    given = asked.given
    ids = [record_id("ids", item) for item in given["ids"]]
    return Call(
        Merge(asked.name, ids, given["conflictPriorityIndex"], asked.record(), bool(given.get("dryRun"))), "record"
    )


BUILDERS: dict[str, Callable[[Asked], Call]] = {
    "find_many": find_many,
    "find_one": find_one,
    "duplicates": duplicates,
    "group_by": group_by,
    "create_one": create_one,
    "create_many": create_many,
    "update_one": update_one,
    "update_many": update_many,
    "delete_one": _remove_one("soft_delete"),
    "delete_many": _remove_many("soft_delete"),
    "destroy_one": _remove_one("destroy"),
    "destroy_many": _remove_many("destroy"),
    "restore_one": _remove_one("restore"),
    "restore_many": _remove_many("restore"),
    "merge": merge,
}


# -- search -----------------------------------------------------------------------------------------------------------
def search(given: Given, nodes: Nodes, selector: Selector, variables: Variables) -> Call:
    edges: tuple[tuple[str, str, Any], ...] = ()
    edges_key = info_key = None
    info: tuple[tuple[str, str], ...] = ()
    keys: list[tuple[str, bytes | None]] = []
    for key, found in selector.below(nodes, variables).items():
        name = found[0].name.value
        keys.append((key, b'"SearchResultConnection"' if name == TYPENAME else None))
        if name == "edges":
            edges_key, edges = key, _search_edges(found, selector, variables)
        elif name == "pageInfo":
            info_key, info = key, selector.names(found, variables)
    included, excluded = given.get("includedObjectNameSingulars"), given.get("excludedObjectNameSingulars")
    query = Search(
        given["searchInput"],
        given["limit"],
        edges_key,
        edges,
        info_key,
        info,
        given.get("after"),
        tuple(included) if included is not None else None,
        tuple(excluded) if excluded is not None else None,
        record_filter(given.get("filter")),
    )
    return Call(query, "object", tuple(keys))


def _search_edges(nodes: Nodes, selector: Selector, variables: Variables) -> tuple[tuple[str, str, Any], ...]:
    found: list[tuple[str, str, Any]] = []
    for key, below in selector.below(nodes, variables).items():
        name = below[0].name.value
        if name == "node":
            found.append(("node", key, selector.names(below, variables)))
        elif name == TYPENAME:
            found.append(("constant", key, "SearchResultEdge"))
        else:
            found.append(("cursor", key, None))
    return tuple(found)
