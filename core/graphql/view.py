"""POST /graphql and GET /graphql: the record API of the caller's workspace."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from apikeys.authentication import Caller, caller_of
from apikeys.errors import AuthenticationError
from core.graphql.answer import answer
from core.graphql.errors import NoSuchOperation, RequestRefused, credential_refused
from core.graphql.session import Session
from core.records.context import Limits
from metadata.graphql_http import JSON, mutation_by_get, read_request, refusal
from metadata.graphql_http import answer as http_answer
from metadata.origin import origin

NO_OPERATION = "Could not determine what operation to execute."
EXPLORER = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>GraphQL</title>
<meta http-equiv="refresh" content="0; url=/playground">
<p><a href="/playground">The playground</a> sends queries to this address.</p>
</html>
"""
"""200 as recorded, and no redirect: a client that follows none is not told that the address is wrong."""


def graphql(request: HttpRequest) -> HttpResponse:
    """The whole exchange: read, authenticate, validate, run, answer."""
    if is_browser(request):
        return HttpResponse(EXPLORER) if leads_to_playground(request) else HttpResponse(status=406)
    asked = read_request(request)
    if isinstance(asked, HttpResponse):
        return asked
    try:
        session = Session(asked, lambda: caller_of(request), limits_of, origin(request))
        session.read()
        if asked.read_only and session.operation.kind != "query":
            return mutation_by_get()
        session.prepare()
        response = HttpResponse(answer(session), content_type=JSON)
        if session.allowance is not None:
            for name, value in session.allowance.headers().items():
                response.headers[name] = value
        return response
    except NoSuchOperation:
        return refusal(NO_OPERATION)
    except AuthenticationError as error:
        refused = credential_refused(error)
    except RequestRefused as error:
        refused = error
    return http_answer(request, refused.body, document_failed=refused.document_failed)


def is_browser(request: HttpRequest) -> bool:
    """Somebody has typed the address into a browser."""
    return (
        request.method == "GET"
        and "query" not in request.GET
        and "text/html" in (request.META.get("HTTP_ACCEPT") or "")
    )


def leads_to_playground(request: HttpRequest) -> bool:
    """In development, where a plain `text/html` may be any HTTP library's and gets the recorded 406."""
    return settings.DEBUG or (not settings.PRODUCTION and "application/xhtml+xml" in request.META["HTTP_ACCEPT"])


def limits_of(caller: Caller) -> Limits:
    return Limits(
        default_page=settings.TWENTYAPI_GRAPHQL_LIST_DEFAULT,
        max_page=settings.TWENTYAPI_GRAPHQL_LIST_MAX,
        nested_page=settings.TWENTYAPI_NESTED_MAX,
        batch=caller.settings.batch_limit,
        matches=settings.TWENTYAPI_MANY_MAX,
        complexity=settings.TWENTYAPI_GRAPHQL_MAX_COST,
        time_zone=caller.settings.time_zone,
    )
