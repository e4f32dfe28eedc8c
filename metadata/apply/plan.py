"""The steps that lead from one data model to another, in the order in which they are taken."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from metadata.errors import ModelError

from .document import RelationDoc

WORDS = {"add": "added", "rename": "renamed", "change": "changed", "remove": "removed"}


@dataclass(frozen=True, slots=True)
class Step:
    """`object` is the object's name after the plan; `target` the row that changes or goes."""

    action: str  # add | rename | change | remove
    kind: str  # object | field | relation | option | index
    object: str
    name: str
    path: str = ""
    before: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    target: UUID | None = None
    universal_identifier: UUID | None = None
    pair: RelationDoc | None = None
    work: str = ""
    """Which function takes the step; "": it is told here and taken by another one."""
    records: int = 0
    """How many records lose data."""

    @property
    def row(self) -> UUID:
        """The row that changes or goes, of a step that has one."""
        assert self.target is not None
        return self.target

    @property
    def destructive(self) -> bool:
        return self.action == "remove" and self.kind != "index"

    @property
    def changes(self) -> list[str]:
        """What changes beside the name."""
        names = {"name", "nameSingular", "namePlural", "old", "with", "option"}
        old = self.data.get("old")
        plural = ["namePlural"] if old and old[1] != self.data["namePlural"] else []
        return sorted([*(self.data.keys() - names), *plural])

    def as_json(self) -> dict[str, Any]:
        told: dict[str, Any] = {"action": self.action, "kind": self.kind, "object": self.object}
        if self.kind != "object":
            told["name"] = self.name
        if self.before is not None:
            told["from"] = self.before
        if self.action in ("change", "rename") and self.changes:
            told["changes"] = self.changes
        if self.path:
            told["path"] = self.path
        return {**told, "destructive": True, "recordsLosingData": self.records} if self.destructive else told

    def __str__(self) -> str:
        whole = self.object if self.kind == "object" else f"{self.object}.{self.name}"
        text = f"{self.action} {self.kind} {whole}"
        if self.before is not None:
            text += f" (was {self.before})"
        changed = self.as_json().get("changes")
        if changed:
            text += f": {', '.join(changed)}"
        return f"{text}: {self.records} records lose data" if self.destructive else text


@dataclass(frozen=True, slots=True)
class Plan:
    """Hidden steps, such as a name that is set aside for another, are not told."""

    steps: tuple[Step, ...] = ()

    @property
    def told(self) -> list[Step]:
        return [step for step in self.steps if step.action in WORDS]

    @property
    def destructive(self) -> list[Step]:
        return [step for step in self.told if step.destructive]

    @property
    def summary(self) -> dict[str, int]:
        counted = Counter(WORDS[step.action] for step in self.told)
        lost = sum(step.records for step in self.told)
        return {word: counted[word] for word in WORDS.values()} | {"recordsLosingData": lost}

    def as_json(self) -> dict[str, Any]:
        return {"summary": self.summary, "steps": [step.as_json() for step in self.told]}


class DestructiveChange(ModelError):
    """The plan would remove something, and nobody said that it may."""

    code = "DESTRUCTIVE_CHANGE"

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        count = len(plan.destructive)
        steps = f"{count} step" + "s" * (count != 1)
        self.message = (
            f"{steps} of the plan would remove something, {plan.summary['recordsLosingData']} records would lose data: "
            "apply with allowDestructive to go on"
        )
        super().__init__(self.message)
