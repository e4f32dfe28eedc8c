"""The suite's own PostgreSQL (unless DATABASE_URL is set) and the fixtures that every test may use."""

import os
import pathlib
import shutil
import tempfile
from contextlib import ExitStack

import pytest
from django.core.management import call_command
from django.db import connection

from tests.database import Copies, worker_name
from twentyapi import database
from twentyapi.embedded import THROW_AWAY, Cluster

SERVER = "TWENTYAPI_TEST_SERVER"
RUN = "TWENTYAPI_TEST_RUN"
STACK = pytest.StashKey[ExitStack]()


def pytest_configure(config: pytest.Config) -> None:
    """The controller starts the server; xdist's workers find it in their environment."""
    if hasattr(config, "workerinput"):
        return
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


def pytest_report_teststatus(report: pytest.TestReport) -> tuple[str, str, str] | None:
    """On CI a skipped test is a failed one: nothing may be left out unseen."""
    if os.environ.get("CI") == "true" and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        return "failed", "F", "SKIPPED"
    return None


def _copies() -> Copies:
    return Copies(database.entry(os.environ[SERVER]), os.environ[RUN])


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: pytest.FixtureRequest) -> None:
    """Instead of pytest-django's: migrations run once, and each worker gets a copy of the result."""
    copies = _copies()
    connection.settings_dict.update(
        {key: copies.server[key] for key in ("USER", "PASSWORD", "HOST", "PORT", "OPTIONS")}
    )
    with django_db_blocker.unblock():
        connection.settings_dict["NAME"] = copies.make(worker_name(), _build_template)


def _build_template(name: str) -> None:
    connection.settings_dict["NAME"] = name
    call_command("migrate", verbosity=0)
    connection.close()
