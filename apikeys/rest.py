"""REST of API keys and roles: /rest/metadata/apiKeys, its alias /rest/apiKeys, and /rest/metadata/roles to read."""

import re
from typing import Any, cast

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import re_path
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.viewsets import ViewSet

from apikeys import errors, parse, render
from apikeys.authentication import ApiKeyAuthentication
from apikeys.caller import Caller
from apikeys.models import AuditEntry
from apikeys.services import keys, roles
from apikeys.services.rights import require

JSON = "application/json; charset=utf-8"
CANONICAL = "/rest/metadata/"
ALIAS_DEPRECATED = "@1786320000"


class AccessViewSet(ViewSet):
    """Authentication, JSON in and out, and the one door for every refusal."""

    authentication_classes = [ApiKeyAuthentication]
    permission_classes: list[type] = []
    renderer_classes = [JSONRenderer]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """A body that is not JSON is reported before a missing token."""
        self.given = read_body(request._request)
        super().initial(request, *args, **kwargs)

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[JSONRenderer, str]:
        return JSONRenderer(), JSONRenderer.media_type

    def http_method_not_allowed(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        raise Http404

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """The short paths are aliases that say where they lead."""
        if not request.path.startswith(CANONICAL):
            response.headers["Deprecation"] = ALIAS_DEPRECATED
            response.headers["Link"] = f'<{request.path.replace("/rest/", CANONICAL, 1)}>; rel="successor-version"'
        return response

    def handle_exception(self, exc: Exception) -> Any:
        if isinstance(exc, errors.AuthenticationError):
            return errors.refusal(exc)
        if isinstance(exc, errors.AccessError):
            return answer(exc.body(), exc.status)
        raise exc


class ApiKeys(AccessViewSet):
    def list(self, request: Request) -> HttpResponse:
        return answer([render.api_key(key) for key in keys.api_keys(_caller(request))])

    def create(self, request: Request) -> HttpResponse:
        return answer(render.api_key(keys.create_api_key(_caller(request), self.given)), 201)

    def retrieve(self, request: Request, pk: str) -> HttpResponse:
        found = keys.api_key(_caller(request), checked_id(pk))
        if found is None:
            raise errors.not_found("API key", "API_KEY_NOT_FOUND")
        return answer(render.api_key(found))

    def partial_update(self, request: Request, pk: str) -> HttpResponse:
        return answer(render.api_key(keys.update_api_key(_caller(request), checked_id(pk), self.given)))

    def destroy(self, request: Request, pk: str) -> HttpResponse:
        return answer(render.api_key(keys.revoke_api_key(_caller(request), checked_id(pk))))

    def token(self, request: Request, pk: str) -> HttpResponse:
        token = keys.generate_api_key_token(_caller(request), checked_id(pk), self.given)
        return answer({"token": token}, 201)

    def end_token(self, request: Request, pk: str, number: str) -> HttpResponse:
        return answer(render.api_key(keys.end_api_key_token(_caller(request), checked_id(pk), int(number))))


class Roles(AccessViewSet):
    def list(self, request: Request) -> HttpResponse:
        return answer([render.full_role(role) for role in roles.all_roles(_caller(request))])

    def retrieve(self, request: Request, pk: str) -> HttpResponse:
        wanted = checked_id(pk)
        found = next((role for role in roles.all_roles(_caller(request)) if role.pk == wanted), None)
        if found is None:
            raise errors.not_found("Role", "ROLE_NOT_FOUND")
        return answer(render.full_role(found))


class AuditLog(AccessViewSet):
    def list(self, request: Request) -> HttpResponse:
        """The newest first; `limit` (60, at most 200) and `starting_after` (the id of the last one seen)."""
        caller = _caller(request)
        require(caller, "WORKSPACE", "SECURITY")
        limit, after = (_number(request, name) for name in ("limit", "starting_after"))
        rows = AuditEntry.objects.filter(workspace_id=caller.workspace_id)
        if after is not None:
            rows = rows.filter(pk__lt=after)
        shown = min(60 if limit is None else limit, 200)
        return answer([render.audit_entry(row) for row in rows[:shown]])


class UnreadableBody(errors.AccessError):
    def __init__(self, message: str) -> None:
        super().__init__(message, "BAD_REQUEST")

    def body(self) -> dict[str, Any]:
        return {"message": self.message, "error": "Bad Request", "statusCode": 400}


def read_body(request: HttpRequest) -> dict[str, Any]:
    """The JSON object that was sent; nothing, or something that does not call itself JSON, counts as an empty one."""
    if request.method not in ("POST", "PATCH", "PUT") or not request.body or request.content_type != "application/json":
        return {}
    try:
        given = orjson.loads(request.body)
    except orjson.JSONDecodeError as error:
        raise UnreadableBody(str(error)) from None
    if not isinstance(given, dict):
        raise UnreadableBody("Request body must be a JSON object")
    return given


def _number(request: Request, name: str) -> int | None:
    given = request.query_params.get(name)
    if given is None:
        return None
    if not re.fullmatch(r"[0-9]{1,18}", given):
        raise errors.BadInput(f"{name} must be a positive integer")
    return int(given)


def _caller(request: Request) -> Caller:
    return cast(Caller, request.auth)


def checked_id(value: str) -> Any:
    found = parse.uuid_or_none(value)
    if found is None:
        raise UnreadableBody("Validation failed (uuid is expected)")
    return found


def answer(body: Any, status: int = 200) -> HttpResponse:
    return HttpResponse(orjson.dumps(body), status=status, content_type=JSON)


KEYS = r"^rest/(?:metadata/)?apiKeys"
ONE: dict[str, Any] = {"get": "retrieve", "patch": "partial_update", "put": "partial_update", "delete": "destroy"}
urlpatterns = [
    re_path(KEYS + r"/?$", ApiKeys.as_view({"get": "list", "post": "create"})),
    re_path(KEYS + r"/(?P<pk>[^/]+)/?$", ApiKeys.as_view(ONE)),
    re_path(KEYS + r"/(?P<pk>[^/]+)/token/?$", ApiKeys.as_view({"post": "token"})),
    re_path(KEYS + r"/(?P<pk>[^/]+)/tokens/(?P<number>[0-9]{1,9})/?$", ApiKeys.as_view({"delete": "end_token"})),
    re_path(r"^rest/metadata/auditLog/?$", AuditLog.as_view({"get": "list"})),
    re_path(r"^rest/metadata/roles/?$", Roles.as_view({"get": "list"})),
    re_path(r"^rest/metadata/roles/(?P<pk>[^/]+)/?$", Roles.as_view({"get": "retrieve"})),
]
