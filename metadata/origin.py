"""Where the caller sees the server."""

from django.http import HttpRequest


def origin(request: HttpRequest) -> str:
    """Only ever told back to the caller, so any host name will do: the APIs do not look at ALLOWED_HOSTS."""
    meta = request.META
    return f"{request.scheme}://{meta.get('HTTP_HOST') or _own_name(meta['SERVER_NAME'], meta['SERVER_PORT'])}"


def _own_name(name: str, port: str) -> str:
    return name if port in ("80", "443") else f"{name}:{port}"
