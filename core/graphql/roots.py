"""The root fields of a workspace by name: what each does, and its Graphene field."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import graphene

from core.graphql.names import Entry, entries, typed
from core.graphql.outputs import list_arguments
from core.graphql.workspace import current_workspace
from metadata.graphql.workspace import Workspace
from metadata.schema.snapshot import ObjectSchema, WorkspaceSchema


@dataclass(frozen=True, slots=True)
class RootField:
    """`kind` names the operation; `object` is None for those over the whole workspace."""

    kind: str
    object: ObjectSchema | None
    type: str
    arguments: tuple[Entry, ...] = ()

    @property
    def non_null(self) -> bool:
        return self.type.endswith("!")


@dataclass(frozen=True, slots=True)
class RegisteredRoot:
    """A root field of another app, answered by its resolver. `type` is a Graphene type or a function giving one."""

    name: str
    type: Any
    resolve: Callable[..., Any]


REGISTERED: dict[str, RegisteredRoot] = {
    "currentWorkspace": RegisteredRoot("currentWorkspace", graphene.NonNull(Workspace), current_workspace)
}


def register_root(name: str, type: Any, resolve: Callable[..., Any]) -> None:
    """Adds a query to every workspace's schema. `resolve(root, info)`: info.context is a metadata.graphql Context."""
    REGISTERED[name] = RegisteredRoot(name, type, resolve)


SEARCH = RootField(
    "search",
    None,
    "SearchResultConnection!",
    tuple(
        entries(
            "searchInput: String!, limit: Int!, after: String, includedObjectNameSingulars: [String!], "
            "filter: ObjectRecordFilterInput, excludedObjectNameSingulars: [String!]"
        )
    ),
)

Roots = Mapping[str, tuple[str, ObjectSchema | None]]
"""Root name -> (kind, object): cheap to make for a whole workspace; the RootField follows when one is used."""


def query_roots(schema: WorkspaceSchema) -> Roots:
    found: dict[str, tuple[str, ObjectSchema | None]] = {}
    for obj in schema.objects.values():
        found.setdefault(obj.name_plural, ("find_many", obj))
        found.setdefault(obj.name_singular, ("find_one", obj))
        if obj.duplicate_criteria:
            found.setdefault(f"{obj.name_singular}Duplicates", ("duplicates", obj))
        found.setdefault(f"{obj.name_plural}GroupBy", ("group_by", obj))
    found.setdefault("search", ("search", None))
    for name in REGISTERED:
        found.setdefault(name, ("registered", None))
    return found


SINGLE = ("create", "update", "delete", "destroy", "restore")


def mutation_roots(schema: WorkspaceSchema) -> Roots:
    found: dict[str, tuple[str, ObjectSchema | None]] = {}
    for obj in schema.objects.values():
        for verb in SINGLE:
            found.setdefault(f"{verb}{obj.plural_title}", (f"{verb}_many", obj))
            found.setdefault(f"{verb}{obj.singular_title}", (f"{verb}_one", obj))
        if obj.duplicate_criteria:
            found.setdefault(f"merge{obj.plural_title}", ("merge", obj))
    return found


def root_field(kind: str, obj: ObjectSchema | None) -> RootField:
    if obj is None:
        return SEARCH
    name = obj.singular_title
    if kind == "find_many":
        return RootField(kind, obj, f"{name}Connection", list_arguments(name))
    type_, notation = SHAPES[kind]
    return RootField(kind, obj, type_.format(name), tuple(entries(notation.replace("{}", name))))


SHAPES = {
    "find_one": ("{}", "filter: {}FilterInput!"),
    "duplicates": ("[{}Connection!]", "ids: [UUID], data: [{}CreateInput]"),
    "group_by": (
        "[{}GroupByConnection!]",
        "groupBy: [{}GroupByInput!]!, filter: {}FilterInput, orderBy: [{}OrderByWithGroupByInput], "
        "orderByForRecords: [{}OrderByInput], viewId: UUID, limit: Int, offsetForRecords: Int",
    ),
    "create_many": ("[{}!]", "data: [{}CreateInput!]!, upsert: Boolean"),
    "create_one": ("{}", "data: {}CreateInput!, upsert: Boolean"),
    "update_one": ("{}", "id: UUID!, data: {}UpdateInput!"),
    "update_many": ("[{}!]", "data: {}UpdateInput!, filter: {}FilterInput!"),
    **{f"{verb}_one": ("{}", "id: UUID!") for verb in ("delete", "destroy", "restore")},
    **{f"{verb}_many": ("[{}!]", "filter: {}FilterInput!") for verb in ("delete", "destroy", "restore")},
    "merge": ("{}", "ids: [UUID!]!, conflictPriorityIndex: Int!, dryRun: Boolean"),
}


def graphene_field(name: str, root: RootField) -> graphene.Field:
    arguments = {entry.name: graphene.Argument(typed(entry.type)) for entry in root.arguments}
    return graphene.Field(typed(root.type), args=arguments, name=name)
