"""`manage.py serve` as a user meets it: processes, signals, sentences."""

import os
import pathlib
import re
import signal
import socket
import stat
import subprocess
import time
from collections.abc import Iterator

import pytest

from tests.replay import free_port
from tests.twentyapi.servers import get, own_environment, run, serving


@pytest.fixture(scope="module")
def environment() -> Iterator[dict[str, str]]:
    """One data directory for all tests of this file: only the first of them furnishes it."""
    with own_environment() as variables:
        yield variables


def refused(environment: dict[str, str], *arguments: str) -> str:
    """The sentence with which a command ends."""
    done = run(environment, *(arguments or ("serve",)))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    return done.stderr


def companies(environment: dict[str, str], token: str) -> list[str]:
    status, answer = get(environment, "/rest/companies", token)
    assert status == 200
    return sorted(record["name"] for record in answer["data"]["companies"])


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return not pathlib.Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].startswith(" Z")


def test_the_life_of_a_server(environment: dict[str, str], tmp_path: pathlib.Path) -> None:
    """First start, a second one beside it, another command beside it, stop, start again with all data."""
    pidfile = tmp_path / "web.pid"
    data = pathlib.Path(environment["TWENTYAPI_DATA_DIR"])
    with serving(environment, "--pidfile", str(pidfile), how=signal.SIGINT) as (server, said):
        password = re.search(r"Password +(\S+)", said)
        token = re.search(r"API key +(\S+)", said)
        assert password and len(password[1]) >= 16 and token
        assert get(environment, "/healthz") == (200, {"status": "ok", "info": {}, "error": {}, "details": {}})
        records = companies(environment, token[1])
        assert records != []
        assert stat.S_IMODE((data / "secret_key").stat().st_mode) == 0o600

        master = int(pidfile.read_text())
        postgres = int((data / "data" / "postmaster.pid").read_text().split()[0])
        workers = [int(pid) for pid in pathlib.Path(f"/proc/{master}/task/{master}/children").read_text().split()]
        assert master != server.pid and workers != [] and postgres not in workers

        assert f"already runs on this data directory (process {server.pid}," in refused(environment)
        beside = run(environment, "create_api_key", "--workspace", "demo", "--name", "second").stdout
        assert re.fullmatch(r"[\w-]+\.[\w-]+\.[\w-]+\n", beside)
        assert companies(environment, beside.strip()) == records
        assert alive(postgres)
    assert not pidfile.exists()
    assert [process for process in (master, postgres, *workers) if alive(process)] == []

    with serving(environment) as (_, said):
        assert "Password" not in said and "API key" not in said
        assert companies(environment, token[1]) == records


def test_a_worker_that_stopped_in_order_is_not_called_killed(
    environment: dict[str, str], tmp_path: pathlib.Path
) -> None:
    """However late the thread that collects its exit code comes to store it, as on a busy machine."""
    (tmp_path / "sitecustomize.py").write_text(
        "import os, threading, time\n"
        "collect = os.waitpid\n"
        "def late(*arguments):\n"
        "    collected = collect(*arguments)\n"
        "    if threading.current_thread() is not threading.main_thread():\n"
        "        time.sleep(0.3)\n"
        "    return collected\n"
        "os.waitpid = late\n"
    )
    with serving(environment | {"PYTHONPATH": str(tmp_path)}):
        pass  # and that it says nothing of it is judged there


def test_who_dies_is_started_again(environment: dict[str, str]) -> None:
    with serving(environment, quiet=False) as (server, _):
        token = run(environment, "create_api_key", "--workspace", "demo", "--name", "k").stdout.strip()
        worker = delivery_worker(server.pid)
        os.kill(worker, signal.SIGKILL)
        assert await_line(server, "The delivery worker has ended (exit code -9) and is started again now")
        assert delivery_worker(server.pid) != worker

        records = companies(environment, token)
        postgres = pathlib.Path(environment["TWENTYAPI_DATA_DIR"]) / "data" / "postmaster.pid"
        os.kill(int(postgres.read_text().split()[0]), signal.SIGKILL)
        assert await_line(server, "PostgreSQL has ended")
        assert await_line(server, "PostgreSQL runs again")
        until = time.monotonic() + 60
        while get(environment, "/rest/companies", token)[0] == 503 and time.monotonic() < until:
            pass  # each kept connection fails once
        assert companies(environment, token) == records


