"""What a skin asks of the engine, in names of the data model. Nothing here is checked yet: the planner does that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID


# -- filter ---------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Condition:
    """`path operator value`. Path: field, field+sub-field, or a relation followed by either (any number of hops).

    `at` is the place in the client's text (REST), `text` the condition as written; both only serve error messages.
    """

    path: tuple[str, ...]
    operator: str
    value: Any
    at: int | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Every:
    items: tuple["Filter", ...]


@dataclass(frozen=True, slots=True)
class Some:
    items: tuple["Filter", ...]


@dataclass(frozen=True, slots=True)
class Opposite:
    item: "Filter"


@dataclass(frozen=True, slots=True)
class Hop:
    """A filter on the other side of a relation: to-one matches the record, to-many any related record."""

    relation: str
    filter: "Filter"


Filter = Condition | Every | Some | Opposite | Hop

NO_FILTER = Every(())


# -- order and page -------------------------------------------------------------------------------------------------
Direction = Literal["AscNullsFirst", "AscNullsLast", "DescNullsFirst", "DescNullsLast"]
DIRECTIONS: tuple[Direction, ...] = ("AscNullsFirst", "AscNullsLast", "DescNullsFirst", "DescNullsLast")


@dataclass(frozen=True, slots=True)
class OrderKey:
    path: tuple[str, ...]
    direction: Direction = "AscNullsFirst"


@dataclass(frozen=True, slots=True)
class Page:
    """`first`/`last` None means the default of the place (REST 60, GraphQL 200, nested 60)."""

    first: int | None = None
    last: int | None = None
    after: str | None = None
    before: str | None = None
    offset: int = 0


# -- selection: what comes back, under which keys -------------------------------------------------------------------
@dataclass(frozen=True, slots=True, eq=False)
class Value:
    """A field or join column. `parts`: (key, sub-field) of a composite, None for all of them under their names.

    `"__typename"` may stand as a sub-field and gives the composite's type name.
    """

    key: str
    name: str
    parts: tuple[tuple[str, str], ...] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class ToOne:
    key: str
    relation: str
    record: "RecordSelection"


@dataclass(frozen=True, slots=True, eq=False)
class ToMany:
    """`plain`: the bare array of REST depth 1 (its connection has one `Records` output), else a connection object."""

    key: str
    relation: str
    connection: "Connection"
    plain: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Constant:
    """A text known beforehand, such as `__typename`."""

    key: str
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class RecordSelection:
    """`lenient`: what the caller may not read is left out (REST default) instead of refused (asked for by name)."""

    items: tuple[Value | ToOne | ToMany | Constant, ...]
    lenient: bool = False


ID_ONLY = RecordSelection((Value("id", "id"),))


# -- outputs of a connection ----------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True, eq=False)
class Records:
    """The records of the page as a plain JSON array."""

    key: str
    record: RecordSelection


@dataclass(frozen=True, slots=True, eq=False)
class Edges:
    """`items`: ("node", key, RecordSelection), ("cursor", key, None), ("constant", key, text)."""

    key: str
    items: tuple[tuple[str, str, Any], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Total:
    key: str


@dataclass(frozen=True, slots=True, eq=False)
class Aggregate:
    """`name` as in GraphQL: countEmptyJobTitle, sumAmountAmountMicros. `as_text`: REST prints strings."""

    key: str
    name: str
    as_text: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class PageInfo:
    """`items`: (key, startCursor | endCursor | hasNextPage | hasPreviousPage | __typename)."""

    key: str
    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, eq=False)
class GroupValues:
    """groupByDimensionValues of one group."""

    key: str


Output = Records | Edges | Total | Aggregate | PageInfo | GroupValues | Constant

PAGE_INFO = tuple((name, name) for name in ("startCursor", "endCursor", "hasNextPage", "hasPreviousPage"))


@dataclass(frozen=True, slots=True, eq=False)
class Connection:
    outputs: tuple[Output, ...]
    filter: Filter = NO_FILTER
    order: tuple[OrderKey, ...] = ()
    page: Page = field(default_factory=Page)


# -- operations -----------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class FindMany:
    """-> Result.outputs: one entry an output of the connection."""

    object: str
    connection: Connection
    view_id: str | None = None
    place: "Place | None" = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class FindOne:
    """By id or by filter (first match by id). -> Result.record; RECORD_NOT_FOUND when nothing matches."""

    object: str
    record: RecordSelection
    id: UUID | None = None
    filter: Filter | None = None
    place: "Place | None" = field(default=None, compare=False, repr=False)


Place = dict[Any, Any]
"""Where the engine keeps the statement of a query that is run again and again, such as that of a known document."""


@dataclass(frozen=True, slots=True)
class Create:
    """-> Result.records (a JSON array in input order)."""

    object: str
    data: Sequence[Mapping[str, Any]]
    record: RecordSelection
    upsert: bool = False


@dataclass(frozen=True, slots=True)
class Update:
    """Each id gets its own values (`rows`), or all matches of `filter` get `data`. -> Result.records.

    `rows` naming an unknown id is RECORD_NOT_FOUND for all of them; a filter without match gives [].
    `live`: of `rows`, the id of a record in the bin counts as unknown.
    """

    object: str
    record: RecordSelection
    rows: Sequence[tuple[UUID, Mapping[str, Any]]] | None = None
    filter: Filter | None = None
    data: Mapping[str, Any] | None = None
    live: bool = False


@dataclass(frozen=True, slots=True)
class Remove:
    """soft_delete, destroy or restore, by ids (all or nothing) or by filter. -> Result.records."""

    object: str
    record: RecordSelection
    mode: Literal["soft_delete", "destroy", "restore"]
    ids: Sequence[UUID] | None = None
    filter: Filter | None = None


@dataclass(frozen=True, slots=True)
class Duplicates:
    """One connection for each id or data item, in order; unknown ids are skipped. -> Result.groups."""

    object: str
    outputs: tuple[Output, ...]
    ids: Sequence[UUID] | None = None
    data: Sequence[Mapping[str, Any]] | None = None


@dataclass(frozen=True, slots=True)
class Merge:
    """-> Result.record."""

    object: str
    ids: Sequence[UUID]
    priority: int
    record: RecordSelection
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Dimension:
    """One key to group by. Dates: `granularity` with `time_zone` and `week_start` (MONDAY, SUNDAY, SATURDAY)."""

    path: tuple[str, ...]
    granularity: str | None = None
    time_zone: str | None = None
    week_start: str | None = None


@dataclass(frozen=True, slots=True)
class GroupOrder:
    """By an aggregate (`aggregate` set) or by a dimension (`path`, and its granularity for dates)."""

    direction: Direction
    aggregate: str | None = None
    path: tuple[str, ...] = ()
    granularity: str | None = None


@dataclass(frozen=True, slots=True)
class GroupBy:
    """-> Result.groups. `outputs` may hold GroupValues, Total, Aggregate, Edges or Records (a sample), Constant."""

    object: str
    dimensions: tuple[Dimension, ...]
    outputs: tuple[Output, ...]
    filter: Filter = NO_FILTER
    order: tuple[GroupOrder, ...] = ()
    limit: int | None = None
    records_order: tuple[OrderKey, ...] = ()
    records_offset: int = 0
    view_id: str | None = None


@dataclass(frozen=True, slots=True)
class Search:
    """Full text over all searchable objects. -> Result.outputs: edges, pageInfo.

    `edges`: keys as in Edges, but a node's items are (key, name) of SearchRecord; `page_info`: (key, name).
    """

    text: str
    limit: int
    edges_key: str | None
    edges: tuple[tuple[str, str, Any], ...]
    page_info_key: str | None
    page_info: tuple[tuple[str, str], ...]
    after: str | None = None
    included: tuple[str, ...] | None = None
    excluded: tuple[str, ...] | None = None
    filter: Filter = NO_FILTER


Query = FindMany | FindOne | Create | Update | Remove | Duplicates | Merge | GroupBy | Search


# -- answer ---------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Result:
    """JSON as bytes, ready to be spliced into an envelope.

    `outputs`: output key -> JSON (FindMany, Search). `record`: one record. `records`, `groups`: JSON arrays.
    `truncated`: to-many relations of which REST depth 1 showed only the first 60.
    """

    outputs: Mapping[str, bytes] = field(default_factory=dict)
    record: bytes = b"null"
    records: bytes = b"[]"
    groups: bytes = b"[]"
    truncated: tuple[str, ...] = ()
