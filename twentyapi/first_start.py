"""What a new installation begins with: the workspace demo, its administrator and one API key."""

import secrets
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.db import transaction

from apikeys.services.people import create_member
from apikeys.tokens import create_api_key
from metadata.models import Workspace
from metadata.services.workspaces import create_workspace

ADMIN = "admin@example.com"
WORKSPACE = "demo"


@dataclass(frozen=True, slots=True)
class Credentials:
    """Shown once and kept nowhere."""

    password: str
    token: str


def is_first() -> bool:
    return not Workspace.objects.exists()


@transaction.atomic
def furnish() -> Credentials:
    """All or nothing: an interrupted first start is a first start again."""
    workspace = create_workspace(WORKSPACE, sample=True)
    password = secrets.token_urlsafe(15)
    users = get_user_model().objects
    users.filter(username=ADMIN).delete()
    users.create_superuser(ADMIN, ADMIN)
    create_member(workspace, ADMIN, password, role_label="Admin")
    _, token = create_api_key(workspace, "First start")
    return Credentials(password, token)
