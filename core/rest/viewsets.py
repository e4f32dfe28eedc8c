"""The viewset class of an object, made from its schema."""

from functools import lru_cache
from typing import Any

from django.urls import URLPattern, path

from core.rest.field_views import FieldViews
from core.rest.operations import OPERATIONS
from core.rest.read_views import ReadViews
from core.rest.write_views import WriteViews
from metadata.schema.snapshot import ObjectSchema

KEPT = 1024


class RecordViewSet(FieldViews, ReadViews, WriteViews):
    """Every operation of REST Core on one object; `operations` describes them."""


@lru_cache(maxsize=KEPT)
def viewset_for(obj: ObjectSchema) -> type[RecordViewSet]:
    body = {"schema_object": obj, "__doc__": obj.description, "__module__": __name__}
    return type(f"{obj.singular_title}ViewSet", (RecordViewSet,), body)


def patterns_for(obj: ObjectSchema) -> list[URLPattern]:
    """The routes of one object as Django patterns, for documents made from them. Requests take `find_route`."""
    viewset = viewset_for(obj)
    actions: dict[str, dict[str, Any]] = {}
    for row in OPERATIONS.values():
        for route in row.paths:
            actions.setdefault(route, {}).update((method.lower(), row.name) for method in row.methods)
    return [
        path(_django_route(route, obj), viewset.as_view(methods), name=f"{obj.name_plural}-{route}")
        for route, methods in actions.items()
    ]


def _django_route(route: str, obj: ObjectSchema) -> str:
    return route.replace("{plural}", obj.name_plural).replace("{id}", "<uuid:id>").replace("{field}", "<str:field>")
