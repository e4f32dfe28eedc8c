"""Views and their parts as the reference prints them: own columns, then the ids and identifiers around them."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from metadata.models import STANDARD_APPLICATION, FieldMetadata, View, Workspace
from metadata.services.preferences import preferences_of
from metadata.services.view_keys import KINDS, Kind

from .render import Json, iso

PARTS = {
    "viewFields": ("viewField", "view_fields"),
    "viewFieldGroups": ("viewFieldGroup", ""),
    "viewFilters": ("viewFilter", "view_filters"),
    "viewFilterGroups": ("viewFilterGroup", "view_filter_groups"),
    "viewSorts": ("viewSort", "view_sorts"),
    "viewGroups": ("viewGroup", "view_groups"),
}
"""Key of a list within a view -> kind of its elements, relation of the model. Field groups are never stored."""


def _members(name: str) -> QuerySet:
    """The parts of one kind in their order, with the fields that they name."""
    kind = KINDS[name]
    rows = kind.model._default_manager.order_by(*(["position"] if "position" in kind.keys else []), "created_at", "id")
    return rows.select_related("field") if "fieldMetadataId" in kind.keys else rows


PREFETCHED = [Prefetch(relation, _members(name)) for name, relation in PARTS.values() if relation]


def part_json(row: Any, kind: Kind) -> Json:
    """The stored columns of a view or a part of one."""
    found: Json = {
        "id": row.id,
        "workspaceId": row.workspace_id,
        "applicationId": row.application_id,
        "universalIdentifier": row.universal_identifier,
        "isSystemSideEffect": row.is_system_side_effect,
        "isActive": row.is_active,
    }
    found |= {name: getattr(row, key.attribute) for name, key in kind.keys.items()}
    found |= {
        "isOverridden": False,
        "universalOverrides": None,
        "applicationUniversalIdentifier": row.application_id,
        "createdAt": iso(row.created_at),
        "updatedAt": iso(row.updated_at),
        "deletedAt": None,
    }
    return found


def with_surroundings(rows: Iterable[Any], kind: Kind) -> list[Json]:
    """Parts with what the reference prints beside them: their view, their workspace, universal identifiers."""
    rows = list(rows)
    workspace = whole_workspace(rows[0].workspace) if rows else None
    return [_with_surroundings(row, kind, workspace) for row in rows]


def _with_surroundings(row: Any, kind: Kind, workspace: Json | None) -> Json:
    found = identified(row, kind, row.view)
    if kind.name == "viewField":
        return found
    if kind.name == "viewFilter":
        found["viewFilterGroup"] = part_json(row.group, KINDS["viewFilterGroup"]) if row.group else None
    return found | {"workspace": workspace, "view": _plain_view(row.view)}


def identified(row: Any, kind: Kind, view: View) -> Json:
    """A part with the universal identifiers of what it names."""
    found = part_json(row, kind)
    found["viewUniversalIdentifier"] = view.universal_identifier
    if "fieldMetadataId" in kind.keys:
        found["fieldMetadataUniversalIdentifier"] = row.field.universal_identifier
    if kind.name == "viewField":
        found["viewFieldGroupUniversalIdentifier"] = None
    return found


def _plain_view(row: View) -> Json:
    view = part_json(row, KINDS["view"]) | {
        "isCustom": row.application_id != STANDARD_APPLICATION,
        "createdByUserWorkspaceId": None,
        "overrides": None,
    }
    del view["isOverridden"], view["universalOverrides"], view["applicationUniversalIdentifier"]
    return view


def view_json(row: View, identifiers: dict[UUID | None, UUID], *, parts: bool) -> Json:
    """`parts`: with the parts themselves and not only their ids. Needs `prefetch_related(*PREFETCHED)`."""
    found = part_json(row, KINDS["view"])
    del found["isOverridden"]
    found |= {
        "isCustom": row.application_id != STANDARD_APPLICATION,
        "createdByUserWorkspaceId": None,
        "objectMetadataUniversalIdentifier": row.object.universal_identifier,
        "calendarFieldMetadataUniversalIdentifier": identifiers.get(row.calendar_field_id),
        "kanbanAggregateOperationFieldMetadataUniversalIdentifier": identifiers.get(row.kanban_aggregate_field_id),
        "mainGroupByFieldMetadataUniversalIdentifier": identifiers.get(row.main_group_by_field_id),
    }
    for key, (name, relation) in PARTS.items():
        members = list(getattr(row, relation).all()) if relation else []
        found[f"{name}Ids"] = [member.id for member in members]
        found[f"{name}UniversalIdentifiers"] = [member.universal_identifier for member in members]
        if parts:
            found[key] = [identified(member, KINDS[name], row) for member in members]
    return found


def identifiers_of(rows: Iterable[View]) -> dict[UUID | None, UUID]:
    """Field id -> universal identifier, of the fields that views name outside their parts."""
    wanted = {
        found
        for row in rows
        for found in (row.calendar_field_id, row.kanban_aggregate_field_id, row.main_group_by_field_id)
        if found
    }
    if not wanted:
        return {}
    return dict(FieldMetadata.objects.filter(id__in=wanted).values_list("id", "universal_identifier"))


def whole_workspace(row: Workspace) -> Json:
    """The workspace as it appears beside parts of views."""
    return {
        "id": row.id,
        "displayName": row.display_name,
        "logo": row.logo or None,
        "logoFileId": None,
        "deletedAt": None,
        "createdAt": iso(row.created_at),
        "updatedAt": iso(row.updated_at),
        "allowImpersonation": row.allow_impersonation,
        "isPublicInviteLinkEnabled": row.is_public_invite_link_enabled,
        "trashRetentionDays": row.trash_retention_days,
        "activationStatus": row.activation_status,
        "suspendedAt": None,
        "metadataVersion": row.metadata_version,
        "databaseSchema": row.pg_schema,
        "subdomain": row.subdomain,
        "customDomain": row.custom_domain or None,
        "defaultRoleId": row.default_role_id,
        "isCustomDomainEnabled": bool(row.custom_domain),
        "routerModel": "auto",
        "workspaceCustomApplicationId": row.custom_application_id,
        **preferences_of(row),
    }
