"""ETag, 304 and HEAD for the answers of the APIs."""

import base64
import hashlib

from django.http import HttpRequest, HttpResponse


def entity_tag(body: bytes) -> str:
    digest = hashlib.sha1(body, usedforsecurity=False).digest()
    return f'W/"{len(body):x}-{base64.b64encode(digest).decode().rstrip("=")}"'


def tag(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Adds the weak ETag of a JSON answer; a client that already holds a GET's answer gets 304."""
    if response.streaming or not response.get("Content-Type", "").startswith("application/json"):
        return response
    etag = response.headers.setdefault("ETag", entity_tag(response.content))
    if request.method == "GET" and response.status_code == 200 and _holds(request, etag):
        return _not_modified(response)
    return response


def without_body(response: HttpResponse) -> HttpResponse:
    """What HEAD shows of a GET: everything but the body."""
    if not response.streaming:
        response.headers["Content-Length"] = str(len(response.content))
        response.content = b""
    return response


def _holds(request: HttpRequest, etag: str) -> bool:
    held = request.META.get("HTTP_IF_NONE_MATCH")
    if not held:
        return False
    bare = etag.removeprefix("W/")
    return held.strip() == "*" or any(one.strip().removeprefix("W/") == bare for one in held.split(","))


def _not_modified(response: HttpResponse) -> HttpResponse:
    answer = HttpResponse(status=304)
    del answer.headers["Content-Type"]
    for name, value in response.items():
        if name.lower() not in ("content-type", "content-length"):
            answer.headers[name] = value
    return answer
