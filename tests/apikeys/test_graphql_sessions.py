"""Signing in over GraphQL, and what a session may ask."""

import jwt
import pytest

from apikeys.models import Membership, Role
from apikeys.services import people
from metadata.models import Workspace
from tests.client import Api, GraphQL

EMAIL = PASSWORD = "tim@apple.dev"
LOGIN = """mutation($e:String!,$p:String!,$o:String!){
  getLoginTokenFromCredentials(email:$e,password:$p,origin:$o){ loginToken{ token expiresAt } } }"""
TOKENS = """mutation($t:String!,$o:String!){ getAuthTokensFromLoginToken(loginToken:$t,origin:$o){
  tokens{ accessOrWorkspaceAgnosticToken{ token expiresAt } refreshToken{ token expiresAt } } } }"""
RENEW = """mutation($t:String!){ renewToken(appToken:$t){ tokens{ accessOrWorkspaceAgnosticToken{ token } } } }"""
CREATE = "mutation($i:CreateApiKeyInput!){ createApiKey(input:$i){ id name role{ label } } }"
TOKEN = "mutation($k:UUID!,$e:String!){ generateApiKeyToken(apiKeyId:$k,expiresAt:$e){ token } }"
EXPIRES = "2030-01-01T00:00:00.000Z"
FORBIDDEN = {
    "message": "Forbidden resource",
    "extensions": {"code": "FORBIDDEN", "userFriendlyMessage": "An error occurred."},
}


@pytest.fixture
def tim(workspace) -> Membership:
    return people.create_member(workspace, EMAIL, PASSWORD, role_label="Admin", name="Tim Apple")


@pytest.fixture
def nobody() -> GraphQL:
    return GraphQL(Api(None), "/metadata")


def login_token(nobody: GraphQL, email: str = EMAIL, password: str = PASSWORD) -> str:
    login = nobody.data(LOGIN, {"e": email, "p": password, "o": "http://127.0.0.1:3000"})
    return login["getLoginTokenFromCredentials"]["loginToken"]["token"]


def sign_in(nobody: GraphQL, email: str = EMAIL, password: str = PASSWORD) -> dict:
    token = login_token(nobody, email, password)
    return nobody.data(TOKENS, {"t": token, "o": "http://127.0.0.1:3000"})["getAuthTokensFromLoginToken"]["tokens"]


@pytest.fixture
def session(tim, nobody) -> GraphQL:
    return GraphQL(Api(sign_in(nobody)["accessOrWorkspaceAgnosticToken"]["token"]), "/metadata")


def test_from_e_mail_and_password_to_the_first_key(session, workspace):
    """What a script does on day 0."""
    role_id = next(
        role["id"] for role in session.data("{ getRoles { id label } }")["getRoles"] if role["label"] == "Admin"
    )
    made = session.data(CREATE, {"i": {"name": "golden key", "expiresAt": EXPIRES, "roleId": role_id}})["createApiKey"]
    assert made == {"id": made["id"], "name": "golden key", "role": {"label": "Admin"}}
    token = session.data(TOKEN, {"k": made["id"], "e": EXPIRES})["generateApiKeyToken"]["token"]
    assert Api(token).get("/rest/apiKeys").json()[0]["id"] == made["id"]


def test_a_wrong_password(tim, nobody):
    answer = nobody(LOGIN, {"e": EMAIL, "p": "wrong-password", "o": "http://127.0.0.1:3000"})
    assert answer == {
        "errors": [
            {
                "message": "Wrong password",
                "extensions": {
                    "subCode": "FORBIDDEN_EXCEPTION",
                    "userFriendlyMessage": "Wrong password.",
                    "code": "FORBIDDEN",
                },
            }
        ],
        "data": None,
    }


def test_a_changed_password_ends_login_tokens(tim, nobody):
    token = login_token(nobody)
    tim.person.user.set_password("another long password!")
    tim.person.user.save()
    error = nobody(TOKENS, {"t": token, "o": "http://127.0.0.1:3000"})["errors"][0]
    assert (error["message"], error["extensions"]["code"]) == ("Token invalid.", "UNAUTHENTICATED")


