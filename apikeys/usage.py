"""When a key was last used: noted in memory, written in batches by a thread of its own, so that no request pays."""

import logging
import threading
import time
from datetime import UTC, datetime
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection

from apikeys import buckets

SWEEP_SECONDS = 600
log = logging.getLogger("apikeys.usage")

# Only a later time is written: another process may have seen the key since.
_WRITE = """
update apikeys_apikey k set last_used_at = u.at
from unnest(%s::uuid[], %s::timestamptz[]) as u(id, at)
where k.id = u.id and (k.last_used_at is null or k.last_used_at < u.at)"""

_used: dict[UUID, float] = {}
_starting = threading.Lock()
_ended = threading.Event()
_writer: threading.Thread | None = None


def note(key_id: UUID) -> None:
    """Called with every authenticated request: one entry in a dictionary."""
    _used[key_id] = time.time()
    if _writer is None and settings.TWENTYAPI_LAST_USED_SECONDS:
        _start()


def write() -> int:
    """Writes what was noted since the last time; returns how many keys."""
    noted = {key_id: _used.pop(key_id) for key_id in list(_used)}
    if noted:
        moments = [datetime.fromtimestamp(moment, UTC) for moment in noted.values()]
        with connection.cursor() as cursor:
            cursor.execute(_WRITE, [list(noted), moments])
    return len(noted)


def stop() -> None:
    """Ends the writer; the next use starts another."""
    global _writer
    _ended.set()
    if _writer is not None:
        _writer.join()
        _writer = None
    _ended.clear()


def _start() -> None:
    """At the first use in a process."""
    global _writer
    with _starting:
        if _writer is None:
            _writer = threading.Thread(target=_work, name="last-used", daemon=True)
            _writer.start()


def _work() -> None:
    swept = time.monotonic()
    while not _ended.wait(settings.TWENTYAPI_LAST_USED_SECONDS):
        try:
            write()
            if time.monotonic() - swept > SWEEP_SECONDS:
                swept = time.monotonic()
                buckets.sweep()
        except (DatabaseError, InterfaceError):
            log.warning("The time of last use of some API keys could not be written", exc_info=True)
        finally:
            connection.close()
