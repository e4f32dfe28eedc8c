"""Conditions as a person chooses them, in the filter language of REST: the list is a call that can be copied."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

from core.rest.filter_tokens import LIST_OPERATORS
from metadata.fields.base import Field
from metadata.schema.snapshot import ObjectSchema
from metadata.services.names import BASE_NAMES

SIMPLE = {"eq": "equals", "neq": "differs from", "in": "is one of", "containsAny": "holds one of"}
COMPARED = {"gt": "is greater than", "gte": "is at least", "lt": "is less than", "lte": "is at most"}
TEXTS = {"ilike": "matches (% stands for any text)", "startsWith": "starts with", "endsWith": "ends with"}
EMPTY = {"empty": "is empty", "filled": "is not empty"}
WORDS = {"ilike": TEXTS["ilike"]} | SIMPLE | EMPTY | COMPARED | TEXTS
IN_THE_BIN = "deletedAt[is]:NOT_NULL"


@dataclass(frozen=True, slots=True)
class Path:
    """What can be compared, how, and with which values where there are few."""

    name: str
    label: str
    operators: tuple[str, ...]
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Active:
    """One condition of the list and the query string without it."""

    text: str
    without: str


def paths(obj: ObjectSchema) -> list[Path]:
    """Fields, sub-fields, and the ids of related records. The name of the record comes first."""
    found = []
    for field in sorted(obj.fields.values(), key=lambda one: (one.name != obj.label_field, one.name in BASE_NAMES)):
        for column in field.columns:
            words = tuple(word for word in WORDS if ("is" if word in EMPTY else word) in column.kind.operators)
            if column.kind.name == "TS_VECTOR" or not words:
                continue
            name = f"{field.name}.{column.part.name}" if field.type.shape.composite else column.name
            values = ("true", "false") if column.kind.name == "BOOLEAN" else field.option_values or column.options
            found.append(Path(name, label(field, column.part.name), words, values))
    return found


def label(field: Field, part: str) -> str:
    return f"{field.label}: {part}" if part else field.label


def condition(path: str, operator: str, value: str) -> str:
    """`path[operator]:value`, its value in quotes, so that every character stands for itself."""
    if operator in EMPTY:
        return f"{path}[is]:{'NULL' if operator == 'empty' else 'NOT_NULL'}"
    if operator in LIST_OPERATORS:
        return f"{path}[{operator}]:[{','.join(quoted(one.strip()) for one in value.split(','))}]"
    if operator == "ilike" and "%" not in value:
        value = f"%{value}%"
    return f"{path}[{operator}]:{quoted(value)}"


def quoted(text: str) -> str:
    escaped = text.replace('"', '\\"')
    return f'"{escaped}"'


def chosen(given: QueryDict) -> str | None:
    """The condition that the form describes, if one was sent."""
    path, operator = given.get("path", ""), given.get("operator", "")
    return condition(path, operator, given.get("value", "")) if path and operator in WORDS else None


def query(given: QueryDict, **changes: str | list[str] | None) -> str:
    """The list's query string with these parameters changed; the page is forgotten."""
    kept: dict[str, list[str]] = {key: given.getlist(key) for key in ("filter", "order", "bin") if key in given}
    for key, value in changes.items():
        kept[key] = [] if value is None else [value] if isinstance(value, str) else value
    return "?" + urlencode({key: value for key, value in kept.items() if value}, doseq=True)


def active(given: QueryDict) -> list[Active]:
    texts = given.getlist("filter")
    return [Active(text, query(given, filter=texts[:i] + texts[i + 1 :])) for i, text in enumerate(texts)]