def test_renewal(tim, nobody):
    pair = sign_in(nobody)
    renewed = nobody.data(RENEW, {"t": pair["refreshToken"]["token"]})["renewToken"]["tokens"]
    access = renewed["accessOrWorkspaceAgnosticToken"]["token"]
    assert GraphQL(Api(access), "/metadata").data("{ currentUser { email } }") == {"currentUser": {"email": EMAIL}}
    error = nobody(RENEW, {"t": access})["errors"][0]
    assert (error["message"], error["extensions"]["code"]) == ("Token invalid.", "UNAUTHENTICATED")


def test_a_playground_token(session, metadata_graphql):
    made = session.data("mutation { generatePlaygroundToken { token expiresAt } }")["generatePlaygroundToken"]
    claims = jwt.decode(made["token"], options={"verify_signature": False})
    assert (claims["type"], claims["exp"] - claims["iat"], "isImpersonating" in claims) == ("PLAYGROUND", 7200, False)
    assert GraphQL(Api(made["token"]), "/metadata").data("{ currentUser { email } }") == {
        "currentUser": {"email": EMAIL}
    }
    refused = metadata_graphql("mutation { generatePlaygroundToken { token } }")["errors"][0]
    assert (refused["message"], refused["extensions"]["code"]) == ("Forbidden resource", "FORBIDDEN")


def test_the_current_user(session, tim, workspace):
    user = session.data(
        """{ currentUser { id firstName lastName email hasPassword
        workspaceMember { id name { firstName lastName } userEmail colorScheme locale roles { label } }
        currentWorkspace { id displayName } userWorkspaces { id user { email } }
        currentUserWorkspace { id userId permissionFlags
          objectsPermissions { objectMetadataId canReadObjectRecords canDestroyObjectRecords restrictedFields } } } }"""
    )["currentUser"]
    rights = user.pop("currentUserWorkspace")
    assert user == {
        "id": str(tim.person_id),
        "firstName": "Tim",
        "lastName": "Apple",
        "email": EMAIL,
        "hasPassword": True,
        "workspaceMember": {
            "id": str(tim.workspace_member_id),
            "name": {"firstName": "Tim", "lastName": "Apple"},
            "userEmail": EMAIL,
            "colorScheme": "System",
            "locale": "en",
            "roles": [{"label": "Admin"}],
        },
        "currentWorkspace": {"id": str(workspace.pk), "displayName": workspace.display_name},
        "userWorkspaces": [{"id": str(tim.pk), "user": {"email": EMAIL}}],
    }
    assert len(rights["permissionFlags"]) == 26 and len(rights["objectsPermissions"]) == 10
    assert all(one["canReadObjectRecords"] and one["restrictedFields"] == {} for one in rights["objectsPermissions"])


def test_an_api_key_is_no_user(metadata_graphql, nobody):
    for caller in (metadata_graphql, nobody):
        assert caller("{ currentUser { id } }") == {"errors": [FORBIDDEN], "data": None}


def test_the_role_of_a_member(session, workspace, nobody):
    jony = people.create_member(workspace, "jony.ive@apple.dev", "x")
    role = Role.objects.create(workspace=workspace, label="Guest", can_read_all_object_records=True)
    change = """mutation($m:UUID!,$r:UUID!){ updateWorkspaceMemberRole(workspaceMemberId:$m,roleId:$r){
      id userEmail roles { label } } }"""
    variables = {"m": str(jony.workspace_member_id), "r": str(role.pk)}
    assert session.data(change, variables)["updateWorkspaceMemberRole"] == {
        "id": str(jony.workspace_member_id),
        "userEmail": "jony.ive@apple.dev",
        "roles": [{"label": "Guest"}],
    }
    assert nobody(change, variables)["errors"] == [FORBIDDEN]
    labels = {
        row["label"]: [member["userEmail"] for member in row["workspaceMembers"]]
        for row in session.data("{ getRoles { label workspaceMembers { userEmail } } }")["getRoles"]
    }
    assert labels == {"Admin": [EMAIL], "Member": [], "Guest": ["jony.ive@apple.dev"]}


