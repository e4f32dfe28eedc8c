"""A key of one workspace never reaches another's data: ids of the other are unknown, over every path."""

from collections.abc import Iterator

import pytest

from apikeys.tokens import create_api_key
from metadata.models import FieldMetadata, ObjectMetadata, Workspace
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


BY_ID = [
    ("GET", "/rest/companies/{c}", None, 404),
    ("PATCH", "/rest/companies/{c}", {"name": "stolen"}, 404),
    ("DELETE", "/rest/companies/{c}", None, 404),
    ("DELETE", "/rest/companies/{c}?soft_delete=true", None, 404),
    ("PATCH", "/rest/restore/companies/{c}", None, 404),
]


def test_rest_by_id(api, theirs):
    for method, path, body, status in BY_ID:
        more = {"json": body} if body is not None else {}
        response = api.call(method, path.format(c=theirs.company), **more)
        assert response.status_code == status, path
        assert SECRET not in response.content.decode(), path


LISTS = [
    "filter=id[eq]:{c}",
    'filter=id[in]:["{c}"]',
    "filter=name[like]:%25Secret%25",
    "filter=company.name[eq]:x",
    "starting_after={cursor}",
    "ending_before={cursor}",
    "depth=1",
]


def test_rest_lists(api, theirs):
    cursor = theirs.api.get("/rest/companies?limit=1").json()["pageInfo"]["endCursor"]
    for query in LISTS:
        response = api.get("/rest/companies?" + query.format(c=theirs.company, cursor=cursor))
        assert SECRET not in response.content.decode() and "Their" not in response.content.decode(), query
        assert response.json().get("totalCount", 0) == 0, query


LINKS = [
    ("POST", "/rest/people", {"companyId": "{c}"}),
    ("POST", "/rest/batch/people", [{"companyId": "{c}"}]),
    ("PATCH", "/rest/companies/{m}", {"accountOwnerId": "{c}"}),
    ("POST", "/rest/companies/duplicates", {"ids": ["{c}"]}),
    ("POST", "/rest/companies/merge", {"ids": ["{c}", "{m}"], "conflictPriorityIndex": 0}),
    ("POST", "/rest/companies?upsert=true", {"id": "{c}", "name": "Taken over"}),
]


def test_rest_links(api, theirs, mine):
    def filled(value):
        if isinstance(value, str):
            return value.replace("{c}", theirs.company).replace("{m}", mine)
        if isinstance(value, list):
            return [filled(one) for one in value]
        return {key: filled(one) for key, one in value.items()} if isinstance(value, dict) else value

    for method, path, body in LINKS:
        response = api.call(method, filled(path), json=filled(body))
        assert SECRET not in response.content.decode(), path
        assert response.status_code < 500, path


DOCUMENTS = [
    '{ company(filter: {id: {eq: "%c"}}) { name } }',
    '{ companies(filter: {id: {in: ["%c"]}}) { edges { node { name } } totalCount } }',
    '{ companies(filter: {name: {like: "%%Secret%%"}}) { edges { node { people { edges { node { id } } } } } } }',
    '{ people(filter: {company: {name: {eq: "%s"}}}) { totalCount } }',
    "{ companiesGroupBy(groupBy: [{name: true}]) { groupByDimensionValues totalCount } }",
    '{ search(searchInput: "secret", limit: 10) { edges { node { recordId label } } } }',
    'mutation { updateCompany(id: "%c", data: {name: "stolen"}) { name } }',
    'mutation { updateCompanies(filter: {id: {in: ["%c"]}}, data: {name: "stolen"}) { name } }',
    'mutation { deleteCompany(id: "%c") { name } }',
    'mutation { destroyCompanies(filter: {id: {in: ["%c"]}}) { name } }',
    'mutation { createPerson(data: {companyId: "%c"}) { company { name } } }',
    'mutation { createPerson(data: {company: {connect: {where: {domainName: {primaryLinkUrl: "x"}}}}}) { id } }',
    'mutation { mergeCompanies(ids: ["%c", "%m"], conflictPriorityIndex: 0) { name } }',
]


def test_graphql(graphql, theirs, mine):
    for document in DOCUMENTS:
        for mark, value in (("%c", theirs.company), ("%m", mine), ("%s", SECRET), ("%%", "%")):
            document = document.replace(mark, value)
        answer = graphql(document)
        assert "Secret" not in str(answer) and theirs.person not in str(answer), document


def test_the_data_model(api, theirs, metadata_graphql):
    obj = ObjectMetadata.objects.get(workspace=theirs.workspace, name_singular="company")
    field = FieldMetadata.objects.get(object=obj, name="name")
    for kind, row in (("objects", obj), ("fields", field)):
        assert api.get(f"/rest/metadata/{kind}/{row.pk}").status_code == 404
        assert (
            api.patch(f"/rest/metadata/{kind}/{row.pk}", json={"label": "stolen", "labelSingular": "x"}).status_code
            >= 400
        )
        assert api.delete(f"/rest/metadata/{kind}/{row.pk}").status_code >= 400
        assert str(row.pk) not in api.get(f"/rest/metadata/{kind}?limit=200").content.decode()
    body = {"objectMetadataId": str(obj.pk), "type": "TEXT", "name": "spy", "label": "Spy"}
    assert api.post("/rest/metadata/fields", json=body).status_code == 400
    assert "errors" in metadata_graphql(
        "query($id: UUID!) { object(id: $id) { id nameSingular } }", {"id": str(obj.pk)}
    )
    obj.refresh_from_db()
    assert obj.fields.filter(name="spy").count() == 0 and obj.label_singular == "Company"


def test_webhooks(api, theirs):
    made = theirs.api.post("/rest/webhooks", json={"targetUrl": "https://example.com/hook", "operations": ["*.*"]})
    assert made.status_code == 201
    hook = made.json()["id"]
    assert hook not in api.get("/rest/webhooks").content.decode()
    for method, body in (("GET", None), ("PATCH", {"targetUrl": "https://evil.example"}), ("DELETE", None)):
        more = {"json": body} if body else {}
        assert api.call(method, f"/rest/webhooks/{hook}", **more).status_code >= 400
    assert theirs.api.get(f"/rest/webhooks/{hook}").json()["targetUrl"] == "https://example.com/hook"


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
