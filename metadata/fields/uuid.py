"""UUID."""

from typing import Any
from uuid import uuid4

from . import kinds, values
from .base import Columns, Field
from .scalar import ScalarType
from .shape import scalar


class Uuid(ScalarType):
    name = "UUID"
    shape = scalar(kinds.UUID)
    docs = "A UUID in its text form; answers show it in lower case."
    search_sql = "coalesce({c}::text, '')"
    functions = ("uuid",)
    quoted = True
    example = "6f1c2f4e-3b1d-4f0a-9a53-0f6f6f0a7c11"

    def accept(self, value: Any, label: str, options: tuple[str, ...]) -> str:
        return values.uuid(value, label)

    def default(self, field: Field) -> Columns:
        if field.default == "uuid":
            return {field.columns[0].name: str(uuid4())}
        return super().default(field)
