"""One row of REST Core's operations, on one object, as an OpenAPI operation."""

from typing import Any

from core.records.context import Context, Limits
from core.rest.operations import Operation
from core.rest.render import key_for
from docs.openapi.examples import body_example, field_example
from docs.openapi.names import component
from docs.openapi.parts import FILTERED, GROUPED, PAGE_INFO, error_refs, parameter_refs, shared
from docs.openapi.records import Schema, ref
from metadata.fields.base import Field
from metadata.schema.snapshot import ObjectSchema

IDS = {
    "list": "findMany{Plural}",
    "retrieve": "findOne{Singular}",
    "create": "createOne{Singular}",
    "create_many": "createMany{Plural}",
    "update": "UpdateOne{Singular}",
    "update_many": "updateMany{Plural}",
    "update_batch": "updateBatch{Plural}",
    "remove": "deleteOne{Singular}",
    "remove_many": "deleteMany{Plural}",
    "remove_batch": "deleteBatch{Plural}",
    "restore": "restoreOne{Singular}",
    "restore_many": "restoreMany{Plural}",
    "duplicates": "find{Singular}Duplicates",
    "merge": "mergeMany{Plural}",
    "group": "groupBy{Plural}",
    "read_field": "findOne{Singular}Field",
    "write_field": "updateOne{Singular}Field",
}
"""Generated clients take their method names from these; the capital of UpdateOne is the reference's."""
WRITES = ("POST", "PATCH")


def operation_id(row: Operation, obj: ObjectSchema, place: int) -> str:
    """The second path of an operation (the newer restore forms) gets a name of its own."""
    name = IDS[row.name].replace("{Singular}", obj.singular_title).replace("{Plural}", obj.plural_title)
    return name if place == 0 else f"{name}InPlace"


def documented_methods(row: Operation) -> tuple[str, ...]:
    """PUT means PATCH and is not documented twice."""
    return tuple(method for method in row.methods if method != "PUT")


def documented_paths(row: Operation) -> tuple[str, ...]:
    """A POST on an id path creates as well, by accident of the reference; nobody should be led there."""
    return row.paths[:1] if row.name == "create" else row.paths


def operation_schema(row: Operation, obj: ObjectSchema, context: Context, path: str, method: str) -> Schema:
    special = GROUPED if row.name == "group" else FILTERED if row.name.endswith("_many") else {}
    sentence = row.sentence.replace("up to 60", f"up to {context.limits.batch}")
    found: Schema = {
        "operationId": operation_id(row, obj, documented_paths(row).index(path)),
        "summary": f"{sentence}: {obj.label_plural}",
        "description": f"{sentence}. Object: {obj.label_plural}.",
        "tags": [obj.name_plural],
        "parameters": path_parameters(obj, context, path) + parameter_refs(row.parameters, special),
        "security": [{"bearerAuth": []}],
    }
    if method in WRITES:
        found["parameters"].append(shared("parameters", "idempotencyKey"))
    if row.body is not None:
        content: Schema = {"schema": body_schema(row, obj, context.limits)}
        example = body_example(row, context, obj)
        if example is not None:
            content["example"] = example
        found["requestBody"] = {"required": True, "content": {"application/json": content}}
    found["responses"] = responses(row, obj, method)
    return found


def path_parameters(obj: ObjectSchema, context: Context, path: str) -> list[Schema]:
    found: list[Schema] = [shared("parameters", "idPath")] if "{id}" in path else []
    if "{field}" in path:
        names = [name for name, field in obj.fields.items() if shown(context, obj, field)]
        found.append({"name": "field", "in": "path", "required": True, "description": "The name of a field"})
        found[-1] |= {"schema": {"type": "string", "enum": names}, "example": field_example(context, obj)}
    return found


def shown(context: Context, obj: ObjectSchema, field: Field) -> bool:
    return field.type.name != "TS_VECTOR" and context.permissions.readable(field.id, obj.id)


