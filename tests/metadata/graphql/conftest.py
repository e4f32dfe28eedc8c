"""A workspace with the standard objects, and a caller of its metadata endpoint."""

from dataclasses import dataclass

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apikeys import authentication, jwts
from apikeys.models import Role
from apikeys.tokens import create_api_key
from metadata.models import FieldMetadata, ObjectMetadata, Workspace
from metadata.services.workspaces import create_workspace
from tests.client import Api, GraphQL


@dataclass
class Tenant:
    workspace: Workspace
    api: Api

    @property
    def graphql(self) -> GraphQL:
        return GraphQL(self.api, "/metadata")

    def object(self, name: str) -> ObjectMetadata:
        return ObjectMetadata.objects.get(workspace=self.workspace, name_singular=name)

    def field(self, object_name: str, name: str) -> FieldMetadata:
        return FieldMetadata.objects.get(object=self.object(object_name), name=name)

    def with_role(self, label: str = "Limited", **rights: bool) -> GraphQL:
        Role.objects.create(workspace=self.workspace, label=label, **rights)
        return GraphQL(Api(create_api_key(self.workspace, label, role_label=label)[1]), "/metadata")


def tenant(name: str) -> Tenant:
    workspace = create_workspace(name)
    return Tenant(workspace, Api(create_api_key(workspace, "My api key")[1]))


@pytest.fixture(autouse=True)
def nothing_remembered():
    jwts.forget()
    authentication.forget()


@pytest.fixture
def apple(db) -> Tenant:
    return tenant("Apple")


@pytest.fixture
def ask(apple) -> GraphQL:
    return apple.graphql


@pytest.fixture
def queries():
    """The statements of a block, without savepoints."""

    def counted() -> CaptureQueriesContext:
        return CaptureQueriesContext(connection)

    return counted


RECORD = (
    "id universalIdentifier applicationId nameSingular namePlural labelSingular labelPlural description icon shortcut "
    "color isRemote isActive isSystem isUIEditable isUICreatable isUIReadOnly isSearchable isLabelSyncedWithName "
    "labelIdentifierFieldMetadataId imageIdentifierFieldMetadataId duplicateCriteria createdAt updatedAt"
)
