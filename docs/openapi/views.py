"""The documents over HTTP: cached for each version of the data model and each role."""

from collections.abc import Callable
from threading import Lock
from typing import Any

import orjson
import yaml
from cachetools import LRUCache
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from apikeys.authentication import AuthenticationError, Caller, caller_of
from apikeys.errors import refusal
from core.rest.views import limits_of
from core.serving import context_for
from docs.openapi.generator import CoreGenerator, base_document
from docs.openapi.metadata import metadata_document
from metadata.origin import origin

JSON, YAML = "application/json; charset=utf-8", "application/yaml; charset=utf-8"
_kept: LRUCache[tuple[Any, ...], bytes] = LRUCache(maxsize=128)
_lock = Lock()


def core_document(request: HttpRequest) -> HttpResponseBase:
    return guarded(request, core_bytes)


def metadata_api_document(request: HttpRequest) -> HttpResponseBase:
    return guarded(request, metadata_bytes)


def core_document_alias(request: HttpRequest) -> HttpResponseBase:
    return open_alias(request, core_bytes)


def metadata_api_document_alias(request: HttpRequest) -> HttpResponseBase:
    return open_alias(request, metadata_bytes)


Bytes = Callable[[HttpRequest, Caller], bytes]


def guarded(request: HttpRequest, document: Bytes) -> HttpResponseBase:
    try:
        return answer(request, document(request, caller_of(request)))
    except AuthenticationError as error:
        return refusal(error)


def open_alias(request: HttpRequest, document: Bytes) -> HttpResponseBase:
    """Without a usable token the base document: known clients test their connection here."""
    try:
        return answer(request, document(request, caller_of(request)))
    except AuthenticationError:
        return answer(request, rendered(request, base_document(origin(request))))


def core_bytes(request: HttpRequest, caller: Caller) -> bytes:
    context = context_for(caller, limits_of(caller))
    key = (caller.workspace_id, context.schema.version, caller.permissions.key, context.limits)
    return kept(request, key, lambda: CoreGenerator(context, origin(request)).document())


def metadata_bytes(request: HttpRequest, caller: Caller) -> bytes:
    wrapped = caller.metadata_format == "wrapped"
    return kept(request, ("metadata", wrapped), lambda: metadata_document(origin(request), wrapped))


def kept(request: HttpRequest, key: tuple[Any, ...], document: Callable[[], dict[str, Any]]) -> bytes:
    whole = (*key, origin(request), wants_yaml(request))
    found = _kept.get(whole)
    if found is None:
        found = rendered(request, document())
        with _lock:
            _kept[whole] = found
    return found


def rendered(request: HttpRequest, document: dict[str, Any]) -> bytes:
    if not wants_yaml(request):
        return orjson.dumps(document)
    plain = orjson.loads(orjson.dumps(document))  # without the shared parts that YAML would print as aliases
    return yaml.safe_dump(plain, sort_keys=False, allow_unicode=True).encode()


def wants_yaml(request: HttpRequest) -> bool:
    return request.GET.get("format") == "yaml" or "yaml" in request.META.get("HTTP_ACCEPT", "")


def answer(request: HttpRequest, body: bytes) -> HttpResponse:
    return HttpResponse(body, content_type=YAML if wants_yaml(request) else JSON)
