"""CORS: every origin may call the APIs with a token; cookies never count."""

from django.http import HttpRequest, HttpResponse

METHODS = "GET,HEAD,PUT,PATCH,POST,DELETE"
EXPOSED = ",".join(
    (
        "WWW-Authenticate",
        "Retry-After",
        "X-RateLimit-Limit",
        "X-RateLimit-Remaining",
        "X-RateLimit-Reset",
        "X-Truncated-Relations",
        "ETag",
        "Idempotent-Replayed",
        "Allow",
        "Deprecation",
        "Link",
        "X-Request-Id",
    )
)


def preflight(request: HttpRequest) -> HttpResponse:
    """The answer to any OPTIONS request: nothing is looked up, no token is asked for."""
    response = HttpResponse(status=204)
    response.headers["Access-Control-Allow-Methods"] = METHODS
    response.headers["Vary"] = "Access-Control-Request-Headers"
    asked = request.headers.get("Access-Control-Request-Headers")
    if asked and asked.isprintable():
        response.headers["Access-Control-Allow-Headers"] = asked
    response.headers["Access-Control-Expose-Headers"] = "WWW-Authenticate"  # as recorded; pages never read it
    response.headers["Content-Length"] = "0"
    del response.headers["Content-Type"]
    return response


def open_to_all(response: HttpResponse) -> None:
    headers = response.headers
    headers["Access-Control-Allow-Origin"] = "*"
    headers.setdefault("Access-Control-Expose-Headers", EXPOSED)
