"""Answers that depend on nothing but the version of a data model, kept as bytes: asking again costs next to nothing."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock

LARGEST = 32 * 1024 * 1024
"""Bytes kept in one process; what was asked for longest ago goes first."""


class KeptAnswers:
    """A new version of the model is a new key, so nothing here is ever out of date."""

    def __init__(self, largest: int = LARGEST) -> None:
        self.largest = largest
        self.size = 0
        self.kept: OrderedDict[Hashable, bytes] = OrderedDict()
        self.lock = Lock()

    def get(self, key: Hashable) -> bytes | None:
        with self.lock:
            found = self.kept.get(key)
            if found is not None:
                self.kept.move_to_end(key)
            return found

    def keep(self, key: Hashable, body: bytes) -> None:
        """One answer may take up a quarter of the room at most."""
        if len(body) > self.largest // 4:
            return
        with self.lock:
            self.size += len(body) - len(self.kept.pop(key, b""))
            self.kept[key] = body
            while self.size > self.largest:
                _, dropped = self.kept.popitem(last=False)
                self.size -= len(dropped)
