"""What lies between a data model and a document: steps in the order in which they can be done."""

import dataclasses
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from metadata.errors import Entity, MetadataValidationError, Problem
from metadata.fields.registry import REGISTRY
from metadata.models import FieldMetadata, IndexMetadata, ObjectMetadata
from metadata.schema.build import columns_of
from metadata.schema.sql import ident

from .change import Change
from .document import FIELD_KEYS, OBJECT_KEYS, OF_RELATIONS, Json, index_entry
from .indexes import belongs_to_field
from .inputs import as_uuid
from .names import BASE_NAMES

CODE = "INVALID_MODEL_DOCUMENT"


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """One difference. `rows`: how many records lose a value by it; `entry`: what the document says."""

    action: str
    object: str
    field: str | None = None
    changes: tuple[str, ...] = ()
    renamed_to: str | None = None
    rows: int = 0
    destructive: bool = False
    entry: Json = dataclasses.field(default_factory=dict, compare=False)
    row_id: UUID | None = None

    def as_json(self) -> Json:
        told: Json = {"action": self.action, "object": self.object}
        if self.field is not None:
            told["field"] = self.field
        if self.changes:
            told["changes"] = list(self.changes)
        if self.renamed_to is not None:
            told["renamedTo"] = self.renamed_to
        return told | {"destructive": self.destructive, "rowsLosingData": self.rows}


