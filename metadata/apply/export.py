"""The model of a workspace as a document: what is said of new things by default is left out."""

from collections.abc import Iterator, Mapping
from typing import Any

from metadata.services.defaults import COMPANIONS

from .document import VERSION
from .present import FieldHere, IndexHere, ObjectHere, Present, RelationHere, is_base

Json = dict[str, Any]
HOLDS_ID = "junctionTargetFieldId"


def document_of(present: Present) -> Json:
    """Stands in a fixed order, so that two exports can be compared line by line."""
    names = {one.id: one.name for one in present.objects}
    return {
        "version": VERSION,
        "objects": [_object(one, present, names) for one in present.objects],
        "relations": [
            _relation(one, present, names)
            for one in present.relations
            if not one.implied or _differs(one.holder) or _differs(one.other) or one.renamed
        ],
    }


def _object(one: ObjectHere, present: Present, names: Mapping[Any, str]) -> Json:
    row = one.row
    label = one.name_of(row.label_identifier_id)
    image = one.name_of(row.image_identifier_id)
    told: Json = {"nameSingular": row.name_singular, "namePlural": row.name_plural}
    if row.is_custom:
        told["universalIdentifier"] = str(row.universal_identifier)
    told |= {"labelSingular": row.label_singular, "labelPlural": row.label_plural, **_said(one.values, one.unsaid)}
    name = one.field_named("name")
    if row.is_custom and (name is None or name.row.type != "TEXT"):
        told["skipNameField"] = True
    missing = _without(one, present, names) if row.is_custom else []
    if missing:
        told["withoutRelationsTo"] = missing
    told["labelIdentifier"] = label
    if image is not None:
        told["imageIdentifier"] = image
    told["fields"] = [_field(field) for field in one.fields.values() if not is_base(field.row)]
    if one.indexes:
        told["indexes"] = sorted((_index(index, one) for index in one.indexes), key=repr)
    return told


def _index(index: IndexHere, of: ObjectHere) -> Json:
    named = [(of.names[field], part) for field, part in index.parts]
    told: Json = {"fields": [f"{name}.{part}" if part else name for name, part in named]}
    return told if index.type == "BTREE" else {**told, "type": index.type}


def _without(one: ObjectHere, present: Present, names: Mapping[Any, str]) -> list[str]:
    joined = {
        names[relation.holder.row.object_id]
        for relation in present.relations
        if relation.implied and relation.holder.row.target_object_id == one.id
    }
    return [companion.object for companion in COMPANIONS if companion.object not in joined]


def _field(one: FieldHere) -> Json:
    row = one.row
    told: Json = {"name": row.name, "type": row.type}
    if row.is_custom:
        told["universalIdentifier"] = str(row.universal_identifier)
    told |= {"label": row.label, **_said(one.values, one.unsaid)}
    if row.options and row.type != "RATING":
        told["options"] = [
            {key: option[key] for key in ("value", "label", "color") if option.get(key) is not None}
            for option in sorted(row.options, key=lambda option: option["position"])
        ]
    return told


def _said(values: Mapping[str, Any], unsaid: Mapping[str, Any]) -> Json:
    """What differs from what is understood without saying. Labels are always said."""
    return {
        key: value
        for key, value in values.items()
        if not key.startswith("label") and (key not in unsaid or value != unsaid[key])
    }


def _relation(one: RelationHere, present: Present, names: Mapping[Any, str]) -> Json:
    told: Json = {"from": _end(one.holder, present, names), "to": _end(one.other, present, names)}
    on_delete = (one.holder.row.settings or {}).get("onDelete") or "SET_NULL"
    return told if on_delete == "SET_NULL" else {**told, "onDelete": on_delete}


def _end(one: FieldHere, present: Present, names: Mapping[Any, str]) -> Json:
    row = one.row
    told: Json = {"object": names[row.object_id], "morph" if row.morph_id else "name": one.name}
    if row.is_custom:
        told["universalIdentifier"] = str(row.universal_identifier)
    told |= {"label": row.label, **_said(one.values, one.unsaid)}
    junction = junction_of(one, present)
    return {**told, "junctionTarget": junction} if junction else told


def junction_of(one: FieldHere, present: Present) -> str | None:
    """The name of the field that a relation through a junction object leads on to."""
    wanted = (one.row.settings or {}).get(HOLDS_ID)
    return next((name for found, name in _ids(present) if found == wanted), None) if wanted else None


def _ids(present: Present) -> Iterator[tuple[str, str]]:
    for one in present.objects:
        yield from ((str(field.id), field.name) for field in one.fields.values())
    for relation in present.relations:
        for end in (relation.holder, relation.other):
            yield str(end.id), end.row.name


def _differs(one: FieldHere) -> bool:
    """Whether one end of an implied relation is not as it was made."""
    return any(one.values[key] != value for key, value in one.unsaid.items())
