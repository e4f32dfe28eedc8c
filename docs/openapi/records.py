"""The three schemas of an object: what a create takes, what an update takes, what a response holds."""

from collections.abc import Iterable
from typing import Any

from core.records.context import Context
from core.records.writing import SET_BY_SERVER
from docs.openapi.names import component, part_title
from docs.openapi.parts import EXAMPLE_IDS
from metadata.fields.base import Column, Field
from metadata.schema.snapshot import ObjectSchema

Schema = dict[str, Any]
NULL = {"type": "null"}
ANSWERED: Schema = {
    "ACTOR": {"source": "API", "workspaceMemberId": None, "name": "My key", "context": {}},
    "PHONES": {
        "primaryPhoneNumber": "612345679",
        "primaryPhoneCountryCode": "FR",
        "primaryPhoneCallingCode": "+33",
        "additionalPhones": None,
    },
    "POSITION": 1,
}
"""What these types answer to their examples, which is more than was written."""
NAMED_ANSWERS = {"id": EXAMPLE_IDS[0], "deletedAt": None}


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def record_schemas(context: Context, obj: ObjectSchema) -> dict[str, Schema]:
    """By name, in the order of the document: Company, CompanyForUpdate, CompanyForResponse."""
    fields = [field for field in obj.fields.values() if context.permissions.readable(field.id, obj.id)]
    writes = properties(write_properties(context, field) for field in fields)
    required = [name for field in fields for name in required_names(field)]
    create: Schema = {"type": "object", "description": obj.description or obj.label_singular, "properties": writes}
    example = create_values(context, obj)
    return {
        component(obj): create
        | ({"required": required} if required else {})
        | ({"example": example} if example else {}),
        component(obj, "ForUpdate"): {"type": "object", "description": f"Changes of a {obj.label_singular}"}
        | {"properties": {name: schema for name, schema in writes.items() if name != "id"}},
        component(obj, "ForResponse"): {
            "type": "object",
            "description": obj.description or obj.label_singular,
            "required": ["id"],
            "example": answer_example(fields),
            "properties": properties(read_properties(context, field) for field in fields),
        },
    }


def properties(parts: Iterable[dict[str, Schema]]) -> dict[str, Schema]:
    found: dict[str, Schema] = {}
    for part in parts:
        found |= part
    return found


# -- what is written ------------------------------------------------------------------------------------------------
def write_properties(context: Context, field: Field) -> dict[str, Schema]:
    if field.type.name == "TS_VECTOR" or not context.permissions.updatable(field.id, object_id(context, field)):
        return {}
    if field.relation is None:
        return {field.name: described(field, written(field))}
    if not field.relation.to_one:
        return {}
    join = {"type": ["string", "null"], "format": "uuid", "description": f"{field.label}, by id"}
    return {field.relation.join_column: join, field.name: relation_input(context, field)}


def object_id(context: Context, field: Field) -> Any:
    return context.schema.objects[field.object_name].id


def written(field: Field) -> Schema:
    if field.name == "position":
        ends = {"type": "string", "enum": ["first", "last"], "title": part_title(field.name)}
        return {"oneOf": [{"type": "number"}, ends]}
    if not field.type.shape.composite:
        return nullable(column_schema(field, field.columns[0]))
    parts = {c.part.name: nullable(column_schema(field, c)) for c in field.columns if c.part.writable}
    if field.type.name == "ACTOR":
        parts = {name: parts[name] for name in ("source", "context") if name in parts}
    return {"type": "object", "properties": parts}


def relation_input(context: Context, field: Field) -> Schema:
    target = context.schema.target(field)
    where: Schema = {"type": "object", "description": "`id` or one unique field, completely", "minProperties": 1}
    return {
        "type": "object",
        "description": f"{field.label}: exactly one of connect, disconnect and create",
        "minProperties": 1,
        "maxProperties": 1,
        "properties": {
            "connect": {"type": "object", "required": ["where"], "properties": {"where": where}},
            "disconnect": {"type": "boolean"},
            "create": ref(component(target)) if context.permissions.can_read(target.id) else {"type": "object"},
        },
    }


