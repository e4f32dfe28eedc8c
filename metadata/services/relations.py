"""Relations: two fields that name each other. A morph relation is several of them under one base name."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

from metadata.models import FieldMetadata, ObjectMetadata
from metadata.naming import join_column_name, titled
from metadata.schema import ddl

from .change import Change

TYPES = ("MANY_TO_ONE", "ONE_TO_MANY")


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two fields of a relation that is to be made."""

    object: ObjectMetadata
    name: str
    label: str
    icon: str | None
    type: str  # MANY_TO_ONE: this side holds the column
    description: str | None = None
    on_delete: str = "SET_NULL"
    morph_id: UUID | None = None
    morph_name: str = ""
    settings: Mapping[str, Any] | None = None

    @property
    def field_type(self) -> str:
        return "MORPH_RELATION" if self.morph_id else "RELATION"


def opposite(relation_type: str) -> str:
    return "ONE_TO_MANY" if relation_type == "MANY_TO_ONE" else "MANY_TO_ONE"


def reverse_name(base: str, target: ObjectMetadata, relation_type: str | None) -> str:
    """The name of a morph row: targetCompany, or targetCompanies on the side that holds many."""
    return base + titled(target.name_singular if relation_type == "MANY_TO_ONE" else target.name_plural)


def morph_side(change: Change, side: Side, base: str) -> Side:
    """`side` as a row of the morph relation `base` of its object, a new one where there is none yet."""
    rows = (row for row in change.fields_of(side.object.id) if row.morph_name == base and row.morph_id)
    found = next(rows, None)
    return replace(side, morph_id=found.morph_id if found else uuid4(), morph_name=base)


def join_fields(change: Change, own: Side, other: Side) -> tuple[FieldMetadata, FieldMetadata]:
    """The rows of both sides, added to the change."""
    fields = (_row(change, own, other.object), _row(change, other, own.object))
    fields[0].target_field, fields[1].target_field = fields[1], fields[0]
    change.add(*fields)
    return fields


def _row(change: Change, side: Side, target: ObjectMetadata) -> FieldMetadata:
    tied = f"{side.object.label_plural} tied to the {target.label_singular}"
    return FieldMetadata(
        workspace=change.workspace,
        object=side.object,
        application_id=change.workspace.custom_application_id,
        type=side.field_type,
        name=side.name,
        label=side.label,
        icon=side.icon,
        description=tied if side.description is None else side.description,
        place=next_place(change, side.object.id),
        settings=relation_settings(side.type, side.name, side.on_delete) | dict(side.settings or {}),
        morph_id=side.morph_id,
        morph_name=side.morph_name,
        target_object=target,
    )


def next_place(change: Change, object_id: UUID) -> int:
    return max((field.place for field in change.fields_of(object_id)), default=-1) + 1


def relation_settings(relation_type: str, name: str, on_delete: str) -> dict[str, Any]:
    if relation_type == "ONE_TO_MANY":
        return {"relationType": relation_type}
    return {"relationType": relation_type, "onDelete": on_delete, "joinColumnName": join_column_name(name)}


def holder_of(change: Change, field: FieldMetadata) -> FieldMetadata:
    """The side of a relation that has the column."""
    if field.relation_type == "MANY_TO_ONE":
        return field
    found = change.field(field.target_field_id) if field.target_field_id else None
    assert found is not None
    return found


def family_of(change: Change, field: FieldMetadata) -> list[FieldMetadata]:
    """A field alone, or all rows of its morph relation."""
    if not field.morph_id:
        return [field]
    return [row for row in change.fields_of(field.object_id) if row.morph_id == field.morph_id]


def rename_join_column(change: Change, field: FieldMetadata, new: str) -> None:
    """The column of a relation's holding side, and its mention in the settings."""
    old = field.join_column
    if old is not None and old != new:
        change.run(ddl.rename_column(change.table(change.objects[field.object_id]), old, new))
        change.alter(field, settings={**(field.settings or {}), "joinColumnName": new})
