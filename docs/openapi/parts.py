"""What all operations share: parameters, envelopes, error responses. Numbers come from the limits in force."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from core.records.context import Limits
from core.records.query import DIRECTIONS

Schema = dict[str, Any]

EXAMPLE_IDS = ("00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002")
TEXT: Schema = {"type": "string"}
CURSOR: Schema = {"type": ["string", "null"]}
PAGE_INFO: Schema = {
    "type": "object",
    "required": ["startCursor", "endCursor", "hasNextPage", "hasPreviousPage"],
    "properties": {
        "startCursor": CURSOR,
        "endCursor": CURSOR,
        "hasNextPage": {"type": "boolean"},
        "hasPreviousPage": {"type": "boolean"},
    },
}
ERROR: Schema = {
    "type": "object",
    "required": ["statusCode"],
    "properties": {
        "statusCode": {"type": "integer"},
        "error": {"type": "string"},
        "messages": {"type": "array", "items": {"type": "string"}},
        "message": {"type": ["string", "array"], "items": {"type": "string"}},
        "code": {"type": "string"},
    },
}
ERRORS = {
    "400": "The request is not valid: messages say what, added keys say where",
    "401": "The token is not valid or has expired",
    "403": "There is no token, or it was revoked",
    "404": "No such record",
    "409": "The same Idempotency-Key is being answered by another request",
    "413": "The body is too large",
    "422": "The Idempotency-Key was used with another request",
    "429": "Too many requests: wait for the seconds in Retry-After",
    "503": "The records or the data model are busy: try again",
}


def error_responses() -> dict[str, Schema]:
    """components.responses, by the status that the operations refer to."""
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    found = {code: {"description": text, "content": content} for code, text in ERRORS.items()}
    found["429"] = found["429"] | {"headers": {"Retry-After": {"schema": {"type": "integer"}}}}
    return found


@cache
def shared(part: str, name: str) -> Schema:
    """A reference; one object for all that refer to it, of which a document has thousands."""
    return {"$ref": f"#/components/{part}/{name}"}


def error_refs(*codes: str) -> dict[str, Schema]:
    return {code: shared("responses", code) for code in codes}


def query(name: str, description: str, schema: Schema, **more: Any) -> Schema:
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema, **more}


def parameters(limits: Limits) -> dict[str, Schema]:
    """components.parameters: the reference's fourteen, and ours."""
    return path_and_paging(limits) | writing() | grouping(limits)


def path_and_paging(limits: Limits) -> dict[str, Schema]:
    return {
        "idPath": {
            "name": "id",
            "in": "path",
            "required": True,
            "description": "The id of the record. That of the example is made by the example of a batch",
            "schema": {"type": "string", "format": "uuid"},
            "example": EXAMPLE_IDS[0],
        },
        "startingAfter": query("starting_after", "Records after this cursor (pageInfo.endCursor)", TEXT),
        "endingBefore": query("ending_before", "Records before this cursor (pageInfo.startCursor)", TEXT),
        "filter": query(
            "filter",
            "Conditions `field[operator]:value`, joined by commas (AND) or by and(..), or(..), not(..); "
            "sub-fields and relations with a dot",
            TEXT,
            example="createdAt[gte]:2020-01-01",
        ),
        "filterToWrite": query(
            "filter",
            f"Which records, by the same language as in a list; at most {limits.matches}",
            TEXT,
            required=True,
            example=f"id[in]:[{','.join(EXAMPLE_IDS)}]",
        ),
        "depth": query(
            "depth",
            "1 adds related records to each record",
            {"type": "integer", "minimum": 0, "maximum": 1, "default": 0},
        ),
        "orderBy": query(
            "order_by",
            f"`field[direction]`, joined by commas; directions {', '.join(DIRECTIONS)}",
            TEXT,
            example="createdAt[DescNullsLast]",
        ),
        "limit": query(
            "limit",
            "How many records",
            {"type": "integer", "minimum": 0, "maximum": limits.max_page, "default": limits.default_page},
        ),
        "viewId": query("viewId", "A view whose filters are added; view_id is read too", TEXT),
        "fields": query("fields", "The fields to answer, joined by commas; the id always comes", TEXT, example="id"),
    }


def writing() -> dict[str, Schema]:
    return {
        "upsert": query(
            "upsert",
            "true updates the record that holds one of the given unique values instead of refusing",
            {"type": "boolean", "default": False},
            example=True,
        ),
        "softDelete": query(
            "soft_delete",
            "true moves to the bin instead of destroying",
            {"type": "boolean", "default": False},
            example=True,
        ),
        "idempotencyKey": {
            "name": "Idempotency-Key",
            "in": "header",
            "required": False,
            "description": "The same key and body within 24 hours answers the first result again",
            "schema": {"type": "string", "maxLength": 255},
        },
    }


def grouping(limits: Limits) -> dict[str, Schema]:
    return {
        "groupLimit": query(
            "limit",
            "How many groups",
            {"type": "integer", "minimum": 0, "maximum": limits.groups_max, "default": limits.groups_default},
        ),
        "groupBy": query(
            "group_by",
            "A JSON array of the fields to group by; date fields take a granularity and a time zone",
            TEXT,
            required=True,
            example='[{"createdAt":{"granularity":"MONTH","timeZone":"UTC"}}]',
        ),
        "groupOrder": query(
            "order_by",
            'A JSON array: by a field of group_by, or by {"aggregate":{"countNotEmptyId":"DescNullsLast"}}',
            TEXT,
            example='[{"aggregate":{"countNotEmptyId":"DescNullsLast"}}]',
        ),
        "aggregate": query("aggregate", "A JSON array of aggregates", TEXT, example='["countNotEmptyId"]'),
        "includeRecordsSample": query(
            "include_records_sample",
            f"true adds up to {limits.group_records} records to each group",
            {"type": "boolean", "default": False},
        ),
        "orderByForRecords": query("order_by_for_records", "Their order, as in order_by of a list", TEXT),
    }


COMPONENT_OF = {
    "filter": "filter",
    "order_by": "orderBy",
    "limit": "limit",
    "starting_after": "startingAfter",
    "ending_before": "endingBefore",
    "depth": "depth",
    "fields": "fields",
    "upsert": "upsert",
    "soft_delete": "softDelete",
    "viewId": "viewId",
    "group_by": "groupBy",
    "aggregate": "aggregate",
    "include_records_sample": "includeRecordsSample",
    "order_by_for_records": "orderByForRecords",
}
"""Query parameter -> its component."""


GROUPED = {"limit": "groupLimit", "order_by": "groupOrder"}
FILTERED = {"filter": "filterToWrite"}
"""Where a parameter means something else: in groups, and in operations that change all that match."""


def parameter_refs(names: tuple[str, ...], special: Mapping[str, str]) -> list[Schema]:
    return [shared("parameters", special.get(name) or COMPONENT_OF[name]) for name in names]
