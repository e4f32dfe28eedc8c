"""From an authenticated caller to an engine context, and the retry after a data model changed under a request."""

from collections.abc import Callable
from typing import TypeVar

from apikeys.authentication import Caller
from core.records.context import Actor, Context, Limits
from core.records.errors import RecordError
from core.records.execute import StaleSchema
from metadata.schema.cache import schema_for

T = TypeVar("T")
ATTEMPTS = 8
"""How many versions of the data model one request may meet."""


def context_for(caller: Caller, limits: Limits) -> Context:
    """The context of `caller` at the metadata version that came with its authentication."""
    return Context(
        schema=schema_for(caller.workspace_id, caller.workspace_version),
        permissions=caller.permissions,
        actor=Actor(
            source="API" if caller.kind == "api_key" else "MANUAL",
            name=caller.name,
            workspace_member_id=caller.workspace_member_id,
        ),
        limits=limits,
        api_key_id=caller.api_key_id,
        user_id=caller.user_id,
        webhooks_version=caller.webhooks_version,
    )


def serve(authenticate: Callable[[], Caller], limits: Callable[[Caller], Limits], work: Callable[[Context], T]) -> T:
    """Runs `work`; each time its statement meets a newer model, authenticates and runs it again."""

    def once() -> T:
        caller = authenticate()
        return work(context_for(caller, limits(caller)))

    return while_stale(once, once)


def while_stale(first: Callable[[], T], again: Callable[[], T]) -> T:
    """The answer of `first`, or of `again` on a newer model. Only a model that never rests is refused."""
    attempt = first
    for _ in range(ATTEMPTS):
        try:
            return attempt()
        except StaleSchema:
            attempt = again
    raise RecordError("BUSY", "The data model is changing. Try again in a moment.")
