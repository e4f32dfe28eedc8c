"""The short way for API requests: no sessions, cookies, CSRF or messages, and never an HTML error page."""

import io
import logging
from collections.abc import Callable

import psycopg
from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.core.handlers.base import BaseHandler
from django.db import InterfaceError, OperationalError, connection
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError

from twentyapi import conditional, cors, refusals

log = logging.getLogger("twentyapi.lane")
DATABASE_AWAY = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)


class ApiLane:
    """The first middleware: pages go on through the others, API requests go straight to their view."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.pages = get_response
        self.view = _bare_handler()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_page(request.path_info):
            return self.pages(request)
        response = cors.preflight(request) if request.method == "OPTIONS" else self.answer(request)
        cors.open_to_all(response)
        return response

    def answer(self, request: HttpRequest) -> HttpResponse:
        refused = self.refuse(request)
        if refused is not None:
            return refused
        head = request.method == "HEAD"
        if head:
            request.method = request.META["REQUEST_METHOD"] = "GET"
        response = conditional.tag(request, self.run(request))
        return conditional.without_body(response) if head else response

    def refuse(self, request: HttpRequest) -> HttpResponse | None:
        """What is refused before any view sees it: too long a URL, too big a body."""
        meta = request.META
        length = len(request.path_info) + len(meta.get("QUERY_STRING", ""))
        if length > settings.TWENTYAPI_MAX_URL_BYTES:
            return refusals.refusal(414, f"The URL is longer than {settings.TWENTYAPI_MAX_URL_BYTES} bytes")
        if "HTTP_TRANSFER_ENCODING" in meta and not _take_chunked_body(request):
            return _body_too_big()
        try:
            declared = int(meta.get("CONTENT_LENGTH") or 0)
        except ValueError:
            return refusals.refusal(400, "Content-Length must be a number")
        return _body_too_big() if declared > settings.TWENTYAPI_MAX_BODY_BYTES else None

    def run(self, request: HttpRequest) -> HttpResponse:
        try:
            response = self.view(request)
            if hasattr(response, "render") and callable(response.render):
                response = response.render()
            return response
        except Http404:
            return refusals.not_found(request)
        except RequestDataTooBig:
            return _body_too_big()
        except (BadRequest, SuspiciousOperation, UnreadablePostError):
            return refusals.refusal(400, "The request could not be read")
        except DATABASE_AWAY:
            log.exception("The database is away: %s %s", request.method, request.path)
            connection.close()  # the next request on this thread connects anew
            return refusals.database_away()
        except Exception:
            log.exception("No answer to %s %s", request.method, request.path)
            return refusals.server_error()


def is_page(path: str) -> bool:
    return any(path == prefix or path.startswith(prefix + "/") for prefix in settings.PAGE_PREFIXES)


def _bare_handler() -> Callable[[HttpRequest], HttpResponse]:
    """Django's own resolve-and-call step, without any middleware around it."""
    handler = BaseHandler()
    handler._view_middleware = []
    handler._template_response_middleware = []
    handler._exception_middleware = []
    return handler._get_response


def _take_chunked_body(request: HttpRequest) -> bool:
    """Django reads no body without a Content-Length, so a chunked one is taken here. False: it is too big."""
    limit = settings.TWENTYAPI_MAX_BODY_BYTES
    body = request.META["wsgi.input"].read(limit + 1)
    request.META["CONTENT_LENGTH"] = str(len(body))
    request._stream = io.BytesIO(body)
    return len(body) <= limit


def _body_too_big() -> HttpResponse:
    return refusals.refusal(413, f"The request body is larger than {settings.TWENTYAPI_MAX_BODY_BYTES} bytes")
