"""The same limits with their buckets in Redis, and without it when it is away."""

import time
from uuid import uuid4

import fakeredis
import pytest
import redis

from apikeys import buckets, redis_buckets
from apikeys.models import RateBucket


@pytest.fixture
def server(settings, monkeypatch):
    """A Redis in the test's own process that runs the real script."""
    settings.REDIS_URL = f"redis://{uuid4()}"
    fake = fakeredis.FakeRedis()
    monkeypatch.setattr(redis_buckets.redis.Redis, "from_url", lambda *_, **__: fake)
    monkeypatch.setattr(redis_buckets, "_resting_until", 0.0)
    return fake


def test_a_lease(server, django_assert_num_queries, db):
    key = uuid4()
    with django_assert_num_queries(0):
        assert buckets.lease(key, 200, 6000, 20, 1) == buckets.Grant(20, 180.0, 5980.0)
    second = buckets.lease(key, 200, 6000, 20, 1)
    assert second.tokens == 20 and 160 <= second.second < 200 and 5960 <= second.minute <= 5980
    assert server.ttl(f"twentyapi:rate:{key}") == 120


def test_the_limit_is_exact(server):
    key = uuid4()
    grants = [buckets.lease(key, 1000, 25, 10, 1).tokens for _ in range(5)]
    assert grants == [10, 10, 5, 0, 0]


def test_it_fills_with_time_and_a_whole_block_at_first(server):
    key, name = uuid4(), "twentyapi:rate:"
    assert buckets.lease(key, 1000, 100, 100, 1).tokens == 100
    assert buckets.lease(key, 1000, 100, 10, 1).tokens == 0
    for passed, granted in ((3, 0), (3, 10)):
        server.hset(f"{name}{key}", "at", float(server.hget(f"{name}{key}", "at")) - passed)
        assert buckets.lease(key, 1000, 100, 10, 1).tokens == granted
    server.hset(f"{name}{key}", "at", time.time() - 3600)
    assert buckets.lease(key, 1000, 100, 1000, 1).tokens == 100


def test_a_grant_is_enough_or_nothing(server):
    key = uuid4()
    assert buckets.lease(key, 5, 100, 6, 6).tokens == 0
    assert buckets.lease(uuid4(), 5, 100, 6, 5).tokens == 5


def test_postgresql_helps_out(db, settings, monkeypatch):
    settings.REDIS_URL = f"redis://{uuid4()}"
    asked = []

    class Away:
        def register_script(self, script):
            def run(**_):
                asked.append(1)
                raise redis.ConnectionError("refused")

            return run

    monkeypatch.setattr(redis_buckets.redis.Redis, "from_url", lambda *_, **__: Away())
    monkeypatch.setattr(redis_buckets, "_resting_until", 0.0)
    key = uuid4()
    assert [buckets.lease(key, 200, 6000, 20, 1).tokens for _ in range(3)] == [20, 20, 20]
    assert len(asked) == 1, "it is left alone for a while"
    assert RateBucket.objects.get(pk=key)
