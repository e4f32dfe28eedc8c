"""The fields that every new object gets: its base fields, and its relations to the four accompanying objects."""

from dataclasses import dataclass
from typing import Any

from metadata.models import FieldMetadata, ObjectMetadata

from .change import Change
from .relations import Side, join_fields, morph_side, reverse_name

BY_NOBODY = {"name": "''", "source": "'MANUAL'"}


@dataclass(frozen=True, slots=True)
class Base:
    """One base field of a new custom object."""

    name: str
    type: str
    label: str
    icon: str
    description: str
    nullable: bool = False
    default: Any = None
    system: bool = True


NAME = Base("name", "TEXT", "Name", "IconAbc", "Name", nullable=True, system=False)
BASES = (
    Base("id", "UUID", "Id", "Icon123", "Id", default="uuid"),
    Base("createdAt", "DATE_TIME", "Creation date", "IconCalendar", "Creation date", default="now"),
    Base("createdBy", "ACTOR", "Created by", "IconCreativeCommonsSa", "The creator of the record", default=BY_NOBODY),
    Base("deletedAt", "DATE_TIME", "Deleted at", "IconCalendarClock", "Deletion date", nullable=True),
    Base("position", "POSITION", "Position", "IconHierarchy2", "Position", default=0),
    Base("searchVector", "TS_VECTOR", "Search vector", "IconSearch", "Search vector", nullable=True),
    Base("updatedAt", "DATE_TIME", "Last update", "IconCalendarClock", "When the record last changed", default="now"),
    Base("updatedBy", "ACTOR", "Updated by", "IconUserCircle", "Who last changed the record", default=BY_NOBODY),
)


@dataclass(frozen=True, slots=True)
class Companion:
    """A standard object whose records may point to records of any object."""

    object: str
    label: str
    icon: str
    reverse_icon: str


COMPANIONS = (
    Companion("timelineActivity", "Timeline Activities", "IconTimelineEvent", "IconTimelineEvent"),
    Companion("attachment", "Attachments", "IconFileImport", "IconFileImport"),
    Companion("noteTarget", "Notes", "IconNotes", "IconCheckbox"),
    Companion("taskTarget", "Tasks", "IconCheckbox", "IconCheckbox"),
)
MORPH = "target"
"""The morph relation of a companion that new objects join."""


def add_default_fields(change: Change, row: ObjectMetadata, *, name_field: bool) -> None:
    """The rows only; the label identifier is `name`, or `id` where there is no name."""
    bases = (NAME, *BASES) if name_field else BASES
    fields = [_base_field(change, row, base, place) for place, base in enumerate(bases)]
    row.label_identifier_id = fields[0].id
    change.add(*fields)


def _base_field(change: Change, row: ObjectMetadata, base: Base, place: int) -> FieldMetadata:
    return FieldMetadata(
        workspace=change.workspace,
        object=row,
        application_id=row.application_id,
        type=base.type,
        name=base.name,
        label=base.label,
        icon=base.icon,
        description=base.description,
        place=place,
        is_system=base.system,
        is_nullable=base.nullable,
        is_ui_editable=not base.system,
        default_value=base.default,
    )


def companions_of(change: Change) -> list[tuple[Companion, ObjectMetadata]]:
    named = {row.name_singular: row for row in change.objects.values()}
    return [(found, named[found.object]) for found in COMPANIONS if found.object in named]


def add_default_relations(change: Change, row: ObjectMetadata) -> list[FieldMetadata]:
    """The relations to the companions; answers the fields on the companions, whose columns are still to be made."""
    companions = companions_of(change)
    change.load_fields(companion.id for _, companion in companions)
    made = []
    for facts, companion in companions:
        own = Side(row, companion.name_plural, facts.label, facts.icon, "ONE_TO_MANY")
        label = row.name_singular[:1].upper() + row.name_singular[1:]
        plural = companion.name_plural[:1].upper() + companion.name_plural[1:]
        other = morph_side(
            change,
            Side(
                companion,
                reverse_name(MORPH, row, "MANY_TO_ONE"),
                label,
                facts.reverse_icon,
                "MANY_TO_ONE",
                description=f"{plural} {row.label_singular}",
            ),
            MORPH,
        )
        made.append(join_fields(change, own, other)[1])
    return made
