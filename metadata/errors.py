"""What can be wrong with a change of the data model. Nothing here knows of HTTP or GraphQL."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

UNSET: Any = object()
"""For keys that a report leaves out altogether."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One broken rule. `value` is what broke it; `told` the friendlier wording, where it differs; "": none.

    `at`: the key of the input that it is about, for forms; no part of an answer.
    """

    code: str
    message: str
    value: Any = UNSET
    told: str | None = None
    at: str = field(default="", compare=False)

    @property
    def friendly(self) -> str:
        return self.message if self.told is None else self.told

    def as_json(self) -> dict[str, Any]:
        found: dict[str, Any] = {"code": self.code, "message": self.message}
        if self.friendly:
            found["userFriendlyMessage"] = self.friendly
        return found if self.value is UNSET else {**found, "value": self.value}


@dataclass(frozen=True, slots=True)
class Entity:
    """What is wrong with one object, field, index or view. `about` names it as far as it is known."""

    kind: str  # objectMetadata | fieldMetadata | index | view ...
    action: str  # create | update | delete
    problems: Sequence[Problem]
    about: dict[str, Any] = field(default_factory=lambda: {"id": ""})
    checked: bool = True
    """False: refused before the checks of the entity itself began."""

    def as_json(self) -> dict[str, Any]:
        return {
            **({"status": "fail"} if self.checked else {}),
            "errors": [problem.as_json() for problem in self.problems],
            "flatEntityMinimalInformation": self.about,
            "metadataName": self.kind,
            "type": self.action,
        }


class ModelError(Exception):
    """Every refusal of a change of the data model."""


class MetadataValidationError(ModelError):
    """The checks failed: all problems of all entities, root causes only. `doing`: "creating object"."""

    def __init__(self, doing: str, entities: Iterable[Entity], opening: str = "Multiple validation errors") -> None:
        self.doing = doing
        self.entities = list(entities)
        self.message = f"{opening} occurred while {doing}"
        super().__init__(f"{self.message}: {'; '.join(self.problem_texts())}")

    def problem_texts(self) -> list[str]:
        return [problem.message for entity in self.entities for problem in entity.problems]

    @property
    def errors(self) -> dict[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = {}
        for entity in self.entities:
            found.setdefault(entity.kind, []).append(entity.as_json())
        return found

    @property
    def summary(self) -> dict[str, int]:
        return {"totalErrors": len(self.entities)} | {kind: len(found) for kind, found in self.errors.items()}

    @property
    def told(self) -> str:
        if len(self.entities) > 1:
            return "Many validation errors"
        problems = self.entities[0].problems if self.entities else ()
        return (problems[0].friendly if problems else "") or "Metadata validation failed"


class MetadataNotFound(ModelError):
    """Something named by id is not there. `told` is what a user may read."""

    def __init__(self, message: str, code: str, told: str = "Not found.") -> None:
        super().__init__(message)
        self.message, self.code, self.told = message, code, told


class NotAllowed(ModelError):
    """A change that is refused as such, before any checks. `forbidden`: 403 rather than 400 over HTTP."""

    def __init__(self, message: str, code: str, *, forbidden: bool = False) -> None:
        super().__init__(message)
        self.message, self.code, self.forbidden = message, code, forbidden


class WorkspaceBusy(ModelError):
    """The tables concerned stayed locked by running requests; nothing was changed."""

    def __init__(self) -> None:
        self.message = (
            "The workspace is busy: its data model or tables are locked by other requests. Try again in a moment."
        )
        self.code = "WORKSPACE_BUSY"
        super().__init__(self.message)
