"""Client data to drafts: every value cleaned by its field, every relation turned into a join column or a task."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid4

from apikeys.permissions import SYSTEM_WRITE_PROTECTED
from core.records.clock import now_text
from core.records.context import Context
from core.records.errors import RecordError, denied, unknown_field
from core.records.lookup import may_read, target_of
from metadata.fields.base import Columns, Field
from metadata.fields.errors import InvalidValue
from metadata.fields.printing import inspected, interpolated
from metadata.schema.snapshot import ObjectSchema

CODE = "INVALID_ARGS_DATA"
FUNCTIONS = ("now", "uuid")
"""Default values that are made anew for each record."""
SET_BY_SERVER = frozenset({"id", "createdAt", "updatedAt", "createdBy", "updatedBy", "position"})


@dataclass(frozen=True, slots=True)
class Connect:
    """A record of `target` to be found by unique values (column -> value) for the join column of `field`."""

    field: Field
    target: ObjectSchema
    where: tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True)
class NestedCreate:
    field: Field
    target: ObjectSchema
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Draft:
    """One record to write. `place`: position "first" or "last" where asked for by word.

    `by_id`: the join columns that a connect by id has filled.
    """

    columns: Columns
    place: str | None = None
    connects: tuple[Connect, ...] = ()
    creates: tuple[NestedCreate, ...] = ()
    by_id: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Collected:
    writes: bool
    columns: Columns = field(default_factory=dict)
    place: str | None = None
    connects: list[Connect] = field(default_factory=list)
    by_id: set[str] = field(default_factory=set)
    creates: list[NestedCreate] = field(default_factory=list)


def require_write(context: Context, obj: ObjectSchema, right: str) -> None:
    """`right`: update, soft_delete or destroy. Some system objects are closed to everybody."""
    allowed = {
        "update": context.permissions.can_update,
        "soft_delete": context.permissions.can_soft_delete,
        "destroy": context.permissions.can_destroy,
    }[right]
    if obj.name_singular in SYSTEM_WRITE_PROTECTED or not allowed(obj.id):
        raise denied()


def draft_of(context: Context, obj: ObjectSchema, data: Mapping[str, Any], writes: bool = True) -> Draft:
    """The given values alone, cleaned. Raises RecordError with the contract's text.

    `writes` False: the values only describe a record (duplicates), for which reading rights are enough.
    """
    found = _Collected(writes)
    for name, value in data.items():
        collect(context, obj, found, name, value, data)
    return Draft(found.columns, found.place, tuple(found.connects), tuple(found.creates), frozenset(found.by_id))


def collect(
    context: Context, obj: ObjectSchema, found: _Collected, name: str, value: Any, data: Mapping[str, Any]
) -> None:
    target = obj.fields.get(name) or obj.joins.get(name)
    if target is None:
        raise unknown_field(obj.name_singular, name, CODE, value=value)
    allowed = context.permissions.updatable if found.writes else context.permissions.readable
    if not allowed(target.id, obj.id):
        raise denied()
    if target.relation is not None and name == target.name:
        collect_relation(context, found, target, value, data)
    elif name == "id":
        if value is not None:
            found.columns["id"] = record_id(value)
    elif name == "position" and value in ("first", "last"):
        found.place = value
    elif name == "updatedBy" or name == "updatedAt":
        clean(target, value, name)  # checked, but the server says who and when
    else:
        found.columns.update(clean(target, value, name))


def clean(target: Field, value: Any, name: str) -> Columns:
    try:
        if target.relation is not None:
            return clean_join(target, value, name)
        return target.type.clean(target, value)
    except InvalidValue as error:
        raise RecordError(
            error.code or CODE,
            error.message,
            friendly=error.friendly,
            **({"field": name, "value": value} | error.details),
        ) from None


def clean_join(target: Field, value: Any, name: str) -> Columns:
    column = target.columns[0]
    return {column.name: None if value is None else column.kind.parse(value, name, ())}


def record_id(value: Any) -> str:
    try:
        return str(UUID(value))
    except (ValueError, TypeError, AttributeError):
        raise RecordError(
            "INVALID_QUERY_INPUT", f'Value "{interpolated(value)}" is not a valid UUID', field="id", value=value
        ) from None


# -- relations ------------------------------------------------------------------------------------------------------
def collect_relation(context: Context, found: _Collected, target: Field, value: Any, data: Mapping[str, Any]) -> None:
    relation = target.relation
    assert relation is not None
    if not relation.to_one:
        raise RecordError(
            CODE, f"One-to-many relation {target.name} field does not support write operations.", field=target.name
        )
    if value is None:
        return
    if relation.join_column in data:
        raise RecordError(CODE, f"{target.name} and {relation.join_column} cannot be both provided.", field=target.name)
    verbs = [verb for verb in ("connect", "disconnect", "create") if isinstance(value, dict) and verb in value]
    if len(verbs) != 1 or len(value) != 1:
        raise RecordError(
            CODE,
            f'Relation "{target.name}" requires connect or disconnect operation',
            field=target.name,
            allowed=["connect", "disconnect", "create"],
        )
    other = target_of(context, target)
    if verbs[0] == "disconnect":
        if value["disconnect"] is True:
            found.columns[relation.join_column] = None
    elif verbs[0] == "create":
        require_write(context, other, "update")
        found.creates.append(NestedCreate(target, other, mapping(value["create"], f"{target.name}.create")))
    else:
        collect_connect(context, found, target, other, value["connect"])


def collect_connect(context: Context, found: _Collected, target: Field, other: ObjectSchema, connect: Any) -> None:
    told = mapping(mapping(connect, f"{target.name}.connect").get("where"), f"{target.name}.connect.where")
    where = {name: value for name, value in told.items() if value is not None}
    assert target.relation is not None
    if list(where) == ["id"]:
        found.columns[target.relation.join_column] = record_id(where["id"])
        found.by_id.add(target.relation.join_column)
        return
    values = dict(unique_values(context, other, where))
    if not any(set(values) >= set(columns) for columns in other.uniques):
        raise RecordError(
            CODE,
            f"Missing required fields: at least one unique constraint have to be fully populated for '{target.name}'.",
            field=target.name,
            allowed=["id", *sorted(name for name, one in other.fields.items() if one.unique)],
        )
    found.connects.append(Connect(target, other, tuple(values.items())))


def unique_values(context: Context, other: ObjectSchema, where: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """`{"domainName": {"primaryLinkUrl": "x"}}` -> [("domainNamePrimaryLinkUrl", "x")], compared as given."""
    values = []
    for name, value in where.items():
        one = other.fields.get(name) or other.joins.get(name)
        if one is None or not one.columns:
            raise unknown_field(other.name_singular, name, CODE)
        if not may_read(context, other, one):
            raise denied()
        if not one.type.shape.composite:
            values.append((one.columns[0].name, value))
            continue
        for part, inner in mapping(value, name).items():
            column = one.column(part)
            if column is None:
                raise RecordError(CODE, f'Invalid subfield {part} for field "{name}"', field=name)
            values.append((column.name, inner))
    return [(column, value) for column, value in values if value is not None]


def mapping(value: Any, place: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise RecordError(CODE, f'Invalid object value {inspected(value)} for field "{place}"', field=place)
    return value


# -- new records ----------------------------------------------------------------------------------------------------
def new_record(context: Context, obj: ObjectSchema, draft: Draft, moment: str) -> Draft:
    """The draft completed with defaults, id, times and actors; a missing required value is refused."""
    columns = dict(default_columns(obj))
    columns.update(generated_columns(obj))
    columns.update(actor_columns(obj, "createdBy", context), createdAt=moment)
    columns.update(draft.columns)
    columns.update(actor_columns(obj, "updatedBy", context), updatedAt=moment)
    columns.setdefault("id", None)
    columns["id"] = columns["id"] or str(uuid4())
    place = draft.place or (None if "position" in draft.columns else "first")
    if place is not None:
        columns["position"] = 0
    refuse_nulls(obj, columns)
    if columns.get("deletedAt") is not None:
        require_write(context, obj, "soft_delete")
    return replace(draft, columns=columns, place=place)


@lru_cache(maxsize=2048)
def default_columns(obj: ObjectSchema) -> Columns:
    """What a record that says nothing holds."""
    values: Columns = {}
    for one in obj.fields.values():
        if one.name in SET_BY_SERVER or one.type.name == "TS_VECTOR":
            continue
        if one.relation is not None:
            values.update({column.name: None for column in one.columns})
        elif one.default in FUNCTIONS:
            continue
        else:
            values.update(one.type.default(one))
    return values


def actor_columns(obj: ObjectSchema, name: str, context: Context) -> Columns:
    actor = context.actor
    if name not in obj.fields:
        return {}
    member = str(actor.workspace_member_id) if actor.workspace_member_id else None
    return {
        f"{name}Source": actor.source,
        f"{name}WorkspaceMemberId": member,
        f"{name}Name": actor.name,
        f"{name}Context": {},
    }


def generated_columns(obj: ObjectSchema) -> Columns:
    """Values of fields whose default is a function, made for each record."""
    return {column: now_text() if word == "now" else str(uuid4()) for column, word in functions(obj)}


@lru_cache(maxsize=2048)
def functions(obj: ObjectSchema) -> tuple[tuple[str, str], ...]:
    fields = (one for one in obj.fields.values() if one.name not in SET_BY_SERVER)
    return tuple((one.columns[0].name, one.default) for one in fields if one.default in FUNCTIONS)


def refuse_nulls(obj: ObjectSchema, columns: Columns) -> None:
    for name in required_columns(obj):
        if columns.get(name, "") is None:
            raise RecordError(CODE, f'Field "{name}" cannot be null', field=name, value=None)


@lru_cache(maxsize=2048)
def required_columns(obj: ObjectSchema) -> tuple[str, ...]:
    return tuple(column.name for column in obj.columns.values() if column.not_null)


# -- changed records ------------------------------------------------------------------------------------------------
def changed_record(context: Context, obj: ObjectSchema, draft: Draft, record_id: str | None, moment: str) -> Draft:
    """The draft of an update: who and when added, the id fixed. Writing `deletedAt` moves into the bin or out of it."""
    if "deletedAt" in draft.columns:
        require_write(context, obj, "soft_delete")
    columns = dict(draft.columns)
    given = columns.pop("id", None)
    if given is not None and given != record_id:
        raise RecordError(CODE, 'Field "id" cannot be updated', field="id", value=given)
    refuse_nulls(obj, columns)
    columns.update(actor_columns(obj, "updatedBy", context), updatedAt=moment)
    return replace(draft, columns=columns)
