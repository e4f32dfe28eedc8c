"""Under which name django-axes counts the failures of a sign-in."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

LONGEST = 255


def counted_name(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> str:
    """One for all spellings: accounts are found whatever the case of their address."""
    given = (credentials or {}).get("username") or request.POST.get("username") or ""
    return str(given).casefold().replace("\x00", "")[:LONGEST]
