"""The short way for API requests: no sessions, cookies, CSRF or messages, and never an HTML error page."""

import logging
import secrets
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.urls import get_resolver

from docs.pages.session import is_session_call
from docs.pages.start import is_start
from twentyapi import conditional, cors, database, limits, refusals

log = logging.getLogger("twentyapi.lane")


class ApiLane:
    """The first middleware: pages, and API calls that a session stands for, go on through the others; all other API
    requests go straight to their view."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.pages = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_session_call(request):
            return limits.refuse(request) or self.pages(request)
        return self.pages(request) if needs_pages(request) else answer(request)


def answer(request: HttpRequest) -> HttpResponse:
    """Of an API."""
    response = cors.preflight(request) if request.method == "OPTIONS" else _answer(request)
    cors.open_to_all(response)
    return response


def _answer(request: HttpRequest) -> HttpResponse:
    refused = limits.refuse(request)
    if refused is not None:
        return conditional.finish(request, refused, head=request.method == "HEAD")
    head = request.method == "HEAD"
    if head:
        request.method = request.META["REQUEST_METHOD"] = "GET"
    return conditional.finish(request, run(request), head)


def run(request: HttpRequest) -> HttpResponse:
    try:
        response = call_view(request)
        if hasattr(response, "render") and callable(response.render):
            response = response.render()
        return response
    except Http404:
        return refusals.not_found(request)
    except RequestDataTooBig:
        return limits.body_too_big()
    except (BadRequest, SuspiciousOperation, UnreadablePostError):
        return refusals.unreadable()
    except Exception as error:
        name = request_name(request)
        response = failed(request, name, error)
        response.headers["X-Request-Id"] = name
        return response


def failed(request: HttpRequest, name: str, error: Exception) -> HttpResponse:
    """The log says what the client is not told; the name of the request is in both."""
    if database.is_away(error):
        log.error("No answer to %s %s (request %s): %s", request.method, request.path, name, str(error).strip())
        connection.close()  # the next request on this thread connects anew
        return refusals.database_away()
    log.exception("No answer to %s %s (request %s)", request.method, request.path, name)
    if database.lost_prepared(error):
        log.error("The pooler before PostgreSQL keeps no prepared statements: set DATABASE_POOLED=true")
    return refusals.server_error()


def request_name(request: HttpRequest) -> str:
    """The proxy's, or one of our own."""
    given = request.META.get("HTTP_X_REQUEST_ID", "")
    return given if given.isprintable() and 0 < len(given) <= 100 else secrets.token_hex(8)


def needs_pages(request: HttpRequest) -> bool:
    """Whether the middlewares of pages have a part in the answer."""
    return is_page(request.path_info) or is_start(request) or is_session_call(request)


def is_page(path: str) -> bool:
    return any(path == prefix or path.startswith(prefix + "/") for prefix in settings.PAGE_PREFIXES)


def call_view(request: HttpRequest) -> HttpResponse:
    """Django's own resolve-and-call step, without middlewares and without a transaction around the view."""
    match = request.resolver_match = get_resolver().resolve(request.path_info)
    return match.func(request, *match.args, **match.kwargs)  # type: ignore[no-any-return]
