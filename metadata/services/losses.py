"""What a deletion takes along, counted before anybody confirms it."""

from django.db import connection

from metadata.models import FieldMetadata, ObjectMetadata
from metadata.schema.build import frozen_field
from metadata.schema.ddl import Table
from metadata.schema.sql import ident


def record_count(row: ObjectMetadata) -> int:
    """Those in the bin as well."""
    return _count(row, "")


def value_count(row: FieldMetadata) -> int:
    """The records that hold something in the field; a relation counts where it holds the column."""
    columns = frozen_field(row, row.object.name_singular).columns
    if not columns:
        return 0
    filled = " or ".join(f"not ({column.kind.empty.format(c=ident(column.name))})" for column in columns)
    return _count(row.object, f" where {filled}")


def _count(row: ObjectMetadata, where: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from {Table(row.workspace.pg_schema, row.table).sql}{where}")
        return cursor.fetchone()[0]
