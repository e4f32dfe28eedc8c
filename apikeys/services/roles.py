"""What a caller may do with roles and their permissions. A change raises the role's version: it counts at once."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from apikeys import audit, errors, parse
from apikeys.caller import Caller
from apikeys.models import FieldPermission, Membership, ObjectPermission, PermissionFlag, Role
from apikeys.parse_roles import FIELD_RIGHTS, OBJECT_RIGHTS, role_values, rows
from apikeys.permissions import FLAGS
from apikeys.services.keys import MANAGE
from apikeys.services.rights import require, require_cover
from metadata.models import FieldMetadata, ObjectMetadata, Workspace

ROLES = "ROLES"


def all_roles(caller: Caller) -> list[Role]:
    """Readable with the right to manage roles, or keys: who makes a key must find the id of its role."""
    require(caller, ROLES, MANAGE)
    rows = Role.objects.filter(workspace_id=caller.workspace_id)
    hanging = ("permission_flags", "object_permissions", "field_permissions", "api_keys", "memberships__person__user")
    return list(rows.prefetch_related(*hanging))


@transaction.atomic
def create_role(caller: Caller, given: Mapping[str, Any]) -> Role:
    """CreateRoleInput -> the role."""
    require(caller, ROLES)
    values = role_values(given, partial=False)
    _refuse_taken_label(caller, values["label"], None)
    if "id" in values and Role.objects.filter(pk=values["id"]).exists():
        raise errors.AccessError("A role with this id already exists", "ROLE_ID_ALREADY_EXISTS")
    try:
        with transaction.atomic():
            role = Role.objects.create(workspace_id=caller.workspace_id, **values)
    except IntegrityError:
        raise _label_taken() from None
    require_cover(caller, role)
    audit.record(caller, "role.created", role, {name: (None, value) for name, value in values.items() if name != "id"})
    return role


@transaction.atomic
def update_role(caller: Caller, role_id: Any, given: Mapping[str, Any]) -> Role:
    """UpdateRolePayload -> the changed role."""
    require(caller, ROLES)
    role = _editable(caller, role_id)
    values = role_values(given, partial=True)
    if "label" in values:
        _refuse_taken_label(caller, values["label"], role.pk)
    changes = {name: (getattr(role, name), value) for name, value in values.items()}
    for name, value in values.items():
        setattr(role, name, value)
    try:
        with transaction.atomic():
            role.save()
    except IntegrityError:
        raise _label_taken() from None
    return _changed(caller, role, changes)


@transaction.atomic
def delete_role(caller: Caller, role_id: Any) -> str:
    """Its keys are left without a role, which opens nothing; its members move to the default role."""
    require(caller, ROLES)
    role = _editable(caller, role_id)
    default = _default_role(caller)
    if role.pk == default:
        raise errors.AccessError("The default role cannot be deleted", "DEFAULT_ROLE_CANNOT_BE_DELETED")
    if role.pk == caller.permissions.role_id:
        raise errors.AccessError("You cannot delete your own role", "CANNOT_DELETE_OWN_ROLE")
    members = Membership.objects.filter(role=role)
    for given in Role.objects.filter(pk=default) if default and members.exists() else ():
        require_cover(caller, given)
    gone = str(role.pk)
    audit.record(caller, "role.deleted", role)
    members.update(role_id=default)
    role.delete()
    return gone


@transaction.atomic
def upsert_object_permissions(caller: Caller, given: Mapping[str, Any]) -> list[ObjectPermission]:
    """UpsertObjectPermissionsInput -> the permissions that it names, as they are now."""
    require(caller, ROLES)
    role = _editable(caller, given.get("roleId"))
    wanted = rows(given.get("objectPermissions"), "objectPermissions", ("objectMetadataId",), OBJECT_RIGHTS)
    known = _known_objects(caller, [row["objectMetadataId"] for row in wanted])
    saved = []
    for row in wanted:
        rights = {column: row[key] for key, column in OBJECT_RIGHTS.items() if key in row}
        target = known[row["objectMetadataId"]]
        saved.append(ObjectPermission.objects.update_or_create(rights, role=role, object=target)[0])
    _changed(caller, role, {str(known[row["objectMetadataId"]]): (None, _rights(row, OBJECT_RIGHTS)) for row in wanted})
    return saved


@transaction.atomic
def upsert_field_permissions(caller: Caller, given: Mapping[str, Any]) -> list[FieldPermission]:
    """UpsertFieldPermissionsInput -> the permissions that it names. A row without a prohibition is removed."""
    require(caller, ROLES)
    role = _editable(caller, given.get("roleId"))
    ids = ("objectMetadataId", "fieldMetadataId")
    wanted = rows(given.get("fieldPermissions"), "fieldPermissions", ids, FIELD_RIGHTS)
    if any(row.get(key) for row in wanted for key in FIELD_RIGHTS):
        raise errors.AccessError(
            "Field permissions can only restrict access: allowed values are false and null",
            "ONLY_FIELD_RESTRICTION_ALLOWED",
        )
    known = _known_fields(caller, wanted)
    saved = []
    for row in wanted:
        rights = {column: row[key] for key, column in FIELD_RIGHTS.items() if key in row}
        field = known[row["fieldMetadataId"]]
        found = FieldPermission.objects.update_or_create(rights, role=role, field=field, object=field.object)[0]
        if found.can_read_field_value is None and found.can_update_field_value is None:
            FieldPermission.objects.filter(pk=found.pk).delete()
        saved.append(found)
    _changed(caller, role, {str(row["fieldMetadataId"]): (None, _rights(row, FIELD_RIGHTS)) for row in wanted})
    return saved


@transaction.atomic
def upsert_permission_flags(caller: Caller, given: Mapping[str, Any]) -> list[PermissionFlag]:
    """UpsertPermissionFlagsInput -> the role's flags: the given set replaces the old one."""
    require(caller, ROLES)
    role = _editable(caller, given.get("roleId"))
    flags = given.get("permissionFlagKeys")
    if not isinstance(flags, Sequence) or isinstance(flags, str):
        raise errors.BadInput("permissionFlagKeys must be an array")
    for flag in flags:
        if flag not in FLAGS:
            raise errors.AccessError(f"Invalid permission flag: {flag}", "INVALID_SETTING")
    before = set(role.permission_flags.values_list("flag", flat=True))
    role.permission_flags.exclude(flag__in=flags).delete()
    PermissionFlag.objects.bulk_create(
        PermissionFlag(role=role, flag=f) for f in dict.fromkeys(flags) if f not in before
    )
    _changed(caller, role, {"permissionFlags": (sorted(before), sorted(set(flags)))})
    return list(role.permission_flags.order_by("flag"))


