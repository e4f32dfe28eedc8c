"""RAW_JSON: an object or a list, as it comes."""

from typing import Any

from . import kinds, values
from .scalar import ScalarType
from .shape import scalar


class RawJson(ScalarType):
    name = "RAW_JSON"
    shape = scalar(kinds.JSON)
    docs = "An object or a list of any form; a text that holds one is read."
    unique_parts = ()
    example = {"tags": ["a", "b"]}

    def accept(self, value: Any, label: str, options: tuple[str, ...]) -> Any:
        return values.parsed_json(value, label)
