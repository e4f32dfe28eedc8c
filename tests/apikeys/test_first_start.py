"""The administrator of a new installation signs in everywhere: admin pages, GraphQL."""

from django.test import Client, RequestFactory

from apikeys.authentication import authenticate
from apikeys.services import sign_in
from twentyapi.first_start import ADMIN, furnish


def test_the_first_administrator(db):
    given = furnish()
    client = Client(SERVER_NAME="localhost")
    client.post("/admin/login/", {"username": ADMIN, "password": given.password})
    assert client.get("/admin/").status_code == 200
    login = sign_in.login_token(RequestFactory().post("/metadata"), ADMIN, given.password)
    pair = sign_in.auth_tokens(login["token"])
    caller = authenticate("Bearer " + pair["accessOrWorkspaceAgnosticToken"]["token"])
    key = authenticate(f"Bearer {given.token}")
    assert caller.workspace_id == key.workspace_id and caller.permissions.unrestricted
