"""Which thing of the workspace a piece of the document speaks of: by universal identifier, former name, or name."""

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar
from uuid import UUID

from .document import Fault, Named


class Here(Protocol):
    @property
    def id(self) -> UUID: ...
    @property
    def name(self) -> str: ...
    @property
    def universal_identifier(self) -> UUID: ...


H = TypeVar("H", bound=Here)
CODE = "INVALID_DOCUMENT"


def matched(wanted: Sequence[Named], here: Iterable[H]) -> tuple[dict[str, H], list[Fault]]:
    """Path -> what it speaks of. Nothing is spoken of twice."""
    here = list(here)
    by_identifier = {one.universal_identifier: one for one in here}
    by_name = {one.name: one for one in here}
    plain = {piece.name for piece in wanted if not piece.renamed_from}
    found: dict[str, H] = {}
    faults: list[Fault] = []
    taken: dict[UUID, str] = {}
    for piece in sorted(wanted, key=lambda piece: piece.universal_identifier not in by_identifier):
        one = by_identifier.get(piece.universal_identifier) if piece.universal_identifier else None
        if one is None:
            one = _by_name(piece, by_name, plain)
            if one is not None and one.id in taken:
                one = None
        if one is None:
            continue
        if one.id in taken:
            faults.append(Fault(piece.path, CODE, f"speaks of {one.name}, as {taken[one.id]} does"))
            continue
        taken[one.id] = piece.path
        found[piece.path] = one
    return found, faults


def _by_name(piece: Named, by_name: dict[str, H], plain: set[str]) -> H | None:
    """A former name counts only as long as something is called so that no other piece speaks of."""
    if piece.renamed_from and piece.renamed_from in by_name and piece.renamed_from not in plain:
        return by_name[piece.renamed_from]
    return by_name.get(piece.name)
