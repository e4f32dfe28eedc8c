"""Saved views and their parts: stored and checked. They change nothing in the data model."""

from typing import Any
from uuid import UUID, uuid4

from django.db import models, transaction

from metadata.errors import Entity, MetadataNotFound, MetadataValidationError, Problem
from metadata.models import FieldMetadata, ObjectMetadata, View, ViewField, ViewFilterGroup, Workspace

from .change import Change
from .inputs import Data, as_uuid
from .view_keys import Kind

CODE = "INVALID_VIEW_DATA"
COLUMN_WIDTH = 150
SHOWN_AT_FIRST = 12


def create(workspace_id: UUID, kind: Kind, data: Data) -> models.Model:
    workspace = Workspace.objects.get(id=workspace_id)
    row = kind.model(workspace=workspace, application_id=workspace.custom_application_id, id=_new_id(kind, data))
    return _save(row, kind, data, "create")


def update(workspace_id: UUID, kind: Kind, row_id: UUID, data: Data) -> models.Model:
    return _save(one(workspace_id, kind, row_id), kind, data, "update")


def delete(workspace_id: UUID, kind: Kind, row_id: UUID) -> models.Model:
    row = one(workspace_id, kind, row_id)
    kind.model._default_manager.filter(pk=row.pk).delete()
    return row


def one(workspace_id: UUID, kind: Kind, row_id: UUID) -> Any:
    row = kind.model._default_manager.filter(workspace_id=workspace_id, id=row_id).first()
    if row is None:
        raise MetadataNotFound(f"{kind.label} (id: {row_id}) not found", kind.code, f"{kind.label} not found.")
    return row


def _save(row: Any, kind: Kind, data: Data, action: str) -> models.Model:
    problems = _set(row, kind, data, action) or _reference_problems(row, kind)
    if problems:
        doing = ("creating " if action == "create" else "updating ") + kind.name
        entity = Entity(kind.name, action, problems, {"universalIdentifier": str(row.universal_identifier)})
        raise MetadataValidationError(doing, [entity])
    with transaction.atomic():
        row.save(force_insert=action == "create")
    return row


def _set(row: Any, kind: Kind, data: Data, action: str) -> list[Problem]:
    problems = []
    for name, key in kind.keys.items():
        if key.fixed and action == "update":
            continue
        value = data.get(name)
        if name not in data or (value is None and not key.nullable):
            if action == "create" and key.required:
                problems.append(Problem(CODE, f"{name} should not be empty"))
            continue
        if value is not None and not key.holds(value):
            problems.append(Problem(CODE, f"{name} {key.rule}", value))
        else:
            setattr(row, key.attribute, as_uuid(value) if key.attribute.endswith("_id") else value)
    return problems


def _new_id(kind: Kind, data: Data) -> UUID:
    """The id that the client chose, unless it is taken."""
    wanted = as_uuid(data.get("id"))
    if wanted is None:
        return uuid4()
    if kind.model._default_manager.filter(id=wanted).exists():
        problem = Problem(CODE, f"{kind.label} with this id already exists", str(wanted))
        raise MetadataValidationError(f"creating {kind.name}", [Entity(kind.name, "create", [problem])])
    return wanted


def _reference_problems(row: Any, kind: Kind) -> list[Problem]:
    """Ids that name nothing of this workspace, or nothing of the view's object."""
    mine = {"workspace_id": row.workspace_id}
    view = row if isinstance(row, View) else View.objects.filter(**mine, id=row.view_id).first()
    if view is None:
        return [Problem(CODE, "View not found", str(row.view_id))]
    known = {
        "object": ObjectMetadata.objects.filter(**mine),
        "field": FieldMetadata.objects.filter(**mine, object_id=view.object_id),
        "anyField": FieldMetadata.objects.filter(**mine),
        "viewFilterGroup": ViewFilterGroup.objects.filter(view_id=view.id).exclude(id=row.id),
    }
    problems = []
    for key in kind.keys.values():
        value = getattr(row, key.attribute)
        if key.refers in known and value is not None and not known[key.refers].filter(id=value).exists():
            what = {"object": "Object metadata", "viewFilterGroup": "View filter group"}.get(
                key.refers, "Field metadata"
            )
            problems.append(Problem(CODE, f"{what} not found", str(value)))
    return problems


def add_index_view(change: Change, row: ObjectMetadata) -> None:
    """The view that every object starts with: all records, in a table."""
    owner = {"workspace": change.workspace, "application_id": row.application_id, "is_system_side_effect": True}
    view = View(object=row, name=f"All {row.label_plural}", key="INDEX", icon="IconList", **owner)
    shown = [field for field in change.fields_of(row.id) if _is_shown(row, field)]
    shown.sort(key=lambda field: (field.id != row.label_identifier_id, field.place))
    change.add_quietly(
        view,
        *(
            ViewField(view=view, field=field, position=place, size=COLUMN_WIDTH, **owner)
            for place, field in enumerate(shown[:SHOWN_AT_FIRST])
        ),
    )


def _is_shown(row: ObjectMetadata, field: FieldMetadata) -> bool:
    hidden = field.is_system and field.name not in ("createdAt", "createdBy")
    return field.id == row.label_identifier_id or not (hidden or field.relation_type)
