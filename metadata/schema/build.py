"""Rows of the data model -> frozen fields and objects. The one place where a row becomes what the engine sees."""

import hashlib
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from metadata.fields.base import Column, Field, Option, Relation
from metadata.fields.registry import field_type
from metadata.models import STANDARD_APPLICATION, table_name

from .snapshot import ObjectSchema, frozen_by

Row = Any
"""A FieldMetadata or ObjectMetadata instance, or a named tuple of its columns."""
JOINED = ("RELATION", "MORPH_RELATION")


def frozen_field(row: Row, object_name: str, relation: Relation | None = None) -> Field:
    kind = field_type(row.type)
    options = tuple(Option(o["id"], o["label"], o["value"], o.get("color"), o["position"]) for o in row.options or ())
    return Field(
        id=row.id,
        object_name=object_name,
        name=row.name,
        label=row.label,
        type=kind,
        description=row.description,
        icon=row.icon,
        nullable=row.is_nullable,
        unique=row.is_unique,
        system=row.is_system,
        custom=row.application_id != STANDARD_APPLICATION,
        read_only=not row.is_ui_editable,
        default=row.default_value,
        options=options,
        settings=MappingProxyType(row.settings) if row.settings else None,
        relation=relation,
        columns=columns_of(row, tuple(option.value for option in options)),
        named_in=row.named_in,
    )


def columns_of(row: Row, options: tuple[str, ...] = ()) -> tuple[Column, ...]:
    """The columns of a field on its own table: the join column of a relation's MANY_TO_ONE side, else its parts."""
    kind = field_type(row.type)
    return kind.columns(row.name, nullable=row.is_nullable, options=options, settings=row.settings)


def relation_of(row: Row, target: Row | None, reverse: Row | None) -> Relation | None:
    """The other side of a relation field, or None where it is missing or not active."""
    if target is None or reverse is None or not target.is_active or not reverse.is_active:
        return None
    own, other = row.settings or {}, reverse.settings or {}
    to_one = own.get("relationType") == "MANY_TO_ONE"
    return Relation(
        type=own["relationType"],
        target_object=target.name_singular,
        target_field=reverse.name,
        join_column=(own if to_one else other)["joinColumnName"],
        on_delete=own.get("onDelete") if to_one else None,
        morph_id=row.morph_id,
    )


def frozen_object(row: Row, fields: Iterable[Field], uniques: Iterable[tuple[str, ...]]) -> ObjectSchema:
    by_name: Mapping[str, Field] = frozen_by(fields, lambda field: field.name)
    names = {field.id: field.name for field in by_name.values()}
    columns = {column.name: column for field in by_name.values() for column in field.columns}
    joins = {f.relation.join_column: f for f in by_name.values() if f.relation and f.relation.to_one}
    custom = row.application_id != STANDARD_APPLICATION
    found = tuple(sorted(key for key in uniques if all(column in columns for column in key)))
    criteria = tuple(tuple(columns_) for columns_ in row.duplicate_criteria or ())
    return ObjectSchema(
        id=row.id,
        name_singular=row.name_singular,
        name_plural=row.name_plural,
        label_singular=row.label_singular,
        label_plural=row.label_plural,
        description=row.description,
        icon=row.icon,
        table=table_name(row.name_singular, custom),
        system=row.is_system,
        custom=custom,
        searchable=row.is_searchable,
        label_field=names.get(row.label_identifier_id),
        image_field=names.get(row.image_identifier_id),
        duplicate_criteria=tuple(key for key in criteria if all(column in columns for column in key)),
        fields=by_name,
        columns=MappingProxyType(columns),
        joins=MappingProxyType(joins),
        uniques=found,
        fingerprint=_fingerprint(row, by_name, found),
        search_fields=_search_fields(row, names),
    )


def _search_fields(row: Row, names: Mapping[Any, str]) -> tuple[str, ...]:
    fed = row.search_field_ids if row.search_field_ids is not None else [row.label_identifier_id]
    return tuple(name for key, name in names.items() if key in fed or str(key) in fed)


def _fingerprint(row: Row, fields: Mapping[str, Field], uniques: tuple[tuple[str, ...], ...]) -> str:
    """Over everything that an API prints of the object: its own names and texts, and each field whole."""
    told = (
        (row.id, row.name_singular, row.name_plural, row.label_singular, row.label_plural, row.description, row.icon),
        (row.is_system, row.is_searchable, row.label_identifier_id, row.image_identifier_id, row.duplicate_criteria),
        [_told(field) for field in fields.values()],
        uniques,
    )
    return hashlib.blake2b(repr(told).encode(), digest_size=16).hexdigest()


def _told(field: Field) -> tuple:
    relation = field.relation
    return (
        (field.id, field.name, field.label, field.type.name, field.description, field.icon),
        (field.nullable, field.unique, field.system, field.custom, field.read_only, field.default),
        [(option.value, option.label, option.color) for option in field.options],
        sorted(field.settings.items()) if field.settings else None,
        relation and (relation.type, relation.target_object, relation.target_field, relation.join_column),
    )
