"""What has to happen to a workspace's model for it to become what a document says. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

import inflection

from metadata.services.names import BASE_NAMES

from .diff_relations import relation_steps
from .document import Document, Fault, FieldDoc, IndexDoc, ObjectDoc, OptionDoc
from .match import CODE, matched
from .plan import Plan, Step
from .present import COMPANION, OF_NAME_FIELD, FieldHere, ObjectHere, Present
from .renames import Rename, in_order


def diff(document: Document, present: Present) -> tuple[Plan, list[Fault]]:
    """The plan, and what the document says that no plan can bring about."""
    objects, faults = matched(document.objects, present.objects)
    found: list[Step] = []
    for doc in document.objects:
        here = objects.get(doc.path)
        steps, more = _existing(doc, here, document.partial) if here else (_new(doc), [])
        found += steps
        faults += more + _companions_of(doc)
    staying = {one.id for one in objects.values()}
    if not document.partial:
        gone = [one for one in present.objects if one.row.is_custom and one.id not in staying]
        found += [Step("remove", "object", one.name, one.name, target=one.id, work="remove_object") for one in gone]
    steps, more = relation_steps(document, present, objects)
    return Plan(tuple(_sorted([*found, *steps]))), faults + more


ORDER = (
    *("remove_index", "remove_relation", "remove_field", "remove_object", "alter_object", "alter_field", "alter_end"),
    *("add_object", "add_field", "add_relation", "drop_implied", "add_index", "identify", "join"),
)


def _sorted(steps: list[Step]) -> Iterable[Step]:
    """What is removed goes first, and renames wait until their new names are free."""
    for work in ORDER:
        group = [step for step in steps if step.work == work]
        if work == "alter_object":
            yield from _untangled(group, lambda step: (None, _object_names(step)))
        elif work == "alter_field":
            yield from _untangled(group, lambda step: (step.object, ({step.before or step.name}, {step.name})))
        else:
            yield from group
        yield from (step for step in steps if not step.work and step.data.get("with") == work)


def _object_names(step: Step) -> tuple[set[str], set[str]]:
    return set(step.data["old"]), {step.data["nameSingular"], step.data["namePlural"]}


def _untangled(steps: list[Step], names: Any) -> Iterable[Step]:
    groups: dict[Any, list[Step]] = {}
    for step in steps:
        groups.setdefault(names(step)[0], []).append(step)
    for group in groups.values():
        by_target = {step.row: step for step in group}
        for rename, aside in in_order(
            [Rename(step.row, *(frozenset(part) for part in names(step)[1])) for step in group]
        ):
            step = by_target[rename.key]
            yield Step("", step.kind, step.object, step.name, target=step.target, work="set_aside") if aside else step


# -- objects -----------------------------------------------------------------------------------------------------
def _new(doc: ObjectDoc) -> list[Step]:
    """An object's own name field comes first in its table, or is a field like any other."""
    skip = doc.skip_name_field or any(field.name == "name" for field in doc.fields[1:])
    label = inflection.humanize(inflection.underscore(doc.name))
    plural = doc.plural or _plural(doc.name)
    data = {
        "nameSingular": doc.name,
        "namePlural": plural,
        "labelSingular": label,
        "labelPlural": inflection.humanize(inflection.underscore(plural)),
        **doc.values,
        "skipNameField": skip,
    }
    steps = [
        Step(
            "add",
            "object",
            doc.name,
            doc.name,
            doc.path,
            data=data,
            universal_identifier=doc.universal_identifier,
            work="add_object",
        )
    ]
    steps += [_new_field(doc, field, implied=not skip and field.name == "name") for field in doc.fields]
    if doc.without:
        steps.append(
            Step("", "object", doc.name, doc.name, doc.path, data={"without": doc.without}, work="drop_implied")
        )
    steps += [_new_index(doc, index) for index in doc.indexes]
    return [*steps, *_identify(doc, None, partial=False)]


def _plural(name: str) -> str:
    """Another word than the singular: sheep, sheeps."""
    found = inflection.pluralize(name)
    return found if found != name else f"{name}s"


