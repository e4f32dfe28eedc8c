"""A data model as a document: what it says, piece by piece. `path` is where a piece stands in the document."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from metadata.errors import ModelError

VERSION = 1
Values = Mapping[str, Any]
"""Keys of the API -> what the document says of them. Keys that it leaves out are not in."""


@dataclass(frozen=True, slots=True)
class Named:
    """What objects, fields and the ends of relations have in common."""

    path: str
    name: str
    values: Values = field(default_factory=dict)
    renamed_from: str | None = None
    universal_identifier: UUID | None = None


@dataclass(frozen=True, slots=True)
class OptionDoc:
    value: str
    told: Values
    renamed_from: str | None = None


@dataclass(frozen=True, slots=True)
class IndexDoc:
    """`parts`: name of a field, and of the part of it that alone is covered."""

    path: str
    type: str
    parts: tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class FieldDoc(Named):
    """A field that is no relation. `options` is None where the document has none."""

    type: str = ""
    options: tuple[OptionDoc, ...] | None = None


@dataclass(frozen=True, slots=True)
class ObjectDoc(Named):
    """`name` is the singular. `without`: the companions that it has no relation to."""

    plural: str = ""
    fields: tuple[FieldDoc, ...] = ()
    indexes: tuple[IndexDoc, ...] = ()
    skip_name_field: bool = False
    without: tuple[str, ...] = ()
    label_identifier: str | None = None
    image_identifier: str | None = None


@dataclass(frozen=True, slots=True)
class EndDoc(Named):
    """One end of a relation. Of a morph relation's end `name` is the name that all its targets share."""

    object: str = ""
    morph: bool = False
    junction: str | None = None


@dataclass(frozen=True, slots=True)
class RelationDoc:
    """`holder` is the end whose records point to one record of the other."""

    path: str
    holder: EndDoc
    other: EndDoc
    on_delete: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """`partial`: what is not mentioned stays as it is. `unread`: names of objects that stand here with mistakes."""

    objects: tuple[ObjectDoc, ...] = ()
    relations: tuple[RelationDoc, ...] = ()
    partial: bool = False
    unread: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Fault:
    """One mistake of a document, and where."""

    path: str
    code: str
    message: str

    def as_json(self) -> dict[str, str]:
        return {"path": self.path, "code": self.code, "message": self.message}


class DocumentRefused(ModelError):
    """The document has mistakes, or asks for what cannot be done; nothing was changed."""

    code = "INVALID_DATA_MODEL"

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = list(dict.fromkeys(faults))
        self.message = f"The data model has {len(self.faults)} mistake{'s' * (len(self.faults) != 1)}"
        super().__init__(f"{self.message}: {'; '.join(self.lines())}")

    def lines(self) -> list[str]:
        return [f"{fault.path}: {fault.message}" if fault.path else fault.message for fault in self.faults]
