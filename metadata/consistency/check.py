"""Whether a workspace's model and its tables agree."""

from uuid import UUID

from django.db import connection, transaction

from metadata.models import FieldMetadata, IndexMetadata, ObjectMetadata, Workspace

from .found import found_tables
from .state import differences
from .wanted import wanted_tables


def problems_of(workspace: Workspace) -> list[str]:
    """Sentences; none when all is well. Model and catalogs are read as of one moment."""
    with transaction.atomic():
        if not connection.savepoint_ids:
            with connection.cursor() as cursor:
                cursor.execute("set transaction isolation level repeatable read, read only")
        found = found_tables(workspace.pg_schema)
        for name in (
            IndexMetadata.objects.filter(workspace=workspace).exclude(state="READY").values_list("name", flat=True)
        ):
            for table in found.values():
                table.indexes.pop(name, None)
        told = differences(wanted_tables(workspace), found)
        return [*told, *_loose_ends(workspace)]


def _loose_ends(workspace: Workspace) -> list[str]:
    """Rows of the model that name what is not there."""
    fields: dict[UUID | None, FieldMetadata] = {
        row.id: row for row in FieldMetadata.objects.filter(workspace=workspace)
    }
    told = []
    for row in fields.values():
        if row.type in ("RELATION", "MORPH_RELATION"):
            other = fields.get(row.target_field_id)
            if other is None or other.target_field_id != row.id:
                told.append(f"field {row.name} ({row.id}): its relation has no other side")
    for obj in ObjectMetadata.objects.filter(workspace=workspace):
        label = fields.get(obj.label_identifier_id)
        if label is None or label.object_id != obj.id:
            told.append(f"object {obj.name_singular}: its label identifier is not a field of it")
    return told