def _existing(doc: ObjectDoc, here: ObjectHere, partial: bool) -> tuple[list[Step], list[Fault]]:
    wanted = dict(doc.values) if partial else {**here.unsaid, **doc.values}
    changes = {key: value for key, value in wanted.items() if here.values[key] != value}
    old = {"nameSingular": here.row.name_singular, "namePlural": here.row.name_plural}
    names = {"nameSingular": doc.name, "namePlural": doc.plural or here.row.name_plural}
    steps = []
    if changes or names != old:
        action = "rename" if names != old else "change"
        before = here.name if doc.name != here.name else None
        data = {**changes, **names, "old": tuple(old.values())}
        steps = [Step(action, "object", doc.name, doc.name, doc.path, before, data, here.id, work="alter_object")]
    more, faults = _fields(doc, here, partial)
    dropped = [name for name in doc.without if here.row.is_custom]
    if dropped:
        steps.append(Step("", "object", doc.name, doc.name, doc.path, data={"without": dropped}, work="drop_implied"))
    steps += _indexes(doc, here, partial)
    return [*steps, *more, *_identify(doc, here, partial)], faults


def _companions_of(doc: ObjectDoc) -> list[Fault]:
    unknown = [name for name in doc.without if name not in COMPANION]
    known = ", ".join(COMPANION)
    return [Fault(f"{doc.path}.withoutRelationsTo", CODE, f"{name} is none of {known}") for name in unknown]


def _identify(doc: ObjectDoc, here: ObjectHere | None, partial: bool) -> list[Step]:
    """The fields that stand for a record are named when all fields are there."""
    wanted: dict[str, Any] = {}
    custom = here is None or here.row.is_custom
    label = doc.label_identifier
    if label is None and custom and not partial:
        label = "id" if doc.skip_name_field else "name"
    names = _names_after(doc, here) if here else {}
    if label is not None and (here is None or names.get(here.row.label_identifier_id) != label):
        wanted["labelIdentifier"] = label
    image = doc.image_identifier
    had = names.get(here.row.image_identifier_id) if here else None
    if image != had and (image is not None or (custom and not partial)):
        wanted["imageIdentifier"] = image
    if not wanted:
        return []
    action, target = ("change", here.id) if here else ("", None)
    return [Step(action, "object", doc.name, doc.name, doc.path, None, wanted, target, work="identify")]


def _names_after(doc: ObjectDoc, here: ObjectHere) -> dict[UUID | None, str]:
    """What the fields will be called."""
    found, _ = matched(doc.fields, here.fields.values())
    names: dict[UUID | None, str] = dict(here.names.items())
    return names | {found[field.path].id: field.name for field in doc.fields if field.path in found}


# -- indexes -----------------------------------------------------------------------------------------------------
def _indexes(doc: ObjectDoc, here: ObjectHere, partial: bool) -> list[Step]:
    """An index has no name of its own: it is what it covers."""
    names = _names_after(doc, here)
    made = {(index.type, tuple((names[field], part) for field, part in index.parts)): index for index in here.indexes}
    wanted = {(index.type, index.parts): index for index in doc.indexes}
    gone = [] if partial else [index for key, index in made.items() if key not in wanted]
    return [
        *(
            Step(
                "remove",
                "index",
                doc.name,
                _covered(here.names[f] for f, _ in index.parts),
                target=index.id,
                work="remove_index",
            )
            for index in gone
        ),
        *(_new_index(doc, index) for key, index in wanted.items() if key not in made),
    ]


def _new_index(doc: ObjectDoc, index: IndexDoc) -> Step:
    name = _covered(name for name, _ in index.parts)
    data = {"indexType": index.type, "parts": index.parts}
    return Step("add", "index", doc.name, name, index.path, data=data, work="add_index")


def _covered(names: Iterable[str]) -> str:
    return "+".join(names)


# -- fields ------------------------------------------------------------------------------------------------------
def _new_field(doc: ObjectDoc, field: FieldDoc, *, custom: bool = True, implied: bool = False) -> Step:
    """`custom`: on a custom object. `implied`: the field is there as soon as its object is."""
    unsaid = OF_NAME_FIELD if field.name == "name" and field.type == "TEXT" and custom else {}
    label = inflection.humanize(inflection.underscore(field.name))
    data: dict[str, Any] = {"label": label, **unsaid, **field.values, "type": field.type, "name": field.name}
    if field.options is not None:
        data["options"] = [{**option.told, "value": option.value} for option in field.options]
    return Step(
        "" if implied else "add",
        "field",
        doc.name,
        field.name,
        field.path,
        data=data,
        universal_identifier=field.universal_identifier,
        work="add_field",
    )


