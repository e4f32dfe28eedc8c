"""The limit of a key: exact, shared by processes, cheap, and said in the recorded words."""

import contextlib
import math
import threading
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import F

from apikeys import buckets, throttling
from apikeys.authentication import authenticate
from apikeys.caller import Caller, WorkspaceSettings
from apikeys.models import RateBucket
from apikeys.permissions import NOTHING
from apikeys.throttling import Allowance, LimitReached


@pytest.fixture(autouse=True)
def switched_on(settings):
    settings.TWENTYAPI_RATE_LIMIT = True
    throttling.forget()


def caller(per_second: int = 200, per_minute: int = 6000, **more) -> Caller:
    limits = WorkspaceSettings(batch_limit=60, rate_limit_per_second=per_second, rate_limit_per_minute=per_minute)
    given = {"api_key_id": uuid4(), "kind": "api_key"} | more
    return Caller(
        workspace_id=uuid4(),
        workspace_version=1,
        metadata_format="direct",
        settings=limits,
        permissions=NOTHING,
        **given,
    )


def refused(who: Caller, cost: int = 1) -> LimitReached:
    with pytest.raises(LimitReached) as caught:
        throttling.take(who, cost)
    return caught.value


def later(who: Caller, seconds: float) -> None:
    RateBucket.objects.filter(pk=who.api_key_id).update(refilled_at=F("refilled_at") - timedelta(seconds=seconds))


def test_the_minute_is_exact(db):
    who = caller(per_second=1000, per_minute=7)
    assert [throttling.take(who).remaining for _ in range(7)] == [6, 5, 4, 3, 2, 1, 0]
    error = refused(who)
    assert error.body() == {
        "statusCode": 429,
        "error": "HttpException",
        "messages": ["Limit reached (7 tokens per 60000 ms)"],
    }
    assert (error.code, error.sub_code) == ("BAD_USER_INPUT", "LIMIT_REACHED")
    assert error.user_friendly_message == "Rate limit reached. Please try again later."
    assert error.allowance == Allowance(limit=7, remaining=0, reset=60, retry_after=9)
    assert error.allowance.headers() == {
        "X-RateLimit-Limit": "7",
        "X-RateLimit-Remaining": "0",
        "X-RateLimit-Reset": "60",
        "Retry-After": "9",
    }


def test_the_second_is_exact(db):
    who = caller(per_second=3, per_minute=6000)
    for _ in range(3):
        throttling.take(who)
    error = refused(who)
    assert error.message == "Limit reached (3 tokens per 1000 ms)"
    assert (error.allowance.retry_after, error.allowance.limit) == (1, 3)


def test_buckets_fill_with_time_up_to_their_limit(db):
    who = caller(per_second=1000, per_minute=6)
    for _ in range(6):
        throttling.take(who)
    refused(who)
    later(who, 21)  # six a minute are two in 21 seconds
    assert [throttling.take(who).remaining for _ in range(2)] == [1, 0]
    refused(who)
    later(who, 3600)
    assert [throttling.take(who).remaining for _ in range(6)] == [5, 4, 3, 2, 1, 0]
    refused(who)


def test_who_ran_dry_waits_for_a_whole_block(db):
    """A hundred a minute: after a refusal the next ten come together, six seconds later."""
    who = caller(per_second=100, per_minute=100)
    for _ in range(100):
        throttling.take(who)
    assert refused(who).allowance.retry_after == 6
    later(who, 3)
    assert refused(who).allowance.retry_after == 3
    later(who, 3)
    for _ in range(10):
        throttling.take(who)
    assert refused(who).message == "Limit reached (100 tokens per 60000 ms)"


def test_a_refusal_takes_nothing(db):
    who = caller(per_second=1000, per_minute=5)
    throttling.take(who, 3)
    refused(who, 3)
    assert throttling.take(who, 2).remaining == 0


