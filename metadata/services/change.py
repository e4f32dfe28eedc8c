"""One change of a data model: rows, DDL and the version in one transaction, one writer per workspace at a time."""

import random
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import OperationalError, connection, models, transaction
from django.utils import timezone

from metadata.errors import WorkspaceBusy
from metadata.fields.base import Field
from metadata.models import FieldMetadata, IndexMetadata, ObjectMetadata, Workspace
from metadata.schema import ddl
from metadata.schema.build import JOINED, frozen_field
from metadata.schema.gathering import gathered

T = TypeVar("T")
OF_THE_MODEL: tuple[type[models.Model], ...] = (ObjectMetadata, FieldMetadata, IndexMetadata)
"""In the order in which they refer to each other."""
LOCKED = ("55P03", "40P01")  # lock_not_available, deadlock_detected
TABLE_LOCK_MS = 300
"""How long DDL may queue for a table in one go: everyone else queues behind it, so it retries instead of waiting."""


@dataclass(frozen=True, slots=True)
class ModelEvent:
    """What happened to one row of the model. `before`: what the changed attributes held."""

    action: str  # created | updated | deleted
    row: models.Model
    changed: tuple[str, ...] = ()
    before: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Author:
    """Whose request changes the model."""

    api_key_id: UUID | None = None
    user_id: UUID | None = None
    workspace_member_id: UUID | None = None
    kind: str = "user"
    name: str = ""
    reads: Callable[[UUID, UUID], bool] = field(default=lambda _field, _object: True, compare=False)
    """Whether values of this field (id, id of its object) may be told."""

    @classmethod
    def of(cls, caller: Any) -> "Author":
        who = (caller.api_key_id, caller.user_id, caller.workspace_member_id, caller.kind, caller.name)
        return cls(*who, caller.permissions.readable)


author: ContextVar[Author | None] = ContextVar("author", default=None)
"""Set by the views for the time of a request; nobody's while a command runs."""


@dataclass(frozen=True, slots=True)
class ModelChanged:
    workspace_id: UUID
    version: int
    events: tuple[ModelEvent, ...]
    by: Author | None = None
    webhooks_version: int = 0


model_changing: list[Callable[[ModelChanged], None]] = []
"""Called in order before commit, inside the transaction: what they store comes true with the change."""
model_changed: list[Callable[[ModelChanged], None]] = []
"""Called after commit, in order."""


indexes_waiting: list[Callable[[tuple[UUID, ...]], None]] = []
"""Called after commit with the ids of indexes that are still to be built."""
LARGE_TABLES = """
select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname = %s and c.relkind = 'r' and pg_relation_size(c.oid) >= %s
"""


