"""Records to choose from by their names, a few at a time: what the pickers of relations ask for."""

import orjson
from django.http import HttpRequest, JsonResponse

from apikeys.parse import uuid_or_none
from core.records.context import Context
from core.records.engine import run
from core.records.query import Connection, Every, Filter, FindMany, Page, Records
from core.rest.filter_grammar import parse_filters
from metadata.schema.snapshot import ObjectSchema
from twentyapi.admin.records import shown
from twentyapi.admin.records.filters import quoted

OFFERED = 20
MOST_WORDS, LONGEST = 6, 100


def pick(request: HttpRequest, context: Context, obj: ObjectSchema) -> JsonResponse:
    """`q`: words that the name holds, or an id."""
    outputs = (Records("records", shown.naming(obj)),)
    page = Page(first=OFFERED + 1)
    query = FindMany(obj.name_singular, Connection(outputs, wanted(obj, request.GET.get("q", "")), page=page))
    records = orjson.loads(run(query, context).outputs["records"])
    found = [{"id": one["id"], "name": shown.name_of(obj, one)} for one in records[:OFFERED]]
    return JsonResponse({"found": found, "more": len(records) > OFFERED}, headers={"Cache-Control": "no-store"})


def wanted(obj: ObjectSchema, text: str) -> Filter:
    """Every word in some part of the name."""
    text = text.replace("\0", "")[:LONGEST].strip()
    if uuid_or_none(text):
        return parse_filters([f"id[eq]:{quoted(text)}"])
    paths = named(obj)
    words = text.split()[:MOST_WORDS] if paths else []
    return parse_filters([either(paths, word) for word in words]) if words else Every(())


def either(paths: list[str], word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    texts = [f"{path}[ilike]:{quoted(f'%{escaped}%')}" for path in paths]
    return texts[0] if len(texts) == 1 else f"or({','.join(texts)})"


def named(obj: ObjectSchema) -> list[str]:
    """The texts of the field that names a record."""
    field = obj.fields.get(obj.label_field or "id")
    if field is None:
        return []
    composite = field.type.shape.composite
    return [
        f"{field.name}.{column.part.name}" if composite else column.name
        for column in field.columns
        if "ilike" in column.kind.operators
    ]
