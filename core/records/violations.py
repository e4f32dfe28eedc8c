"""Constraint violations of PostgreSQL in the words of the contract. Its own text never leaves this file."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import psycopg
from psycopg import errors as pg

from core.records.errors import RecordError, not_connected
from core.records.execute import StaleSchema
from core.records.writing import Draft
from metadata.schema.snapshot import ObjectSchema

KEY = re.compile(r"\((?P<columns>[^()]*)\)=\((?P<value>.*)\)", re.S)
VIOLATIONS = (pg.IntegrityError, pg.DataError, pg.ProgramLimitExceeded)


def record_error(error: psycopg.Error, obj: ObjectSchema, drafts: Sequence[Draft]) -> RecordError:
    """The refusal that `error` of a write means; `drafts` tell which record of a batch it was."""
    columns, value = key_of(error)
    if isinstance(error, pg.UniqueViolation):
        return duplicate(obj, columns, value, drafts)
    if isinstance(error, pg.ForeignKeyViolation | pg.RestrictViolation):
        return broken_link(obj, columns, value, drafts)
    if isinstance(error, pg.ProgramLimitExceeded):
        return RecordError("INVALID_ARGS_DATA", "A value is too long to be stored in an indexed or searchable field")
    if isinstance(error, pg.NotNullViolation):
        if error.diag.column_name not in obj.columns:
            raise StaleSchema from error  # the column was made after this statement was planned
        name = field_of(obj, error.diag.column_name or "")
        return RecordError("INVALID_ARGS_DATA", f'Field "{name}" cannot be null', field=name, value=None)
    return RecordError("INVALID_ARGS_DATA", "A value is out of the range that its field can hold")


def key_of(error: psycopg.Error) -> tuple[list[str], str]:
    """`Key ("a", b)=(1, 2) ..` -> (["a", "b"], "1, 2")."""
    found = KEY.search(error.diag.message_detail or "")
    if found is None:
        return [], ""
    return [name.strip().strip('"') for name in found["columns"].split(",")], found["value"]


def field_of(obj: ObjectSchema, column: str) -> str:
    owner = next((f for f in obj.fields.values() if any(c.name == column for c in f.columns)), None)
    if owner is None:
        return column
    return column if owner.relation is not None else owner.name


def duplicate(obj: ObjectSchema, columns: list[str], value: str, drafts: Sequence[Draft]) -> RecordError:
    field = field_of(obj, columns[0]) if columns else None
    details: dict[str, Any] = {"field": field, "columns": tuple(columns), "value": value}
    if len(drafts) > 1:
        details["index"] = index_of(columns, value, drafts, last=True)
    return RecordError("DUPLICATE_ENTRY", "A duplicate entry was detected", **details)


def broken_link(obj: ObjectSchema, columns: list[str], value: str, drafts: Sequence[Draft]) -> RecordError:
    """A join column that names no record, or a removal that others forbid."""
    field = obj.joins.get(columns[0]) if columns else None
    if field is None or not drafts:
        return RecordError("RELATION_IN_USE", "Other records refer to this record and forbid its removal")
    details: dict[str, Any] = {"field": columns[0], "value": value}
    if len(drafts) > 1:
        details["index"] = index_of(columns, value, drafts)
    if any(columns[0] in draft.by_id and str(draft.columns.get(columns[0])) == value for draft in drafts):
        return not_connected(field.name, 0, f"id = {value}", **details | {"field": field.name})
    message = f"Expected 1 record to connect to {field.name}, but found 0 for id = {value}"
    return RecordError("REFERENCE_NOT_FOUND", message, **details)


def index_of(columns: list[str], value: str, drafts: Sequence[Draft], last: bool = False) -> int | None:
    """The place of the record that holds the refused value; of two that hold it, the later one."""
    hits = [
        place for place, draft in enumerate(drafts) if holds([draft.columns.get(column) for column in columns], value)
    ]
    return (hits[-1] if last else hits[0]) if hits else None


def holds(given: Sequence[Any], printed: str) -> bool:
    """Whether PostgreSQL prints these values as `printed`."""
    texts = printed.split(", ") if len(given) > 1 else [printed]
    if len(texts) != len(given):
        return ", ".join(map(str, given)) == printed
    return all(alike(value, text) for value, text in zip(given, texts, strict=True))


def alike(value: Any, printed: str) -> bool:
    if isinstance(value, bool):
        return printed == ("t" if value else "f")
    return str(value) == printed or same(Decimal, value, printed) or same(datetime.fromisoformat, value, printed)


def same(read: Callable[[str], Any], value: Any, printed: str) -> bool:
    try:
        return bool(read(str(value)) == read(printed))
    except (ValueError, ArithmeticError):
        return False
