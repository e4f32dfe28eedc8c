"""Keys and roles in Django admin."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from apikeys.authentication import authenticate
from apikeys.models import ApiKey, Membership, ObjectPermission, PermissionFlag, Person, Role
from metadata.models import ObjectMetadata

KEYS = "/admin/apikeys/apikey/"
ROLES = "/admin/apikeys/role/"


@pytest.fixture
def root(apple) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("root", "root@example.com", "x"))
    return client


@pytest.fixture
def owner(apple, yahoo) -> Client:
    """The administrator of apple, who is nobody at yahoo."""
    user = get_user_model().objects.create_user("tim", "tim@apple.dev", "x", is_staff=True)
    person = Person.objects.create(user=user)
    admin = Role.objects.get(workspace=apple.workspace, label="Admin")
    Membership.objects.create(person=person, workspace=apple.workspace, role=admin, workspace_member_id=person.pk)
    client = Client()
    client.force_login(user)
    return client


def tomorrow() -> dict:
    return {"expires_at_0": (datetime.now(UTC) + timedelta(days=1)).date().isoformat(), "expires_at_1": "12:00:00"}


def add_key(client: Client, tenant, role: Role | None = None):
    role = role or Role.objects.get(workspace=tenant.workspace, label="Admin")
    data = {"workspace": tenant.workspace.pk, "name": "by hand", "role": role.pk} | tomorrow()
    return client.post(KEYS + "add/", data, follow=True)


def token_in(response) -> str:
    (message,) = [str(one) for one in response.context["messages"] if "shown this once" in str(one)]
    return message.rsplit(" ", 1)[-1]


def test_a_key_is_made_and_its_token_shown_once(root, apple):
    token = token_in(add_key(root, apple))
    caller = authenticate(f"Bearer {token}")
    assert caller.name == "by hand" and caller.workspace_id == apple.workspace.pk
    page = root.get(f"{KEYS}{caller.api_key_id}/change/")
    assert page.status_code == 200 and token not in page.content.decode()


def test_keys_are_revoked(root, apple):
    assert authenticate(apple.bearer)
    root.post(KEYS, {"action": "revoke", "_selected_action": [str(apple.key.pk)]})
    with pytest.raises(Exception, match="revoked"):
        authenticate(apple.bearer)


def test_another_token(root, apple):
    response = root.post(KEYS, {"action": "make_token", "_selected_action": [str(apple.key.pk)]}, follow=True)
    assert authenticate("Bearer " + token_in(response)).token_number == 2
    assert authenticate(apple.bearer).token_number == 1


def test_a_changed_role_counts_at_once(root, apple):
    role = apple.role("Mine", can_read_all_object_records=True)
    header = f"Bearer {apple.key_with(role)[1]}"
    company = ObjectMetadata.objects.create(
        workspace=apple.workspace, application_id=apple.key.pk, name_singular="company", name_plural="companies"
    )
    assert authenticate(header).permissions.can_read(company.pk)
    data = {"label": "Mine", "can_read_all_object_records": "on", "can_be_assigned_to_api_keys": "on"}
    data |= {f"{prefix}-{name}": "0" for prefix in PREFIXES for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
    data |= {
        "object_permissions-TOTAL_FORMS": "1",
        "object_permissions-0-object": str(company.pk),
        "object_permissions-0-role": str(role.pk),
        "object_permissions-0-can_read_object_records": "false",
        "permission_flags-TOTAL_FORMS": "1",
        "permission_flags-0-flag": "VIEWS",
        "permission_flags-0-role": str(role.pk),
    }
    response = root.post(f"{ROLES}{role.pk}/change/", data)
    assert response.status_code == 302, response.context["errors"]
    assert ObjectPermission.objects.count() == PermissionFlag.objects.count() == 1
    permissions = authenticate(header).permissions
    assert not permissions.can_read(company.pk) and permissions.allows_setting("VIEWS")


PREFIXES = ("object_permissions", "field_permissions", "permission_flags")


def test_the_role_admin_is_protected(root, apple):
    admin = Role.objects.get(workspace=apple.workspace, label="Admin")
    assert root.post(f"{ROLES}{admin.pk}/change/", {"label": "x"}).status_code == 403
    assert root.post(f"{ROLES}{admin.pk}/delete/", {"post": "yes"}).status_code == 403
    member = apple.workspace.default_role_id
    assert root.post(f"{ROLES}{member}/delete/", {"post": "yes"}).status_code == 403


def test_an_administrator_sees_his_workspace_only(owner, apple, yahoo):
    page = owner.get(KEYS).content.decode()
    assert str(apple.key.pk) in page and str(yahoo.key.pk) not in page
    assert owner.get(f"{KEYS}{apple.key.pk}/change/").status_code == 200
    assert owner.get(f"{KEYS}{yahoo.key.pk}/change/").status_code == 302
    owner.post(KEYS, {"action": "revoke", "_selected_action": [str(yahoo.key.pk)]})
    owner.post(f"{KEYS}{yahoo.key.pk}/delete/", {"post": "yes"})
    yahoo.key.refresh_from_db()
    assert yahoo.key.revoked_at is None
    assert add_key(owner, yahoo).status_code == 200
    assert add_key(owner, apple, Role.objects.get(workspace=yahoo.workspace, label="Admin")).status_code == 200
    assert ApiKey.objects.filter(name="by hand").count() == 0
    assert token_in(add_key(owner, apple))


@pytest.mark.parametrize(("staff", "label"), [(True, "Member"), (False, "Admin")])
def test_others_see_nothing(apple, staff, label):
    user = get_user_model().objects.create_user("x", "x@apple.dev", "x", is_staff=staff)
    person = Person.objects.create(user=user)
    role = Role.objects.get(workspace=apple.workspace, label=label)
    Membership.objects.create(person=person, workspace=apple.workspace, role=role, workspace_member_id=person.pk)
    client = Client()
    client.force_login(user)
    assert client.get(KEYS).status_code in (302, 403)
    assert client.get(ROLES).status_code in (302, 403)
