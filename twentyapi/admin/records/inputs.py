"""One input of a record's form: a column of a field."""

from dataclasses import dataclass

from metadata.fields.base import Column, Field
from metadata.schema.snapshot import ObjectSchema
from metadata.services.names import BASE_NAMES

UNWRITTEN = ("TS_VECTOR", "POSITION")
"""Types whose values nobody writes."""


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


def inputs(obj: ObjectSchema, *, new: bool) -> list[Input]:
    """Of every field that a client may write; of a record that exists also what only the server sets, to be read."""
    return [
        Input(field, column)
        for field in obj.fields.values()
        if field.name not in BASE_NAMES and field.type.name not in UNWRITTEN
        for column in field.columns
        if column.part.writable or not new
    ]


def spaced(name: str) -> str:
    """primaryLinkUrl -> Primary link url."""
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name).capitalize()
