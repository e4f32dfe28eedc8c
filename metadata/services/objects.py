"""Creating, changing and deleting objects."""

from typing import Any
from uuid import UUID

from metadata.errors import Entity, MetadataNotFound, MetadataValidationError, NotAllowed, Problem
from metadata.models import FieldMetadata, IndexMetadata, ObjectMetadata
from metadata.naming import join_column_name, name_from_label
from metadata.schema import ddl

from . import names, search
from .change import Change, change_model
from .defaults import MORPH, add_default_fields, add_default_relations, companions_of
from .fields import remove_fields
from .inputs import Data, as_uuid, flag, given, text
from .relations import rename_join_column, reverse_name
from .storable import text_problems
from .tables import add_columns, create_tables
from .views import add_index_view

TEXTS = {
    "labelSingular": "label_singular",
    "labelPlural": "label_plural",
    "description": "description",
    "icon": "icon",
    "shortcut": "shortcut",
    "color": "color",
}
FLAGS = {
    "isActive": "is_active",
    "isSearchable": "is_searchable",
    "isLabelSyncedWithName": "is_label_synced_with_name",
}
NAMES = {"nameSingular": "name_singular", "namePlural": "name_plural"}
LABELS = {"name_singular": "label_singular", "name_plural": "label_plural"}
LABEL_TYPES = ("TEXT", "FULL_NAME", "UUID", "NUMBER", "EMAILS", "PHONES", "LINKS")
"""The types of field that may name a record."""


def create_object(workspace_id: UUID, data: Data) -> ObjectMetadata:
    """A new custom object with its default fields, relations, table and indexes."""
    return change_model(workspace_id, lambda change: add_object(change, data))


def update_object(workspace_id: UUID, object_id: UUID, data: Data) -> ObjectMetadata:
    return change_model(workspace_id, lambda change: alter_object(change, object_id, data))


def delete_object(workspace_id: UUID, object_id: UUID) -> ObjectMetadata:
    """The object as it was."""
    return change_model(workspace_id, lambda change: remove_object(change, object_id))


# -- create ------------------------------------------------------------------------------------------------------
def add_object(change: Change, data: Data) -> ObjectMetadata:
    row = ObjectMetadata(
        workspace=change.workspace,
        application_id=change.workspace.custom_application_id,
        name_singular=text(data.get("nameSingular")),
        name_plural=text(data.get("namePlural")),
        is_label_synced_with_name=flag(data, "isLabelSyncedWithName", False),
        **{attribute: data.get(key) for key, attribute in TEXTS.items()},
    )
    problems = _problems(change, row)
    if data.get("isRemote") is True:
        problems.append(Problem("INVALID_OBJECT_INPUT", "Remote objects are not supported yet"))
    entities = [Entity("objectMetadata", "create", problems, names.about_object(row))] if problems else []
    if not problems:
        entities = _companion_problems(change, row)
    if entities:
        raise MetadataValidationError("creating object", entities)
    change.add(row)
    add_default_fields(change, row, name_field=not flag(data, "skipNameField", False))
    reverse = add_default_relations(change, row)
    create_tables(change, [row])
    add_columns(change, reverse)
    add_index_view(change, row)
    return row


def _problems(change: Change, row: ObjectMetadata) -> list[Problem]:
    """Everything that is wrong with an object's names and labels."""
    problems = names.object_name_problems([row.name_singular, row.name_plural])
    code = "INVALID_OBJECT_INPUT"
    if row.name_singular == row.name_plural:
        message = "The singular and plural names cannot be the same for an object"
        problems.append(Problem(code, message, row.name_singular, at="namePlural"))
    if row.label_singular.strip().lower() == row.label_plural.strip().lower():
        message = "The singular and plural labels cannot be the same for an object"
        problems.append(Problem(code, message, row.label_singular, at="labelPlural"))
    if row.is_label_synced_with_name and row.is_custom:
        wanted = (name_from_label(row.label_singular), name_from_label(row.label_plural))
        if wanted != (row.name_singular, row.name_plural):
            problems.append(Problem(code, "Names are not synced with labels"))
    problems += text_problems(row, code, *TEXTS.values())
    known = change.objects.get(row.id)
    if names.object_taken(change, row.name_singular, row.name_plural, known):
        problems.append(Problem("OBJECT_ALREADY_EXISTS", "Object already exists", at="nameSingular"))
    return problems


