"""Which webhooks hear of an event: whole strings compared, from a list that each process keeps by version."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from webhooks.models import DISABLED, Webhook

EVERYTHING = "*.*"


@lru_cache(maxsize=4096)
def record_names(name: str, action: str) -> frozenset[str]:
    """The operations that match an event of a record."""
    return frozenset((f"{name}.{action}", f"{name}.*", f"*.{action}", EVERYTHING))


def model_names(event: str) -> frozenset[str]:
    """Those that match an event of the data model: consumers of records by `*.updated` are not surprised."""
    return frozenset((event, EVERYTHING))


class Listener(NamedTuple):
    """A webhook: what its deliveries name, and the id that its events show."""

    key: UUID
    id: UUID


@dataclass(frozen=True, slots=True)
class Listeners:
    """The webhooks of one workspace at one version, with the answers given so far."""

    version: int
    webhooks: tuple[tuple[Listener, frozenset[str]], ...]
    _answers: dict[frozenset[str], tuple[Listener, ...]] = field(default_factory=dict)

    def matching(self, names: frozenset[str]) -> tuple[Listener, ...]:
        found = self._answers.get(names)
        if found is None:
            found = tuple(one for one, operations in self.webhooks if operations & names)
            self._answers[names] = found
        return found


NOBODY = Listeners(0, ())
KEPT = 4096
_kept: dict[UUID, Listeners] = {}


def listeners(workspace_id: UUID, version: int) -> Listeners:
    """No query while the version, which comes with every authentication, stays the same."""
    if version == 0:
        return NOBODY
    found = _kept.get(workspace_id)
    if found is None or found.version != version:
        rows = Webhook.objects.filter(workspace_id=workspace_id).exclude(state=DISABLED).order_by("created_at", "id")
        found = Listeners(version, tuple((Listener(row.key, row.id), frozenset(row.operations)) for row in rows))
        if len(_kept) >= KEPT:
            _kept.clear()
        _kept[workspace_id] = found
    return found


def forget() -> None:
    """Drops what is kept, as a fresh process would."""
    _kept.clear()
