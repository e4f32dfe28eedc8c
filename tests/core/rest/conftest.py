"""A few records over REST, and callers with fewer rights."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apikeys.models import ObjectPermission, Role
from apikeys.tokens import create_api_key
from metadata.models import ObjectMetadata, Workspace
from tests.client import Api

Record = dict[str, Any]
Make = Callable[..., Record]


@pytest.fixture
def make(api: Api) -> Make:
    """make("people", jobTitle="CEO") creates one record and returns it."""

    def create(plural: str, **values: Any) -> Record:
        response = api.post(f"/rest/{plural}", json=values)
        assert response.status_code == 201, response.content
        (record,) = response.json()["data"].values()
        return record

    return create


@pytest.fixture
def names(api: Api) -> Callable[[str], list[str]]:
    """The job titles that a list of people answers, in order."""

    def listed(query: str = "") -> list[str]:
        response = api.get(f"/rest/people?{query}")
        assert response.status_code == 200, response.content
        return [person["jobTitle"] for person in response.json()["data"]["people"]]

    return listed


@pytest.fixture
def caller_with(workspace: Workspace) -> Callable[..., Api]:
    """caller_with(person=dict(update=False)): a key whose role has all rights but those."""

    def made(**objects: dict[str, bool]) -> Api:
        rights = ("read", "update", "soft_delete", "destroy")
        role = Role.objects.create(
            workspace=workspace, label="limited", **{f"can_{right}_all_object_records": True for right in rights}
        )
        for name, changes in objects.items():
            found = ObjectMetadata.objects.get(workspace=workspace, name_singular=name)
            given = {f"can_{right}_object_records": value for right, value in changes.items()}
            ObjectPermission.objects.create(role=role, object=found, **given)
        return Api(create_api_key(workspace, "limited", role_label="limited")[1])

    return made


@pytest.fixture
def queries() -> Callable[[Callable[[], Any]], list[str]]:
    """The statements that a piece of work sends."""

    def counted(work: Callable[[], Any]) -> list[str]:
        with CaptureQueriesContext(connection) as caught:
            work()
        return [query["sql"] for query in caught.captured_queries]

    return counted
