"""The views of one workspace for one request: views once, each kind of part once."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any
from uuid import UUID

from graphql import GraphQLResolveInfo

from metadata.graphql.context import context_of
from metadata.models import STANDARD_APPLICATION
from metadata.services.view_keys import KINDS, Kind

Node = dict[str, Any]


def node(row: Any, kind: Kind) -> Node:
    """A view, or a part of one, in the API's notation."""
    return {
        "id": row.id,
        "workspaceId": row.workspace_id,
        "isCustom": row.application_id != STANDARD_APPLICATION,
        "isActive": row.is_active,
        "isOverridden": False,
        "createdAt": row.created_at,
        "updatedAt": row.updated_at,
        "deletedAt": None,
        **{name: getattr(row, key.attribute) for name, key in kind.keys.items()},
    }


class Views:
    """What the resolvers of views ask."""

    def __init__(self, workspace_id: UUID) -> None:
        self.workspace_id = workspace_id
        self._all: dict[UUID, Node] | None = None
        self._parts: dict[str, dict[UUID, list[Node]]] = {}

    @property
    def by_id(self) -> dict[UUID, Node]:
        if self._all is None:
            self._all = {found["id"]: found for found in self._rows("view", "position", "created_at", "id")}
        return self._all

    def parts(self, kind: str) -> dict[UUID, list[Node]]:
        """All parts of one kind, by the id of their view."""
        if kind not in self._parts:
            found: dict[UUID, list[Node]] = defaultdict(list)
            order = ("position", "created_at") if "position" in KINDS[kind].keys else ("created_at", "id")
            for part in self._rows(kind, *order):
                found[part["viewId"]].append(part)
            self._parts[kind] = found
        return self._parts[kind]

    def _rows(self, kind: str, *order: str) -> list[Node]:
        rows = KINDS[kind].model._default_manager.filter(workspace_id=self.workspace_id).order_by(*order)
        return [node(row, KINDS[kind]) for row in rows]


def views_of(info: GraphQLResolveInfo) -> Views:
    context = context_of(info)
    return context.once("views", lambda: Views(context.workspace_id))


def all_parts(kind: str) -> Callable[[Any, GraphQLResolveInfo], list[Node]]:
    """The resolver of all parts of one kind in the workspace."""

    def resolve(_: Any, info: GraphQLResolveInfo) -> list[Node]:
        return [part for parts in views_of(info).parts(kind).values() for part in parts]

    return resolve
