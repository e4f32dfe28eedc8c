"""The form of a record, made from its object: an input a column; only what was changed is sent to the engine."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from metadata.fields.base import Column, Field
from metadata.schema.snapshot import ObjectSchema
from metadata.services.names import BASE_NAMES
from twentyapi.admin.records.shown import amount

UNWRITTEN = ("TS_VECTOR", "POSITION", "ACTOR", "FILES")
Choices = Callable[[Field], list[tuple[str, str]] | None]
"""The records that a relation may be set to, None where they are too many to list."""


@dataclass(frozen=True, slots=True)
class Input:
    """One input: a column of a field. Its name is the path of the value in the record."""

    field: Field
    column: Column

    @property
    def name(self) -> str:
        if self.field.type.shape.composite:
            return f"{self.field.name}.{self.column.part.name}"
        return self.column.name

    @property
    def is_amount(self) -> bool:
        return self.field.type.name == "CURRENCY" and self.column.part.name == "amountMicros"

    @property
    def label(self) -> str:
        part = self.column.part.name
        return ("Amount" if self.is_amount else spaced(part)) if part else self.field.label


def inputs(obj: ObjectSchema) -> list[Input]:
    """Of every field that a client may write."""
    return [
        Input(field, column)
        for field in obj.fields.values()
        if field.name not in BASE_NAMES and field.type.name not in UNWRITTEN
        for column in field.columns
        if column.part.writable and column.part.name != "blocknote"
    ]


def spaced(name: str) -> str:
    """primaryLinkUrl -> Primary link url."""
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name).capitalize()


class RecordForm(forms.Form):
    """`record` None: a new one, which gets the defaults of what is left empty."""

    def __init__(self, obj: ObjectSchema, record: Mapping[str, Any] | None, choices: Choices, *args: Any) -> None:
        super().__init__(*args)
        if record:
            self.initial = {one.name: told(one, record) for one in inputs(obj)}
        self.inputs = inputs(obj)
        for one in self.inputs:
            self.fields[one.name] = made(one, choices(one.field) if one.field.relation else None)

    def groups(self) -> list[tuple[Field, list[forms.BoundField]]]:
        """The inputs of each field together."""
        found: dict[str, tuple[Field, list[forms.BoundField]]] = {}
        for one in self.inputs:
            found.setdefault(one.field.name, (one.field, []))[1].append(self[one.name])
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

    def refuse(self, field: str | None, message: str) -> None:
        """At the input that the engine names, else at the top."""
        near = (name for name in self.fields if field and (name == field or name.startswith(f"{field}.")))
        self.add_error(next(near, None), message)


# -- a value in the form --------------------------------------------------------------------------------------------
def told(one: Input, record: Mapping[str, Any]) -> Any:
    if one.field.type.shape.composite:
        value = (record.get(one.field.name) or {}).get(one.column.part.name)
    else:
        value = record.get(one.name)
    if one.is_amount:
        return amount(value)
    if one.column.kind.pg == "jsonb":
        return "" if value in (None, []) else json.dumps(value, ensure_ascii=False, indent=2)
    if one.column.kind.name == "TEXT_ARRAY":
        return "\n".join(value or [])
    if one.column.kind.name == "BOOLEAN":
        return "" if value is None else "yes" if value else "no"
    return value


def made(one: Input, choices: list[tuple[str, str]] | None) -> forms.Field:
    kind = one.column.kind
    more: dict[str, Any] = {"label": one.label, "required": False, "help_text": ""}
    if choices is not None:
        return Choice(choices=[("", "None"), *choices], widget=UnfoldAdminSelectWidget, **more)
    if one.field.options:
        options = [(option.value, option.label) for option in one.field.options]
        if kind.many:
            return Many(choices=options, widget=UnfoldAdminCheckboxSelectMultipleWidget, **more)
        return Choice(choices=[("", "None"), *options], widget=UnfoldAdminSelectWidget, **more)
    if kind.name == "BOOLEAN":
        return Truth(choices=[("", "None"), ("yes", "Yes"), ("no", "No")], widget=UnfoldAdminSelectWidget, **more)
    if kind.pg == "jsonb":
        return Json(widget=UnfoldAdminTextareaWidget(attrs={"rows": 2, "spellcheck": "false"}), **more)
    if kind.name == "TEXT_ARRAY":
        more["help_text"] = "One to a line."
        return Lines(widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}), **more)
    if one.is_amount:
        return Amount(widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "decimal"}), **more)
    if kind.pg in ("double precision", "numeric"):
        return Number(widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "decimal"}), **more)
    if kind.pg == "text":
        wide = one.field.type.name == "RICH_TEXT"
        widget = UnfoldAdminTextareaWidget(attrs={"rows": 6}) if wide else UnfoldAdminTextInputWidget()
        return forms.CharField(strip=False, widget=widget, **more)
    hints = {"date": "YYYY-MM-DD", "timestamptz": "YYYY-MM-DDTHH:MM:SSZ", "uuid": "The id of a record"}
    widget = UnfoldAdminTextInputWidget(attrs={"type": "date"} if kind.pg == "date" else {})
    more["help_text"] = "" if kind.pg == "date" else hints.get(kind.pg, "")
    return Word(widget=widget, **more)


# -- a value from the form: the empty input empties the field; what cannot be read is refused by the engine -----------
class Word(forms.CharField):
    def clean(self, value: Any) -> Any:
        return super().clean(value) or None


class Choice(forms.ChoiceField):
    def clean(self, value: Any) -> Any:
        return super().clean(value) or None


class Many(forms.MultipleChoiceField):
    pass


class Truth(forms.ChoiceField):
    def clean(self, value: Any) -> Any:
        return {"yes": True, "no": False}.get(super().clean(value))


class Lines(forms.CharField):
    def clean(self, value: Any) -> Any:
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]


class Json(forms.CharField):
    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return json.loads(text) if text else None
        except ValueError:
            raise forms.ValidationError("This is no JSON.") from None


class Number(forms.CharField):
    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return int(text) if text.lstrip("-").isdigit() else float(text)
        except ValueError:
            return text


class Amount(forms.CharField):
    """Units, stored as millionths."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return int(Decimal(text) * 1_000_000) if text else None
        except (InvalidOperation, ValueError, OverflowError):
            raise forms.ValidationError("Enter an amount such as 1200.50.") from None
