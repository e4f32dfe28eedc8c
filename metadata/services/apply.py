"""A document applied: the steps of its plan, done in one transaction."""

import dataclasses
from typing import Any
from uuid import UUID

from metadata.errors import Entity, MetadataValidationError, NotAllowed, Problem
from metadata.models import FieldMetadata, ObjectMetadata
from metadata.naming import titled
from metadata.schema.ddl import ON_DELETE

from . import names
from .change import Change, change_model
from .document import FIELD_KEYS, OBJECT_KEYS, OF_RELATIONS, Json
from .fields import add_field, remove_field
from .indexes import add_index, remove_index
from .inputs import as_uuid
from .objects import add_object, alter_object, remove_object
from .plan import CODE, Planner, Step
from .relations import TYPES, Side, join_fields, morph_side, opposite
from .tables import add_columns
from .update import alter_field


def plan_model(workspace_id: UUID, document: Any) -> list[Json]:
    """What applying the document would do. Nothing is changed."""
    steps = change_model(workspace_id, lambda change: Planner(change, document).steps())
    return [step.as_json() for step in steps]


def apply_model(workspace_id: UUID, document: Any, *, allow_destructive: bool = False) -> list[Json]:
    """Makes the model what the document says, or changes nothing. Answers what was done."""

    def work(change: Change) -> list[Step]:
        planner = Planner(change, document)
        steps = planner.steps()
        lossy = [step for step in steps if step.destructive]
        if lossy and not allow_destructive:
            told = ", ".join(f"{step.action} {'.'.join(filter(None, (step.object, step.field)))}" for step in lossy)
            raise NotAllowed(f"Destructive steps need allowDestructive: {told}", "DESTRUCTIVE_CHANGE")
        Applier(change, planner.entries).run(steps)
        return steps

    return [step.as_json() for step in change_model(workspace_id, work)]


