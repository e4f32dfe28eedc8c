"""Two workspaces with their roles and keys; no record tables are needed to judge a credential."""

from dataclasses import dataclass
from typing import Any

import pytest

from apikeys import authentication, jwts
from apikeys.models import ApiKey, Role
from apikeys.roles import create_standard_roles
from apikeys.tokens import create_api_key
from metadata.models import Workspace


@dataclass(slots=True)
class Tenant:
    workspace: Workspace
    key: ApiKey
    token: str

    @property
    def bearer(self) -> str:
        return f"Bearer {self.token}"

    def role(self, label: str, **rights: Any) -> Role:
        return Role.objects.create(workspace=self.workspace, label=label, **rights)

    def key_with(self, role: Role, name: str = "limited") -> tuple[ApiKey, str]:
        return create_api_key(self.workspace, name, role_label=role.label)


def make_tenant(subdomain: str) -> Tenant:
    workspace = Workspace.objects.create(display_name=subdomain.title(), subdomain=subdomain, metadata_version=7)
    create_standard_roles(workspace)
    return Tenant(workspace, *create_api_key(workspace, "My api key"))


@pytest.fixture(autouse=True)
def nothing_remembered():
    """Every test starts as a fresh process does."""
    jwts.forget()
    authentication.forget()


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def apple(db) -> Tenant:
    return make_tenant("apple")


@pytest.fixture
def yahoo(db) -> Tenant:
    return make_tenant("yahoo")
