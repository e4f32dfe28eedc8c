"""Server-side request forgery: no form of a private address gets through."""

import asyncio
import socket
from typing import Any
from uuid import uuid4

import pytest

from tests.webhooks.receiver import Receiver
from webhooks import targets
from webhooks.queue import Claim
from webhooks.retries import Attempt
from webhooks.rights import WHOLE
from webhooks.send import Manners, Sender
from webhooks.targets import is_public


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.255.255.254",
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "168.63.129.16",
        "192.88.99.1",
        "192.0.0.8",
        "192.0.2.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2002:a00:1::1",
        "2001:0:7f00:1::",
        "2001:0:5ef5:79fd:0:59f:f5ff:fffe",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fd12:3456::1",
        "ff02::1",
        "2001:db8::1",
        "3fff:fff::1",
        "5f00::1",
        "fec0::1",
        "feff:ffff::1",
        "::ffff:0:7f00:1",
        "::ffff:0:808:808",
    ],
)
def test_private(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_public(address: str) -> None:
    assert is_public(address)


def send(url: str, manners: Manners | None = None) -> Attempt:
    claim = Claim(1, uuid4(), uuid4(), '{"eventName":"x"}', 1, url, "", WHOLE)

    async def attempt() -> Attempt:
        async with Sender(manners or Manners(timeout=2)) as sender:
            return await sender.attempt(claim)

    return asyncio.run(attempt())


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "LOCALHOST",
        "localhost.",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "127.1",
        "0",
        "0.0.0.0",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[0:0:0:0:0:ffff:127.0.0.1]",
        "user:password@127.0.0.1",
        "public.example@127.0.0.1",
        "①②⑦.⓪.⓪.①",
    ],
)
def test_no_spelling_of_this_machine_is_called(receiver: Receiver, host: str) -> None:
    found = send(f"http://{host}:{receiver.port}/hook")
    assert (found.status, receiver.calls) == (None, [])
    assert found.error


def test_the_refusal_names_the_address(receiver: Receiver) -> None:
    assert send(receiver.url()).error == "The target resolves to the private address 127.0.0.1"


def test_the_setting_allows_them(receiver: Receiver) -> None:
    assert send(receiver.url(), Manners(allow_private=True)).status == 200


def resolving(monkeypatch: pytest.MonkeyPatch, *answers: str) -> list[str]:
    """Every look-up gets the next address."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def getaddrinfo(host: Any, port: Any, *more: Any, **named: Any) -> Any:
        if host != "hook.example":
            return real(host, port, *more, **named)
        asked.append(answers[min(len(asked), len(answers) - 1)])
        return real(asked[-1], port, type=socket.SOCK_STREAM)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked


def test_a_name_that_leads_inside(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = resolving(monkeypatch, "127.0.0.1")
    found = send(f"http://hook.example:{receiver.port}/")
    assert found.error == "The target resolves to the private address 127.0.0.1"
    assert (asked, receiver.calls) == (["127.0.0.1"], [])


def test_rebinding(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that changes between two look-ups gains nothing: there is one, and its answer is what is connected to."""
    monkeypatch.setattr(targets, "is_public", lambda address: address == "127.0.0.2")
    asked = resolving(monkeypatch, "127.0.0.2", "127.0.0.1")
    found = send(f"http://hook.example:{receiver.port}/")
    assert (found.status, receiver.calls, asked) == (None, [], ["127.0.0.2"])
    assert "127.0.0.2" in (found.error or "") or "Connect call failed" in (found.error or "")


def test_a_redirect_inside(receiver: Receiver) -> None:
    receiver.answer = lambda call: (302, {"Location": "http://169.254.169.254/latest/meta-data"})
    assert send(receiver.url(), Manners(allow_private=True)).error == "HTTP 302"
    assert len(receiver.calls) == 1


def test_an_endless_answer_is_cut(receiver: Receiver) -> None:
    receiver.answer = lambda call: (200, {"Content-Length": str(10**9)})
    found = send(receiver.url(), Manners(timeout=0.5, allow_private=True))
    assert (found.status, found.response) in {(None, ""), (200, "heard")}
