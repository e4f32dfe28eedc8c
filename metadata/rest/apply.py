"""/rest/metadata/apply and /rest/metadata/export: a whole data model as one document, JSON or YAML."""

from typing import Any

from django.http import HttpResponse
from rest_framework.request import Request

from metadata.apply.document import DocumentRefused
from metadata.apply.plan import DestructiveChange
from metadata.apply.run import apply_model, export_model, plan_model
from metadata.apply.text import as_json, as_yaml, read_text
from metadata.models import Workspace

from .base import MetadataViewSet
from .render import JSON, Json, answer

YAML = "application/yaml; charset=utf-8"


class ApplyModel(MetadataViewSet):
    """`?dryRun=true` answers the plan alone; `?allowDestructive=true` lets it remove things."""

    def apply(self, request: Request) -> HttpResponse:
        document = self.given or read_text(request._request.body)
        workspace = Workspace.objects.get(id=self.workspace_id)
        if request.query_params.get("dryRun") == "true":
            done = plan_model(workspace, document)
        else:
            allowed = request.query_params.get("allowDestructive") == "true"
            done = apply_model(workspace, document, allow_destructive=allowed)
        return self.one(done.as_json(), "applyDataModel")

    def handle_exception(self, exc: Exception) -> HttpResponse:
        if isinstance(exc, DocumentRefused):
            more = {"problems": [fault.as_json() for fault in exc.faults]}
            return answer({**_told(400, exc.lines(), exc.code), **more}, 400)
        if isinstance(exc, DestructiveChange):
            return answer({**_told(409, [exc.message], exc.code), "plan": exc.plan.as_json()}, 409)
        return super().handle_exception(exc)


def _told(status: int, messages: list[str], code: str) -> Json:
    return {"statusCode": status, "error": "Error", "messages": messages, "code": code}


class ExportModel(MetadataViewSet):
    """The document alone in either response format of the workspace, so that it can be sent back as it is."""

    def retrieve(self, request: Request) -> HttpResponse:
        document = export_model(Workspace.objects.get(id=self.workspace_id))
        if wants_yaml(request):
            return HttpResponse(as_yaml(document), content_type=YAML)
        return HttpResponse(as_json(document), content_type=JSON)


def wants_yaml(request: Any) -> bool:
    told = request.query_params.get("format")
    return told == "yaml" if told else "yaml" in request.META.get("HTTP_ACCEPT", "")
