"""The suite's own PostgreSQL (unless DATABASE_URL is set) and the fixtures that every test may use."""

import itertools
import os
import pathlib
import shutil
import signal
import tempfile
from collections.abc import Generator, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from apikeys.tokens import create_api_key
from metadata.models import Workspace
from metadata.schema import cache
from metadata.services.workspaces import create_workspace
from tests.client import Api, GraphQL
from tests.database import Copies, worker_name
from twentyapi import database
from twentyapi.embedded import THROW_AWAY, Cluster

SERVER = "TWENTYAPI_TEST_SERVER"
RUN = "TWENTYAPI_TEST_RUN"
VERSIONS = itertools.count(1000, 1000)
STACK = pytest.StashKey[ExitStack]()
WORKSPACE = "test"
SERVER_KEYS = ("USER", "PASSWORD", "HOST", "PORT", "OPTIONS")


def pytest_configure(config: pytest.Config) -> None:
    """The controller starts the server; xdist's workers find it in their environment."""
    settings.TWENTYAPI_LAST_USED_SECONDS = 0  # no thread writes beside the tests
    settings.TWENTYAPI_RATE_LIMIT = False  # the tests of the limit switch it on
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the real one takes 0.2 s by design
    settings.WHITENOISE_AUTOREFRESH = True  # every test client would look through all static files
    if hasattr(config, "workerinput"):
        return
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ended like Ctrl-C, so that no PostgreSQL stays behind
    os.environ[RUN] = str(os.getpid())
    os.environ[SERVER] = os.environ.get("DATABASE_URL", "") or _throw_away_server(config)


def _throw_away_server(config: pytest.Config) -> str:
    base = pathlib.Path(tempfile.mkdtemp(prefix="twentyapi-"))
    base.chmod(0o711)
    stack = config.stash[STACK] = ExitStack()
    stack.callback(shutil.rmtree, base, ignore_errors=True)
    cluster = Cluster(base, THROW_AWAY)
    stack.enter_context(cluster.in_use())
    return cluster.url()


def pytest_unconfigure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):
        return
    if STACK in config.stash:
        config.stash[STACK].close()
    elif SERVER in os.environ:
        _copies().drop()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport() -> Generator[None, Any, None]:
    """On CI a skipped test is a failed one: nothing may be left out unseen."""
    outcome = yield
    report = outcome.get_result()
    if os.environ.get("CI") == "true" and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome, report.longrepr = "failed", f"skipped on CI: {report.longrepr}"


def _copies() -> Copies:
    return Copies(database.entry(os.environ[SERVER]), os.environ[RUN])


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker) -> None:
    """Instead of pytest-django's: the template is built once, and each worker gets a copy of it."""
    copies = _copies()
    connection.settings_dict.update(
        {key: copies.server[key] for key in ("USER", "PASSWORD", "HOST", "PORT", "OPTIONS")}
    )
    with django_db_blocker.unblock():
        connection.settings_dict["NAME"] = copies.make(worker_name(), _build_template)


def _build_template(name: str) -> None:
    connection.settings_dict["NAME"] = name
    call_command("migrate", verbosity=0)
    create_workspace(WORKSPACE)
    connection.close()


@pytest.fixture
def workspace(db: None) -> Workspace:
    """A workspace with the standard objects and no records. What a test does to it is rolled back."""
    return at_new_version(Workspace.objects.filter(subdomain=WORKSPACE).first() or create_workspace(WORKSPACE))


def at_new_version(workspace: Workspace) -> Workspace:
    """Snapshots are kept by version, and a model that was rolled back must not be found under one."""
    cache.forget()
    workspace.metadata_version = next(VERSIONS)
    workspace.save(update_fields=["metadata_version"])
    return workspace


@pytest.fixture
def live_workspace(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Workspace]:
    """The same without a transaction around the test, for threads and processes; afterwards the database is renewed.

    Use it without the mark django_db.
    """
    with django_db_blocker.unblock():
        try:
            yield at_new_version(Workspace.objects.get(subdomain=WORKSPACE))
        finally:
            connection.close()
            _copies().renew(worker_name())


@pytest.fixture
def token(workspace: Workspace) -> str:
    """The token of an Admin key."""
    return create_api_key(workspace, "tests")[1]


@pytest.fixture
def api(token: str) -> Api:
    return Api(token)


@pytest.fixture
def graphql(api: Api) -> GraphQL:
    """Record operations."""
    return GraphQL(api, "/graphql")


@pytest.fixture
def metadata_graphql(api: Api) -> GraphQL:
    """Operations on the data model."""
    return GraphQL(api, "/metadata")
