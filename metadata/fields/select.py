"""SELECT, MULTI_SELECT and RATING: one or several of a field's own options."""

from typing import Any

from . import kinds
from .base import Option, plain_default
from .errors import InvalidSettings
from .options import checked_options, rating_options
from .printing import inspected, interpolated
from .scalar import ScalarType, is_quoted
from .shape import scalar
from .values import choice, refused


class Select(ScalarType):
    name = "SELECT"
    shape = scalar(kinds.ENUM)
    docs = "One of the field's options, by its value. null is no choice; it stays null even where a default exists."
    search_sql = "coalesce({c}, '')"
    has_options = True
    quoted = True
    example = "NEW"

    def accept(self, value: Any, label: str, options: tuple[str, ...]) -> str:
        return choice(value, label, options)

    def default_problem(self, default: Any, options: tuple[str, ...]) -> str | None:
        return None if plain_default(default) in options else _not_an_option(default)

    def check_options(self, options: Any) -> tuple[Option, ...]:
        return checked_options(options)


class Rating(Select):
    name = "RATING"
    docs = "A rating from RATING_1 to RATING_5. The options come with the field and cannot be changed."
    example = "RATING_4"

    def check_options(self, options: Any) -> tuple[Option, ...]:
        return rating_options(options)


class MultiSelect(ScalarType):
    name = "MULTI_SELECT"
    shape = scalar(kinds.ENUM_ARRAY)
    docs = "Any number of the field's options, by their values. A single value counts as a list of one."
    has_options = True
    unique_parts = ()
    blank = []
    example = ["HYBRID"]

    def accept(self, value: Any, label: str, options: tuple[str, ...]) -> list[str] | None:
        chosen = [value] if isinstance(value, str) else value
        if isinstance(chosen, list) and all(isinstance(item, str) and item in options for item in chosen):
            return chosen or None
        raise refused(
            f'Invalid value {inspected(value)} for multi select field "{label}"',
            label,
            value,
            friendly=f'Invalid value for field "{label}"',
            allowed=list(options),
        )

    def check_default(self, default: Any, options: tuple[str, ...] = ()) -> None:
        if default is None:
            return
        if not isinstance(default, list):
            raise InvalidSettings("Default value must be a list of quoted strings", value=default)
        problems = [] if all(map(is_quoted, default)) else ["Default value should be as quoted string"]
        problems += [_not_an_option(item) for item in default if plain_default(item) not in options]
        if problems:
            raise InvalidSettings(*problems, value=default)

    def check_options(self, options: Any) -> tuple[Option, ...]:
        return checked_options(options)


def _not_an_option(default: Any) -> str:
    return f'Default value "{interpolated(default)}" must be one of the option values'
