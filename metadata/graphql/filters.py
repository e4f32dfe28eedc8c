"""The filters of connections, applied to entries that are already at hand."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from .errors import invalid_uuid

Test = Callable[[Any], bool]


def matching(entries: Sequence[Any], wanted: Mapping[str, Any] | None) -> Sequence[Any]:
    """The entries that `wanted` describes, in their order."""
    if not wanted:
        return entries
    test = _test(wanted)
    return [entry for entry in entries if test(entry)]


def uuid_of(text: str) -> UUID:
    """The UUID that `text` spells, or the refusal."""
    try:
        if len(text) != 36:
            raise ValueError
        return UUID(text)
    except ValueError:
        raise invalid_uuid() from None


def _test(wanted: Mapping[str, Any]) -> Test:
    tests = [_part(name, value) for name, value in wanted.items() if value is not None]
    return lambda entry: all(test(entry) for test in tests)


def _part(name: str, value: Any) -> Test:
    if name == "and_":
        return _test_all([_test(part) for part in value])
    if name == "or_":
        parts = [_test(part) for part in value]
        return lambda entry: not parts or any(part(entry) for part in parts)
    tests = [_compared(operator, operand) for operator, operand in value.items() if operand is not None]
    return lambda entry: all(test(getattr(entry, name)) for test in tests)


def _test_all(tests: list[Test]) -> Test:
    return lambda entry: all(test(entry) for test in tests)


def _compared(operator: str, operand: Any) -> Test:
    if operator == "is_":
        return lambda value: value is operand
    if operator == "isNot":
        return lambda value: value is not operand
    if operator in ("in_", "notIn"):
        among = {uuid_of(one) for one in operand}
        return (lambda value: value in among) if operator == "in_" else (lambda value: value not in among)
    if operator in LIKES:
        flags, negated = LIKES[operator]
        pattern = re.compile(_like(operand), flags)
        return lambda value: bool(pattern.fullmatch(str(value))) is not negated
    bound = uuid_of(operand)
    compare = COMPARISONS[operator]
    return lambda value: value is not None and compare(value, bound)


COMPARISONS: dict[str, Callable[[UUID, UUID], bool]] = {
    "eq": lambda value, bound: value == bound,
    "neq": lambda value, bound: value != bound,
    "gt": lambda value, bound: value > bound,
    "gte": lambda value, bound: value >= bound,
    "lt": lambda value, bound: value < bound,
    "lte": lambda value, bound: value <= bound,
}
LIKES = {
    "like": (re.DOTALL, False),
    "notLike": (re.DOTALL, True),
    "iLike": (re.DOTALL | re.IGNORECASE, False),
    "notILike": (re.DOTALL | re.IGNORECASE, True),
}


def _like(pattern: str) -> str:
    """A LIKE pattern as a regular expression. Neighbouring % are one, so that no pattern can stall the match."""
    joined = re.sub("%+", "%", pattern)
    return "".join({"%": ".*", "_": "."}.get(letter, re.escape(letter)) for letter in joined)
