"""ACTOR: who or what did something. Clients may set source and context; the rest is set by the server."""

from collections.abc import Mapping
from typing import Any

from . import kinds, values
from .base import Column, Columns, Field, column_name, plain_default
from .composite import CompositeType
from .shape import Part, composite

SOURCES = ("EMAIL", "CALENDAR", "WORKFLOW", "AGENT", "API", "IMPORT", "MANUAL", "SYSTEM", "WEBHOOK", "APPLICATION")
UNSET: dict[str, Any] = {"source": "'MANUAL'", "workspaceMemberId": None, "name": "'System'", "context": None}
"""The default of a new ACTOR field, in metadata notation."""


def source(value: Any, label: str) -> str:
    return values.choice(value, label, SOURCES)


def context(value: Any, label: str) -> Any:
    found = values.parsed_json(value, label)
    if isinstance(found, dict):
        return found
    raise values.refused(f'Invalid object value for field "{label}"', label, value)


class Actor(CompositeType):
    name = "ACTOR"
    shape = composite(
        "Actor",
        Part("source", kinds.ACTOR_SOURCE, required=True, groupable=False),
        Part("workspaceMemberId", kinds.UUID, writable=False, groupable=False),
        Part("name", kinds.ACTOR_NAME, required=True, writable=False, groupable=False),
        Part("context", kinds.JSON_OBJECT, groupable=False),
    )
    accepts = {"source": source, "workspaceMemberId": values.uuid, "name": values.text, "context": context}
    docs = "Who made or changed something, and by which way. Clients may set source and context; the server the rest."
    example = {"source": "IMPORT"}

    def columns(
        self,
        name: str,
        *,
        nullable: bool = True,
        options: tuple[str, ...] = (),
        settings: Mapping[str, Any] | None = None,
    ) -> tuple[Column, ...]:
        return tuple(
            Column(column_name(name, part.name), part.kind, part, False, SOURCES if part.name == "source" else ())
            for part in self.shape.parts
        )

    def clean(self, field: Field, value: Any) -> Columns:
        """What the server sets itself is ignored, so that a record that was read can be sent back."""
        if value is None:
            return {}
        given = self.given(value, field.name)
        writable = {part.name for part in self.shape.parts if part.writable}
        wanted = {part: item for part, item in given.items() if part in writable}
        if wanted.get("source", "") is None:
            del wanted["source"]
        return self.stored(field, self.accept(wanted, field.name))

    def default(self, field: Field) -> Columns:
        told = plain_default(UNSET | (field.default or {}))
        return self.empty(field) | self.stored(field, self.accept(told, field.name))
