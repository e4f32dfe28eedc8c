"""Single values as clients send them -> what one column stores. Each raises InvalidValue in the contract's words.

All take `(value, label)`; the value is never None. The label names field and sub-field: `amount.amountMicros`.
"""

import math
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

import orjson

from .errors import InvalidValue
from .printing import inspected, interpolated, number_text

NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\Z", re.ASCII)
UUID_TEXT = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z", re.IGNORECASE)
DIGITS = 1000
"""The longest numeric text worth reading; beyond it a number is out of any range here."""
JSON_DEPTH = 200


def refused(message: str, label: str, value: Any, **more: Any) -> InvalidValue:
    """The error, with the keys that tell a program which field and value it was."""
    return InvalidValue(message, field=label, value=_short(value), **more)


def _short(value: Any) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, float | int):
        return value if abs(value) < 2**53 else inspected(value)
    return interpolated(value)[:200]


def storable(text: str, label: str) -> str:
    """`text`, if PostgreSQL can hold it."""
    problem = unstorable(text)
    if problem is None:
        return text
    raise refused(f'Invalid string value for text field "{label}": it holds {problem}', label, None)


def unstorable(text: str) -> str | None:
    if "\x00" in text:
        return "a NUL character"
    try:
        text.encode()
    except UnicodeEncodeError:
        return "a lone surrogate"
    return None


def text(value: Any, label: str) -> str:
    if not isinstance(value, str):
        printed = inspected(value)
        raise refused(
            f'Invalid string value {printed} for text field "{label}"',
            label,
            value,
            friendly=f'Invalid value: "{printed}"',
        )
    return storable(value, label)


def text_or_none(value: Any, label: str) -> str | None:
    """The empty text is no text."""
    return text(value, label) or None


def number(value: Any, label: str) -> float | int:
    """A JSON number that a double holds; texts and booleans are none."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise _no_number(inspected(value), label, value)
    try:
        held = float(value)
    except OverflowError:
        held = math.inf if value > 0 else -math.inf
    if not math.isfinite(held):
        raise _no_number(number_text(held), label, None)
    return value if isinstance(value, int) and abs(value) <= 2**53 else held


def numeric(value: Any, label: str) -> int | float | str:
    """A JSON number or a numeric text, kept to the last digit."""
    if isinstance(value, str):
        return _exact(value, label)
    if isinstance(value, int) and not isinstance(value, bool):
        return value if abs(value) <= 2**53 else _exact(_digits(value, label), label)
    return number(value, label)


def _digits(value: int, label: str) -> str:
    if abs(value) >= 10**400:
        raise _no_number("Infinity" if value > 0 else "-Infinity", label, None)
    return str(value)


def _exact(raw: str, label: str) -> str:
    found = raw.strip()
    if len(found) > DIGITS or not NUMBER.match(found):
        raise _no_number("NaN", label, raw)
    try:
        parsed = Decimal(found)
        held = float(parsed)
    except (InvalidOperation, OverflowError):
        held = math.inf
    if not math.isfinite(held):
        raise _no_number("Infinity" if not found.startswith("-") else "-Infinity", label, raw)
    if parsed and abs(parsed.adjusted()) > 400:
        return "0"  # closer to zero than any number that a client could read back
    return format(parsed, "f")


def _no_number(printed: str, label: str, value: Any) -> InvalidValue:
    return refused(
        f'Invalid number value {printed} for field "{label}"',
        label,
        value,
        friendly=f'Invalid number value: "{printed}"',
    )


def boolean(value: Any, label: str) -> bool:
    if isinstance(value, bool):
        return value
    printed = inspected(value)
    raise refused(
        f'Invalid boolean value {printed} for field "{label}"',
        label,
        value,
        friendly=f'Invalid boolean value: "{printed}"',
    )


def uuid(value: Any, label: str) -> str:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, str) and UUID_TEXT.match(value):
        return value.lower()
    printed = inspected(value)
    raise refused(
        f'Invalid UUID value {printed} for field "{label}"',
        label,
        value,
        friendly=f'Invalid value for UUID: "{printed}"',
    )


def choice(value: Any, label: str, options: Sequence[str]) -> str:
    if isinstance(value, str) and value in options:
        return value
    raise refused(
        f'Invalid value "{interpolated(value)}" for field "{label}". Valid values are: {", ".join(options)}',
        label,
        value,
        friendly=f'Invalid value for field "{label}"',
        allowed=list(options),
    )


def parsed_json(value: Any, label: str) -> Any:
    """A text that holds JSON is read; an object or a list stays as it is. Anything else is refused."""
    found = value
    if isinstance(value, str):
        try:
            found = orjson.loads(value)
        except ValueError:
            found = None
    if not isinstance(found, dict | list):
        raise refused(f'Invalid object value {inspected(value)} for field "{label}"', label, value)
    return json_value(found, label)


def json_value(value: Any, label: str) -> Any:
    """`value`, if jsonb can hold everything inside it."""
    if depth(value) > JSON_DEPTH:
        raise refused(f'Invalid object value for field "{label}": nested deeper than {JSON_DEPTH} levels', label, None)
    for item in _inside(value):
        _check(item, label)
    return value


def depth(value: Any) -> int:
    """How many levels of objects and lists lie in each other, counted no further than needed to refuse."""
    levels, level = 0, [value]
    while level and levels <= JSON_DEPTH:
        level = [inner for item in level for inner in _members(item)]
        levels += bool(level)
    return levels


def _members(item: Any) -> list[Any]:
    if isinstance(item, dict):
        return list(item.values())
    return item if isinstance(item, list) else []


def _inside(value: Any) -> Iterator[Any]:
    """`value` and everything in it, keys too."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        yield item
        waiting.extend(_members(item))
        if isinstance(item, dict):
            waiting.extend(item)


def _check(item: Any, label: str) -> None:
    if isinstance(item, str):
        problem = unstorable(item)
        if problem is not None:
            raise refused(f'Invalid object value for field "{label}": it holds {problem}', label, None)
    elif isinstance(item, int | float) and not isinstance(item, bool):
        number(item, label)  # what no double holds, no client could read back


def listed(value: Any, label: str) -> list[Any]:
    """The list of a secondary sub-field: a list, a JSON text of one, "" for none."""
    if value == "":
        return []
    found = parsed_json(value, label)
    if not isinstance(found, list):
        raise refused(f'Invalid object value {inspected(value)} for field "{label}"', label, value)
    return found
