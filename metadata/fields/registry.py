"""All field types by name. A new type is one class and one line here."""

from collections.abc import Iterable
from types import MappingProxyType

from .actor import Actor
from .address import Address
from .array import Array
from .base import FieldType
from .boolean import Boolean
from .currency import Currency
from .dates import Date, DateTime
from .emails import Emails
from .files import Files
from .full_name import FullName
from .links import Links
from .numbers import Number, Numeric
from .phones import Phones
from .position import Position
from .raw_json import RawJson
from .relation import MorphRelation, RelationType
from .rich_text import RichText
from .search import TsVector
from .select import MultiSelect, Rating, Select
from .text import Text
from .uuid import Uuid


def _by_name(types: Iterable[type[FieldType]]) -> dict[str, FieldType]:
    return {made.name: made() for made in sorted(types, key=lambda made: made.name)}


REGISTRY: MappingProxyType[str, FieldType] = MappingProxyType(
    _by_name(
        (
            *(Actor, Address, Array, Boolean, Currency, Date, DateTime, Emails, Files, FullName, Links, MorphRelation),
            *(MultiSelect, Number, Numeric, Phones, Position, Rating, RawJson, RelationType, RichText, Select, Text),
            *(TsVector, Uuid),
        )
    )
)
"""In alphabetical order of the names, as the metadata lists them."""


def field_type(name: str) -> FieldType:
    return REGISTRY[name]
