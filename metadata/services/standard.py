"""The standard objects, as shipped in standard_objects.json."""

import json
import pathlib
from functools import cache
from typing import Any
from uuid import UUID, uuid4, uuid5

from metadata.models import STANDARD_APPLICATION, FieldMetadata, ObjectMetadata

from .change import Change
from .tables import create_tables
from .views import add_index_view

FILE = pathlib.Path(__file__).resolve().parent.parent / "standard_objects.json"
OBJECT_COLUMNS = {
    "name_singular": "nameSingular",
    "name_plural": "namePlural",
    "label_singular": "labelSingular",
    "label_plural": "labelPlural",
    "icon": "icon",
    "description": "description",
    "shortcut": "shortcut",
    "is_system": "isSystem",
    "is_ui_editable": "isUIEditable",
    "is_ui_creatable": "isUICreatable",
    "is_searchable": "isSearchable",
    "duplicate_criteria": "duplicateCriteria",
    "universal_identifier": "universalIdentifier",
}


@cache
def shipped() -> list[dict[str, Any]]:
    return json.loads(FILE.read_text())["objects"]


def add_standard_objects(change: Change) -> None:
    """Rows and tables of all standard objects, their relations among each other included."""
    objects = {facts["nameSingular"]: _object(change, facts) for facts in shipped()}
    change.add(*objects.values())
    fields: dict[tuple[str, str], FieldMetadata] = {}
    for facts in shipped():
        name = facts["nameSingular"]
        morphs: dict[str, UUID] = {}
        for place, told in enumerate(facts["fields"]):
            fields[name, told["name"]] = _field(change, objects[name], told, place, morphs)
    _join(objects, fields)
    for facts in shipped():
        _point(objects[facts["nameSingular"]], facts, fields)
    change.add(*fields.values())
    create_tables(change, list(objects.values()))
    for row in objects.values():
        add_index_view(change, row)


def _object(change: Change, facts: dict[str, Any]) -> ObjectMetadata:
    values = {column: facts[key] for column, key in OBJECT_COLUMNS.items()}
    return ObjectMetadata(workspace=change.workspace, application_id=STANDARD_APPLICATION, **values)


def _field(
    change: Change, row: ObjectMetadata, told: dict[str, Any], place: int, morphs: dict[str, UUID]
) -> FieldMetadata:
    morph = told.get("morphName")
    options = [{"id": str(uuid4()), **option} for option in told.get("options", [])]
    return FieldMetadata(
        workspace=change.workspace,
        object=row,
        application_id=STANDARD_APPLICATION,
        universal_identifier=told.get("universalIdentifier")
        or uuid5(UUID(str(row.universal_identifier)), told["name"]),
        type=told["type"],
        name=told["name"],
        label=told["label"],
        description=told["description"],
        icon=told["icon"],
        place=place,
        is_system=told["isSystem"],
        is_nullable=told["isNullable"],
        is_unique=told["isUnique"],
        is_ui_editable=not told["isUIReadOnly"],
        default_value=told["defaultValue"],
        options=options or None,
        settings=told.get("settings"),
        morph_name=morph or "",
        morph_id=morphs.setdefault(morph, uuid4()) if morph else None,
    )


def _join(objects: dict[str, ObjectMetadata], fields: dict[tuple[str, str], FieldMetadata]) -> None:
    for facts in shipped():
        for told in facts["fields"]:
            relation = told.get("relation")
            if relation:
                field = fields[facts["nameSingular"], told["name"]]
                field.target_object = objects[relation["targetObject"]]
                field.target_field = fields[relation["targetObject"], relation["targetFieldName"]]


def _point(row: ObjectMetadata, facts: dict[str, Any], fields: dict[tuple[str, str], FieldMetadata]) -> None:
    name = facts["nameSingular"]
    row.label_identifier_id = fields[name, facts["labelIdentifier"]].id
    if facts["imageIdentifier"]:
        row.image_identifier_id = fields[name, facts["imageIdentifier"]].id
    row.search_field_ids = [str(fields[name, field].id) for field in facts["searchFields"]]
