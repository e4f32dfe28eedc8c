"""The page that a browser gets at `/`; every other client gets the 404 that the reference gives."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static

from docs.pages.session import chosen_membership, wants_page


def is_start(request: HttpRequest) -> bool:
    return request.path_info == "/" and request.method in ("GET", "HEAD") and wants_page(request)


def start(request: HttpRequest) -> HttpResponse:
    if not is_start(request):
        raise Http404
    return render(request, "docs/start.html", {"membership": chosen_membership(request)})


def icon(request: HttpRequest) -> HttpResponse:
    """Where a browser looks for it beside an answer that is no page of ours."""
    return redirect(static("docs/icon.svg"))
