"""Filter operands -> SQL parameters. REST sends texts, GraphQL JSON values; both are taken everywhere."""

from typing import Any

from . import moments, values
from .printing import inspected

Options = tuple[str, ...]


def text(raw: Any, label: str, options: Options) -> str:
    return values.text(raw, label)


def number(raw: Any, label: str, options: Options) -> float | int | str:
    """Texts are read as numbers here, unlike in a record that is written."""
    return values.numeric(raw, label)


def boolean(raw: Any, label: str, options: Options) -> bool:
    word = raw.lower() if isinstance(raw, str) else raw
    return values.boolean({"true": True, "false": False}.get(word, raw) if isinstance(word, str) else word, label)


def date(raw: Any, label: str, options: Options) -> str:
    return moments.calendar_date(raw, label)


def date_time(raw: Any, label: str, options: Options) -> str:
    return moments.instant(raw, label)


def uuid(raw: Any, label: str, options: Options) -> str:
    return values.uuid(raw, label)


def choice(raw: Any, label: str, options: Options) -> str:
    return values.choice(raw, label, options)


def json(raw: Any, label: str, options: Options) -> str:
    """A pattern over the JSON text."""
    if not isinstance(raw, str):
        raise values.refused(f'Invalid string value {inspected(raw)} for field "{label}"', label, raw)
    return values.storable(raw, label)
