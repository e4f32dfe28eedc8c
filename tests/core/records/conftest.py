"""A workspace with a field of every type, built once a file; what a test writes is rolled back."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from core.records.context import Context
from metadata.models import Workspace
from tests.conftest import WORKSPACE
from tests.core.records.world import build, context_of


@pytest.fixture(scope="module")
def gizmos(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Context]:
    with django_db_blocker.unblock(), transaction.atomic():
        workspace = Workspace.objects.get(subdomain=WORKSPACE)
        build(workspace)
        yield context_of(workspace)
        transaction.set_rollback(True)


@pytest.fixture
def context(gizmos: Context, django_db_blocker: DjangoDbBlocker) -> Iterator[Context]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield gizmos
        transaction.set_rollback(True)
