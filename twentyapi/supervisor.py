"""Runs the whole server: PostgreSQL, migrations, the first start's contents, the web workers."""

import fcntl
import http.client
import os
import pathlib
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from metadata.services.building import builds_wait
from twentyapi import children, database, first_start, place
from twentyapi.children import Child
from twentyapi.embedded import Cluster
from twentyapi.place import CannotRun
from twentyapi.stopping import Stopped, StopSignals
from twentyapi.watch import Watch, refuse_ended

Say = Callable[[str], None]
READY_SECONDS = 60


def serve(say: Say, pidfile: pathlib.Path | None) -> None:
    """Returns when a signal has stopped it and everything it started is down.

    The web server loads while the database is made ready.
    """
    try:
        stop = StopSignals()
        with _only_one(settings.DATA_DIR):
            _refuse_taken_port(settings.HOST, settings.PORT)
            children.adopt_orphans()
            web = children.start("web server", children.web_command(), waits=True)
            with children.until_end([web]), _database(say) as cluster:
                _prepare(say)
                indexes_wait = builds_wait()
                connection.close()
                with stop.only_noted():
                    _run(say, stop, web, cluster, pidfile, indexes_wait)
    except Stopped:
        say("Stopped.")


@contextmanager
def _only_one(base: pathlib.Path) -> Iterator[None]:
    place.make_data_dir(base)
    with open(base / "serve", "a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            raise CannotRun(
                f"twentyapi already runs on this data directory ({lock.read().strip()}): stop that one first, "
                "or set TWENTYAPI_DATA_DIR and PORT to run a second one beside it."
            ) from error
        lock.truncate(0)
        lock.write(f"process {os.getpid()}, {_address()}")
        lock.flush()
        yield


def _refuse_taken_port(host: str, port: int) -> None:
    try:
        (family, kind, _, _, address), *_ = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except (OSError, OverflowError) as error:
        raise CannotRun(
            f"Cannot listen on {host}:{port} ({getattr(error, 'strerror', None) or error}): "
            f"stop the program that uses the port, or set another HOST or PORT, for example PORT={port + 1}."
        ) from error


@contextmanager
def _database(say: Say) -> Iterator[Cluster | None]:
    """Yields the PostgreSQL that is ours to look after."""
    if settings.DATABASE_URL:
        say("Using the PostgreSQL of DATABASE_URL")
        database.check(database.limited(settings.DATABASES["default"]))
        yield None
    else:
        say(f"Starting PostgreSQL in {settings.DATA_DIR}")
        cluster = Cluster(settings.DATA_DIR)
        with cluster.in_use():
            yield cluster


def _prepare(say: Say) -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("Preparing the database")
        call_command("migrate", verbosity=0, interactive=False)
    if first_start.is_first():
        say(f"Making the workspace {first_start.WORKSPACE} with sample records")
        _show(say, first_start.furnish())


def _show(say: Say, credentials: first_start.Credentials) -> None:
    here = _address()
    say(
        f"""
  Administrator  {first_start.ADMIN}
  Password       {credentials.password}
  API key        {credentials.token}
  They are shown this once. To try, with the key in KEY:
    curl -H "Authorization: Bearer $KEY" {here}/rest/companies
  In a browser, signed in as the administrator:
    {here}/playground  calls with documentation made for the workspace
    {here}/docs        the guide
    {here}/admin/      settings
"""
    )


def _run(
    say: Say,
    stop: StopSignals,
    web: Child,
    cluster: Cluster | None,
    pidfile: pathlib.Path | None,
    indexes_wait: bool,
) -> None:
    say(f"Starting {settings.WEB_WORKERS} web workers")
    running = [web]
    with children.until_end(running), _written(pidfile, web):
        children.go(web)
        _await_first_answer(web, stop)
        running.append(children.start("delivery worker", children.worker_command()))
        if indexes_wait:
            running.append(children.start("index builder", children.builder_command(), once=True))
        say(f"Ready: {_address()} (Ctrl-C stops it)")
        Watch(web, running, cluster, stop, say).run()


@contextmanager
def _written(pidfile: pathlib.Path | None, web: Child) -> Iterator[None]:
    if pidfile is None:
        yield
        return
    pidfile.write_text(f"{web.process.pid}\n")
    try:
        yield
    finally:
        pidfile.unlink(missing_ok=True)


def _await_first_answer(web: Child, stop: StopSignals) -> None:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        refuse_ended(web)
        if _healthy():
            return
        stop.pause(0.05)
    raise CannotRun(f"The {web.name} gave no answer on {_address()}/healthz in {READY_SECONDS} seconds.")


def _healthy() -> bool:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.HOST, settings.HOST)
    asking = http.client.HTTPConnection(host, settings.PORT, timeout=5)
    try:
        asking.request("GET", "/healthz")
        return asking.getresponse().status == 200
    except OSError:
        return False
    finally:
        asking.close()


def _address() -> str:
    host = f"[{settings.HOST}]" if ":" in settings.HOST else settings.HOST
    return f"http://{host}:{settings.PORT}"
