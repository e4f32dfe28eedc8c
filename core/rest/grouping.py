"""The JSON parameters of groupBy."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson
from django.http import QueryDict

from core.records.query import DIRECTIONS, Dimension, GroupOrder, OrderKey
from core.rest.errors import RestError
from core.rest.parse import is_true, parse_order

GROUP_BY = (
    "Invalid group_by query parameter - should be a valid array of objects - ex: "
    '[{"firstField": true}, {"secondField": {"subField": true}}, {"dateField": {"granularity": \'DAY\'}}]'
)
ORDER_BY = (
    "Invalid order_by query parameter - should be a valid array of objects - ex: "
    '[{"firstField": "AscNullsFirst"}, {"secondField": {"subField": "DescNullsLast"}}, '
    '{"aggregate": {"countNotEmptyId": "DescNullsLast"}}]'
)
AGGREGATE = (
    "Invalid aggregate query parameter - should be a valid array of strings - ex: "
    '["countNotEmptyId", "countEmptyField"]'
)


@dataclass(frozen=True, slots=True)
class GroupArguments:
    dimensions: tuple[Dimension, ...]
    aggregates: tuple[str, ...]
    order: tuple[GroupOrder, ...]
    with_records: bool
    records_order: tuple[OrderKey, ...]


def parse_grouping(query: QueryDict) -> GroupArguments:
    return GroupArguments(
        dimensions=tuple(_dimensions(_json_list(query.get("group_by"), GROUP_BY, "group_by"))),
        aggregates=_aggregates(query.get("aggregate")),
        order=_order(query.get("order_by")),
        with_records=is_true(query, "include_records_sample"),
        records_order=parse_order(query.get("order_by_for_records", "")),
    )


def _json_list(text: str | None, message: str, field: str) -> list[Any]:
    try:
        items = orjson.loads(text or "")
    except orjson.JSONDecodeError:
        items = None
    if not isinstance(items, list):
        raise _invalid(message, field)
    return items


def _invalid(message: str, field: str, **details: Any) -> RestError:
    return RestError("INVALID_GROUP_BY", message, field=field, **details)


def _dimensions(items: list[Any]) -> Iterator[Dimension]:
    if not items:
        raise _invalid(GROUP_BY, "group_by")
    for item in items:
        if not isinstance(item, dict) or not item:
            raise _invalid(GROUP_BY, "group_by", found=item)
        for name, value in item.items():
            yield _dimension((name,), value)


def _dimension(path: tuple[str, ...], value: Any) -> Dimension:
    if value is True:
        return Dimension(path)
    if not isinstance(value, dict):
        raise _invalid(GROUP_BY, "group_by", found=value)
    if "granularity" in value:
        words = [value.get(key) for key in ("granularity", "timeZone", "weekStartDay")]
        if any(word is not None and not isinstance(word, str) for word in words):
            raise _invalid(GROUP_BY, "group_by", found=value)
        return Dimension(path, *words)
    if len(value) != 1 or len(path) > 3:
        raise _invalid(GROUP_BY, "group_by", found=value)
    ((name, inner),) = value.items()
    return _dimension((*path, name), inner)


def _aggregates(text: str | None) -> tuple[str, ...]:
    if not text:
        return ()
    items = _json_list(text, AGGREGATE, "aggregate")
    if not all(isinstance(item, str) for item in items):
        raise _invalid(AGGREGATE, "aggregate")
    return tuple(dict.fromkeys(items))


def _order(text: str | None) -> tuple[GroupOrder, ...]:
    if not text:
        return ()
    keys: list[GroupOrder] = []
    for item in _json_list(text, ORDER_BY, "order_by"):
        if not isinstance(item, dict):
            raise _invalid(ORDER_BY, "order_by", found=item)
        for name, value in item.items():
            keys.extend(_aggregate_orders(value) if name == "aggregate" else [_dimension_order((name,), value)])
    return tuple(keys)


def _aggregate_orders(value: Any) -> Iterator[GroupOrder]:
    if not isinstance(value, dict):
        raise _invalid(ORDER_BY, "order_by", found=value)
    for name, direction in value.items():
        yield GroupOrder(_direction(direction), aggregate=name)


def _dimension_order(path: tuple[str, ...], value: Any) -> GroupOrder:
    if isinstance(value, str):
        return GroupOrder(_direction(value), path=path)
    if not isinstance(value, dict) or len(path) > 3:
        raise _invalid(ORDER_BY, "order_by", found=value)
    if "orderBy" in value:
        granularity = value.get("granularity")
        if granularity is not None and not isinstance(granularity, str):
            raise _invalid(ORDER_BY, "order_by", found=value)
        return GroupOrder(_direction(value["orderBy"]), path=path, granularity=granularity)
    if len(value) != 1:
        raise _invalid(ORDER_BY, "order_by", found=value)
    ((name, inner),) = value.items()
    return _dimension_order((*path, name), inner)


def _direction(value: Any) -> Any:
    if value not in DIRECTIONS:
        raise _invalid(ORDER_BY, "order_by", found=value, allowed=list(DIRECTIONS))
    return value
