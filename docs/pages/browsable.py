"""DRF's browsable API around an answer that a REST view has given, for people in a browser."""

import re
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from rest_framework.parsers import JSONParser
from rest_framework.renderers import BrowsableAPIRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.rest.errors import RestError
from core.rest.routes import find_route

ONE = re.compile(r"/[0-9a-f]{8}-[0-9a-f-]{27}/?$", re.I)
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


class PageRenderer(BrowsableAPIRenderer):
    """In the look of our pages: DELETE where it removes one thing, a body to send where one is taken."""

    template = "docs/answer.html"

    def get_context(self, data: Any, accepted_media_type: str | None, renderer_context: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().get_context(data, accepted_media_type, renderer_context)
        request = renderer_context["request"]._request
        return found | {
            "csrf": get_token(request),
            "writes": [method for method in ("POST", "PUT", "PATCH") if method in found["allowed_methods"]],
            "deletes_one": bool(ONE.search(request.path_info)),
            "sent": request.body.decode("utf-8", "replace"),
        }


class Answered(APIView):
    """What the renderer asks a view: its name, what may be sent here, in which formats."""

    renderer_classes = [JSONRenderer, PageRenderer]
    parser_classes = [JSONParser]
    authentication_classes: list[type] = []
    permission_classes: list[type] = []
    title = ""
    sentence = ""
    methods: tuple[str, ...] = ()
    format_kwarg = None

    @property
    def allowed_methods(self) -> list[str]:
        return list(self.methods)

    def get_view_name(self) -> str:
        return self.title

    def get_view_description(self, html: bool = False) -> str:
        return self.sentence


def page(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """The page for an answer in JSON; anything else stays as it is."""
    if not answer.get("Content-Type", "").startswith("application/json"):
        return answer
    view = Answered(title=name_of(request.path_info), methods=allowed_methods(request), sentence=sentence_of(request))
    view.request = Request(request, parsers=[JSONParser()])
    view.request.user = request.user
    response = Response(orjson.loads(answer.content) if answer.content else None, answer.status_code)
    for name, value in answer.items():
        if name not in ("Content-Type", "Content-Length"):
            response.headers[name] = value
    response.accepted_renderer, response.accepted_media_type = PageRenderer(), "text/html"
    response.renderer_context = {"view": view, "request": view.request, "response": response, "args": (), "kwargs": {}}
    return response.render()


def name_of(path: str) -> str:
    """`/rest/metadata/objects/..` -> "objects"."""
    words = [part for part in path.split("/") if part and part not in ("rest", "metadata")]
    return words[0] if words else "REST"


def allowed_methods(request: HttpRequest) -> tuple[str, ...]:
    actions: Any = getattr(request.resolver_match and request.resolver_match.func, "actions", None)
    if actions is not None:
        return tuple(method.upper() for method in actions)
    return tuple(method for method in METHODS if operation_at(method, request.path_info) is not None)


def sentence_of(request: HttpRequest) -> str:
    operation = operation_at(str(request.method), request.path_info)
    return operation.sentence if operation else ""


def operation_at(method: str, path: str) -> Any:
    """The operation of REST Core that answers there; None for a path of another API."""
    try:
        return find_route(method, path.removeprefix("/rest/"), path).operation
    except RestError:
        return None
