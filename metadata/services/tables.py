"""The tables, keys and indexes that go with new objects and fields."""

from collections.abc import Iterable, Sequence
from uuid import uuid4

from metadata.models import FieldMetadata, IndexMetadata, ObjectMetadata
from metadata.schema import ddl
from metadata.schema.cache import covered_columns
from metadata.schema.columns import table_columns
from metadata.schema.listing import LISTED_BY

from . import search
from .change import Change


def create_tables(change: Change, rows: Sequence[ObjectMetadata]) -> None:
    """The tables first, so that keys may point in any direction."""
    for row in rows:
        fields = change.fields_of(row.id)
        columns = [column for field in fields for column in table_columns(change.frozen(field))]
        vector = search.vector_of(change, row)
        if vector is not None:
            columns.append(search.search_column_of(change, row, vector.name))
        change.run(ddl.create_table(change.table(row), columns))
    for row in rows:
        for columns_, where in LISTED_BY:
            change.run(ddl.create_index(change.table(row), listing_index_name(row, columns_), columns_, where=where))
        add_keys(change, change.fields_of(row.id))


def listing_index_name(row: ObjectMetadata, columns: Iterable[str]) -> str:
    return ddl.index_name(row.id, *columns)


def add_columns(change: Change, fields: Sequence[FieldMetadata]) -> None:
    """The columns, keys and indexes of new fields on tables that exist."""
    for field in fields:
        columns = table_columns(change.frozen(field))
        change.run(ddl.add_columns(change.table(change.objects[field.object_id]), columns))
    add_keys(change, fields)


def add_keys(change: Change, fields: Iterable[FieldMetadata]) -> None:
    for field in fields:
        if field.join_column:
            _add_foreign_key(change, field)
        if field.is_unique and field.name != "id":
            add_unique_index(change, field)
        if field.type == "TS_VECTOR":
            name = search.vector_index_name(field)
            add_index(change, field, name, [field.name], method="GIN")


def _add_foreign_key(change: Change, field: FieldMetadata) -> None:
    table = change.table(change.objects[field.object_id])
    target = change.table(change.objects[field.target_id])
    column = field.join_column or ""
    on_delete = (field.settings or {}).get("onDelete") or "SET_NULL"
    change.run(ddl.foreign_key(table, column, ddl.fk_name(field.id), target, on_delete))
    add_index(change, field, join_index_name(field), [column])


def join_index_name(field: FieldMetadata) -> str:
    return ddl.index_name(field.object_id, field.id)


def add_unique_index(change: Change, field: FieldMetadata) -> None:
    columns = covered_columns(change.frozen(field), None)
    add_index(change, field, ddl.unique_name(field.id), columns, unique=True)


def add_index(
    change: Change, field: FieldMetadata, name: str, columns: Sequence[str], *, unique: bool = False, method="BTREE"
) -> None:
    """An index that belongs to one field."""
    row = IndexMetadata(
        workspace=change.workspace,
        object_id=field.object_id,
        application_id=field.application_id,
        name=name,
        index_type=method,
        is_unique=unique,
        is_custom=field.is_custom,
        fields=[{"id": str(uuid4()), "fieldMetadataId": str(field.id), "order": 0, "subFieldName": None}],
    )
    place_index(change, row, columns)


def place_index(change: Change, row: IndexMetadata, columns: Sequence[str], *, trigrams: Sequence[str] = ()) -> None:
    """The row, and the index with it, or later where its table is large."""
    parent = change.objects[row.object_id]
    change.add(row)
    if change.is_large(parent):
        row.state = "BUILDING"
        change.to_build.append(row.id)
        return
    method = row.index_type.lower()
    table = change.table(parent)
    change.run(ddl.create_index(table, row.name, columns, unique=row.is_unique, method=method, trigrams=trigrams))


def drop_unique_index(change: Change, field: FieldMetadata) -> None:
    name = ddl.unique_name(field.id)
    change.remove(*IndexMetadata.objects.filter(workspace=change.workspace, name=name))
    change.run(ddl.drop_index(change.workspace.pg_schema, name))
