"""What the tables of a workspace should look like: from its rows."""

from uuid import UUID

from metadata.fields.base import Field
from metadata.models import FieldMetadata, IndexMetadata, ObjectMetadata, Workspace
from metadata.schema import ddl
from metadata.schema.build import frozen_field
from metadata.schema.cache import index_columns
from metadata.schema.columns import table_columns
from metadata.schema.listing import LISTED_BY
from metadata.services.tables import listing_index_name

from .state import ColumnState, IndexState, KeyState, Tables, TableState


def wanted_tables(workspace: Workspace) -> Tables:
    objects = {row.id: row for row in ObjectMetadata.objects.filter(workspace=workspace)}
    fields = list(FieldMetadata.objects.filter(workspace=workspace))
    frozen = {row.id: frozen_field(row, objects[row.object_id].name_singular) for row in fields}
    tables = {row.id: _empty(row) for row in objects.values()}
    for row in fields:
        _add_field(tables[row.object_id], row, frozen[row.id], objects)
    for index in IndexMetadata.objects.filter(workspace=workspace, state="READY"):
        tables[index.object_id].indexes[index.name] = _index(index, frozen)
    return {objects[object_id].table: table for object_id, table in tables.items()}


def _empty(row: ObjectMetadata) -> TableState:
    listing = {
        listing_index_name(row, columns): IndexState(columns, False, "btree", where=where.lower())
        for columns, where in LISTED_BY
    }
    return TableState(indexes=listing)


def _add_field(table: TableState, row: FieldMetadata, field: Field, objects: dict[UUID, ObjectMetadata]) -> None:
    if row.type == "TS_VECTOR":
        table.columns[row.name] = ColumnState("tsvector", False, True)
    for column in table_columns(field):
        pg = {"timestamptz": "timestamp with time zone"}.get(column.pg, column.pg)
        table.columns[column.name] = ColumnState(pg, column.not_null)
    if row.join_column:
        on_delete = ddl.ON_DELETE[(row.settings or {}).get("onDelete") or "SET_NULL"]
        target = objects[row.target_id].table
        table.keys[ddl.fk_name(row.id)] = KeyState(row.join_column, target, on_delete)


def _index(row: IndexMetadata, fields: dict[UUID, Field]) -> IndexState:
    return IndexState(index_columns(row.fields, fields), row.is_unique, row.index_type.lower())
