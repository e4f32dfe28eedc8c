"""/rest/metadata/views, viewFields, viewFilters, viewFilterGroups, viewSorts, viewGroups: bare bodies, bare arrays."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from rest_framework.request import Request

from metadata.models import View
from metadata.services import views
from metadata.services.inputs import as_uuid
from metadata.services.view_keys import KINDS, Kind

from . import errors, inputs, naming
from .base import MetadataViewSet
from .render import Json, Jsons, answer
from .view_render import PREFETCHED, identifiers_of, part_json, view_json, with_surroundings


class Views(MetadataViewSet):
    flag = "VIEWS"
    kind = KINDS["view"]

    def list(self, request: Request) -> HttpResponse:
        rows = View.objects.filter(workspace_id=self.workspace_id).order_by("position", "created_at", "id")
        narrow = request.query_params.get("objectMetadataId")
        if narrow:
            rows = rows.filter(object_id=naming.path_object(self.workspace_id, narrow))
        return answer(self._printed(rows, parts=True))

    def retrieve(self, request: Request, pk: str) -> HttpResponse:
        row = views.one(self.workspace_id, self.kind, naming.path_id(pk))
        return answer(self._printed(View.objects.filter(id=row.id), parts=True)[0])

    def create(self, request: Request) -> HttpResponse:
        given = inputs.with_object_id(self.workspace_id, self.given, "objectMetadataId")
        row = views.create(self.workspace_id, self.kind, checked(given, self.kind, creating=True))
        return answer(self._printed(View.objects.filter(id=row.pk), parts=False)[0], 201)

    def update(self, request: Request, pk: str) -> HttpResponse:
        given = checked(self.given, self.kind, creating=False)
        row = views.update(self.workspace_id, self.kind, naming.path_id(pk), given)
        return answer(self._printed(View.objects.filter(id=row.pk), parts=False)[0])

    def destroy(self, request: Request, pk: str) -> HttpResponse:
        views.delete(self.workspace_id, self.kind, naming.path_id(pk))
        return answer({"success": True})

    def _printed(self, rows: QuerySet[View], *, parts: bool) -> Jsons:
        found = list(rows.select_related("object").prefetch_related(*PREFETCHED))
        identifiers = identifiers_of(found)
        return [view_json(row, identifiers, parts=parts) for row in found]


class ViewParts(MetadataViewSet):
    """One class for the five kinds of parts; `kind` comes from the route."""

    flag = "VIEWS"
    kind: Kind = KINDS["viewField"]

    def list(self, request: Request) -> HttpResponse:
        rows: Any = self.kind.model._default_manager.filter(workspace_id=self.workspace_id).order_by("created_at", "id")
        narrow = request.query_params.get("viewId")
        if narrow:
            rows = rows.filter(view_id=naming.path_id(narrow))
        around = [name for name in ("workspace", "view", "field", "group") if hasattr(self.kind.model, name)]
        return answer(with_surroundings(rows.select_related(*around), self.kind))

    def retrieve(self, request: Request, pk: str) -> HttpResponse:
        return answer(part_json(views.one(self.workspace_id, self.kind, naming.path_id(pk)), self.kind))

    def create(self, request: Request) -> HttpResponse:
        given = checked(self.given, self.kind, creating=True)
        return answer(part_json(views.create(self.workspace_id, self.kind, given), self.kind), 201)

    def update(self, request: Request, pk: str) -> HttpResponse:
        given = checked(self.given, self.kind, creating=False)
        return answer(part_json(views.update(self.workspace_id, self.kind, naming.path_id(pk), given), self.kind))

    def destroy(self, request: Request, pk: str) -> HttpResponse:
        views.delete(self.workspace_id, self.kind, naming.path_id(pk))
        return answer({"success": True})


def checked(given: Json, kind: Kind, *, creating: bool) -> Json:
    """The form of every key; what the ids name is the service's to check."""
    problems = []
    for name, key in kind.keys.items():
        value = None if key.fixed and not creating else given.get(name)
        if value is None:
            if creating and key.required:
                problems += (
                    [f"{name} should not be empty", f"{name} {key.rule}"] if key.rule else [f"{name} is required"]
                )
        elif not key.holds(value):
            problems.append(f"{name} {key.rule}")
    if given.get("id") is not None and as_uuid(given["id"]) is None:
        problems.append("id must be a UUID")
    if problems:
        raise errors.plain(problems)
    return given
