"""The form of a record, made from its object: an input a column; only what was changed is sent to the engine."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.urls import reverse

from metadata.fields.base import Field
from metadata.schema.snapshot import ObjectSchema, WorkspaceSchema
from twentyapi.admin.records.inputs import Input, inputs
from twentyapi.admin.records.shown import name_of
from twentyapi.admin.records.values import made, told


@dataclass(frozen=True, slots=True)
class Group:
    """The inputs that stand together: of a composite field, or of the targets of a morph relation."""

    label: str
    description: str
    framed: bool
    inputs: list[forms.BoundField]


class RecordForm(forms.Form):
    """`record` None: a new one, which gets the defaults of what is left empty."""

    def __init__(
        self, schema: WorkspaceSchema, obj: ObjectSchema, record: Mapping[str, Any] | None, *args: Any
    ) -> None:
        super().__init__(*args)
        self.schema, self.obj = schema, obj
        self.inputs = inputs(obj, new=record is None)
        if record:
            self.initial = {one.name: told(one, record) for one in self.inputs}
        for one in self.inputs:
            self.fields[one.name] = made(one)
            if one.field.relation is not None:
                self.search(one, record or {})

    def search(self, one: Input, record: Mapping[str, Any]) -> None:
        """A relation is searched for: however many records there are, the page lists none of them."""
        target = self.schema.target(one.field)
        address = reverse("settings-pick", args=[target.name_plural])
        related = record.get(one.field.name)
        shown = name_of(target, related) if related else ""
        self.fields[one.name].widget.attrs |= {"data-picker": address, "data-name": shown}
        if one.field.relation and one.field.relation.morph_id:
            self.fields[one.name].label = target.label_singular

    def groups(self) -> list[Group]:
        found: dict[Any, Group] = {}
        for one in self.inputs:
            field = one.field
            morph = field.relation.morph_id if field.relation else None
            framed = field.type.shape.composite or morph is not None
            group = Group(field.label, described(field), framed, [])
            found.setdefault(morph or field.name, group).inputs.append(self[one.name])
        return list(found.values())

    def data_for_engine(self) -> dict[str, Any]:
        changed: dict[str, Any] = {}
        for one in self.inputs:
            if one.name not in self.changed_data:
                continue
            value = self.cleaned_data[one.name]
            if one.field.type.shape.composite:
                changed.setdefault(one.field.name, {})[one.column.part.name] = value
            else:
                changed[one.name] = value
        return changed

    def refuse(self, named: str | None, message: str) -> None:
        """At the input that the engine names, as exactly as it does, else at the top."""
        whole, base = named or "", (named or "").partition(".")[0]
        near = [one.name for one in self.inputs if whole in (one.name, one.column.name)]
        parts = [one.name for one in self.inputs if base == one.field.name]
        near += [name for name in parts if name in self.changed_data] + parts
        self.add_error(near[0] if near else None, message)


def described(field: Field) -> str:
    """What a description adds to the label."""
    description = field.description or ""
    return "" if description.strip().casefold() == field.label.strip().casefold() else description
