"""The WSGI door: the same answers as through Django's handler, without what that does around a request."""

import json
from wsgiref.util import setup_testing_defaults

import pytest
from django.core.signals import request_finished, request_started
from django.test import Client

from twentyapi import lane
from twentyapi.wsgi import application


def asked(path: str, method: str = "GET", **headers: str) -> tuple[str, dict[str, str], bytes]:
    environ = {"PATH_INFO": path, "REQUEST_METHOD": method, "HTTP_HOST": "localhost", **headers}
    setup_testing_defaults(environ)
    seen: list = []
    body = b"".join(application(environ, lambda status, headers: seen.append((status, dict(headers)))))
    return *seen[0], body


@pytest.fixture
def signals():
    seen = []
    note = lambda signal, **_: seen.append(signal)  # noqa: E731
    for signal in (request_started, request_finished):
        signal.connect(note)
    yield seen
    for signal in (request_started, request_finished):
        signal.disconnect(note)


@pytest.mark.parametrize("method, path", [("GET", "/rest/people"), ("GET", "/nope"), ("OPTIONS", "/graphql")])
def test_an_api_answers_as_through_django_without_its_signals(signals, method, path):
    status, headers, body = asked(path, method)
    assert signals == []
    same = Client().generic(method, path, SERVER_NAME="localhost")
    assert (int(status.split()[0]), body) == (same.status_code, same.content)
    assert headers == dict(same.items())


@pytest.mark.django_db
def test_a_page_goes_through_django(signals):
    asked("/admin/login/")
    assert request_started in signals


def test_what_fails_outside_a_view_is_an_answer_too(monkeypatch):
    def fails(request):
        raise RuntimeError

    monkeypatch.setattr(lane.limits, "refuse", fails)
    status, headers, body = asked("/rest/people")
    assert (status, headers["Content-Type"]) == ("500 Internal Server Error", "application/json; charset=utf-8")
    assert body == b'{"statusCode":500,"error":"InternalServerError","messages":["Internal server error"]}'


@pytest.mark.parametrize("path", ["/rest/people", "/graphql", "/healthz", "/docs", "/admin/login/"])
def test_a_content_type_that_cannot_be_read(path):
    status, headers, body = asked(path, CONTENT_TYPE="application/json; a*=foo''bar")
    assert (status, headers["Access-Control-Allow-Origin"]) == ("400 Bad Request", "*")
    assert json.loads(body) == {
        "message": "The request could not be read",
        "error": "Bad Request",
        "statusCode": 400,
    }


@pytest.mark.django_db
def test_the_head_of_the_start_page():
    status, headers, _ = asked("/", "HEAD", HTTP_ACCEPT="text/html")  # web servers leave the body out
    assert (status, headers["Content-Type"]) == ("200 OK", "text/html; charset=utf-8")
    assert asked("/", "HEAD", HTTP_ACCEPT="application/json")[0] == "404 Not Found"
