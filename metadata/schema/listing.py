"""By what every table is listed: the indexes that each of them has."""

LIVE, BINNED = '"deletedAt" is null', '"deletedAt" is not null'
LISTED_BY = (
    (("id",), LIVE),
    (("createdAt", "id"), LIVE),
    (("position", "id"), LIVE),
    (("deletedAt",), BINNED),
)
"""The indexes of every table: the usual orders and the total outside the bin, and the bin itself.

They hold live records alone, so that a page's keys and the total are read from the index without the table.
"""

LISTED = frozenset(column for columns, where in LISTED_BY if where == LIVE for column in columns)
"""Columns whose indexes hold live records alone."""