def _companion_problems(change: Change, row: ObjectMetadata) -> list[Entity]:
    """Names that the new object's morph rows would take on its companions."""
    companions = companions_of(change)
    change.load_fields(companion.id for _, companion in companions)
    entities = []
    for _, companion in companions:
        name = reverse_name(MORPH, row, "MANY_TO_ONE")
        problems = names.field_name_problems(name, "RELATION", change.fields_of(companion.id), checked=False)
        if problems:
            about = names.about_field(row.universal_identifier, name, companion)
            entities.append(Entity("fieldMetadata", "create", problems, about))
    return entities


# -- update ------------------------------------------------------------------------------------------------------
def alter_object(change: Change, object_id: UUID, data: Data) -> ObjectMetadata:
    row = change.objects.get(object_id)
    if row is None:
        raise MetadataNotFound("Object to update not found", "OBJECT_METADATA_NOT_FOUND", "Object not found.")
    values = _wanted(row, data)
    draft = _draft(row, values)
    problems = _problems(change, draft) + _identifier_problems(change, row, values)
    if problems:
        entity = Entity("objectMetadata", "update", problems, names.about_object(row))
        raise MetadataValidationError("updating object", [entity])
    renamed = (row.name_singular, row.name_plural) != (draft.name_singular, draft.name_plural)
    if renamed:
        _rename(change, row, draft)
    relabelled = values.get("label_identifier_id", row.label_identifier_id) != row.label_identifier_id
    if relabelled and row.search_field_ids is None:
        search.drop_vector(change, row)
    change.alter(row, **values)
    if relabelled and row.search_field_ids is None:
        search.add_vector(change, row)
    return row


def _wanted(row: ObjectMetadata, data: Data) -> dict[str, Any]:
    """The attributes that the input sets. Absent keys, and null where null makes no sense, change nothing."""
    values = given(data, TEXTS)
    values = {name: value for name, value in values.items() if value is not None or name not in LABELS.values()}
    values |= {name: data[key] for key, name in FLAGS.items() if isinstance(data.get(key), bool)}
    wanted = {name: data[key] for key, name in NAMES.items() if isinstance(data.get(key), str)}
    for key, name in (
        ("labelIdentifierFieldMetadataId", "label_identifier_id"),
        ("imageIdentifierFieldMetadataId", "image_identifier_id"),
    ):
        if key in data and (data[key] is not None or name == "image_identifier_id"):
            values[name] = as_uuid(data[key]) or data[key]
    if not row.is_custom:
        fixed = [key for key, name in NAMES.items() if wanted.get(name, getattr(row, name)) != getattr(row, name)]
        if fixed:
            listed = ", ".join(fixed)
            raise NotAllowed(f"Cannot edit standard object metadata properties: {listed}", "INVALID_OBJECT_INPUT")
        return values
    if values.get("is_label_synced_with_name", row.is_label_synced_with_name):
        for name, label in LABELS.items():
            if label in values and name not in wanted:
                wanted[name] = name_from_label(values[label])
    return values | wanted


def _draft(row: ObjectMetadata, values: dict[str, Any]) -> ObjectMetadata:
    """A copy of the row as it will be, for the checks."""
    known = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return ObjectMetadata(**{**known, **values})


def _identifier_problems(change: Change, row: ObjectMetadata, values: dict[str, Any]) -> list[Problem]:
    fields = {field.id: field for field in change.fields_of(row.id)} if values.keys() & _IDENTIFIERS.keys() else {}
    problems = []
    for name, key in _IDENTIFIERS.items():
        wanted = values.get(name)
        if wanted is None:
            continue
        field = fields.get(wanted)
        if field is None:
            message = f"{key} validation failed: related field metadata not found"
            problems.append(Problem("INVALID_OBJECT_INPUT", message, str(wanted), at=key))
        elif name == "label_identifier_id" and not (field.type in LABEL_TYPES and field.is_active):
            message = f"{key} validation failed: field type not compatible"
            problems.append(Problem("INVALID_OBJECT_INPUT", message, str(wanted), at=key))
    return problems


