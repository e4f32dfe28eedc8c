"""What one column holds (`Kind`) and how a field type is put together from columns (`Shape`).

From a shape come the SQL that reads a value, the Graphene types and the OpenAPI schema, so a field type is
described once. Nothing here imports Graphene, DRF or OpenAPI.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Parse = Callable[[Any, str, tuple[str, ...]], Any]
"""(raw operand, field label, options) -> SQL parameter; raises InvalidValue. REST sends text, GraphQL JSON values."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One scalar as stored in one column.

    `read` and `empty` are SQL templates with `{c}` for the quoted column: the JSON value sent out, and the
    condition under which the value counts as empty. `order` is the sort key, `None` where sorting makes no sense.
    """

    name: str
    pg: str
    graphql: str
    filter_input: str
    json: dict[str, Any]
    operators: tuple[str, ...]
    parse: Parse
    read: str = "{c}"
    empty: str = "{c} is null"
    order: str = "{c}"
    many: bool = False
    groupable: bool = True
    nullable: bool = True
    """Whether an empty value prints as null (text and lists print "" and [])."""


@dataclass(frozen=True, slots=True)
class Part:
    """One column of a field. `name` is "" for a field of one column, else the sub-field.

    `keeps_null`: an empty text prints null instead of "" (currencyCode, blocknote).
    `required`: non-null in the GraphQL output. `writable`: clients may set it.
    """

    name: str
    kind: Kind
    keeps_null: bool = False
    required: bool = False
    writable: bool = True
    groupable: bool = True


@dataclass(frozen=True, slots=True)
class Shape:
    """The parts of a field type; `name` is the type name of a composite ("Links"), "" for a scalar."""

    parts: tuple[Part, ...]
    name: str = ""
    composite: bool = field(default=False)

    @property
    def part_names(self) -> tuple[str, ...]:
        return tuple(part.name for part in self.parts)


def scalar(kind: Kind) -> Shape:
    return Shape((Part("", kind),))


def composite(name: str, *parts: Part) -> Shape:
    return Shape(parts, name, True)
