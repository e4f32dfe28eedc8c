"""The printed types of the data model's objects, kept until the object changes: a new version prints little anew."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Any

import orjson

from core.graphql.shown import ShownTypes
from metadata.schema.snapshot import ObjectSchema

LARGEST = 32 * 1024 * 1024
"""Bytes kept in one process; what was asked for longest ago goes first."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A type as JSON. `kinds`: of the types that it uses, which is all that it tells of them beside their names."""

    refs: tuple[str, ...]
    kinds: tuple[str, ...]
    text: bytes


Pieces = dict[str, Piece]
"""The types of one object by name."""
Key = tuple[bytes, str]
"""A selection, and the fingerprint of an object: equal ones share their types in every version and workspace."""


class Store:
    def __init__(self, largest: int = LARGEST) -> None:
        self.largest = largest
        self.size = 0
        self.kept: OrderedDict[Key, Pieces] = OrderedDict()
        self.lock = Lock()

    def get(self, key: Key) -> Pieces:
        with self.lock:
            found = self.kept.get(key)
            if found is None:
                return {}
            self.kept.move_to_end(key)
            return found

    def keep(self, key: Key, pieces: Pieces) -> None:
        with self.lock:
            self.size += _size(pieces) - _size(self.kept.pop(key, {}))
            self.kept[key] = pieces
            while self.size > self.largest:
                self.size -= _size(self.kept.popitem(last=False)[1])


def _size(pieces: Pieces) -> int:
    return sum(len(piece.text) for piece in pieces.values())


store = Store()


def all_types(types: ShownTypes, printed: Callable[[Any], Any], selection: bytes | None) -> list[Any]:
    """Every type in the order of the schema. `selection` is None where one type may tell what another holds."""
    if selection is None:
        return [printed(types.named(name)) for name in types.walked(types.refs)]
    return Printing(types, printed, selection).all()


class Printing:
    """One answer made of kept pieces and new ones."""

    def __init__(self, types: ShownTypes, printed: Callable[[Any], Any], selection: bytes) -> None:
        self.types, self.printed, self.selection = types, printed, selection
        self.known: dict[str, Pieces] = {}
        self.fresh: dict[str, Pieces] = {}

    def all(self) -> list[Any]:
        found = [self._type(name) for name in self.types.walked(self._refs)]
        for fingerprint, pieces in self.fresh.items():
            store.keep((self.selection, fingerprint), {**self.known[fingerprint], **pieces})
        return found

    def _of(self, owner: ObjectSchema) -> Pieces:
        pieces = self.known.get(owner.fingerprint)
        if pieces is None:
            pieces = self.known[owner.fingerprint] = store.get((self.selection, owner.fingerprint))
        return pieces

    def _refs(self, name: str) -> tuple[str, ...]:
        owner = self.types.owner(name)
        piece = self._of(owner).get(name) if owner is not None else None
        return piece.refs if piece is not None else self.types.refs(name)

    def _type(self, name: str) -> Any:
        owner = self.types.owner(name)
        if owner is None:
            return self.printed(self.types.named(name))
        piece = self._of(owner).get(name)
        if piece is None or piece.kinds != self._kinds(piece.refs):
            refs = self.types.refs(name)
            text = orjson.dumps(self.printed(self.types.named(name)))
            piece = Piece(refs, self._kinds(refs), text)
            self.fresh.setdefault(owner.fingerprint, {})[name] = piece
        return orjson.Fragment(piece.text)

    def _kinds(self, refs: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(map(self.types.kind, refs))
