"""The relations' part of a difference."""

from collections.abc import Iterator, Mapping
from typing import Any

from metadata.services.defaults import MORPH

from .document import Document, EndDoc, Fault, RelationDoc
from .match import CODE
from .plan import Step
from .present import COMPANION, FieldHere, ObjectHere, Present, RelationHere

Objects = Mapping[str, ObjectHere | None]
"""Name in the document -> the object that it speaks of; None: one that is to be made."""


def relation_steps(
    document: Document, present: Present, spoken: Mapping[str, ObjectHere]
) -> tuple[list[Step], list[Fault]]:
    """`spoken`: path of an object in the document -> what it speaks of."""
    objects: dict[str, ObjectHere | None] = _staying(document, present, spoken)
    steps: list[Step] = []
    faults: list[Fault] = []
    found: set[Any] = set()
    for pair in document.relations:
        unknown = [end for end in (pair.holder, pair.other) if end.object not in objects]
        faults += [
            Fault(f"{end.path}.object", CODE, f"there is no object {end.object}")
            for end in unknown
            if end.object not in document.unread
        ]
        if unknown:
            continue
        here = _match(pair, present, objects)
        if here is None:
            steps += [_new(pair, objects), *_joins(pair)]
        elif here.holder.id in found:
            faults.append(Fault(pair.path, CODE, "speaks of a relation of which another entry speaks already"))
        else:
            found.add(here.holder.id)
            more, wrong = _changed(pair, here, document.partial)
            steps, faults = steps + more, faults + wrong
    if not document.partial:
        names = {one.id: name for name, one in objects.items() if one}
        mentioned = {one.id for one in spoken.values()}
        steps += [
            Step(
                "remove",
                "relation",
                names[one.holder.row.object_id],
                one.holder.name,
                target=one.holder.id,
                work="remove_relation",
            )
            for one in present.relations
            if one.holder.id not in found and _may_go(one, names, mentioned)
        ]
    return steps, faults


def _staying(document: Document, present: Present, spoken: Mapping[str, ObjectHere]) -> dict[str, ObjectHere | None]:
    taken = {one.id for one in spoken.values()}
    left = {
        one.name: one for one in present.objects if one.id not in taken and (document.partial or not one.row.is_custom)
    }
    return {**left, **{doc.name: spoken.get(doc.path) for doc in document.objects}}


def _may_go(one: RelationHere, names: Mapping[Any, str], mentioned: set) -> bool:
    """Those of objects that go need no step of their own; those of objects not spoken of stay."""
    ends = (one.holder.row, one.other.row)
    if one.implied or not any(row.is_custom for row in ends) or any(row.object_id not in names for row in ends):
        return False
    return any(row.object_id in mentioned for row in ends)


# -- matching ----------------------------------------------------------------------------------------------------
def _match(pair: RelationDoc, present: Present, objects: Objects) -> RelationHere | None:
    holder, other = objects[pair.holder.object], objects[pair.other.object]
    if holder is None or other is None:
        return None
    between = [
        one
        for one in present.relations
        if (one.holder.row.object_id, one.other.row.object_id) == (holder.id, other.id)
        and (bool(one.holder.row.morph_id), bool(one.other.row.morph_id)) == (pair.holder.morph, pair.other.morph)
    ]
    return next(_candidates(pair, between), None)


def _candidates(pair: RelationDoc, between: list[RelationHere]) -> Iterator[RelationHere]:
    for one in between:
        if _same(pair.holder, one.holder) or _same(pair.other, one.other):
            yield one
    for former in (True, False):
        for one in between:
            if _called(pair.holder, one.holder, former) and (
                not pair.other.morph or _called(pair.other, one.other, former)
            ):
                yield one


def _same(end: EndDoc, here: FieldHere) -> bool:
    return end.universal_identifier is not None and end.universal_identifier == here.universal_identifier


def _called(end: EndDoc, here: FieldHere, former: bool) -> bool:
    return here.name == (end.renamed_from if former else end.name)


# -- steps -------------------------------------------------------------------------------------------------------
def _new(pair: RelationDoc, objects: Objects) -> Step:
    companion = pair.holder.object in COMPANION and pair.holder.morph and pair.holder.name == MORPH
    action = "" if companion and objects[pair.other.object] is None else "add"
    return Step(action, "relation", pair.holder.object, pair.holder.name, pair.path, pair=pair, work="add_relation")


def _changed(pair: RelationDoc, here: RelationHere, partial: bool) -> tuple[list[Step], list[Fault]]:
    steps, faults = [], []
    on_delete = (here.holder.row.settings or {}).get("onDelete") or "SET_NULL"
    if (pair.on_delete or ("SET_NULL" if not partial else on_delete)) != on_delete:
        faults.append(Fault(f"{pair.path}.onDelete", CODE, f"is {on_delete} and cannot change"))
    for end, one in ((pair.holder, here.holder), (pair.other, here.other)):
        wanted = dict(end.values) if partial else {**one.unsaid, **end.values}
        changes = {key: value for key, value in wanted.items() if one.values[key] != value}
        if changes.pop("isSystem", None) is not None and "isSystem" in end.values:
            faults.append(Fault(f"{end.path}.isSystem", CODE, "cannot change once the relation is there"))
        if end.name != one.name:
            data = {**changes, "name": end.name}
            steps.append(
                Step("rename", "relation", end.object, end.name, end.path, one.name, data, one.id, work="alter_end")
            )
        elif changes:
            steps.append(
                Step("change", "relation", end.object, end.name, end.path, None, changes, one.id, work="alter_end")
            )
    return [*steps, *_joins(pair)], faults


def _joins(pair: RelationDoc) -> list[Step]:
    """What the end that holds many shows of a relation through a junction object."""
    end = pair.other
    if end.junction is None:
        return []
    return [
        Step(
            "",
            "relation",
            end.object,
            end.name,
            end.path,
            data={"holder": pair.holder.object, "junction": end.junction},
            work="join",
        )
    ]
