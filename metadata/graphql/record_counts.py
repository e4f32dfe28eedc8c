"""How many records each object holds, in one statement."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from metadata.models import schema_name, table_name
from metadata.schema.sql import table_ident

from .nodes import ObjectNode


def record_counts(workspace_id: UUID, objects: Sequence[ObjectNode]) -> list[dict[str, Any]]:
    """Records in the trash are not counted."""
    if not objects:
        return []
    schema = schema_name(workspace_id)
    tables = [table_ident(schema, table_name(one.nameSingular, one.isCustom)) for one in objects]
    counts = [f'(select count(*) from {table} where "deletedAt" is null)' for table in tables]
    with connection.cursor() as cursor:
        cursor.execute(f"select array[{', '.join(counts)}]")
        numbers = cursor.fetchone()[0]
    return [
        {"objectNamePlural": one.namePlural, "totalCount": number} for one, number in zip(objects, numbers, strict=True)
    ]