def test_what_is_told_of_an_allowed_request(db):
    who = caller(per_second=200, per_minute=6000)
    assert throttling.take(who) == Allowance(limit=6000, remaining=5999, reset=1)
    assert throttling.take(who, 10).remaining == 5989
    assert "Retry-After" not in throttling.take(who).headers()


def test_most_requests_cost_no_query(db, django_assert_num_queries):
    who = caller(per_second=200, per_minute=6000)
    with django_assert_num_queries(1):
        for _ in range(20):
            throttling.take(who)
    with django_assert_num_queries(1):
        throttling.take(who)


def test_processes_share_the_buckets(db):
    """Ten processes, each with its own memory, together get what one would get."""
    who = caller(per_second=1000, per_minute=100)
    memories: list[dict] = [{} for _ in range(10)]
    served = 0
    for turn in range(300):
        throttling._leases.clear()
        throttling._leases.update(memories[turn % 10])
        try:
            throttling.take(who)
            served += 1
        except LimitReached:
            pass
        memories[turn % 10] = dict(throttling._leases)
    assert served == 100


def test_threads_of_a_process_share_the_lease(live_workspace):
    who = caller(per_second=1000, per_minute=100)
    served = []

    def work() -> None:
        try:
            for _ in range(50):
                with contextlib.suppress(LimitReached):
                    served.append(throttling.take(who))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(served) == 100


def test_keys_do_not_share(db):
    first, second = caller(per_minute=1), caller(per_minute=1)
    throttling.take(first)
    throttling.take(second)
    refused(first)
    refused(second)


def test_only_keys_are_counted(db, settings, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert throttling.take(caller(per_minute=1, api_key_id=None, kind="user"), 100) is None
        settings.TWENTYAPI_RATE_LIMIT = False
        assert throttling.take(caller(per_minute=1), 100) is None


def test_another_limit_of_the_workspace_counts_at_once(db):
    who = caller(per_second=1000, per_minute=100)
    throttling.take(who)
    lower = replace(who, settings=replace(who.settings, rate_limit_per_minute=2))
    throttling.take(lower)
    throttling.take(lower)
    assert refused(lower).message == "Limit reached (2 tokens per 60000 ms)"


def test_limits_come_from_the_workspace_then_from_the_server(apple, settings):
    settings.TWENTYAPI_RATE_LIMIT_PER_SECOND, settings.TWENTYAPI_RATE_LIMIT_PER_MINUTE = 11, 22
    apple.workspace.settings = {"rateLimitPerSecond": 3, "marker": str(uuid4())}
    apple.workspace.save()
    limits = authenticate(apple.bearer).settings
    assert (limits.rate_limit_per_second, limits.rate_limit_per_minute) == (3, 22)


def test_a_cost_above_the_limit_is_always_refused(db):
    who = caller(per_second=5, per_minute=100)
    assert refused(who, 6).message == "Limit reached (5 tokens per 1000 ms)"


def test_the_memory_of_leases_is_bounded(db, monkeypatch):
    monkeypatch.setattr(throttling, "KNOWN", 3)
    for _ in range(7):
        throttling.take(caller())
    assert len(throttling._leases) <= 3


def test_the_table_is_unlogged(db):
    with connection.cursor() as cursor:
        cursor.execute("select relpersistence from pg_class where oid = 'apikeys_ratebucket'::regclass")
        assert cursor.fetchone() == ("u",)


def test_reset_is_the_time_until_full(db):
    who = caller(per_second=1000, per_minute=60)
    allowance = throttling.take(who, 30)
    assert (allowance.remaining, allowance.reset) == (30, math.ceil(30 * 60 / 60))


def test_unused_buckets_are_swept(db):
    busy, idle = caller(), caller()
    throttling.take(busy)
    throttling.take(idle)
    later(idle, 3601)
    assert buckets.sweep() == 1
    assert RateBucket.objects.get().pk == busy.api_key_id
