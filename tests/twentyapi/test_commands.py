"""create_workspace and create_api_key, called in the test's process."""

from datetime import UTC, datetime
from io import StringIO

import jwt
import pytest
from django.core.management import CommandError, call_command

from metadata.models import Workspace
from tests.client import Api


def said(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_a_workspace_starts_without_records() -> None:
    assert said("create_workspace", "My Firm") == "my-firm\n"
    assert Workspace.objects.get(subdomain="my-firm").display_name == "My Firm"
    api = Api(said("create_api_key", "--workspace", "my-firm", "--name", "k").strip())
    assert api.get("/rest/companies").json()["data"]["companies"] == []


@pytest.mark.django_db
def test_a_workspace_that_is_there_already() -> None:
    said("create_workspace", "My Firm")
    with pytest.raises(
        CommandError, match='There is already a workspace "my-firm": give another name, or --if-missing'
    ):
        said("create_workspace", "my  firm")
    assert said("create_workspace", "my  firm", "--if-missing") == "my-firm\n"
    assert Workspace.objects.filter(subdomain__startswith="my-firm").count() == 1


@pytest.mark.django_db
def test_a_workspace_with_sample_records() -> None:
    said("create_workspace", "Other", "--sample")
    api = Api(said("create_api_key", "--workspace", "other", "--name", "k").strip())
    assert api.get("/rest/companies").json()["data"]["companies"] != []
    assert api.get("/rest/people").json()["data"]["people"] != []


def test_a_key_with_an_expiry(workspace: Workspace) -> None:
    token = said("create_api_key", "--workspace", "test", "--name", "k", "--expires", "2030-01-01").strip()
    claims = jwt.decode(token, options={"verify_signature": False})
    assert datetime.fromtimestamp(claims["exp"] + 1, UTC) == datetime(2030, 1, 1, tzinfo=UTC)
    assert claims["workspaceId"] == str(workspace.id)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--workspace", "nowhere"], 'There is no workspace "nowhere", only: test.'),
        (["--workspace", "test", "--role", "King"], '"test" has no role "King". Its roles are: Admin, Member.'),
        (["--workspace", "test", "--expires", "2001-01-01"], "--expires must be in the future."),
        (["--workspace", "test", "--expires", "soon"], '"soon" is not an ISO 8601 date such as 2030-01-01'),
    ],
)
def test_what_no_key_can_be_made_of(workspace: Workspace, arguments: list[str], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence.replace(".", r"\.")):
        said("create_api_key", "--name", "k", *arguments)


@pytest.mark.django_db
def test_a_workspace_needs_a_name() -> None:
    with pytest.raises(CommandError, match=r"The name must not be empty\."):
        said("create_workspace", " ")
