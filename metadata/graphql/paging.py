"""Connections over lists: the cursor of an entry is its place in the list."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import graphene

from .errors import bad_input
from .scalars import ConnectionCursor

PREFIX = "arrayconnection:"
PAGE = 10
LARGEST = 1000
BAD_CURSOR = 'Provided "offset" value is not a number. Please provide a numeric value.'


class PageInfo(graphene.ObjectType):
    hasNextPage = graphene.Boolean()
    hasPreviousPage = graphene.Boolean()
    startCursor = ConnectionCursor()
    endCursor = ConnectionCursor()


class Around(NamedTuple):
    """The values of a PageInfo."""

    hasNextPage: bool
    hasPreviousPage: bool
    startCursor: str | None
    endCursor: str | None


class Edge(NamedTuple):
    node: Any
    cursor: str


class Page(NamedTuple):
    """One page of a connection."""

    pageInfo: Around
    edges: list[Edge]


def cursor_at(place: int) -> str:
    return base64.b64encode(f"{PREFIX}{place}".encode()).decode()


def place_of(cursor: str) -> int:
    try:
        text = base64.b64decode(cursor, validate=True).decode()
        digits = text.removeprefix(PREFIX)
        if not (text.startswith(PREFIX) and digits.isascii() and digits.isdigit()) or len(digits) > 9:
            raise ValueError
    except (binascii.Error, UnicodeDecodeError, ValueError):
        raise bad_input(BAD_CURSOR) from None
    return int(digits)


def page(entries: Sequence[Any], paging: Mapping[str, Any]) -> Page:
    """The entries between `after` and `before`, of these the `first` or the `last`; 10 when neither is given."""
    start = place_of(paging["after"]) + 1 if paging.get("after") is not None else 0
    end = min(place_of(paging["before"]), len(entries)) if paging.get("before") is not None else len(entries)
    first, last = _number(paging, "first"), _number(paging, "last")
    if first is None and last is None:
        first = PAGE
    if first is not None:
        end = min(end, start + first)
    if last is not None:
        start = max(start, end - last)
    end = min(end, start + LARGEST)
    edges = [Edge(entries[place], cursor_at(place)) for place in range(start, end)]
    cursors = (edges[0].cursor, edges[-1].cursor) if edges else (None, None)
    return Page(Around(end < len(entries) and start < len(entries), start > 0 and bool(entries), *cursors), edges)


def _number(paging: Mapping[str, Any], name: str) -> int | None:
    number = paging.get(name)
    if number is not None and number < 0:
        raise bad_input(f'Provided "{name}" value must not be negative.')
    return number
