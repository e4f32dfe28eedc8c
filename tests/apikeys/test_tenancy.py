"""A key of one workspace never reaches another's data (test_foreign_ids.py has the ids, over every path)."""

from collections.abc import Iterator

import pytest

from apikeys.tokens import create_api_key
from metadata.models import Workspace
from metadata.services.workspaces import create_workspace
from tests.client import Api, GraphQL

SECRET = "Their Secret Ltd"


class Victim:
    """The other workspace, with a company and a person of its own."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.api = Api(create_api_key(workspace, "theirs")[1])
        self.company = self.api.post("/rest/companies", json={"name": SECRET}).json()["data"]["createCompany"]["id"]
        person = {"name": {"firstName": "Their", "lastName": "Secret"}, "companyId": self.company}
        self.person = self.api.post("/rest/people", json=person).json()["data"]["createPerson"]["id"]

    def untouched(self) -> bool:
        company = self.api.get(f"/rest/companies/{self.company}").json()["data"]["company"]
        person = self.api.get(f"/rest/people/{self.person}").json()["data"]["person"]
        return company["name"] == SECRET and person["companyId"] == self.company and company["deletedAt"] is None


@pytest.fixture
def victim(db) -> Victim:
    return Victim(create_workspace("victim"))


@pytest.fixture
def theirs(victim) -> Iterator[Victim]:
    """Whatever the test tries, the other workspace is as it was."""
    yield victim
    assert victim.untouched()


@pytest.fixture
def mine(api) -> str:
    return api.post("/rest/companies", json={"name": "Mine"}).json()["data"]["createCompany"]["id"]


def test_an_id_is_free_where_another_has_it(api, theirs):
    """Ids are those of one table: an upsert makes a record of one's own."""
    made = api.post("/rest/companies?upsert=true", json={"id": theirs.company, "name": "Own"})
    assert made.status_code == 201
    assert api.get(f"/rest/companies/{theirs.company}").json()["data"]["company"]["name"] == "Own"


def test_an_idempotency_key_repeats_nothing_of_another_workspace(api, theirs):
    headers = {"Idempotency-Key": "order-1"}
    first = theirs.api.post("/rest/companies", json={"name": "Order"}, headers=headers).json()
    second = api.post("/rest/companies", json={"name": "Order"}, headers=headers)
    assert second.status_code == 201
    assert second.json()["data"]["createCompany"]["id"] != first["data"]["createCompany"]["id"]


def test_the_workspace_comes_from_the_token_alone(api, theirs):
    for headers in ({"Host": "victim.localhost"}, {"Origin": "http://victim.localhost"}, {"X-Workspace": "victim"}):
        response = api.get("/rest/companies", headers=headers)
        assert response.json()["totalCount"] == 0
    assert api.get(f"/rest/companies?workspaceId={theirs.workspace.pk}").status_code in (200, 400)


def test_graphql_with_both_keys_in_turn(graphql, theirs, mine):
    """The same document, cached or not, answers each key from its own workspace."""
    document = "{ companies { edges { node { name } } } }"
    names = []
    for caller in (graphql, GraphQL(theirs.api, "/graphql")) * 2:
        names.append([edge["node"]["name"] for edge in caller.data(document)["companies"]["edges"]])
    assert names == [["Mine"], [SECRET]] * 2
