"""A data model with a field of every type, and short words for running the engine on it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from apikeys.permissions import ALL, Permissions, Rights
from core.records import engine
from core.records.context import Actor, Context, Limits
from core.records.errors import RecordError
from core.records.query import (
    ID_ONLY,
    NO_FILTER,
    PAGE_INFO,
    Condition,
    Connection,
    Create,
    Filter,
    FindMany,
    FindOne,
    OrderKey,
    Page,
    PageInfo,
    Records,
    RecordSelection,
    Remove,
    Result,
    Total,
    Update,
    Value,
)
from metadata.models import Workspace
from metadata.schema.cache import load_schema
from metadata.schema.sql import table_ident
from tests.metadata.model import new_field, new_object, options, relation

Row = dict[str, Any]
RATINGS = options("RATING_1", "RATING_2", "RATING_3")
SCALARS: dict[str, tuple[str, dict[str, Any]]] = {
    "fText": ("TEXT", {}),
    "fNumber": ("NUMBER", {}),
    "fInt": ("NUMBER", {"settings": {"dataType": "int"}}),
    "fBig": ("NUMBER", {"settings": {"dataType": "bigint"}}),
    "fBoolean": ("BOOLEAN", {}),
    "fDate": ("DATE", {}),
    "fDateTime": ("DATE_TIME", {}),
    "fUuid": ("UUID", {}),
    "fSelect": ("SELECT", {"options": options("LOW", "MIDDLE", "HIGH")}),
    "fMulti": ("MULTI_SELECT", {"options": options("RED", "GREEN", "BLUE")}),
    "fRating": ("RATING", {"options": RATINGS}),
    "fArray": ("ARRAY", {}),
    "fJson": ("RAW_JSON", {}),
    "fFiles": ("FILES", {"settings": {"maxNumberOfValues": 3}}),
    "fUnique": ("TEXT", {"isUnique": True}),
}
COMPOSITES: dict[str, tuple[str, dict[str, Any]]] = {
    "fName": ("FULL_NAME", {}),
    "fLinks": ("LINKS", {}),
    "fEmails": ("EMAILS", {}),
    "fPhones": ("PHONES", {}),
    "fCurrency": ("CURRENCY", {}),
    "fAddress": ("ADDRESS", {}),
    "fActor": ("ACTOR", {}),
    "fRich": ("RICH_TEXT", {}),
}
FIELDS = SCALARS | COMPOSITES


def build(workspace: Workspace) -> None:
    """Objects gizmo (every type; a parent among its own kind, an owner) and owner (many gizmos)."""
    owner = new_object(workspace, "owner")
    new_field(workspace, owner, "NUMBER", "rank")
    new_field(workspace, owner, "ADDRESS", "home")
    gizmo = new_object(workspace, "gizmo")
    for name, (type, more) in FIELDS.items():
        new_field(workspace, gizmo, type, name, **more)
    new_field(workspace, gizmo, "RELATION", "owner", relationCreationPayload=relation(owner, "Gizmos"))
    new_field(workspace, gizmo, "RELATION", "parent", relationCreationPayload=relation(gizmo, "Children"))
    workspace.refresh_from_db()


# -- callers --------------------------------------------------------------------------------------------------------
FIRST_PAGE = Page()
_versions = count(1)
ADMIN = Permissions(key=(uuid4(), 0), defaults=ALL, unrestricted=True)


def context_of(workspace: Workspace, permissions: Permissions = ADMIN, **limits: Any) -> Context:
    """Loaded afresh: when a test is rolled back its version is used again, and a kept snapshot may be another's."""
    workspace.refresh_from_db(fields=["metadata_version"])
    return Context(
        schema=load_schema(workspace),
        permissions=permissions,
        actor=Actor(name="tester"),
        limits=Limits(**limits),
        api_key_id=UUID(int=7),
    )


