"""Statements that only add to tables, put together: one statement a table instead of one a column."""

from collections.abc import Iterable, Sequence
from itertools import groupby

TABLE, COLUMN, KEY, INDEX = range(4)
"""The order in which additions are made: none needs one of a later kind."""


class Addition(str):
    """The text of one statement that adds to a table, and its clauses, so that others of the table can join it."""

    kind: int
    table: str
    clauses: tuple[str, ...]

    def __new__(cls, kind: int, table: str, clauses: Sequence[str]) -> "Addition":
        listed = ", ".join(clauses)
        if kind == TABLE:
            listed = f"create table {table} ({listed})"
        elif kind != INDEX:
            listed = f"alter table {table} {listed}"
        self = super().__new__(cls, listed)
        self.kind, self.table, self.clauses = kind, table, tuple(clauses)
        return self


def gathered(statements: Iterable[str]) -> list[str]:
    """The same change in fewer statements. Whatever is no addition stays where it stands among them."""
    found: list[str] = []
    for _, group in groupby(statements, lambda statement: isinstance(statement, Addition)):
        run = list(group)
        found += _together([one for one in run if isinstance(one, Addition)]) or run
    return found


def _together(run: Sequence[Addition]) -> list[str]:
    new = {one.table for one in run if one.kind == TABLE}
    joined: dict[tuple[int, str], list[str]] = {}
    for one in run:
        if one.kind == COLUMN and one.table in new:
            joined.setdefault((TABLE, one.table), []).extend(clause.removeprefix(ADD) for clause in one.clauses)
        elif one.kind != INDEX:
            joined.setdefault((one.kind, one.table), []).extend(one.clauses)
    made = [Addition(kind, table, clauses) for (kind, table), clauses in joined.items()]
    return [*sorted(made, key=lambda one: one.kind), *(one for one in run if one.kind == INDEX)]


ADD = "add column "
"""What a column's clause has before its definition, unless it comes with its table."""
