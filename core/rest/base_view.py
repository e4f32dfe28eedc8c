"""What the viewset of every object has in common: from a call to an answer, short for clients, long for browsers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

import orjson
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from rest_framework.renderers import BrowsableAPIRenderer, JSONRenderer
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from core.records.conflicts import with_conflict
from core.records.context import Context
from core.records.engine import run
from core.records.errors import RecordError
from core.records.query import Filter, Query, RecordSelection, Result
from core.rest import render
from core.rest.bodies import ABSENT
from core.rest.errors import JSON, RestError, handle
from core.rest.operations import OPERATIONS, Operation
from core.rest.parse import Arguments
from core.rest.render import Answer, key_for
from core.rest.selection import refuse_unknown, selection_of
from metadata.schema.snapshot import ObjectSchema

MANDATORY = (
    "Filters are mandatory for bulk {operation} operations. "
    "Please provide at least one filter to prevent accidental {effect} of all records."
)


@dataclass(frozen=True, slots=True)
class Call:
    """One request after its path, parameters and caller are known."""

    operation: Operation
    context: Context
    arguments: Arguments
    body: Any = ABSENT
    id: UUID | None = None
    field: str | None = None


class RecordView(ViewSet):
    """A method an operation; each of them asks the engine once."""

    schema_object: ClassVar[ObjectSchema]
    operations = OPERATIONS
    call: Call = None  # type: ignore[assignment]  # given to each instance
    authentication_classes: list[type] = []  # the caller is known before the object is
    permission_classes: list[type] = []
    renderer_classes = [JSONRenderer, BrowsableAPIRenderer]

    @classmethod
    def answer(cls, request: HttpRequest, call: Call) -> HttpResponseBase:
        """DRF's own dispatch only for a browser, which is shown a page."""
        if wants_page(request):
            return cls.as_view({str(request.method).lower(): call.operation.name}, call=call)(request)
        answer = getattr(cls(call=call), call.operation.name)(request)
        return HttpResponse(answer.body, status=answer.status, content_type=JSON, headers=answer.headers)

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        if isinstance(response, Answer):
            response = Response(orjson.loads(response.body), status=response.status, headers=response.headers)
        return super().finalize_response(request, response, *args, **kwargs)

    def get_exception_handler(self) -> Callable[..., Any]:
        return handle

    def get_view_name(self) -> str:
        return self.schema_object.label_plural

    def get_view_description(self, html: bool = False) -> str:
        return self.call.operation.sentence if self.call else ""

    # -- what the operations share ---------------------------------------------------------------------------------
    @property
    def object_name(self) -> str:
        return self.schema_object.name_singular

    @property
    def key(self) -> str:
        return key_for(self.call.operation.key, self.schema_object)

    def selection(self, target: ObjectSchema | None = None) -> RecordSelection:
        arguments, schema = self.call.arguments, self.call.context.schema
        obj = target or self.schema_object
        if arguments.fields is not None:
            refuse_unknown(self.call.context, obj, arguments.depth, arguments.fields)
        return selection_of(schema, obj, arguments.depth, arguments.fields)

    def mandatory_filter(self, operation: str, effect: str) -> Filter:
        found = self.call.arguments.filter
        if found is None:
            message = MANDATORY.format(operation=operation, effect=effect)
            raise RestError("FILTER_REQUIRED", message, field="filter")
        return found

    @property
    def given_id(self) -> UUID:
        assert self.call.id is not None
        return self.call.id

    def run(self, query: Query) -> Result:
        try:
            return run(query, self.call.context)
        except RecordError as error:
            raise with_conflict(error, self.schema_object, self.call.context) from None

    def one(self, record: bytes, result: Result) -> Answer:
        return Answer(render.data(self.key, record), self.call.operation.status, result.truncated)

    def many(self, result: Result) -> Answer:
        return Answer(render.data(self.key, result.records), self.call.operation.status, result.truncated)


def wants_page(request: HttpRequest) -> bool:
    """Browsers say so by their Accept header; a plain `text/html` is the default of some HTTP libraries."""
    return "application/xhtml+xml" in request.META.get("HTTP_ACCEPT", "") or request.GET.get("format") == "api"
