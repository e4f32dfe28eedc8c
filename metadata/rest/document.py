"""/rest/metadata/export and /rest/metadata/apply: the data model as one document."""

from django.http import HttpResponse
from rest_framework.request import Request

from metadata.document_text import UnreadableDocument, parsed, printed
from metadata.services.apply import apply_model, plan_model
from metadata.services.document import export_model

from . import errors
from .base import MetadataViewSet
from .render import JSON, Json, answer

YAML = "application/yaml; charset=utf-8"
YAML_TYPES = ("application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml")


class ModelDocument(MetadataViewSet):
    def export(self, request: Request) -> HttpResponse:
        as_yaml = request.query_params.get("format") == "yaml"
        text = printed(export_model(self.workspace_id), as_yaml=as_yaml)
        return HttpResponse(text, content_type=YAML if as_yaml else JSON)

    def apply(self, request: Request) -> HttpResponse:
        """`dryRun=true` answers the plan; steps that lose data need `allowDestructive=true`."""
        document = self._document(request)
        if _asked(request, "dryRun"):
            return answer(_result(plan_model(self.workspace_id, document), dry_run=True))
        steps = apply_model(self.workspace_id, document, allow_destructive=_asked(request, "allowDestructive"))
        return answer(_result(steps, dry_run=False))

    def _document(self, request: Request) -> Json:
        plain = request._request
        if plain.content_type not in YAML_TYPES:
            return self.given
        try:
            return parsed(plain.body, as_yaml=True)
        except UnreadableDocument as error:
            raise errors.plain(str(error)) from None


def _asked(request: Request, name: str) -> bool:
    return request.query_params.get(name) in ("true", "1")


def _result(steps: list[Json], *, dry_run: bool) -> Json:
    return {"dryRun": dry_run, "destructive": any(step["destructive"] for step in steps), "steps": steps}
