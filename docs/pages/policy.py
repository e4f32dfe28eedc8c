"""The Content-Security-Policy of every page. What a page may do beyond the strict policy stands in EXCEPTIONS."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

HEADER = "Content-Security-Policy"
STRICT = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}
INLINE_STYLES = {"style-src": "'self' 'unsafe-inline'"}
EXCEPTIONS: tuple[tuple[str, dict[str, str]], ...] = (
    # GraphiQL's editor writes <style> elements, carries its icon font in the style sheet and runs workers of ours.
    ("/playground/graphql/", INLINE_STYLES | {"font-src": "'self' data:", "worker-src": "'self'"}),
    # Swagger UI's pictures are data: addresses, and its panels come with style attributes.
    ("/playground/rest/", INLINE_STYLES),
    # The admin's theme runs Alpine.js, which evaluates the attributes of its elements, and sets its colours in a
    # <style> element. Inline scripts stay forbidden.
    ("/admin/", INLINE_STYLES | {"script-src": "'self' 'unsafe-eval'"}),
)


class ContentSecurityPolicy:
    """Middleware of the page stack; a view may set a policy of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault(HEADER, policy_for(request.path_info))
        return response


def policy_for(path: str) -> str:
    added: dict[str, str] = next((rules for prefix, rules in EXCEPTIONS if path.startswith(prefix)), {})
    return "; ".join(f"{name} {value}" for name, value in (STRICT | added).items())