def delivery_worker(server: int) -> int:
    """The process id of the delivery worker."""
    for _ in range(600):
        children = pathlib.Path(f"/proc/{server}/task/{server}/children").read_text().split()
        for child in children:
            if b"deliver_webhooks" in pathlib.Path(f"/proc/{child}/cmdline").read_bytes():
                return int(child)
        time.sleep(0.05)
    raise AssertionError("There is no delivery worker")


def await_line(server: subprocess.Popen[str], beginning: str) -> bool:
    return any(line.startswith(beginning) for line in server.stdout or ())


@pytest.mark.parametrize(
    ("sabotage", "sentence"),
    [
        ("raise ImportError('sabotaged')", "ImportError: sabotaged\n"),
        (
            "import os; os.register_at_fork(after_in_child=lambda: os._exit(3))",
            "The web workers keep dying right after they are started.\n",
        ),
    ],
)
def test_a_web_server_that_cannot_run(
    environment: dict[str, str], tmp_path: pathlib.Path, sabotage: str, sentence: str
) -> None:
    """It says so once, however many workers there are to try."""
    (tmp_path / "sitecustomize.py").write_text(
        "import sys\nif 'twentyapi.webserver' in sys.orig_argv:\n"
        "    class Finder:\n"
        "        def find_spec(self, name, path=None, target=None):\n"
        "            if name == 'granian.server':\n"
        f"                {sabotage}\n"
        "    sys.meta_path.insert(0, Finder())\n"
    )
    done = run(environment | {"PYTHONPATH": str(tmp_path), "WEB_WORKERS": "2"}, "serve")
    assert done.returncode == 1
    assert done.stderr.count(sentence) == 1
    assert done.stderr.endswith("The web server ended by itself (exit code 1); its messages above say why.\n")
    assert len(done.stderr.splitlines()) < 40


def test_a_taken_port(environment: dict[str, str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert f"Cannot listen on 127.0.0.1:{port}" in refused(environment | {"PORT": port})


@pytest.mark.parametrize("arguments", [("serve",), ("migrate",)])
def test_an_unreachable_database_url(environment: dict[str, str], arguments: tuple[str, ...]) -> None:
    url = f"postgres://user:secret@127.0.0.1:{free_port()}/name"
    sentence = refused(environment | {"DATABASE_URL": url}, *arguments)
    assert "The database of DATABASE_URL (127.0.0.1, database name) cannot be reached" in sentence
    assert "Start that server, or correct its host and port." in sentence
    assert "secret" not in sentence


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        ({"ENVIRONMENT": "production"}, "ENVIRONMENT=production needs a SECRET_KEY"),
        ({"ENVIRONMENT": "staging"}, 'ENVIRONMENT must be "development" or "production", not "staging".'),
        ({"PORT": "http"}, 'PORT must be a whole number, not "http".'),
        ({"DATABASE_URL": "mysql://user:secret@host/name"}, "DATABASE_URL must look like postgres://user:"),
        ({"DATABASE_URL": "hello"}, "DATABASE_URL must look like postgres://user:"),
        ({"PORT": "70000"}, "PORT must be between 1 and 65535, not 70000."),
        ({"HOST": "256.1.1.1"}, "Cannot listen on 256.1.1.1"),
    ],
)
def test_settings_that_make_no_sense(environment: dict[str, str], setting: dict[str, str], sentence: str) -> None:
    assert sentence in refused(environment | setting)


def test_production_has_nothing_to_complain_about(environment: dict[str, str]) -> None:
    production = {"ENVIRONMENT": "production", "SECRET_KEY": "k3y-" * 8 + "x7Qz" * 8, "ALLOWED_HOSTS": "example.org"}
    done = run(environment | production, "check", "--deploy", "--fail-level", "DEBUG")
    assert (done.returncode, done.stdout) == (0, "System check identified no issues (0 silenced).\n")
