"""What django-axes answers when a name has failed to sign in too often: a page to a page, nothing else to an API."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def refuse(request: HttpRequest, answer: HttpResponse, credentials: Mapping[str, Any] | None = None) -> HttpResponse:
    """GraphQL has refused in its own form already, also where a session stands for the caller."""
    if not request.path_info.startswith(settings.PAGE_PREFIXES):
        return answer
    minutes = round(settings.AXES_COOLOFF_TIME.total_seconds() / 60)
    response = render(request, "docs/locked_out.html", {"minutes": minutes}, status=429)
    response.headers["Retry-After"] = str(minutes * 60)
    return response
