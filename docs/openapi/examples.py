"""Examples of the operations on records that succeed when they are pasted, as often as one likes.

The example of a batch makes two records with known ids, or changes them where they are; the other examples take those.
"""

from typing import Any

from core.records.context import Context
from core.rest.operations import Operation
from docs.openapi.parts import EXAMPLE_IDS
from docs.openapi.records import create_example, required_names
from metadata.fields.base import Field
from metadata.schema.snapshot import ObjectSchema


def written_fields(context: Context, obj: ObjectSchema) -> list[Field]:
    may = context.permissions
    return [
        field for field in obj.fields.values() if may.readable(field.id, obj.id) and may.updatable(field.id, obj.id)
    ]


def values(context: Context, obj: ObjectSchema) -> dict[str, Any] | None:
    """What a create takes; None where no example could do, since a relation or a unique value is required."""
    found = create_example(written_fields(context, obj))
    required = {name for field in obj.fields.values() for name in required_names(field)}
    return found if found.keys() >= required else None


def body_example(row: Operation, context: Context, obj: ObjectSchema) -> Any:
    """None where the schema has the example, or there is none."""
    record = values(context, obj)
    if record is None or row.body in (None, "record") or (row.body == "merge" and not obj.duplicate_criteria):
        return None
    if row.body == "value":
        return dict([next(iter(record.items()))]) if record else None
    several = [{"id": id, **record} for id in EXAMPLE_IDS]
    return {
        "records": several,
        "updates": several,
        "changes": record,
        "ids": list(EXAMPLE_IDS),
        "sources": {"ids": list(EXAMPLE_IDS)},
        "merge": {"ids": list(EXAMPLE_IDS), "conflictPriorityIndex": 0, "dryRun": True},
    }[row.body]


def field_example(context: Context, obj: ObjectSchema) -> str:
    """A field to read or to write on its own."""
    return next(iter(values(context, obj) or ()), "createdAt")
