"""Callers of the two APIs, in the process of the test."""

import json
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.test import Client

NOTHING = object()


@dataclass
class Api:
    """A REST caller with a key. `json=` is sent as JSON; other arguments are the test client's own."""

    token: str | None
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def get(self, path: str, **more: Any) -> HttpResponse:
        return self.call("GET", path, **more)

    def post(self, path: str, **more: Any) -> HttpResponse:
        return self.call("POST", path, **more)

    def patch(self, path: str, **more: Any) -> HttpResponse:
        return self.call("PATCH", path, **more)

    def put(self, path: str, **more: Any) -> HttpResponse:
        return self.call("PUT", path, **more)

    def delete(self, path: str, **more: Any) -> HttpResponse:
        return self.call("DELETE", path, **more)

    def call(self, method: str, path: str, *, json: Any = NOTHING, data: bytes = b"", **more: Any) -> HttpResponse:
        headers = more.pop("headers", {})
        if self.token is not None:
            headers = {"Authorization": f"Bearer {self.token}", **headers}
        body = data if json is NOTHING else encoded(json)
        more.setdefault("content_type", "application/json")
        return self.client.generic(method, path, body, headers=headers, **more)


@dataclass(frozen=True)
class GraphQL:
    """A GraphQL caller: the answer as a dict, or only its data."""

    api: Api
    path: str

    def __call__(self, query: str, variables: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
        response = self.api.post(self.path, json={"query": query, "variables": variables or {}}, **more)
        return response.json()

    def data(self, query: str, variables: dict[str, Any] | None = None) -> dict[str, Any]:
        """Fails the test when there are errors."""
        answer = self(query, variables)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]


def encoded(value: Any) -> bytes:
    return json.dumps(value).encode()
