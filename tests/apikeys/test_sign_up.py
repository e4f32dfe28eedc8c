"""Signing up: refused unless the server allows it; then an account, a workspace of one's own, or one by invitation."""

import pytest
from axes.models import AccessAttempt
from django.contrib.auth import get_user_model
from django.core.management import call_command

from apikeys.authentication import authenticate
from apikeys.errors import AccessError
from apikeys.models import AuditEntry, Membership, PermissionFlag, Person, Role
from apikeys.services import people
from apikeys.tokens import create_api_key
from metadata.models import Workspace
from tests.client import Api, GraphQL

EMAIL, PASSWORD = "new@apple.dev", "correct horse battery"
INVITE = "0123456789abcdef"
PAIR = "tokens { accessOrWorkspaceAgnosticToken { token } refreshToken { token } }"
OPEN = "availableWorkspaces { availableWorkspacesForSignIn { id } availableWorkspacesForSignUp { id } }"
SIGN_UP = f"mutation($e: String!, $p: String!) {{ signUp(email: $e, password: $p) {{ {PAIR} {OPEN} }} }}"
SIGN_IN = SIGN_UP.replace("signUp", "signIn", 1)
ENTERED = "loginToken { token } workspace { id workspaceUrls { subdomainUrl customUrl } }"
IN_NEW = f"mutation($i: SignUpInNewWorkspaceInput) {{ signUpInNewWorkspace(input: $i) {{ {ENTERED} }} }}"
IN_ONE = (
    "mutation($e: String!, $p: String!, $w: UUID, $h: String, $t: String) { signUpInWorkspace(email: $e, password: $p,"
    f" workspaceId: $w, workspaceInviteHash: $h, workspacePersonalInviteToken: $t) {{ {ENTERED} }} }}"
)
TOKENS = f'mutation($t: String!) {{ getAuthTokensFromLoginToken(loginToken: $t, origin: "") {{ {PAIR} }} }}'
RENEW = f"mutation($t: String!) {{ renewToken(appToken: $t) {{ {PAIR} }} }}"
GIVEN = {"e": EMAIL, "p": PASSWORD}


@pytest.fixture
def enabled(settings, workspace) -> Workspace:
    settings.SIGN_UP_ENABLED = True
    return workspace


@pytest.fixture
def inviting(enabled, metadata_graphql) -> Workspace:
    set_invite(metadata_graphql, INVITE)
    return enabled


def set_invite(admin: GraphQL, value: str | None) -> None:
    admin.data("mutation($d: UpdateWorkspaceInput!) { updateWorkspace(data: $d) { id } }", {"d": {"inviteHash": value}})


def ask(document: str, variables: dict, token: str | None = None) -> dict:
    answer = GraphQL(Api(token), "/metadata")(document, variables)
    assert "errors" not in answer, answer
    return next(iter(answer["data"].values()))


def refusal(document: str, variables: dict, token: str | None = None) -> tuple[str, str, str]:
    before = (get_user_model().objects.count(), Membership.objects.count(), Workspace.objects.count())
    (error,) = GraphQL(Api(token), "/metadata")(document, variables)["errors"]
    assert (get_user_model().objects.count(), Membership.objects.count(), Workspace.objects.count()) == before
    return error["message"], error["extensions"]["code"], error["extensions"].get("subCode", "")


def access(answer: dict) -> str:
    return answer["tokens"]["accessOrWorkspaceAgnosticToken"]["token"]


def entered(answer: dict) -> tuple[Workspace, str]:
    """The workspace and an access token for it."""
    return Workspace.objects.get(pk=answer["workspace"]["id"]), access(
        ask(TOKENS, {"t": answer["loginToken"]["token"]})
    )


def test_it_is_off_by_default(workspace, metadata_graphql):
    set_invite(metadata_graphql, INVITE)
    for document, variables in (
        (SIGN_UP, GIVEN),
        (IN_ONE, GIVEN | {"w": str(workspace.pk), "h": INVITE}),
        (IN_NEW, {"i": {}}),
    ):
        message, *codes = refusal(document, variables)
        assert message.startswith("Sign-up is not enabled on this server") and "manage.py create_member" in message
        assert codes == ["FORBIDDEN", "SIGNUP_DISABLED"]


