"""Examples of the operations on records that succeed when they are pasted, as often as one likes.

The example of a batch makes two records with known ids, or changes them where they are; the other examples take those.
"""

from typing import Any

from core.records.context import Context
from core.rest.operations import Operation
from docs.openapi.parts import EXAMPLE_IDS
from docs.openapi.records import create_values
from metadata.schema.snapshot import ObjectSchema


def body_example(row: Operation, context: Context, obj: ObjectSchema) -> Any:
    """None where the schema has the example, or there is none."""
    record = create_values(context, obj)
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
    return next(iter(create_values(context, obj) or ()), "createdAt")
