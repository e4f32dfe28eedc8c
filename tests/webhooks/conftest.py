import asyncio
import itertools
from collections.abc import Callable, Iterator

import pytest

from metadata.models import Workspace
from tests.client import Api
from tests.webhooks.receiver import Receiver
from webhooks import match, queue
from webhooks.models import Delivery, Webhook
from webhooks.queue import Claim, Limits, Outcome
from webhooks.retries import verdict
from webhooks.rights import ShownFields
from webhooks.send import Manners, Sender

HOUR = 3600


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    match.forget()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as found:
        yield found


@pytest.fixture
def make_webhook(api: Api, workspace: Workspace) -> Callable[..., Webhook]:
    counter = itertools.count()

    def make(url: str = "", *operations: str, **more: object) -> Webhook:
        body = {"targetUrl": url or f"http://127.0.0.1:9/{next(counter)}", **more}
        if operations:
            body["operations"] = list(operations)
        answer = api.post("/rest/metadata/webhooks", json=body)
        assert answer.status_code == 201, answer.content
        return Webhook.objects.get(pk=answer.json()["id"])

    return make


def claim_all(shown: ShownFields | None = None, **limits: float) -> list[Claim]:
    """All that is due; `shown`: a worker's memory, a fresh one where none is given."""
    return queue.claim(1000, {}, Limits(at_once=1000, each=1000, **limits), shown or ShownFields())


async def attempt_all(claims: list[Claim], manners: Manners) -> list[Outcome]:
    async with Sender(manners) as sender:
        found = [await sender.attempt(claim) if claim.shown is not None else None for claim in claims]
    return [Outcome(c, one, verdict(one, c.attempts)) for c, one in zip(claims, found, strict=True)]


PATIENT = Manners(timeout=1, allow_private=True)


def deliver_once(manners: Manners = PATIENT, **limits: float) -> list[Outcome]:
    """What is due now, one attempt each, in the test's own transaction."""
    outcomes = asyncio.run(attempt_all(claim_all(**limits), manners))
    if outcomes:
        queue.settle(outcomes, Limits(**limits))
    return outcomes


def make_due() -> None:
    """As if the time until the next attempt had passed."""
    for row in Delivery.objects.filter(state="pending"):
        row.due_at = row.created_at
        row.save(update_fields=["due_at"])
