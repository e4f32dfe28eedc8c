"""A data model that changes between requests, and under one."""

import pytest

from core.graphql import answer as answering
from core.records.errors import RecordError
from core.records.execute import StaleSchema
from core.serving import ATTEMPTS
from metadata.models import ObjectMetadata
from metadata.services.fields import create_field

pytestmark = pytest.mark.django_db


def test_a_new_field_is_served_by_the_next_request(graphql, workspace):
    query = 'mutation { createPerson(data: {motto: "x"}) { motto } }'
    assert graphql(query)["errors"][0]["message"].startswith('Field "motto" is not defined')
    parent = ObjectMetadata.objects.get(workspace=workspace, name_singular="person")
    create_field(workspace.id, {"objectMetadataId": str(parent.id), "type": "TEXT", "name": "motto", "label": "Motto"})
    assert graphql.data(query) == {"createPerson": {"motto": "x"}}


def flaky(monkeypatch, failures):
    run, left = answering.run, iter(range(failures))

    def once_stale(query, context):
        if next(left, None) is not None:
            raise StaleSchema
        return run(query, context)

    monkeypatch.setattr(answering, "run", once_stale)


def test_a_further_try_serves_what_has_not_changed(graphql, monkeypatch):
    flaky(monkeypatch, ATTEMPTS - 1)
    assert graphql.data("{ a: people { totalCount } b: companies { totalCount } }") == {
        "a": {"totalCount": 0},
        "b": {"totalCount": 0},
    }


def test_a_model_that_never_rests_is_refused(graphql, monkeypatch):
    flaky(monkeypatch, ATTEMPTS)
    answer = graphql("{ people { totalCount } companies { totalCount } }")
    assert answer["data"] == {"people": None, "companies": {"totalCount": 0}}
    assert answer["errors"][0]["extensions"]["subCode"] == "BUSY"


def test_a_fault_of_the_server_tells_nothing(graphql, monkeypatch):
    def broken(query, context):
        raise RuntimeError("secret")

    monkeypatch.setattr(answering, "run", broken)
    assert graphql("{ people { totalCount } }") == {
        "data": {"people": None},
        "errors": [
            {
                "message": "Internal server error",
                "path": ["people"],
                "extensions": {"userFriendlyMessage": "An error occurred.", "code": "INTERNAL_SERVER_ERROR"},
            }
        ],
    }


def test_an_error_in_a_field_that_is_never_null_reaches_the_top(graphql, monkeypatch):
    def refused(query, context):
        raise RecordError("INVALID_QUERY_INPUT", "no")

    monkeypatch.setattr(answering, "run", refused)
    answer = graphql('{ search(searchInput: "x", limit: 1) { pageInfo { hasNextPage } } }')
    assert answer["data"] is None
    assert answer["errors"][0]["path"] == ["search"]
