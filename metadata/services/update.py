"""Changing a field: what may change, and what that does to the table and its rows."""

from typing import Any
from uuid import UUID

from django.db import IntegrityError
from psycopg.errors import NotNullViolation

from metadata.errors import Entity, MetadataValidationError, NotAllowed, Problem
from metadata.models import FieldMetadata, ObjectMetadata
from metadata.naming import join_column_name, name_from_label
from metadata.schema import ddl
from metadata.schema.build import JOINED
from metadata.schema.columns import table_columns

from . import names
from .change import Change, author
from .definition import definition_problems, prepared_options
from .inputs import Data, given
from .new_relations import add_morph_rows, wanted_more
from .records import clashing_values, empty_rows, follow_options
from .relations import family_of, rename_join_column, reverse_name
from .storable import text_problems
from .tables import add_unique_index, drop_unique_index

CODE = "FIELD_MUTATION_NOT_ALLOWED"
BROKEN = "INVALID_FIELD_INPUT"
TEXTS = {"label": "label", "description": "description", "icon": "icon"}
FLAGS = {
    "isActive": "is_active",
    "isNullable": "is_nullable",
    "isUnique": "is_unique",
    "isUIEditable": "is_ui_editable",
    "isLabelSyncedWithName": "is_label_synced_with_name",
}
VALUES = {"defaultValue": "default_value", "options": "options", "settings": "settings"}
OF_RELATIONS = {"label", "description", "icon", "is_active", "is_ui_editable", "is_label_synced_with_name", "name"}
"""What may change of a relation field."""


def alter_field(change: Change, field_id: UUID, data: Data) -> FieldMetadata:
    row = change.field(field_id)
    if row is None:
        problem = Problem("FIELD_METADATA_NOT_FOUND", "Field metadata to update not found")
        entity = Entity("fieldMetadata", "update", [problem], checked=False)
        raise MetadataValidationError("updating field", [entity], opening="Validation errors")
    values = _wanted(row, data)
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    _refuse_standard_name(row, changed)
    problems = _forbidden(change, row, changed)
    if row.type in JOINED:
        problems += _relation_problems(change, row, changed)
        _raise(row, change, problems)
        _alter_relation(change, row, changed, data)
        return row
    draft = _draft(row, changed)
    problems += _problems(change, row, draft, changed)
    _raise(row, change, problems)
    _alter_columns(change, row, draft, changed)
    if changed.keys() & {"is_unique", "is_nullable"}:
        _flush(change, row)
    change.alter(row, **changed)
    return row


def _flush(change: Change, row: FieldMetadata) -> None:
    """The table is asked at once: records may have come since they were counted."""
    try:
        change.flush()
    except IntegrityError as error:
        required = isinstance(error.__cause__, NotNullViolation)
        _raise(row, change, [_not_required(row) if required else _not_unique(row)])


# -- what is wanted ----------------------------------------------------------------------------------------------
def _wanted(row: FieldMetadata, data: Data) -> dict[str, Any]:
    """The attributes that the input sets; null where null makes no sense changes nothing."""
    values = {name: value for name, value in given(data, TEXTS).items() if value is not None or name != "label"}
    values |= {name: data[key] for key, name in FLAGS.items() if isinstance(data.get(key), bool)}
    if "isUIEditable" not in data and isinstance(data.get("isUIReadOnly"), bool):
        values["is_ui_editable"] = not data["isUIReadOnly"]
    values |= given(data, VALUES)
    if "options" in values:
        values["options"] = prepared_options(row.type, row.options if row.type == "RATING" else values["options"])
        _move_default(row, values)
    if isinstance(data.get("name"), str):
        values["name"] = data["name"]
    elif values.get("is_label_synced_with_name", row.is_label_synced_with_name) and "label" in values and row.is_custom:
        values["name"] = name_from_label(values["label"])
    return values


def _move_default(row: FieldMetadata, values: dict[str, Any]) -> None:
    """A default follows its option when that one is renamed and no other default is given."""
    if "default_value" in values or row.default_value is None:
        return
    moves = {f"'{old}'": f"'{new}'" for old, new in renamed_options(row.options, values["options"]).items()}
    if isinstance(row.default_value, list):
        values["default_value"] = [moves.get(item, item) for item in row.default_value]
    elif row.default_value in moves:
        values["default_value"] = moves[row.default_value]


