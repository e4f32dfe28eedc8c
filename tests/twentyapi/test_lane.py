"""What every API answer has in common, whatever view made it."""

import io
import re

import psycopg
import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.test import Client, override_settings
from django.urls import path

EXPOSED = (
    "WWW-Authenticate,Retry-After,X-RateLimit-Limit,X-RateLimit-Remaining,X-RateLimit-Reset,X-Truncated-Relations,ETag,"
    "Idempotent-Replayed,Allow,Deprecation,Link,X-Request-Id"
)


def echo(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"method": request.method, "body": request.body.decode()})


def broken(request: HttpRequest) -> HttpResponse:
    raise ValueError("a secret")


def away(request: HttpRequest) -> HttpResponse:
    raise psycopg.errors.AdminShutdown("terminating connection")


def unprepared(request: HttpRequest) -> HttpResponse:
    raise psycopg.errors.InvalidSqlStatementName('prepared statement "_pg3_1" does not exist')


def locked(request: HttpRequest) -> HttpResponse:
    raise OperationalError("lock timeout") from psycopg.errors.LockNotAvailable("lock timeout")


urlpatterns = [path(view.__name__, view) for view in (echo, broken, away, unprepared, locked)]


@pytest.fixture
def client(settings: object) -> Client:
    with override_settings(ROOT_URLCONF=__name__):
        yield Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("method", "url", "shown"),
    [
        ("GET", "/", "Cannot GET /"),
        ("POST", "/rest/nothing/here?depth=1", "Cannot POST /rest/nothing/here?depth=1"),
        ("DELETE", "/caf%C3%A9", "Cannot DELETE /caf%C3%A9"),
    ],
)
def test_unknown_routes_answer_in_json(client: Client, method: str, url: str, shown: str) -> None:
    response = client.generic(method, url)
    assert response.status_code == 404
    assert response.json() == {"message": shown, "error": "Not Found", "statusCode": 404}
    assert response.headers["Content-Type"] == "application/json; charset=utf-8"
    assert response.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("debug", [True, False])
def test_a_fault_of_ours_shows_nothing_of_itself(client: Client, debug: bool) -> None:
    with override_settings(DEBUG=debug):
        response = client.get("/broken")
    assert response.status_code == 500
    assert response.json() == {
        "statusCode": 500,
        "error": "InternalServerError",
        "messages": ["Internal server error"],
    }
    assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_the_log_names_the_request_as_the_answer_does(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    named = client.get("/broken", headers={"X-Request-Id": "from-the-proxy"})
    assert named.headers["X-Request-Id"] == "from-the-proxy"
    own = client.get("/away", headers={"X-Request-Id": "x" * 101}).headers["X-Request-Id"]
    assert re.fullmatch("[0-9a-f]{16}", own)
    assert [record.getMessage() for record in caplog.records if record.name == "twentyapi.lane"] == [
        "No answer to GET /broken (request from-the-proxy)",
        f"No answer to GET /away (request {own}): terminating connection",
    ]
    assert "X-Request-Id" not in client.get("/echo").headers


def test_a_database_that_is_away_is_503(client: Client) -> None:
    response = client.get("/away")
    assert (response.status_code, response.json()["messages"]) == (
        503,
        ["The database cannot be reached. Try again in a moment."],
    )


def test_a_statement_that_fails_is_no_lost_database(client: Client) -> None:
    assert client.get("/locked").status_code == 500


def test_a_pooler_that_loses_statements_is_named_in_the_log(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    assert client.get("/unprepared").status_code == 500
    assert "set DATABASE_POOLED=true" in caplog.text


def test_preflight_of_any_path(client: Client) -> None:
    response = client.options("/rest/people", headers={"Access-Control-Request-Headers": "authorization,content-type"})
    assert (response.status_code, response.content) == (204, b"")
    assert dict(response.headers) == {
        "Access-Control-Allow-Methods": "GET,HEAD,PUT,PATCH,POST,DELETE",
        "Vary": "Access-Control-Request-Headers",
        "Access-Control-Allow-Headers": "authorization,content-type",
        "Content-Length": "0",
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": "WWW-Authenticate",
    }


def test_answers_expose_their_headers_to_browsers(client: Client) -> None:
    assert client.get("/echo").headers["Access-Control-Expose-Headers"] == EXPOSED


def test_head_shows_what_get_would(client: Client) -> None:
    get, head = client.get("/echo"), client.head("/echo")
    assert head.content == b""
    assert {**head.headers} == {**get.headers}
    assert get.headers["Content-Length"] == str(len(get.content))


def test_a_client_that_holds_the_answer_gets_304(client: Client) -> None:
    etag = client.get("/echo").headers["ETag"]
    assert etag.startswith('W/"')
    for held in (etag, f'"other", {etag}', "*", etag.removeprefix("W/")):
        response = client.get("/echo", headers={"If-None-Match": held})
        assert (response.status_code, response.content, response.headers["ETag"]) == (304, b"", etag)
        assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert client.get("/echo", headers={"If-None-Match": '"other"'}).status_code == 200
    assert client.post("/echo", headers={"If-None-Match": etag}).status_code == 200


def test_different_answers_have_different_etags(client: Client) -> None:
    one = client.post("/echo", b"a", content_type="text/plain")
    two = client.post("/echo", b"b", content_type="text/plain")
    assert one.headers["ETag"] != two.headers["ETag"]


@override_settings(TWENTYAPI_MAX_BODY_BYTES=10)
def test_a_body_over_the_limit(client: Client) -> None:
    assert client.post("/echo", b"x" * 10, content_type="text/plain").json()["body"] == "x" * 10
    response = client.post("/echo", b"x" * 11, content_type="text/plain")
    assert response.status_code == 413
    assert response.json() == {
        "message": "The request body is larger than 10 bytes",
        "error": "Payload Too Large",
        "statusCode": 413,
    }


@override_settings(TWENTYAPI_MAX_BODY_BYTES=10)
@pytest.mark.parametrize(("size", "status"), [(10, 200), (11, 413)])
def test_a_chunked_body_has_the_same_limit(client: Client, size: int, status: int) -> None:
    source = {"wsgi.input": io.BytesIO(b"x" * size), "HTTP_TRANSFER_ENCODING": "chunked"}
    response = client.generic("POST", "/echo", content_type="text/plain", **source)
    assert response.status_code == status
    if status == 200:
        assert response.json()["body"] == "x" * size


@override_settings(TWENTYAPI_MAX_URL_BYTES=20)
def test_a_url_over_the_limit(client: Client) -> None:
    response = client.get("/echo?" + "x" * 20)
    assert (response.status_code, response.json()) == (
        414,
        {"message": "The URL is longer than 20 bytes", "error": "URI Too Long", "statusCode": 414},
    )


@pytest.mark.django_db
def test_pages_keep_their_sessions_and_the_apis_set_no_cookie() -> None:
    page = Client().get("/admin/login/")
    assert "csrftoken" in page.cookies
    assert "Access-Control-Allow-Origin" not in page.headers
    assert not Client().get("/nothing").cookies
