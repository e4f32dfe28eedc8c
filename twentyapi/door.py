"""The WSGI door: API requests go to their lane at once, everything else through Django's own handler."""

import logging
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIEnvironment

from django.core.handlers.wsgi import WSGIRequest
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpResponse

from twentyapi import cors, refusals
from twentyapi.lane import answer, needs_pages

log = logging.getLogger("twentyapi.lane")


class Door:
    """What Django does around each request, its signals above all, is a third of the work of reading one record."""

    def __init__(self) -> None:
        self.pages = get_wsgi_application()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            request = WSGIRequest(environ)
        except ValueError:  # a Content-Type that Python cannot take apart
            return begun(unreadable(), start_response)
        if needs_pages(request):
            return self.pages(environ, start_response)
        return begun(answered(request), start_response)


def begun(response: HttpResponse, start_response: StartResponse) -> Iterable[bytes]:
    start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
    return response if response.streaming else [response.content]


def unreadable() -> HttpResponse:
    response = refusals.unreadable()
    cors.open_to_all(response)
    return response


def answered(request: WSGIRequest) -> HttpResponse:
    try:
        return answer(request)
    except Exception:
        log.exception("No answer to %s %s", request.method, request.path)
        return refusals.server_error()
    finally:
        if connection.errors_occurred:
            connection.close_if_unusable_or_obsolete()
