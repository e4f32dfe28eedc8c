"""The administrator of a new installation signs in everywhere: admin pages, GraphQL."""

from django.test import Client

from apikeys.authentication import authenticate
from apikeys.services import people
from twentyapi.first_start import ADMIN, furnish


def test_the_first_administrator(db):
    given = furnish()
    assert Client().login(username=ADMIN, password=given.password)
    pair = people.auth_tokens(people.login_token(ADMIN, given.password)["token"])
    caller = authenticate("Bearer " + pair["accessOrWorkspaceAgnosticToken"]["token"])
    key = authenticate(f"Bearer {given.token}")
    assert caller.workspace_id == key.workspace_id and caller.permissions.unrestricted
