"""The order in which things can be renamed, so that no name is taken twice on the way."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Rename:
    """Names may be several at once, such as singular and plural."""

    key: UUID
    old: frozenset[str]
    new: frozenset[str]


def in_order(renames: Sequence[Rename]) -> Iterable[tuple[Rename, bool]]:
    """Each with whether it is to be set aside first: names that go round in a circle need a free one."""
    left = list(renames)
    held = {rename.key: rename.old for rename in renames}
    while left:
        free = next((one for one in left if not _blocked(one, held)), None)
        if free is None:
            held[left[0].key] = frozenset()
            yield left[0], True
            continue
        left.remove(free)
        held.pop(free.key)
        yield free, False


def _blocked(one: Rename, held: dict[UUID, frozenset[str]]) -> bool:
    return any(key != one.key and one.new & names for key, names in held.items())
