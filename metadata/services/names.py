"""Which names an object and its fields occupy, and what is wrong with a wanted one."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from metadata.errors import Entity, Problem
from metadata.fields.registry import field_type
from metadata.models import FieldMetadata, ObjectMetadata
from metadata.naming import IS_RESERVED, LONGEST, TOO_LONG, join_column_name, problem_of
from metadata.schema.build import JOINED, columns_of

from .change import Change

_TYPE_WORDS = "query mutation subscription pageInfo links emails phones actor fullName richText file aggregate search"
OF_TYPES = frozenset(_TYPE_WORDS.split())
"""Names whose GraphQL types would collide with those that every workspace has."""
OF_ROUTES = frozenset(("metadata", "batch", "webhooks", "apiKeys", "restore", "merge", "duplicates", "search"))
"""Words that the paths below /rest use."""
OF_FILTERS = frozenset(("and", "or", "not"))
BASE_NAMES = frozenset(
    ("id", "createdAt", "updatedAt", "deletedAt", "createdBy", "updatedBy", "position", "searchVector")
)
"""The fields that every object has and nobody may change or delete."""


def object_name_problems(names: Sequence[str]) -> list[Problem]:
    problems = []
    for at, name in zip(("nameSingular", "namePlural"), names, strict=False):
        message = problem_of(name) or (IS_RESERVED if name in OF_TYPES | OF_ROUTES else None)
        if message:
            problems.append(Problem("INVALID_OBJECT_INPUT", message, name, at=at))
    return problems


_SUFFIXES = (
    "Edge Connection FilterInput OrderByInput OrderByWithGroupByInput OrderByWithGroupByAggregateInput GroupByInput "
    "GroupByConnection WhereUniqueInput CreateInput UpdateInput UpsertInput"
)
SUFFIXES = tuple(_SUFFIXES.split())
"""Endings of the type names that the GraphQL API makes from an object's singular name."""


def claimed_names(singular: str, plural: str) -> set[str]:
    """What an object takes up: its names, and those of its root fields and types."""
    return {singular, plural, f"{singular}Duplicates", f"{plural}GroupBy", *(singular + ending for ending in SUFFIXES)}


def object_taken(change: Change, singular: str, plural: str, except_for: ObjectMetadata | None = None) -> bool:
    """Singular and plural names share one space, derived names included."""
    wanted = claimed_names(singular, plural)
    return any(
        not wanted.isdisjoint(claimed_names(row.name_singular, row.name_plural))
        for row in change.objects.values()
        if row is not except_for
    )


def field_name_problems(
    name: str, type_name: str, others: Iterable[FieldMetadata], *, checked: bool = True
) -> list[Problem]:
    """`others`: the fields that the object will have beside the new one. `checked`: False for derived names."""
    if checked:
        message = problem_of(name) or (IS_RESERVED if name in OF_FILTERS else None)
        if message is None and max(map(len, parts_of(name, type_name))) > LONGEST:
            message = TOO_LONG
        if message:
            return [Problem("INVALID_FIELD_INPUT", message, name, at="name")]
    return _collisions(name, type_name, list(others))


def _collisions(name: str, type_name: str, others: list[FieldMetadata]) -> list[Problem]:
    fields = {other.name for other in others}
    composite: set[str] = set()
    for other in others:
        if other.type in JOINED:
            fields.update(column.name for column in columns_of(other))
        else:
            composite.update(parts_of(other.name, other.type))
    if name in composite - fields:
        return [Problem("RESERVED_KEYWORD", f'Name "{name}" is reserved composite field name', name, at="name")]
    if not (fields | composite).isdisjoint({name, *parts_of(name, type_name)}):
        message = f'Name "{name}" is not available as it is already used by another field'
        return [Problem("NOT_AVAILABLE", message, name, at="name")]
    return []


@lru_cache(maxsize=20_000)
def parts_of(name: str, type_name: str) -> tuple[str, ...]:
    """The names that a field takes up beside its own: its columns."""
    if type_name in JOINED:
        return (join_column_name(name),)
    return tuple(column.name for column in field_type(type_name).columns(name))


def about_object(row: ObjectMetadata) -> dict[str, str]:
    return {
        "universalIdentifier": str(row.universal_identifier),
        "namePlural": row.name_plural,
        "nameSingular": row.name_singular,
    }


def about_field(universal_identifier: object, name: str, parent: ObjectMetadata) -> dict[str, str]:
    return {
        "universalIdentifier": str(universal_identifier),
        "name": name,
        "objectMetadataUniversalIdentifier": str(parent.universal_identifier),
    }


def field_entity(action: str, row: FieldMetadata, parent: ObjectMetadata, problems: Sequence[Problem]) -> Entity:
    return Entity("fieldMetadata", action, problems, about_field(row.universal_identifier, row.name, parent))
