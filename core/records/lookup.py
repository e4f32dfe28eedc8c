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
        if "allowed" in details:
            details["allowed"] = readable_names(context, obj)
        raise unknown_field(obj.name_singular, name, code, **details)
    if not may_read(context, obj, field):
        raise denied()
    return field


def may_read(context: Context, obj: ObjectSchema, field: Field) -> bool:
    """A search vector tells of all fields that feed it, so that only who may read them may read it."""
    if not context.permissions.readable(field.id, obj.id):
        return False
    return field.type.name != "TS_VECTOR" or len(searchable(context, obj)) == len(obj.search_fields)


def readable_names(context: Context, obj: ObjectSchema) -> list[str]:
    """What a refusal may list: a name that the caller may not read is not given away."""
    return sorted(name for name, field in obj.fields.items() if may_read(context, obj, field))


def searchable(context: Context, obj: ObjectSchema) -> list[Field]:
    """The fields that feed the search vector, as far as the caller may read them."""
    fields = (obj.fields[name] for name in obj.search_fields)
    return [field for field in fields if context.permissions.readable(field.id, obj.id)]


def target_of(context: Context, field: Field) -> ObjectSchema:
    """The other side of a relation; refused when the caller may not read that object."""
    target = context.schema.target(field)
    if not context.permissions.can_read(target.id):
        raise denied()
    return target


def column_of(obj: ObjectSchema, name: str) -> Column:
    """A column of the record table by its name."""
    return obj.columns[name]