class Planner:
    """Reads the present model through `change`; changes nothing."""

    def __init__(self, change: Change, document: Any) -> None:
        self.change = change
        self.entries = checked(document)
        change.load_fields(change.objects)
        self.matched = _match(self.entries, list(change.objects.values()), "nameSingular", "name_singular")
        self.wanted = {row.id: entry for entry, row in self.matched if row is not None}

    def steps(self) -> list[Step]:
        present = [(entry, row) for entry, row in self.matched if row is not None]
        new = [entry for entry, row in self.matched if row is None]
        pairs = [(entry, row, self.fields(entry, row)) for entry, row in present]
        found = [step for _, row, fields in pairs for step in self.replaced(row, fields)]
        found += [step for entry, row in present for step in self.changed_object(entry, row)]
        found += [step for _, row, fields in pairs for step in self.changed_fields(row, fields)]
        found += [Step("addObject", entry["nameSingular"], entry=entry) for entry in new]
        found += [step for entry, row, fields in pairs for step in self.new_fields(entry, row, fields)]
        found += [step for entry in new for step in self.fields_of_new(entry)]
        found += [step for entry, row in self.matched for step in self.changed_identifiers(entry, row)]
        found += [step for entry, row, fields in pairs for step in self.gone_fields(row, fields)]
        found += [
            step for row in self.change.objects.values() if row.id not in self.wanted for step in self.gone_object(row)
        ]
        return found + [step for entry, row in self.matched for step in self.changed_indexes(entry, row)]

    def fields(self, entry: Json, row: ObjectMetadata) -> list[tuple[Json, FieldMetadata | None]]:
        rows = [found for found in self.change.fields_of(row.id) if found.name not in BASE_NAMES]
        return _match(entry["fields"], rows, "name", "name")

    # -- objects ---------------------------------------------------------------------------------------------
    def changed_object(self, entry: Json, row: ObjectMetadata) -> Iterator[Step]:
        changes = tuple(key for key, name in OBJECT_KEYS.items() if key in entry and entry[key] != getattr(row, name))
        renamed = entry["nameSingular"] if entry["nameSingular"] != row.name_singular else None
        if changes:
            action = "renameObject" if renamed else "updateObject"
            yield Step(action, row.name_singular, None, changes, renamed, entry=entry, row_id=row.id)

    def gone_object(self, row: ObjectMetadata) -> Iterator[Step]:
        if row.is_custom:
            rows = self.change.query(f"select count(*) from {self.change.table(row).sql}")[0][0]
            yield Step("removeObject", row.name_singular, rows=rows, destructive=True, row_id=row.id)

    def changed_identifiers(self, entry: Json, row: ObjectMetadata | None) -> Iterator[Step]:
        """Named by the document's names, since they may be new as well."""
        before: dict[str, Any] = {"labelIdentifier": "name", "imageIdentifier": None}
        if row is not None:
            names = {found.id: found.name for found in self.change.fields_of(row.id)}
            after = {found.id: told["name"] for told, found in self.fields(entry, row) if found is not None}
            names.update(after)
            before = {
                "labelIdentifier": names.get(row.label_identifier_id),
                "imageIdentifier": names.get(row.image_identifier_id),
            }
        changes = tuple(key for key, value in before.items() if key in entry and entry[key] != value)
        if changes:
            yield Step("updateIdentifiers", entry["nameSingular"], None, changes, entry=entry)

    # -- fields ----------------------------------------------------------------------------------------------
    def replaced(self, row: ObjectMetadata, fields: list) -> Iterator[Step]:
        """A field of another type under the same name is another field."""
        for told, found in fields:
            if found is not None and _another(told, found, self.change):
                yield self._gone(row, found)

    def changed_fields(self, row: ObjectMetadata, fields: list) -> Iterator[Step]:
        for told, found in fields:
            if found is None or _another(told, found, self.change):
                continue
            keys = OF_RELATIONS if found.relation_type else tuple(FIELD_KEYS)
            changes = tuple(k for k in keys if k in told and told[k] != getattr(found, FIELD_KEYS[k]))
            if found.morph_name:
                changes = tuple(key for key in changes if key != "name")
            if changes:
                rows = self._rows_losing_options(row, found, told) if "options" in changes else 0
                renamed = told["name"] if "name" in changes else None
                action = "renameField" if renamed else "updateField"
                lost = bool(_removed_options(found, told)) if "options" in changes else False
                yield Step(action, row.name_singular, found.name, changes, renamed, rows, lost, told, found.id)

    def new_fields(self, entry: Json, row: ObjectMetadata, fields: list) -> Iterator[Step]:
        for told, found in fields:
            if found is None or _another(told, found, self.change):
                yield Step("addField", entry["nameSingular"], told["name"], entry=told)

    def fields_of_new(self, entry: Json) -> Iterator[Step]:
        for told in entry["fields"]:
            yield Step("addField", entry["nameSingular"], told["name"], entry=told)

    def gone_fields(self, row: ObjectMetadata, fields: list) -> Iterator[Step]:
        kept = {found.id for told, found in fields if found is not None}
        for found in self.change.fields_of(row.id):
            if found.id in kept or found.name in BASE_NAMES or not found.is_custom:
                continue
            if found.relation_type and self._goes_with_another(found):
                continue
            yield self._gone(row, found)

    def _goes_with_another(self, found: FieldMetadata) -> bool:
        """The other side is kept by the document, or goes by itself together with this side."""
        entry = self.wanted.get(found.target_object_id)
        if entry is None:
            return True
        target = self.change.field(found.target_field_id)
        names = {told["name"] for told in entry["fields"]} | {
            told.get("universalIdentifier") for told in entry["fields"]
        }
        kept = target is not None and bool(names & {target.name, str(target.universal_identifier)})
        return kept or found.relation_type == "ONE_TO_MANY"

    def _gone(self, row: ObjectMetadata, found: FieldMetadata) -> Step:
        columns = [ident(column.name) for column in columns_of(found)]
        rows = 0
        if columns:
            filled = " or ".join(f"{column} is not null" for column in columns)
            rows = self.change.query(f"select count(*) from {self.change.table(row).sql} where {filled}")[0][0]
        return Step("removeField", row.name_singular, found.name, rows=rows, destructive=True, row_id=found.id)

    def _rows_losing_options(self, row: ObjectMetadata, found: FieldMetadata, told: Json) -> int:
        gone = _removed_options(found, told)
        if not gone:
            return 0
        column = self.change.frozen(found).columns[0]
        test = f"{ident(column.name)} && %s::text[]" if column.kind.many else f"{ident(column.name)} = any(%s)"
        return self.change.query(f"select count(*) from {self.change.table(row).sql} where {test}", [gone])[0][0]

    # -- indexes ---------------------------------------------------------------------------------------------
    def changed_indexes(self, entry: Json, row: ObjectMetadata | None) -> Iterator[Step]:
        if "indexes" not in entry:
            return
        present: dict[str, IndexMetadata] = {}
        if row is not None:
            renamed = {found.id: told["name"] for told, found in self.fields(entry, row) if found is not None}
            names = {found.id: found.name for found in self.change.fields_of(row.id)} | renamed
            rows = IndexMetadata.objects.filter(object=row)
            present = {repr(index_entry(index, names)): index for index in rows if not belongs_to_field(index)}
        wanted = {repr(told): told for told in entry["indexes"]}
        for key in present.keys() - wanted.keys():
            yield Step("removeIndex", entry["nameSingular"], row_id=present[key].id)
        for key in [key for key in wanted if key not in present]:
            yield Step("addIndex", entry["nameSingular"], entry=wanted[key])


