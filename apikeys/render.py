"""Rows of keys and roles in the contract's words: a superset that serves REST and GraphQL."""

from datetime import UTC, datetime
from typing import Any

from apikeys.models import ApiKey, AuditEntry, FieldPermission, Membership, ObjectPermission, PermissionFlag, Role


def instant(value: datetime | None) -> str | None:
    """Milliseconds and Z, as every date of the APIs."""
    if value is None:
        return None
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def api_key(key: ApiKey) -> dict[str, Any]:
    """The REST form. GraphQL adds `role` from role()."""
    return {
        "workspaceId": str(key.workspace_id),
        "id": str(key.pk),
        "name": key.name,
        "expiresAt": instant(key.expires_at),
        "revokedAt": instant(key.revoked_at),
        "createdAt": instant(key.created_at),
        "updatedAt": instant(key.updated_at),
        "roleId": str(key.role_id) if key.role_id else None,
        "lastUsedAt": instant(key.last_used_at),
    }


def role(row: Role) -> dict[str, Any]:
    """The role itself, without the rows that hang on it."""
    return {
        "id": str(row.pk),
        "universalIdentifier": str(row.universal_identifier),
        "label": row.label,
        "description": row.description,
        "icon": row.icon,
        "isEditable": row.is_editable,
        "canBeAssignedToUsers": row.can_be_assigned_to_users,
        "canBeAssignedToAgents": row.can_be_assigned_to_agents,
        "canBeAssignedToApiKeys": row.can_be_assigned_to_api_keys,
        "canUpdateAllSettings": row.can_update_all_settings,
        "canAccessAllTools": row.can_access_all_tools,
        "canReadAllObjectRecords": row.can_read_all_object_records,
        "canUpdateAllObjectRecords": row.can_update_all_object_records,
        "canSoftDeleteAllObjectRecords": row.can_soft_delete_all_object_records,
        "canDestroyAllObjectRecords": row.can_destroy_all_object_records,
    }


def full_role(row: Role) -> dict[str, Any]:
    """The role with its permissions and the keys that hold it (prefetch them: services.roles.all_roles does)."""
    return role(row) | {
        "permissionFlags": [permission_flag(flag) for flag in row.permission_flags.all()],
        "objectPermissions": [object_permission(one) for one in row.object_permissions.all()],
        "fieldPermissions": [field_permission(one) for one in row.field_permissions.all()],
        "apiKeys": [
            {"id": str(key.pk), "name": key.name, "expiresAt": instant(key.expires_at), "revokedAt": None}
            for key in row.api_keys.all()
            if key.revoked_at is None
        ],
        "workspaceMembers": [workspace_member(one) for one in row.memberships.all()],
        "agents": [],
    }


def workspace_member(row: Membership) -> dict[str, Any]:
    """WorkspaceMember, as far as roles and sessions show it."""
    user = row.person.user
    return {
        "id": str(row.workspace_member_id),
        "name": {"firstName": user.first_name, "lastName": user.last_name},
        "userEmail": user.email,
        "userWorkspaceId": str(row.pk),
        "colorScheme": "System",
        "locale": "en",
        "avatarUrl": "",
        "timeZone": "system",
    }


def object_permission(row: ObjectPermission) -> dict[str, Any]:
    return {
        "objectMetadataId": str(row.object_id),
        "canReadObjectRecords": row.can_read_object_records,
        "canUpdateObjectRecords": row.can_update_object_records,
        "canSoftDeleteObjectRecords": row.can_soft_delete_object_records,
        "canDestroyObjectRecords": row.can_destroy_object_records,
    }


def field_permission(row: FieldPermission) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "objectMetadataId": str(row.object_id),
        "fieldMetadataId": str(row.field_id),
        "roleId": str(row.role_id),
        "canReadFieldValue": row.can_read_field_value,
        "canUpdateFieldValue": row.can_update_field_value,
    }


def permission_flag(row: PermissionFlag) -> dict[str, Any]:
    return {"id": str(row.pk), "roleId": str(row.role_id), "flag": row.flag}


def audit_entry(row: AuditEntry) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "at": instant(row.at),
        "action": row.action,
        "actor": {"kind": row.actor_kind, "id": row.actor_id and str(row.actor_id), "name": row.actor_name},
        "target": {"id": row.target_id and str(row.target_id), "name": row.target_name},
        "changes": row.changes,
    }
