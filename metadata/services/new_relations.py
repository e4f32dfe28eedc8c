"""Making a relation or a morph relation from the payloads of the API."""

from dataclasses import dataclass, replace
from typing import Any

from metadata.errors import Entity, MetadataValidationError, Problem
from metadata.models import FieldMetadata, ObjectMetadata
from metadata.naming import join_column_name, name_from_label
from metadata.schema.ddl import ON_DELETE

from . import names
from .change import Change
from .inputs import Data, as_dict, as_uuid, flag, text
from .relations import TYPES, Side, join_fields, morph_side, opposite, reverse_name
from .storable import text_problems
from .tables import add_columns

CODE = "INVALID_FIELD_INPUT"
MALFORMED = "FIELD_METADATA_RELATION_MALFORMED"
TARGET, LABEL = "targetObjectMetadataId", "targetFieldLabel"
"""Keys of a relation payload."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One relation payload, checked for its form."""

    type: str
    target: ObjectMetadata
    label: str
    icon: str | None


def add_relation(change: Change, parent: ObjectMetadata, data: Data) -> FieldMetadata:
    payload = data.get("relationCreationPayload")
    if not isinstance(payload, dict):
        raise _refused(Problem(CODE, "Relation creation payload is required", at=TARGET))
    wanted = _wanted(change, payload)
    name = text(data.get("name"))
    own, other = _sides(change, parent, name, wanted, data)
    _check(change, [(own, other)], data, checked=True)
    field, reverse = join_fields(change, own, other)
    _dress(field, data)
    add_columns(change, [field, reverse])
    return field


def add_morph_relation(change: Change, parent: ObjectMetadata, data: Data) -> FieldMetadata:
    """A pair of fields for each target, all under one base name."""
    wanted = _wanted_many(change, parent, data.get("morphRelationsCreationPayload"))
    base = text(data.get("name"))
    taken = change.fields_of(parent.id)
    problems = names.field_name_problems(base, "RELATION", taken)
    if any(row.morph_name == base for row in taken):
        message = f'Name "{base}" is not available as it is already used by another field'
        problems = [Problem("NOT_AVAILABLE", message, base, at="name")]
    if problems:
        about = names.about_field(parent.universal_identifier, base, parent)
        raise MetadataValidationError("creating fields", [Entity("fieldMetadata", "create", problems, about)])
    return add_morph_rows(change, parent, base, wanted, data)[0]


def add_morph_rows(
    change: Change, parent: ObjectMetadata, base: str, wanted: list[Wanted], data: Data
) -> list[FieldMetadata]:
    """The rows of a morph relation for these targets, new ones or more of an existing relation."""
    pairs = []
    for one in wanted:
        name = reverse_name(base, one.target, one.type)
        own, other = _sides(change, parent, name, one, data)
        pairs.append((morph_side(change, own, base), other))
    first = pairs[0][0]
    pairs = [(_of_family(own, first), other) for own, other in pairs]
    _check(change, pairs, data, checked=False)
    made = []
    for own, other in pairs:
        field, reverse = join_fields(change, own, other)
        _dress(field, data)
        made.append(field)
        add_columns(change, [field, reverse])
    return made


def _of_family(side: Side, first: Side) -> Side:
    return Side(
        side.object,
        side.name,
        side.label,
        side.icon,
        side.type,
        side.description,
        side.on_delete,
        first.morph_id,
        first.morph_name,
        side.settings,
    )


def wanted_more(change: Change, parent: ObjectMetadata, payload: Any) -> list[Wanted]:
    return _wanted_many(change, parent, payload)


# -- reading payloads --------------------------------------------------------------------------------------------
def _wanted(change: Change, payload: Data) -> Wanted:
    problems = []
    if payload.get("type") not in TYPES:
        problems.append(Problem(MALFORMED, "Relation type must be MANY_TO_ONE or ONE_TO_MANY", payload.get("type")))
    target = change.object(as_uuid(payload.get("targetObjectMetadataId")))
    if target is None:
        message = "Object metadata relation target not found for relation creation payload"
        problems.append(Problem(MALFORMED, message, at=TARGET))
    label = text(payload.get("targetFieldLabel")).strip()
    if not label:
        problems.append(Problem(MALFORMED, "Relation creation payload needs a targetFieldLabel", at=LABEL))
    if problems or target is None:
        raise _refused(*problems)
    return Wanted(payload["type"], target, label, payload.get("targetFieldIcon") or None)


