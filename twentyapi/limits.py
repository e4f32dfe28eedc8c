"""What is refused before any view sees it: too long a URL, too big a body."""

import io

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from twentyapi.refusals import refusal

CHUNK = 64 * 1024
DRAIN_FACTOR = 8


def refuse(request: HttpRequest) -> HttpResponse | None:
    meta = request.META
    if len(request.path_info) + len(meta.get("QUERY_STRING", "")) > settings.TWENTYAPI_MAX_URL_BYTES:
        return refusal(414, f"The URL is longer than {settings.TWENTYAPI_MAX_URL_BYTES} bytes")
    if "HTTP_TRANSFER_ENCODING" in meta:
        return None if _take_chunked_body(request) else body_too_big()
    declared = meta.get("CONTENT_LENGTH") or "0"
    if not declared.isdigit():
        return refusal(400, "Content-Length must be a number")
    if int(declared) > settings.TWENTYAPI_MAX_BODY_BYTES:
        _drain(request)
        return body_too_big()
    return None


def body_too_big() -> HttpResponse:
    return refusal(413, f"The request body is larger than {settings.TWENTYAPI_MAX_BODY_BYTES} bytes")


def _take_chunked_body(request: HttpRequest) -> bool:
    """Django reads no body without a Content-Length, so a chunked one is taken here. False: it is too big."""
    body = request.META["wsgi.input"].read(settings.TWENTYAPI_MAX_BODY_BYTES + 1)
    if len(body) > settings.TWENTYAPI_MAX_BODY_BYTES:
        _drain(request)
        return False
    request.META["CONTENT_LENGTH"] = str(len(body))
    request._stream = io.BytesIO(body)  # type: ignore[attr-defined]
    return True


def _drain(request: HttpRequest) -> None:
    """Reads on, within reason: most clients look for an answer only when they have sent everything."""
    source = request.META["wsgi.input"]
    for _ in range(DRAIN_FACTOR * settings.TWENTYAPI_MAX_BODY_BYTES // CHUNK):
        if not source.read(CHUNK):
            return
