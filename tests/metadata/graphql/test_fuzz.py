"""Documents made from the schema at random: whatever they ask, the answer is data or a refusal, never a failure."""

import pytest
from django.db import transaction
from graphql import print_schema
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis_graphql import from_schema, nodes

from apikeys.models import Role
from metadata.services.objects import create_object
from tests.metadata.graphql.test_changes import NOWHERE, VEHICLE
from twentyapi.graphql import endpoint

KNOWN = (
    "@OBJECT",
    "@STANDARD",
    "@FIELD",
    "@OTHER",
    "@ROLE",
    "@KEY",
    "@VIEW",
    "00000000-0000-4000-8000-000000000000",
    "abc",
    "",
)
"""Ids: the words with an @ become those of the workspace."""
IDS = st.sampled_from((*KNOWN, NOWHERE, "abc", "")).map(nodes.String)
SCALARS = {
    "UUID": IDS,
    "DateTime": st.sampled_from(("2030-01-01T00:00:00.000Z", "soon")).map(nodes.String),
    "ConnectionCursor": st.sampled_from(("YXJyYXljb25uZWN0aW9uOjA=", "x", "")).map(nodes.String),
    "JSON": st.sampled_from(("a", "'A'", "")).map(nodes.String) | st.sampled_from((0, 7, 10**30)).map(nodes.Int),
    "JSONObject": st.just(nodes.Object([])),
}
QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much]
DOCUMENTS = from_schema(print_schema(endpoint().schema), custom_scalars=SCALARS)


@pytest.fixture
def ids(apple) -> dict[str, str]:
    key = apple.workspace.api_keys.get()
    made = create_object(apple.workspace.id, VEHICLE)
    return {
        "@OBJECT": str(made.id),
        "@STANDARD": str(apple.object("company").id),
        "@FIELD": str(made.fields.get(name="name").id),
        "@VIEW": str(made.views.get().id),
        "@OTHER": str(apple.field("person", "company").id),
        "@ROLE": str(Role.objects.get(workspace=apple.workspace, label="Member").id),
        "@KEY": str(key.id),
    }


@given(document=DOCUMENTS)
@settings(max_examples=100, deadline=None, suppress_health_check=QUIET)
def test_no_document_makes_the_server_fail(ask, ids, document):
    for word, id in ids.items():
        document = document.replace(word, id)
    with transaction.atomic():
        response = ask.api.post("/metadata", json={"query": document})
        transaction.set_rollback(True)
    assert response.status_code in (200, 400), response.content
    for error in response.json().get("errors", []):
        assert error.get("extensions", {}).get("code") != "INTERNAL_SERVER_ERROR", (error, document)
