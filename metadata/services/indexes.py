"""Indexes that users ask for, beside those that come with objects and fields."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

from metadata.errors import Entity, MetadataNotFound, MetadataValidationError, NotAllowed, Problem
from metadata.fields.base import Column
from metadata.models import FieldMetadata, IndexMetadata, ObjectMetadata
from metadata.schema import ddl
from metadata.schema.cache import covered_columns

from .change import Change, change_model
from .inputs import Data, as_dict, as_uuid
from .tables import place_index

CODE = "INVALID_INDEX_INPUT"
METHODS = ("BTREE", "GIN")
MOST_COLUMNS = 32
GIN_KINDS = ("jsonb", "text[]", "tsvector", "text")


def create_index(workspace_id: UUID, data: Data) -> IndexMetadata:
    return change_model(workspace_id, lambda change: add_index(change, data))


def delete_index(workspace_id: UUID, index_id: UUID) -> IndexMetadata:
    """The index as it was."""
    return change_model(workspace_id, lambda change: remove_index(change, index_id))


def add_index(change: Change, data: Data) -> IndexMetadata:
    parent = change.object(as_uuid(data.get("objectMetadataId")))
    if parent is None:
        raise _refused([Problem("OBJECT_METADATA_NOT_FOUND", "Provided object metadata id does not exist")])
    method = data.get("indexType") or "BTREE"
    parts, columns, problems = _covered(change, parent, data.get("fields"))
    if method not in METHODS:
        problems.append(Problem(CODE, f"indexType must be one of {', '.join(METHODS)}", method, at="indexType"))
    elif method == "GIN":
        problems += _gin_problems(columns)
    if len(columns) > MOST_COLUMNS:
        problems.append(Problem(CODE, f"An index covers at most {MOST_COLUMNS} columns", len(columns), at="fields"))
    names = [column.name for column in columns]
    name = ddl.index_name(parent.id, method, *(f"{part['fieldMetadataId']}.{part['subFieldName']}" for part in parts))
    if not problems and IndexMetadata.objects.filter(workspace=change.workspace, name=name).exists():
        problems.append(
            Problem("INDEX_ALREADY_EXISTS", "An index over these fields already exists", names, at="fields")
        )
    if problems:
        raise _refused(problems)
    row = IndexMetadata(
        workspace=change.workspace,
        object=parent,
        application_id=change.workspace.custom_application_id,
        name=name,
        index_type=method,
        is_custom=True,
        fields=parts,
    )
    place_index(change, row, names, trigrams=trigram_columns(method, columns))
    return row


def trigram_columns(method: str, columns: Iterable[Column]) -> list[str]:
    """The text columns of a GIN index."""
    return [column.name for column in columns if method == "GIN" and column.kind.pg == "text"]


def remove_index(change: Change, index_id: UUID) -> IndexMetadata:
    row = IndexMetadata.objects.filter(workspace=change.workspace, id=index_id).first()
    if row is None:
        raise MetadataNotFound("Index to delete not found", "INDEX_METADATA_NOT_FOUND", "Index not found.")
    if belongs_to_field(row):
        raise NotAllowed("This index belongs to its field and goes with it", "INDEX_MUTATION_NOT_ALLOWED")
    change.remove(row)
    change.run(ddl.drop_index(change.workspace.pg_schema, row.name))
    return row


def belongs_to_field(row: IndexMetadata) -> bool:
    """The indexes of unique fields, relations and search vectors are no one's to delete."""
    if row.is_unique:
        return True
    only = row.fields[0]["fieldMetadataId"] if len(row.fields) == 1 else None
    return row.name in (ddl.index_name(row.object_id, only), ddl.index_name(row.object_id, only, "gin"))


def _covered(
    change: Change, parent: ObjectMetadata, wanted: Any
) -> tuple[list[dict[str, Any]], list[Column], list[Problem]]:
    """The stored parts of the index, its columns, and what is wrong with them."""
    if not isinstance(wanted, list) or not wanted:
        return [], [], [Problem(CODE, "An index needs at least one field", at="fields")]
    fields: dict[UUID | None, FieldMetadata] = {field.id: field for field in change.fields_of(parent.id)}
    parts, columns, problems = [], [], []
    for order, told in enumerate(map(as_dict, wanted)):
        field = fields.get(as_uuid(told.get("fieldMetadataId")))
        part = told.get("subFieldName")
        if field is None:
            message = "Index field is not a field of the object"
            problems.append(Problem("FIELD_METADATA_NOT_FOUND", message, told.get("fieldMetadataId"), at="fields"))
            continue
        found = _columns(change, field, part)
        if not found:
            message = f'Field "{field.name}" has no column that an index could cover'
            problems.append(Problem(CODE, message, part, at="fields"))
        columns += found
        parts.append({"id": str(uuid4()), "fieldMetadataId": str(field.id), "order": order, "subFieldName": part})
    if len({column.name for column in columns}) < len(columns):
        problems.append(
            Problem(CODE, "An index covers each column once", [column.name for column in columns], at="fields")
        )
    return parts, columns, problems


def _columns(change: Change, field: FieldMetadata, part: Any) -> list[Column]:
    frozen = change.frozen(field)
    if part is not None and (not isinstance(part, str) or frozen.column(part) is None):
        return []
    names = covered_columns(frozen, part)
    return [column for column in frozen.columns if column.name in names]


def _gin_problems(columns: list[Column]) -> list[Problem]:
    return [
        Problem(CODE, f'A GIN index cannot cover the column "{column.name}"', column.name, at="fields")
        for column in columns
        if column.kind.pg not in GIN_KINDS
    ]


def _refused(problems: list[Problem]) -> MetadataValidationError:
    return MetadataValidationError("creating index", [Entity("index", "create", problems)])
