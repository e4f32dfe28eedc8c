"""Types by name: a Graphene class names the other types it uses, so that it depends on its own object only."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import graphene


@dataclass(frozen=True, slots=True)
class Ref:
    """Stands for the type called `name` in whichever schema resolves it."""

    name: str


@lru_cache(maxsize=8192)
def _ref(name: str) -> Callable[[], Ref]:
    found = Ref(name)
    return lambda: found


@lru_cache(maxsize=8192)
def typed(notation: str) -> Any:
    """A Graphene type from GraphQL's own notation, `[CompanyEdge!]!`, which it carries as `notation`."""
    made: Any
    if notation.endswith("!"):
        made = graphene.NonNull(typed(notation[:-1]))
    elif notation.startswith("["):
        made = graphene.List(typed(notation[1:-1]))
    else:
        made = _ref(notation)
    made.notation = notation
    return made


@dataclass(frozen=True, slots=True)
class Entry:
    """One field or argument: name, type notation, description, the arguments of an output field.

    `default` is printed as in a document; `deprecated` is the reason. Types of the data model have neither.
    """

    name: str
    type: str
    description: str | None = None
    arguments: "tuple[Entry, ...]" = ()
    default: str | None = None
    deprecated: str | None = None


@dataclass(frozen=True, slots=True)
class ObjectSpec:
    """An output type before anything is made of it: introspection prints it, Graphene makes a class of it."""

    name: str
    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class InputSpec:
    """The same of an input type."""

    name: str
    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class EnumSpec:
    """An enum type. Graphene's own Enum cannot hold every option name (`_X_`, `mro`) and keeps all it ever made."""

    name: str
    values: tuple[tuple[str, str | None], ...]
    description: str | None = None


def entries(notation: str) -> list[Entry]:
    """`first: Int, last: Int` -> two entries."""
    pairs = (pair.strip().partition(": ") for pair in notation.split(","))
    return [Entry(name, type_) for name, _, type_ in pairs]


def is_plain(graphene_type: Any) -> bool:
    """Whether a class was made here: no resolvers, no interfaces, its types by name."""
    return getattr(graphene_type, "plain", False) is True


def graphene_class(spec: ObjectSpec | InputSpec | EnumSpec) -> Any:
    """An enum stays as it is."""
    if isinstance(spec, EnumSpec):
        return spec
    make = object_class if isinstance(spec, ObjectSpec) else input_class
    return make(spec.name, spec.entries)


def object_class(name: str, entries: Sequence[Entry]) -> type[graphene.ObjectType]:
    fields = {_attribute(entry): _field(entry) for entry in entries}
    return type(name, (graphene.ObjectType,), fields | {"Meta": _meta(name), "plain": True})


def input_class(name: str, entries: Sequence[Entry]) -> type[graphene.InputObjectType]:
    fields = {
        _attribute(entry): graphene.InputField(typed(entry.type), name=entry.name, description=entry.description)
        for entry in entries
    }
    return type(name, (graphene.InputObjectType,), fields | {"Meta": _meta(name), "plain": True})


def _attribute(entry: Entry) -> str:
    """Field names may be Python's own words (`class`, `in`); attributes may not."""
    return "x_" + entry.name


def _field(entry: Entry) -> graphene.Field:
    arguments = {
        argument.name: graphene.Argument(typed(argument.type), description=argument.description)
        for argument in entry.arguments
    }
    return graphene.Field(typed(entry.type), args=arguments, name=entry.name, description=entry.description)


def _meta(name: str) -> type:
    return type("Meta", (), {"name": name, "description": ""})
