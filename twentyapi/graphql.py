"""The metadata schema, composed from the apps, and the view that answers POST /metadata."""

from functools import cache

import graphene
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from apikeys.authentication import AuthenticationError, Caller, caller_of
from apikeys.graphql import ACCESS_DOORS, AccessMutation, AccessQuery, refused_credential
from metadata.graphql.context import Context
from metadata.graphql.execution import Endpoint
from metadata.graphql.mutations import ModelMutation
from metadata.graphql.queries import CONSTANT, ModelQuery
from metadata.graphql.views import ViewMutation, ViewQuery
from metadata.graphql_http import answer, mutation_by_get, read_request
from metadata.origin import origin
from metadata.services.change import Author, author
from webhooks.graphql import WebhookMutation, WebhookQuery


class Query(ModelQuery, ViewQuery, AccessQuery, WebhookQuery):
    """Everything that may be read of a workspace's data model, access and webhooks."""


class Mutation(ModelMutation, ViewMutation, AccessMutation, WebhookMutation):
    """Everything that may be changed of them."""


@cache
def endpoint() -> Endpoint:
    """Made at the first request, once a process."""
    return Endpoint(graphene.Schema(query=Query, mutation=Mutation).graphql_schema, ACCESS_DOORS, CONSTANT)


@csrf_exempt
def metadata_view(request: HttpRequest) -> HttpResponse:
    """One GraphQL request on the data model of the caller's workspace."""
    asked = read_request(request)
    if isinstance(asked, HttpResponse):
        return asked
    try:
        caller = caller_or_none(request)
    except AuthenticationError as error:
        return answer(request, {"errors": [refused_credential(error)]})
    context = Context(caller, origin(request), request)
    by = author.set(Author.of(caller) if caller else None)
    try:
        found = endpoint().answer(asked, context, open=caller is not None or settings.DEBUG)
    finally:
        author.reset(by)
    if found.mutation_by_get:
        return mutation_by_get()
    return answer(request, found.body, status=found.status, document_failed=found.document_failed)


def caller_or_none(request: HttpRequest) -> Caller | None:
    """None without a credential: some roots serve anybody. A bad credential is refused."""
    try:
        return caller_of(request)
    except AuthenticationError as error:
        if error.open_to_anybody:
            return None
        raise
