"""ARRAY: a list of texts."""

from collections.abc import Mapping
from typing import Any

from . import kinds, settings
from .printing import inspected
from .scalar import ScalarType
from .shape import scalar
from .values import refused, storable


class Array(ScalarType):
    name = "ARRAY"
    shape = scalar(kinds.TEXT_ARRAY)
    docs = "A list of texts. A single text counts as a list of one; an empty list and null are the same value."
    unique_parts = ()
    blank = []
    example = ["blue", "green"]

    def accept(self, value: Any, label: str, options: tuple[str, ...]) -> list[str] | None:
        items = [value] if isinstance(value, str) else value
        if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
            message = f'Invalid value {inspected(value)} for field "{label} - Array values need to be string"'
            raise refused(message, label, value)
        return [storable(item, label) for item in items] or None

    def check_settings(self, found: Mapping[str, Any] | None) -> None:
        settings.check(found, settings.SEVERAL_VALUES)
