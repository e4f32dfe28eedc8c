"""TS_VECTOR: the searchable words of a record, computed by the database."""

from typing import Any

from . import kinds
from .base import Columns, Field, FieldType
from .shape import scalar
from .values import refused


class TsVector(FieldType):
    name = "TS_VECTOR"
    shape = scalar(kinds.TS_VECTOR)
    docs = "The words of a record that the search finds. Computed from other fields, never written."
    creatable = False
    unique_parts = ()

    def clean(self, field: Field, value: Any) -> Columns:
        message = f"{field.name} TS_VECTOR-typed field does not support write operations"
        raise refused(message, field.name, None)

    def empty(self, field: Field) -> Columns:
        return {}

    def default(self, field: Field) -> Columns:
        return {}
