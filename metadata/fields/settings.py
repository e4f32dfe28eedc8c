"""Checks of a field's `settings`, one rule a key."""

from collections.abc import Callable, Mapping
from typing import Any

from .errors import InvalidSettings

Rule = Callable[[Any], bool]
MOST_VALUES = 60


def check(settings: Any, rules: Mapping[str, tuple[Rule, str]]) -> None:
    """Keys without a rule are kept as they are; null stands for absent."""
    if settings is None:
        return
    if not isinstance(settings, Mapping):
        raise InvalidSettings("Settings must be an object", value=settings)
    problems = [
        f"{key} must be {what}"
        for key, (holds, what) in rules.items()
        if settings.get(key) is not None and not holds(settings[key])
    ]
    if problems:
        raise InvalidSettings(*problems, value=settings)


def whole(low: int, high: int) -> tuple[Rule, str]:
    return (
        lambda v: isinstance(v, int) and not isinstance(v, bool) and low <= v <= high,
        f"a number from {low} to {high}",
    )


def one_of(*words: str) -> tuple[Rule, str]:
    return lambda v: isinstance(v, str) and v in words, "one of " + ", ".join(words)


SEVERAL_VALUES = {"maxNumberOfValues": whole(1, 1000)}
