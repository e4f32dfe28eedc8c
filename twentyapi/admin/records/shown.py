"""Values of records as a person reads them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from core.records.query import RecordSelection, ToOne, Value
from metadata.fields.base import Field
from metadata.schema.snapshot import ObjectSchema, WorkspaceSchema
from metadata.services.names import BASE_NAMES

COLUMNS = 7
"""Shown in a list, the name of the record among them."""
MAIN_PARTS = {
    "LINKS": ("primaryLinkLabel", "primaryLinkUrl"),
    "EMAILS": ("primaryEmail",),
    "PHONES": ("primaryPhoneCallingCode", "primaryPhoneNumber"),
    "RICH_TEXT": ("markdown",),
    "ACTOR": ("name",),
}
LONGEST = 80


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    related: str = ""
    """The plural name of the object whose record this is."""
    related_id: str = ""


def columns(obj: ObjectSchema) -> list[Field]:
    """The field that names a record, its own fields, and when it was made."""
    own = [field for field in obj.fields.values() if is_shown(field) and field.name not in BASE_NAMES]
    named = [field for field in own if field.name == obj.label_field]
    rest = [field for field in own if field.name != obj.label_field]
    made = [obj.fields["createdAt"]] if "createdAt" in obj.fields else []
    return [*named, *rest[: COLUMNS - len(named) - len(made)], *made]


def is_shown(field: Field) -> bool:
    if field.relation is not None:
        return field.relation.to_one
    return field.type.name not in ("TS_VECTOR", "POSITION")


def selection(schema: WorkspaceSchema, fields: list[Field]) -> RecordSelection:
    """These fields, of related records their names; what the role may not read is left out."""
    items: list[Value | ToOne] = [Value("id", "id"), Value("deletedAt", "deletedAt")]
    for field in fields:
        if field.relation is None:
            items.append(Value(field.name, field.name))
        else:
            items.append(Value(field.relation.join_column, field.relation.join_column))
            items.append(ToOne(field.name, field.name, naming(schema.target(field))))
    return RecordSelection(tuple({item.key: item for item in items}.values()), lenient=True)


def naming(obj: ObjectSchema) -> RecordSelection:
    named = [Value(obj.label_field, obj.label_field)] if obj.label_field and obj.label_field != "id" else []
    return RecordSelection((Value("id", "id"), *named), lenient=True)


def name_of(obj: ObjectSchema, record: Mapping[str, Any]) -> str:
    value = record.get(obj.label_field or "id")
    field = obj.fields.get(obj.label_field or "id")
    return (text_of(field, value) if field else "") or f"Untitled {str(record.get('id', ''))[:8]}"


def cell(schema: WorkspaceSchema, field: Field, record: Mapping[str, Any]) -> Cell:
    value = record.get(field.name)
    if field.relation is None:
        text = text_of(field, value)
        return Cell(text if len(text) <= LONGEST else text[:LONGEST] + "…")
    if value is None:
        return Cell("")
    target = schema.target(field)
    return Cell(name_of(target, value), target.name_plural, value["id"])


def text_of(field: Field, value: Any) -> str:
    kind = field.type.name
    if value is None or value == "":
        return ""
    if kind == "BOOLEAN":
        return "yes" if value else "no"
    if kind == "CURRENCY":
        return f"{amount(value.get('amountMicros'), ',f')} {value.get('currencyCode') or ''}".strip()
    if kind == "DATE_TIME":
        return moment(value)
    if field.options:
        labels: dict[Any, str] = {option.value: option.label for option in field.options}
        return ", ".join(labels.get(one, str(one)) for one in (value if isinstance(value, list) else [value]))
    return " ".join(texts(value, MAIN_PARTS.get(kind, ())))


def texts(value: Any, parts: tuple[str, ...] = ()) -> Iterator[str]:
    if isinstance(value, dict):
        wanted = [value.get(part) for part in parts] if parts else list(value.values())
        yield from (str(one) for one in wanted if one not in (None, "", []) and not isinstance(one, dict | list))
    elif isinstance(value, list):
        yield ", ".join(map(str, value))
    else:
        yield str(value)


def amount(micros: Any, format_: str = "f") -> str:
    """Millionths -> units: 1500000 -> 1.5, or as a person reads them: 1500000000000 -> 1,500,000."""
    if micros is None:
        return ""
    try:
        return format((Decimal(str(micros)) / 1_000_000).normalize(), format_)
    except InvalidOperation:
        return str(micros)


def moment(value: str) -> str:
    try:
        return f"{datetime.fromisoformat(value):%Y-%m-%d %H:%M}"
    except ValueError:
        return value
