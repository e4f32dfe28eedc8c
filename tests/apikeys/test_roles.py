"""Changing roles and their permissions: each change counts at once, and nobody gives more than he has."""

from uuid import UUID, uuid4

import pytest
from django.contrib.auth import get_user_model

from apikeys.authentication import authenticate
from apikeys.errors import AccessError, BadInput
from apikeys.models import ApiKey, FieldPermission, Membership, ObjectPermission, PermissionFlag, Person, Role
from apikeys.services import keys, roles
from metadata.models import FieldMetadata, ObjectMetadata


@pytest.fixture
def admin(apple):
    return authenticate(apple.bearer)


@pytest.fixture
def company(apple) -> ObjectMetadata:
    return make_object(apple.workspace, "company", "companies")


@pytest.fixture
def name(company) -> FieldMetadata:
    return FieldMetadata.objects.create(
        workspace=company.workspace, object=company, application_id=uuid4(), type="TEXT", name="name", label="Name"
    )


def make_object(workspace, singular: str, plural: str) -> ObjectMetadata:
    return ObjectMetadata.objects.create(
        workspace=workspace, application_id=uuid4(), name_singular=singular, name_plural=plural
    )


def bearer(apple, role: Role) -> str:
    return f"Bearer {apple.key_with(role)[1]}"


def refused(call, *arguments) -> AccessError:
    with pytest.raises(AccessError) as caught:
        call(*arguments)
    return caught.value


def test_a_new_role_may_do_nothing(admin, apple):
    role = roles.create_role(admin, {"label": "Mine", "icon": "IconX"})
    assert (role.label, role.icon, role.description, role.is_editable) == ("Mine", "IconX", None, True)
    assert role.can_be_assigned_to_api_keys and role.can_be_assigned_to_users and role.can_be_assigned_to_agents
    permissions = authenticate(bearer(apple, role)).permissions
    assert not permissions.can_read(uuid4()) and not permissions.allows_setting("VIEWS")


def test_a_role_with_rights_and_an_id_of_its_own(admin):
    wanted = uuid4()
    given = {"id": str(wanted), "label": "All", "canReadAllObjectRecords": True, "canUpdateAllSettings": True}
    role = roles.create_role(admin, given | {"canBeAssignedToUsers": None})
    assert role.pk == wanted and role.can_read_all_object_records and role.can_update_all_settings
    assert role.can_be_assigned_to_users and not role.can_destroy_all_object_records
    assert refused(roles.create_role, admin, given | {"label": "Other"}).sub_code == "ROLE_ID_ALREADY_EXISTS"


def test_an_update_counts_at_once(admin, apple):
    role = roles.create_role(admin, {"label": "Mine"})
    header = bearer(apple, role)
    assert not authenticate(header).permissions.can_read(uuid4())
    changed = roles.update_role(admin, role.pk, {"canReadAllObjectRecords": True, "description": ""})
    assert (changed.label, changed.description, changed.version) == ("Mine", "", role.version + 1)
    assert authenticate(header).permissions.can_read(uuid4())


@pytest.mark.parametrize(
    ("given", "messages"),
    [
        ({}, ["label should not be empty"]),
        ({"label": " "}, ["label should not be empty"]),
        ({"label": 5}, ["label must be a string"]),
        ({"label": "x", "canReadAllObjectRecords": "yes"}, ["canReadAllObjectRecords must be a boolean value"]),
        ({"label": "x", "canAccessAllTools": 1}, ["canAccessAllTools must be a boolean value"]),
        ({"label": "x", "id": "5"}, ["id must be a UUID"]),
        ({"label": "x", "icon": 5}, ["icon must be a string"]),
        ({"label": "x\ud800"}, ["label must not contain NUL bytes or lone surrogates"]),
    ],
)
def test_bad_values(admin, given, messages):
    with pytest.raises(BadInput) as caught:
        roles.create_role(admin, given)
    assert caught.value.messages == messages