def _wanted_many(change: Change, parent: ObjectMetadata, payloads: Any) -> list[Wanted]:
    if not isinstance(payloads, list) or not payloads:
        raise _refused(Problem(CODE, "Morph relation creation payload is required", at=TARGET))
    wanted = [_wanted(change, as_dict(payload)) for payload in payloads]
    problems = []
    if len({one.type for one in wanted}) > 1:
        problems.append(Problem(MALFORMED, "Morph relations must all have the same relation type", at="type"))
    if len({one.target.id for one in wanted}) < len(wanted):
        problems.append(Problem(MALFORMED, "Morph relations must have distinct target objects", at=TARGET))
    if any(one.target.id == parent.id for one in wanted):
        problems.append(Problem(MALFORMED, "Morph relations cannot target their own object", at=TARGET))
    if problems:
        raise _refused(*problems)
    return wanted


def _refused(*problems: Problem) -> MetadataValidationError:
    return MetadataValidationError("creating field", [Entity("fieldMetadata", "create", problems, checked=False)])


# -- the two sides -----------------------------------------------------------------------------------------------
def _sides(change: Change, parent: ObjectMetadata, name: str, wanted: Wanted, data: Data) -> tuple[Side, Side]:
    settings = as_dict(data.get("settings"))
    on_delete = settings.get("onDelete") or "SET_NULL"
    own_settings = {}
    if wanted.type == "ONE_TO_MANY" and settings.get("junctionTargetFieldId"):
        own_settings["junctionTargetFieldId"] = settings["junctionTargetFieldId"]
    own = Side(
        parent,
        name,
        text(data.get("label")),
        data.get("icon"),
        wanted.type,
        data.get("description"),
        on_delete,
        settings=own_settings,
    )
    other_name = name_from_label(wanted.label)
    other = Side(wanted.target, other_name, wanted.label, wanted.icon, opposite(wanted.type), None, on_delete)
    return own, other


def _check(change: Change, pairs: list[tuple[Side, Side]], data: Data, *, checked: bool) -> None:
    entities = []
    claimed: dict[object, list[FieldMetadata]] = {}
    change.load_fields({side.object.id for pair in pairs for side in pair})
    for own, other in pairs:
        for side, by_user in ((own, checked), (other, True)):
            others = [*change.fields_of(side.object.id), *claimed.get(side.object.id, [])]
            problems = names.field_name_problems(side.name, "RELATION", others, checked=by_user)
            if side is own:
                problems += _form_problems(change, own, other, data)
            row = _as_row(side)
            problems += text_problems(row, CODE, "label", "description", "icon")
            claimed.setdefault(side.object.id, []).append(row)
            if side is other:
                problems = [replace(problem, at=LABEL) for problem in problems]
            if problems:
                entities.append(names.field_entity("create", row, side.object, problems))
    if entities:
        raise MetadataValidationError("creating fields", entities)


def _form_problems(change: Change, own: Side, other: Side, data: Data) -> list[Problem]:
    problems = []
    if own.on_delete not in ON_DELETE:
        problems.append(Problem(CODE, f"onDelete must be one of {', '.join(ON_DELETE)}", own.on_delete, at="onDelete"))
    junction = (own.settings or {}).get("junctionTargetFieldId")
    if junction:
        known = {str(field.id) for field in change.fields_of(other.object.id)}
        if junction not in known:
            problems.append(Problem(CODE, "junctionTargetFieldId must be a field of the target object", junction))
    if flag(data, "isLabelSyncedWithName", False) and name_from_label(own.label) != (own.morph_name or own.name):
        problems.append(Problem("NAME_NOT_SYNCED_WITH_LABEL", "Name is not synced with label", own.name))
    if data.get("isUnique") is True:
        problems.append(Problem(CODE, "Relation fields cannot be unique", at="isUnique"))
    return problems


def _as_row(side: Side) -> FieldMetadata:
    settings = {"relationType": side.type}
    if side.type == "MANY_TO_ONE":
        settings["joinColumnName"] = join_column_name(side.name)
    told = {"label": side.label, "description": side.description, "icon": side.icon}
    return FieldMetadata(name=side.name, type="RELATION", object=side.object, settings=settings, **told)


def _dress(field: FieldMetadata, data: Data) -> None:
    """What the input says of the field on the object that it names."""
    field.is_active = flag(data, "isActive", True)
    field.is_system = flag(data, "isSystem", False)
    field.is_ui_editable = flag(data, "isUIEditable", not flag(data, "isUIReadOnly", False))
    field.is_label_synced_with_name = flag(data, "isLabelSyncedWithName", False)
