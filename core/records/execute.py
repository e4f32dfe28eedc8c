"""The one file that opens a cursor: statements in, JSON bytes out, database errors into the engine's words."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Literal, TypeVar

import psycopg
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from psycopg import errors as pg
from psycopg.adapt import Loader

from core.records.errors import RecordError

T = TypeVar("T")
Row = tuple[Any, ...]

STALE = (
    pg.FeatureNotSupported,
    pg.InvalidSqlStatementName,
    pg.UndefinedColumn,
    pg.UndefinedTable,
    pg.UndefinedFunction,
    pg.UndefinedObject,
    pg.DatatypeMismatch,
    pg.InvalidSchemaName,
)
"""What a statement meets when the data model changed after it was planned or prepared."""
TOO_LARGE = (pg.StatementTooComplex, pg.TooManyColumns, pg.TooManyArguments, pg.ProgramLimitExceeded)
RETRY = (pg.DeadlockDetected, pg.SerializationFailure)
ATTEMPTS = 5
_local = threading.local()


class StaleSchema(Exception):
    """The statement met a data model newer than its plan: authenticate again, plan again, run once more."""


class BytesLoader(Loader):
    """JSON as the bytes that PostgreSQL sent."""

    def load(self, data: Any) -> bytes:
        return bytes(data)


def fetch(sql: str, params: Sequence[Any]) -> list[Row]:
    """Runs one statement. json columns come as bytes, everything else as psycopg loads it."""
    cursor = _cursor()
    started = time.perf_counter()
    try:
        cursor.execute(sql, params)
        answer = cursor.pgresult
        return cursor.fetchall() if answer is not None and answer.nfields else []
    finally:
        if connection.queries_logged:
            connection.queries_log.append({"sql": sql, "time": f"{time.perf_counter() - started:.3f}"})


def _cursor() -> "psycopg.RawCursor[Row]":
    """One cursor a thread and connection, so that loaders are registered once."""
    ours = connections[DEFAULT_DB_ALIAS]  # each look through `connection` costs as much as a call
    if ours.connection is None:
        ours.ensure_connection()
    raw = ours.connection
    kept = getattr(_local, "cursor", None)
    if kept is None or kept.connection is not raw or kept.closed:
        kept = _local.cursor = psycopg.RawCursor(raw)
        kept.adapters.register_loader("json", BytesLoader)
    return kept


Unit = Literal["read", "statement", "transaction"]
"""What the work is: it only reads, it is one writing statement, or it takes several statements."""


@contextmanager
def unit_of_work(unit: Unit) -> Iterator[None]:
    """A transaction where one is needed: one statement is atomic by itself, unless a transaction is open around it."""
    if unit == "transaction" or (unit == "statement" and connection.in_atomic_block):
        with transaction.atomic():
            yield
    else:
        yield


def attempt(work: Callable[[], T], unit: Unit) -> T:
    """Runs `work` in its unit; deadlocks are tried again, other database errors become RecordError or StaleSchema."""
    tries = 1 if connection.in_atomic_block else ATTEMPTS
    while True:
        tries -= 1
        try:
            with unit_of_work(unit):
                return work()
        except RETRY as error:
            if tries == 0:
                raise RecordError("BUSY", "The records are being changed by others. Try again.") from error
        except STALE as error:
            forget_prepared(error)
            raise StaleSchema from error
        except psycopg.OperationalError as error:
            raise operational(error) from error
        except (psycopg.DataError, UnicodeEncodeError) as error:
            raise RecordError("INVALID_QUERY_INPUT", "A value is out of the range that can be compared") from error


def forget_prepared(error: psycopg.Error) -> None:
    """Drops the prepared statements of this connection when they are what went stale (measured.md 5)."""
    if isinstance(error, pg.FeatureNotSupported | pg.InvalidSqlStatementName) and not connection.in_atomic_block:
        connection.connection.execute("deallocate all")


def operational(error: psycopg.OperationalError) -> Exception:
    if isinstance(error, pg.QueryCanceled):
        return RecordError("QUERY_TIMEOUT", "The statement took longer than the limit. Narrow the filter or the page.")
    if isinstance(error, TOO_LARGE):
        return RecordError("TOO_COMPLEX_QUERY", "The query is too large for one statement. Ask for less at once.")
    if isinstance(error, pg.LockNotAvailable):
        return RecordError("BUSY", "The records are being changed by others. Try again.")
    if connection.connection is not None and connection.connection.closed and not connection.in_atomic_block:
        connection.close()
    return error
