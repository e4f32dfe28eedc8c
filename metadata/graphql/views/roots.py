"""The roots of views and their parts. The parts are alike but for a few names, so their roots are made from a table."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import graphene
from django.db import transaction
from graphql import GraphQLResolveInfo

from metadata.graphql.context import Context, context_of
from metadata.graphql.filters import uuid_of
from metadata.graphql.plain import Given, plain
from metadata.services import views
from metadata.services.view_keys import KINDS

from . import inputs, types
from .loading import Node, node, views_of

Resolver = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of part. `by_id`: updated and deleted by a bare id; `told`: a deletion answers true, not the part."""

    kind: str
    needs_view: bool = False
    by_id: bool = False
    told: bool = False

    @property
    def title(self) -> str:
        return self.kind[:1].upper() + self.kind[1:]

    @property
    def shown(self) -> type[graphene.ObjectType]:
        return getattr(types, self.title)

    def input(self, verb: str) -> type[graphene.InputObjectType]:
        return getattr(inputs, f"{verb}{self.title}Input")


PARTS = (
    Part("viewField", needs_view=True),
    Part("viewFilter"),
    Part("viewFilterGroup", by_id=True, told=True),
    Part("viewGroup"),
    Part("viewSort", told=True),
)


# -- reading -----------------------------------------------------------------------------------------------------
def _get_view(_: Any, info: GraphQLResolveInfo, id: str) -> Node | None:
    return views_of(info).by_id.get(uuid_of(id))


def _get_views(
    _: Any, info: GraphQLResolveInfo, objectMetadataId: str | None = None, viewTypes: list[Any] | None = None
) -> list[Node]:
    wanted = uuid_of(objectMetadataId) if objectMetadataId is not None else None
    kinds = plain(viewTypes)
    return [
        view
        for view in views_of(info).by_id.values()
        if (wanted is None or view["objectMetadataId"] == wanted) and (kinds is None or view["type"] in kinds)
    ]


def _get_part(kind: str) -> Resolver:
    def resolve(_: Any, info: GraphQLResolveInfo, id: str) -> Node | None:
        wanted = uuid_of(id)
        every = views_of(info).parts(kind).values()
        return next((part for parts in every for part in parts if part["id"] == wanted), None)

    return resolve


def _get_parts(kind: str) -> Resolver:
    def resolve(_: Any, info: GraphQLResolveInfo, viewId: str | None = None) -> list[Node]:
        found = views_of(info).parts(kind)
        if viewId is not None:
            return found.get(uuid_of(viewId), [])
        return [part for parts in found.values() for part in parts]

    return resolve


def _no_group(_: Any, info: GraphQLResolveInfo, id: str) -> None:
    """Groups of fields are not stored: to whoever may ask, there is none."""
    assert context_of(info).caller
    uuid_of(id)


def _no_groups(_: Any, info: GraphQLResolveInfo, viewId: str) -> list[Node]:
    _no_group(_, info, viewId)
    return []


# -- changing ----------------------------------------------------------------------------------------------------
def _changing(info: GraphQLResolveInfo) -> Context:
    context = context_of(info)
    context.require("VIEWS")
    context.forget()
    return context


def _create(kind: str) -> Resolver:
    def resolve(_: Any, info: GraphQLResolveInfo, input: Given) -> Node:
        context = _changing(info)
        return node(views.create(context.workspace_id, KINDS[kind], plain(input)), KINDS[kind])

    return resolve


def _create_many(kind: str) -> Resolver:
    def resolve(_: Any, info: GraphQLResolveInfo, inputs: list[Given]) -> list[Node]:
        context = _changing(info)
        with transaction.atomic():
            rows = [views.create(context.workspace_id, KINDS[kind], plain(one)) for one in inputs]
        return [node(row, KINDS[kind]) for row in rows]

    return resolve


def _update(kind: str) -> Resolver:
    """`update(id, input)` as well as `update(input: {id, update})`."""

    def resolve(_: Any, info: GraphQLResolveInfo, input: Given, id: str | None = None) -> Node:
        context, given = _changing(info), plain(input)
        row_id = uuid_of(id if id is not None else given["id"])
        values = given if id is not None else given["update"]
        return node(views.update(context.workspace_id, KINDS[kind], row_id, values), KINDS[kind])

    return resolve


def _delete(kind: str, *, told: bool) -> Resolver:
    """There is no trash for views: what is deleted is gone."""

    def resolve(_: Any, info: GraphQLResolveInfo, id: str | None = None, input: Given | None = None) -> Any:
        context = _changing(info)
        row_id = uuid_of(id if id is not None else (input or {})["id"])
        before = node(views.one(context.workspace_id, KINDS[kind], row_id), KINDS[kind])
        views.delete(context.workspace_id, KINDS[kind], row_id)
        return True if told else before

    return resolve


def _many(type_: type[graphene.ObjectType], resolver: Resolver, **arguments: Any) -> graphene.List:
    return graphene.List(graphene.NonNull(type_), required=True, resolver=resolver, **arguments)


def _queries() -> dict[str, Any]:
    text = graphene.String
    found: dict[str, Any] = {
        "getView": graphene.Field(types.View, id=text(required=True), resolver=_get_view),
        "getViewFieldGroup": graphene.Field(types.ViewFieldGroup, id=text(required=True), resolver=_no_group),
        "getViewFieldGroups": _many(types.ViewFieldGroup, _no_groups, viewId=text(required=True)),
        "getViews": _many(
            types.View,
            _get_views,
            objectMetadataId=text(),
            viewTypes=graphene.List(graphene.NonNull(types.ViewType)),
        ),
    }
    for part in PARTS:
        one, many = _get_part(part.kind), _get_parts(part.kind)
        found[f"get{part.title}"] = graphene.Field(part.shown, id=text(required=True), resolver=one)
        found[f"get{part.title}s"] = _many(part.shown, many, viewId=text(required=part.needs_view))
    return found


def _mutations() -> dict[str, Any]:
    found: dict[str, Any] = {
        "createManyViewFields": _creating_many(PARTS[0]),
        "createManyViewGroups": _creating_many(PARTS[3]),
        **_changes(Part("view", by_id=True, told=True)),
    }
    for part in PARTS:
        found |= _changes(part)
    return found


def _creating_many(part: Part) -> graphene.List:
    given = graphene.List(graphene.NonNull(part.input("Create")), required=True)
    return _many(part.shown, _create_many(part.kind), inputs=given)


def _changes(part: Part) -> dict[str, Any]:
    name, id = part.title, {"id": graphene.String(required=True)}

    def changed(resolver: Resolver, **arguments: Any) -> graphene.Field:
        return graphene.Field(part.shown, required=True, resolver=resolver, **arguments)

    def given(verb: str) -> dict[str, Any]:
        return {"input": part.input(verb)(required=True)}

    def gone(verb: str) -> Any:
        arguments = id if part.by_id else given(verb)
        resolver = _delete(part.kind, told=part.told)
        if part.told:
            return graphene.Boolean(required=True, resolver=resolver, **arguments)
        return changed(resolver, **arguments)

    return {
        f"create{name}": changed(_create(part.kind), **given("Create")),
        f"update{name}": changed(_update(part.kind), **(id if part.by_id else {}), **given("Update")),
        f"delete{name}": gone("Delete"),
        f"destroy{name}": gone("Destroy"),
    }


ViewQuery = type("ViewQuery", (graphene.ObjectType,), {"__doc__": "Views and their parts.", **_queries()})
ViewMutation = type("ViewMutation", (graphene.ObjectType,), {"__doc__": "Changes of views.", **_mutations()})
