"""The document of a workspace's records: a drf-spectacular generator over REST Core's table of operations."""

from collections.abc import Iterator
from typing import Any

from drf_spectacular.generators import SchemaGenerator

from core.records.context import Context
from core.rest.viewsets import patterns_for
from docs.openapi.names import distinguish, drop_unused
from docs.openapi.operations import documented_methods, documented_paths
from docs.openapi.parts import ERROR, error_refs, error_responses, parameters
from docs.openapi.records import Schema, record_schemas
from docs.openapi.webhooks import webhook_items
from metadata.schema.snapshot import ObjectSchema

VERSION = "3.1.1"
INFO: Schema = {
    "title": "Twenty Api",
    "version": "v0.1",
    "description": "The records of one workspace. This document follows its data model.",
    "license": {"name": "MIT", "identifier": "MIT"},
}
BEARER = {"bearerAuth": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}
GENERAL = {"name": "General", "description": "The document itself"}


def root(server_url: str, path: str) -> Schema:
    """What every document starts with."""
    guide = f"{server_url}/docs"
    return {
        "openapi": VERSION,
        "info": INFO | {"contact": {"name": "The guide", "url": guide}},
        "servers": [{"url": f"{server_url}{path}", "description": "Production Development"}],
        "components": {"securitySchemes": BEARER},
        "security": [{"bearerAuth": []}],
        "externalDocs": {"description": "The guide", "url": guide},
        "paths": {},
    }


def itself(path: str, operation: str, refusals: Schema) -> Schema:
    content = {"application/json": {"schema": {"type": "object"}}}
    found = {
        "operationId": operation,
        "summary": "This document",
        "description": "The OpenAPI document of the workspace, as the caller's role sees it.",
        "tags": [GENERAL["name"]],
        "responses": {"200": {"description": "The document", "content": content}} | refusals,
    }
    return {path: {"get": found}}


def base_document(server_url: str) -> Schema:
    """For callers without a token: how to get the whole one."""
    document = root(server_url, "")
    document["tags"] = [GENERAL]
    document["paths"] = itself("/open-api/core", "GetOpenApiSchema", {})
    return document


class CoreGenerator(SchemaGenerator):
    """REST Core of one workspace, as far as the caller may read."""

    def __init__(self, context: Context, server_url: str) -> None:
        self.context, self.server_url = context, server_url
        self.objects = readable_objects(context)
        super().__init__(patterns=[])

    def create_view(self, callback: Any, method: str, request: Any = None) -> Any:
        view = super().create_view(callback, method, request)
        view.context = self.context
        return view

    def _initialise_endpoints(self) -> None:
        """The endpoints come from REST Core's table; drf-spectacular's walk over URL patterns has nothing to find."""
        if self.endpoints is None:
            found: list[Any] = [endpoint for obj in self.objects for endpoint in documented_endpoints(obj)]
            self.endpoints = found

    def document(self) -> Schema:
        """The whole document."""
        document = root(self.server_url, "/rest")
        schemas: dict[str, Schema] = {}
        webhooks: dict[str, Schema] = {}
        for obj in self.objects:
            schemas |= record_schemas(self.context, obj)
            webhooks |= webhook_items(obj)
        document["components"] |= {
            "schemas": schemas | {"Error": ERROR},
            "parameters": parameters(self.context.limits),
            "responses": error_responses(),
        }
        document["paths"] = self.parse(None, True)
        document["paths"] |= itself("/open-api/core", "GetOpenApiSchema", error_refs("401", "403"))
        distinguish(document["paths"])
        document["webhooks"] = webhooks
        document["tags"] = [GENERAL, *({"name": obj.name_plural, "description": about(obj)} for obj in self.objects)]
        if not self.objects:  # the operations of an object refer to all components
            drop_unused(document)
        return document


def readable_objects(context: Context) -> list[ObjectSchema]:
    readable = (obj for obj in context.schema.objects.values() if context.permissions.can_read(obj.id))
    return sorted(readable, key=lambda obj: (obj.name_plural.lower(), obj.name_plural))


def part_of(document: Schema, names: frozenset[str]) -> Schema:
    """The document of these objects alone, named in the plural; everything in it is called as in the whole one."""

    def kept(items: Schema) -> Schema:
        """Paths or webhooks: all operations of one have the same tags."""
        wanted = names | {GENERAL["name"]}
        return {path: item for path, item in items.items() if not wanted.isdisjoint(next(iter(item.values()))["tags"])}

    part = document | {
        "components": {kind: dict(found) for kind, found in document["components"].items()},
        "paths": kept(document["paths"]),
        "webhooks": kept(document["webhooks"]),
        "tags": [tag for tag in document["tags"] if tag["name"] in names or tag == GENERAL],
    }
    drop_unused(part)
    return part


def documented_endpoints(obj: ObjectSchema) -> Iterator[tuple[str, str, str, Any]]:
    """(path, pattern, method, view) of everything that the document tells of one object."""
    for pattern in patterns_for(obj):
        route = str(pattern.name).split("-", 1)[1]
        callback: Any = pattern.callback
        for method, action in callback.actions.items():
            row = callback.cls.operations[action]
            if method.upper() in documented_methods(row) and route in documented_paths(row):
                yield "/" + route.replace("{plural}", obj.name_plural), str(pattern.pattern), method.upper(), callback


def about(obj: ObjectSchema) -> str:
    return obj.description or obj.label_plural
