"""Saved examples for the data model itself."""

from collections.abc import Iterator
from typing import Any

from docs.playground.examples import GraphQLCall, RestCall, graphql_call
from metadata.schema.snapshot import ObjectSchema


def rest_calls(obj: ObjectSchema) -> Iterator[RestCall]:
    yield RestCall("list", "Objects", "GET", "/rest/metadata/objects?limit=20")
    yield RestCall("one", f"Object {obj.name_singular}", "GET", f"/rest/metadata/objects/{obj.id}")
    yield RestCall("create-object", "Create an object", "POST", "/rest/metadata/objects", new_object())
    yield RestCall("create-field", "Create a field", "POST", "/rest/metadata/fields", new_field(obj))
    yield RestCall("keys", "API keys", "GET", "/rest/metadata/apiKeys")
    yield RestCall("webhooks", "Webhooks", "GET", "/rest/metadata/webhooks")


def graphql_calls(obj: ObjectSchema) -> Iterator[GraphQLCall]:
    shown = "{ edges { node { id nameSingular namePlural labelSingular isCustom } } }"
    yield graphql_call("list", "Objects", f"query Objects {{ objects(paging: {{first: 20}}) {shown} }}")
    one = (
        "query Object($id: UUID!) { object(id: $id) { nameSingular fields(paging: {first: 100}) "
        "{ edges { node { id name label type isNullable isActive } } } } }"
    )
    yield graphql_call("one", f"Object {obj.name_singular}", one, {"id": str(obj.id)})
    create = (
        "mutation CreateObject($input: CreateOneObjectInput!) { createOneObject(input: $input) { id nameSingular } }"
    )
    yield graphql_call("create-object", "Create an object", create, {"input": {"object": new_object()}})
    create = (
        "mutation CreateField($input: CreateOneFieldMetadataInput!) { createOneField(input: $input) { id name type } }"
    )
    yield graphql_call("create-field", "Create a field", create, {"input": {"field": new_field(obj)}})


def new_object() -> dict[str, Any]:
    return {"nameSingular": "rocket", "namePlural": "rockets", "labelSingular": "Rocket", "labelPlural": "Rockets"}


def new_field(obj: ObjectSchema) -> dict[str, Any]:
    return {"objectMetadataId": str(obj.id), "type": "NUMBER", "name": "height", "label": "Height"}
