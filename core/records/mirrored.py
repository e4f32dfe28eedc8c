"""Writes whose answer shows the written object once more, inside of a related record.

A statement does not see in tables what it has just written: such an answer is read by a second one.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import orjson

from core.records.context import Context
from core.records.lookup import find_object
from core.records.query import (
    ID_ONLY,
    Connection,
    Create,
    Edges,
    Records,
    RecordSelection,
    Remove,
    Result,
    ToMany,
    ToOne,
    Update,
)
from core.records.reading import records_of
from core.records.selection import plan_record
from metadata.schema.snapshot import ObjectSchema, WorkspaceSchema


def is_mirrored(query: Create | Update | Remove, schema: WorkspaceSchema) -> bool:
    """Whether the selection comes back to the object that is written; what is destroyed is shown as it was."""
    obj = schema.objects.get(query.object)
    if obj is None or (isinstance(query, Remove) and query.mode == "destroy"):
        return False
    return returns_to(obj, obj, query.record, schema)


def returns_to(root: ObjectSchema, obj: ObjectSchema, selection: RecordSelection, schema: WorkspaceSchema) -> bool:
    for relation, inner in relations_of(selection):
        field = obj.fields.get(relation)
        if field is None or field.relation is None:
            continue
        target = schema.target(field)
        if target is root or any(returns_to(root, target, one, schema) for one in inner):
            return True
    return False


def relations_of(selection: RecordSelection) -> Iterator[tuple[str, list[RecordSelection]]]:
    for item in selection.items:
        if isinstance(item, ToOne):
            yield item.relation, [item.record]
        elif isinstance(item, ToMany):
            yield item.relation, records_in(item.connection)


def records_in(connection: Connection) -> list[RecordSelection]:
    found = [output.record for output in connection.outputs if isinstance(output, Records)]
    edges = [output for output in connection.outputs if isinstance(output, Edges)]
    return found + [value for output in edges for what, _, value in output.items if what == "node"]


def read_again(work: Callable[[Any, Context], Result], query: Any, context: Context) -> Result:
    """Runs `work`, which answers ids alone, and reads what was asked for afterwards."""
    record = plan_record(context, find_object(context, query.object), query.record)
    ids = [one["id"] for one in orjson.loads(work(replace(query, record=ID_ONLY), context).records)]
    return records_of(context, record, ids) if ids else Result()
