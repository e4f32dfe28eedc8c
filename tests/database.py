"""Databases of a test run: one template, built once, and a copy of it for each worker."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from psycopg import sql

from twentyapi.database import connect

LOCK = 0x7E57


@dataclass(frozen=True, slots=True)
class Copies:
    """`server` is the DATABASES entry of the server to use; `run` tells this pytest run from others on it."""

    server: dict
    run: str

    @property
    def template(self) -> str:
        return f"test_{self.run}_template"

    def name(self, worker: str) -> str:
        return f"test_{self.run}_{worker}"

    def make(self, worker: str, build: Callable[[str], None]) -> str:
        """Copies the template for one worker; the first worker to come builds it."""
        with self._maintenance() as connection:
            connection.execute("select pg_advisory_lock(%s)", [LOCK])
            if not _exists(connection, self.template):
                draft = f"{self.template}_draft"
                _drop(connection, draft)
                connection.execute(sql.SQL("create database {}").format(sql.Identifier(draft)))
                build(draft)
                rename = sql.SQL("alter database {} rename to {}")
                connection.execute(rename.format(sql.Identifier(draft), sql.Identifier(self.template)))
            self._copy(connection, self.name(worker))
        return self.name(worker)

    def renew(self, worker: str) -> None:
        """Undoes everything that a test has committed."""
        with self._maintenance() as connection:
            self._copy(connection, self.name(worker))

    def drop(self) -> None:
        with self._maintenance() as connection:
            found = connection.execute(
                "select datname from pg_database where starts_with(datname, %s)", [f"test_{self.run}_"]
            )
            for (name,) in found.fetchall():
                _drop(connection, name)

    def _copy(self, connection: psycopg.Connection, name: str) -> None:
        _drop(connection, name)
        copy = sql.SQL("create database {} template {} strategy file_copy")
        connection.execute(copy.format(sql.Identifier(name), sql.Identifier(self.template)))

    @contextmanager
    def _maintenance(self) -> Iterator[psycopg.Connection]:
        with connect(self.server | {"NAME": "postgres"}) as connection:
            yield connection


def _exists(connection: psycopg.Connection, name: str) -> bool:
    return connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone() is not None


def _drop(connection: psycopg.Connection, name: str) -> None:
    connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


def worker_name() -> str:
    return os.environ.get("PYTEST_XDIST_WORKER", "alone")
