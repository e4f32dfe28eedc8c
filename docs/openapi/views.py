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
from core.records.context import Context
from core.records.errors import RecordError
from core.rest.errors import response
from core.rest.filter_grammar import near
from core.rest.views import limits_of
from core.serving import context_for
from docs.openapi.generator import CoreGenerator, base_document, part_of, readable_objects
from docs.openapi.metadata import metadata_document
from metadata.origin import origin

JSON, YAML = "application/json; charset=utf-8", "application/yaml; charset=utf-8"
DUMPER: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
"""libyaml's where PyYAML has it: a large document takes the other one seconds."""
MOST_KEPT = 32 * 2**20
_kept: LRUCache[tuple[Any, ...], bytes] = LRUCache(maxsize=MOST_KEPT, getsizeof=len)
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
        return described(request, document)
    except AuthenticationError as error:
        return refusal(error)


def open_alias(request: HttpRequest, document: Bytes) -> HttpResponseBase:
    """Without a usable token the base document: known clients test their connection here."""
    try:
        return described(request, document)
    except AuthenticationError:
        return answer(request, rendered(base_document(origin(request)), wants_yaml(request)))


def described(request: HttpRequest, document: Bytes) -> HttpResponseBase:
    """Raises AuthenticationError."""
    try:
        return answer(request, document(request, caller_of(request)))
    except RecordError as error:
        return response(error)


def core_bytes(request: HttpRequest, caller: Caller) -> bytes:
    """Of some objects it is a part of the whole document, which is kept too."""
    context, server = context_for(caller, limits_of(caller)), origin(request)
    names = asked_objects(request, context)
    key = (caller.workspace_id, context.schema.version, caller.permissions.key, context.limits, server)

    def whole() -> dict[str, Any]:
        return CoreGenerator(context, server).document()

    if not names:
        return kept(key, whole, wants_yaml(request))
    return kept((*key, names), lambda: part_of(orjson.loads(kept(key, whole)), names), wants_yaml(request))


def asked_objects(request: HttpRequest, context: Context) -> frozenset[str]:
    """`?objects=companies,rocket`, by either name: the plurals. Empty for all."""
    asked = [name.strip() for name in request.GET.get("objects", "").split(",") if name.strip()]
    if not asked:
        return frozenset()
    by_name = {
        name: obj.name_plural for obj in readable_objects(context) for name in (obj.name_plural, obj.name_singular)
    }
    for name in asked:
        if name not in by_name:
            allowed = sorted(set(by_name.values()))
            message = f"object '{name}' not found. eg: ?objects=companies,people"
            raise RecordError(
                "OBJECT_NOT_FOUND", message, field="objects", found=name, allowed=allowed, **near(name, allowed)
            )
    return frozenset(by_name[name] for name in asked)


def metadata_bytes(request: HttpRequest, caller: Caller) -> bytes:
    wrapped, server = caller.metadata_format == "wrapped", origin(request)
    return kept(("metadata", wrapped, server), lambda: metadata_document(server, wrapped), wants_yaml(request))


def kept(key: tuple[Any, ...], document: Callable[[], dict[str, Any]], as_yaml: bool = False) -> bytes:
    with _lock:
        found = _kept.get((*key, as_yaml))
    if found is None:
        found = rendered(document(), as_yaml)
        if len(found) <= _kept.maxsize:
            with _lock:
                _kept[(*key, as_yaml)] = found
    return found


def rendered(document: dict[str, Any], as_yaml: bool) -> bytes:
    if not as_yaml:
        return orjson.dumps(document)
    plain = orjson.loads(orjson.dumps(document))  # without the shared parts that YAML would print as aliases
    return yaml.dump(plain, Dumper=DUMPER, sort_keys=False, allow_unicode=True).encode()


def wants_yaml(request: HttpRequest) -> bool:
    return request.GET.get("format") == "yaml" or "yaml" in request.META.get("HTTP_ACCEPT", "")


def answer(request: HttpRequest, body: bytes) -> HttpResponse:
    return HttpResponse(body, content_type=YAML if wants_yaml(request) else JSON)
