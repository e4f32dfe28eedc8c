"""The playground's saved examples: each of them works as it stands, on every object, and again."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from apikeys.authentication import authenticate
from core.records.context import Context
from docs.playground import examples, metadata_examples
from docs.playground.views import context_of
from metadata.models import Workspace
from metadata.schema.snapshot import ObjectSchema
from tests.client import Api, GraphQL
from tests.docs.shapes import add_every_type, add_object, add_relations

NAMES = ["list", "filter", "create", "batch", "upsert", "relation"]


@pytest.fixture
def context(workspace: Workspace, token: str) -> Context:
    """Of a workspace whose object rocket has a field of every type."""
    obj = add_object(workspace)
    add_every_type(workspace, obj)
    add_relations(workspace, obj)
    return context_of(authenticate(f"Bearer {token}"))


def send(api: Api, call: examples.RestCall) -> Any:
    more = {} if call.body is None else {"json": call.body}
    response = api.call(call.method, quote(call.path, safe="/?&=[],."), **more)
    assert response.status_code == (201 if call.method == "POST" else 200), (call, response.content)
    return response.json()


def objects(context: Context) -> Iterator[ObjectSchema]:
    found = examples.objects(context)
    assert found[0].name_singular == "rocket"
    assert len(found) > 5
    return iter(found)


def test_rest_examples_work_twice(api: Api, context: Context) -> None:
    for obj in objects(context):
        calls = list(examples.rest_calls(context, obj))
        if obj.name_singular != "workspaceMember":
            assert [call.name for call in calls] == NAMES
        for call in calls + calls:
            send(api, call)


def test_graphql_examples_work_twice(graphql: GraphQL, context: Context) -> None:
    for obj in objects(context):
        calls = list(examples.graphql_calls(context, obj))
        if obj.name_singular != "workspaceMember":
            assert [call.name for call in calls] == NAMES
        for call in calls + calls:
            graphql.data(call.query, call.variables)


def test_an_upsert_changes_the_record_that_it_made(api: Api, context: Context) -> None:
    upsert = next(call for call in examples.rest_calls(context, next(objects(context))) if call.name == "upsert")
    once, twice = send(api, upsert), send(api, upsert)
    assert once["data"]["createRocket"]["id"] == twice["data"]["createRocket"]["id"] == upsert.body["id"]


def test_nothing_is_written_by_who_may_only_read(context: Context) -> None:
    readers = context.permissions.__class__(
        key=context.permissions.key, defaults=type(context.permissions.defaults)(True, False, False, False)
    )
    weak = Context(schema=context.schema, permissions=readers, actor=context.actor, limits=context.limits)
    obj = next(objects(context))
    assert [call.name for call in examples.rest_calls(weak, obj)] == ["list", "filter", "relation"]
    assert [call.name for call in examples.graphql_calls(weak, obj)] == ["list", "filter", "relation"]


def test_metadata_examples_work(api: Api, context: Context) -> None:
    company = context.schema.objects["company"]
    for call in metadata_examples.rest_calls(company):
        if call.name == "create-object":
            call = examples.RestCall(call.name, call.title, call.method, call.path, renamed(call.body))
        send(api, call)


def test_metadata_graphql_examples_work(metadata_graphql: GraphQL, context: Context) -> None:
    for call in metadata_examples.graphql_calls(context.schema.objects["company"]):
        variables = call.variables
        if call.name == "create-object":
            variables = {"input": {"object": renamed(variables["input"]["object"])}}
        metadata_graphql.data(call.query, variables)


def renamed(body: dict[str, str]) -> dict[str, str]:
    """The fixture has a rocket already."""
    return {key: value.replace("ocket", "oad") for key, value in body.items()}
