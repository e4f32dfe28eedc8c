"""What every kind of credential gets: the recorded refusals, and a Caller for the good ones."""

import base64
import json
import time
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import jwt
import pytest
from django.db import connection
from django.test import RequestFactory
from rest_framework.request import Request

from apikeys import errors, jwts
from apikeys.authentication import ApiKeyAuthentication, AuthenticationError, authenticate, caller_of
from apikeys.models import ApiKey, ObjectPermission, PermissionFlag, Role
from apikeys.services.roles import raise_version
from apikeys.tokens import create_api_key, token_for
from metadata.models import ObjectMetadata, Workspace


def refused(header: str | None) -> AuthenticationError:
    with pytest.raises(AuthenticationError) as caught:
        authenticate(header)
    return caught.value


def code_of(error: AuthenticationError) -> tuple[str, str | None]:
    return error.code, error.sub_code


def forged(claims: dict, algorithm: str = "HS256", key: bytes = b"x" * 32, **headers: object) -> str:
    return "Bearer " + jwt.encode(claims, key, algorithm=algorithm, headers=headers or None)


def claims_of(token: str) -> dict:
    return jwt.decode(token, options={"verify_signature": False})


@pytest.mark.parametrize("word", ["Bearer", "bearer", "BEARER", " Bearer ", "beArer  "])
def test_the_word_bearer_in_any_case(apple, word):
    caller = authenticate(f"{word} {apple.token}")
    assert (caller.workspace_id, caller.workspace_version) == (apple.workspace.pk, 7)
    assert (caller.kind, caller.name, caller.api_key_id) == ("api_key", "My api key", apple.key.pk)
    assert caller.permissions.unrestricted and caller.permissions.allows_setting("DATA_MODEL")
    assert caller.is_authenticated and not caller.is_anonymous
    assert caller.metadata_format == "direct" and caller.settings.batch_limit == 60


@pytest.mark.parametrize("header", [None, "", " ", "Bearer", "Bearer ", "Basic dXNlcjpwYXNz", "TOKEN", "Token TOKEN"])
def test_no_token(apple, header):
    error = refused(header and header.replace("TOKEN", apple.token))
    assert list(error.body().items()) == [
        ("statusCode", 403),
        ("messages", ["Missing authentication token"]),
        ("error", "FORBIDDEN_EXCEPTION"),
    ]
    assert error.missing


@pytest.mark.parametrize(
    "token",
    ["bad", "a.b.c", "..", "eyJhbGciOiJIUzI1NiJ9.e30.", "x" * 100_000, "ü.ü.ü", "[" * 3000, "\x00", "a b"],
)
def test_garbage_is_invalid(db, token):
    error = refused(f"Bearer {token}")
    assert error.body() == {"statusCode": 401, "messages": ["Token invalid."], "error": "UNAUTHENTICATED"}
    assert code_of(error) == ("UNAUTHENTICATED", "UNAUTHENTICATED")
    assert not error.missing


def test_deep_nesting_in_a_header_is_invalid(db):
    deep = base64.urlsafe_b64encode(b"[" * 2900).decode().rstrip("=")
    assert refused(f"Bearer {deep}.e30.AAAA").messages == ["Token invalid."]


def test_a_bad_signature_is_invalid(apple):
    for end in ("AAAA", "BBBB"):
        assert refused(f"Bearer {apple.token[:-4]}{end}").messages == ["Token invalid."]