def test_a_member_manages_no_keys(workspace, nobody):
    people.create_member(workspace, "jony.ive@apple.dev", "x")
    access = sign_in(nobody, "jony.ive@apple.dev", "x")["accessOrWorkspaceAgnosticToken"]["token"]
    error = GraphQL(Api(access), "/metadata")("{ apiKeys { id } }")["errors"][0]
    assert error["extensions"]["subCode"] == "PERMISSION_DENIED"
    assert Api(access).get("/rest/metadata/apiKeys").status_code == 403


SIGN_IN = """mutation($e:String!,$p:String!){ signIn(email:$e,password:$p){
  tokens{ accessOrWorkspaceAgnosticToken{ token } refreshToken{ token } }
  availableWorkspaces{
    availableWorkspacesForSignIn{ id displayName loginToken inviteHash workspaceUrls{ customUrl } logo sso{ id } }
    availableWorkspacesForSignUp{ id } } } }"""
PUBLIC = """query($o:String){ getPublicWorkspaceDataByDomain(origin:$o){ id displayName logo
  authProviders{ sso{ id } google magicLink password microsoft }
  authBypassProviders{ google password microsoft } workspaceUrls{ subdomainUrl customUrl } } }"""


def test_sign_in_tells_the_workspaces_of_a_person(tim, workspace, nobody):
    found = nobody.data(SIGN_IN, {"e": EMAIL, "p": PASSWORD})["signIn"]
    token = found["tokens"]["accessOrWorkspaceAgnosticToken"]["token"]
    assert GraphQL(Api(token), "/metadata").data("{ currentUser { email } }") == {"currentUser": {"email": EMAIL}}
    (entry,) = found["availableWorkspaces"]["availableWorkspacesForSignIn"]
    login = entry.pop("loginToken")
    assert entry == {
        "id": str(workspace.pk),
        "displayName": workspace.display_name,
        "inviteHash": None,
        "workspaceUrls": {"customUrl": None},
        "logo": "",
        "sso": [],
    }
    assert found["availableWorkspaces"]["availableWorkspacesForSignUp"] == []
    bought = nobody.data(TOKENS, {"t": login, "o": "http://x"})["getAuthTokensFromLoginToken"]["tokens"]
    assert jwt.decode(bought["refreshToken"]["token"], options={"verify_signature": False})["workspaceId"] == str(
        workspace.pk
    )


def test_sign_in_with_a_wrong_password(tim, nobody):
    answer = nobody(SIGN_IN, {"e": EMAIL, "p": "wrong-password"})
    assert answer["data"] is None
    assert answer["errors"][0]["message"] == "Wrong password"
    assert answer["errors"][0]["extensions"]["code"] == "FORBIDDEN"


def test_what_a_workspace_shows_to_anybody(workspace, nobody):
    """By subdomain, by its own domain, and to whoever asks while it is the only one."""
    workspace.custom_domain = "crm.example.com"
    workspace.save()
    for origin in (f"https://{workspace.subdomain}.example.org", "https://CRM.example.com/x", None, "not a url"):
        found = nobody.data(PUBLIC, {"o": origin})["getPublicWorkspaceDataByDomain"]
        assert found.pop("workspaceUrls")["customUrl"] == "https://crm.example.com"
        assert found == {
            "id": str(workspace.pk),
            "displayName": workspace.display_name,
            "logo": "",
            "authProviders": {"sso": [], "google": False, "magicLink": False, "password": True, "microsoft": False},
            "authBypassProviders": {"google": False, "password": False, "microsoft": False},
        }


def test_a_domain_of_no_workspace(workspace, nobody):
    Workspace.objects.create(display_name="Other", subdomain="other")
    answer = nobody(PUBLIC, {"o": "https://nothing.example.org"})
    assert answer["data"] is None
    assert answer["errors"][0]["message"] == "Workspace not found"
    assert answer["errors"][0]["extensions"]["code"] == "NOT_FOUND"
    named = nobody.data(PUBLIC, {"o": "https://other.example.org"})["getPublicWorkspaceDataByDomain"]
    assert named["displayName"] == "Other"
