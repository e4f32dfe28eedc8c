"""Short words for building a data model in tests."""

from typing import Any

from django.db import connection

from metadata.models import FieldMetadata, ObjectMetadata, Workspace
from metadata.schema.sql import table_ident
from metadata.services.fields import create_field
from metadata.services.objects import create_object


def object_of(workspace: Workspace, name: str) -> ObjectMetadata:
    return ObjectMetadata.objects.get(workspace=workspace, name_singular=name)


def field_of(workspace: Workspace, parent: str, name: str) -> FieldMetadata:
    return FieldMetadata.objects.get(workspace=workspace, object__name_singular=parent, name=name)


def new_object(workspace: Workspace, singular: str = "rocket", **more: Any) -> ObjectMetadata:
    label = singular.title()
    names = {"nameSingular": singular, "namePlural": singular + "s", "labelSingular": label, "labelPlural": label + "s"}
    return create_object(workspace.id, {**names, **more})


def new_field(workspace: Workspace, parent: ObjectMetadata, type: str, name: str, **more: Any) -> FieldMetadata:
    data = {"objectMetadataId": str(parent.id), "type": type, "name": name, "label": name.title(), **more}
    return create_field(workspace.id, data)


def relation(target: ObjectMetadata, label: str, type: str = "MANY_TO_ONE") -> dict[str, Any]:
    return {
        "type": type,
        "targetObjectMetadataId": str(target.id),
        "targetFieldLabel": label,
        "targetFieldIcon": "Icon",
    }


def options(*values: str) -> list[dict[str, Any]]:
    return [{"label": v.title(), "value": v, "color": "red", "position": i} for i, v in enumerate(values)]


def columns_of(workspace: Workspace, table: str) -> dict[str, tuple[str, str, str | None]]:
    """Column -> type, nullability, default, as PostgreSQL tells them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select column_name, data_type, is_nullable, column_default from information_schema.columns "
            "where table_schema = %s and table_name = %s",
            [workspace.pg_schema, table],
        )
        return {name: (kind, nullable, default) for name, kind, nullable, default in cursor.fetchall()}


def tables_of(workspace: Workspace) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select table_name from information_schema.tables where table_schema = %s", [workspace.pg_schema]
        )
        return {name for (name,) in cursor.fetchall()}


def sql(workspace: Workspace, table: str, text: str, *parameters: Any) -> list[tuple]:
    """Runs `text`, {t} standing for the record table."""
    with connection.cursor() as cursor:
        cursor.execute(text.replace("{t}", table_ident(workspace.pg_schema, table)), parameters)
        return cursor.fetchall() if cursor.description else []


def problems(error: Any) -> list[tuple[str, str]]:
    """(code, message) of every problem of a MetadataValidationError."""
    return [(problem.code, problem.message) for entity in error.entities for problem in entity.problems]
