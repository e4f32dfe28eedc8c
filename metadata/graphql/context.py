"""What the resolvers of one request share: the caller, the data model, the budget."""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar
from uuid import UUID

from graphql import GraphQLResolveInfo

from .errors import forbidden_resource, permission_denied
from .model import Model

T = TypeVar("T")


class Rights(Protocol):
    def allows_setting(self, flag: str) -> bool: ...

    def can_read(self, object_id: UUID) -> bool: ...


class Caller(Protocol):
    """What the metadata schema asks of a caller; the credential itself is no business of this app."""

    @property
    def workspace_id(self) -> UUID: ...

    @property
    def workspace_version(self) -> int: ...

    @property
    def permissions(self) -> Rights: ...


class Context:
    """`caller` is None for a request without a credential, which only the public roots serve."""

    def __init__(self, caller: Any, origin: str = "", request: Any = None) -> None:
        """`request`: Django's, for those roots with which somebody signs in."""
        self._caller = caller
        self._known: dict[str, Any] = {}
        self.origin = origin
        self.request = request

    @property
    def caller(self) -> Any:
        if self._caller is None:
            raise forbidden_resource()
        return self._caller

    @property
    def workspace_id(self) -> UUID:
        return self.caller.workspace_id

    @property
    def version(self) -> tuple[UUID, int] | None:
        """The workspace and the version of its data model that came with the credential."""
        return (self._caller.workspace_id, self._caller.workspace_version) if self._caller is not None else None

    @property
    def model(self) -> Model:
        return self.once("model", lambda: Model(self.workspace_id))

    def once(self, name: str, make: Callable[[], T]) -> T:
        """What `make` gives, made at the first call of the request."""
        if name not in self._known:
            self._known[name] = make()
        return self._known[name]

    def forget(self) -> None:
        """Before a change: what is asked next is read anew."""
        self._known.clear()

    def require(self, flag: str) -> None:
        """The settings right that guards a change."""
        if not self.caller.permissions.allows_setting(flag):
            raise permission_denied()


def context_of(info: GraphQLResolveInfo) -> Context:
    return info.context


def model_of(info: GraphQLResolveInfo) -> Model:
    return info.context.model


def caller_of(info: GraphQLResolveInfo) -> Any:
    return info.context.caller
