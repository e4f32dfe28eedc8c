"""Tokens of a key: their claims, their expiry, several side by side."""

from datetime import UTC, datetime

import jwt
import pytest

from apikeys import jwts
from apikeys.authentication import AuthenticationError, authenticate
from apikeys.models import ApiKey, Role
from apikeys.tokens import TokenOutlivesKey, create_api_key, token_for

NEW_YEAR_2030 = datetime(2030, 1, 1, tzinfo=UTC)


def claims_of(token: str) -> dict:
    return jwt.decode(token, options={"verify_signature": False})


def test_the_recorded_claims(apple):
    key, token = create_api_key(apple.workspace, "golden", expires_at=NEW_YEAR_2030)
    claims = claims_of(token)
    assert list(claims)[:6] == ["sub", "type", "workspaceId", "iat", "exp", "jti"]
    assert claims["sub"] == claims["workspaceId"] == str(apple.workspace.pk)
    assert (claims["type"], claims["jti"], claims["exp"]) == ("API_KEY", str(key.pk), 1893455999)
    assert token.count(".") == 2


def test_a_key_without_expiry_lives_long(apple):
    assert claims_of(apple.token)["exp"] > datetime(2100, 1, 1, tzinfo=UTC).timestamp()


def test_tokens_are_valid_side_by_side_until_one_is_ended(apple):
    second = token_for(apple.key)
    assert [claims_of(token)["tokenNumber"] for token in (apple.token, second)] == [1, 2]
    assert authenticate(apple.bearer).token_number == 1 and authenticate(f"Bearer {second}").token_number == 2
    ApiKey.objects.update(ended_tokens=[1])
    with pytest.raises(AuthenticationError, match="revoked"):
        authenticate(apple.bearer)
    assert authenticate(f"Bearer {second}").token_number == 2


def test_a_token_cannot_outlive_its_key(apple):
    key, _ = create_api_key(apple.workspace, "short", expires_at=NEW_YEAR_2030)
    with pytest.raises(TokenOutlivesKey):
        token_for(key, datetime(2030, 1, 2, tzinfo=UTC))
    assert claims_of(token_for(key, datetime(2029, 1, 1, tzinfo=UTC)))["exp"] == 1861919999


def test_the_role_is_one_of_the_workspace(apple, yahoo):
    yahoo.role("Theirs")
    with pytest.raises(Role.DoesNotExist):
        create_api_key(apple.workspace, "x", role_label="Theirs")
    assert ApiKey.objects.filter(workspace=apple.workspace).count() == 1


def test_a_former_secret_key_still_verifies(apple, settings):
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "n" * 60
    jwts.forget()
    assert authenticate(apple.bearer).api_key_id == apple.key.pk
    fresh = token_for(apple.key)
    settings.SECRET_KEY_FALLBACKS = []
    jwts.forget()
    assert authenticate(f"Bearer {fresh}").api_key_id == apple.key.pk
    with pytest.raises(AuthenticationError, match="Token invalid"):
        authenticate(apple.bearer)
