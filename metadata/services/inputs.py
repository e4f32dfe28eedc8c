"""Reading the inputs of the services: dicts in the API's notation, camelCase."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

Data = Mapping[str, Any]


def as_uuid(value: Any) -> UUID | None:
    """A UUID from text, or None where it is none."""
    if isinstance(value, UUID):
        return value
    try:
        return UUID(value) if isinstance(value, str) and len(value) == 36 else None
    except ValueError:
        return None


def as_dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def flag(data: Data, key: str, otherwise: bool) -> bool:
    """A boolean of the input; absent or null leaves things as they are."""
    value = data.get(key)
    return value if isinstance(value, bool) else otherwise


def given(data: Data, names: Mapping[str, str]) -> dict[str, Any]:
    """The keys of `data` that `names` knows, under their attribute names."""
    return {attribute: data[key] for key, attribute in names.items() if key in data}
