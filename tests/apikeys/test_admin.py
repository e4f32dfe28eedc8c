"""Keys and roles in Django admin."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apikeys.authentication import authenticate
from apikeys.models import (
    ApiKey,
    AuditEntry,
    FieldPermission,
    Membership,
    ObjectPermission,
    PermissionFlag,
    Person,
    Role,
)
from apikeys.services import people
from metadata.models import FieldMetadata, ObjectMetadata

KEYS = "/admin/apikeys/apikey/"
ROLES = "/admin/apikeys/role/"
MEMBERS = "/admin/apikeys/membership/"


@pytest.fixture
def root(apple) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("root", "root@example.com", "x"))
    return client


@pytest.fixture
def owner(apple, yahoo) -> Client:
    """The administrator of apple, who is nobody at yahoo."""
    user = get_user_model().objects.create_user("tim", "tim@apple.dev", "x")
    person = Person.objects.create(user=user)
    admin = Role.objects.get(workspace=apple.workspace, label="Admin")
    Membership.objects.create(person=person, workspace=apple.workspace, role=admin, workspace_member_id=person.pk)
    client = Client()
    client.force_login(user)
    return client


def settle(client: Client, tenant) -> None:
    """The client looks at the tenant's workspace."""
    assert client.post("/admin/workspace/", {"workspace": tenant.workspace.pk}).status_code == 302


def add_key(client: Client, tenant, role: Role | None = None):
    role = role or Role.objects.get(workspace=tenant.workspace, label="Admin")
    day = (datetime.now(UTC) + timedelta(days=2)).date()
    return client.post(KEYS + "add/", {"name": "by hand", "role": role.pk, "expires_on": day.isoformat()})


def token_in(response) -> str:
    assert "no-store" in response["Cache-Control"]
    return response.context_data["token"]


def test_a_key_is_made_and_its_token_shown_once(root, apple):
    settle(root, apple)
    token = token_in(add_key(root, apple))
    caller = authenticate(f"Bearer {token}")
    assert caller.name == "by hand" and caller.workspace_id == apple.workspace.pk
    page = root.get(f"{KEYS}{caller.api_key_id}/change/")
    assert page.status_code == 200 and token not in page.content.decode()


def test_keys_are_revoked(root, apple):
    settle(root, apple)
    assert authenticate(apple.bearer)
    root.post(KEYS, {"action": "revoke", "_selected_action": [str(apple.key.pk)]})
    with pytest.raises(Exception, match="revoked"):
        authenticate(apple.bearer)


def test_another_token(root, apple):
    asked = root.get(f"{KEYS}{apple.key.pk}/token", follow=True)
    apple.key.refresh_from_db()
    assert asked.status_code == 200 and apple.key.token_count == 1, "a link makes nothing"
    response = root.post(asked.request["PATH_INFO"])
    assert authenticate("Bearer " + token_in(response)).token_number == 2
    assert authenticate(apple.bearer).token_number == 1


def test_a_changed_role_counts_at_once(root, apple):
    role = apple.role("Mine", can_read_all_object_records=True)
    header = f"Bearer {apple.key_with(role)[1]}"
    company = ObjectMetadata.objects.create(
        workspace=apple.workspace, application_id=apple.key.pk, name_singular="company", name_plural="companies"
    )
    assert authenticate(header).permissions.can_read(company.pk)
    page = root.get(f"{ROLES}{role.pk}/change/").content.decode()
    cell = f"object:{company.pk}:canReadObjectRecords"
    assert f'name="{cell}"' in page
    data = {"label": "Mine", "canReadAllObjectRecords": "on", "canBeAssignedToApiKeys": "on"}
    response = root.post(f"{ROLES}{role.pk}/change/", data | {cell: "no", "flag:VIEWS": "on"})
    assert response.status_code == 302
    assert ObjectPermission.objects.count() == PermissionFlag.objects.count() == 1
    permissions = authenticate(header).permissions
    assert not permissions.can_read(company.pk) and permissions.allows_setting("VIEWS")
    root.post(f"{ROLES}{role.pk}/change/", data | {cell: ""})
    permissions = authenticate(header).permissions
    assert permissions.can_read(company.pk) and not permissions.allows_setting("VIEWS")


def test_a_field_is_hidden_by_the_matrix(root, apple):
    role = apple.role("Mine", can_read_all_object_records=True)
    of = {"workspace": apple.workspace, "application_id": apple.key.pk}
    company = ObjectMetadata.objects.create(**of, name_singular="company", name_plural="companies")
    field = FieldMetadata.objects.create(**of, object=company, type="TEXT", name="name", label="Name")
    data = {"label": "Mine", "canReadAllObjectRecords": "on", f"field:{field.pk}:canReadFieldValue": "no"}
    root.post(f"{ROLES}{role.pk}/change/", data)
    assert FieldPermission.objects.get().can_read_field_value is False
    root.post(f"{ROLES}{role.pk}/change/", data | {f"field:{field.pk}:canReadFieldValue": ""})
    assert not FieldPermission.objects.exists()


