"""A query after resolution: names are columns, values parameters, rights checked. SQL is made from this."""

from dataclasses import dataclass
from typing import Any

from metadata.fields.base import Column, Field
from metadata.schema.snapshot import ObjectSchema


# -- predicates -----------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Compare:
    column: Column
    operator: str
    operand: Any


@dataclass(frozen=True, slots=True)
class AllOf:
    items: tuple["Predicate", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    items: tuple["Predicate", ...]


@dataclass(frozen=True, slots=True)
class NotThat:
    item: "Predicate"


@dataclass(frozen=True, slots=True)
class Related:
    """A live record on the other side of `field` matches `where`."""

    field: Field
    target: ObjectSchema
    where: "Predicate"


Predicate = Compare | AllOf | AnyOf | NotThat | Related

ALWAYS = AllOf(())


@dataclass(frozen=True, slots=True)
class Where:
    """A predicate and whether it decides about the bin itself (it mentions deletedAt)."""

    predicate: Predicate
    mentions_bin: bool = False
    bin: str = "live"  # live: outside the bin unless mentioned; any: wherever; binned: in the bin unless mentioned

    @property
    def decided_by_bin(self) -> bool:
        """A condition of its own, beside which the rule about the bin still holds."""
        return self.bin == "live" and not self.mentions_bin and self.predicate != AllOf(())


# -- order and page -------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class SortKey:
    """`hop`: the to-one relation whose target holds `column`. `path`: the place of the value in the cursor."""

    path: tuple[str, ...]
    column: Column
    descending: bool
    nulls_first: bool
    hop: Field | None = None
    target: ObjectSchema | None = None

    @property
    def never_null(self) -> bool:
        """Whether the sort key itself is never null: that of an empty text is."""
        kind = self.column.kind
        return self.column.not_null and self.hop is None and kind.order == "{c}" and not self.column.options


@dataclass(frozen=True, slots=True)
class Cursor:
    """Decoded cursor: the value of each sort key (`MISSING` for one the reference leaves out) and the id."""

    values: tuple[Any, ...]
    id: str


class Missing:
    """Marks an order value that the cursor does not carry; it is looked up by the cursor's id."""


MISSING = Missing()


@dataclass(frozen=True, slots=True)
class PagePlan:
    limit: int
    offset: int = 0
    backward: bool = False
    cursor: Cursor | None = None


# -- selection ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, eq=False)
class ValuePlan:
    """`parts`: (key, column or constant text). One part with key "" is a scalar.

    `elements`: a column with a JSON list of objects; the parts are then (key, name) of each object.
    """

    key: str
    parts: tuple[tuple[str, Column | str], ...]
    composite: bool = False
    elements: Column | None = None


@dataclass(frozen=True, slots=True, eq=False)
class ToOnePlan:
    key: str
    field: Field
    target: ObjectSchema
    record: "RecordPlan"


@dataclass(frozen=True, slots=True, eq=False)
class ToManyPlan:
    key: str
    field: Field
    target: ObjectSchema
    connection: "ConnectionPlan"
    plain: bool


@dataclass(frozen=True, slots=True, eq=False)
class ConstantPlan:
    key: str
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class RecordPlan:
    """`flat`: no to-many below, so that its SQL needs no parameters and can be kept."""

    object: ObjectSchema
    items: tuple[ValuePlan | ToOnePlan | ToManyPlan | ConstantPlan, ...]
    flat: bool


# -- outputs --------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, eq=False)
class RecordsPlan:
    key: str
    record: RecordPlan


@dataclass(frozen=True, slots=True, eq=False)
class EdgesPlan:
    key: str
    items: tuple[tuple[str, str, Any], ...]  # (node | cursor | constant, key, RecordPlan | None | text)


@dataclass(frozen=True, slots=True, eq=False)
class AggregatePlan:
    """`sql`: the expression over the column template; `name` totalCount is count(*)."""

    key: str
    sql: str
    as_text: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class PageInfoPlan:
    key: str
    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, eq=False)
class GroupValuesPlan:
    key: str


OutputPlan = RecordsPlan | EdgesPlan | AggregatePlan | PageInfoPlan | GroupValuesPlan | ConstantPlan


@dataclass(frozen=True, slots=True, eq=False)
class ConnectionPlan:
    object: ObjectSchema
    where: Where
    order: tuple[SortKey, ...]
    page: PagePlan
    outputs: tuple[OutputPlan, ...]


# -- groups ---------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class DimensionPlan:
    path: tuple[str, ...]
    column: Column
    hop: Field | None = None
    target: ObjectSchema | None = None
    granularity: str | None = None
    time_zone: str | None = None
    week_start: str | None = None


@dataclass(frozen=True, slots=True)
class GroupSort:
    """By the dimension at `dimension`, or by the aggregate SQL `aggregate`."""

    descending: bool
    nulls_first: bool
    dimension: int | None = None
    aggregate: str | None = None


@dataclass(frozen=True, slots=True)
class GroupPlan:
    object: ObjectSchema
    dimensions: tuple[DimensionPlan, ...]
    where: Where
    order: tuple[GroupSort, ...]
    limit: int
    outputs: tuple[OutputPlan, ...]
    sample: ConnectionPlan | None
