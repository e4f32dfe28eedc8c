"""Inputs as the services take them: plain dicts in the API's notation, enums as their names."""

from collections.abc import Mapping
from enum import Enum
from typing import Any

from .errors import bad_input

Given = Mapping[str, Any]


def plain(value: Any) -> Any:
    """A copy without Graphene's containers and enums. PostgreSQL stores no NUL character, so none gets through."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str):
        if "\x00" in value:
            raise bad_input("Text must not contain the NUL character")
        return value
    if isinstance(value, Mapping):
        return {plain(key): plain(one) for key, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, list) else value
