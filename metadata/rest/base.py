"""What every view of the REST Metadata API does: who calls, what was sent, how a refusal is printed."""

from typing import Any, ClassVar
from uuid import UUID

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.viewsets import ViewSet

from metadata.errors import ModelError
from metadata.services.change import Author, author

from . import errors
from .render import answer

WRITES = ("POST", "PATCH", "PUT", "DELETE")


class MetadataViewSet(ViewSet):
    """`flag` is the right that writing needs; reading needs a valid credential alone."""

    renderer_classes = [JSONRenderer]
    flag: ClassVar[str] = "DATA_MODEL"

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """A body that is no JSON is reported before a missing token, as the reference does."""
        self.given = read_body(request._request)
        super().initial(request, *args, **kwargs)
        if request.method in WRITES:
            self.require(self.flag)
            author.set(Author.of(request.auth))  # changes are told under the name of the caller

    def require(self, flag: str) -> None:
        if not self.request.auth.permissions.allows_setting(flag):
            raise errors.no_permission()

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[JSONRenderer, str]:
        return JSONRenderer(), JSONRenderer.media_type

    @property
    def workspace_id(self) -> UUID:
        return self.request.auth.workspace_id

    @property
    def wrapped(self) -> bool:
        return self.request.auth.metadata_format == "wrapped"

    def one(self, body: Any, key: str, status: int = 200) -> HttpResponse:
        """One entity in the workspace's format; `key` names it in the wrapped form."""
        return answer({"data": {key: body}} if self.wrapped else body, status)

    def http_method_not_allowed(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        raise Http404

    def finalize_response(self, request: Request, response: HttpResponse, *args: Any, **kwargs: Any) -> HttpResponse:
        author.set(None)
        return response

    def handle_exception(self, exc: Exception) -> HttpResponse:
        if isinstance(exc, (errors.Refusal, ModelError)):
            return errors.refused(exc)
        if hasattr(exc, "status") and callable(getattr(exc, "body", None)):
            return _told_by_itself(exc)
        raise exc


def _told_by_itself(exc: Any) -> HttpResponse:
    """A refusal of the authentication named in settings: it brings status and body along."""
    response = answer(exc.body(), exc.status)
    if exc.status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def read_body(request: HttpRequest) -> dict[str, Any]:
    """The JSON object that was sent. Nothing, or what is not declared to be JSON, counts as an empty one."""
    if request.method not in ("POST", "PATCH", "PUT") or not request.body:
        return {}
    kind = request.content_type or ""
    if kind not in ("application/json", "text/json") and not kind.endswith("+json"):
        return {}
    try:
        given = orjson.loads(request.body)
    except orjson.JSONDecodeError as error:
        raise errors.plain(str(error)) from None
    if not isinstance(given, dict):
        raise errors.plain("The request body must be a JSON object")
    if b"\\u0000" in request.body and _holds_nul(given):
        raise errors.plain("The request body must not contain the character U+0000")
    return given


def _holds_nul(value: Any) -> bool:
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any("\0" in key or _holds_nul(item) for key, item in value.items())
    return isinstance(value, list) and any(map(_holds_nul, value))


class UnknownResource(MetadataViewSet):
    """Every other path below /rest/metadata."""

    def answer(self, request: Request, name: str | None = None) -> HttpResponse:
        raise errors.unknown_resource(name or "")
