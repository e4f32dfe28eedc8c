"""The data model that a workspace has, in the terms of a document."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from metadata.models import FieldMetadata, IndexMetadata, ObjectMetadata
from metadata.naming import titled
from metadata.services.defaults import COMPANIONS, MORPH, NAME
from metadata.services.indexes import belongs_to_field
from metadata.services.names import BASE_NAMES
from metadata.services.objects import TEXTS

from . import words

OBJECT_ROWS = {**TEXTS, "isActive": "is_active", "isSearchable": "is_searchable"} | {
    "isLabelSyncedWithName": "is_label_synced_with_name"
}
END_ROWS = {
    "label": "label",
    "description": "description",
    "icon": "icon",
    "isActive": "is_active",
    "isUIEditable": "is_ui_editable",
    "isLabelSyncedWithName": "is_label_synced_with_name",
    "isSystem": "is_system",
}
FIELD_ROWS = {
    **END_ROWS,
    "isNullable": "is_nullable",
    "isUnique": "is_unique",
    "defaultValue": "default_value",
    "settings": "settings",
}


@dataclass(frozen=True, slots=True)
class FieldHere:
    """A field, or one end of a relation. `unsaid`: what its keys mean where a document leaves them out."""

    row: FieldMetadata
    values: Mapping[str, Any]
    unsaid: Mapping[str, Any]

    @property
    def id(self) -> UUID:
        return self.row.id

    @property
    def name(self) -> str:
        return self.row.morph_name if self.row.morph_id else self.row.name

    @property
    def universal_identifier(self) -> UUID:
        return self.row.universal_identifier

    @property
    def options(self) -> list[dict[str, Any]]:
        return self.row.options or []


@dataclass(frozen=True, slots=True)
class IndexHere:
    """An index that somebody asked for. `parts`: id of a field, and the part of it that is covered."""

    id: UUID
    type: str
    parts: tuple[tuple[UUID, str | None], ...]


@dataclass(frozen=True, slots=True)
class RelationHere:
    """`implied`: a relation to a companion, which every custom object has without saying so."""

    holder: FieldHere
    other: FieldHere
    implied: bool = False
    renamed: bool = False
    """Whether the implied field of the custom object has another name by now."""


@dataclass(frozen=True, slots=True)
class ObjectHere:
    row: ObjectMetadata
    values: Mapping[str, Any]
    unsaid: Mapping[str, Any]
    fields: Mapping[str, FieldHere] = field(default_factory=dict)
    indexes: tuple[IndexHere, ...] = ()
    names: Mapping[UUID, str] = field(default_factory=dict)
    """Of all fields, relations among them."""

    @property
    def id(self) -> UUID:
        return self.row.id

    @property
    def name(self) -> str:
        return self.row.name_singular

    @property
    def universal_identifier(self) -> UUID:
        return self.row.universal_identifier

    def field_named(self, name: str) -> FieldHere | None:
        return self.fields.get(name)

    def name_of(self, field_id: UUID | None) -> str | None:
        return self.names.get(field_id) if field_id else None


@dataclass(frozen=True, slots=True)
class Present:
    objects: tuple[ObjectHere, ...]
    relations: tuple[RelationHere, ...]

    def object(self, name: str) -> ObjectHere | None:
        return next((one for one in self.objects if one.name == name), None)


def present_model(
    objects: Iterable[ObjectMetadata],
    fields: Iterable[FieldMetadata],
    indexes: Iterable[IndexMetadata],
    shipped: "Shipped",
) -> Present:
    """Objects by name, standard ones first; fields in the order in which they are shown."""
    rows = {row.id: row for row in sorted(objects, key=lambda row: (row.is_custom, row.name_singular))}
    ordered = sorted(fields, key=lambda row: (row.place, row.name))
    found = {row.id: _field(row, rows[row.object_id], shipped) for row in ordered}
    here = []
    covering = [_index(index) for index in indexes if not belongs_to_field(index)]
    for row in rows.values():
        mine = [one for one in found.values() if one.row.object_id == row.id]
        plain = {one.name: one for one in mine if not one.row.target_field_id}
        names = {one.id: one.row.name for one in mine}
        made = tuple(index for index in covering if index.parts[0][0] in names)
        unsaid = _unsaid_of_object(row, shipped)
        here.append(ObjectHere(row, _values(row, OBJECT_ROWS), unsaid, plain, made, names))
    places = {object_id: place for place, object_id in enumerate(rows)}
    holders = [one for one in found.values() if one.row.relation_type == "MANY_TO_ONE"]
    holders.sort(key=lambda one: (places[one.row.object_id], one.row.name))
    pairs = [(one, found[one.row.target_field_id]) for one in holders if one.row.target_field_id in found]
    relations = [_relation(one, other, rows) for one, other in pairs]
    return Present(tuple(here), tuple(relations))


def _index(row: IndexMetadata) -> IndexHere:
    parts = sorted(row.fields, key=lambda part: part["order"])
    return IndexHere(
        row.id, row.index_type, tuple((UUID(part["fieldMetadataId"]), part["subFieldName"]) for part in parts)
    )


Shipped = Mapping[str, Mapping[str, Any]]
"""Standard objects by name, as shipped; the fields of each by name under `fields`."""


def shipped_by_name(objects: Iterable[Mapping[str, Any]]) -> Shipped:
    return {one["nameSingular"]: {**one, "fields": {told["name"]: told for told in one["fields"]}} for one in objects}


def is_base(row: FieldMetadata) -> bool:
    return row.name in BASE_NAMES


def _relation(holder: FieldHere, other: FieldHere, objects: Mapping[UUID, ObjectMetadata]) -> RelationHere:
    companion, target = objects[holder.row.object_id], objects[other.row.object_id]
    facts = COMPANION.get(companion.name_singular)
    if facts is None or holder.row.morph_name != MORPH or not target.is_custom or companion.is_custom:
        return RelationHere(holder, other)
    held = {
        "label": titled(target.name_singular),
        "icon": facts.reverse_icon,
        "description": f"{titled(companion.name_plural)} {target.label_singular}",
    }
    own = {
        "label": facts.label,
        "icon": facts.icon,
        "description": f"{target.label_plural} tied to the {companion.label_singular}",
    }
    renamed = other.row.name != companion.name_plural
    holder, other = (
        FieldHere(end.row, end.values, {**words.NEW_END, **unsaid}) for end, unsaid in ((holder, held), (other, own))
    )
    return RelationHere(holder, other, implied=True, renamed=renamed)


COMPANION = {companion.object: companion for companion in COMPANIONS}


def _values(row: Any, names: Mapping[str, str]) -> dict[str, Any]:
    return {key: getattr(row, attribute) for key, attribute in names.items()}


def _unsaid_of_object(row: ObjectMetadata, shipped: Shipped) -> dict[str, Any]:
    told = None if row.is_custom else shipped.get(row.name_singular)
    if told is None:
        return dict(words.NEW_OBJECT)
    return {**words.NEW_OBJECT, **{key: told[key] for key in OBJECT_ROWS if key in told}}


def _field(row: FieldMetadata, parent: ObjectMetadata, shipped: Shipped) -> FieldHere:
    values = _values(row, END_ROWS if row.target_field_id else FIELD_ROWS)
    if is_base(row):
        return FieldHere(row, values, dict(values))
    told = shipped.get(parent.name_singular, {}).get("fields", {}).get(row.name)
    if told is not None and not row.is_custom:
        return FieldHere(row, values, _as_shipped(told, relation=bool(row.target_field_id)))
    if row.name == NAME.name and row.type == NAME.type and parent.is_custom:
        return FieldHere(row, values, OF_NAME_FIELD)
    return FieldHere(row, values, words.NEW_END if row.target_field_id else words.NEW_FIELD)


OF_NAME_FIELD = {
    **words.NEW_FIELD,
    "label": NAME.label,
    "icon": NAME.icon,
    "description": NAME.description,
    "isNullable": NAME.nullable,
    "defaultValue": NAME.default,
}
"""Of the field `name` that new objects start with."""


def _as_shipped(told: Mapping[str, Any], *, relation: bool) -> dict[str, Any]:
    unsaid = {**(words.NEW_END if relation else words.NEW_FIELD)}
    unsaid |= {key: told.get(key) for key in (END_ROWS if relation else FIELD_ROWS) if key in told}
    unsaid["isUIEditable"] = not told["isUIReadOnly"]
    return unsaid
