"""How a signal stops the server: at once while it starts, at a safe point while it runs."""

import os
import select
import signal
from collections.abc import Iterator
from contextlib import contextmanager

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """A signal asked the server to stop."""


class StopSignals:
    """The first signal raises Stopped where the program is, or in `pause` while signals are only noted; others count
    for nothing, so that they do not interrupt the stopping.

    Noting is for everything that waits for processes: an exception out of nowhere inside Popen leaves its lock closed.
    """

    def __init__(self) -> None:
        self._asked = self._only_noted = False
        self._wake, end = os.pipe()
        for each in (self._wake, end):
            os.set_blocking(each, False)
        signal.set_wakeup_fd(end)
        for number in STOP_SIGNALS:
            signal.signal(number, self._arrive)

    def _arrive(self, number: int, frame: object) -> None:
        for each in STOP_SIGNALS:
            signal.signal(each, signal.SIG_IGN)
        self._asked = True
        if not self._only_noted:
            raise Stopped

    @contextmanager
    def only_noted(self) -> Iterator[None]:
        self._only_noted = True
        try:
            yield
        finally:
            self._only_noted = False

    def pause(self, seconds: float) -> None:
        if not self._asked:
            select.select([self._wake], [], [], seconds)
        if self._asked:
            raise Stopped