# -- requests -------------------------------------------------------------------------------------------------------
def body_schema(row: Operation, obj: ObjectSchema, limits: Limits) -> Schema:
    one, changes = ref(component(obj)), ref(component(obj, "ForUpdate"))
    many = {"type": "array", "maxItems": limits.batch}
    identity = {"type": "string", "format": "uuid"}
    update = {"allOf": [changes, {"type": "object", "required": ["id"], "properties": {"id": identity}}]}
    sources = {
        "type": "object",
        "description": "Either ids or data",
        "properties": {"ids": many | {"items": identity}, "data": many | {"items": one}},
    }
    merge = {
        "type": "object",
        "required": ["ids", "conflictPriorityIndex"],
        "properties": {
            "ids": {"type": "array", "minItems": 2, "maxItems": 9, "items": identity},
            "conflictPriorityIndex": {"type": "integer", "minimum": 0, "maximum": 8},
            "dryRun": {"type": "boolean", "default": False},
        },
    }
    bodies: dict[str, Schema] = {
        "record": one,
        "records": many | {"items": one},
        "changes": changes,
        "updates": many | {"items": update},
        "ids": many | {"items": identity},
        "value": {"type": "object", "minProperties": 1, "description": "The field's name and its new value"},
        "sources": sources,
        "merge": merge,
    }
    return bodies[row.body or "record"]


# -- answers --------------------------------------------------------------------------------------------------------
def responses(row: Operation, obj: ObjectSchema, method: str) -> dict[str, Schema]:
    codes = ["400", "401", "403", "429", "503"]
    if "{id}" in row.paths[0] or row.body in ("updates", "ids", "merge"):
        codes.append("404")
    if method in WRITES:
        codes += ["409", "413", "422"]
    content = {"application/json": {"schema": answer_schema(row, obj)}}
    success: Schema = {"description": "Done", "content": content}
    if "depth" in row.parameters:
        note = "The to-many relations of which only the first records are shown"
        success["headers"] = {"X-Truncated-Relations": {"description": note, "schema": {"type": "string"}}}
    return {str(row.status): success} | error_refs(*sorted(codes))


def answer_schema(row: Operation, obj: ObjectSchema) -> Schema:
    record = ref(component(obj, "ForResponse"))
    records = {"type": "array", "items": record}
    if row.name == "group":
        return group_schema(record)
    if row.name in ("read_field", "write_field"):
        return field_schema()
    key = key_for(row.key, obj)
    if row.name == "duplicates":
        return data(array(page({key: records})))
    if row.name == "list":
        return page({"data": {"type": "object", "required": [key], "properties": {key: records}}})
    identity = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string", "format": "uuid"}}}
    if row.name.startswith("remove"):
        record = {"anyOf": [record, identity]}
    several = row.key.endswith("{Plural}")
    return data({"type": "object", "required": [key], "properties": {key: array(record) if several else record}})


def data(schema: Schema) -> Schema:
    return {"type": "object", "required": ["data"], "properties": {"data": schema}}


def array(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


def page(shown: dict[str, Schema]) -> Schema:
    """A list with its total and cursors."""
    known = shown | {"totalCount": {"type": "integer"}, "pageInfo": PAGE_INFO}
    return {"type": "object", "required": list(known), "properties": known}


def group_schema(record: Schema) -> Schema:
    """A bare array; aggregates are strings under their own names."""
    values = {"type": "array", "items": {"type": ["string", "null"]}}
    known = {"groupByDimensionValues": values, "records": array(record)}
    more = {"type": ["string", "null"], "description": "An aggregate"}
    required = ["groupByDimensionValues"]
    return array({"type": "object", "required": required, "properties": known, "additionalProperties": more})


def field_schema() -> Schema:
    value: dict[str, Any] = {"type": "object", "description": "The field's name and its value"}
    return data(value)
