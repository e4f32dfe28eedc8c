"""A change of the data model as SQL statements. Pure functions: nothing here opens a connection."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from .gathering import ADD, COLUMN, INDEX, KEY, TABLE, Addition
from .sql import ident, table_ident


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column as PostgreSQL sees it. `default` and `generated` are SQL expressions."""

    name: str
    pg: str
    not_null: bool = False
    default: str | None = None
    generated: str | None = None

    @property
    def definition(self) -> str:
        parts = [ident(self.name), self.pg]
        if self.generated is not None:
            parts.append(f"generated always as ({self.generated}) stored")
        elif self.default is not None:
            parts.append(f"default {self.default}")
        if self.not_null:
            parts.append("not null")
        return " ".join(parts)


@dataclass(frozen=True, slots=True)
class Table:
    """Where a record table lies: the PostgreSQL schema and the table's name."""

    pg_schema: str
    name: str

    @property
    def sql(self) -> str:
        return table_ident(self.pg_schema, self.name)


# -- names: made from ids, so that a rename of tables and columns leaves them alone -----------------------------
def fk_name(field_id: UUID) -> str:
    """The foreign key constraint of a relation field's join column."""
    return f"FK_{_hash('fk', field_id)}"


def unique_name(field_id: UUID) -> str:
    """The unique index of a field with isUnique."""
    return f"IDX_UNIQUE_{_hash('unique', field_id)}"


def index_name(object_id: UUID, *parts: object) -> str:
    return f"IDX_{_hash('index', object_id, *parts)}"


def _hash(*parts: object) -> str:
    return hashlib.sha256(":".join(map(str, parts)).encode()).hexdigest()[:27]


# -- schemas and tables ------------------------------------------------------------------------------------------
def create_schema(pg_schema: str) -> list[str]:
    return [f"create schema {ident(pg_schema)}"]


def drop_schema(pg_schema: str) -> list[str]:
    return [f"drop schema if exists {ident(pg_schema)} cascade"]


def create_table(table: Table, columns: Iterable[TableColumn]) -> list[str]:
    lines = [column.definition for column in columns]
    lines.append('primary key ("id")')
    return [Addition(TABLE, table.sql, lines)]


def drop_table(table: Table) -> list[str]:
    """CASCADE takes the foreign keys that point here with it; their columns are dropped by their own fields."""
    return [f"drop table {table.sql} cascade"]


def rename_table(table: Table, name: str) -> list[str]:
    return [f"alter table {table.sql} rename to {ident(name)}"] if name != table.name else []


# -- columns -----------------------------------------------------------------------------------------------------
def add_columns(table: Table, columns: Sequence[TableColumn]) -> list[str]:
    if not columns:
        return []
    return [Addition(COLUMN, table.sql, [ADD + column.definition for column in columns])]


def drop_columns(table: Table, names: Sequence[str]) -> list[str]:
    """Indexes and foreign keys of the columns go with them."""
    if not names:
        return []
    return [f"alter table {table.sql} " + ", ".join(f"drop column {ident(name)}" for name in names)]


def rename_column(table: Table, old: str, new: str) -> list[str]:
    return [f"alter table {table.sql} rename column {ident(old)} to {ident(new)}"] if old != new else []


def set_default(table: Table, column: str, default: str | None) -> list[str]:
    action = "drop default" if default is None else f"set default {default}"
    return [f"alter table {table.sql} alter column {ident(column)} {action}"]


def set_not_null(table: Table, column: str, not_null: bool) -> list[str]:
    action = "set not null" if not_null else "drop not null"
    return [f"alter table {table.sql} alter column {ident(column)} {action}"]


# -- keys and indexes --------------------------------------------------------------------------------------------
ON_DELETE = {"CASCADE": "cascade", "SET_NULL": "set null", "RESTRICT": "restrict", "NO_ACTION": "no action"}


def foreign_key(table: Table, column: str, name: str, target: Table, on_delete: str) -> list[str]:
    clause = (
        f"add constraint {ident(name)} foreign key ({ident(column)}) "
        f'references {target.sql} ("id") on delete {ON_DELETE[on_delete]}'
    )
    return [Addition(KEY, table.sql, [clause])]


def create_index(
    table: Table,
    name: str,
    columns: Sequence[str],
    *,
    unique: bool = False,
    method: str = "btree",
    trigrams: Sequence[str] = (),
    concurrently: bool = False,
    where: str = "",
) -> list[str]:
    """`trigrams`: text columns of a GIN index, which then serves ILIKE. `where`: the condition of a partial index."""
    listed = ", ".join(ident(column) + (" gin_trgm_ops" if column in trigrams else "") for column in columns)
    partial = f" where {where}" if where else ""
    kind = ("unique index" if unique else "index") + (" concurrently" if concurrently else "")
    return [
        Addition(INDEX, table.sql, [f"create {kind} {ident(name)} on {table.sql} using {method} ({listed}){partial}"])
    ]


def drop_index(pg_schema: str, name: str) -> list[str]:
    return [f"drop index if exists {table_ident(pg_schema, name)}"]
