"""RELATION and MORPH_RELATION: the MANY_TO_ONE side holds the other record's id, the ONE_TO_MANY side nothing."""

from collections.abc import Mapping
from typing import Any

from . import kinds, values
from .base import Column, Columns, Field, FieldType
from .errors import InvalidSettings
from .settings import check, one_of
from .shape import scalar

ON_DELETE = ("CASCADE", "SET_NULL", "RESTRICT", "NO_ACTION")


class RelationType(FieldType):
    name = "RELATION"
    shape = scalar(kinds.UUID)
    docs = (
        "A link to records of another object. The MANY_TO_ONE side is written by its id column or by connect and "
        "disconnect; the ONE_TO_MANY side is read only."
    )
    unique_parts = ()
    countable = False

    def columns(
        self,
        name: str,
        *,
        nullable: bool = True,
        options: tuple[str, ...] = (),
        settings: Mapping[str, Any] | None = None,
    ) -> tuple[Column, ...]:
        told = settings or {}
        if told.get("relationType") != "MANY_TO_ONE":
            return ()
        return (Column(told.get("joinColumnName") or f"{name}Id", kinds.UUID, self.shape.parts[0], not nullable),)

    def clean(self, field: Field, value: Any) -> Columns:
        """The id of the other record. connect and disconnect are for whoever can look records up."""
        if not field.columns:
            message = f"One-to-many relation {field.name} field does not support write operations."
            raise values.refused(message, field.name, None)
        column = field.columns[0]
        if isinstance(value, dict):
            message = f'Relation "{field.name}" requires connect or disconnect operation'
            raise values.refused(message, field.name, None)
        if value is None and column.not_null:
            raise values.refused(f'Field "{column.name}" cannot be null', column.name, None)
        return {column.name: None if value is None else values.uuid(value, column.name)}

    def check_settings(self, found: Mapping[str, Any] | None) -> None:
        check(found, {"relationType": one_of("MANY_TO_ONE", "ONE_TO_MANY"), "onDelete": one_of(*ON_DELETE)})

    def check_default(self, default: Any, options: tuple[str, ...] = ()) -> None:
        if default is not None:
            raise InvalidSettings("A relation has no default value", value=default)


class MorphRelation(RelationType):
    name = "MORPH_RELATION"
    docs = "A link to a record of one of several objects: one id column for each of them, at most one of which is set."
    countable = True
