"""API calls from our own pages: the session stands for the caller, and a key never reaches the browser.

Such a call has the session's cookie and no Authorization header, and either it carries the CSRF token as a header,
which no other site can send, or a person has opened an address below /rest/ in the browser.
"""

from collections.abc import Callable
from uuid import UUID

import orjson
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from rest_framework.authentication import CSRFCheck

from apikeys import sessions
from apikeys.models import Membership
from docs.pages.browsable import page

API_KEY, WORKSPACE = "playground_key", "workspace"
PATHS = ("/rest/", "/graphql", "/metadata")
REFUSED = {"statusCode": 403, "messages": ["CSRF token missing or incorrect"], "error": "FORBIDDEN_EXCEPTION"}


def is_session_call(request: HttpRequest) -> bool:
    meta = request.META
    if "HTTP_AUTHORIZATION" in meta or not request.path_info.startswith(PATHS):
        return False
    if is_navigation(request):
        return True
    return (
        "HTTP_COOKIE" in meta
        and ("HTTP_X_CSRFTOKEN" in meta or (request.path_info.startswith("/rest/") and wants_page(request)))
        and settings.SESSION_COOKIE_NAME in request.COOKIES
    )


def is_navigation(request: HttpRequest) -> bool:
    """Somebody has opened an address of REST in a browser. A script that takes HTML as well says so by its mode."""
    return (
        request.method == "GET"
        and request.path_info.startswith("/rest/")
        and wants_page(request)
        and request.META.get("HTTP_SEC_FETCH_MODE", "navigate") == "navigate"
    )


def wants_page(request: HttpRequest) -> bool:
    return "text/html" in request.META.get("HTTP_ACCEPT", "")


class SessionCalls:
    """The last middleware of the page stack: it lends session calls their credential and shows answers as pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_session_call(request):
            return self.get_response(request)
        as_page = wants_page(request)
        if is_forged(request):
            return HttpResponse(orjson.dumps(REFUSED), status=403, content_type="application/json")
        token = person_token(request) or session_key(request) if as_page else call_token(request)
        if token:
            request.META["HTTP_AUTHORIZATION"] = f"Bearer {token}"
        elif is_navigation(request) and not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not as_page:
            return self.get_response(request)
        request.META["HTTP_ACCEPT"] = "application/json"
        return page(request, self.get_response(request))


def is_forged(request: HttpRequest) -> bool:
    """Django's own check, whatever the view: DRF's views are exempt from it, since a key needs none."""
    _ = request.body  # read before the check looks for a form in it
    check = CSRFCheck(lambda request: HttpResponse())
    check.process_request(request)
    return check.process_view(request, lambda: None, (), {}) is not None


def call_token(request: HttpRequest) -> str | None:
    """The key that was made or pasted, else the signed-in person."""
    return session_key(request) or person_token(request)


def session_key(request: HttpRequest) -> str | None:
    return request.session.get(API_KEY)


def person_token(request: HttpRequest) -> str | None:
    """A short-lived token of the person, for the workspace chosen in the session."""
    membership = chosen_membership(request)
    return None if membership is None else sessions.playground(membership)["token"]


def chosen_membership(request: HttpRequest) -> Membership | None:
    found = memberships(request)
    return next((one for one in found if str(one.pk) == request.session.get(WORKSPACE)), found[0] if found else None)


def memberships(request: HttpRequest) -> list[Membership]:
    """Where the signed-in person is a member; the workspace joined first comes first."""
    if not request.user.is_authenticated:
        return []
    rows = Membership.objects.filter(person__user_id=request.user.pk, workspace__activation_status="ACTIVE")
    return list(rows.select_related("workspace", "role", "person__user"))


def choose_workspace(request: HttpRequest, membership_id: UUID) -> None:
    request.session[WORKSPACE] = str(membership_id)