def test_a_label_is_there_once(admin, yahoo):
    roles.create_role(admin, {"label": "Mine"})
    other = roles.create_role(admin, {"label": "Other"})
    assert refused(roles.create_role, admin, {"label": "Mine"}).sub_code == "ROLE_LABEL_ALREADY_EXISTS"
    assert refused(roles.update_role, admin, other.pk, {"label": "Mine"}).sub_code == "ROLE_LABEL_ALREADY_EXISTS"
    assert roles.update_role(admin, other.pk, {"label": "Other"}).label == "Other"
    assert roles.create_role(authenticate(yahoo.bearer), {"label": "Mine"}).label == "Mine"


def test_the_seeded_roles_are_protected(admin, apple):
    given = Role.objects.get(workspace=apple.workspace, label="Admin").pk
    assert refused(roles.update_role, admin, given, {"label": "x"}).sub_code == "ROLE_NOT_EDITABLE"
    assert refused(roles.delete_role, admin, given).sub_code == "ROLE_NOT_EDITABLE"
    flags = {"roleId": given, "permissionFlagKeys": []}
    assert refused(roles.upsert_permission_flags, admin, flags).sub_code == "ROLE_NOT_EDITABLE"
    member = apple.workspace.default_role_id
    assert refused(roles.delete_role, admin, member).sub_code == "DEFAULT_ROLE_CANNOT_BE_DELETED"
    assert roles.update_role(admin, member, {"canDestroyAllObjectRecords": False}).label == "Member"


def test_a_deleted_role_leaves_its_keys_with_nothing(admin, apple):
    role = roles.create_role(admin, {"label": "Mine"})
    header = bearer(apple, role)
    assert roles.delete_role(admin, str(role.pk)) == str(role.pk)
    with pytest.raises(Exception, match="API key has no role assigned"):
        authenticate(header)
    assert refused(roles.delete_role, admin, role.pk).sub_code == "ROLE_NOT_FOUND"


def test_object_permissions(admin, apple, company):
    role = roles.create_role(admin, {"label": "Mine", "canReadAllObjectRecords": True})
    header = bearer(apple, role)
    row = {"objectMetadataId": str(company.pk), "canReadObjectRecords": True, "canUpdateObjectRecords": True}
    (saved,) = roles.upsert_object_permissions(admin, {"roleId": str(role.pk), "objectPermissions": [row]})
    assert (saved.can_update_object_records, saved.can_destroy_object_records) == (True, None)
    permissions = authenticate(header).permissions
    assert permissions.can_update(company.pk) and not permissions.can_destroy(company.pk)
    assert not permissions.can_update(uuid4())
    row = {"objectMetadataId": str(company.pk), "canReadObjectRecords": False, "canUpdateObjectRecords": None}
    roles.upsert_object_permissions(admin, {"roleId": str(role.pk), "objectPermissions": [row]})
    assert not authenticate(header).permissions.can_read(company.pk)
    assert ObjectPermission.objects.count() == 1


def test_field_permissions(admin, apple, company, name):
    role = roles.create_role(admin, {"label": "Mine", "canReadAllObjectRecords": True})
    header = bearer(apple, role)

    def put(**rights):
        row = {"objectMetadataId": str(company.pk), "fieldMetadataId": str(name.pk)} | rights
        return roles.upsert_field_permissions(admin, {"roleId": str(role.pk), "fieldPermissions": [row]})

    (saved,) = put(canReadFieldValue=False)
    assert (saved.can_read_field_value, saved.can_update_field_value) == (False, None)
    assert not authenticate(header).permissions.readable(name.pk, company.pk)
    assert refused(lambda: put(canUpdateFieldValue=True)).sub_code == "ONLY_FIELD_RESTRICTION_ALLOWED"
    put(canReadFieldValue=None)
    assert authenticate(header).permissions.readable(name.pk, company.pk)
    assert FieldPermission.objects.count() == 0


def test_a_field_belongs_to_its_object(admin, apple, company, name):
    other = make_object(apple.workspace, "person", "people")
    role = roles.create_role(admin, {"label": "Mine"})
    row = {"objectMetadataId": str(other.pk), "fieldMetadataId": str(name.pk), "canReadFieldValue": False}
    given = {"roleId": str(role.pk), "fieldPermissions": [row]}
    assert refused(roles.upsert_field_permissions, admin, given).sub_code == "FIELD_METADATA_NOT_FOUND"


