"""Takes a document to a workspace: plan, and the plan's steps in one transaction."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from metadata.models import Workspace
from metadata.services.change import Change, change_model

from .diff import diff
from .document import DocumentRefused, Fault
from .export import Json, document_of
from .load import load_present
from .losses import with_losses
from .parse import parse
from .plan import DestructiveChange, Plan
from .steps import Steps


@dataclass(frozen=True, slots=True)
class Applied:
    """`version`: of the data model afterwards; of a dry run the one that it has."""

    plan: Plan
    dry: bool
    version: int

    def as_json(self) -> Json:
        return {"dryRun": self.dry, "metadataVersion": self.version, **self.plan.as_json()}


class _Rehearsed(Exception):
    """Ends the transaction of a dry run."""

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.plan = plan


def export_model(workspace: Workspace) -> Json:
    return document_of(load_present(workspace))


def plan_model(workspace: Workspace, value: Any) -> Applied:
    """All steps are taken and taken back, so that whatever speaks against them is found."""

    def rehearse(change: Change) -> None:
        plan = _take(change, value)
        change.flush()
        raise _Rehearsed(plan)

    try:
        change_model(workspace.id, rehearse)
    except _Rehearsed as done:
        return Applied(done.plan, True, workspace.metadata_version)
    raise AssertionError


def apply_model(workspace: Workspace, value: Any, *, allow_destructive: bool = False) -> Applied:
    """Everything or nothing."""

    def work(change: Change) -> Plan:
        return _take(change, value, refuse_losses=not allow_destructive)

    plan = change_model(workspace.id, work)
    return Applied(plan, False, version_of(workspace.id))


def version_of(workspace_id: UUID) -> int:
    return Workspace.objects.values_list("metadata_version", flat=True).get(id=workspace_id)


def _take(change: Change, value: Any, *, refuse_losses: bool = False) -> Plan:
    document, faults = parse(value)
    plan, more = diff(document, load_present(change.workspace))
    plan = with_losses(change, plan)
    if refuse_losses and plan.destructive and not (faults or more):
        raise DestructiveChange(plan)
    steps = Steps(change, document)
    steps.take(plan)
    found: list[Fault] = [*faults, *more, *steps.faults]
    if found:
        raise DocumentRefused(found)
    return plan
