"""The document of the REST Metadata API: the same for every workspace, its numbers aside."""

from typing import Any

from docs.openapi.entities import ENTITIES, Entity
from docs.openapi.generator import GENERAL, itself, root
from docs.openapi.names import drop_unused
from docs.openapi.parts import ERROR, error_refs, error_responses, query
from docs.openapi.records import Schema, ref

LIST_PARAMETERS: dict[str, tuple[str, Schema]] = {
    "limit": ("How many", {"type": "integer", "minimum": 0, "maximum": 200, "default": 60}),
    "starting_after": ("Those after this one", {"type": "string", "format": "uuid"}),
    "ending_before": ("Those before this one", {"type": "string", "format": "uuid"}),
}


def metadata_document(server_url: str, wrapped: bool) -> Schema:
    """`wrapped`: the workspace answers objects, fields and relations in the older form."""
    document = root(server_url, "/rest/metadata")
    document["components"] |= {
        "schemas": schemas() | {"Error": ERROR},
        "parameters": {
            "idPath": {
                "name": "id",
                "in": "path",
                "required": True,
                "description": "The id; of objects, fields and relations a name is taken too",
                "schema": {"type": "string"},
            }
        },
        "responses": error_responses(),
    }
    document["tags"] = [GENERAL, *(tag(entity) for entity in ENTITIES)]
    for entity in ENTITIES:
        document["paths"] |= entity_paths(entity, wrapped)
    document["paths"] |= itself("/open-api/metadata", "GetOpenApiMetadataSchema", error_refs("401", "403"))
    drop_unused(document)
    return document


def tag(entity: Entity) -> Schema:
    """With the schema of several to write: the reference has one in every document, and no operation takes it."""
    return {"name": entity.plural, "description": entity.sentence, "x-several": ref(entity.plural_title)}


def schemas() -> dict[str, Schema]:
    found: dict[str, Schema] = {}
    for entity in ENTITIES:
        name = entity.title
        writes = {"type": "object", "description": entity.sentence, "properties": dict(entity.writes)}
        found[name] = writes | ({"required": list(entity.required)} if entity.required else {})
        if entity.example is not None:
            found[name]["example"] = entity.example
        found[f"{entity.plural_title}"] = {"type": "array", "items": ref(name)}
        found[f"{name}ForUpdate"] = {"type": "object", "description": entity.sentence}
        found[f"{name}ForUpdate"]["properties"] = {k: v for k, v in entity.writes.items() if k not in entity.fixed}
        found[f"{name}ForResponse"] = {"type": "object", "description": entity.sentence} | {
            "required": ["id"],
            "properties": dict(entity.reads),
        }
        found[f"{entity.plural_title}ForResponse"] = {"type": "array", "items": ref(f"{name}ForResponse")}
    return found


def entity_paths(entity: Entity, wrapped: bool) -> dict[str, Schema]:
    many, one = f"/{entity.plural}", f"/{entity.plural}/{{id}}"
    found: dict[str, Schema] = {many: {}, one: {}}
    for verb in entity.verbs:
        path = many if verb in ("list", "create") else one
        method = {"list": "get", "get": "get", "create": "post", "update": "patch", "delete": "delete"}[verb]
        found[path][method] = operation(entity, verb, wrapped)
    return {path: methods for path, methods in found.items() if methods}


def operation(entity: Entity, verb: str, wrapped: bool) -> Schema:
    names = {
        "list": f"findMany{entity.plural_title}",
        "get": f"findOne{entity.title}",
        "create": f"createOne{entity.title}",
        "update": f"updateOne{entity.title}",
        "delete": f"deleteOne{entity.title}",
    }
    found: Schema = {
        "operationId": names[verb],
        "summary": f"{verb.title()}: {entity.plural}",
        "description": entity.sentence,
        "tags": [entity.plural],
        "parameters": parameters_of(entity, verb),
        "security": [{"bearerAuth": []}],
    }
    if verb in ("create", "update"):
        body = ref(entity.title if verb == "create" else f"{entity.title}ForUpdate")
        found["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    content = {"application/json": {"schema": answer(entity, verb, wrapped)}}
    codes = ("400", "401", "403") if verb in ("list", "create") else ("400", "401", "403", "404")
    success = {"description": "Done", "content": content}
    found["responses"] = {"201" if verb == "create" else "200": success} | error_refs(*codes)
    return found


def parameters_of(entity: Entity, verb: str) -> list[Schema]:
    if verb not in ("list", "create"):
        return [{"$ref": "#/components/parameters/idPath"}]
    if verb == "create":
        return []
    paged = [query(name, description, schema) for name, (description, schema) in LIST_PARAMETERS.items()]
    filters = [query(name, "Only those of this one", {"type": "string"}) for name in entity.filters]
    return (paged if entity.paged else []) + filters


def answer(entity: Entity, verb: str, wrapped: bool) -> Schema:
    one, many = ref(f"{entity.title}ForResponse"), ref(f"{entity.plural_title}ForResponse")
    if verb == "delete" and entity.deleted is not None:
        return entity.deleted
    if not entity.paged:
        return many if verb == "list" else one
    if verb == "list":
        page_info: Schema = {"hasNextPage": {"type": "boolean"}, "hasPreviousPage": {"type": "boolean"}}
        page_info |= {name: {"type": ["string", "null"]} for name in ("startCursor", "endCursor")}
        shown: Any = wrap(entity.plural, many) if wrapped else many
        known = {"data": shown, "pageInfo": {"type": "object", "properties": page_info}}
        return {"type": "object", "properties": known | {"totalCount": {"type": "integer"}}}
    key = {"get": entity.singular, "create": f"createOne{entity.title}", "update": f"updateOne{entity.title}"}
    return wrap("data", wrap(key.get(verb, f"deleteOne{entity.title}"), one)) if wrapped else one


def wrap(key: str, schema: Schema) -> Schema:
    return {"type": "object", "required": [key], "properties": {key: schema}}