def test_permission_flags_are_replaced(admin, apple):
    role = roles.create_role(admin, {"label": "Mine"})
    header = bearer(apple, role)

    def put(*flags: str) -> list[str]:
        given = {"roleId": str(role.pk), "permissionFlagKeys": list(flags)}
        return [row.flag for row in roles.upsert_permission_flags(admin, given)]

    assert put("VIEWS", "ROLES", "VIEWS") == ["ROLES", "VIEWS"]
    assert authenticate(header).permissions.allows_setting("ROLES")
    kept = PermissionFlag.objects.get(flag="VIEWS").pk
    assert put("VIEWS") == ["VIEWS"]
    assert PermissionFlag.objects.get(flag="VIEWS").pk == kept
    assert not authenticate(header).permissions.allows_setting("ROLES")
    assert put() == []
    assert refused(lambda: put("NOPE")).message == "Invalid permission flag: NOPE"


@pytest.mark.parametrize(
    ("function", "given"),
    [
        (roles.upsert_object_permissions, {"objectPermissions": None}),
        (roles.upsert_object_permissions, {"objectPermissions": ["x"]}),
        (roles.upsert_object_permissions, {"objectPermissions": [{}]}),
        (roles.upsert_object_permissions, {"objectPermissions": [{"objectMetadataId": "x"}]}),
        (roles.upsert_field_permissions, {"fieldPermissions": [{"objectMetadataId": str(uuid4())}]}),
        (roles.upsert_permission_flags, {"permissionFlagKeys": "VIEWS"}),
        (roles.upsert_permission_flags, {"permissionFlagKeys": None}),
    ],
)
def test_malformed_permissions(admin, function, given):
    role = roles.create_role(admin, {"label": "Mine"})
    with pytest.raises(BadInput):
        function(admin, {"roleId": str(role.pk)} | given)


def test_unknown_and_foreign_things_are_not_found(admin, yahoo):
    role = roles.create_role(admin, {"label": "Mine"})
    theirs = make_object(yahoo.workspace, "rocket", "rockets")
    row = {"objectMetadataId": str(theirs.pk), "canReadObjectRecords": True}
    given = {"roleId": str(role.pk), "objectPermissions": [row]}
    assert refused(roles.upsert_object_permissions, admin, given).sub_code == "OBJECT_METADATA_NOT_FOUND"
    foreign = yahoo.role("Theirs")
    for call in (roles.update_role, roles.delete_role):
        arguments = (foreign.pk, {"label": "x"}) if call is roles.update_role else (foreign.pk,)
        assert refused(call, admin, *arguments).sub_code == "ROLE_NOT_FOUND"
    assert refused(roles.update_role, admin, "x", {}).messages == ["roleId must be a UUID"]
    assert refused(keys.assign_role_to_api_key, admin, admin.api_key_id, foreign.pk).message == (
        "Could not find role for given roleId"
    )


def test_without_the_right_nothing_changes(apple, company):
    caller = authenticate(bearer(apple, apple.role("Reader", can_read_all_object_records=True)))
    mine = str(caller.permissions.role_id)
    for call, *arguments in [
        (roles.all_roles,),
        (roles.create_role, {"label": "x"}),
        (roles.update_role, mine, {"canUpdateAllSettings": True}),
        (roles.delete_role, mine),
        (roles.upsert_object_permissions, {"roleId": mine, "objectPermissions": []}),
        (roles.upsert_field_permissions, {"roleId": mine, "fieldPermissions": []}),
        (roles.upsert_permission_flags, {"roleId": mine, "permissionFlagKeys": ["ROLES"]}),
        (keys.assign_role_to_api_key, caller.api_key_id, apple.key.role_id),
    ]:
        assert refused(call, caller, *arguments).sub_code == "PERMISSION_DENIED"


