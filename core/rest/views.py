"""The door of REST Core: every /rest/{..} request that no other route has taken."""

from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from apikeys.authentication import AuthenticationError, Caller, caller_of
from apikeys.errors import refusal
from apikeys.throttling import Allowance, LimitReached, take
from core.records.context import Context, Limits
from core.records.errors import RecordError, denied
from core.records.writing import require_write
from core.rest import errors
from core.rest.base_view import Call
from core.rest.bodies import read_body
from core.rest.errors import MalformedBody, RestError
from core.rest.filter_grammar import near
from core.rest.idempotency import KEY_HEADER, METHODS, once
from core.rest.operations import Operation
from core.rest.parse import Arguments, parse_arguments
from core.rest.routes import find_route, parse_id
from core.rest.viewsets import viewset_for
from core.serving import serve
from metadata.schema.snapshot import ObjectSchema, WorkspaceSchema


def records(request: HttpRequest, path: str) -> HttpResponseBase:
    """Body, caller, rate limit, path, parameters, object, rights, values: refused in this order."""
    entrance = Entrance(request)
    try:
        body = read_body(request)
        response = serve(entrance, limits_of, partial(answer, request, path, body))
    except MalformedBody as error:
        return errors.plain(400, str(error))
    except AuthenticationError as error:
        return refusal(error)
    except LimitReached as error:
        return errors.limited(error.body(), error.allowance.headers())
    except (RecordError, RestError) as error:
        response = errors.response(error)
    if entrance.allowance is not None:
        for name, value in entrance.allowance.headers().items():
            response.headers[name] = value
    return response


class Entrance:
    """Authenticates as often as it is called; the request counts once."""

    __slots__ = ("allowance", "counted", "request")

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.allowance: Allowance | None = None
        self.counted = False

    def __call__(self) -> Caller:
        caller = caller_of(self.request)
        if not self.counted:
            self.allowance = take(caller)
            self.counted = True
        return caller


def answer(request: HttpRequest, path: str, body: Any, context: Context) -> HttpResponseBase:
    route = find_route(str(request.method), path, request.path_info)
    arguments = parse_arguments(request.GET, route.operation.parameters, context.limits)
    record_id = None if route.id is None else parse_id(route.id)
    viewset = viewset_for(find_object(context.schema, route.plural))
    refuse_without_right(context, viewset.schema_object, route.operation, arguments)
    call = Call(route.operation, context, arguments, body, record_id, route.field)
    if KEY_HEADER in request.META and request.method in METHODS:
        return once(request, context, partial(viewset.answer, request, call))
    return viewset.answer(request, call)


def refuse_without_right(context: Context, obj: ObjectSchema, operation: Operation, arguments: Arguments) -> None:
    """The engine checks again; here it comes before the body is looked at."""
    right = operation.right
    if right is not None:
        require_write(context, obj, "soft_delete" if right == "destroy" and arguments.soft_delete else right)
    elif not context.permissions.can_read(obj.id):
        raise denied()


def find_object(schema: WorkspaceSchema, plural: str) -> ObjectSchema:
    found = schema.plurals.get(plural)
    if found is not None:
        return found
    singular = schema.objects.get(plural)
    hint = f"Did you mean '{singular.name_plural}'?" if singular else "eg: companies"
    meant = {"near": singular.name_plural} if singular else near(plural, sorted(schema.plurals))
    raise RecordError("OBJECT_NOT_FOUND", f"object '{plural}' not found. {hint}", found=plural, **meant)


def limits_of(caller: Caller) -> Limits:
    return Limits(
        default_page=settings.TWENTYAPI_LIST_DEFAULT,
        max_page=settings.TWENTYAPI_LIST_MAX,
        nested_page=settings.TWENTYAPI_NESTED_MAX,
        batch=caller.settings.batch_limit,
        matches=settings.TWENTYAPI_MANY_MAX,
        time_zone=caller.settings.time_zone,
    )
