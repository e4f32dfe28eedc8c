"""The default database: a PostgreSQL of our own in the data directory, reached by a Unix socket only."""

import fcntl
import os
import pathlib
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from psycopg import sql

from twentyapi import binaries, place
from twentyapi.place import CannotRun

DATABASE = "twentyapi"
ALWAYS = ("-c", "listen_addresses=", "-c", "jit=off")
THROW_AWAY = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "autovacuum=off")
SOCKET_PATH_LIMIT = 107
SOCKET_NAME = ".s.PGSQL.5432"


@dataclass(frozen=True, slots=True)
class Cluster:
    """One PostgreSQL data directory, `base/data`, with its locks and log."""

    base: pathlib.Path
    options: tuple[str, ...] = ()

    @property
    def data(self) -> pathlib.Path:
        return self.base / "data"

    @property
    def log(self) -> pathlib.Path:
        return self.data / "log"

    def url(self, database: str = DATABASE) -> str:
        return f"postgres://postgres@/{database}?host={self.data}"

    @contextmanager
    def in_use(self) -> Iterator[bool]:
        """Runs PostgreSQL while the block runs; the last user on this machine stops it. Yields whether it was started.

        Every user holds a shared lock on `base/users`. Starting and stopping happen under `base/lock`.
        """
        self._prepare()
        users = _open_lock(self.base / "users")
        try:
            with _locked(self.base / "lock"):
                started = self._start()
                fcntl.flock(users, fcntl.LOCK_SH)
            yield started
        finally:
            with _locked(self.base / "lock"):
                try:
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    pass  # another process still uses it
                else:
                    self._stop()
            os.close(users)

    def runs(self) -> bool:
        """Whether the process that postmaster.pid names is there. One that is our child is reaped here."""
        try:
            process = int((self.data / "postmaster.pid").read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return False
        try:
            if os.waitpid(process, os.WNOHANG) != (0, 0):
                return False
        except ChildProcessError:
            pass
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            pass
        return True

    def revive(self) -> None:
        """Starts it again for its users, where it has ended by itself."""
        with _locked(self.base / "lock"):
            self._start()

    def _prepare(self) -> None:
        if len(str(self.data / SOCKET_NAME)) > SOCKET_PATH_LIMIT:
            raise CannotRun(
                f"The data directory's path {self.base} is too long for PostgreSQL's socket: "
                "set TWENTYAPI_DATA_DIR to a shorter path."
            )
        place.make_data_dir(self.base)
        if binaries.account().switch:
            _refuse_closed(self.base)

    def _start(self) -> bool:
        who = binaries.account()
        programs = binaries.find(self.base, who)
        self._refuse_other_version(programs)
        if not (self.data / "PG_VERSION").exists():
            self._initialise(programs, who)
        elif _call(programs / "pg_ctl", who, self.data, "status").returncode == 0:
            return False
        options = " ".join(_quoted(option) for option in (*ALWAYS, *self.options, "-k", str(self.data)))
        log = ("-l", str(self.log))
        if _call(programs / "pg_ctl", who, self.data, "start", "-w", "-s", *log, "-o", options).returncode:
            raise CannotRun(f"PostgreSQL did not start; its log is {self.log}.")
        self._make_database()
        return True

    def _stop(self) -> None:
        who = binaries.account()
        _call(binaries.find(self.base, who) / "pg_ctl", who, self.data, "stop", "-w", "-s", "-m", "fast")

    def _initialise(self, programs: pathlib.Path, who: binaries.Account) -> None:
        """Made under another name first: an interrupted start leaves nothing that looks like a database."""
        draft = self.base / "data.new"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        if who.switch:
            os.chown(draft, who.uid, who.gid)
        arguments = ("-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-instructions")
        with tempfile.TemporaryFile() as said:
            done = _call(programs / "initdb", who, draft, *arguments, errors=said.fileno())
            if done.returncode:
                said.seek(0)
                reason = said.read().decode(errors="replace").strip() or "it gave no reason"
                raise CannotRun(f"PostgreSQL could not make its data directory in {self.base}: {reason}")
        draft.rename(self.data)

    def _refuse_other_version(self, programs: pathlib.Path) -> None:
        try:
            made_by = (self.data / "PG_VERSION").read_text().strip()
        except FileNotFoundError:
            return
        ours = binaries.major(programs)
        if made_by != str(ours):
            raise CannotRun(
                f"The data directory {self.data} was made by PostgreSQL {made_by}, but PostgreSQL {ours} is installed "
                f"here: set TWENTYAPI_DATA_DIR to another folder, or dump the data with PostgreSQL {made_by} and "
                f"load it again, or run a PostgreSQL {made_by} on it and set DATABASE_URL."
            )

    def _make_database(self) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            if connection.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone() is None:
                connection.execute(sql.SQL("create database {}").format(sql.Identifier(DATABASE)))


def _call(
    program: pathlib.Path, who: binaries.Account, data: pathlib.Path, *arguments: str, errors: int = subprocess.DEVNULL
) -> subprocess.CompletedProcess[bytes]:
    """No pipes: the server that pg_ctl leaves behind would hold them open. Ctrl-C is ours to handle, not theirs."""
    return subprocess.run(
        [program, "-D", data, *arguments],
        cwd="/",
        env=_clean_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=errors,
        check=False,
        start_new_session=True,
        **who.arguments(),  # type: ignore[call-overload]
    )


def _quoted(option: str) -> str:
    return option if option.replace("-", "").replace("_", "").replace("=", "").isalnum() else f"'{option}'"


def _clean_environment() -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if not k.startswith("PG") and k not in ("TMPDIR", "DATABASE_URL")}


def _refuse_closed(base: pathlib.Path) -> None:
    for folder in (base, *base.parents):
        if not folder.stat().st_mode & 0o001:
            raise CannotRun(
                f"PostgreSQL must not run as root, and the user nobody cannot enter {folder}: "
                "set TWENTYAPI_DATA_DIR to a folder that everybody can pass, such as /var/lib/twentyapi."
            )


def _open_lock(path: pathlib.Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


@contextmanager
def _locked(path: pathlib.Path) -> Iterator[None]:
    held = _open_lock(path)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)
