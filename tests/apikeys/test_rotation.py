"""A new token comes beside the old one, and the old one is ended alone: over REST, GraphQL and in admin."""

from collections.abc import Callable

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from apikeys.authentication import AuthenticationError, authenticate
from apikeys.models import AuditEntry
from tests.client import Api, GraphQL

END = "mutation($k: UUID!, $n: Int!) { endApiKeyToken(apiKeyId: $k, tokenNumber: $n) { id name } }"


def by_rest(tenant) -> str:
    one, api = f"/rest/metadata/apiKeys/{tenant.key.pk}", Api(tenant.token)
    new = api.post(f"{one}/token", json={}).json()["token"]
    assert Api(new).delete(f"{one}/tokens/1").status_code == 200
    return new


def by_graphql(tenant) -> str:
    make = 'mutation($k: UUID!) { generateApiKeyToken(apiKeyId: $k, expiresAt: "2030-01-01") { token } }'
    key = {"k": str(tenant.key.pk)}
    new = GraphQL(Api(tenant.token), "/metadata").data(make, key)["generateApiKeyToken"]["token"]
    ended = GraphQL(Api(new), "/metadata").data(END, key | {"n": 1})["endApiKeyToken"]
    assert ended == {"id": str(tenant.key.pk), "name": "My api key"}
    return new


def by_admin(tenant) -> str:
    page = Client(SERVER_NAME="localhost")
    page.force_login(get_user_model().objects.create_superuser("root"))
    one = f"/admin/apikeys/apikey/{tenant.key.pk}"
    new = page.post(page.get(f"{one}/token", follow=True).request["PATH_INFO"]).context_data["token"]
    form = page.get(f"{one}/end-token", follow=True)
    assert form.context["numbers"] == [2, 1]
    assert page.post(form.request["PATH_INFO"], {"number": "1"}).status_code == 302
    assert page.get(form.request["PATH_INFO"]).context["numbers"] == [2]
    for wrong in ("3", "0", "x", "", "9" * 30):
        told = page.post(form.request["PATH_INFO"], {"number": wrong}, follow=True).context["messages"]
        assert [str(one) for one in told] == ["API key token not found"]
    return new


@pytest.mark.parametrize("way", [by_rest, by_graphql, by_admin])
def test_rotation(apple, way: Callable[..., str]) -> None:
    new = way(apple)
    assert authenticate(f"Bearer {new}").token_number == 2
    with pytest.raises(AuthenticationError, match="revoked"):
        authenticate(apple.bearer)
    assert list(AuditEntry.objects.values_list("action", "changes")) == [
        ("apiKey.tokenEnded", {"tokenNumber": [1, None]}),
        ("apiKey.tokenMade", {"tokenNumber": [None, 2]}),
    ]


def test_who_may_end_a_token(apple, yahoo) -> None:
    key = {"k": str(apple.key.pk), "n": 1}
    error = GraphQL(Api(yahoo.token), "/metadata")(END, key)["errors"][0]
    assert (error["message"], error["extensions"]["subCode"]) == ("API key not found", "API_KEY_NOT_FOUND")
    weak, token = apple.key_with(apple.role("Weak", can_read_all_object_records=True))
    error = GraphQL(Api(token), "/metadata")(END, key)["errors"][0]
    assert error["extensions"]["subCode"] == "PERMISSION_DENIED"
    for number in (0, 2, -1, 2147483647):
        error = GraphQL(Api(apple.token), "/metadata")(END, key | {"n": number})["errors"][0]
        assert error["message"] == "API key token not found"
    assert authenticate(apple.bearer).token_number == 1
    assert GraphQL(Api(token), "/metadata").data(END, {"k": str(weak.pk), "n": 1})  # its own
    with pytest.raises(AuthenticationError, match="revoked"):
        authenticate(f"Bearer {token}")