class Change:
    """The rows of one workspace's model under change. Nothing is written before flush()."""

    def __init__(self, workspace: Workspace, makes: int) -> None:
        """`makes`: the version of the model that is there afterwards."""
        self.workspace = workspace
        self.makes = makes
        self.objects = {row.id: row for row in ObjectMetadata.objects.filter(workspace=workspace)}
        self.events: list[ModelEvent] = []
        self._fields: dict[UUID, dict[UUID, FieldMetadata]] = {}
        self._made: list[models.Model] = []
        self._altered: dict[UUID, tuple[models.Model, set[str]]] = {}
        self._removed: list[models.Model] = []
        self._statements: list[str] = []
        self._large: set[str] | None = None
        self.to_build: list[UUID] = []
        """Indexes of large tables, whose rows are stored and which are built after commit."""

    # -- reading ---------------------------------------------------------------------------------------------
    def load_fields(self, object_ids: Iterable[UUID]) -> None:
        """Fetches the fields of these objects in one query, those already here left as they are."""
        missing = [object_id for object_id in set(object_ids) if object_id not in self._fields]
        if not missing:
            return
        for object_id in missing:
            self._fields[object_id] = {}
        rows = FieldMetadata.objects.filter(workspace=self.workspace, object_id__in=missing).order_by("place", "id")
        for row in rows:
            self._fields[row.object_id][row.id] = row

    def fields_of(self, object_id: UUID) -> list[FieldMetadata]:
        self.load_fields([object_id])
        return list(self._fields[object_id].values())

    def fields_here(self, object_id: UUID) -> list[FieldMetadata]:
        """Those that were loaded; nothing is fetched."""
        return list(self._fields.get(object_id, {}).values())

    def field(self, field_id: UUID) -> FieldMetadata | None:
        for fields in self._fields.values():
            if field_id in fields:
                return fields[field_id]
        found = FieldMetadata.objects.filter(workspace=self.workspace, id=field_id).first()
        return self._fields_with(found)[field_id] if found else None

    def object(self, object_id: UUID | None) -> ObjectMetadata | None:
        return self.objects.get(object_id) if object_id is not None else None

    def _fields_with(self, row: FieldMetadata) -> dict[UUID, FieldMetadata]:
        self.load_fields([row.object_id])
        return self._fields[row.object_id]

    def table(self, row: ObjectMetadata) -> ddl.Table:
        return ddl.Table(self.workspace.pg_schema, row.table)

    def is_large(self, row: ObjectMetadata) -> bool:
        """Whether the object's table is too large to build an index while nobody can write to it."""
        if self._large is None:
            limit = settings.TWENTYAPI_LARGE_TABLE_MB * 1024 * 1024
            with connection.cursor() as cursor:
                cursor.execute(LARGE_TABLES, [self.workspace.pg_schema, limit])
                self._large = {name for (name,) in cursor.fetchall()}
        return row.table in self._large

    def frozen(self, row: FieldMetadata) -> Field:
        """The field as the engine will see it, without its other side: enough for its columns."""
        return frozen_field(row, self.objects[row.object_id].name_singular)

    # -- changing --------------------------------------------------------------------------------------------
    def add(self, *rows: models.Model) -> None:
        for row in rows:
            self._made.append(row)
            self.events.append(ModelEvent("created", row))
            if isinstance(row, ObjectMetadata):
                self.objects[row.id] = row
                self._fields[row.id] = {}
            elif isinstance(row, FieldMetadata):
                row.named_in = self.makes
                self._fields_with(row)[row.id] = row

    def add_quietly(self, *rows: models.Model) -> None:
        """Rows that are no part of the model, such as views: no event, no new version."""
        self._made.extend(rows)

    def alter(self, row: models.Model, **values: Any) -> set[str]:
        """Sets attributes; the names of those that really changed."""
        before = {name: getattr(row, name) for name, value in values.items() if getattr(row, name) != value}
        changed = set(before)
        for name in changed:
            setattr(row, name, values[name])
        if changed:
            unseen: dict[str, Any] = {"updated_at": timezone.now()}
            if isinstance(row, FieldMetadata) and "name" in changed:
                unseen["named_in"] = self.makes
            for name, value in unseen.items():
                setattr(row, name, value)
            self.events.append(ModelEvent("updated", row, tuple(sorted(changed)), before))
            if not any(made is row for made in self._made):
                self._altered.setdefault(row.pk, (row, set()))[1].update(changed, unseen)
        return changed

    def remove(self, *rows: models.Model) -> None:
        for row in rows:
            self._removed.append(row)
            self.events.append(ModelEvent("deleted", row))
            if isinstance(row, ObjectMetadata):
                self.objects.pop(row.id, None)
            elif isinstance(row, FieldMetadata):
                self._fields.get(row.object_id, {}).pop(row.id, None)

    def run(self, statements: Sequence[str]) -> None:
        """Queues DDL, to be sent together with all other DDL of the change."""
        self._statements.extend(statements)

    # -- writing ---------------------------------------------------------------------------------------------
    def query(self, text: str, parameters: Sequence[Any] = ()) -> list[tuple]:
        """Reads or changes records, after everything queued so far."""
        self.flush()
        with connection.cursor() as cursor:
            cursor.execute(text, parameters)
            return cursor.fetchall() if cursor.description else []

    def flush(self) -> None:
        self._write_rows()
        statements, self._statements = self._statements, []
        if statements:
            execute_ddl(gathered(statements))

    def _write_rows(self) -> None:
        made, self._made = self._made, []
        altered, self._altered = self._altered, {}
        removed, self._removed = self._removed, []
        others = dict.fromkeys(type(row) for row in made if type(row) not in OF_THE_MODEL)
        for kind in (*OF_THE_MODEL, *others):
            kind._default_manager.bulk_create([row for row in made if type(row) is kind])
        for row, names in altered.values():
            row.save(update_fields=names)
        for kind in reversed(OF_THE_MODEL):
            ids = [row.pk for row in removed if type(row) is kind]
            if ids:
                kind._default_manager.filter(pk__in=ids).delete()

    def finish(self) -> None:
        self.flush()
        if not self.events:
            return
        row = self.workspace
        row.metadata_version = self.makes
        row.save(update_fields=["metadata_version", "updated_at"])
        ObjectMetadata.objects.filter(id__in=touched_objects(self.events)).update(changed_in=row.metadata_version)
        told = ModelChanged(row.id, row.metadata_version, tuple(self.events), author.get(), row.webhooks_version)
        _tell(model_changing, told)
        transaction.on_commit(lambda: _tell(model_changed, told))
        if self.to_build:
            transaction.on_commit(lambda: _tell(indexes_waiting, tuple(self.to_build)))


