"""Request bodies: JSON text -> the shape that an operation takes. Values of fields are the engine's business."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson
from django.http import HttpRequest

from core.records.errors import RecordError, unknown_field
from core.rest.errors import MalformedBody, RestError
from core.rest.routes import bad_id, parse_id
from metadata.schema.snapshot import ObjectSchema

ABSENT = object()
"""No JSON body was sent."""
WRAPPERS = ("records", "data")


def read_body(request: HttpRequest) -> Any:
    """The JSON of the body, ABSENT where there is none. Raises MalformedBody."""
    if not request.META.get("CONTENT_LENGTH") or not _is_json(request.META.get("CONTENT_TYPE", "")):
        return ABSENT
    text = request.body
    if not text.strip():
        return ABSENT
    try:
        body = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise MalformedBody(_wording(error)) from None
    if not isinstance(body, dict | list):
        raise MalformedBody("Unexpected token in JSON at position 0: the body must be an object or an array")
    return body


def _is_json(content_type: str) -> bool:
    kind = content_type.partition(";")[0].strip().lower()
    return kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))


def _wording(error: orjson.JSONDecodeError) -> str:
    reason = error.msg.partition(":")[0].rstrip(".")
    if "end of data" in reason or "EOF" in reason or not error.doc[error.pos :].strip():
        return "Unexpected end of JSON input"
    return (
        f"{reason[:1].upper()}{reason[1:]} in JSON at position {error.pos} (line {error.lineno} column {error.colno})"
    )


# -- records --------------------------------------------------------------------------------------------------------
def record(body: Any, object_name: str) -> Mapping[str, Any]:
    """One JSON object."""
    if isinstance(body, dict):
        return body
    if isinstance(body, list) and body:
        raise unknown_field(object_name, "0", "INVALID_ARGS_DATA")
    raise RestError("INVALID_BODY", "Request body must be a JSON object")


def emptied(data: Mapping[str, Any], obj: ObjectSchema) -> Mapping[str, Any]:
    """Null empties every field in REST: a composite part by part, a to-one relation by its id."""
    if None not in data.values():
        return data
    return {key: inner for name, value in data.items() for key, inner in _emptied(name, value, obj, data)}


def _emptied(name: str, value: Any, obj: ObjectSchema, data: Mapping[str, Any]) -> list[tuple[str, Any]]:
    field = obj.fields.get(name)
    if value is not None or field is None:
        return [(name, value)]
    if field.relation is not None and field.relation.to_one:
        join = field.relation.join_column
        return [] if join in data else [(join, None)]
    if field.type.shape.composite and field.type.name != "ACTOR":
        return [(name, {part.name: None for part in field.type.shape.parts if part.writable})]
    return [(name, None)]


def array(body: Any) -> Sequence[Any]:
    """A bare array, or one inside `records` or `data`, which some clients send."""
    if isinstance(body, dict) and len(body) == 1:
        ((name, inner),) = body.items()
        body = inner if name in WRAPPERS else body
    if not isinstance(body, list):
        raise RestError("INVALID_BODY", "Request body must be a JSON array")
    return body


def records(body: Any) -> list[Mapping[str, Any]]:
    items = array(body)
    for index, item in enumerate(items):
        if not isinstance(item, dict):
            message = f"Request body must be a JSON array of objects: item {index} is none"
            raise RestError("INVALID_BODY", message, index=index)
    return list(items)


def updates(body: Any) -> list[tuple[UUID, Mapping[str, Any]]]:
    """`[{"id": .., field: value ..}]`: each record with its own values."""
    items = records(body)
    found: list[tuple[UUID, Mapping[str, Any]]] = []
    for index, item in enumerate(items):
        if item.get("id") is None:
            message = f'Every record of a batch update needs an "id": item {index} has none'
            raise RestError("INVALID_BODY", message, index=index, field="id")
        found.append((_id(item["id"], index), {key: value for key, value in item.items() if key != "id"}))
    _refuse_repeats([id for id, _ in found])
    return found


def ids(body: Any) -> list[UUID]:
    """`["id", ..]` or `{"ids": [..]}`."""
    if isinstance(body, dict) and set(body) == {"ids"}:
        body = body["ids"]
    found = [_id(item, index) for index, item in enumerate(array(body))]
    _refuse_repeats(found)
    return found


def _id(value: Any, index: int) -> UUID:
    if not isinstance(value, str):
        raise bad_id(orjson.dumps(value).decode(), index=index)
    try:
        return parse_id(value)
    except RestError as error:
        error.details["index"] = index
        raise


def _refuse_repeats(found: Sequence[UUID]) -> None:
    seen: set[UUID] = set()
    for index, id in enumerate(found):
        if id in seen:
            message = f"Record '{id}' occurs more than once in the batch"
            raise RestError("REPEATED_ID", message, index=index, value=str(id))
        seen.add(id)


# -- duplicates and merge -------------------------------------------------------------------------------------------
def sources(body: Any) -> tuple[list[UUID] | None, list[Mapping[str, Any]] | None]:
    """Ids or values of which duplicates are sought; a single object stands for a list of one."""
    given = body if isinstance(body, dict) else {}
    data, ids_ = given.get("data"), given.get("ids")
    if data is not None and ids_ is not None:
        raise RecordError("ARGS_CONFLICT", 'You cannot provide both "data" and "ids" arguments')
    if data is None and ids_ is None:
        raise RestError("INVALID_BODY", 'You have to provide either "data" or "ids" argument')
    if ids_ is not None:
        return [_id(item, index) for index, item in enumerate(_list(ids_, "ids"))], None
    return None, records([data] if isinstance(data, dict) else _list(data, "data"))


def merge(body: Any, object_name: str) -> tuple[list[UUID], int, bool]:
    """-> ids, the index of the record that wins, and whether it is only a preview."""
    given = record(body, object_name)
    found = [_id(item, index) for index, item in enumerate(_list(given.get("ids", []), "ids"))]
    priority, dry_run = given.get("conflictPriorityIndex", 0), given.get("dryRun", False)
    if isinstance(priority, bool) or not isinstance(priority, int):
        raise RestError("INVALID_BODY", '"conflictPriorityIndex" must be an integer', field="conflictPriorityIndex")
    if not isinstance(dry_run, bool | None):
        raise RestError("INVALID_BODY", '"dryRun" must be true or false', field="dryRun")
    return found, priority, bool(dry_run)


def _list(value: Any, name: str) -> list[Any]:
    if not isinstance(value, list):
        raise RestError("INVALID_BODY", f'"{name}" must be a JSON array', field=name)
    return value
