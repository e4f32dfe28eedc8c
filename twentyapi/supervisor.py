"""Runs the whole server: PostgreSQL, migrations, the first start's contents, the web workers."""

import fcntl
import http.client
import os
import pathlib
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from metadata.services.building import builds_wait
from twentyapi import children, database, first_start, place
from twentyapi.children import Child
from twentyapi.embedded import Cluster
from twentyapi.place import CannotRun

Say = Callable[[str], None]
READY_SECONDS = 60
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """A signal asked the server to stop."""


def serve(say: Say, pidfile: pathlib.Path | None) -> None:
    """Returns when a signal has stopped it and everything it started is down."""
    for number in STOP_SIGNALS:
        signal.signal(number, _stop_once)
    try:
        with _only_one(settings.DATA_DIR):
            _refuse_taken_port(settings.HOST, settings.PORT)
            with _database(say):
                _prepare(say)
                indexes_wait = builds_wait()
                connection.close()
                _run(say, pidfile, indexes_wait)
    except Stopped:
        say("Stopped.")


def _stop_once(number: int, frame: object) -> None:
    """A second signal must not interrupt the stopping."""
    for each in STOP_SIGNALS:
        signal.signal(each, signal.SIG_IGN)
    raise Stopped


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


def _database(say: Say) -> AbstractContextManager[object]:
    if settings.DATABASE_URL:
        say("Using the PostgreSQL of DATABASE_URL")
        database.check(settings.DATABASES["default"])
        return nullcontext()
    say(f"Starting PostgreSQL in {settings.DATA_DIR}")
    return Cluster(settings.DATA_DIR).in_use()


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


def _run(say: Say, pidfile: pathlib.Path | None, indexes_wait: bool) -> None:
    say(f"Starting {settings.WEB_WORKERS} web workers")
    web = children.start("web server", children.web_command())
    running = [web]
    try:
        if pidfile is not None:
            pidfile.write_text(f"{web.process.pid}\n")
        _await_first_answer(web)
        running.append(children.start("delivery worker", children.worker_command()))
        if indexes_wait:
            running.append(children.start("index builder", children.builder_command(), once=True))
        say(f"Ready: {_address()} (Ctrl-C stops it)")
        _watch(web, running)
    finally:
        children.stop(running)
        if pidfile is not None:
            pidfile.unlink(missing_ok=True)


def _await_first_answer(web: Child) -> None:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        _refuse_ended(web)
        if _healthy():
            return
        time.sleep(0.05)
    raise CannotRun(f"The {web.name} gave no answer on {_address()}/healthz in {READY_SECONDS} seconds.")


def _watch(web: Child, running: list[Child]) -> None:
    """Without the web server there is no server; whoever else ends is started again."""
    while True:
        _refuse_ended(web)
        for child in [child for child in running if child.process.poll() is not None]:
            running.remove(child)
            if not child.once:
                running.append(children.start(child.name, child.command))
        time.sleep(0.5)


def _refuse_ended(child: Child) -> None:
    code = child.process.poll()
    if code is not None:
        raise CannotRun(f"The {child.name} ended by itself (exit code {code}); its messages above say why.")


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
