"""TEXT: '' and null are one value, stored as null where the column allows it."""

from collections.abc import Mapping
from typing import Any

from . import kinds, settings, values
from .scalar import ScalarType
from .shape import scalar


class Text(ScalarType):
    name = "TEXT"
    shape = scalar(kinds.TEXT)
    docs = "A text of any length. An empty text and null are the same value, and answers show it as an empty text."
    search_sql = "coalesce({c}, '')"
    quoted = True
    blank = ""
    example = "Head of research"

    def accept(self, value: Any, label: str, options: tuple[str, ...]) -> str | None:
        return values.text_or_none(value, label)

    def check_settings(self, found: Mapping[str, Any] | None) -> None:
        settings.check(found, {"displayedMaxRows": settings.whole(0, 100)})