def test_an_account_and_a_workspace_of_ones_own(enabled):
    made = ask(SIGN_UP, GIVEN | {"e": "New@Apple.dev"})
    assert made["availableWorkspaces"] == {"availableWorkspacesForSignIn": [], "availableWorkspacesForSignUp": []}
    token = access(made)
    for path in ("/rest/companies", "/rest/metadata/objects"):
        refused = Api(token).get(path)
        assert (refused.status_code, refused.json()["messages"]) == (403, ["This session is in no workspace yet"])
    assert "errors" in GraphQL(Api(token), "/graphql")("{ companies { totalCount } }")
    assert refusal("{ apiKeys { id } }", {}, token)[0] == "Forbidden resource"
    renewed = access(ask(RENEW, {"t": made["tokens"]["refreshToken"]["token"]}))
    workspace, member = entered(ask(IN_NEW, {"i": {"displayName": "New Firm", "subdomain": "brand-new"}}, renewed))
    assert (workspace.display_name, workspace.subdomain) == ("New Firm", "brand-new")
    caller = authenticate(f"Bearer {member}")
    assert caller.workspace_id == workspace.pk and caller.permissions.unrestricted
    assert Api(member).post("/rest/companies", json={"name": "First"}).status_code == 201
    entry = AuditEntry.objects.get(workspace=workspace)
    assert (entry.action, entry.actor_name, entry.actor_id) == ("workspaceMember.signedUp", EMAIL, caller.user_id)
    assert entry.changes == {"role": [None, "Admin"]}
    assert ask(SIGN_IN, GIVEN)["availableWorkspaces"]["availableWorkspacesForSignIn"] == [{"id": str(workspace.pk)}]


def test_how_many_workspaces(enabled, monkeypatch):
    monkeypatch.setattr("apikeys.services.sign_up.MOST_WORKSPACES", 1)
    token = access(ask(SIGN_UP, GIVEN))
    assert entered(ask(IN_NEW, {}, token))[0].display_name == "new"
    assert refusal(IN_NEW, {}, token)[1:] == ("FORBIDDEN", "TOO_MANY_WORKSPACES")


@pytest.mark.parametrize(
    ("email", "password", "message"),
    [
        ("no address", PASSWORD, "email must be an email"),
        ("", PASSWORD, "email must be an email"),
        ("a\x00b@c.de", PASSWORD, "email must be an email"),
        (f"{'x' * 60}@{'y' * 60}.{'z' * 60}.de", PASSWORD, "email must be shorter than or equal to 150 characters"),
        (EMAIL, "short", "This password is too short. It must contain at least 12 characters."),
        (EMAIL, "new@apple.dev", "The password is too similar to the username."),
        (EMAIL, "password1234", "This password is too common."),
    ],
)
def test_what_is_refused(enabled, email, password, message):
    said, code, _ = refusal(SIGN_UP, {"e": email, "p": password})
    assert said.startswith(message) and code == "BAD_USER_INPUT"


def test_an_address_that_has_an_account(enabled):
    get_user_model().objects.create_user("NEW@apple.dev", "NEW@apple.dev", "his own password")
    assert refusal(SIGN_UP, GIVEN)[2] == "USER_ALREADY_EXISTS"
    assert not get_user_model().objects.get().check_password(PASSWORD)


def test_by_invitation(inviting):
    given = GIVEN | {"w": str(inviting.pk), "h": INVITE}
    workspace, token = entered(ask(IN_ONE, given))
    caller = authenticate(f"Bearer {token}")
    assert workspace == inviting and caller.permissions.role_id == inviting.default_role_id
    assert refusal(IN_ONE, given)[2] == refusal(IN_ONE, given | {"w": None})[2] == "ALREADY_A_MEMBER"


def test_a_known_account_joins_with_its_password(inviting):
    get_user_model().objects.create_user(EMAIL, EMAIL, PASSWORD)
    given = GIVEN | {"w": str(inviting.pk), "h": INVITE}
    assert refusal(IN_ONE, given | {"p": "another long one"})[0] == "Wrong password"
    assert AccessAttempt.objects.get(username=EMAIL).failures_since_start == 1
    assert entered(ask(IN_ONE, given))[0] == inviting
    assert not Person.objects.get().signed_up