def renamed_options(old: list | None, new: list | None) -> dict[str, str]:
    """Old value -> new value of the options that kept their id."""
    if not isinstance(new, list) or not all(isinstance(option, dict) for option in new):
        return {}
    wanted = {option.get("id"): option.get("value") for option in new}
    return {
        option["value"]: wanted[option["id"]]
        for option in old or []
        if option["id"] in wanted and wanted[option["id"]] != option["value"]
    }


def _draft(row: FieldMetadata, changed: dict[str, Any]) -> FieldMetadata:
    known = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return FieldMetadata(**{**known, **changed})


# -- what is refused ---------------------------------------------------------------------------------------------
def _refuse_standard_name(row: FieldMetadata, changed: dict[str, Any]) -> None:
    if not row.is_custom and "name" in changed and changed["name"] != row.morph_name:
        message = "Cannot edit standard field metadata properties: name"
        raise NotAllowed(message, CODE, forbidden=True)


def _forbidden(change: Change, row: FieldMetadata, changed: dict[str, Any]) -> list[Problem]:
    parent = change.objects[row.object_id]
    if row.name in names.BASE_NAMES and changed:
        return [Problem(CODE, "System fields cannot be updated")]
    if changed.get("is_active") is False and row.id == parent.label_identifier_id:
        return [Problem(CODE, "Label identifier field cannot be deactivated", at="isActive")]
    return []


def _raise(row: FieldMetadata, change: Change, problems: list[Problem]) -> None:
    if problems:
        entity = names.field_entity("update", row, change.objects[row.object_id], problems)
        raise MetadataValidationError("updating field", [entity])


def _problems(change: Change, row: FieldMetadata, draft: FieldMetadata, changed: dict[str, Any]) -> list[Problem]:
    problems = []
    if "name" in changed:
        others = [other for other in change.fields_of(row.object_id) if other.id != row.id]
        problems += names.field_name_problems(draft.name, draft.type, others)
    if changed.keys() - {"is_active", "is_ui_editable"}:
        problems += definition_problems(
            draft, default=bool(changed.keys() & {"default_value", "is_nullable", "options"})
        )
    return problems or _row_problems(change, row, changed)


def _row_problems(change: Change, row: FieldMetadata, changed: dict[str, Any]) -> list[Problem]:
    """What the records that exist have against the change."""
    problems = []
    by = author.get()
    told = by is None or by.reads(row.id, row.object_id)
    if changed.get("is_nullable") is False:
        count = empty_rows(change, row)
        if count:
            message = f'Field "{row.name}" cannot be required: {count} records have no value'
            problems.append(Problem(BROKEN, message, count, at="isNullable") if told else _not_required(row))
    if changed.get("is_unique") is True:
        clashes = clashing_values(change, row)
        if clashes:
            shown = ", ".join(map(str, clashes))
            message = f'Field "{row.name}" cannot be unique: several records have the value {shown}'
            problems.append(Problem(BROKEN, message, clashes, at="isUnique") if told else _not_unique(row))
    return problems


def _not_required(row: FieldMetadata) -> Problem:
    return Problem(BROKEN, f'Field "{row.name}" cannot be required: some records have no value', at="isNullable")


def _not_unique(row: FieldMetadata) -> Problem:
    return Problem(BROKEN, f'Field "{row.name}" cannot be unique: several records have the same value', at="isUnique")


# -- plain fields ------------------------------------------------------------------------------------------------
def _alter_columns(change: Change, row: FieldMetadata, draft: FieldMetadata, changed: dict[str, Any]) -> None:
    parent = change.objects[row.object_id]
    table = change.table(parent)
    if "options" in changed:
        follow_options(change, row, draft, renamed_options(row.options, draft.options))
    old, new = table_columns(change.frozen(row)), table_columns(change.frozen(draft))
    for before, after in zip(old, new, strict=True):
        change.run(ddl.rename_column(table, before.name, after.name))
        if before.default != after.default:
            change.run(ddl.set_default(table, after.name, after.default))
        if before.not_null != after.not_null:
            change.run(ddl.set_not_null(table, after.name, after.not_null))
    if "name" in changed:
        _rename_in_criteria(change, parent, dict(zip((c.name for c in old), (c.name for c in new), strict=True)))
    if "is_unique" in changed:
        if draft.is_unique:
            add_unique_index(change, draft)
        else:
            drop_unique_index(change, row)


