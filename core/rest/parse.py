"""Query parameters -> frozen arguments. Names of fields are text still; unknown parameters are nobody's business."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict

from core.records.context import Limits
from core.records.errors import RecordError
from core.records.query import DIRECTIONS, Filter, OrderKey, Page
from core.rest.errors import RestError
from core.rest.filter_grammar import near, parse_filters

WHOLE_PAGE = Page()


@dataclass(frozen=True, slots=True)
class Arguments:
    """`fields` None: every readable field. `filter` None: the parameter was not sent."""

    filter: Filter | None = None
    order: tuple[OrderKey, ...] = ()
    page: Page = WHOLE_PAGE
    depth: int = 0
    fields: tuple[str, ...] | None = None
    upsert: bool = False
    soft_delete: bool = False
    view_id: str | None = None


NONE = Arguments()


def parse_arguments(query: QueryDict, names: Sequence[str], limits: Limits) -> Arguments:
    """The parameters called `names`; the others are ignored."""
    if not query:
        return NONE
    return Arguments(
        filter=parse_filter_parameters(query) if "filter" in names else None,
        order=parse_order(query.get("order_by", "")) if "order_by" in names and "group_by" not in names else (),
        page=parse_page(query, limits) if "limit" in names else WHOLE_PAGE,
        depth=parse_depth(query.get("depth", "")) if "depth" in names else 0,
        fields=parse_fields(query.getlist("fields")) if "fields" in names else None,
        upsert=is_true(query, "upsert") and "upsert" in names,
        soft_delete=is_true(query, "soft_delete") and "soft_delete" in names,
        view_id=parse_view(query) if "viewId" in names else None,
    )


def parse_filter_parameters(query: QueryDict) -> Filter | None:
    texts = query.getlist("filter")
    return parse_filters(texts) if texts else None


def is_true(query: QueryDict, name: str) -> bool:
    """Booleans are true for the exact word only."""
    return query.get(name) == "true"


def parse_view(query: QueryDict) -> str | None:
    return query.get("viewId") or query.get("view_id") or None


def parse_depth(text: str) -> int:
    if text in ("", "0"):
        return 0
    if text == "1":
        return 1
    message = f"'depth={text}' parameter invalid. Allowed values are 0, 1"
    raise RestError("INVALID_DEPTH", message, field="depth", value=text, allowed=[0, 1])


# -- page -----------------------------------------------------------------------------------------------------------
def parse_page(query: QueryDict, limits: Limits) -> Page:
    size = parse_limit(query.get("limit", ""), limits.max_page)
    after, before = query.get("starting_after") or None, query.get("ending_before") or None
    if after and before:
        raise RecordError("ARGS_CONFLICT", "Cannot provide both before and after")
    return Page(last=size, before=before) if before else Page(first=size, after=after)


def parse_limit(text: str, maximum: int) -> int | None:
    """Fractions round up, too much is the maximum, as recorded."""
    if not text.strip():
        return None
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if math.isnan(number) or number < 0 or "_" in text:
        message = f"limit '{text}' is invalid. Should be an integer"
        raise RestError("INVALID_LIMIT", message, field="limit", value=text)
    return math.ceil(min(number, maximum))


# -- order ----------------------------------------------------------------------------------------------------------
def parse_order(text: str) -> tuple[OrderKey, ...]:
    """`field[Direction],composite.sub[Direction],relation.field`."""
    return tuple(_order_key(item.strip()) for item in text.split(",") if item.strip())


def _order_key(item: str) -> OrderKey:
    path, bracket, rest = item.partition("[")
    if not bracket or not rest.endswith("]"):
        return OrderKey(tuple(item.split(".")))
    direction = rest[:-1]
    if direction not in DIRECTIONS:
        names = ", ".join(f"'{name}'" for name in DIRECTIONS)
        message = (
            f"'order_by' direction '{direction}' invalid. Allowed values are {names}. "
            "eg: ?order_by=field_1[AscNullsFirst],field_2[DescNullsLast],field_3"
        )
        raise RecordError(
            "INVALID_ORDER",
            message,
            field=path,
            found=direction,
            allowed=list(DIRECTIONS),
            **near(direction, DIRECTIONS),
        )
    return OrderKey(tuple(path.split(".")), direction)


# -- fields ---------------------------------------------------------------------------------------------------------
def parse_fields(texts: Sequence[str]) -> tuple[str, ...] | None:
    """Names without repeats, in the client's order; that they exist is seen when the object is known."""
    if not texts:
        return None
    names = [name.strip() for text in texts for name in text.split(",")]
    if not all(names):
        raise RestError("INVALID_FIELDS", "'fields' parameter is empty. eg: ?fields=id,name", field="fields")
    return tuple(dict.fromkeys(names))
