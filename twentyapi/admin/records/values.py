"""A value as the form shows it, and as the engine takes it; what cannot be read here the engine refuses."""

import json
import math
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from twentyapi.admin.records.inputs import Input
from twentyapi.admin.records.shown import amount

HINTS = {"timestamptz": "YYYY-MM-DDTHH:MM:SSZ", "uuid": "The id of a record"}
PARTS = {
    "secondaryLinks": 'As JSON: [{"label": "Blog", "url": "https://blog.example.com"}]',
    "additionalEmails": 'As JSON: ["ada@example.com"]',
    "additionalPhones": 'As JSON: [{"number": "612345679", "callingCode": "+33", "countryCode": "FR"}]',
}
"""How lists inside a composite value are written."""
SERVER = "Set by the server."
BLOCKS = "As JSON of the BlockNote editor. Change this or the markdown: the other is then made from it."
FILE_LINES = (
    "One to a line: the name, then the id of the upload, as in contract.pdf 6f1c2f4e-3b1d-4f0a-9a53-0f6f6f0a7c11. "
    "The record holds names and ids; the files themselves are kept elsewhere."
)


# -- from the record ------------------------------------------------------------------------------------------------
def told(one: Input, record: Mapping[str, Any]) -> Any:
    """As the input holds it, so that one that is left alone counts as unchanged."""
    composite = one.field.type.shape.composite
    holder = (record.get(one.field.name) or {}) if composite else record
    value = holder.get(one.column.part.name if composite else one.name)
    kind = one.column.kind
    if one.is_amount:
        return amount(value)
    if kind.name == "FILES":
        return "\n".join(f"{file.get('label', '')} {file.get('fileId', '')}" for file in value or [])
    if kind.pg == "jsonb":
        return "" if value in (None, []) else json.dumps(value, ensure_ascii=False, indent=2)
    if kind.name == "TEXT_ARRAY":
        return "\n".join(value or [])
    if kind.name == "BOOLEAN":
        return "" if value is None else "yes" if value else "no"
    return str(value) if isinstance(value, int | float) else value


# -- the input ------------------------------------------------------------------------------------------------------
def made(one: Input) -> forms.Field:
    field = chosen(one) or written(one)
    field.label, field.required = one.label, False
    if not one.column.part.writable:
        field.disabled, field.help_text = True, SERVER
    return field


def chosen(one: Input) -> forms.Field | None:
    """Where there is a list to choose from."""
    options = [(option.value, option.label) for option in one.field.options]
    options = options or [(word, word) for word in one.column.options]
    if options and one.column.kind.many:
        return Many(choices=options, widget=UnfoldAdminCheckboxSelectMultipleWidget)
    if options:
        return Choice(choices=[("", "None"), *options], widget=UnfoldAdminSelectWidget)
    if one.column.kind.name == "BOOLEAN":
        return Truth(choices=[("", "None"), ("yes", "Yes"), ("no", "No")], widget=UnfoldAdminSelectWidget)
    return None


def written(one: Input) -> forms.Field:
    kind = one.column.kind
    if kind.name == "FILES":
        return Files(widget=area(3), help_text=FILE_LINES)
    if kind.pg == "jsonb":
        return Json(widget=area(2), help_text=PARTS.get(one.column.part.name, "As JSON."))
    if kind.name == "TEXT_ARRAY":
        return Lines(widget=area(3), help_text="One to a line.")
    if one.is_amount:
        return Amount(widget=decimal())
    if kind.pg in ("double precision", "numeric"):
        return Number(widget=decimal())
    if one.column.part.name == "blocknote":
        return Text(widget=area(3), help_text=BLOCKS)
    if kind.pg == "text":
        return Text(widget=area(6) if one.field.type.name == "RICH_TEXT" else UnfoldAdminTextInputWidget())
    widget = UnfoldAdminTextInputWidget(attrs={"type": "date"} if kind.pg == "date" else {})
    return Word(widget=widget, help_text=HINTS.get(kind.pg, ""))


def area(rows: int) -> forms.Widget:
    return UnfoldAdminTextareaWidget(attrs={"rows": rows, "spellcheck": "false"})


def decimal() -> forms.Widget:
    return UnfoldAdminTextInputWidget(attrs={"inputmode": "decimal"})


# -- from the input: the empty one empties the field ----------------------------------------------------------------
class Word(forms.CharField):
    def clean(self, value: Any) -> Any:
        return super().clean(value) or None


class Text(forms.CharField):
    """A browser ends the lines of a text in its own way."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**{"strip": False} | more)

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value) or "").replace("\r\n", "\n")


class Choice(forms.ChoiceField):
    def clean(self, value: Any) -> Any:
        return super().clean(value) or None


class Many(forms.MultipleChoiceField):
    pass


class Truth(forms.ChoiceField):
    def clean(self, value: Any) -> Any:
        return {"yes": True, "no": False}.get(super().clean(value))


class Lines(Text):
    def clean(self, value: Any) -> Any:
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]


class Files(Lines):
    def clean(self, value: Any) -> Any:
        parts = (line.rpartition(" ") for line in super().clean(value))
        return [{"label": name.strip() or last, "fileId": last} for name, _, last in parts]


class Json(Text):
    def clean(self, value: Any) -> Any:
        text = super().clean(value).strip()
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
            number = int(text) if text.lstrip("-").isdigit() else float(text)
            return number if math.isfinite(number) else text
        except (ValueError, OverflowError):
            return text


class Amount(forms.CharField):
    """Units, stored as millionths."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return int(Decimal(text) * 1_000_000) if text else None
        except (InvalidOperation, ValueError, OverflowError):
            raise forms.ValidationError("Enter an amount such as 1200.50.") from None
