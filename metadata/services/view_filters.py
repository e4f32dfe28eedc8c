"""The conditions of a saved view, frozen, for whoever applies them to records."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from metadata.view_models import View, ViewFilter, ViewFilterGroup


@dataclass(frozen=True, slots=True)
class StoredFilter:
    """One condition. `value` is what the client stored: JSON, or a text that holds JSON."""

    field_id: UUID
    operand: str
    value: Any
    sub_field: str | None
    group_id: UUID | None


@dataclass(frozen=True, slots=True)
class StoredGroup:
    id: UUID
    parent_id: UUID | None
    operator: str  # AND | OR | NOT


@dataclass(frozen=True, slots=True)
class StoredFilters:
    object_id: UUID
    filters: tuple[StoredFilter, ...]
    groups: tuple[StoredGroup, ...]


def stored_filters(workspace_id: UUID, view_id: UUID) -> StoredFilters | None:
    """None for a view that the workspace does not have. Three queries."""
    view = View.objects.filter(workspace_id=workspace_id, id=view_id).values_list("object_id", flat=True).first()
    if view is None:
        return None
    rows = ViewFilter.objects.filter(view_id=view_id).order_by("position", "created_at", "id")
    groups = ViewFilterGroup.objects.filter(view_id=view_id).order_by("position", "created_at", "id")
    return StoredFilters(
        view,
        tuple(
            StoredFilter(*row) for row in rows.values_list("field_id", "operand", "value", "sub_field_name", "group_id")
        ),
        tuple(StoredGroup(*row) for row in groups.values_list("id", "parent_id", "logical_operator")),
    )
