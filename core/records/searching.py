"""Full-text search over every searchable object that the caller may read: one statement."""

import base64
import binascii
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from core.records.context import Context
from core.records.errors import RecordError
from core.records.execute import fetch
from core.records.filters import plan_where, search_text
from core.records.lookup import may_read, searchable
from core.records.paging import MICROSECONDS, invalid
from core.records.query import Result, Search
from core.records.sql.search import SearchAfter, SearchPlan, search_sql
from metadata.fields.base import Field
from metadata.fields.errors import InvalidValue
from metadata.schema.snapshot import ObjectSchema

MOST = 200
MOST_RANK = 1e6


def search(query: Search, context: Context) -> Result:
    if query.limit < 0:
        raise RecordError(
            "INVALID_QUERY_INPUT", "Limit argument must be non-negative", field="limit", value=query.limit
        )
    text = checked(query.text)
    plans = [plan for obj in searched(query, context) if (plan := plan_object(query, context, obj))]
    after = decode(query.after) if query.after is not None else None
    if query.edges_key is None and query.page_info_key is None:
        return Result()
    statement = search_sql(context.schema.pg_schema, query, text, plans, after, min(query.limit, MOST))
    row = fetch(statement.sql, statement.params)[0]
    return Result(outputs=dict(zip(statement.keys, row, strict=True)))


def checked(text: str) -> str:
    try:
        return search_text(text, "searchInput")
    except InvalidValue as error:
        raise RecordError("INVALID_QUERY_INPUT", error.message, field="searchInput") from None


def searched(query: Search, context: Context) -> list[ObjectSchema]:
    """The objects to search, in the order of the model; unreadable ones are skipped."""
    for name in (*(query.included or ()), *(query.excluded or ())):
        if name not in context.schema.objects:
            raise RecordError("OBJECT_NOT_FOUND", f"object '{name}' not found", value=name)
    return [
        obj
        for obj in context.schema.objects.values()
        if obj.searchable
        and "searchVector" in obj.columns
        and (query.included is None or obj.name_singular in query.included)
        and obj.name_singular not in (query.excluded or ())
        and context.permissions.can_read(obj.id)
    ]


def plan_object(query: Search, context: Context, obj: ObjectSchema) -> SearchPlan | None:
    """None where the caller may read none of the words."""
    fields = searchable(context, obj)
    if not fields and obj.search_fields:
        return None
    return SearchPlan(
        obj,
        plan_where(context, obj, query.filter),
        shown(context, obj, obj.label_field),
        shown(context, obj, obj.image_field),
        None if len(fields) == len(obj.search_fields) else tuple(fields),
        context.permissions.readable(obj.fields["createdAt"].id, obj.id),
    )


def shown(context: Context, obj: ObjectSchema, name: str | None) -> Field | None:
    """The field of this name, if there is one and the caller may read it."""
    field = obj.fields.get(name) if name else None
    return field if field is not None and may_read(context, obj, field) else None


def decode(text: str) -> SearchAfter:
    """`{"lastRanks": {"tsRankCD", "tsRank"}, "lastRecordIdsPerObject": {object: id}}` in base64."""
    try:
        data: Any = orjson.loads(base64.b64decode(text.encode(), validate=True))
        ranks, ids = data["lastRanks"], list(data["lastRecordIdsPerObject"].values())
        created = data.get("lastCreatedAt")
        return SearchAfter(
            rank_of(ranks["tsRankCD"]),
            rank_of(ranks["tsRank"]),
            max(str(UUID(one)) for one in ids),
            None if created is None else moment_of(created),
        )
    except (ValueError, TypeError, KeyError, AttributeError, binascii.Error):
        raise invalid(text) from None


def rank_of(value: Any) -> float:
    rank = float(value)
    if not 0 <= rank <= MOST_RANK:
        raise ValueError(value)
    return rank


def moment_of(value: str) -> str:
    if not MICROSECONDS.fullmatch(value):
        raise ValueError(value)
    return datetime.fromisoformat(value).isoformat()
