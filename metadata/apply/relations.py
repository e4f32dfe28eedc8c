"""Making and changing both ends of a relation as a document wants them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from metadata.errors import MetadataValidationError
from metadata.models import FieldMetadata, ObjectMetadata
from metadata.services import names
from metadata.services.change import Change
from metadata.services.fields import add_field
from metadata.services.storable import text_problems
from metadata.services.update import alter_field

from .document import EndDoc, RelationDoc
from .present import END_ROWS


def field_called(change: Change, object_id: UUID, name: str) -> FieldMetadata | None:
    """By the name in the record APIs, or the one that a morph relation's rows share."""
    fields = change.fields_of(object_id)
    exact = next((field for field in fields if field.name == name), None)
    return exact or next((field for field in fields if field.morph_name == name and field.morph_id), None)


def keep_identifier(change: Change, row: ObjectMetadata | FieldMetadata, identifier: UUID | None) -> None:
    """What is made from a document is known by the same identifier in every workspace."""
    if identifier is None or not row.is_custom:
        return
    if row._state.adding:
        row.universal_identifier = identifier
    else:
        change.alter(row, universal_identifier=identifier)


def known(change: Change, field_id: UUID | None) -> FieldMetadata:
    """A field that is there, such as the other side of a relation."""
    row = change.field(field_id) if field_id else None
    assert row is not None
    return row


def add_pair(change: Change, holder: ObjectMetadata, other: ObjectMetadata, pair: RelationDoc) -> None:
    """A relation that came with its object is only dressed."""
    made = _there(change, holder, other, pair)
    if made is None:
        made = _make(change, holder, other, pair)
    reverse = known(change, made.target_field_id)
    _dress(change, made, pair.holder)
    _dress(change, reverse, pair.other)


def _there(change: Change, holder: ObjectMetadata, other: ObjectMetadata, pair: RelationDoc) -> FieldMetadata | None:
    if not pair.holder.morph:
        return None
    return next(
        (
            row
            for row in change.fields_of(holder.id)
            if row.morph_id and row.morph_name == pair.holder.name and row.target_object_id == other.id
        ),
        None,
    )


def _make(change: Change, holder: ObjectMetadata, other: ObjectMetadata, pair: RelationDoc) -> FieldMetadata:
    """Asked for from the end that is a morph, where there is one; the row of the holder is answered."""
    from_other = pair.other.morph
    own, far, end, rest = (
        (other, holder, pair.other, pair.holder) if from_other else (holder, other, pair.holder, pair.other)
    )
    payload = {
        "type": "ONE_TO_MANY" if from_other else "MANY_TO_ONE",
        "targetObjectMetadataId": str(far.id),
        "targetFieldLabel": rest.name,
        "targetFieldIcon": rest.values.get("icon"),
    }
    data = {**_told(end), "objectMetadataId": str(own.id), "settings": {"onDelete": pair.on_delete}}
    if not end.morph:
        return add_field(change, {**data, "type": "RELATION", "relationCreationPayload": payload})
    family = [row for row in change.fields_of(own.id) if row.morph_id and row.morph_name == end.name]
    if family:
        alter_field(change, family[0].id, {"morphRelationsUpdatePayload": [payload]})
    else:
        add_field(change, {**data, "type": "MORPH_RELATION", "morphRelationsCreationPayload": [payload]})
    row = next(
        row
        for row in change.fields_of(own.id)
        if row.morph_id and row.morph_name == end.name and row.target_object_id == far.id
    )
    return row if row.relation_type == "MANY_TO_ONE" else known(change, row.target_field_id)


def _told(end: EndDoc) -> dict[str, Any]:
    return {"label": end.name, **end.values, "name": end.name}


def _dress(change: Change, row: FieldMetadata, end: EndDoc) -> None:
    keep_identifier(change, row, end.universal_identifier)
    alter_end(change, row, {"label": end.name, **end.values, "name": end.name})
    if "isSystem" in end.values:
        change.alter(row, is_system=end.values["isSystem"])


def alter_end(change: Change, row: FieldMetadata, values: Mapping[str, Any]) -> None:
    """One row alone, even of a morph relation, whose rows otherwise change their labels together."""
    name = values.get("name")
    if name is not None and name != (row.morph_name if row.morph_id else row.name):
        alter_field(change, row.id, {"name": name})
    wanted = {END_ROWS[key]: value for key, value in values.items() if key in END_ROWS and key != "isSystem"}
    texts = {name: value for name, value in wanted.items() if name in ("label", "description", "icon")}
    draft = FieldMetadata(**{"label": row.label} | texts)
    problems = text_problems(draft, "INVALID_FIELD_INPUT", "label", "description", "icon")
    if problems:
        entity = names.field_entity("update", row, change.objects[row.object_id], problems)
        raise MetadataValidationError("updating field", [entity])
    change.alter(row, **wanted)
