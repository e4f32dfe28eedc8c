"""Relations of drafts that need the database: connect by unique values, nested create."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import orjson
from psycopg import errors as pg

from core.records.context import Context
from core.records.errors import RecordError, at_places, not_connected
from core.records.execute import fetch
from core.records.sql.writes import Input, matches_sql
from core.records.writing import Connect, Draft
from metadata.fields.errors import InvalidValue
from metadata.schema.snapshot import ObjectSchema

CreateLinked = Callable[[Context, ObjectSchema, Sequence[Mapping[str, Any]]], list[str]]


def needs_database(drafts: Sequence[Draft]) -> bool:
    return any(draft.connects or draft.creates for draft in drafts)


def link_drafts(context: Context, drafts: list[Draft], create_linked: CreateLinked) -> list[Draft]:
    """Fills the join columns of connects and nested creates: one statement a target and kind of key."""
    if not needs_database(drafts):
        return drafts
    columns: list[dict[str, Any]] = [dict(draft.columns) for draft in drafts]
    for (target, names), connects in grouped_connects(drafts).items():
        connect_group(context, target, names, connects, columns)
    for target, creates in grouped_creates(drafts).items():
        with at_places([place for place, _ in creates], len(drafts)):
            ids = create_linked(context, target, [create.data for _, create in creates])
        for (place, create), new_id in zip(creates, ids, strict=True):
            columns[place][create.field.columns[0].name] = new_id
    return [
        replace(draft, columns=found, connects=(), creates=()) for draft, found in zip(drafts, columns, strict=True)
    ]


def grouped_connects(drafts: Sequence[Draft]) -> dict[Any, list[tuple[int, Connect]]]:
    groups: dict[Any, list[tuple[int, Connect]]] = defaultdict(list)
    for place, draft in enumerate(drafts):
        for connect in draft.connects:
            groups[connect.target, tuple(name for name, _ in connect.where)].append((place, connect))
    return groups


def grouped_creates(drafts: Sequence[Draft]) -> dict[ObjectSchema, list[tuple[int, Any]]]:
    groups: dict[ObjectSchema, list[tuple[int, Any]]] = defaultdict(list)
    for place, draft in enumerate(drafts):
        for create in draft.creates:
            groups[create.target].append((place, create))
    return groups


def connect_group(
    context: Context,
    target: ObjectSchema,
    names: tuple[str, ...],
    connects: Sequence[tuple[int, Connect]],
    columns: list[dict[str, Any]],
) -> None:
    rows = [{"#n": number} | checked(target, connect) for number, (_, connect) in enumerate(connects)]
    statement = matches_sql(context.schema.pg_schema, target, Input(orjson.dumps(rows).decode(), len(rows)), [names])
    found: dict[int, list[str]] = defaultdict(list)
    try:
        for number, record_id, binned in fetch(statement.sql, statement.params):
            if not binned:
                found[number].append(record_id)
    except pg.DataError as error:
        raise RecordError("INVALID_ARGS_DATA", "A value to connect by does not fit its field") from error
    for number, (place, connect) in enumerate(connects):
        if len(found[number]) != 1:
            raise connect_refusal(connect, len(found[number]), place, len(columns))
        columns[place][connect.field.columns[0].name] = found[number][0]


def checked(target: ObjectSchema, connect: Connect) -> dict[str, Any]:
    """The values of `where`, each of the type of its column."""
    values = {}
    for name, value in connect.where:
        column = target.columns[name]
        try:
            values[name] = column.kind.parse(value, name, column.options)
        except InvalidValue as error:
            raise RecordError(
                "INVALID_ARGS_DATA", error.message, friendly=error.friendly, field=name, value=value
            ) from None
    return values


def connect_refusal(connect: Connect, count: int, place: int, size: int) -> RecordError:
    text = " and ".join(f"{name} = {value}" for name, value in connect.where)
    details: dict[str, Any] = {"field": connect.field.name}
    if size > 1:
        details["index"] = place
    return not_connected(connect.field.name, count, text, **details)
