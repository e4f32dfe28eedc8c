"""Which record holds the value that a write was refused for, and whether it hides in the bin."""

import orjson

from core.records.context import Context
from core.records.engine import run
from core.records.errors import RecordError
from core.records.query import Condition, Connection, Every, FindMany, Page, Records, RecordSelection, Some, Value
from metadata.fields.base import Field
from metadata.schema.snapshot import ObjectSchema

ANYWHERE = Some((Condition(("deletedAt",), "is", "NULL"), Condition(("deletedAt",), "is", "NOT_NULL")))


def with_conflict(error: RecordError, obj: ObjectSchema, context: Context) -> RecordError:
    """A DUPLICATE_ENTRY that names the other record, as the reference tells it; other errors as they are."""
    columns = error.details.get("columns")
    if error.code != "DUPLICATE_ENTRY" or not isinstance(columns, tuple) or not columns:
        return error
    values = [error.details["value"]] if len(columns) == 1 else str(error.details["value"]).split(", ")
    found = [owner(obj, name) for name in columns]
    field = found[0][0] if found[0] is not None else None
    details = dict(error.details)
    if len(values) == len(columns) and all(found):
        paths = [place[1] for place in found if place is not None]
        conditions = (Condition(path, "eq", value) for path, value in zip(paths, values, strict=True))
        details |= _told(context, obj, Every((*conditions, ANYWHERE)))
    label = field.label if field is not None else "field"
    friendly = f"This {label} value is already in use. Please check your data and try again."
    return RecordError(error.code, error.message, friendly=friendly, **details)


def _told(context: Context, obj: ObjectSchema, filter: Every) -> dict[str, str | bool]:
    selection = Records("found", RecordSelection((Value("id", "id"), Value("deletedAt", "deletedAt"))))
    try:
        result = run(FindMany(obj.name_singular, Connection((selection,), filter, page=Page(first=1))), context)
    except RecordError:
        return {}
    records = orjson.loads(result.outputs["found"])
    if not records:
        return {}
    told: dict[str, str | bool] = {
        "conflictingRecordId": records[0]["id"],
        "conflictingObjectNameSingular": obj.name_singular,
    }
    if records[0]["deletedAt"] is not None:
        told["conflictingRecordIsDeleted"] = True
    return told


def owner(obj: ObjectSchema, column: str) -> tuple[Field, tuple[str, ...]] | None:
    """The field of a column and the path by which filters name it."""
    for field in obj.fields.values():
        for found in field.columns:
            if found.name == column:
                if field.relation is not None:
                    return field, (column,)
                return field, (field.name, found.part.name) if found.part.name else (field.name,)
    return None
