"""The roles that every workspace starts with."""

from uuid import UUID

from apikeys import errors
from apikeys.models import Role
from apikeys.services.rights import permissions_now
from metadata.models import Workspace
from metadata.services.change import Author, author

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


def may_be_default(workspace_id: UUID, role_id: UUID) -> bool:
    """Whether there is such a role. New members get it, so nobody sets one that allows more than his own."""
    role = Role.objects.filter(workspace_id=workspace_id, pk=role_id).first()
    by = author.get()
    if role is not None and by is not None and by.kind != "admin":
        own = _role_of(by, workspace_id)
        if own is None or not permissions_now(own).covers(permissions_now(role)):
            raise errors.too_many_rights()
    return role is not None


def _role_of(by: Author, workspace_id: UUID) -> Role | None:
    roles = Role.objects.filter(workspace_id=workspace_id)
    if by.api_key_id is not None:
        return roles.filter(api_keys=by.api_key_id).first()
    member = by.workspace_member_id
    return roles.filter(memberships__workspace_member_id=member).first() if member is not None else None
