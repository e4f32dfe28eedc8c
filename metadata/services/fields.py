"""Creating, changing and deleting fields, relations among them."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from metadata.errors import Entity, MetadataNotFound, MetadataValidationError, NotAllowed, Problem
from metadata.fields.registry import field_type
from metadata.models import FieldMetadata, IndexMetadata, ObjectMetadata
from metadata.schema import ddl
from metadata.schema.build import columns_of

from . import names, search
from .change import Change, change_model
from .definition import definition_problems, prepared_options, type_problems
from .inputs import Data, as_uuid, flag, text
from .new_relations import add_morph_relation, add_relation
from .relations import family_of, next_place
from .tables import add_columns
from .update import alter_field


def create_field(workspace_id: UUID, data: Data) -> FieldMetadata:
    """A new field; of a relation the field on the object that was named, of a morph relation its first row."""
    return change_model(workspace_id, lambda change: add_field(change, data))


def update_field(workspace_id: UUID, field_id: UUID, data: Data) -> FieldMetadata:
    return change_model(workspace_id, lambda change: alter_field(change, field_id, data))


def delete_field(workspace_id: UUID, field_id: UUID) -> FieldMetadata:
    """The field as it was. Of a relation both sides go."""
    return change_model(workspace_id, lambda change: remove_field(change, field_id))


# -- create ------------------------------------------------------------------------------------------------------
def add_field(change: Change, data: Data) -> FieldMetadata:
    parent = change.object(as_uuid(data.get("objectMetadataId")))
    if parent is None:
        told = "Created field metadata, parent object metadata not found"
        raise refused(Problem("OBJECT_METADATA_NOT_FOUND", "Provided object metadata id does not exist", told=told))
    kind = text(data.get("type"))
    if kind == "TS_VECTOR":
        raise refused(Problem("INVALID_FIELD_INPUT", "TS Vector is not supported for field creation", told=""))
    if kind == "RELATION":
        return add_relation(change, parent, data)
    if kind == "MORPH_RELATION":
        return add_morph_relation(change, parent, data)
    row = new_row(change, parent, data)
    problems = names.field_name_problems(row.name, row.type, change.fields_of(parent.id))
    problems += type_problems(row) + definition_problems(row)
    if problems:
        entity = names.field_entity("create", row, parent, problems)
        raise MetadataValidationError("creating fields", [entity])
    change.add(row)
    add_columns(change, [row])
    return row


def refused(problem: Problem, doing: str = "creating field") -> MetadataValidationError:
    """Refused before the checks of the field itself."""
    return MetadataValidationError(doing, [Entity("fieldMetadata", "create", [problem], checked=False)])


def new_row(change: Change, parent: ObjectMetadata, data: Data) -> FieldMetadata:
    kind = field_type(data["type"])
    default = data.get("defaultValue")
    return FieldMetadata(
        workspace=change.workspace,
        object=parent,
        application_id=change.workspace.custom_application_id,
        type=kind.name,
        name=text(data.get("name")),
        label=text(data.get("label")),
        description=data.get("description"),
        icon=data.get("icon"),
        place=next_place(change, parent.id),
        is_active=flag(data, "isActive", True),
        is_system=flag(data, "isSystem", False),
        is_nullable=flag(data, "isNullable", True),
        is_unique=flag(data, "isUnique", False),
        is_ui_editable=flag(data, "isUIEditable", not flag(data, "isUIReadOnly", False)),
        is_label_synced_with_name=flag(data, "isLabelSyncedWithName", False),
        default_value=default if default is not None else initial_default(kind.name),
        options=prepared_options(kind.name, data.get("options")),
        settings=data.get("settings"),
    )


def initial_default(type_name: str) -> Any:
    if type_name != "ACTOR":
        return None
    return {"name": "'System'", "source": "'MANUAL'", "context": None, "workspaceMemberId": None}


# -- delete ------------------------------------------------------------------------------------------------------
def remove_field(change: Change, field_id: UUID) -> FieldMetadata:
    row = change.field(field_id)
    if row is None:
        raise MetadataNotFound("Field to delete not found", "FIELD_METADATA_NOT_FOUND", "Field not found.")
    if not row.is_custom:
        raise NotAllowed(f'Cannot delete standard field "{row.name}"', "FIELD_MUTATION_NOT_ALLOWED", forbidden=True)
    parent = change.objects[row.object_id]
    problems = []
    if row.name in names.BASE_NAMES:
        problems.append(Problem("FIELD_MUTATION_NOT_ALLOWED", "System fields cannot be deleted"))
    if row.id == parent.label_identifier_id:
        message = "Cannot delete, please update the label identifier field first"
        problems.append(Problem("FIELD_MUTATION_NOT_ALLOWED", message))
    if problems:
        raise MetadataValidationError("deleting field", [names.field_entity("delete", row, parent, problems)])
    remove_fields(change, _going_with(change, row))
    return row


def _going_with(change: Change, row: FieldMetadata) -> list[FieldMetadata]:
    """The rows of the same morph relation, unless it is one that standard objects share, and all their other sides."""
    family = family_of(change, row)
    rows = family if all(member.is_custom for member in family) else [row]
    reverse = [change.field(member.target_field_id) for member in rows if member.target_field_id]
    unique = {member.id: member for member in (*rows, *reverse) if member is not None}
    return list(unique.values())


def remove_fields(change: Change, rows: Sequence[FieldMetadata]) -> None:
    """Rows, columns and whatever refers to them."""
    going = {str(row.id) for row in rows}
    for object_id in {row.object_id for row in rows}:
        parent = change.objects[object_id]
        searched = not going.isdisjoint(map(str, search.fed_by(parent)))
        if searched:
            search.drop_vector(change, parent)
        own = [row for row in rows if row.object_id == object_id]
        _forget(change, parent, own)
        columns = [column.name for row in own for column in columns_of(row)]
        change.remove(*own)
        change.run(ddl.drop_columns(change.table(parent), columns))
        if searched:
            search.add_vector(change, parent)


def _forget(change: Change, parent: ObjectMetadata, rows: Iterable[FieldMetadata]) -> None:
    """Mentions of the fields in the object and its indexes."""
    ids = {str(row.id) for row in rows}
    for index in IndexMetadata.objects.filter(object=parent):
        if ids & {part["fieldMetadataId"] for part in index.fields}:
            change.remove(index)
    if str(parent.image_identifier_id) in ids:
        change.alter(parent, image_identifier_id=None)
    if parent.search_field_ids is not None and ids & set(parent.search_field_ids):
        change.alter(parent, search_field_ids=[found for found in parent.search_field_ids if found not in ids])
