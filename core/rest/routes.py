"""From method and path to an operation. Nothing is looked up: names of objects and fields are still text."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from core.rest.errors import RestError
from core.rest.operations import OPERATIONS, Operation, by_method_and_path

_ROUTES = by_method_and_path(OPERATIONS.values())
_FIRST = ("batch", "restore")


@dataclass(frozen=True, slots=True)
class Route:
    """`id` is the text of the path."""

    operation: Operation
    plural: str
    id: str | None = None
    field: str | None = None


def find_route(method: str, path: str, full_path: str) -> Route:
    """`path` is what follows /rest/. Raises RestError where no operation answers there."""
    segments = [segment for segment in path.split("/") if segment]
    pattern, names = _pattern(method, segments)
    operation = _ROUTES.get((method, pattern))
    if operation is None:
        raise invalid_path(full_path)
    return Route(operation, names["{plural}"], names.get("{id}"), names.get("{field}"))


def _pattern(method: str, segments: list[str]) -> tuple[str, dict[str, str]]:
    """The path as it stands in the table, and the text of each placeholder."""
    first = segments[0] if segments else ""
    if first in _FIRST:
        shape = [first, "{plural}", "{id}"]
    elif len(segments) > 1 and _is_word(method, segments):
        shape = ["{plural}", segments[1]]
    elif len(segments) > 2 and (method, "{plural}/{id}/" + segments[2]) in _ROUTES:
        shape = ["{plural}", "{id}", segments[2]]
    else:
        shape = ["{plural}", "{id}", "{field}"]
    if not segments or len(segments) > len(shape):
        return "", {}
    parts = list(zip(shape, segments, strict=False))
    return "/".join(part for part, _ in parts), dict(parts)


def _is_word(method: str, segments: list[str]) -> bool:
    """`duplicates`, `merge`, `groupBy` under their own method; `restore` under any, so that nothing else happens."""
    second = segments[1]
    return len(segments) == 2 and (second == "restore" or (method, "{plural}/" + second) in _ROUTES)


def parse_id(text: str) -> UUID:
    """Only the usual form of 36 characters."""
    try:
        found = UUID(text)
    except ValueError:
        raise bad_id(text) from None
    if str(found) != text.lower():
        raise bad_id(text)
    return found


def bad_id(text: str, **details: Any) -> RestError:
    return RestError("INVALID_UUID", f"'{text}' is not a valid UUID", value=text, **details)


def invalid_path(full_path: str, **details: Any) -> RestError:
    message = (
        f"Query path '{full_path}' invalid. "
        "Valid examples: /rest/companies/id or /rest/companies or /rest/batch/companies"
    )
    return RestError("INVALID_PATH", message, **details)