def _fields(doc: ObjectDoc, here: ObjectHere, partial: bool) -> tuple[list[Step], list[Fault]]:
    found, faults = matched(doc.fields, here.fields.values())
    steps: list[Step] = []
    for field in doc.fields:
        one = found.get(field.path)
        if one is None:
            steps.append(_new_field(doc, field, custom=here.row.is_custom))
        elif one.row.type == field.type:
            more, wrong = _changed(doc, field, one, partial)
            steps, faults = steps + more, faults + wrong
        elif not one.row.is_custom or one.name in BASE_NAMES:
            message = f"is {one.row.type}, and the type of a field that comes with its object cannot change"
            faults.append(Fault(f"{field.path}.type", CODE, message))
        else:
            steps += [_removed(doc, one), _new_field(doc, field, custom=here.row.is_custom)]
    if not partial:
        spoken = {one.id for one in found.values()}
        steps += [
            _removed(doc, one) for one in here.fields.values() if one.id not in spoken and _may_go(doc, here, one)
        ]
    return steps, faults


def _may_go(doc: ObjectDoc, here: ObjectHere, one: FieldHere) -> bool:
    if one.name in BASE_NAMES or not one.row.is_custom:
        return False
    return doc.skip_name_field if one.name == "name" and here.row.is_custom else True


def _removed(doc: ObjectDoc, one: FieldHere) -> Step:
    return Step("remove", "field", doc.name, one.name, target=one.id, work="remove_field")


def _changed(doc: ObjectDoc, field: FieldDoc, one: FieldHere, partial: bool) -> tuple[list[Step], list[Fault]]:
    wanted = dict(field.values) if partial else {**one.unsaid, **field.values}
    changes = {key: value for key, value in wanted.items() if one.values[key] != value}
    faults = []
    if changes.pop("isSystem", None) is not None and "isSystem" in field.values:
        faults.append(Fault(f"{field.path}.isSystem", CODE, "cannot change once the field is there"))
    steps: list[Step] = []
    if field.options is not None and field.type != "RATING":
        options, steps = _options(doc, field, field.options, one)
        if options is not None:
            changes["options"] = options
    if changes or field.name != one.name:
        renamed = field.name != one.name
        data = {**changes, "name": field.name} if renamed else changes
        action, before = ("rename", one.name) if renamed else ("change", None)
        steps.insert(
            0, Step(action, "field", doc.name, field.name, field.path, before, data, one.id, work="alter_field")
        )
    return steps, faults


def _options(
    doc: ObjectDoc, field: FieldDoc, wanted: tuple[OptionDoc, ...], one: FieldHere
) -> tuple[list[dict[str, Any]] | None, list[Step]]:
    """The options as they are to be, None where they are so already; and what that does to records."""
    by_value = {option["value"]: option for option in one.options}
    plain = {option.value for option in wanted if not option.renamed_from}
    made, steps, kept = [], [], set()
    for place, option in enumerate(wanted):
        former = option.renamed_from if option.renamed_from not in plain else None
        before = by_value.get(former or "") or by_value.get(option.value)
        if before is not None and before["value"] not in kept:
            kept.add(before["value"])
            color = {"color": before["color"]} if before.get("color") else {}
            made.append({**color, **option.told, "value": option.value, "position": place, "id": before["id"]})
            if before["value"] != option.value:
                steps.append(_option_step("rename", doc, field, option.value, one.id, before["value"]))
        else:
            made.append({**option.told, "value": option.value, "position": place})
            steps.append(_option_step("add", doc, field, option.value, one.id))
    gone = [value for value in by_value if value not in kept]
    steps += [_option_step("remove", doc, field, value, one.id, value) for value in gone]
    ordered = sorted(one.options, key=lambda option: option["position"])
    same = [_seen(option) for option in made] == [_seen(option) for option in ordered]
    return (None if same else made), steps


def _option_step(
    action: str, doc: ObjectDoc, field: FieldDoc, value: str, target: UUID, before: str | None = None
) -> Step:
    told = None if action == "remove" else before
    data: Mapping[str, Any] = {"with": "alter_field", "option": value}
    return Step(action, "option", doc.name, f"{field.name}.{value}", field.path, told, data, target)


def _seen(option: Mapping[str, Any]) -> tuple:
    return tuple(option.get(key) for key in ("id", "value", "label", "color"))
