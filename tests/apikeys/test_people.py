"""Members, their sign-in and their sessions."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import jwt
import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import RequestFactory

from apikeys import jwts, sessions
from apikeys.authentication import AuthenticationError, authenticate
from apikeys.errors import AccessError
from apikeys.models import Membership, PermissionFlag, Role
from apikeys.services import keys, people, roles, sign_in
from metadata.models import Workspace
from metadata.schema.sql import table_ident
from metadata.services.workspaces import create_workspace

EMAIL = PASSWORD = "tim@apple.dev"


@pytest.fixture
def tim(workspace) -> Membership:
    return people.create_member(workspace, EMAIL, PASSWORD, role_label="Admin", name="Tim Apple")


@pytest.fixture
def jony(workspace) -> Membership:
    return people.create_member(workspace, "jony.ive@apple.dev", "x")


def login(email, password, origin="", address="10.1.1.1") -> dict:
    return sign_in.login_token(RequestFactory(REMOTE_ADDR=address).post("/metadata"), email, password, origin)


def claims_of(token: dict) -> dict:
    return jwt.decode(token["token"], options={"verify_signature": False})


def signed_in(membership: Membership):
    return authenticate("Bearer " + sessions.session(membership)["accessOrWorkspaceAgnosticToken"]["token"])


def refused(call, *arguments, **named) -> Exception:
    with pytest.raises((AccessError, AuthenticationError)) as caught:
        call(*arguments, **named)
    return caught.value


def seconds_left(token: dict) -> float:
    end = datetime.fromisoformat(token["expiresAt"].replace("Z", "+00:00"))
    assert end.timestamp() == claims_of(token)["exp"]
    return (end - datetime.now(UTC)).total_seconds()


def test_the_recorded_sign_in(tim, workspace):
    token = login(EMAIL, PASSWORD, "http://127.0.0.1:3000")
    assert 890 < seconds_left(token) <= 900
    claims = claims_of(token)
    assert {key: claims[key] for key in ("type", "sub", "workspaceId", "authProvider")} == {
        "type": "LOGIN",
        "sub": EMAIL,
        "workspaceId": str(workspace.pk),
        "authProvider": "password",
    }
    pair = sign_in.auth_tokens(token["token"])
    assert list(pair) == ["accessOrWorkspaceAgnosticToken", "refreshToken"]
    access, refresh = pair.values()
    assert 1790 < seconds_left(access) <= 1800 and 5_183_990 < seconds_left(refresh) <= 5_184_000
    claims = claims_of(access)
    assert claims["sub"] == claims["userId"] == str(tim.person_id)
    assert claims["workspaceMemberId"] == str(tim.workspace_member_id)
    assert claims["userWorkspaceId"] == str(tim.pk)
    assert (claims["type"], claims["authProvider"], claims["isImpersonating"]) == ("ACCESS", "password", False)
    claims = claims_of(refresh)
    assert (claims["type"], claims["targetedTokenType"], claims["userId"]) == ("REFRESH", "ACCESS", str(tim.person_id))
    assert UUID(claims["jti"])
    renewed = sign_in.renew_token(refresh["token"])
    assert authenticate("Bearer " + renewed["accessOrWorkspaceAgnosticToken"]["token"]).user_id == tim.person_id


def test_a_user_is_a_caller(tim, workspace, django_assert_num_queries):
    token = "Bearer " + sessions.session(tim)["accessOrWorkspaceAgnosticToken"]["token"]
    with django_assert_num_queries(1):
        caller = authenticate(token)
    assert (caller.kind, caller.name, caller.user_id) == ("user", "Tim Apple", tim.person_id)
    assert (caller.workspace_id, caller.workspace_member_id) == (workspace.pk, tim.workspace_member_id)
    assert caller.permissions.unrestricted and caller.api_key_id is None
    assert authenticate(token).permissions is caller.permissions
    assert people.membership_of(caller) == tim


@pytest.mark.parametrize(
    ("email", "password"),
    [
        (EMAIL, "wrong"),
        (EMAIL, ""),
        ("nobody@apple.dev", PASSWORD),
        ("", ""),
        (EMAIL, "a\x00b"),
        ("a\x00b", "x"),
        (EMAIL, "\ud800"),
        (None, None),
        (5, PASSWORD),
    ],
)
def test_a_wrong_password(tim, email, password):
    error = refused(login, email, password)
    assert (error.message, error.code, error.sub_code) == ("Wrong password", "FORBIDDEN", "FORBIDDEN_EXCEPTION")
    assert error.user_friendly_message == "Wrong password."


def test_a_changed_password_ends_login_tokens(tim):
    token = login(EMAIL, PASSWORD)["token"]
    user = tim.person.user
    user.set_password("another long password!")
    user.save()
    error = refused(sign_in.auth_tokens, token)
    assert error.messages == ["Token invalid."]


def test_a_workspace_is_named_by_its_own_domain_before_a_subdomain(tim, workspace):
    Workspace.objects.filter(pk=workspace.pk).update(custom_domain="crm.apple.example")
    other = create_workspace("A first one")
    Workspace.objects.filter(pk=other.pk).update(subdomain="crm")
    people.create_member(other, EMAIL, None, role_label="Admin")
    for origin, named in (
        ("https://crm.apple.example", workspace),
        ("https://CRM.Apple.example:444/x", workspace),
        ("https://crm.apple.example./", workspace),
        ("https://crm.example", other),
    ):
        assert sign_in.workspace_at(origin) == named
        assert claims_of(login(EMAIL, PASSWORD, origin))["workspaceId"] == str(named.pk)


def test_the_domain_of_a_suspended_workspace_names_no_other(tim, workspace):
    other = create_workspace("crm")
    create_workspace("third")
    Workspace.objects.filter(pk=workspace.pk).update(custom_domain="crm.apple.example", activation_status="SUSPENDED")
    with pytest.raises(AccessError, match="Workspace not found"):
        sign_in.workspace_at("https://crm.apple.example")
    assert sign_in.workspace_at("https://crm.example") == other


def test_an_address_in_any_case(tim):
    assert login("TIM@Apple.dev", PASSWORD)


@pytest.mark.parametrize("kind", ["LOGIN", "ACCESS", "REFRESH"])
def test_a_token_is_good_for_one_thing(tim, kind):
    pair = sessions.session(tim)
    token = {
        "LOGIN": sessions.login(tim.person, tim.workspace_id),
        "ACCESS": pair["accessOrWorkspaceAgnosticToken"],
        "REFRESH": pair["refreshToken"],
    }[kind]["token"]
    uses = {
        "LOGIN": sign_in.auth_tokens,
        "REFRESH": sign_in.renew_token,
        "ACCESS": lambda t: authenticate(f"Bearer {t}"),
    }
    for name, use in uses.items():
        if name == kind:
            assert use(token)
        else:
            assert refused(use, token).messages == ["Token invalid."]


@pytest.mark.parametrize("token", ["", "x", None, 5])
def test_what_is_no_token(db, token):
    assert refused(sign_in.auth_tokens, token).messages == ["Token invalid."]
    assert refused(sign_in.renew_token, token).messages == ["Token invalid."]


def test_an_api_key_is_no_session(apple):
    assert refused(sign_in.renew_token, apple.token).messages == ["Token invalid."]


def test_a_changed_password_ends_the_session(tim):
    refresh = sessions.session(tim)["refreshToken"]["token"]
    assert sign_in.renew_token(refresh)
    tim.person.user.set_password("another")
    tim.person.user.save()
    assert refused(sign_in.renew_token, refresh).messages == ["Token invalid."]


def test_an_expired_session(tim):
    claims = claims_of(sessions.session(tim)["accessOrWorkspaceAgnosticToken"])
    old = jwts.sign(claims | {"exp": int(time.time()) - 1})
    assert refused(authenticate, f"Bearer {old}").messages == ["Token has expired."]


def test_who_has_left_is_out_at_once(tim):
    pair = sessions.session(tim)
    bought = login(EMAIL, PASSWORD)["token"]
    for leave in (
        lambda: get_user_model().objects.update(is_active=False),
        lambda: Membership.objects.all().delete(),
    ):
        leave()
        token = pair["accessOrWorkspaceAgnosticToken"]["token"]
        assert refused(authenticate, f"Bearer {token}").messages == ["User is not a member of the workspace"]
        assert refused(sign_in.renew_token, pair["refreshToken"]["token"]).status == 403
        assert refused(sign_in.auth_tokens, bought).status == 403
        assert refused(login, EMAIL, PASSWORD).message == "Wrong password"


def test_a_session_of_one_workspace_opens_no_other(tim, apple):
    claims = claims_of(sessions.session(tim)["accessOrWorkspaceAgnosticToken"])
    crossed = jwts.sign(claims | {"workspaceId": str(apple.workspace.pk)})
    assert refused(authenticate, f"Bearer {crossed}").messages == ["User is not a member of the workspace"]
    other = jwts.sign(claims | {"userId": str(uuid4())})
    assert refused(authenticate, f"Bearer {other}").messages == ["User is not a member of the workspace"]


@pytest.mark.parametrize("bad", [{"userId": "x"}, {"userWorkspaceId": None}, {"workspaceId": 5}])
def test_odd_claims(tim, bad):
    claims = claims_of(sessions.session(tim)["accessOrWorkspaceAgnosticToken"]) | bad
    assert refused(authenticate, "Bearer " + jwts.sign(claims)).messages == ["Token invalid."]


def test_the_workspace_that_the_origin_names(tim, workspace, monkeypatch):
    later = Workspace.objects.create(display_name="Later", subdomain="later")
    Role.objects.create(workspace=later, label="Member")
    monkeypatch.setattr(people, "_record", lambda *_: uuid4())
    people.create_member(later, EMAIL, None)
    for origin, expected in [
        ("http://127.0.0.1:3000", later),
        ("https://test.example.com", workspace),
        ("https://later.example.com", later),
        ("https://elsewhere.example.com", later),
        ("http://[bad", later),
        ("", later),
        (None, later),
        ("http://te\x00st.example.com", later),
    ]:
        assert claims_of(login(EMAIL, PASSWORD, origin))["workspaceId"] == str(expected.pk), origin


def test_a_member_has_a_record(tim, workspace):
    with connection.cursor() as cursor:
        cursor.execute(
            'select "nameFirstName", "nameLastName", "userEmail", "userId" from '
            f"{table_ident(workspace.pg_schema, 'workspaceMember')} where id = %s",
            [tim.workspace_member_id],
        )
        assert cursor.fetchone() == ("Tim", "Apple", EMAIL, tim.person_id)


def test_a_member_twice_is_a_member_once(tim, workspace):
    again = people.create_member(workspace, EMAIL, "other", role_label="Member")
    assert again.pk == tim.pk and again.role.label == "Member"
    assert get_user_model().objects.filter(email=EMAIL).count() == 1
    assert login(EMAIL, "other")
    assert get_user_model().objects.get(email=EMAIL).first_name == "Tim"


def test_the_command(workspace, capsys):
    call_command("create_member", workspace="test", email="a.b@c.de", password="p", role="Admin")
    assert login("a.b@c.de", "p")
    assert get_user_model().objects.get(email="a.b@c.de").get_full_name() == "A B"
    for bad in [{"workspace": "nope"}, {"role": "Nope"}, {"email": "nope"}]:
        with pytest.raises(CommandError):
            call_command("create_member", **{"workspace": "test", "email": "a@b.de", "role": "Admin"} | bad)


def test_roles_list_their_members(tim, jony, workspace):
    listed = {role.label: role for role in roles.all_roles(signed_in(tim))}
    assert [str(one.person) for one in listed["Admin"].memberships.all()] == [EMAIL]
    assert [one.person.user.email for one in people.members(signed_in(tim))] == [EMAIL, "jony.ive@apple.dev"]


def test_changing_the_role_of_a_member(tim, jony, workspace):
    admin = Role.objects.get(workspace=workspace, label="Admin")
    caller = signed_in(tim)
    changed = people.update_member_role(caller, str(jony.workspace_member_id), str(admin.pk))
    assert changed.role == admin and signed_in(jony).permissions.allows_setting("ROLES")
    member = workspace.default_role_id
    assert people.update_member_role(caller, jony.workspace_member_id, member).role_id == member
    assert refused(people.update_member_role, signed_in(jony), tim.workspace_member_id, member).sub_code == (
        "PERMISSION_DENIED"
    )


def test_refused_changes_of_members(tim, jony, apple):
    caller = signed_in(tim)
    member = jony.role_id
    own = refused(people.update_member_role, caller, tim.workspace_member_id, member)
    assert own.sub_code == "CANNOT_UPDATE_SELF_ROLE"
    assert refused(people.update_member_role, caller, uuid4(), member).sub_code == "WORKSPACE_MEMBER_NOT_FOUND"
    assert refused(people.update_member_role, caller, "x", member).sub_code == "WORKSPACE_MEMBER_NOT_FOUND"
    foreign = apple.key.role_id
    assert refused(people.update_member_role, caller, jony.workspace_member_id, foreign).message == (
        "Could not find role for given roleId"
    )
    machine = Role.objects.create(workspace=tim.workspace, label="Machine", can_be_assigned_to_users=False)
    assert refused(people.update_member_role, caller, jony.workspace_member_id, machine.pk).sub_code == (
        "ROLE_CANNOT_BE_ASSIGNED_TO_USERS"
    )


def test_the_last_administrator_stays(tim, jony, token):
    key = authenticate(f"Bearer {token}")
    error = refused(people.update_member_role, key, tim.workspace_member_id, jony.role_id)
    assert error.sub_code == "UNABLE_TO_REMOVE_LAST_ADMIN"
    people.update_member_role(key, jony.workspace_member_id, tim.role_id)
    assert people.update_member_role(
        key, tim.workspace_member_id, Role.objects.get(label="Member", workspace=tim.workspace).pk
    )


def test_members_of_a_deleted_role_get_the_default_role(tim, jony, workspace):
    caller = signed_in(tim)
    role = roles.create_role(caller, {"label": "Gone"})
    people.update_member_role(caller, jony.workspace_member_id, role.pk)
    roles.delete_role(caller, role.pk)
    jony.refresh_from_db()
    assert jony.role_id == workspace.default_role_id


def test_a_user_manages_keys_as_a_key_does(tim, jony, workspace):
    given = {"name": "golden key", "expiresAt": datetime.now(UTC) + timedelta(days=9), "roleId": str(tim.role_id)}
    made = keys.create_api_key(signed_in(tim), given)
    assert authenticate("Bearer " + keys.generate_api_key_token(signed_in(tim), made.pk, {})).api_key_id == made.pk
    assert refused(keys.create_api_key, signed_in(jony), given).sub_code == "PERMISSION_DENIED"


REMOVE = "mutation($m: UUID!) { removeWorkspaceMember(workspaceMemberId: $m) { id userEmail } }"


def records(workspace: Workspace) -> list[tuple]:
    """Who is shown as a member, and who is in the bin."""
    with connection.cursor() as cursor:
        cursor.execute(
            f'select "userEmail", "deletedAt" is null from {table_ident(workspace.pg_schema, "workspaceMember")} '
            'order by "userEmail"'
        )
        return cursor.fetchall()


def test_a_member_is_removed(tim, jony, workspace, api):
    session = sessions.session(jony)
    caller = signed_in(tim)
    removed = people.remove_member(caller, str(jony.workspace_member_id))
    assert removed.workspace_member_id == jony.workspace_member_id
    token = session["accessOrWorkspaceAgnosticToken"]["token"]
    assert refused(authenticate, f"Bearer {token}").messages == ["User is not a member of the workspace"]
    assert refused(sign_in.renew_token, session["refreshToken"]["token"]).status == 403
    assert refused(login, "jony.ive@apple.dev", "x").message == "Wrong password"
    assert [one.person.user.email for one in people.members(caller)] == [EMAIL]
    assert records(workspace) == [("jony.ive@apple.dev", False), (EMAIL, True)]
    entry = api.get("/rest/metadata/auditLog").json()[0]
    assert (entry["action"], entry["actor"]["name"], entry["changes"]) == (
        "workspaceMember.removed",
        "Tim Apple",
        {"role": ["Member", None]},
    )
    back = people.create_member(workspace, "jony.ive@apple.dev", None, role_label="Member")
    assert back.workspace_member_id == jony.workspace_member_id, "records that name him as their author still do"
    assert records(workspace) == [("jony.ive@apple.dev", True), (EMAIL, True)]
    assert login("jony.ive@apple.dev", "x")


def test_removing_over_graphql(tim, jony, workspace, metadata_graphql):
    gone = metadata_graphql.data(REMOVE, {"m": str(jony.workspace_member_id)})["removeWorkspaceMember"]
    assert gone == {"id": str(jony.workspace_member_id), "userEmail": "jony.ive@apple.dev"}
    again = metadata_graphql(REMOVE, {"m": str(jony.workspace_member_id)})["errors"][0]
    assert (again["message"], again["extensions"]["subCode"]) == (
        "Workspace member not found",
        "WORKSPACE_MEMBER_NOT_FOUND",
    )


def test_refused_removals(tim, jony, workspace, token, apple):
    key = authenticate(f"Bearer {token}")
    last = refused(people.remove_member, key, tim.workspace_member_id)
    assert last.sub_code == "UNABLE_TO_REMOVE_LAST_ADMIN"
    assert refused(people.remove_member, signed_in(tim), tim.workspace_member_id).sub_code == "CANNOT_REMOVE_SELF"
    assert refused(people.remove_member, signed_in(jony), tim.workspace_member_id).sub_code == "PERMISSION_DENIED"
    foreign = authenticate(apple.bearer)
    assert refused(people.remove_member, foreign, jony.workspace_member_id).sub_code == "WORKSPACE_MEMBER_NOT_FOUND"
    weak = Role.objects.create(workspace=workspace, label="Weak", can_read_all_object_records=True)
    PermissionFlag.objects.create(role=weak, flag="WORKSPACE_MEMBERS")
    host = signed_in(people.create_member(workspace, "host@apple.dev", None, role_label="Weak"))
    more = refused(people.remove_member, host, jony.workspace_member_id)
    assert more.message == "Cannot grant a role with more permissions than your own"
    assert Membership.objects.filter(workspace=workspace).count() == 3
    second = people.create_member(workspace, "two@apple.dev", None, role_label="Admin")
    second.person.user.is_active = False
    second.person.user.save()
    assert refused(people.remove_member, key, tim.workspace_member_id).sub_code == "UNABLE_TO_REMOVE_LAST_ADMIN"
    second.person.user.is_active = True
    second.person.user.save()
    assert people.remove_member(key, tim.workspace_member_id)


def test_two_administrators_cannot_remove_each_other(live_workspace):
    """The second waits for the first, and then is the last."""
    pair = [people.create_member(live_workspace, f"{n}@apple.dev", None, role_label="Admin") for n in "ab"]
    callers = [signed_in(one) for one in pair]
    ready = threading.Barrier(2)

    def remove(caller, other) -> str:
        ready.wait(30)
        try:
            people.remove_member(caller, other.workspace_member_id)
        except AccessError as error:
            return error.sub_code
        finally:
            connection.close()
        return "removed"

    with ThreadPoolExecutor(2) as threads:
        said = list(threads.map(remove, callers, reversed(pair)))
    assert "removed" in said and said.count("removed") == 1
    assert Membership.objects.filter(workspace=live_workspace, role__is_editable=False).count() == 1