def test_wrong_invitations(inviting, metadata_graphql):
    given = GIVEN | {"w": str(inviting.pk), "h": INVITE}
    nowhere = "00000000-0000-4000-8000-000000000000"
    for wrong in ({"h": "0123456789abcdeF"}, {"h": INVITE[:-1]}, {"h": "é" * 16}, {"w": nowhere}):
        assert refusal(IN_ONE, given | wrong)[1:] == ("FORBIDDEN", "INVALID_INVITATION"), wrong
    for wrong in (INVITE[:-1], "\x00" * 16):
        assert refusal(IN_ONE, given | {"w": None, "h": wrong})[2] == "INVALID_INVITATION"
    for missing in ({"h": None}, {"h": ""}, {"h": None, "t": "personal"}):
        message, *codes = refusal(IN_ONE, given | missing)
        assert codes == ["FORBIDDEN", "INVITATION_REQUIRED"]
        assert ("There are no personal invitations" in message) == ("t" in missing)
    set_invite(metadata_graphql, "short")
    assert refusal(IN_ONE, given | {"h": "short"})[2] == "INVALID_INVITATION"
    set_invite(metadata_graphql, None)
    assert refusal(IN_ONE, given)[2] == "INVALID_INVITATION"
    set_invite(metadata_graphql, INVITE)
    Workspace.objects.update(is_public_invite_link_enabled=False)
    assert refusal(IN_ONE, given)[2] == "INVALID_INVITATION"


def test_a_new_workspace_needs_a_person(enabled, token):
    assert refusal(IN_NEW, {})[0] == "Missing authentication token"
    assert refusal(IN_NEW, {}, token)[0] == "Forbidden resource"
    fresh = access(ask(SIGN_UP, GIVEN))
    assert refusal(IN_NEW, {"i": {"subdomain": enabled.subdomain}}, fresh)[1] == "METADATA_VALIDATION_FAILED"
    assert refusal(IN_NEW, {"i": {"displayName": " "}}, fresh)[0] == "displayName should not be empty"
    get_user_model().objects.update(is_active=False)
    assert refusal(IN_NEW, {}, fresh)[0] == "Token invalid."


def test_a_changed_password_ends_the_session(enabled):
    refresh = ask(SIGN_UP, GIVEN)["tokens"]["refreshToken"]["token"]
    user = get_user_model().objects.get()
    user.set_password("another long one")
    user.save()
    assert refusal(RENEW, {"t": refresh})[0] == "Token invalid."


def test_nobody_adds_an_address_that_signed_up_by_itself(enabled, token):
    """Else whoever took somebody's address first would come in as him."""
    ask(SIGN_UP, GIVEN)
    role = str(enabled.default_role_id)
    with pytest.raises(AccessError, match="nobody has verified it"):
        people.add_member(authenticate(f"Bearer {token}"), {"email": EMAIL, "roleId": role})
    call_command("create_member", workspace="test", email=EMAIL, password="set by the server")
    assert not Person.objects.get().signed_up
    assert get_user_model().objects.get().check_password("set by the server")


@pytest.mark.parametrize("data", [{"inviteHash": INVITE}, {"isPublicInviteLinkEnabled": True}])
def test_nobody_invites_to_a_default_role_that_is_more_than_his_own(enabled, data):
    Workspace.objects.filter(pk=enabled.pk).update(is_public_invite_link_enabled=False)
    role = Role.objects.create(workspace=enabled, label="Settings only")
    PermissionFlag.objects.create(role=role, flag="WORKSPACE")
    limited = GraphQL(Api(create_api_key(enabled, "limited", role_label="Settings only")[1]), "/metadata")
    document = "mutation($d: UpdateWorkspaceInput!) { updateWorkspace(data: $d) { id } }"
    (error,) = limited(document, {"d": data})["errors"]
    assert error["message"] == "Cannot grant a role with more permissions than your own"
    enabled.refresh_from_db()
    assert (enabled.settings.get("preferences"), enabled.is_public_invite_link_enabled) == (None, False)
    assert limited.data(document, {"d": {"isPublicInviteLinkEnabled": False, "inviteHash": None}})["updateWorkspace"]