_IDENTIFIERS = {
    "label_identifier_id": "labelIdentifierFieldMetadataId",
    "image_identifier_id": "imageIdentifierFieldMetadataId",
}


def _rename(change: Change, row: ObjectMetadata, draft: ObjectMetadata) -> None:
    """The table, and the morph rows elsewhere whose names are made of this object's."""
    incoming = FieldMetadata.objects.filter(target_object=row, morph_id__isnull=False)
    change.load_fields({*incoming.values_list("object_id", flat=True), row.id})
    entities = []
    for field in _morph_rows_to(change, row):
        parent = change.objects[field.object_id]
        name = reverse_name(field.morph_name, draft, field.relation_type)
        others = [other for other in change.fields_of(parent.id) if other is not field]
        problems = names.field_name_problems(name, "RELATION", others, checked=False) if name != field.name else []
        if problems:
            entities.append(names.field_entity("update", field, parent, problems))
    if entities:
        raise MetadataValidationError("updating object", entities)
    for field in _morph_rows_to(change, row):
        rename_morph_row(change, field, draft)
    change.run(ddl.rename_table(change.table(row), draft.table))


def _morph_rows_to(change: Change, row: ObjectMetadata) -> list[FieldMetadata]:
    return [
        field
        for parent in list(change.objects)
        for field in change.fields_here(parent)
        if field.morph_id and field.target_object_id == row.id
    ]


def rename_morph_row(change: Change, field: FieldMetadata, target: ObjectMetadata) -> None:
    name = reverse_name(field.morph_name, target, field.relation_type)
    if name == field.name:
        return
    rename_join_column(change, field, join_column_name(name))
    change.alter(field, name=name)


# -- delete ------------------------------------------------------------------------------------------------------
def remove_object(change: Change, object_id: UUID) -> ObjectMetadata:
    row = change.objects.get(object_id)
    if row is None:
        raise MetadataNotFound("Object to delete not found", "ENTITY_NOT_FOUND", "Object not found.")
    if not row.is_custom:
        raise MetadataValidationError("deleting object", _why_it_stays(change, row))
    others = list(FieldMetadata.objects.filter(target_object=row).values_list("object_id", flat=True))
    change.load_fields({*others, row.id})
    own = change.fields_of(row.id)
    reverse = [
        field
        for parent in {*others} - {row.id}
        for field in change.fields_of(parent)
        if field.target_object_id == row.id
    ]
    table = change.table(row)
    remove_fields(change, reverse)
    change.remove(*IndexMetadata.objects.filter(object=row))
    change.remove(*own)
    change.remove(row)
    change.run(ddl.drop_table(table))
    return row


def _why_it_stays(change: Change, row: ObjectMetadata) -> list[Entity]:
    entities = []
    for field in sorted(change.fields_of(row.id), key=lambda field: _place_in_report(row, field)):
        problems = []
        code = "FIELD_MUTATION_NOT_ALLOWED"
        if field.is_system:
            problems.append(Problem(code, "System fields cannot be deleted"))
        if field.id == row.label_identifier_id:
            problems.append(Problem(code, "Cannot delete, please update the label identifier field first"))
        if problems:
            entities.append(names.field_entity("delete", field, row, problems))
    problem = Problem("INVALID_OBJECT_INPUT", "Standard objects cannot be deleted")
    return [*entities, Entity("objectMetadata", "delete", [problem], names.about_object(row))]


_REPORTED = ("id", "createdAt", "updatedAt", "deletedAt", None, "position", "createdBy", "updatedBy", "searchVector")
"""The order in which the reference lists what keeps a standard object; None: its label identifier."""


def _place_in_report(row: ObjectMetadata, field: FieldMetadata) -> int:
    name = field.name if field.name in _REPORTED else None
    if name is None and field.id != row.label_identifier_id:
        return len(_REPORTED)
    return _REPORTED.index(name)
