"""A field type in one class, and the frozen description of one field of one object."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from .errors import InvalidSettings, InvalidValue
from .shape import Kind, Part, Shape

Columns = dict[str, Any]
"""Column name -> JSON-able value, as handed to PostgreSQL's json_to_recordset."""


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a SELECT, MULTI_SELECT or RATING field."""

    id: str
    label: str
    value: str
    color: str | None
    position: int


@dataclass(frozen=True, slots=True)
class Relation:
    """The other side of a relation field. `join_column` lies on this object (MANY_TO_ONE) or on the target."""

    type: str  # MANY_TO_ONE | ONE_TO_MANY
    target_object: str
    target_field: str
    join_column: str
    on_delete: str | None = None
    morph_id: UUID | None = None

    @property
    def to_one(self) -> bool:
        return self.type == "MANY_TO_ONE"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the record table. `options` are the allowed values of an enum column."""

    name: str
    kind: Kind
    part: Part
    not_null: bool = False
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """One field of one object, as the engine and the skins see it. `default` is in metadata notation."""

    id: UUID
    object_name: str
    name: str
    label: str
    type: "FieldType"
    description: str | None = None
    icon: str | None = None
    nullable: bool = True
    unique: bool = False
    system: bool = False
    custom: bool = True
    read_only: bool = False
    default: Any = None
    options: tuple[Option, ...] = ()
    settings: Mapping[str, Any] | None = None
    relation: Relation | None = None
    columns: tuple[Column, ...] = ()
    named_in: int = 0
    """The version of the model since which the field, and with it its columns, has had its name."""

    def column(self, part: str = "") -> Column | None:
        return next((c for c in self.columns if c.part.name == part), None)

    @property
    def option_values(self) -> tuple[str, ...]:
        return tuple(option.value for option in self.options)


def column_name(field_name: str, part_name: str) -> str:
    """`company.address` + `addressCity` -> `addressAddressCity`."""
    return field_name + part_name[:1].upper() + part_name[1:]


class FieldType:
    """What a field type answers. One subclass a type; stateless; registered by name in `registry.py`."""

    name: ClassVar[str]
    shape: ClassVar[Shape]
    docs: ClassVar[str] = ""
    creatable: ClassVar[bool] = True
    unique_parts: ClassVar[tuple[str, ...]] = ("",)
    """The parts whose columns a unique index covers (metadata.md 3.7); () where a unique index makes no sense."""
    search_sql: ClassVar[str | None] = None
    """Template over the field's columns ({Part}) whose text feeds searchVector; None: not searchable."""
    has_options: ClassVar[bool] = False
    aggregates: ClassVar[tuple[str, ...]] = ()
    """Beside the counts that every type has: min max avg sum countTrue countFalse, or minAmountMicros style suffix."""
    countable: ClassVar[bool] = True
    """Whether the counts and percentages exist for the field."""
    example: ClassVar[Any] = None
    """A value that a create accepts, in API notation."""

    # -- storage -----------------------------------------------------------------------------------------------
    def columns(
        self,
        name: str,
        *,
        nullable: bool = True,
        options: tuple[str, ...] = (),
        settings: Mapping[str, Any] | None = None,
    ) -> tuple[Column, ...]:
        """The columns of a field of this type called `name`, in order."""
        return tuple(
            Column(column_name(name, part.name), part.kind, part, not nullable and len(self.shape.parts) == 1, options)
            for part in self.shape.parts
        )

    # -- values ------------------------------------------------------------------------------------------------
    def clean(self, field: Field, value: Any) -> Columns:
        """A value from a client (JSON) -> the columns it sets. Composites set only the given sub-fields.

        Raises InvalidValue with the contract's message (rest-core.md 4). None empties the field.
        """
        raise NotImplementedError

    def empty(self, field: Field) -> Columns:
        """The columns of a record that gives no value and has no default."""
        return {column.name: None for column in field.columns}

    def default(self, field: Field) -> Columns:
        """The columns of a new record that does not mention the field: its default value, else empty."""
        values = self.empty(field)
        if field.default is not None:
            values.update(self.clean(field, plain_default(field.default)))
        return values

    # -- definition --------------------------------------------------------------------------------------------
    def check_settings(self, settings: Mapping[str, Any] | None) -> None:
        """Raises InvalidSettings when `settings` of a new or changed field are not acceptable."""

    def check_default(self, default: Any, options: tuple[str, ...] = ()) -> None:
        """Raises InvalidSettings when `default` (metadata notation, quoted strings) does not fit the type."""

    def check_options(self, options: Any) -> tuple[Option, ...]:
        """The options of a new or changed field in position order, ids given; () for a type without options."""
        return ()


def plain_default(value: Any) -> Any:
    """Metadata notation -> plain value: "'x'" -> "x", recursively in lists and composites."""
    if isinstance(value, str) and len(value) >= 2 and value[0] == value[-1] == "'":
        return value[1:-1]
    if isinstance(value, list):
        return [plain_default(item) for item in value]
    if isinstance(value, dict):
        return {key: plain_default(item) for key, item in value.items()}
    return value


__all__ = [
    "Column",
    "Columns",
    "Field",
    "FieldType",
    "InvalidSettings",
    "InvalidValue",
    "Option",
    "Relation",
    "column_name",
    "plain_default",
]
