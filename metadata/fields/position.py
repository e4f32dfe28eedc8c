"""POSITION: where a record stands among the others."""

from typing import Any

from . import kinds
from .errors import InvalidValue
from .printing import inspected
from .scalar import ScalarType
from .shape import scalar
from .values import number, refused

FIRST, LAST = "first", "last"
"""Kept as they are by `clean`: only whoever writes the record knows the other positions."""


class Position(ScalarType):
    name = "POSITION"
    shape = scalar(kinds.POSITION)
    docs = 'The place of a record in lists. Send a number, "first" or "last"; without one, a record becomes the first.'
    creatable = False
    unique_parts = ()
    example = "first"

    def accept(self, value: Any, label: str, options: tuple[str, ...]) -> float | int | str:
        if value in (FIRST, LAST):
            return str(value)
        try:
            return number(value, label)
        except InvalidValue:
            message = f'Invalid position value {inspected(value)} for field "{label}"'
            raise refused(message, label, value, friendly=f'Invalid position value: "{inspected(value)}"') from None
