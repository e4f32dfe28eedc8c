"""Page arguments and cursors: base64 of compact JSON, the order values nested as in the order, then the id."""

import base64
import binascii
import re
from typing import Any
from uuid import UUID

import orjson

from core.records.context import Context
from core.records.errors import RecordError
from core.records.plan import MISSING, Cursor, PagePlan, SortKey
from core.records.query import Page
from metadata.fields.errors import InvalidValue
from metadata.fields.shape import Kind

MICROSECONDS = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
"""A moment in a cursor that is finer than the milliseconds of a record."""
MOST_OFFSET = 2**62
"""An offset beyond any table, which PostgreSQL still counts."""


def plan_page(context: Context, page: Page, order: tuple[SortKey, ...], nested: bool = False) -> PagePlan:
    """Checks the arguments against each other, clamps the size and decodes the cursor."""
    refuse_conflicts(page)
    default = context.limits.nested_page if nested else context.limits.default_page
    size = page.first if page.first is not None else page.last
    limit = min(default if size is None else size, context.limits.max_page)
    text = page.after if page.after is not None else page.before
    cursor = decode(text, order) if text is not None else None
    return PagePlan(limit, min(page.offset, MOST_OFFSET), page.before is not None, cursor)


def refuse_conflicts(page: Page) -> None:
    for name, value in (("First", page.first), ("Last", page.last), ("Offset", page.offset)):
        if value is not None and value < 0:
            code = "INVALID_ARGS_LAST" if name == "Last" else "INVALID_ARGS_FIRST"
            raise RecordError(code, f"{name} argument must be non-negative", field=name.lower(), value=value)
    for left, right in (("first", "last"), ("before", "after"), ("before", "first"), ("after", "last")):
        if getattr(page, left) is not None and getattr(page, right) is not None:
            raise RecordError("ARGS_CONFLICT", f"Cannot provide both {left} and {right}")


def decode(text: str, order: tuple[SortKey, ...]) -> Cursor:
    """Reads a cursor for `order`; every value is checked by the kind of its column."""
    data = decode_json(text)
    if not isinstance(data, dict) or not is_uuid(data.get("id")):
        raise invalid(text)
    known = {key.path[0] for key in order} | {"id"}
    if not set(data) <= known:
        raise RecordError(
            "INVALID_CURSOR_KEYS", f"Invalid cursor: its keys do not match the order ({', '.join(sorted(data))})"
        )
    return Cursor(tuple(value_of(data, key, text) for key in order), str(UUID(data["id"])))


def decode_json(text: str) -> Any:
    try:
        return orjson.loads(base64.b64decode(text.encode(), validate=True))
    except (ValueError, binascii.Error, UnicodeEncodeError):
        raise invalid(text) from None


def value_of(data: Any, key: SortKey, text: str) -> Any:
    for step in key.path:
        if not isinstance(data, dict) or step not in data:
            return MISSING
        data = data[step]
    try:
        if data is None and not key.never_null:
            return None
        return operand_of(key.column.kind, data, ".".join(key.path), key.column.options)
    except (InvalidValue, ValueError):
        raise invalid(text) from None


def operand_of(kind: Kind, data: Any, label: str, options: tuple[str, ...]) -> Any:
    """The value as `cursor_value_sql` wrote it, exactly: finer than a filter would read it."""
    if kind.many:
        if not isinstance(data, list):
            raise ValueError
        return [kind.parse(item, label, options) for item in data]
    if kind.pg == "jsonb":
        if not isinstance(data, str):
            raise ValueError
        orjson.loads(data)
        return data
    parsed = kind.parse(data, label, options)
    return data if kind.pg == "timestamptz" and MICROSECONDS.fullmatch(data) else parsed


def is_uuid(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(UUID(value))
    except ValueError:
        return False


def invalid(text: str) -> RecordError:
    return RecordError("INVALID_CURSOR", f"Invalid cursor: {text}", field="cursor", value=text)