def raise_version(role: Role) -> None:
    """Every process drops what it knows of this role at its next request."""
    Role.objects.filter(pk=role.pk).update(version=F("version") + 1, updated_at=timezone.now())


def _rights(row: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    return {name: row[name] for name in names if name in row}


def _changed(caller: Caller, role: Role, changes: audit.Changes) -> Role:
    require_cover(caller, role)
    audit.record(caller, "role.updated", role, changes)
    raise_version(role)
    role.refresh_from_db()
    return role


def _editable(caller: Caller, role_id: Any) -> Role:
    """Locked until the end of the transaction, so that two changes of one role follow each other.

    Nobody takes rights away that he could not give.
    """
    found = parse.uuid_or_none(role_id)
    if found is None:
        raise errors.BadInput("roleId must be a UUID")
    role = Role.objects.select_for_update().filter(workspace_id=caller.workspace_id, pk=found).first()
    if role is None:
        raise errors.not_found("Role", "ROLE_NOT_FOUND")
    if not role.is_editable:
        raise errors.AccessError("Role is not editable", "ROLE_NOT_EDITABLE")
    require_cover(caller, role)
    return role


def _default_role(caller: Caller) -> UUID | None:
    return Workspace.objects.values_list("default_role_id", flat=True).get(pk=caller.workspace_id)


def _refuse_taken_label(caller: Caller, label: str, own: UUID | None) -> None:
    taken = Role.objects.filter(workspace_id=caller.workspace_id, label=label).values_list("pk", flat=True)
    if any(pk != own for pk in taken):
        raise _label_taken()


def _label_taken() -> errors.AccessError:
    return errors.AccessError("A role with this label already exists", "ROLE_LABEL_ALREADY_EXISTS")


def _known_objects(caller: Caller, ids: list[UUID]) -> dict[UUID, ObjectMetadata]:
    found = ObjectMetadata.objects.filter(workspace_id=caller.workspace_id).in_bulk(ids)
    if len(found) < len(set(ids)):
        raise errors.not_found("Object metadata", "OBJECT_METADATA_NOT_FOUND")
    return found


def _known_fields(caller: Caller, wanted: list[dict[str, Any]]) -> dict[UUID, FieldMetadata]:
    _known_objects(caller, [row["objectMetadataId"] for row in wanted])
    found = (
        FieldMetadata.objects.filter(workspace_id=caller.workspace_id)
        .select_related("object")
        .in_bulk([row["fieldMetadataId"] for row in wanted])
    )
    for row in wanted:
        field = found.get(row["fieldMetadataId"])
        if field is None or field.object_id != row["objectMetadataId"]:
            raise errors.not_found("Field metadata", "FIELD_METADATA_NOT_FOUND")
    return found
