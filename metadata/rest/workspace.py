"""/rest/metadata/workspace: the settings of the caller's own workspace."""

from dataclasses import asdict
from typing import Any

from django.http import HttpResponse
from rest_framework.request import Request

from metadata.models import Workspace
from metadata.services.settings import update_workspace

from .base import MetadataViewSet
from .render import Json, workspace_json

LIMITS = {
    "batch_limit": "batchLimit",
    "rate_limit_per_second": "rateLimitPerSecond",
    "rate_limit_per_minute": "rateLimitPerMinute",
    "time_zone": "timeZone",
}


class WorkspaceSettings(MetadataViewSet):
    flag = "WORKSPACE"

    def retrieve(self, request: Request) -> HttpResponse:
        return self.one(self._json(Workspace.objects.get(id=self.workspace_id)), "workspace")

    def update(self, request: Request) -> HttpResponse:
        if "defaultRoleId" in self.given:
            self.require("ROLES")
        row = update_workspace(self.workspace_id, self.given)
        return self.one(self._json(row), "updateWorkspace")

    def _json(self, row: Workspace) -> Json:
        limits: dict[str, Any] = asdict(self.request.auth.settings)
        return workspace_json(row, {key: limits[name] for name, key in LIMITS.items()})
