"""A custom object, and the two ways to ask about it."""

import pytest

from apikeys.models import Role
from apikeys.tokens import create_api_key
from metadata.models import ObjectMetadata, Workspace
from tests.client import Api
from tests.metadata.model import new_object


@pytest.fixture
def rocket(workspace: Workspace) -> ObjectMetadata:
    return new_object(workspace)


@pytest.fixture
def reader(workspace: Workspace) -> Api:
    """A key that may read and write records and has no right to any setting."""
    Role.objects.create(workspace=workspace, label="Reader", can_read_all_object_records=True)
    return Api(create_api_key(workspace, "reader", role_label="Reader")[1])


@pytest.fixture
def wrapped(workspace: Workspace) -> None:
    """The older form of the answers."""
    Workspace.objects.filter(id=workspace.id).update(rest_metadata_format="wrapped")
