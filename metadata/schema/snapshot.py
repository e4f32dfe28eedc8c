"""The data model of a workspace at one version, frozen: what every request works on. Active objects and fields only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from uuid import UUID

from metadata.fields.base import Column, Field


@dataclass(frozen=True, slots=True, eq=False)
class ObjectSchema:
    """One object. `fields` by name in display order; a relation's join column is a column of its field.

    `uniques`: the column tuples of unique indexes, the primary key not among them.
    `unique_fields`: for `connect`: field names whose unique part identifies one record.
    `fingerprint` is equal for two versions in which everything that an API prints of this object is the same.
    """

    id: UUID
    name_singular: str
    name_plural: str
    label_singular: str
    label_plural: str
    description: str | None
    icon: str | None
    table: str
    system: bool
    custom: bool
    searchable: bool
    label_field: str | None
    image_field: str | None
    duplicate_criteria: tuple[tuple[str, ...], ...]
    fields: Mapping[str, Field]
    columns: Mapping[str, Column]
    joins: Mapping[str, Field]
    uniques: tuple[tuple[str, ...], ...]
    fingerprint: str
    search_fields: tuple[str, ...] = ()
    """The fields whose text feeds searchVector."""

    @property
    def singular_title(self) -> str:
        return title(self.name_singular)

    @property
    def plural_title(self) -> str:
        return title(self.name_plural)


@dataclass(frozen=True, slots=True, eq=False)
class WorkspaceSchema:
    """All active objects of a workspace at `version`. Equal versions of one workspace are the same model."""

    workspace_id: UUID
    version: int
    pg_schema: str
    objects: Mapping[str, ObjectSchema]
    plurals: Mapping[str, ObjectSchema]

    def target(self, field: Field) -> ObjectSchema:
        """The object on the other side of a relation field."""
        assert field.relation is not None
        return self.objects[field.relation.target_object]


def title(name: str) -> str:
    """camelCase -> PascalCase: the form that type and operation names take."""
    return name[:1].upper() + name[1:]


def frozen_by(items: Iterable, key) -> Mapping:
    return MappingProxyType({key(item): item for item in items})
