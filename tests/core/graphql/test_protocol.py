"""GraphQL over HTTP: methods, content types, statuses, tokens."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from graphql import get_introspection_query, graphql_sync

from apikeys.models import ApiKey
from apikeys.throttling import forget
from core.graphql.schema import CoreSchema
from metadata.schema.cache import load_schema
from tests.client import Api

pytestmark = pytest.mark.django_db

TYPENAME = {"query": "{ __typename }"}
DOCUMENT = "application/graphql-response+json"


@pytest.fixture
def nobody(db):
    return Api(None)


def seen(response):
    return response.status_code, response.headers.get("Content-Type", "").partition(";")[0], response.content.decode()


def test_post(api):
    response = api.post("/graphql", json={**TYPENAME, "variables": None, "extra": 1})
    assert seen(response) == (200, "application/json", '{"data":{"__typename":"Query"}}')
    assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_a_trailing_slash(api):
    assert seen(api.post("/graphql/", json=TYPENAME)) == seen(api.post("/metadata/", json=TYPENAME))
    assert api.get("/rest/open-api/core/").status_code == api.get("/open-api/metadata/").status_code == 200


def test_get(api):
    assert seen(api.get("/graphql?query={__typename}")) == (200, "application/json", '{"data":{"__typename":"Query"}}')
    refused = api.get("/graphql?query=mutation{deletePeople(filter:{jobTitle:{eq:%22x%22}}){id}}")
    assert refused.status_code == 405
    assert refused.headers["Allow"] == "POST"


def test_a_browser(api, settings):
    assert seen(api.get("/graphql", headers={"Accept": "text/html"}))[0::2] == (406, "")
    settings.DEBUG = True
    response = api.get("/graphql", headers={"Accept": "text/html,*/*"})
    assert (response.status_code, response.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert '<meta http-equiv="refresh" content="0; url=/playground">' in response.text


def test_preflight(nobody):
    response = nobody.call("OPTIONS", "/graphql")
    assert response.status_code == 204
    assert response.headers["Access-Control-Allow-Methods"] == "GET,HEAD,PUT,PATCH,POST,DELETE"


@pytest.mark.parametrize(
    ("sent", "status", "body"),
    [
        ({"json": {}}, 400, '{"errors":[{"message":"Must provide query string."}]}'),
        ({"json": [TYPENAME]}, 400, '{"errors":[{"message":"Batching is not supported."}]}'),
        (
            {"json": {"query": "query A { __typename }", "operationName": "Z"}},
            400,
            '{"errors":[{"message":"Could not determine what operation to execute."}]}',
        ),
        (
            {"json": {"query": "query A { __typename } query B { __typename }"}},
            400,
            '{"errors":[{"message":"Could not determine what operation to execute."}]}',
        ),
        (
            {"json": {"query": "fragment F on Person { id }"}},
            400,
            '{"errors":[{"message":"Could not determine what operation to execute."}]}',
        ),
        ({"data": b"{}", "content_type": "text/plain"}, 415, ""),
        ({"data": b""}, 415, ""),
    ],
)
def test_bodies(api, sent, status, body):
    response = api.post("/graphql", **sent)
    assert (response.status_code, response.content.decode()) == (status, body)


def test_a_raw_document(api):
    response = api.post("/graphql", data=b"{ people { totalCount } }", content_type="application/graphql")
    assert response.json() == {"data": {"people": {"totalCount": 0}}}


def test_the_strict_media_type(api):
    def call(query):
        return seen(api.post("/graphql", json={"query": query}, headers={"Accept": DOCUMENT}))[:2]

    assert call("{ __typename }") == (200, "application/json")
    assert call("{ nope }") == (400, DOCUMENT)
    assert call("{ person(filter: {}) { id } }") == (200, "application/json")


def test_without_a_token(nobody):
    assert nobody.post("/graphql", json=TYPENAME).json() == {"data": {"__typename": "Query"}}
    assert nobody.post("/graphql", json={"query": "{ people { totalCount } }"}).json() == {
        "errors": [
            {
                "message": 'Cannot query field "people" on type "Query".',
                "locations": [{"line": 1, "column": 3}],
                "extensions": {"code": "UNAUTHENTICATED", "userFriendlyMessage": "An error occurred."},
            }
        ]
    }
    answer = nobody.post("/graphql", json={"query": "mutation { createPerson(data: {}) { id } }"}).json()
    assert answer["errors"][0]["message"] == 'Cannot query field "createPerson" on type "Mutation".'


def test_introspection_without_a_token(nobody, settings):
    refused = nobody.post("/graphql", json={"query": get_introspection_query()})
    assert refused.status_code == 200
    assert refused.json()["errors"][0]["message"] == (
        'GraphQL introspection has been disabled, but the requested query contained the field "__schema".'
    )
    settings.DEBUG = True
    answer = nobody.post("/graphql", json={"query": "{ __schema { queryType { name } } } "}).json()
    assert answer == {"data": {"__schema": {"queryType": {"name": "Query"}}}}


def test_bad_tokens(workspace, token, api):
    assert Api("garbage").post("/graphql", json=TYPENAME).json() == {
        "errors": [
            {
                "message": "Token invalid.",
                "extensions": {
                    "subCode": "UNAUTHENTICATED",
                    "userFriendlyMessage": "Token invalid.",
                    "code": "UNAUTHENTICATED",
                },
            }
        ]
    }
    ApiKey.objects.update(revoked_at="2020-01-01T00:00:00Z")
    answer = api.post("/graphql", json=TYPENAME)
    assert answer.status_code == 200
    error = answer.json()["errors"][0]
    assert (error["message"], error["extensions"]["code"]) == ("This API Key is revoked", "FORBIDDEN")
    assert error["extensions"]["subCode"] == "FORBIDDEN_EXCEPTION"


def test_introspection(graphql, workspace):
    whole = graphql.data(get_introspection_query())["__schema"]
    assert {type_["name"] for type_ in whole["types"]} >= {"Person", "PersonFilterInput", "Workspace", "SearchRecord"}
    assert whole["subscriptionType"] is None
    assert [directive["name"] for directive in whole["directives"]] == ["include", "skip", "deprecated", "specifiedBy"]
    assert whole == graphql_sync(CoreSchema(load_schema(workspace)), get_introspection_query()).data["__schema"]
    one = graphql.data('{ __type(name: "Person") { kind name fields { name } } people { totalCount } }')
    assert one["__type"]["kind"] == "OBJECT"
    assert {"name": "company"} in one["__type"]["fields"]
    assert one["people"] == {"totalCount": 0}
    assert graphql.data("query($n: String!) { __type(name: $n) { name } }", {"n": "Nope"}) == {"__type": None}


def test_the_current_workspace(graphql, workspace):
    query = "{ ws: currentWorkspace { __typename id displayName createdAt } people { totalCount } }"
    graphql.data(query)
    with CaptureQueriesContext(connection) as queries:
        data = graphql.data(query)
    assert len(queries) == 3
    assert data["ws"]["id"] == str(workspace.id)
    assert data["ws"]["__typename"] == "Workspace"
    assert data["ws"]["createdAt"].endswith("Z")
    assert list(data) == ["ws", "people"]


def test_one_token_of_the_rate_for_each_root_field(api, settings):
    settings.TWENTYAPI_RATE_LIMIT = True
    forget()
    response = api.post("/graphql", json={"query": "{ a: people { totalCount } b: people { totalCount } }"})
    first = int(response.headers["X-RateLimit-Remaining"])
    response = api.post("/graphql", json={"query": "{ a: people { totalCount } b: people { totalCount } }"})
    assert first - int(response.headers["X-RateLimit-Remaining"]) == 2


def test_over_the_rate(api, workspace, settings):
    settings.TWENTYAPI_RATE_LIMIT = True
    workspace.settings = {"rateLimitPerMinute": 2, "rateLimitPerSecond": 100}
    workspace.save()
    forget()
    query = "{ a: people { totalCount } b: people { totalCount } c: people { totalCount } }"
    response = api.post("/graphql", json={"query": query})
    assert response.status_code == 200
    answer = response.json()
    assert answer["data"] == {"a": {"totalCount": 0}, "b": {"totalCount": 0}, "c": None}
    assert answer["errors"] == [
        {
            "message": "Limit reached (2 tokens per 60000 ms)",
            "path": ["c"],
            "extensions": {
                "subCode": "LIMIT_REACHED",
                "userFriendlyMessage": "Rate limit reached. Please try again later.",
                "code": "BAD_USER_INPUT",
            },
        }
    ]
    assert int(response.headers["Retry-After"]) > 0
