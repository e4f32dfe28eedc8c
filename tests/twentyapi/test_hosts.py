"""ALLOWED_HOSTS is for pages: behind a proxy, or inside a cluster, the APIs are called by any name."""

from typing import Any

from django.test import Client

from tests.client import Api

NAMES = {"HOST": "api.internal:9000", "X-Forwarded-Proto": "https"}


def test_the_apis_answer_under_any_name(api: Api, settings: Any) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    document = api.get("/rest/open-api/core", headers=NAMES).json()
    assert document["servers"][0]["url"] == "https://api.internal:9000/rest"
    assert api.get("/rest/companies", headers=NAMES).status_code == 200
    for path in ("/graphql", "/metadata"):
        asked = api.post(path, json={"query": "{ __typename }"}, headers=NAMES)
        assert asked.json() == {"data": {"__typename": "Query"}}
    urls = api.post(
        "/metadata", json={"query": "{ currentWorkspace { workspaceUrls { subdomainUrl } } }"}, headers=NAMES
    )
    assert urls.json()["data"]["currentWorkspace"]["workspaceUrls"]["subdomainUrl"] == "https://api.internal:9000"


def test_pages_do_not() -> None:
    assert Client(raise_request_exception=False).get("/admin/login/", headers=NAMES).status_code == 400
