"""ETag, 304 and HEAD for the answers of the APIs."""

import base64
import hashlib

from django.http import HttpRequest, HttpResponse

TAGGED = ("application/json", "application/yaml")


def entity_tag(body: bytes) -> str:
    digest = hashlib.sha1(body, usedforsecurity=False).digest()
    return f'W/"{len(body):x}-{base64.b64encode(digest).decode().rstrip("=")}"'


def finish(request: HttpRequest, response: HttpResponse, head: bool) -> HttpResponse:
    """Adds the length, and to JSON and YAML a weak ETag. A client that holds a GET's answer gets 304; HEAD no body."""
    if response.streaming:
        return response
    body = response.content
    response.headers["Content-Length"] = str(len(body))
    if response.get("Content-Type", "").startswith(TAGGED):
        etag = response.headers["ETag"] = entity_tag(body)
        if request.method == "GET" and response.status_code == 200 and _holds(request, etag):
            return _not_modified(response)
    if head:
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
