"""NUMBER and NUMERIC."""

from collections.abc import Mapping
from typing import Any

from . import kinds, settings, values
from .base import Column
from .scalar import ScalarType
from .shape import scalar

KINDS = {"int": kinds.INT, "bigint": kinds.BIGINT, "float": kinds.NUMBER}
AGGREGATES = ("min", "max", "avg", "sum")


class Number(ScalarType):
    """Always a double; settings.dataType only chooses the GraphQL type."""

    name = "NUMBER"
    shape = scalar(kinds.NUMBER)
    docs = "A number, fractions included. Send a JSON number; a text that holds one is refused."
    aggregates = AGGREGATES
    example = 12.5

    def columns(
        self,
        name: str,
        *,
        nullable: bool = True,
        options: tuple[str, ...] = (),
        settings: Mapping[str, Any] | None = None,
    ) -> tuple[Column, ...]:
        kind = KINDS.get((settings or {}).get("dataType") or "float", kinds.NUMBER)
        return (Column(name, kind, self.shape.parts[0], not nullable),)

    def accept(self, value: Any, label: str, options: tuple[str, ...]) -> float | int:
        return values.number(value, label)

    def check_settings(self, found: Mapping[str, Any] | None) -> None:
        settings.check(
            found,
            {
                "dataType": settings.one_of(*KINDS),
                "decimals": settings.whole(0, 20),
                "type": settings.one_of("number", "percentage", "shortNumber"),
            },
        )


class Numeric(ScalarType):
    """Exact decimal numbers. Fields of this type cannot be made through the APIs."""

    name = "NUMERIC"
    shape = scalar(kinds.NUMERIC)
    docs = "An exact decimal number. Not available for new fields: use NUMBER."
    creatable = False
    aggregates = AGGREGATES
    example = "12.50"

    def accept(self, value: Any, label: str, options: tuple[str, ...]) -> float | int | str:
        return values.numeric(value, label)