def touched_objects(events: Iterable[ModelEvent]) -> set[UUID]:
    """The objects that are shown differently: those of the rows, and those that show a changed name or state."""
    touched: set[UUID] = set()
    shown_elsewhere: set[UUID] = set()
    for event in events:
        row = event.row
        if isinstance(row, ObjectMetadata):
            touched.add(row.id)
            if event.action != "updated" or set(event.changed) & {"name_singular", "name_plural", "is_active"}:
                shown_elsewhere.add(row.id)
        elif isinstance(row, (FieldMetadata, IndexMetadata)):
            touched.add(row.object_id)
            if isinstance(row, FieldMetadata) and row.target_object_id:
                touched.add(row.target_object_id)
    if shown_elsewhere:
        pointing = FieldMetadata.objects.filter(target_object_id__in=shown_elsewhere)
        touched.update(pointing.values_list("object_id", flat=True).distinct())
    return touched


def change_model(workspace_id: UUID, work: Callable[[Change], T]) -> T:
    """Runs `work` in its own transaction under the workspace's lock; again while tables are locked, up to a limit."""
    deadline = time.monotonic() + settings.TWENTYAPI_LOCK_TIMEOUT_MS / 1000
    pause = 0.05
    while True:
        try:
            with transaction.atomic():
                workspace = _locked(workspace_id)
                change = Change(workspace, makes=workspace.metadata_version + 1)
                result = work(change)
                change.finish()
            return result
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", None) not in LOCKED:
                raise
            if time.monotonic() + pause > deadline:
                raise WorkspaceBusy from error
        time.sleep(pause * random.uniform(0.5, 1.5))
        pause = min(pause * 2, 0.8)


def _locked(workspace_id: UUID) -> Workspace:
    """The workspace's row, ours alone. Waiting for it blocks no reader, so it may wait long; DDL may not."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config('lock_timeout', %s, true)", [f"{settings.TWENTYAPI_LOCK_TIMEOUT_MS}ms"])
    workspace = Workspace.objects.select_for_update(no_key=True).get(id=workspace_id)
    with connection.cursor() as cursor:
        # A large table may take its time; what waits for it is limited.
        limits = "select set_config('lock_timeout', %s, true), set_config('statement_timeout', '0', true)"
        cursor.execute(limits, [f"{TABLE_LOCK_MS}ms"])
    return workspace


def execute_ddl(statements: Sequence[str]) -> None:
    """All statements in one round trip; never prepared, since a prepared text may hold one statement only."""
    connection.ensure_connection()
    with connection.wrap_database_errors:
        connection.connection.execute(";\n".join(statements), prepare=False)


def _tell(subscribers: Sequence[Callable[[T], None]], told: T) -> None:
    for subscriber in subscribers:
        subscriber(told)


def joined(row: FieldMetadata) -> bool:
    return row.type in JOINED
