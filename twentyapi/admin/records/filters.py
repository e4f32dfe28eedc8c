"""Conditions as a person chooses them, in the filter language of REST: the list is a call that can be copied."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

from core.rest.filter_tokens import LIST_OPERATORS
from metadata.fields.base import Field
from metadata.fields.operators import OPERATORS
from metadata.schema.snapshot import ObjectSchema
from metadata.services.names import BASE_NAMES

SIMPLE = {"is": "is", "eq": "equals", "neq": "differs from", "in": "is one of", "containsAny": "holds one of"}
COMPARED = {"gt": "is greater than", "gte": "is at least", "lt": "is less than", "lte": "is at most"}
TEXTS = {"ilike": "matches (% stands for any text)", "startsWith": "starts with", "endsWith": "ends with"}
WORDS = {"ilike": TEXTS["ilike"]} | SIMPLE | COMPARED | TEXTS
IN_THE_BIN = "deletedAt[is]:NOT_NULL"


@dataclass(frozen=True, slots=True)
class Active:
    """One condition of the list and the query string without it."""

    text: str
    without: str


def paths(obj: ObjectSchema) -> list[tuple[str, str]]:
    """What can be compared: fields, sub-fields, and the ids of related records. The name of the record comes first."""
    found = []
    for field in sorted(obj.fields.values(), key=lambda one: (one.name != obj.label_field, one.name in BASE_NAMES)):
        for column in field.columns:
            if column.kind.name == "TS_VECTOR" or not set(column.kind.operators) & WORDS.keys():
                continue
            name = f"{field.name}.{column.part.name}" if field.type.shape.composite else column.name
            found.append((name, label(field, column.part.name)))
    return found


def label(field: Field, part: str) -> str:
    return f"{field.label}: {part}" if part else field.label


def condition(path: str, operator: str, value: str) -> str:
    """`path[operator]:value`, its value in quotes, so that every character stands for itself."""
    if operator == "is":
        empty = value.strip().upper() not in ("NOT_NULL", "NOT NULL", "SET", "NOT EMPTY")
        return f"{path}[is]:{'NULL' if empty else 'NOT_NULL'}"
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
    return condition(path, operator, given.get("value", "")) if path and operator in OPERATORS else None


def query(given: QueryDict, **changes: str | list[str] | None) -> str:
    """The list's query string with these parameters changed; the page is forgotten."""
    kept: dict[str, list[str]] = {key: given.getlist(key) for key in ("filter", "order", "bin") if key in given}
    for key, value in changes.items():
        kept[key] = [] if value is None else [value] if isinstance(value, str) else value
    return "?" + urlencode({key: value for key, value in kept.items() if value}, doseq=True)


def active(given: QueryDict) -> list[Active]:
    texts = given.getlist("filter")
    return [Active(text, query(given, filter=texts[:i] + texts[i + 1 :])) for i, text in enumerate(texts)]
