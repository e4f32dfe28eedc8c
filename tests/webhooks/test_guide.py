"""The receivers of the guide do what it says."""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

from tests.replay import free_port
from webhooks import sign

GUIDE = pathlib.Path(__file__).resolve().parents[2] / "docs" / "guide" / "webhooks.md"
BODY = '{"targetUrl":"http://x/","eventName":"company.created","record":{"name":"Zoë"}}'.encode()
NODE = shutil.which("node")
PROGRAMS = {"python": (sys.executable, "receiver.py")} | ({"javascript": (NODE, "receiver.mjs")} if NODE else {})


def code(language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    return found


@pytest.fixture(params=PROGRAMS)
def receiving(request: pytest.FixtureRequest, tmp_path: pathlib.Path) -> Iterator[tuple[subprocess.Popen, str]]:
    program, name = PROGRAMS[request.param]
    (tmp_path / name).write_text(code(request.param))
    port = free_port()
    environment = os.environ | {"SECRET": "topsecret", "PORT": str(port)}
    process = subprocess.Popen([program, name], cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        yield process, f"http://127.0.0.1:{port}/hook"
    finally:
        process.kill()
        process.wait()


def post(url: str, headers: dict[str, str], body: bytes = BODY) -> int:
    for _ in range(100):
        try:
            with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=5) as answer:
                return answer.status
        except urllib.error.HTTPError as refused:
            return refused.code
        except urllib.error.URLError:
            time.sleep(0.1)
    raise AssertionError("the receiver did not start")


def test_the_receivers_of_the_guide(receiving: tuple[subprocess.Popen, str]) -> None:
    process, url = receiving
    now = time.time_ns() // 1_000_000
    genuine = sign.headers("topsecret", BODY, now)
    assert post(url, genuine) == 204
    assert process.stdout is not None and process.stdout.readline() == "company.created\n"
    assert post(url, genuine, BODY + b" ") == 401
    assert post(url, sign.headers("other", BODY, now)) == 401
    assert post(url, sign.headers("topsecret", BODY, now - 600_000)) == 401
    assert post(url, genuine | {"X-Twenty-Webhook-Timestamp": str(now + 1)}) == 401
    assert post(url, {}) == 401
