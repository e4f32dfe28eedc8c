"""Requests made up from the OpenAPI document: never a 500, and every answer is one that the document describes.

A short run here; `make fuzz` sends more (FUZZ_EXAMPLES for each operation, over all objects).
"""

import os
from collections.abc import Iterator

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.client import Api
from twentyapi.wsgi import application

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "2"))
OBJECTS = ("/people", "/opportunities") if "FUZZ_EXAMPLES" not in os.environ else ("/",)
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Requests through WSGI keep the connection, and so the transaction, of the test."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def some_records(api: Api) -> None:
    company = api.post("/rest/companies", json={"name": "Acme"}).json()["data"]["createCompany"]["id"]
    api.post("/rest/batch/people", json=[{"jobTitle": str(number), "companyId": company} for number in range(5)])
    api.post("/rest/opportunities", json={"name": "Big", "stage": "NEW", "companyId": company})


def test_every_answer_is_in_the_document(some_records: None, token: str, one_connection: None) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    document = schemathesis.openapi.from_wsgi("/rest/open-api/core", application, headers=headers)
    operations = [found.ok() for found in document.get_all_operations()]
    chosen = [one for one in operations if one.path.startswith(OBJECTS) or "batch" in one.path or "restore" in one.path]
    assert len(chosen) > 40

    for operation in chosen:

        @given(case=operation.as_strategy())
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def answers_as_described(case: schemathesis.Case) -> None:
            case.call_and_validate(headers=headers, checks=CHECKS)

        answers_as_described()
