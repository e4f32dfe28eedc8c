"""What records have to say to a change of their fields, and how they follow it."""

from typing import Any

from metadata.fields.base import Column
from metadata.models import FieldMetadata
from metadata.schema.cache import covered_columns
from metadata.schema.columns import table_columns
from metadata.schema.sql import ident

from .change import Change

SHOWN = 5
"""Clashing values named in an error."""


def empty_rows(change: Change, row: FieldMetadata) -> int:
    """How many records, trashed ones included, have no value in the column that is to be NOT NULL."""
    columns = change.frozen(row).columns
    if len(columns) != 1:
        return 0
    table = change.table(change.objects[row.object_id])
    return change.query(f"select count(*) from {table.sql} where {ident(columns[0].name)} is null")[0][0]


def clashing_values(change: Change, row: FieldMetadata) -> list[Any]:
    """Some of the values that several records share, trashed ones included: their index entries count as well."""
    columns = ", ".join(ident(name) for name in covered_columns(change.frozen(row), None))
    table = change.table(change.objects[row.object_id])
    found = change.query(
        f"select {columns} from {table.sql} where ({columns}) is not null group by {columns} "
        f"having count(*) > 1 order by {columns} limit {SHOWN}"
    )
    return [values[0] if len(values) == 1 else "/".join(map(str, values)) for values in found]


def follow_options(change: Change, old: FieldMetadata, new: FieldMetadata, renamed: dict[str, str]) -> None:
    """Rows follow the renamed values of their options; rows that hold a removed value lose it."""
    before = [option["value"] for option in old.options or []]
    kept = {option["value"] for option in new.options or []}
    moves = {value: renamed[value] for value in before if value in renamed}
    removed = [value for value in before if value not in kept and value not in renamed]
    if not moves and not removed:
        return
    column = change.frozen(old).columns[0]
    if column.kind.many:
        _follow_lists(change, old, column, moves, removed)
    else:
        _follow_values(change, old, new, column, moves, removed)


def _follow_values(
    change: Change, old: FieldMetadata, new: FieldMetadata, column: Column, moves: dict[str, str], removed: list[str]
) -> None:
    """In one statement, so that two options may swap their values."""
    name, table = ident(column.name), change.table(change.objects[old.object_id])
    cases = "".join(" when %s then %s" for _ in moves)
    parameters: list[Any] = [part for move in moves.items() for part in move]
    fallback = table_columns(change.frozen(new))[0].default if not new.is_nullable else None
    change.query(
        f"update {table.sql} set {name} = case {name}{cases or ' when null then null'} else {fallback or 'null'} end "
        f"where {name} = any(%s)",
        [*parameters, [*moves, *removed]],
    )


def _follow_lists(
    change: Change, old: FieldMetadata, column: Column, moves: dict[str, str], removed: list[str]
) -> None:
    name, table = ident(column.name), change.table(change.objects[old.object_id])
    cases = "".join(" when %s then %s" for _ in moves)
    item = f"case item{cases} else item end" if moves else "item"
    parameters: list[Any] = [part for move in moves.items() for part in move]
    change.query(
        f"update {table.sql} set {name} = array(select {item} from unnest({name}) with ordinality as u(item, place) "
        f"where item <> all(%s) order by place)::{column.kind.pg} where {name} && %s::{column.kind.pg}",
        [*parameters, removed, [*moves, *removed]],
    )