def test_the_last_letter_of_a_signature_counts(apple):
    """43 letters of base64 hold two bits more than 32 bytes: the letters that differ only there are refused too."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    accepted = []
    for letter in letters:
        try:
            authenticate(f"Bearer {apple.token[:-1]}{letter}")
            accepted.append(letter)
        except AuthenticationError as error:
            assert error.messages == ["Token invalid."]
    assert accepted == [apple.token[-1]]


def test_a_changed_claim_is_invalid(apple, yahoo):
    head, _, signature = apple.token.split(".")
    body = json.dumps(claims_of(apple.token) | {"workspaceId": str(yahoo.workspace.pk)}).encode()
    token = f"{head}.{base64.urlsafe_b64encode(body).decode().rstrip('=')}.{signature}"
    assert refused(f"Bearer {token}").status == 401


@pytest.mark.filterwarnings("ignore:The HMAC key is 32 bytes long")
def test_algorithms_are_pinned(apple):
    """`none`, other HMACs and other keys are refused, whatever the header says."""
    claims = claims_of(apple.token)
    kid = jwt.get_unverified_header(apple.token)["kid"]
    ours = jwts._keys()[kid]
    tokens = [
        forged(claims, "none", None, kid=kid),
        forged(claims, "HS512", ours, kid=kid),
        forged(claims, "HS384", ours, kid=kid),
        forged(claims, "HS256", b"another key, as long as it should", kid=kid),
        forged(claims, "HS256", ours),
        forged(claims, "HS256", ours, kid="../../etc/passwd"),
        forged(claims, "HS256", ours, kid=""),
    ]
    assert [refused(token).messages for token in tokens] == [["Token invalid."]] * len(tokens)
    assert authenticate(forged(claims, "HS256", ours, kid=kid)).api_key_id == apple.key.pk


def test_a_none_token_with_the_old_signature_is_invalid(apple):
    head = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').decode().rstrip("=")
    _, body, signature = apple.token.split(".")
    for token in (f"{head}.{body}.", f"{head}.{body}.{signature}"):
        assert refused(f"Bearer {token}").status == 401


def test_the_secret_key_itself_signs_nothing(apple, settings):
    claims = claims_of(apple.token)
    signed = forged(
        claims, "HS256", settings.SECRET_KEY.encode() * 2, kid=jwt.get_unverified_header(apple.token)["kid"]
    )
    assert refused(signed).status == 401


@pytest.mark.parametrize("kind", ["LOGIN", "REFRESH", "", None, "api_key", 5])
def test_other_kinds_of_token_are_no_credential(apple, kind):
    assert refused("Bearer " + jwts.sign(claims_of(apple.token) | {"type": kind})).messages == ["Token invalid."]


@pytest.mark.parametrize(
    "claims",
    [
        {"jti": "nope"},
        {"jti": None},
        {"workspaceId": "x"},
        {"workspaceId": ["x"]},
        {"tokenNumber": "x"},
        {"tokenNumber": 10**30},
        {"tokenNumber": -1},
        {"tokenNumber": True},
        {"exp": "soon"},
        {"iat": "x"},
        {"nbf": 10**11},
    ],
)
def test_odd_claims_are_invalid(apple, claims):
    odd = claims_of(apple.token) | claims
    assert refused("Bearer " + jwts.sign(odd)).messages == ["Token invalid."]


def test_an_expired_token(apple):
    past = jwts.sign(claims_of(apple.token) | {"exp": int(time.time()) - 1})
    error = refused(f"Bearer {past}")
    assert error.body() == {"statusCode": 401, "messages": ["Token has expired."], "error": "UNAUTHENTICATED"}


def test_a_remembered_token_expires_too(apple, monkeypatch):
    soon = "Bearer " + token_for(apple.key, datetime.now(UTC) + timedelta(seconds=60))
    assert authenticate(soon)
    later = time.time() + 61
    monkeypatch.setattr(jwts.time, "time", lambda: later)
    assert refused(soon).messages == ["Token has expired."]


def test_a_revoked_key_is_refused_at_once(apple):
    assert authenticate(apple.bearer)
    ApiKey.objects.update(revoked_at=datetime.now(UTC))
    error = refused(apple.bearer)
    assert error.body() == {
        "statusCode": 403,
        "messages": ["This API Key is revoked"],
        "error": "FORBIDDEN_EXCEPTION",
    }
    assert code_of(error) == ("FORBIDDEN", "FORBIDDEN_EXCEPTION")


def test_a_deleted_key_is_refused_as_a_revoked_one(apple):
    assert authenticate(apple.bearer)
    apple.key.delete()
    assert refused(apple.bearer).messages == ["This API Key is revoked"]


def test_a_key_whose_row_has_expired(apple):
    ApiKey.objects.update(expires_at=datetime.now(UTC) - timedelta(seconds=1))
    error = refused(apple.bearer)
    assert (error.status, error.messages, code_of(error)) == (
        403,
        ["This API Key has expired"],
        ("FORBIDDEN", "FORBIDDEN_EXCEPTION"),
    )


def test_a_key_without_a_role(apple):
    ApiKey.objects.update(role=None)
    error = refused(apple.bearer)
    assert (error.status, error.messages) == (403, ["API key has no role assigned"])


def test_a_role_of_another_workspace_is_no_role(apple, yahoo):
    ApiKey.objects.filter(pk=apple.key.pk).update(role=Role.objects.get(workspace=yahoo.workspace, label="Admin"))
    assert refused(apple.bearer).messages == ["API key has no role assigned"]


@pytest.mark.parametrize("status", ["SUSPENDED", "INACTIVE", "PENDING_CREATION", "ONGOING_CREATION"])
def test_only_active_workspaces_are_served(apple, status):
    Workspace.objects.update(activation_status=status)
    error = refused(apple.bearer)
    assert (error.status, error.messages, error.code) == (403, ["Workspace is not active"], "UNAUTHENTICATED")


def test_an_unknown_workspace(apple):
    signed = jwts.sign(claims_of(apple.token) | {"workspaceId": str(uuid4())})
    error = refused(f"Bearer {signed}")
    assert (error.status, error.messages, error.code) == (401, ["Workspace not found"], "UNAUTHENTICATED")


def test_a_key_never_reaches_another_workspace(apple, yahoo):
    """Even a token that we ourselves signed for the wrong pair opens nothing."""
    crossed = jwts.sign(claims_of(apple.token) | {"workspaceId": str(yahoo.workspace.pk)})
    assert refused(f"Bearer {crossed}").messages == ["This API Key is revoked"]
    assert authenticate(apple.bearer).workspace_id == apple.workspace.pk
    assert authenticate(yahoo.bearer).workspace_id == yahoo.workspace.pk


def test_one_query(apple, django_assert_num_queries):
    for _ in range(3):
        with django_assert_num_queries(1):
            authenticate(apple.bearer)


def test_refusals_of_the_token_itself_cost_no_query(apple, django_assert_num_queries):
    with django_assert_num_queries(0):
        refused("Bearer bad")
        refused(None)


def test_a_verified_signature_is_not_verified_again(apple, monkeypatch):
    authenticate(apple.bearer)
    monkeypatch.setattr(jwts.jwt, "decode", lambda *a, **k: pytest.fail("verified twice"))
    assert authenticate(apple.bearer).api_key_id == apple.key.pk


def test_the_memory_of_signatures_is_bounded(apple, monkeypatch):
    monkeypatch.setattr(jwts, "REMEMBERED", 3)
    for _ in range(10):
        authenticate("Bearer " + token_for(apple.key))
    assert len(jwts._verified) == 3


def test_the_model_version_is_read_every_time(apple):
    authenticate(apple.bearer)
    Workspace.objects.update(metadata_version=8, rest_metadata_format="wrapped", settings={"batchLimit": 5})
    caller = authenticate(apple.bearer)
    assert (caller.workspace_version, caller.metadata_format, caller.settings.batch_limit) == (8, "wrapped", 5)


@pytest.mark.parametrize(
    "settings_row", [[], "x", {"batchLimit": "60"}, {"batchLimit": True}, {"batchLimit": -1}, None]
)
def test_odd_workspace_settings_fall_back(apple, settings_row):
    Workspace.objects.update(settings=settings_row or {})
    assert authenticate(apple.bearer).settings.batch_limit == 60


def test_permissions_are_held_until_the_role_changes(apple, django_assert_num_queries):
    role = apple.role("Reader", can_read_all_object_records=True)
    company = ObjectMetadata.objects.create(
        workspace=apple.workspace, application_id=uuid4(), name_singular="company", name_plural="companies"
    )
    ObjectPermission.objects.create(role=role, object=company, can_read_object_records=False)
    PermissionFlag.objects.create(role=role, flag="DATA_MODEL")
    _, token = apple.key_with(role)
    first = authenticate(f"Bearer {token}").permissions
    assert first is authenticate(f"Bearer {token}").permissions
    assert first.key == (role.pk, role.version)
    assert not first.can_read(company.pk) and first.can_read(uuid4()) and not first.can_update(uuid4())
    assert first.allows_setting("DATA_MODEL") and not first.allows_setting("ROLES")
    ObjectPermission.objects.all().delete()
    raise_version(role)
    with django_assert_num_queries(1):
        second = authenticate(f"Bearer {token}").permissions
    assert second.can_read(company.pk) and second.key == (role.pk, role.version + 1)


def test_a_role_made_again_under_its_old_id_is_another(apple):
    role = apple.role("Mine", can_read_all_object_records=True)
    key, token = apple.key_with(role)
    assert authenticate(f"Bearer {token}").permissions.can_read(uuid4())
    gone = role.pk
    role.delete()
    ApiKey.objects.filter(pk=key.pk).update(role=apple.role("Mine", id=gone))
    assert not authenticate(f"Bearer {token}").permissions.can_read(uuid4())


def test_another_role_of_the_key_counts_at_once(apple):
    assert authenticate(apple.bearer).permissions.unrestricted
    ApiKey.objects.update(role=apple.role("Nothing"))
    assert not authenticate(apple.bearer).permissions.can_read(uuid4())


def test_a_dead_connection_is_replaced(live_workspace):
    key, token = create_api_key(live_workspace, "survivor")
    connection.connection.close()
    assert authenticate(f"Bearer {token}").api_key_id == key.pk


def test_plain_requests_and_drf(apple):
    request = RequestFactory().get("/rest/people", HTTP_AUTHORIZATION=apple.bearer)
    assert caller_of(request).api_key_id == apple.key.pk
    user, auth = ApiKeyAuthentication().authenticate(Request(request))
    assert user is auth and user.workspace_id == apple.workspace.pk
    with pytest.raises(AuthenticationError, match="Missing authentication token"):
        caller_of(RequestFactory().get("/rest/people?token=" + apple.token))


def test_the_answer_is_plain_json():
    response = errors.refusal(errors.missing())
    assert response.content == (
        b'{"statusCode":403,"messages":["Missing authentication token"],"error":"FORBIDDEN_EXCEPTION"}'
    )
    assert (response.status_code, response.headers["Content-Type"]) == (403, "application/json")
    assert "WWW-Authenticate" not in response.headers
    assert errors.refusal(errors.invalid()).headers["WWW-Authenticate"] == "Bearer"
