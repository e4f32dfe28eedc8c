"""DATE and DATE_TIME."""

from collections.abc import Mapping
from typing import Any

from . import kinds, moments, settings
from .base import Columns, Field
from .scalar import ScalarType
from .shape import scalar

FORMATS = {"displayFormat": settings.one_of("RELATIVE", "USER_SETTINGS", "CUSTOM")}


class _Calendar(ScalarType):
    functions = ("now",)
    quoted = True
    aggregates = ("min", "max")

    def default(self, field: Field) -> Columns:
        if field.default == "now":
            return {field.columns[0].name: self.accept(moments.now(), field.name, ())}
        return super().default(field)

    def check_settings(self, found: Mapping[str, Any] | None) -> None:
        settings.check(found, FORMATS)


class Date(_Calendar):
    name = "DATE"
    shape = scalar(kinds.DATE)
    docs = "A calendar date, YYYY-MM-DD. Of a date-time the date part is kept as written."
    example = "2026-01-02"

    def accept(self, value: Any, label: str, options: tuple[str, ...]) -> str:
        return moments.calendar_date(value, label)


class DateTime(_Calendar):
    name = "DATE_TIME"
    shape = scalar(kinds.DATE_TIME)
    docs = "An instant, ISO 8601 with any offset, kept in UTC to the millisecond. A bare date means midnight UTC."
    example = "2026-01-02T03:04:05.678Z"

    def accept(self, value: Any, label: str, options: tuple[str, ...]) -> str:
        return moments.instant(value, label)