def required_names(field: Field) -> list[str]:
    """What a create cannot do without; a relation by its join column."""
    if field.nullable or field.default is not None or field.name in SET_BY_SERVER or field.type.name == "TS_VECTOR":
        return []
    if field.relation is not None:
        return [field.relation.join_column] if field.relation.to_one else []
    return [field.name] if any(column.not_null for column in field.columns) else []


def create_values(context: Context, obj: ObjectSchema) -> Schema | None:
    """What a create takes; None where no example could do, since a relation or a unique value is required."""
    found = create_example(context, obj)
    required = {name for field in obj.fields.values() for name in required_names(field)}
    return found if found.keys() >= required else None


def create_example(context: Context, obj: ObjectSchema) -> Schema:
    """A body that succeeds as often as it is sent: no relations, no unique values, the first of the options."""
    found = {}
    may = context.permissions
    for field in obj.fields.values():
        if not (may.readable(field.id, obj.id) and may.updatable(field.id, obj.id)):
            continue
        if field.system or field.relation is not None or field.unique or field.type.name == "FILES":
            continue
        example = written_example(field)
        if example is not None:
            found[field.name] = example
    return found


def written_example(field: Field) -> Any:
    if not field.options:
        return field.type.example
    first = field.option_values[0]
    return [first] if field.columns[0].kind.many else first


# -- what is answered -----------------------------------------------------------------------------------------------
def read_properties(context: Context, field: Field) -> dict[str, Schema]:
    if field.type.name == "TS_VECTOR":
        return {}
    if field.relation is None:
        return {field.name: described(field, answered(field))}
    target = context.schema.target(field)
    joins: dict[str, Schema] = {}
    if field.relation.to_one:
        joins[field.relation.join_column] = {"type": ["string", "null"], "format": "uuid"}
    if not context.permissions.can_read(target.id):
        return joins
    record = ref(component(target, "ForResponse"))
    shown = {"oneOf": [record, NULL]} if field.relation.to_one else {"type": "array", "items": record}
    return joins | {field.name: shown | {"description": f"{field.label}; with depth=1"}}


def answer_example(fields: Iterable[Field]) -> Schema:
    """A record without related ones. Without it, pages of documentation put one together along all relations, which
    takes them seconds."""
    found: Schema = {}
    for field in fields:
        if field.relation is not None:
            found |= {field.relation.join_column: None} if field.relation.to_one else {}
        elif field.name in NAMED_ANSWERS:
            found[field.name] = NAMED_ANSWERS[field.name]
        elif field.type.name != "TS_VECTOR":
            found[field.name] = value_example(field)
    return found


def value_example(field: Field) -> Any:
    if field.type.name in ANSWERED:
        return ANSWERED[field.type.name]
    example = written_example(field)
    if not field.type.shape.composite:
        return example
    return {column.part.name: None for column in field.columns} | (example or {})


def answered(field: Field) -> Schema:
    if not field.type.shape.composite:
        column = field.columns[0]
        schema = column_schema(field, column)
        return nullable(schema) if column.kind.nullable and not column.not_null and field.name != "id" else schema
    parts = {}
    for column in field.columns:
        schema = column_schema(field, column)
        parts[column.part.name] = nullable(schema) if column.kind.nullable or column.part.keeps_null else schema
    return {"type": "object", "properties": parts}


def column_schema(field: Field, column: Column) -> Schema:
    schema = dict(column.kind.json)
    title = part_title(column.part.name or field.name)
    if column.options and column.kind.many:
        return {"type": "array", "items": {"type": "string", "enum": list(column.options), "title": title}}
    if column.options:
        return schema | {"enum": list(column.options), "title": title}
    if schema.get("type") == "object":
        return schema | {"title": title}
    if field.type.name == "NUMBER" and (field.settings or {}).get("decimals") == 0:
        return schema | {"type": "integer"}
    return schema


def nullable(schema: Schema) -> Schema:
    """The same schema, null allowed. A schema without a type allows it already."""
    kind = schema.get("type")
    if kind is None:
        return schema
    allowed = [kind] if isinstance(kind, str) else list(kind)
    found = schema | {"type": [*allowed, "null"]}
    return found | {"enum": [*schema["enum"], None]} if "enum" in schema else found


def described(field: Field, schema: Schema) -> Schema:
    return schema | {"description": field.description or field.label}
