"""One attempt: a POST to the target, within the time limit, redirects not followed."""

import asyncio
import time
from dataclasses import dataclass
from types import TracebackType
from typing import Any

import aiohttp
from yarl import URL

from webhooks import payload, sign
from webhooks.queue import Claim
from webhooks.retries import Attempt
from webhooks.targets import PrivateTarget, any_socket, public_socket

SHOWN = 1000
"""Bytes of an answer that are read and kept."""
FIXED = {
    "Accept": "application/json, text/plain, */*",
    "Content-Type": "application/json",
    "User-Agent": "twentyapi-webhooks/1",
}


@dataclass(frozen=True, slots=True)
class Manners:
    """How to send: seconds to wait, whether private networks may be called, which headers beside Twenty's."""

    timeout: float = 5.0
    allow_private: bool = False
    standard_headers: bool = False


class Sender:
    """Calls targets over connections that are kept open between deliveries. To be entered inside an event loop."""

    def __init__(self, manners: Manners) -> None:
        self.manners = manners

    async def __aenter__(self) -> "Sender":
        connector = aiohttp.TCPConnector(
            limit=0,
            use_dns_cache=False,  # a name is resolved for each connection, and what it resolved to is connected to
            keepalive_timeout=10,
            socket_factory=any_socket if self.manners.allow_private else public_socket,
        )
        self.session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None),
            auto_decompress=False,
            trust_env=False,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.session.close()

    async def attempt(self, claim: Claim) -> Attempt:
        """Never raises for what the target does."""
        started = time.monotonic()
        try:
            async with asyncio.timeout(self.manners.timeout):
                status, response = await self._post(claim)
            return Attempt(status, _since(started), None if 200 <= status < 300 else f"HTTP {status}", response)
        except TimeoutError:
            error = f"No complete answer within {self.manners.timeout:g} s"
        except PrivateTarget as refused:
            error = str(refused)
        except (aiohttp.ClientError, OSError, ValueError) as failed:
            error = _told(failed)
        return Attempt(None, _since(started), error)

    async def _post(self, claim: Claim) -> tuple[int, str]:
        body = payload.sent(claim.body, claim.target_url, claim.shown or frozenset())
        call = self.session.post(
            URL(claim.target_url), data=body, headers=self._headers(claim, body), allow_redirects=False
        )
        async with call as answer:
            text = await answer.content.read(SHOWN)
            return answer.status, text.decode(errors="replace").replace("\x00", "\ufffd")

    def _headers(self, claim: Claim, body: bytes) -> dict[str, str]:
        now = time.time_ns() // 1_000_000
        return {
            **FIXED,
            **sign.headers(claim.secret, body, now),
            "X-Twenty-Webhook-Id": str(claim.id),
            **(sign.standard_headers(claim.secret, claim.id, body, now) if self.manners.standard_headers else {}),
        }


def _since(started: float) -> int:
    return round((time.monotonic() - started) * 1000)


def _told(error: Any) -> str:
    return (str(error) or type(error).__name__)[:500]
