"""The last use of a key is noted without a write by the request."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from apikeys import usage
from apikeys.authentication import authenticate
from apikeys.models import ApiKey
from apikeys.tokens import create_api_key


@pytest.fixture(autouse=True)
def nothing_noted():
    usage._used.clear()
    yield
    usage.stop()


def test_requests_note_and_one_statement_writes(apple, yahoo, django_assert_num_queries):
    before = datetime.now(UTC) - timedelta(seconds=1)
    for _ in range(5):
        with django_assert_num_queries(1):
            authenticate(apple.bearer)
    authenticate(yahoo.bearer)
    assert ApiKey.objects.exclude(last_used_at=None).count() == 0
    with django_assert_num_queries(1):
        assert usage.write() == 2
    assert ApiKey.objects.filter(last_used_at__gte=before).count() == 2
    with django_assert_num_queries(0):
        assert usage.write() == 0


def test_an_older_use_does_not_overwrite_a_later_one(apple):
    later = datetime.now(UTC) + timedelta(hours=1)
    ApiKey.objects.update(last_used_at=later)
    authenticate(apple.bearer)
    usage.write()
    assert ApiKey.objects.get(pk=apple.key.pk).last_used_at == later


def test_refused_requests_are_no_use(apple):
    ApiKey.objects.update(revoked_at=datetime.now(UTC))
    with pytest.raises(Exception, match="revoked"):
        authenticate(apple.bearer)
    assert usage.write() == 0


def test_the_writer_writes_by_itself(settings, live_workspace):
    settings.TWENTYAPI_LAST_USED_SECONDS = 0.05
    key, token = create_api_key(live_workspace, "watched")
    authenticate(f"Bearer {token}")
    deadline = time.monotonic() + 60
    while ApiKey.objects.get(pk=key.pk).last_used_at is None and time.monotonic() < deadline:
        time.sleep(0.05)
    assert ApiKey.objects.get(pk=key.pk).last_used_at is not None
    usage.stop()
