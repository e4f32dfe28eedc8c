"""The search vector of an object follows the fields that feed it."""

from uuid import UUID

from metadata.models import FieldMetadata, IndexMetadata, ObjectMetadata
from metadata.schema import ddl
from metadata.schema.columns import search_column

from .change import Change


def vector_of(change: Change, row: ObjectMetadata) -> FieldMetadata | None:
    return next((field for field in change.fields_of(row.id) if field.type == "TS_VECTOR"), None)


def fed_by(row: ObjectMetadata) -> set[UUID]:
    """The fields whose text is searched."""
    if row.search_field_ids is not None:
        return {UUID(found) for found in row.search_field_ids}
    return {row.label_identifier_id} if row.label_identifier_id else set()


def search_column_of(change: Change, row: ObjectMetadata, name: str) -> ddl.TableColumn:
    wanted = fed_by(row)
    return search_column(name, [change.frozen(field) for field in change.fields_of(row.id) if field.id in wanted])


def vector_index_name(vector: FieldMetadata) -> str:
    return ddl.index_name(vector.object_id, vector.id, "gin")


def drop_vector(change: Change, row: ObjectMetadata) -> None:
    """Before a column goes that feeds it."""
    vector = vector_of(change, row)
    if vector is not None:
        change.run(ddl.drop_columns(change.table(row), [vector.name]))


def add_vector(change: Change, row: ObjectMetadata) -> None:
    vector = vector_of(change, row)
    if vector is not None:
        table = change.table(row)
        change.run(ddl.add_columns(table, [search_column_of(change, row, vector.name)]))
        _index(change, row, vector)


def _index(change: Change, row: ObjectMetadata, vector: FieldMetadata) -> None:
    """That of a large table follows later: the new column alone keeps it locked long enough."""
    name = vector_index_name(vector)
    index = IndexMetadata.objects.filter(workspace=change.workspace, name=name).first()
    if index is not None and change.is_large(row):
        change.alter(index, state="BUILDING")
        change.to_build.append(index.id)
    else:
        change.run(ddl.create_index(change.table(row), name, [vector.name], method="gin"))
