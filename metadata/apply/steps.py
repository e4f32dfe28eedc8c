"""Takes the steps of a plan through the services, inside a change. What is refused is told with its path."""

from collections.abc import Callable
from typing import Any

from django.db import transaction

from metadata.errors import MetadataNotFound, MetadataValidationError, ModelError, NotAllowed
from metadata.models import FieldMetadata, ObjectMetadata
from metadata.services.change import Change
from metadata.services.defaults import MORPH
from metadata.services.fields import add_field, remove_field, remove_fields
from metadata.services.indexes import add_index, remove_index
from metadata.services.objects import add_object, alter_object, remove_object
from metadata.services.update import alter_field

from .document import Document, Fault
from .match import CODE
from .plan import Plan, Step
from .present import OBJECT_ROWS
from .relations import add_pair, alter_end, field_called, keep_identifier, known

ASIDE = "setAside"


class Steps:
    """`objects`: the ids of objects by their names in the document."""

    def __init__(self, change: Change, document: Document) -> None:
        self.change = change
        self.faults: list[Fault] = []
        self.objects = {row.name_singular: row.id for row in change.objects.values()}
        self.failed: set[str] = set(document.unread)

    def take(self, plan: Plan) -> None:
        for step in plan.steps:
            if step.action != "remove" and step.target is not None and step.kind == "object":
                self.objects[step.object] = step.target
        before = ""
        for step in plan.steps:
            if before != step.work and before in MAKES_ROOM:
                self.change.flush()
            work = WORK.get(step.work)
            if work is not None and not self._hopeless(step):
                self._try(work, step)
                before = step.work

    def _hopeless(self, step: Step) -> bool:
        """Whether the step builds on an object that could not be made: its mistake is told already."""
        names = {step.object}
        if step.pair is not None:
            names |= {step.pair.holder.object, step.pair.other.object}
        return not names.isdisjoint(self.failed)

    def _try(self, work: "Callable[[Steps, Step], None]", step: Step) -> None:
        try:
            if step.work in ("alter_field", "alter_object") and step.data.keys() & ASKS_RECORDS:
                self.change.flush()
                with transaction.atomic():
                    work(self, step)
            else:
                work(self, step)
        except ModelError as error:
            self.faults += faults_of(step, error)
            if step.work == "add_object":
                self.failed.add(step.object)

    # -- finding ---------------------------------------------------------------------------------------------
    def object(self, name: str) -> ObjectMetadata:
        return self.change.objects[self.objects[name]]

    def field(self, name: str, of: str) -> FieldMetadata | None:
        return field_called(self.change, self.object(of).id, name)

    def fault(self, step: Step, key: str, message: str) -> None:
        self.faults.append(Fault(f"{step.path}.{key}", CODE, message))


MAKES_ROOM = frozenset(
    ("remove_index", "remove_relation", "remove_field", "remove_object", "set_aside", "alter_object", "alter_field")
) | {"alter_end"}
"""Works that free names: what takes them comes to the database later."""
ASKS_RECORDS = frozenset(("isNullable", "isUnique", "options"))
"""Keys whose change can fail in the database; the rest of the document is still to be looked at then."""


def faults_of(step: Step, error: ModelError) -> list[Fault]:
    if isinstance(error, MetadataValidationError):
        return [
            Fault(step.path, problem.code, problem.message) for entity in error.entities for problem in entity.problems
        ]
    if isinstance(error, (MetadataNotFound, NotAllowed)):
        return [Fault(step.path, error.code, error.message)]
    raise error


# -- objects -----------------------------------------------------------------------------------------------------
def _add_object(steps: Steps, step: Step) -> None:
    row = add_object(steps.change, step.data)
    keep_identifier(steps.change, row, step.universal_identifier)
    steps.objects[step.object] = row.id
    for key in ("isActive", "isSearchable"):
        if key in step.data:
            setattr(row, OBJECT_ROWS[key], step.data[key])


def _alter_object(steps: Steps, step: Step) -> None:
    data = {key: value for key, value in step.data.items() if key != "old"}
    alter_object(steps.change, step.row, data)


def _remove_object(steps: Steps, step: Step) -> None:
    remove_object(steps.change, step.row)
    steps.change.flush()


def _set_aside(steps: Steps, step: Step) -> None:
    """A name that nothing else has, for the time until its own is free."""
    mark = step.row.hex[:12]
    synced = {"isLabelSyncedWithName": False}
    if step.kind == "object":
        names = {"nameSingular": f"{ASIDE}{mark}", "namePlural": f"{ASIDE}{mark}s"}
        alter_object(steps.change, step.row, {**names, **synced})
    else:
        alter_field(steps.change, step.row, {"name": f"{ASIDE}{mark}", **synced})


