"""One writer at a time, locks that give up, subscribers, and what a change costs others."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from metadata.consistency.check import problems_of
from metadata.errors import WorkspaceBusy
from metadata.models import FieldMetadata, ObjectMetadata, Workspace
from metadata.services import change
from metadata.services.change import Author, ModelChanged, author
from metadata.services.fields import create_field, delete_field
from metadata.services.objects import create_object
from tests.metadata.model import new_field, new_object, object_of, sql


def version_of(workspace: Workspace) -> int:
    return Workspace.objects.get(id=workspace.id).metadata_version


def closing(work):
    """For threads: each has a connection of its own, which must be closed."""

    def run(*arguments: object) -> object:
        try:
            return work(*arguments)
        finally:
            connection.close()

    return run


@contextmanager
def locked(workspace: Workspace, statement: str) -> Iterator[threading.Event]:
    """Another connection that holds a lock until the event is set."""
    taken, release = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            sql(workspace, "company", statement)
            taken.set()
            release.wait(20)

    with ThreadPoolExecutor(1) as pool:
        pool.submit(closing(hold))
        taken.wait(10)
        try:
            yield release
        finally:
            release.set()


# -- locks -------------------------------------------------------------------------------------------------------
def test_writers_come_one_after_the_other(live_workspace: Workspace) -> None:
    before = version_of(live_workspace)
    company = object_of(live_workspace, "company")

    def add(number: int) -> None:
        new_field(live_workspace, company, "TEXT", f"extra{number}")

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(closing(add), range(12)))
    assert version_of(live_workspace) == before + 12
    assert FieldMetadata.objects.filter(object=company, name__startswith="extra").count() == 12
    assert problems_of(live_workspace) == []


def test_a_busy_table_gives_a_clear_error(live_workspace: Workspace, settings) -> None:
    settings.TWENTYAPI_LOCK_TIMEOUT_MS = 600
    before = version_of(live_workspace)
    with locked(live_workspace, "lock table {t} in access share mode"):
        started = time.monotonic()
        with pytest.raises(WorkspaceBusy) as error:
            new_field(live_workspace, object_of(live_workspace, "company"), "TEXT", "extra")
        assert time.monotonic() - started < 5
    assert error.value.code == "WORKSPACE_BUSY"
    assert version_of(live_workspace) == before
    assert problems_of(live_workspace) == []


def test_a_change_waits_until_the_table_is_free(live_workspace: Workspace) -> None:
    with locked(live_workspace, "lock table {t} in access share mode") as release:
        threading.Timer(0.8, release.set).start()
        new_field(live_workspace, object_of(live_workspace, "company"), "TEXT", "extra")
    assert FieldMetadata.objects.filter(workspace=live_workspace, name="extra").exists()


def test_readers_are_held_up_for_a_short_time_only(live_workspace: Workspace, settings) -> None:
    """While a change queues for a table that a long transaction reads, other readers get through."""
    settings.TWENTYAPI_LOCK_TIMEOUT_MS = 4000
    slowest = 0.0
    with locked(live_workspace, "lock table {t} in access share mode"), ThreadPoolExecutor(1) as pool:
        company = object_of(live_workspace, "company")
        waiting = pool.submit(closing(lambda: new_field(live_workspace, company, "TEXT", "extra")))
        while not waiting.done():
            started = time.monotonic()
            sql(live_workspace, "company", "select count(*) from {t}")
            slowest = max(slowest, time.monotonic() - started)
        assert isinstance(waiting.exception(), WorkspaceBusy)
    assert slowest < 2


def test_one_workspace_does_not_wait_for_another(live_workspace: Workspace) -> None:
    other = Workspace.objects.create(display_name="Other", subdomain="other")
    with locked(live_workspace, f"select 1 from metadata_workspace where id = '{other.id}' for update"):
        new_field(live_workspace, object_of(live_workspace, "company"), "TEXT", "extra")


# -- subscribers -------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_subscribers_hear_of_a_change_after_commit(
    workspace: Workspace,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    heard: list[ModelChanged] = []
    monkeypatch.setattr(change, "model_changed", [heard.append])
    with django_capture_on_commit_callbacks(execute=True):
        row = new_field(workspace, object_of(workspace, "company"), "TEXT", "code")
        assert heard == []
    (told,) = heard
    assert (told.workspace_id, told.version, told.by) == (workspace.id, version_of(workspace), None)
    assert [(event.action, event.row) for event in told.events] == [("created", row)]


@pytest.mark.django_db
def test_the_author_is_told(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[ModelChanged] = []
    monkeypatch.setattr(change, "model_changing", [heard.append])
    token = author.set(Author(api_key_id=workspace.id))
    try:
        new_object(workspace)
    finally:
        author.reset(token)
    assert heard[0].by == Author(api_key_id=workspace.id)
    kinds = {type(event.row) for event in heard[0].events}
    assert ObjectMetadata in kinds and FieldMetadata in kinds


@pytest.mark.django_db
def test_a_subscriber_that_fails_undoes_the_change(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: ModelChanged) -> None:
        raise RuntimeError

    monkeypatch.setattr(change, "model_changing", [refuse])
    with pytest.raises(RuntimeError):
        new_object(workspace)
    assert not ObjectMetadata.objects.filter(workspace=workspace, name_singular="rocket").exists()
    assert problems_of(workspace) == []


@pytest.mark.django_db
def test_the_same_definition_twice_in_a_row(workspace: Workspace) -> None:
    """The same DDL text is sent three times: it must never be prepared, since it holds several statements."""
    company = object_of(workspace, "company")
    data = {
        "objectMetadataId": str(company.id),
        "type": "CURRENCY",
        "name": "price",
        "label": "Price",
        "isUnique": False,
    }
    for _ in range(3):
        delete_field(workspace.id, create_field(workspace.id, data).id)
    names = {"nameSingular": "boat", "namePlural": "boats", "labelSingular": "Boat", "labelPlural": "Boats"}
    create_object(workspace.id, names)
    assert problems_of(workspace) == []
