"""Names to fields, with the caller's rights: the only way in which the planner reaches a field or an object."""

from core.records.context import Context
from core.records.errors import RecordError, denied, unknown_field
from metadata.fields.base import Column, Field
from metadata.schema.snapshot import ObjectSchema


def find_object(context: Context, name: str) -> ObjectSchema:
    """The object called `name` (singular)."""
    found = context.schema.objects.get(name)
    if found is None:
        raise RecordError("OBJECT_NOT_FOUND", f"object '{name}' not found", allowed=sorted(context.schema.objects))
    return found


def readable_object(context: Context, name: str) -> ObjectSchema:
    found = find_object(context, name)
    if not context.permissions.can_read(found.id):
        raise denied()
    return found


def find_field(context: Context, obj: ObjectSchema, name: str, code: str, **details: object) -> Field:
    """The field called `name`, or that owns the join column of this name; refused when the caller may not read it."""
    field = obj.fields.get(name) or obj.joins.get(name)
    if field is None:
        raise unknown_field(obj.name_singular, name, code, **details)
    if not may_read(context, obj, field):
        raise denied()
    return field


def may_read(context: Context, obj: ObjectSchema, field: Field) -> bool:
    return context.permissions.readable(field.id, obj.id)


def target_of(context: Context, field: Field) -> ObjectSchema:
    """The other side of a relation; refused when the caller may not read that object."""
    target = context.schema.target(field)
    if not context.permissions.can_read(target.id):
        raise denied()
    return target


def column_of(obj: ObjectSchema, name: str) -> Column:
    """A column of the record table by its name."""
    return obj.columns[name]