def _drop_implied(steps: Steps, step: Step) -> None:
    """Relations to companions that the object is to be without. Their indexes are looked up in the database."""
    steps.change.flush()
    parent = steps.object(step.object)
    for name in step.data["without"]:
        companion = steps.objects.get(name)
        own = [
            field
            for field in steps.change.fields_of(parent.id)
            if field.target_object_id == companion and field.target_field_id
        ]
        for field in own:
            other = known(steps.change, field.target_field_id)
            if other.morph_name == MORPH:
                remove_fields(steps.change, [field, other])


def _identify(steps: Steps, step: Step) -> None:
    """By name, now that all fields are there."""
    data: dict[str, Any] = {}
    for key, name in step.data.items():
        field = steps.field(name, step.object) if name is not None else None
        if name is not None and field is None:
            steps.fault(step, key, f"there is no field {name}")
        else:
            data[f"{key}FieldMetadataId"] = str(field.id) if field else None
    if data:
        alter_object(steps.change, steps.objects[step.object], data)


# -- fields ------------------------------------------------------------------------------------------------------
def _add_field(steps: Steps, step: Step) -> None:
    """The name field of a new object is there already."""
    data = dict(step.data)
    there = steps.field(step.name, step.object) if step.action == "" else None
    if there is not None:
        row = alter_field(steps.change, there.id, data)
    else:
        row = add_field(steps.change, {**data, "objectMetadataId": str(steps.objects[step.object])})
    keep_identifier(steps.change, row, step.universal_identifier)


def _alter_field(steps: Steps, step: Step) -> None:
    alter_field(steps.change, step.row, step.data)


def _remove_field(steps: Steps, step: Step) -> None:
    """A field that stands for its records is relieved of that first."""
    row = known(steps.change, step.row)
    parent = steps.change.objects[row.object_id]
    if row.id == parent.label_identifier_id:
        own = next(field for field in steps.change.fields_of(parent.id) if field.name == "id")
        alter_object(steps.change, parent.id, {"labelIdentifierFieldMetadataId": str(own.id)})
    remove_field(steps.change, row.id)


# -- indexes -----------------------------------------------------------------------------------------------------
def _remove_index(steps: Steps, step: Step) -> None:
    remove_index(steps.change, step.row)


def _add_index(steps: Steps, step: Step) -> None:
    parent = steps.object(step.object)
    parts = []
    for name, part in step.data["parts"]:
        field = steps.field(name, step.object)
        if field is None:
            steps.fault(step, "fields", f"there is no field {name}")
            return
        parts.append({"fieldMetadataId": str(field.id), "subFieldName": part})
    data = {"objectMetadataId": str(parent.id), "indexType": step.data["indexType"], "fields": parts}
    add_index(steps.change, data)


# -- relations ---------------------------------------------------------------------------------------------------
def _remove_relation(steps: Steps, step: Step) -> None:
    row = known(steps.change, step.row)
    remove_fields(steps.change, [row, known(steps.change, row.target_field_id)])


def _add_relation(steps: Steps, step: Step) -> None:
    pair = step.pair
    assert pair is not None
    add_pair(steps.change, steps.object(pair.holder.object), steps.object(pair.other.object), pair)


def _alter_end(steps: Steps, step: Step) -> None:
    alter_end(steps.change, known(steps.change, step.row), step.data)


def _join(steps: Steps, step: Step) -> None:
    """The field of the junction object that leads on is named by name."""
    row = steps.field(step.name, step.object)
    name = step.data["junction"]
    far = steps.field(name, step.data["holder"])
    if row is None or far is None:
        steps.fault(step, "junctionTarget", f"there is no field {name}")
    else:
        settings = {**(row.settings or {}), "junctionTargetFieldId": str(far.id)}
        alter_field(steps.change, row.id, {"settings": settings})


WORK: dict[str, Callable[[Steps, Step], None]] = {
    "remove_index": _remove_index,
    "add_index": _add_index,
    "remove_relation": _remove_relation,
    "remove_field": _remove_field,
    "remove_object": _remove_object,
    "set_aside": _set_aside,
    "alter_object": _alter_object,
    "alter_field": _alter_field,
    "alter_end": _alter_end,
    "add_object": _add_object,
    "add_field": _add_field,
    "add_relation": _add_relation,
    "drop_implied": _drop_implied,
    "identify": _identify,
    "join": _join,
}