def limited(
    context: Context, *fields: str, objects: Mapping[str, Rights] | None = None, locked: tuple[str, ...] = ()
) -> Context:
    """For a caller who may not read `fields` ("gizmo.fText"), has the rights `objects`, may not write `locked`."""
    unreadable = dict(_ids(context, name) for name in fields)
    rights = {context.schema.objects[name].id: right for name, right in (objects or {}).items()}
    permissions = Permissions(
        key=(uuid4(), next(_versions)),
        defaults=ALL,
        objects=rights,
        unreadable=unreadable,
        locked=unreadable | dict(_ids(context, name) for name in locked),
    )
    return replace(context, permissions=permissions)


def _ids(context: Context, path: str) -> tuple[UUID, UUID]:
    name, field = path.split(".")
    obj = context.schema.objects[name]
    return obj.fields[field].id, obj.id


# -- operations -----------------------------------------------------------------------------------------------------
def selection(*names: str) -> RecordSelection:
    return RecordSelection(tuple(Value(name, name) for name in ("id", *names)))


def create(
    context: Context, name: str, *rows: Row, select: RecordSelection = ID_ONLY, upsert: bool = False
) -> list[Row]:
    return orjson.loads(engine.run(Create(name, rows, select, upsert), context).records)


def one(context: Context, obj: str, /, **values: Any) -> str:
    """Creates a record and answers its id."""
    return create(context, obj, values)[0]["id"]


def update(context: Context, obj: str, record_id: str, /, *fields: str, **values: Any) -> Row:
    query = Update(obj, selection(*fields), rows=[(UUID(record_id), values)])
    return orjson.loads(engine.run(query, context).records)[0]


def remove(
    context: Context, name: str, *ids: str, mode: Any = "soft_delete", select: RecordSelection = ID_ONLY
) -> list[Row]:
    query = Remove(name, select, mode, ids=[UUID(one) for one in ids])
    return orjson.loads(engine.run(query, context).records)


def read(context: Context, name: str, record_id: str, *fields: str) -> Row:
    return orjson.loads(engine.run(FindOne(name, selection(*fields), id=UUID(record_id)), context).record)


def page(
    context: Context,
    name: str,
    *,
    filter: Filter = NO_FILTER,
    order: tuple[OrderKey, ...] = (),
    page: Page = FIRST_PAGE,
    select: RecordSelection = ID_ONLY,
) -> Row:
    """records, totalCount and pageInfo of a list."""
    outputs = (Records("records", select), Total("totalCount"), PageInfo("pageInfo", PAGE_INFO))
    result: Result = engine.run(FindMany(name, Connection(outputs, filter, order, page)), context)
    return {key: orjson.loads(value) for key, value in result.outputs.items()}


def found(context: Context, name: str, filter: Filter, label: str = "name", **more: Any) -> list[Any]:
    """The values of one field of what the filter finds, sorted; the total must agree."""
    answer = page(context, name, filter=filter, select=selection(label), page=Page(first=200), **more)
    assert answer["totalCount"] == len(answer["records"])
    return sorted(record[label] for record in answer["records"])


def where(path: str, operator: str, value: Any) -> Condition:
    return Condition(tuple(path.split(".")), operator, value)


# -- observations ---------------------------------------------------------------------------------------------------
@contextmanager
def refused(code: str, message: str | None = None, **details: Any) -> Iterator[None]:
    """The work is refused with this code and message; the transaction stays usable."""
    with pytest.raises(RecordError) as caught, transaction.atomic():
        yield
    error = caught.value
    assert (error.code, error.message) == (code, message if message is not None else error.message)
    assert {key: error.details.get(key) for key in details} == details


def statements(work: Any) -> list[str]:
    with CaptureQueriesContext(connection) as caught:
        work()
    words = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")
    return [query["sql"] for query in caught.captured_queries if not query["sql"].startswith(words)]


def sql(context: Context, name: str, text: str, *params: Any) -> list[tuple[Any, ...]]:
    """Runs `text`, {t} standing for the table of the object."""
    table = table_ident(context.schema.pg_schema, context.schema.objects[name].table)
    with connection.cursor() as cursor:
        cursor.execute(text.replace("{t}", table), params)
        return cursor.fetchall() if cursor.description else []


def snapshot(context: Context, *names: str) -> list[Any]:
    """All rows of the objects: equal before and after means that nothing was written."""
    return [sql(context, name, "select to_jsonb(t)::text from {t} t order by id") for name in names]
