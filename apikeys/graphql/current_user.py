"""The person of a session with his memberships, as `currentUser` shows them."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from apikeys import render
from apikeys.caller import Caller
from apikeys.models import Membership
from apikeys.permissions import FLAGS, Permissions
from apikeys.services import people

Row = dict[str, Any]


def user_row(caller: Caller, membership: Membership, object_ids: Iterable[UUID]) -> Row:
    """`user` of each membership is filled by the schema: it is this row itself."""
    user, person = membership.person.user, membership.person
    own = membership_row(membership) | _rights(caller.permissions, object_ids)
    all_of_them = [own, *(membership_row(other) for other in person.memberships.exclude(pk=membership.pk))]
    return {
        "id": str(person.pk),
        "firstName": user.first_name,
        "lastName": user.last_name,
        "email": user.email,
        "isEmailVerified": not person.signed_up,
        "disabled": not user.is_active,
        "canImpersonate": False,
        "canAccessFullAdminPanel": False,
        "createdAt": render.instant(person.created_at),
        "updatedAt": render.instant(person.updated_at),
        "locale": "en",
        "hasPassword": user.has_usable_password(),
        "onboardingStatus": "COMPLETED",
        "userVars": {},
        "workspaceMember": _member_row(membership),
        "workspaceMembers": [render.workspace_member(one) for one in people.members(caller)],
        "deletedWorkspaceMembers": [],
        "currentUserWorkspace": own,
        "userWorkspaces": all_of_them,
        "workspaces": all_of_them,
        "availableWorkspaces": {"availableWorkspacesForSignIn": [], "availableWorkspacesForSignUp": []},
    }


def membership_row(membership: Membership) -> Row:
    """UserWorkspace; the rights are known for the workspace of the session alone."""
    return {
        "id": str(membership.pk),
        "userId": str(membership.person_id),
        "locale": "en",
        "createdAt": render.instant(membership.created_at),
        "updatedAt": render.instant(membership.updated_at),
        "twoFactorAuthenticationMethodSummary": [],
    }


def _member_row(membership: Membership) -> Row:
    roles = [render.full_role(membership.role)] if membership.role else []
    return render.workspace_member(membership) | {"roles": roles}


def _rights(permissions: Permissions, object_ids: Iterable[UUID]) -> Row:
    objects = [_object_rights(permissions, object_id) for object_id in object_ids]
    flags = [flag for flag in FLAGS if permissions.allows_setting(flag)]
    return {"permissionFlags": flags, "objectPermissions": objects, "objectsPermissions": objects}


def _object_rights(permissions: Permissions, object_id: UUID) -> Row:
    return {
        "objectMetadataId": str(object_id),
        "canReadObjectRecords": permissions.can_read(object_id),
        "canUpdateObjectRecords": permissions.can_update(object_id),
        "canSoftDeleteObjectRecords": permissions.can_soft_delete(object_id),
        "canDestroyObjectRecords": permissions.can_destroy(object_id),
        "restrictedFields": {
            str(field): {"canRead": field not in permissions.unreadable, "canUpdate": False}
            for field, owner in permissions.locked.items()
            if owner == object_id
        },
    }
