"""BOOLEAN."""

from typing import Any

from . import kinds, values
from .scalar import ScalarType
from .shape import scalar


class Boolean(ScalarType):
    name = "BOOLEAN"
    shape = scalar(kinds.BOOLEAN)
    docs = "true or false; null until it is set, unless the field has a default."
    aggregates = ("countTrue", "countFalse")
    example = True

    def accept(self, value: Any, label: str, options: tuple[str, ...]) -> bool:
        return values.boolean(value, label)