def test_the_matrix_says_what_the_api_says(root, apple):
    apple.role("Taken")
    role = apple.role("Mine")
    page = root.post(f"{ROLES}{role.pk}/change/", {"label": "Taken"}, follow=True)
    assert [str(one) for one in page.context["messages"]] == ["A role with this label already exists"]
    role.refresh_from_db()
    assert role.label == "Mine"


def test_what_was_chosen_stays_on_the_page_when_it_is_refused(root, apple):
    apple.role("Taken")
    role = apple.role("Mine", can_read_all_object_records=True)
    company = ObjectMetadata.objects.create(
        workspace=apple.workspace, application_id=apple.key.pk, name_singular="company", name_plural="companies"
    )
    cell = f"object:{company.pk}:canReadObjectRecords"
    data = {"label": "Taken", "description": "d", cell: "no", "flag:VIEWS": "on", "canUpdateAllObjectRecords": "on"}
    shown = root.post(f"{ROLES}{role.pk}/change/", data).context_data
    assert shown["texts"] == {"label": "Taken", "description": "d"}
    assert [one.value for one in shown["lines"][0].cells if one.name == cell] == ["no"]
    assert [name for name, _, held in shown["flags"] if held] == ["VIEWS"]
    assert [title for _, title, held in shown["defaults"] if held] == ["Update"]
    assert not ObjectPermission.objects.exists() and not PermissionFlag.objects.exists()


def test_lists_ask_no_more_of_the_database_for_more_rows(root, apple):
    def queries(path):
        root.get(path)
        with CaptureQueriesContext(connection) as asked:
            assert root.get(path).status_code == 200
        return len(asked)

    paths = [KEYS, ROLES, MEMBERS, "/admin/apikeys/auditentry/"]
    few = [queries(path) for path in paths]
    for name in "abcde":
        apple.key_with(apple.role(name))
        user = get_user_model().objects.create_user(name, f"{name}@apple.dev", "x")
        person = Person.objects.create(user=user)
        role = Role.objects.get(workspace=apple.workspace, label=name)
        Membership.objects.create(person=person, workspace=apple.workspace, role=role, workspace_member_id=person.pk)
    assert [queries(path) for path in paths] == few
    assert "1 members, 1 keys" in root.get(ROLES).content.decode()


def test_the_role_admin_is_protected(root, apple):
    admin = Role.objects.get(workspace=apple.workspace, label="Admin")
    page = root.post(f"{ROLES}{admin.pk}/change/", {"label": "x"}, follow=True)
    assert [str(one) for one in page.context["messages"]] == ["Role is not editable"]
    assert root.post(f"{ROLES}{admin.pk}/delete/", {"post": "yes"}).status_code == 403
    member = apple.workspace.default_role_id
    assert root.post(f"{ROLES}{member}/delete/", {"post": "yes"}).status_code == 403
    assert Role.objects.filter(pk__in=[admin.pk, member], label__in=["Admin", "Member"]).count() == 2


def test_an_administrator_sees_his_workspace_only(owner, apple, yahoo):
    page = owner.get(KEYS).content.decode()
    assert str(apple.key.pk) in page and str(yahoo.key.pk) not in page
    assert owner.get(f"{KEYS}{apple.key.pk}/change/").status_code == 200
    assert owner.get(f"{KEYS}{yahoo.key.pk}/change/").status_code == 302
    owner.post(KEYS, {"action": "revoke", "_selected_action": [str(yahoo.key.pk)]})
    owner.post(f"{KEYS}{yahoo.key.pk}/revoke", follow=True)
    yahoo.key.refresh_from_db()
    assert yahoo.key.revoked_at is None
    assert owner.post("/admin/workspace/", {"workspace": yahoo.workspace.pk}).status_code == 404
    assert add_key(owner, apple, Role.objects.get(workspace=yahoo.workspace, label="Admin")).status_code == 200
    assert ApiKey.objects.filter(name="by hand").count() == 0
    settle(owner, apple)
    assert token_in(add_key(owner, apple))


PAGES = ["/admin/", KEYS, ROLES, MEMBERS, "/admin/apikeys/auditentry/", "/admin/api/", "/admin/records/"]