class Applier:
    """One method a step, named after its action."""

    def __init__(self, change: Change, entries: list[Json]) -> None:
        self.change = change
        self.entries = {entry["nameSingular"]: entry for entry in entries}

    def run(self, steps: list[Step]) -> None:
        for step in steps:
            DO[step.action](self, step)
            if step.action.startswith(("remove", "rename")):
                self.change.flush()  # a name that becomes free may be taken by the next step
        for name, entry in self.entries.items():
            self._settle(self._object(name), entry)

    # -- objects ---------------------------------------------------------------------------------------------
    def add_object(self, step: Step) -> None:
        entry = step.entry
        named = {told["name"] for told in entry["fields"]}
        row = add_object(self.change, {**_given(entry, OBJECT_KEYS), "skipNameField": "name" not in named})
        later = {key: entry[key] for key in ("isActive", "isSearchable") if key in entry}
        alter_object(self.change, row.id, later)
        unwanted = [f for f in self.change.fields_of(row.id) if f.name not in names.BASE_NAMES and f.name not in named]
        self.change.flush()
        for field in unwanted:
            remove_field(self.change, field.id)

    def alter_object(self, step: Step) -> None:
        alter_object(self.change, step.row_id, {key: step.entry[key] for key in step.changes})

    def remove_object(self, step: Step) -> None:
        remove_object(self.change, step.row_id)

    def point(self, step: Step) -> None:
        row = self._object(step.object)
        keys = {
            "labelIdentifier": "labelIdentifierFieldMetadataId",
            "imageIdentifier": "imageIdentifierFieldMetadataId",
        }
        named = {field.name: str(field.id) for field in self.change.fields_of(row.id)}
        given = {keys[key]: named.get(step.entry[key], step.entry[key]) for key in step.changes}
        alter_object(self.change, row.id, given)

    # -- fields ----------------------------------------------------------------------------------------------
    def add_field(self, step: Step) -> None:
        row = self._object(step.object)
        present = next((field for field in self.change.fields_of(row.id) if field.name == step.field), None)
        if present is not None:
            self._update(present, step.entry)
        elif step.entry.get("relation"):
            self._relate(row, step.entry)
        else:
            add_field(
                self.change, {**_given(step.entry, FIELD_KEYS), "objectMetadataId": row.id, "type": step.entry["type"]}
            )

    def alter_field(self, step: Step) -> None:
        if self.change.field(step.row_id) is None:  # it went with the other side of a relation that was replaced
            self.add_field(dataclasses.replace(step, field=step.entry["name"]))
            return
        alter_field(self.change, step.row_id, {key: step.entry[key] for key in step.changes})

    def remove_field(self, step: Step) -> None:
        if self.change.field(step.row_id) is not None:
            remove_field(self.change, step.row_id)

    def _update(self, row: FieldMetadata, entry: Json) -> None:
        """A field that came with its object, or with the other side of its relation."""
        keys = OF_RELATIONS if row.relation_type else tuple(FIELD_KEYS)
        changes = {k: entry[k] for k in keys if k in entry and entry[k] != getattr(row, FIELD_KEYS[k]) and k != "name"}
        if changes:
            alter_field(self.change, row.id, changes)

    def _relate(self, row: ObjectMetadata, entry: Json) -> None:
        told = entry["relation"]
        target = next((one for one in self.change.objects.values() if one.name_singular == told["targetObject"]), None)
        if target is None or told["type"] not in TYPES or (told.get("onDelete") or "SET_NULL") not in ON_DELETE:
            self._refuse(
                row, entry["name"], Problem(CODE, "The relation names no object, or an unknown type or onDelete")
            )
        other = self._entry_of(told["targetObject"], told["targetField"]) or {
            "name": told["targetField"],
            "label": told.get("targetFieldLabel") or titled(told["targetField"]),
            "icon": told.get("targetFieldIcon"),
        }
        on_delete = told.get("onDelete") or (other.get("relation") or {}).get("onDelete") or "SET_NULL"
        sides = (_side(row, entry, told["type"], on_delete), _side(target, other, opposite(told["type"]), on_delete))
        pair = tuple(
            morph_side(self.change, side, base) if (base := one.get("morphName")) else side
            for side, one in zip(sides, (entry, other), strict=True)
        )
        for side, one in zip(pair, (entry, other), strict=True):
            taken = self.change.fields_of(side.object.id)
            wrong = names.field_name_problems(side.name, "RELATION", taken, checked=not one.get("morphName"))
            if wrong:
                self._refuse(side.object, side.name, *wrong)
        fields = join_fields(self.change, *pair)
        add_columns(self.change, fields)
        for field, one in zip(fields, (entry, other), strict=True):
            self._update(field, one)

    def _entry_of(self, parent: str, name: str) -> Json | None:
        entry = self.entries.get(parent, {"fields": []})
        return next((told for told in entry["fields"] if told["name"] == name), None)

    def _refuse(self, row: ObjectMetadata, name: str, *problems: Problem) -> None:
        about = names.about_field(row.universal_identifier, name, row)
        raise MetadataValidationError("creating fields", [Entity("fieldMetadata", "create", problems, about)])

    # -- indexes ---------------------------------------------------------------------------------------------
    def add_index(self, step: Step) -> None:
        row = self._object(step.object)
        named = {field.name: str(field.id) for field in self.change.fields_of(row.id)}
        parts = [
            {"fieldMetadataId": named.get(part.get("field")), "subFieldName": part.get("subField")}
            for part in step.entry.get("fields") or []
            if isinstance(part, dict)
        ]
        add_index(self.change, {"objectMetadataId": row.id, "fields": parts, "indexType": step.entry.get("type")})

    def remove_index(self, step: Step) -> None:
        """It may have gone with a field already."""
        self.change.flush()
        if self.change.has_index(step.row_id):
            remove_index(self.change, step.row_id)

    # -- what no service sets --------------------------------------------------------------------------------
    def _settle(self, row: ObjectMetadata, entry: Json) -> None:
        """Identifiers of custom things, and the order of the fields."""
        self._identify(row, entry)
        rows = {field.name: field for field in self.change.fields_of(row.id)}
        first = len(names.BASE_NAMES)
        for place, told in enumerate(entry["fields"]):
            field = rows.get(told["name"])
            if field is not None:
                self._identify(field, told)
                self.change.alter(field, place=first + place)

    def _identify(self, row: Any, entry: Json) -> None:
        wanted = as_uuid(entry.get("universalIdentifier"))
        if wanted is not None and row.is_custom and row.universal_identifier != wanted:
            self.change.alter(row, universal_identifier=wanted)

    def _object(self, name: str) -> ObjectMetadata:
        return next(row for row in self.change.objects.values() if row.name_singular == name)


def _side(row: ObjectMetadata, entry: Json, type: str, on_delete: str) -> Side:
    return Side(row, entry["name"], entry["label"], entry.get("icon"), type, entry.get("description"), on_delete)


def _given(entry: Json, keys: dict[str, str]) -> Json:
    return {key: entry[key] for key in keys if key in entry}


DO = {
    "addObject": Applier.add_object,
    "updateObject": Applier.alter_object,
    "renameObject": Applier.alter_object,
    "removeObject": Applier.remove_object,
    "updateIdentifiers": Applier.point,
    "addField": Applier.add_field,
    "updateField": Applier.alter_field,
    "renameField": Applier.alter_field,
    "removeField": Applier.remove_field,
    "addIndex": Applier.add_index,
    "removeIndex": Applier.remove_index,
}
