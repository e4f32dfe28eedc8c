"""REST of webhooks: /rest/metadata/webhooks and its alias /rest/webhooks, with the log of their deliveries."""

from typing import Any, cast
from uuid import UUID

import orjson
from django.http import HttpResponse
from django.urls import re_path
from rest_framework.request import Request

from apikeys.caller import Caller
from apikeys.rest import ONE, AccessViewSet, answer, checked_id
from metadata.errors import MetadataNotFound, MetadataValidationError
from webhooks import render
from webhooks.services import deliveries, webhooks

TRUE_CONTENT_TYPE = "text/html; charset=utf-8"
"""A deletion answers `true`, and calls it text."""


class WebhookViewSet(AccessViewSet):
    @property
    def caller(self) -> Caller:
        return cast(Caller, self.request.auth)

    def handle_exception(self, exc: Exception) -> HttpResponse:  # type: ignore[override]
        if isinstance(exc, MetadataNotFound):
            return self.missing(exc)
        if isinstance(exc, MetadataValidationError):
            return answer(_invalid(exc), 400)
        return super().handle_exception(exc)

    def missing(self, error: MetadataNotFound) -> HttpResponse:
        """404 to whoever only asks; a change of what is not there is a bad request."""
        status = 404 if self.request.method == "GET" else 400
        return answer({"statusCode": status, "error": "Error", "messages": [error.message], "code": error.code}, status)


def _invalid(error: MetadataValidationError) -> dict[str, Any]:
    return {
        "statusCode": 400,
        "error": "WorkspaceMigrationBuilderException",
        "messages": [error.message],
        "code": "METADATA_VALIDATION_ERROR",
        "errors": error.errors,
        "summary": error.summary,
        "userFriendlyMessage": error.told,
    }


class Webhooks(WebhookViewSet):
    def list(self, request: Request) -> HttpResponse:
        return answer([render.webhook(row) for row in webhooks.webhooks(self.caller)])

    def create(self, request: Request) -> HttpResponse:
        return answer(render.webhook(webhooks.create_webhook(self.caller, self.given)), 201)

    def retrieve(self, request: Request, pk: str) -> HttpResponse:
        return answer(render.webhook(webhooks.known_webhook(self.caller, checked_id(pk))))

    def partial_update(self, request: Request, pk: str) -> HttpResponse:
        return answer(render.webhook(webhooks.update_webhook(self.caller, checked_id(pk), self.given)))

    def destroy(self, request: Request, pk: str) -> HttpResponse:
        webhooks.delete_webhook(self.caller, checked_id(pk))
        return HttpResponse(orjson.dumps(True), content_type=TRUE_CONTENT_TYPE)


class Deliveries(WebhookViewSet):
    """The log of one webhook."""

    def list(self, request: Request, pk: str) -> HttpResponse:
        asked = {_camel(key): value for key, value in request.query_params.items()}
        found = deliveries.deliveries(self.caller, checked_id(pk), asked)
        return answer([render.delivery(row) for row in found])

    def retrieve(self, request: Request, pk: str, delivery: str) -> HttpResponse:
        return answer(render.delivery(deliveries.delivery(self.caller, *_ids(pk, delivery))))

    def resend(self, request: Request, pk: str, delivery: str) -> HttpResponse:
        return answer(render.delivery(deliveries.resend(self.caller, *_ids(pk, delivery))))

    def resend_range(self, request: Request, pk: str) -> HttpResponse:
        return answer({"count": deliveries.resend_range(self.caller, checked_id(pk), self.given)})


def _ids(pk: str, delivery: str) -> tuple[UUID, UUID]:
    return checked_id(pk), checked_id(delivery)


def _camel(key: str) -> str:
    return "startingAfter" if key == "starting_after" else key


BASE = r"^rest/(?:metadata/)?webhooks"
LOG = BASE + r"/(?P<pk>[^/]+)/deliveries"
urlpatterns = [
    re_path(BASE + r"/?$", Webhooks.as_view({"get": "list", "post": "create"})),
    re_path(BASE + r"/(?P<pk>[^/]+)/?$", Webhooks.as_view(ONE)),
    re_path(LOG + r"/?$", Deliveries.as_view({"get": "list"})),
    re_path(LOG + r"/resend/?$", Deliveries.as_view({"post": "resend_range"})),
    re_path(LOG + r"/(?P<delivery>[^/]+)/?$", Deliveries.as_view({"get": "retrieve"})),
    re_path(LOG + r"/(?P<delivery>[^/]+)/resend/?$", Deliveries.as_view({"post": "resend"})),
]
