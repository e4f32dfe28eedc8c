"""Full-text search over every searchable object that the caller may read: one statement."""

import base64
import binascii
from typing import Any

import orjson

from core.records.context import Context
from core.records.errors import RecordError
from core.records.execute import fetch
from core.records.filters import plan_where
from core.records.lookup import may_read
from core.records.paging import invalid, is_uuid
from core.records.query import Result, Search
from core.records.sql.search import SearchAfter, search_sql
from metadata.schema.snapshot import ObjectSchema

MOST = 200


def search(query: Search, context: Context) -> Result:
    if query.limit < 0:
        raise RecordError(
            "INVALID_QUERY_INPUT", "Limit argument must be non-negative", field="limit", value=query.limit
        )
    plans = [(obj, plan_where(context, obj, query.filter)) for obj in searched(query, context)]
    after = decode(query.after) if query.after is not None else None
    statement = search_sql(context.schema.pg_schema, query, plans, after, min(query.limit, MOST))
    row = fetch(statement.sql, statement.params)[0]
    return Result(outputs=dict(zip(statement.keys, row, strict=True)))


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
        and may_read(context, obj, obj.fields["searchVector"])
    ]


def decode(text: str) -> SearchAfter:
    """`{"lastRanks": {"tsRankCD", "tsRank"}, "lastRecordIdsPerObject": {object: id}}` in base64."""
    try:
        data: Any = orjson.loads(base64.b64decode(text.encode(), validate=True))
        ranks, ids = data["lastRanks"], list(data["lastRecordIdsPerObject"].values())
        found = SearchAfter(float(ranks["tsRankCD"]), float(ranks["tsRank"]), max(ids), data.get("lastCreatedAt"))
    except (ValueError, TypeError, KeyError, binascii.Error, UnicodeEncodeError):
        raise invalid(text) from None
    if not is_uuid(found.record_id):
        raise invalid(text)
    return found
