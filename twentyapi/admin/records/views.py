"""The pages of records: a list, and a form for one record. Each asks the engine as the person."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar
from uuid import UUID

import orjson
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_POST

from apikeys.admin.scope import acting, current_or_refuse
from core.records.context import Context
from core.records.engine import run
from core.records.errors import RecordError
from core.records.query import (
    ID_ONLY,
    PAGE_INFO,
    Connection,
    Create,
    Every,
    FindMany,
    FindOne,
    OrderKey,
    Page,
    PageInfo,
    Query,
    Records,
    RecordSelection,
    Remove,
    Result,
    ToOne,
    Total,
    Update,
)
from core.rest.errors import RestError
from core.rest.filter_grammar import parse_filters
from core.rest.parse import parse_order
from core.rest.selection import default_selection
from core.rest.views import limits_of
from core.serving import serve
from metadata.fields.base import Field
from metadata.schema.snapshot import ObjectSchema, WorkspaceSchema
from twentyapi.admin.page import page
from twentyapi.admin.records import filters, shown
from twentyapi.admin.records.form import RecordForm
from twentyapi.admin.records.pick import pick

T = TypeVar("T")
PAGE_SIZE = 50
REFUSALS = (RecordError, RestError)


def served(request: HttpRequest, work: Callable[[Context], T]) -> T:
    """Runs `work` as the person in the chosen workspace, again when the data model changed under it."""

    def caller() -> Any:
        workspace = current_or_refuse(request)
        workspace.refresh_from_db()
        return acting(request, workspace)

    return serve(caller, limits_of, work)


def find(context: Context, plural: str) -> ObjectSchema:
    found = context.schema.plurals.get(plural)
    if found is None:
        raise Http404("No such object")
    return found


def index(request: HttpRequest) -> HttpResponse:
    """To the first object, or all of them to choose from."""
    objects = served(request, lambda context: list(context.schema.objects.values()))
    about = {"objects": sorted(objects, key=lambda one: (one.system, one.label_plural))}
    return page(request, "settings/record_objects.html", "Records", about)


# -- the list -------------------------------------------------------------------------------------------------------
def listing(request: HttpRequest, plural: str) -> HttpResponse:
    added = filters.chosen(request.GET)
    if added is not None:
        return HttpResponseRedirect(filters.query(request.GET, filter=[*request.GET.getlist("filter"), added]))
    return served(request, lambda context: listed(request, context, find(context, plural)))


def listed(request: HttpRequest, context: Context, obj: ObjectSchema) -> HttpResponse:
    fields = shown.columns(obj)
    about: dict[str, Any] = {
        "kind": obj,
        "columns": headings(request, fields),
        "paths": filters.paths(obj),
        "operators": filters.WORDS,
        "active": filters.active(request.GET),
        "in_bin": "bin" in request.GET,
        "bin_link": filters.query(request.GET, bin=None if "bin" in request.GET else "1"),
        "call": call(request, obj),
        "query": request.GET,
    }
    try:
        about |= rows(request, context, obj, fields)
    except REFUSALS as error:
        about |= {"refused": error.message, "rows": [], "total": 0}
    return page(request, "settings/records.html", obj.label_plural, about)


def rows(request: HttpRequest, context: Context, obj: ObjectSchema, fields: list[Field]) -> dict[str, Any]:
    texts = request.GET.getlist("filter") + ([filters.IN_THE_BIN] if "bin" in request.GET else [])
    before, after = request.GET.get("before"), request.GET.get("after")
    at = Page(last=PAGE_SIZE, before=before) if before else Page(first=PAGE_SIZE, after=after or None)
    outputs = (Records("records", shown.selection(context.schema, fields)), Total("total"), PageInfo("info", PAGE_INFO))
    order = parse_order(request.GET.get("order", "")) or (OrderKey(("createdAt",), "DescNullsLast"),)
    filter = parse_filters(texts) if texts else Every(())
    answer = run(FindMany(obj.name_singular, Connection(outputs, filter, order, at)), context)
    records = orjson.loads(answer.outputs["records"])
    info = orjson.loads(answer.outputs["info"])
    return {
        "rows": [
            (record, shown.name_of(obj, record), [shown.cell(context.schema, field, record) for field in fields])
            for record in records
        ],
        "total": orjson.loads(answer.outputs["total"]),
        "previous": (after or info["hasPreviousPage"]) and filters.query(request.GET, before=info["startCursor"]),
        "next": (before or info["hasNextPage"]) and filters.query(request.GET, after=info["endCursor"]),
    }


def headings(request: HttpRequest, fields: list[Field]) -> list[tuple[str, str, str]]:
    """Label, link that sorts by the field, and how the list is sorted by it now."""
    found = []
    for field in fields:
        path, at = sort_path(field), request.GET.get("order", "")
        ascending = at == f"{path}[AscNullsLast]"
        state = "ascending" if ascending else "descending" if at.startswith(f"{path}[") else ""
        turn = "DescNullsLast" if ascending else "AscNullsLast"
        found.append((field.label, filters.query(request.GET, order=f"{path}[{turn}]") if path else "", state))
    return found


def sort_path(field: Field) -> str:
    if field.relation is not None or not field.columns or field.columns[0].kind.pg == "jsonb":
        return ""
    return f"{field.name}.{field.columns[0].part.name}" if field.type.shape.composite else field.name


def call(request: HttpRequest, obj: ObjectSchema) -> str:
    """The same list over REST."""
    parts = [f"filter={text}" for text in request.GET.getlist("filter")]
    parts += [f"filter={filters.IN_THE_BIN}"] if "bin" in request.GET else []
    parts += [f"order_by={request.GET['order']}"] if request.GET.get("order") else []
    return f"GET /rest/{obj.name_plural}" + ("?" + "&".join(parts) if parts else "")


def picked(request: HttpRequest, plural: str) -> HttpResponse:
    return served(request, lambda context: pick(request, context, find(context, plural)))


# -- one record -----------------------------------------------------------------------------------------------------
def add(request: HttpRequest, plural: str) -> HttpResponse:
    return served(request, lambda context: edited(request, context, find(context, plural), None))


def change(request: HttpRequest, plural: str, record_id: UUID) -> HttpResponse:
    return served(request, lambda context: edited(request, context, find(context, plural), record_id))


def edited(request: HttpRequest, context: Context, obj: ObjectSchema, record_id: UUID | None) -> HttpResponse:
    record = None if record_id is None else loaded(context, obj, record_id)
    data = request.POST if request.method == "POST" else None
    form = RecordForm(context.schema, obj, record, data)
    if data is not None and form.is_valid() and stored(request, context, obj, record_id, form):
        return HttpResponseRedirect(reverse("settings-records", args=[obj.name_plural]))
    about = {
        "kind": obj,
        "record": record,
        "form": form,
        "related": [] if record is None else many(context, obj, record),
        "facts": [] if record is None else facts(obj, record),
    }
    title = f"New {obj.label_singular}" if record is None else shown.name_of(obj, record)
    return page(request, "settings/record.html", title, about, status=400 if form.errors else 200)


def loaded(context: Context, obj: ObjectSchema, record_id: UUID) -> dict[str, Any]:
    """From the bin as well."""
    whole = named_relations(context.schema, obj)
    either = parse_filters([f'id[eq]:"{record_id}",or(deletedAt[is]:NULL,deletedAt[is]:NOT_NULL)'])
    try:
        found: dict[str, Any] = orjson.loads(run(FindOne(obj.name_singular, whole, filter=either), context).record)
    except RecordError as error:
        raise Http404(error.message) from None
    return found


@lru_cache(maxsize=512)
def named_relations(schema: WorkspaceSchema, obj: ObjectSchema) -> RecordSelection:
    """All values of a record, and of the records that it names their names."""
    names = [
        ToOne(field.name, field.name, shown.naming(schema.target(field)))
        for field in obj.fields.values()
        if field.relation is not None and field.relation.to_one
    ]
    return RecordSelection((*default_selection(schema, obj, 0).items, *names), lenient=True)


def stored(request: HttpRequest, context: Context, obj: ObjectSchema, record_id: UUID | None, form: RecordForm) -> bool:
    data = form.data_for_engine()
    name = obj.name_singular
    try:
        if record_id is None:
            run(Create(name, [data], ID_ONLY), context)
        elif data:
            run(Update(name, ID_ONLY, rows=[(record_id, data)]), context)
    except RecordError as error:
        form.refuse(error.details.get("field"), error.message)
        return False
    messages.success(request, f"The {obj.label_singular} is saved.")
    return True


def many(context: Context, obj: ObjectSchema, record: dict[str, Any]) -> list[tuple[str, str]]:
    """The relations to many: label, and the list of the records that belong to this one."""
    found = []
    for field in obj.fields.values():
        if field.relation is not None and not field.relation.to_one:
            address = reverse("settings-records", args=[context.schema.target(field).name_plural])
            text = filters.condition(field.relation.join_column, "eq", record["id"])
            found.append((field.label, address + filters.query(QueryDict(), filter=text)))
    return found


def facts(obj: ObjectSchema, record: dict[str, Any]) -> list[tuple[str, str]]:
    names = ("id", "createdAt", "createdBy", "updatedAt", "updatedBy", "deletedAt")
    told = ((obj.fields[name], record.get(name)) for name in names if name in obj.fields)
    return [(field.label, shown.text_of(field, value)) for field, value in told if value]


@require_POST
def remove(request: HttpRequest, plural: str, record_id: UUID) -> HttpResponse:
    """Into the bin, out of it, or away for good."""
    mode = request.POST.get("mode", "")
    if mode not in ("soft_delete", "restore", "destroy"):
        raise Http404("No such action")

    def work(context: Context) -> tuple[ObjectSchema, Result]:
        obj = find(context, plural)
        query: Query = Remove(obj.name_singular, ID_ONLY, mode, ids=[record_id])  # type: ignore[arg-type]
        return obj, run(query, context)

    done = {"soft_delete": "is in the bin", "restore": "is back", "destroy": "is destroyed"}[mode]
    try:
        obj, _ = served(request, work)
        messages.success(request, f"The {obj.label_singular} {done}.")
    except RecordError as error:
        messages.error(request, error.message)
    return HttpResponseRedirect(reverse("settings-records", args=[plural]))
