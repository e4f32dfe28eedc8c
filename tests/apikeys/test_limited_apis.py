"""The limit as clients of the record APIs meet it; the metadata APIs are free."""

import pytest

from apikeys import throttling
from metadata.models import Workspace


@pytest.fixture(autouse=True)
def switched_on(settings):
    settings.TWENTYAPI_RATE_LIMIT = True
    throttling.forget()


@pytest.fixture
def limited(workspace) -> Workspace:
    workspace.settings = {"rateLimitPerMinute": 3, "rateLimitPerSecond": 3}
    workspace.save()
    return workspace


def told(response) -> list[str | None]:
    names = ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "Retry-After")
    return [response.headers.get(name) for name in names]


def test_rest(limited, api):
    answers = [api.get("/rest/people"), api.get("/rest/nothing"), api.get("/rest/people")]
    assert [(one.status_code, *told(one)) for one in answers] == [
        (200, "3", "2", "20", None),
        (400, "3", "1", "40", None),
        (200, "3", "0", "60", None),
    ]
    over = api.post("/rest/people", json={"jobTitle": "x"})
    assert (over.status_code, told(over)) == (429, ["3", "0", "60", "20"])
    assert over.json() == {
        "statusCode": 429,
        "error": "HttpException",
        "messages": ["Limit reached (3 tokens per 60000 ms)"],
    }


def test_graphql_counts_its_root_fields(limited, api, graphql):
    response = api.post("/graphql", json={"query": "{ people { totalCount } companies { totalCount } }"})
    assert told(response) == ["3", "1", "40", None]
    answer = graphql("{ people { totalCount } companies { totalCount } }")
    assert answer["data"]["companies"] is None
    assert answer["errors"][0]["message"] == "Limit reached (3 tokens per 60000 ms)"
    assert answer["errors"][0]["extensions"] == {
        "subCode": "LIMIT_REACHED",
        "userFriendlyMessage": "Rate limit reached. Please try again later.",
        "code": "BAD_USER_INPUT",
    }


def test_what_is_free(limited, api, metadata_graphql):
    for _ in range(4):
        api.get("/rest/people")
    for path in ("/rest/metadata/objects", "/rest/metadata/apiKeys", "/rest/apiKeys"):
        response = api.get(path)
        assert (response.status_code, told(response)) == (200, [None] * 4)
    assert "errors" not in metadata_graphql("{ objects { edges { node { id } } } }")


def test_a_token_that_is_refused_costs_nothing(limited, api):
    api.token += "x"
    for _ in range(5):
        assert api.get("/rest/people").status_code == 401