def _rename_in_criteria(change: Change, parent: ObjectMetadata, renamed: dict[str, str]) -> None:
    if parent.duplicate_criteria:
        criteria = [[renamed.get(column, column) for column in columns] for columns in parent.duplicate_criteria]
        change.alter(parent, duplicate_criteria=criteria)


# -- relations ---------------------------------------------------------------------------------------------------
def _relation_problems(change: Change, row: FieldMetadata, changed: dict[str, Any]) -> list[Problem]:
    problems = text_problems(_draft(row, changed), "INVALID_FIELD_INPUT", "label", "description", "icon")
    forbidden = sorted(_api_name(name) for name in changed.keys() - OF_RELATIONS if not _harmless(row, name, changed))
    if forbidden:
        listed = ", ".join(forbidden)
        message = f"Forbidden updated properties for relation field metadata: {listed}"
        problems.append(Problem(CODE, message))
    if "name" in changed and changed["name"] != row.morph_name:
        family = {member.id for member in family_of(change, row)}
        others = [other for other in change.fields_of(row.object_id) if other.id not in family]
        problems += names.field_name_problems(changed["name"], "RELATION", others)
        if row.morph_id and not problems:
            problems += _morph_name_problems(change, row, changed["name"], others)
    return problems


def _harmless(row: FieldMetadata, name: str, changed: dict[str, Any]) -> bool:
    """Settings may be sent back with another junction; everything else in them is fixed."""
    if name in ("options", "default_value"):
        return not changed[name]
    if name != "settings" or not isinstance(changed[name], dict):
        return False
    return all(
        changed[name].get(key) == value for key, value in (row.settings or {}).items() if key != "junctionTargetFieldId"
    )


def _api_name(attribute: str) -> str:
    known = {**TEXTS, **FLAGS, **VALUES}
    return next((key for key, name in known.items() if name == attribute), attribute)


def _morph_name_problems(change: Change, row: FieldMetadata, base: str, others: list) -> list[Problem]:
    problems = []
    for member in family_of(change, row):
        name = reverse_name(base, change.objects[member.target_id], member.relation_type)
        problems += names.field_name_problems(name, "RELATION", others, checked=False)
    return problems


def _alter_relation(change: Change, row: FieldMetadata, changed: dict[str, Any], data: Data) -> None:
    name = changed.pop("name", None)
    renamed = name is not None and name != row.morph_name
    own = {key: changed.pop(key) for key in ("description", "settings") if key in changed}
    for key in ("options", "default_value"):
        changed.pop(key, None)
    if own:
        change.alter(row, **own)
    for member in family_of(change, row):
        change.alter(member, **changed)
        if renamed:
            _rename_relation(change, member, name)
    more = data.get("morphRelationsUpdatePayload")
    if row.morph_id and more:
        _add_targets(change, row, more)


def _rename_relation(change: Change, row: FieldMetadata, name: str) -> None:
    if row.morph_id:
        target = change.objects[row.target_id]
        change.alter(row, morph_name=name)
        name = reverse_name(name, target, row.relation_type)
    rename_join_column(change, row, join_column_name(name))
    change.alter(row, name=name)


def _add_targets(change: Change, row: FieldMetadata, payload: Any) -> None:
    """More targets for a morph relation; those that it has already are left alone."""
    parent = change.objects[row.object_id]
    known = {member.target_object_id for member in family_of(change, row)}
    wanted = [one for one in wanted_more(change, parent, payload) if one.target.id not in known]
    if any(one.type != row.relation_type for one in wanted):
        problem = Problem(CODE, "Morph relations must all have the same relation type")
        raise MetadataValidationError("updating field", [names.field_entity("update", row, parent, [problem])])
    if wanted:
        add_morph_rows(change, parent, row.morph_name, wanted, {"label": row.label, "icon": row.icon})
