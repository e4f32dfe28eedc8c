"""The options of SELECT, MULTI_SELECT and RATING fields: checked, ordered, with ids."""

import re
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any
from uuid import uuid4

from .base import Option
from .errors import InvalidSettings
from .printing import interpolated
from .values import UUID_TEXT, unstorable

VALUE = re.compile(r"(?!.*__)[A-Z][A-Z0-9]*(_[A-Z0-9]+)*\Z")
LONGEST = 63
RATINGS = 5
COLORS = (
    *("red", "ruby", "crimson", "tomato", "orange", "amber", "yellow", "lime", "grass", "green", "jade", "mint"),
    *(
        "turquoise",
        "cyan",
        "sky",
        "blue",
        "iris",
        "violet",
        "purple",
        "plum",
        "pink",
        "bronze",
        "gold",
        "brown",
        "gray",
    ),
)


def checked_options(options: Any) -> tuple[Option, ...]:
    """Raises InvalidSettings with every problem found."""
    if not isinstance(options, list | tuple) or not options:
        raise InvalidSettings("Options are required for enum fields", value=options)
    if not all(isinstance(option, dict) for option in options):
        raise InvalidSettings("Options must be objects", value=options)
    told = [{**option, "id": option.get("id") or str(uuid4())} for option in options]
    problems = [problem for option in told for problem in _problems(option)]
    problems += _repeats(told)
    if problems:
        raise InvalidSettings(*problems, value=told)
    return tuple(sorted((_option(option, place) for place, option in enumerate(told)), key=lambda o: o.position))


def rating_options(options: Any = None) -> tuple[Option, ...]:
    """RATING_1 to RATING_5; only the ids of options that a field already has are kept."""
    known = {o.get("value"): o.get("id") for o in options or () if isinstance(o, dict)} if _listed(options) else {}
    ids = [known.get(f"RATING_{n}") for n in range(1, RATINGS + 1)]
    return tuple(
        Option(str(found) if _is_id(found) else str(uuid4()), str(n), f"RATING_{n}", None, n - 1)
        for n, found in enumerate(ids, 1)
    )


def option_json(option: Option) -> dict[str, Any]:
    """As the metadata shows it: a rating has no colour."""
    return {key: value for key, value in asdict(option).items() if key != "color" or value is not None}


def _listed(options: Any) -> bool:
    return isinstance(options, list | tuple)


def _option(told: dict[str, Any], place: int) -> Option:
    position = told.get("position")
    return Option(
        told["id"].lower(), told["label"], told["value"], told.get("color"), place if position is None else position
    )


def _problems(option: dict[str, Any]) -> Iterator[str]:
    label, value = option.get("label"), option.get("value")
    if not isinstance(label, str) or not label.strip():
        yield "Option label is required"
    elif len(label) > LONGEST:
        yield f'Option label exceeds {LONGEST} characters "{interpolated(label)}"'
    elif "," in label:
        yield f'Label must not contain a comma "{interpolated(label)}"'
    elif unstorable(label):
        yield f"Option label holds {unstorable(label)}"
    if not isinstance(value, str) or not value:
        yield "Option value is required"
    elif len(value) > LONGEST:
        yield f'Option value exceeds {LONGEST} characters "{interpolated(value)}"'
    elif not VALUE.match(value):
        yield f'Value must be in UPPER_CASE and follow snake_case "{interpolated(value)}"'
    if not _is_id(option["id"]):
        yield f'Option id is invalid "{interpolated(option["id"])}"'
    color, position = option.get("color"), option.get("position")
    if color is not None and not (isinstance(color, str) and color in COLORS):
        yield f'Option color is invalid "{interpolated(color)}"'
    if position is not None and (isinstance(position, bool) or not isinstance(position, int) or abs(position) > 2**31):
        yield f'Option position must be an integer "{interpolated(position)}"'


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and UUID_TEXT.match(value) is not None


def _repeats(options: list[dict[str, Any]]) -> list[str]:
    found = []
    for key in ("value", "position", "id"):
        given = [str(option[key]) for option in options if option.get(key) is not None]
        if len(set(given)) < len(given):
            found.append(f"Duplicated option {key}")
    return found