def _match(entries: list[Json], rows: list, key: str, attribute: str) -> list[tuple[Json, Any]]:
    """By universal identifier, else by name."""
    by_identifier = {str(row.universal_identifier): row for row in rows}
    by_name = {getattr(row, attribute): row for row in rows}
    found = [by_identifier.get(entry.get("universalIdentifier")) for entry in entries]
    taken = {row.id for row in found if row is not None}
    for place, entry in enumerate(entries):
        named = by_name.get(entry[key])
        if found[place] is None and named is not None and named.id not in taken:
            found[place] = named
            taken.add(named.id)
    return list(zip(entries, found, strict=True))


def _another(told: Json, found: FieldMetadata, change: Change) -> bool:
    if told["type"] != found.type:
        return True
    if found.relation_type is None:
        return False
    return told["relation"]["type"] != found.relation_type


def _removed_options(found: FieldMetadata, told: Json) -> list[str]:
    options = told.get("options") or []
    kept = {option.get("id") for option in options} | {option.get("value") for option in options}
    return [option["value"] for option in found.options or [] if not {option["id"], option["value"]} & kept]


# -- the form of a document --------------------------------------------------------------------------------------
def checked(document: Any) -> list[Json]:
    """The entries of the objects. What is no document is refused, with every problem."""
    problems = list(_form_problems(document))
    if problems:
        found = [Problem(CODE, problem) for problem in problems]
        raise MetadataValidationError("reading the model document", [Entity("model", "update", found, {})])
    return document["objects"]


def _form_problems(document: Any) -> Iterator[str]:
    if not isinstance(document, dict) or not isinstance(document.get("objects"), list):
        yield "The document must be an object with a list of objects"
        return
    names: set[str] = set()
    for place, entry in enumerate(document["objects"]):
        if not isinstance(entry, dict) or not isinstance(entry.get("nameSingular"), str):
            yield f"objects[{place}] must be an object with a nameSingular"
            continue
        if entry["nameSingular"] in names:
            yield f"{entry['nameSingular']} is there twice"
        names.add(entry["nameSingular"])
        for key in ("namePlural", "labelSingular", "labelPlural"):
            if not isinstance(entry.get(key), str):
                yield f"{entry['nameSingular']} needs a {key}"
        yield from _field_problems(entry)


def _field_problems(entry: Json) -> Iterator[str]:
    parent = entry["nameSingular"]
    if not isinstance(entry.get("fields"), list) or not isinstance(entry.get("indexes", []), list):
        yield f"{parent} needs a list of fields, and its indexes must be a list"
        return
    names: set[str] = set()
    for place, told in enumerate(entry["fields"]):
        if not isinstance(told, dict) or not all(isinstance(told.get(k), str) for k in ("name", "label", "type")):
            yield f"{parent}.fields[{place}] must be an object with name, label and type"
            continue
        name = f"{parent}.{told['name']}"
        if told["name"] in names:
            yield f"{name} is there twice"
        names.add(told["name"])
        if told["type"] not in REGISTRY:
            yield f"{name} has an unknown type: {told['type']}"
        relation = told.get("relation")
        if told["type"] in ("RELATION", "MORPH_RELATION"):
            keys = ("type", "targetObject", "targetField")
            if not isinstance(relation, dict) or not all(isinstance(relation.get(key), str) for key in keys):
                yield f"{name} needs a relation with type, targetObject and targetField"
        if told.get("universalIdentifier") is not None and as_uuid(told["universalIdentifier"]) is None:
            yield f"{name} has a universalIdentifier that is no UUID"
        if not isinstance(told.get("options") or [], list) or not all(
            isinstance(o, dict) for o in told.get("options") or []
        ):
            yield f"{name} has options that are no list of objects"