@pytest.mark.parametrize("label", ["Member", "Settings", None])
def test_others_see_no_settings(apple, label):
    """Whatever Django's own flags say: only the role Admin opens them, and only while it is held."""
    apple.role("Settings", can_update_all_settings=True)
    user = get_user_model().objects.create_user("x", "x@apple.dev", "a long password", is_staff=True)
    person = Person.objects.create(user=user)
    role = Role.objects.filter(workspace=apple.workspace, label=label).first()
    Membership.objects.create(person=person, workspace=apple.workspace, role=role, workspace_member_id=person.pk)
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    assert {client.get(path).status_code for path in PAGES} == {302}
    assert '<a href="/admin/">Settings</a>' not in client.get("/docs").content.decode()
    Membership.objects.update(role=Role.objects.get(workspace=apple.workspace, label="Admin"))
    assert {client.get(path).status_code for path in PAGES} == {200}
    assert '<a href="/admin/">Settings</a>' in client.get("/docs").content.decode()
    Membership.objects.update(role=role)
    assert {client.get(path).status_code for path in PAGES} == {302}


def test_an_administrator_signs_in_at_the_settings(workspace):
    """Made by the command alone: nobody has to switch anything on."""
    for label, opens in (("Member", False), ("Admin", True)):
        call_command("create_member", workspace="test", email="t@b.de", password="a long one", role=label)
        client = Client(SERVER_NAME="localhost")
        page = client.post("/admin/login/", {"username": "t@b.de", "password": "a long one", "next": "/admin/"})
        assert (page.status_code == 302, client.get("/admin/").status_code == 200) == (opens, opens)
        if not opens:
            assert "administers no workspace" in page.content.decode()


def test_a_member_comes_in_and_gets_another_role(root, workspace):
    root.post("/admin/workspace/", {"workspace": workspace.pk})
    member, admin = (Role.objects.get(workspace=workspace, label=label) for label in ("Member", "Admin"))
    given = {"email": "ada@example.com", "name": "Ada Byron", "password": "a long enough one", "role": member.pk}
    assert root.post(MEMBERS + "add/", given).status_code == 302
    made = Membership.objects.get(workspace=workspace, person__user__email="ada@example.com")
    assert made.role == member and made.person.user.check_password("a long enough one")
    assert root.post(f"{MEMBERS}{made.pk}/change/", {"role": admin.pk}).status_code == 302
    made.refresh_from_db()
    assert made.role == admin
    again = root.post(MEMBERS + "add/", given)
    assert "This person is a member already" in again.content.decode()


def test_nobody_sets_the_password_of_an_account_that_exists(root, workspace):
    root.post("/admin/workspace/", {"workspace": workspace.pk})
    user = get_user_model().objects.create_user("bob@example.com", "bob@example.com", "his own secret")
    role = Role.objects.get(workspace=workspace, label="Member")
    given = {"email": "BOB@example.com", "name": "Mallory", "password": "a long enough one", "role": role.pk}
    page = root.post(MEMBERS + "add/", given)
    assert "has an account and a password already" in page.content.decode()
    assert root.post(MEMBERS + "add/", given | {"password": ""}).status_code == 302
    user.refresh_from_db()
    assert user.check_password("his own secret") and user.first_name != "Mallory"


def test_a_member_is_removed_by_a_button(owner, root, workspace):
    root.post("/admin/workspace/", {"workspace": workspace.pk})
    made = people.create_member(workspace, "ada@example.com", None, role_label="Admin")
    page = root.post(f"{MEMBERS}{made.pk}/delete/", {"post": "yes"}, follow=True)
    assert [str(one) for one in page.context["messages"]] == ["The last administrator of a workspace keeps its role"]
    people.create_member(workspace, "bob@example.com", None, role_label="Admin")
    assert owner.post(f"{MEMBERS}{made.pk}/delete/", {"post": "yes"}).status_code == 302  # of another workspace
    assert Membership.objects.filter(pk=made.pk).exists()
    assert root.get(f"{MEMBERS}{made.pk}/delete/").status_code == 200
    assert root.post(f"{MEMBERS}{made.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not Membership.objects.filter(pk=made.pk).exists()
    assert AuditEntry.objects.filter(action="workspaceMember.removed", actor_kind="admin").count() == 1


def test_the_audit_log_in_words(apple, root: Client) -> None:
    settle(root, apple)
    add_key(root, apple)
    key = ApiKey.objects.get(name="by hand")
    root.post(f"{KEYS}{key.pk}/change/", {"name": "renamed", "role": key.role_id, "expires_on": "2031-01-01"})
    log = "/admin/apikeys/auditentry/"

    def events(query: str) -> list[str]:
        rows = root.get(log + query).context["cl"].result_list
        return [row.in_words for row in rows if row.target_name in ("by hand", "renamed")]

    assert events("") == ["API key updated", "API key token made", "API key created"]
    assert events("?subject=apiKey&actor_kind=admin") == events("")
    assert events("?subject=role") == events("?actor_kind=server") == []
    entry = AuditEntry.objects.get(action="apiKey.updated", target_name="renamed")
    page = root.get(f"{log}{entry.pk}/change/").content.decode()
    assert "<li>name: by hand → renamed</li>" in page
    assert "Person in these settings" in page and "API key updated by root" in page
