"""Pages of a list: newest ids first, the id itself is the cursor."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.http import QueryDict

from metadata.services.inputs import as_uuid

from . import errors
from .render import Json


@dataclass(frozen=True, slots=True)
class Page:
    """Which page is asked for. `backward`: the rows before the cursor instead of those after it."""

    limit: int
    cursor: UUID | None = None
    backward: bool = False


def asked_page(query: QueryDict) -> Page:
    limit = _limit(query.get("limit"))
    after, before = query.get("starting_after"), query.get("ending_before")
    if after and before:
        raise errors.plain("'starting_after' and 'ending_before' cannot be used together.")
    told = after or before
    if not told:
        return Page(limit)
    cursor = as_uuid(told)
    if cursor is None:
        raise errors.simple(f"Invalid cursor: {told}", "INVALID_CURSOR")
    return Page(limit, cursor, backward=bool(before))


def _limit(told: str | None) -> int:
    if not told:
        return settings.TWENTYAPI_LIST_DEFAULT
    if not (told.isascii() and told.isdigit()):
        message = f"limit '{told}' is invalid. Should be an integer"
        raise errors.simple(message, "INVALID_LIMIT_QUERY_PARAM")
    return int(told[:9]) if len(told) < 10 and int(told) < settings.TWENTYAPI_LIST_MAX else settings.TWENTYAPI_LIST_MAX


@dataclass(frozen=True, slots=True)
class Slice:
    """The ids of one page in the order of the answer, and what is said about the rest."""

    ids: list[UUID]
    info: Json
    total: int
    more: list[tuple]
    """The other columns that were asked for, row by row."""


def cut(rows: QuerySet, page: Page, *columns: str) -> Slice:
    """One query where the page holds everything, else a count and, behind a cursor, a look back."""
    wanted = rows
    if page.cursor is not None:
        wanted = rows.filter(id__gt=page.cursor) if page.backward else rows.filter(id__lt=page.cursor)
    ordered = wanted.order_by("id" if page.backward else "-id")
    found = list(ordered.values_list("id", *columns)[: page.limit + 1])
    more, kept = len(found) > page.limit, found[: page.limit]
    if page.backward:
        kept.reverse()
    ids = [row[0] for row in kept]
    whole = page.cursor is None and not more
    total = len(ids) if whole else rows.count()
    info: dict[str, Any] = {
        "hasNextPage": more,
        "hasPreviousPage": page.cursor is not None and _beyond(rows, page),
        "startCursor": ids[0] if ids else None,
        "endCursor": ids[-1] if ids else None,
    }
    return Slice(ids, info, total, [row[1:] for row in kept])


def _beyond(rows: QuerySet, page: Page) -> bool:
    """Whether there are rows on the other side of the cursor, itself included."""
    return rows.filter(id__lte=page.cursor).exists() if page.backward else rows.filter(id__gte=page.cursor).exists()


def listed(slice_: Slice, items: Sequence[Any], key: str, wrapped: bool) -> Json:
    return {"data": {key: items} if wrapped else items, "pageInfo": slice_.info, "totalCount": slice_.total}


def in_order(items: list[Json], ids: list[UUID]) -> list[Json]:
    """The rendered rows in the order of the page; one that has gone meanwhile is left out."""
    known = {item["id"]: item for item in items}
    return [known[id_] for id_ in ids if id_ in known]