def test_who_manages_roles_cannot_raise_himself(apple, company):
    role = apple.role("Role manager", can_read_all_object_records=True)
    PermissionFlag.objects.create(role=role, flag="ROLES")
    caller = authenticate(bearer(apple, role))
    mine = str(role.pk)
    row = {"objectMetadataId": str(company.pk), "canUpdateObjectRecords": True}
    for call, *arguments in [
        (roles.update_role, mine, {"canDestroyAllObjectRecords": True, "canUpdateAllObjectRecords": True}),
        (roles.update_role, mine, {"canUpdateAllSettings": True}),
        (roles.create_role, {"label": "x", "canUpdateAllSettings": True}),
        (roles.upsert_object_permissions, {"roleId": mine, "objectPermissions": [row]}),
        (roles.upsert_permission_flags, {"roleId": mine, "permissionFlagKeys": ["ROLES", "DATA_MODEL"]}),
    ]:
        assert refused(call, caller, *arguments).message == (
            "Cannot grant a role with more permissions than your own"
        ), call
    before = role.version
    role.refresh_from_db()
    assert (role.version, role.can_update_all_settings, ObjectPermission.objects.count()) == (before, False, 0)
    assert roles.create_role(caller, {"label": "Weaker", "canReadAllObjectRecords": True}).label == "Weaker"


def test_one_does_not_delete_ones_own_role(apple):
    role = apple.role("Own", can_update_all_settings=True)
    caller = authenticate(bearer(apple, role))
    assert refused(roles.delete_role, caller, role.pk).sub_code == "CANNOT_DELETE_OWN_ROLE"


def test_assigning_a_role_to_a_key(admin, apple):
    role = roles.create_role(admin, {"label": "Mine"})
    key, token = apple.key_with(apple.role("Other"))
    assert keys.assign_role_to_api_key(admin, str(key.pk), str(role.pk)) is True
    assert authenticate(f"Bearer {token}").permissions.role_id == role.pk
    assert ApiKey.objects.get(pk=key.pk).role_id == role.pk
    assert refused(keys.assign_role_to_api_key, admin, str(UUID(int=5)), str(role.pk)).sub_code == "API_KEY_NOT_FOUND"


@pytest.fixture
def manager(apple):
    """May change roles, and read."""
    role = apple.role("Role manager", can_read_all_object_records=True)
    PermissionFlag.objects.create(role=role, flag="ROLES")
    return authenticate(bearer(apple, role))


def test_nobody_takes_rights_away_that_he_could_not_give(manager, apple, company, name):
    strong = apple.role("Strong", can_read_all_object_records=True, can_update_all_object_records=True)
    PermissionFlag.objects.create(role=strong, flag="ROLES")
    row = {"objectMetadataId": str(company.pk), "canUpdateObjectRecords": False}
    field = {"objectMetadataId": str(company.pk), "fieldMetadataId": str(name.pk), "canReadFieldValue": False}
    for call, *arguments in [
        (roles.update_role, strong.pk, {"canUpdateAllObjectRecords": False}),
        (roles.upsert_object_permissions, {"roleId": str(strong.pk), "objectPermissions": [row]}),
        (roles.upsert_field_permissions, {"roleId": str(strong.pk), "fieldPermissions": [field]}),
        (roles.upsert_permission_flags, {"roleId": str(strong.pk), "permissionFlagKeys": []}),
        (roles.delete_role, strong.pk),
    ]:
        assert refused(call, manager, *arguments).message == (
            "Cannot grant a role with more permissions than your own"
        ), call
    strong.refresh_from_db()
    assert strong.can_update_all_object_records and strong.permission_flags.count() == 1
    assert (ObjectPermission.objects.count(), FieldPermission.objects.count()) == (0, 0)


def test_a_deleted_role_hands_out_no_stronger_default_role(manager, apple):
    """Its members would get that one."""
    weak = apple.role("Weak")
    person = Person.objects.create(user=get_user_model().objects.create(username="w", email="w@apple.dev"))
    membership = Membership.objects.create(
        person=person, workspace=apple.workspace, workspace_member_id=uuid4(), role=weak
    )
    assert refused(roles.delete_role, manager, weak.pk).message == (
        "Cannot grant a role with more permissions than your own"
    )
    membership.refresh_from_db()
    assert membership.role_id == weak.pk
    membership.delete()
    assert roles.delete_role(manager, weak.pk) == str(weak.pk)
