"""How drf-spectacular asks a view for its operations: record viewsets answer from REST Core's table."""

from typing import Any

from drf_spectacular.openapi import AutoSchema

from core.rest.base_view import RecordView
from docs.openapi.operations import operation_schema


class WorkspaceAutoSchema(AutoSchema):
    """Set as DRF's DEFAULT_SCHEMA_CLASS. Views that are no record viewsets are described as drf-spectacular does."""

    def get_operation(
        self, path: str, path_regex: str, path_prefix: str, method: str, registry: Any
    ) -> dict[str, Any] | None:
        if not isinstance(self.view, RecordView):
            return super().get_operation(path, path_regex, path_prefix, method, registry)  # type: ignore[no-any-return]
        obj = self.view.schema_object
        row = self.view.operations[self.view.action_map[method.lower()]]
        route = path.removeprefix("/").replace(obj.name_plural, "{plural}", 1)
        return operation_schema(row, obj, self.view.context, route, method)
