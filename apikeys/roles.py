"""The roles that every workspace starts with."""

from uuid import UUID

from apikeys.models import Role
from metadata.models import Workspace

ADMIN = {
    "label": "Admin",
    "description": "Admin role",
    "icon": "IconUserCog",
    "is_editable": False,
    "can_update_all_settings": True,
    "can_access_all_tools": True,
    "can_read_all_object_records": True,
    "can_update_all_object_records": True,
    "can_soft_delete_all_object_records": True,
    "can_destroy_all_object_records": True,
}
MEMBER = {
    "label": "Member",
    "description": "Member role",
    "icon": "IconUser",
    "can_be_assigned_to_agents": False,
    "can_be_assigned_to_api_keys": False,
    "can_read_all_object_records": True,
    "can_update_all_object_records": True,
    "can_soft_delete_all_object_records": True,
    "can_destroy_all_object_records": True,
}


def create_standard_roles(workspace: Workspace) -> None:
    """Admin and Member; Member is what a new member of the workspace gets."""
    Role.objects.create(workspace=workspace, **ADMIN)
    workspace.default_role_id = Role.objects.create(workspace=workspace, **MEMBER).pk
    workspace.save(update_fields=["default_role_id"])


def has_role(workspace_id: UUID, role_id: UUID) -> bool:
    return Role.objects.filter(workspace_id=workspace_id, pk=role_id).exists()
