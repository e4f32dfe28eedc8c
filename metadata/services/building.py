"""Indexes of large tables are built CONCURRENTLY, after the change that asked for them: records stay writable."""

import logging
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, connection

from metadata.models import FieldMetadata, IndexMetadata
from metadata.schema import ddl
from metadata.schema.build import frozen_field
from metadata.schema.cache import index_columns

from .change import Change, change_model, execute_ddl
from .indexes import trigram_columns

log = logging.getLogger("metadata.indexes")
WAITING = ("BUILDING", "FAILED")


def builds_wait() -> bool:
    """Whether a process that is gone has left a build behind. One that failed is not tried again by itself."""
    return IndexMetadata.objects.filter(state="BUILDING").exists()


def start_building(ids: Iterable[UUID]) -> None:
    """In a thread of its own. What a killed process leaves behind is taken up at the next start."""
    wanted = list(ids)
    threading.Thread(target=_build_and_close, args=(wanted,), name="index-builder", daemon=True).start()


def _build_and_close(ids: list[UUID]) -> None:
    try:
        build_indexes(ids)
    except Exception:
        log.exception("Indexes are still waiting to be built")
    finally:
        connection.close()


def build_indexes(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Builds those that still wait, one after the other. Id -> the state that it is in now."""
    return {index_id: state for index_id in ids if (state := build_index(index_id)) is not None}


def build_index(index_id: UUID) -> str | None:
    """None: there is nothing to do, or another process is at it."""
    with _turn(index_id) as mine:
        row = IndexMetadata.objects.filter(id=index_id, state__in=WAITING).select_related("workspace", "object").first()
        if row is None or not mine:
            return None
        state = "READY" if _built(row) else "FAILED"
        _store(row, state)
        return state


def _built(row: IndexMetadata) -> bool:
    """An index that an earlier attempt left half built is dropped first."""
    fields = {field.id: field for field in FieldMetadata.objects.filter(object=row.object)}
    frozen = {key: frozen_field(field, row.object.name_singular) for key, field in fields.items()}
    names = index_columns(row.fields, frozen)
    columns = [column for field in frozen.values() for column in field.columns if column.name in names]
    table = ddl.Table(row.workspace.pg_schema, row.object.table)
    statements = ddl.drop_index(table.pg_schema, row.name) + ddl.create_index(
        table,
        row.name,
        names,
        unique=row.is_unique,
        method=row.index_type.lower(),
        trigrams=trigram_columns(row.index_type, columns),
        concurrently=True,
    )
    try:
        for statement in statements:
            execute_ddl([statement])
    except DatabaseError as error:
        log.warning("The index %s of %s could not be built: %s", row.name, row.object.name_singular, error)
        return False
    return True


def _store(row: IndexMetadata, state: str) -> None:
    def alter(change: Change) -> None:
        present = IndexMetadata.objects.filter(id=row.id).first()
        if present is not None:
            change.alter(present, state=state)

    change_model(row.workspace_id, alter)


@contextmanager
def _turn(index_id: UUID) -> Iterator[bool]:
    """One process at a time: a transaction open on a connection of its own holds the lock, behind a pooler too."""
    own = connection.copy()
    try:
        own.set_autocommit(False)
        with own.cursor() as cursor:
            cursor.execute("select pg_try_advisory_xact_lock(%s)", [index_id.int % 2**63])
            mine = cursor.fetchone()[0]
        with _all_the_time():
            yield mine
    finally:
        own.close()


@contextmanager
def _all_the_time() -> Iterator[None]:
    """No timeout holds for a long build. Behind a pooler there is none of ours, and no session to set it in."""
    if settings.DATABASE_POOLED:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("select set_config('statement_timeout', '0', false)")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("reset statement_timeout")
