"""Every verb, over both APIs, with a role that lacks exactly one right: refused, and nothing has happened."""

from dataclasses import dataclass
from typing import Any

import pytest

from apikeys.models import FieldPermission, ObjectPermission, Role
from apikeys.services.roles import raise_version
from apikeys.tokens import create_api_key
from metadata.models import FieldMetadata, ObjectMetadata, Workspace
from tests.client import Api, GraphQL

DENIED = "Entity performing the request does not have permission"
REST_DENIAL = {"statusCode": 400, "error": "Error", "messages": [DENIED], "code": "PERMISSION_DENIED"}
READ, UPDATE, SOFT_DELETE, DESTROY = "read", "update", "soft_delete", "destroy"
RIGHTS = (READ, UPDATE, SOFT_DELETE, DESTROY)


@dataclass
class Limited:
    """A key of a role that may do everything but what a test takes away."""

    role: Role
    rest: Api
    graphql: GraphQL

    def without(self, name: str, *rights: str) -> None:
        target = ObjectMetadata.objects.get(workspace=self.role.workspace, name_singular=name)
        flags = {f"can_{right}_object_records": False for right in rights}
        ObjectPermission.objects.update_or_create(flags, role=self.role, object=target)
        raise_version(self.role)

    def without_field(self, name: str, field: str, *, read: bool | None = None, update: bool | None = None) -> None:
        target = FieldMetadata.objects.get(
            object__workspace=self.role.workspace, object__name_singular=name, name=field
        )
        FieldPermission.objects.create(
            role=self.role,
            object=target.object,
            field=target,
            can_read_field_value=read,
            can_update_field_value=update,
        )
        raise_version(self.role)


@pytest.fixture
def limited(workspace: Workspace) -> Limited:
    rights = {f"can_{right}_all_object_records": True for right in RIGHTS}
    role = Role.objects.create(workspace=workspace, label="Limited", **rights)
    api = Api(create_api_key(workspace, "limited", role_label="Limited")[1])
    return Limited(role, api, GraphQL(api, "/graphql"))


@pytest.fixture
def person(api) -> str:
    body = {"name": {"firstName": "Ada", "lastName": "Lovelace"}, "jobTitle": "Countess", "city": "London"}
    return made(
        api, "people", "createPerson", body | {"companyId": made(api, "companies", "createCompany", {"name": "X"})}
    )


@pytest.fixture
def other(api) -> str:
    return made(api, "people", "createPerson", {"name": {"firstName": "Ada", "lastName": "Lovelace"}})


def made(api: Api, plural: str, root: str, body: dict[str, Any]) -> str:
    return api.post(f"/rest/{plural}", json=body).json()["data"][root]["id"]


REST = [
    ("GET", "/rest/people", None, READ),
    ("GET", "/rest/people/{p}", None, READ),
    ("POST", "/rest/people/duplicates", {"ids": ["{p}"]}, READ),
    ("GET", "/rest/people/groupBy?group_by=[{%22jobTitle%22:true}]", None, READ),
    ("POST", "/rest/people", {"jobTitle": "x"}, UPDATE),
    ("POST", "/rest/batch/people", [{"jobTitle": "x"}], UPDATE),
    ("PATCH", "/rest/people/{p}", {"jobTitle": "x"}, UPDATE),
    ("PATCH", "/rest/people?filter=id[eq]:{p}", {"jobTitle": "x"}, UPDATE),
    ("DELETE", "/rest/people/{p}?soft_delete=true", None, SOFT_DELETE),
    ("DELETE", "/rest/people?filter=id[eq]:{p}&soft_delete=true", None, SOFT_DELETE),
    ("DELETE", "/rest/people/{p}", None, DESTROY),
    ("DELETE", "/rest/people?filter=id[eq]:{p}", None, DESTROY),
    ("PATCH", "/rest/people/merge", {"ids": ["{p}", "{o}"], "conflictPriorityIndex": 0}, UPDATE),
]
GRAPHQL = [
    ("people", "{ people { totalCount } }", READ),
    ("person", '{ person(filter: {id: {eq: "{p}"}}) { id } }', READ),
    ("peopleGroupBy", "{ peopleGroupBy(groupBy: [{jobTitle: true}]) { totalCount } }", READ),
    ("personDuplicates", '{ personDuplicates(ids: ["{p}"]) { totalCount } }', READ),
    ("createPerson", 'mutation { createPerson(data: {jobTitle: "x"}) { id } }', UPDATE),
    ("createPeople", 'mutation { createPeople(data: [{jobTitle: "x"}]) { id } }', UPDATE),
    ("updatePerson", 'mutation { updatePerson(id: "{p}", data: {jobTitle: "x"}) { id } }', UPDATE),
    ("updatePeople", 'mutation { updatePeople(filter: {id: {eq: "{p}"}}, data: {jobTitle: "x"}) { id } }', UPDATE),
    ("deletePerson", 'mutation { deletePerson(id: "{p}") { id } }', SOFT_DELETE),
    ("deletePeople", 'mutation { deletePeople(filter: {id: {eq: "{p}"}}) { id } }', SOFT_DELETE),
    ("destroyPerson", 'mutation { destroyPerson(id: "{p}") { id } }', DESTROY),
    ("destroyPeople", 'mutation { destroyPeople(filter: {id: {eq: "{p}"}}) { id } }', DESTROY),
    ("mergePeople", 'mutation { mergePeople(ids: ["{p}", "{o}"], conflictPriorityIndex: 0) { id } }', UPDATE),
]


def filled(value: Any, person: str, other: str) -> Any:
    if isinstance(value, str):
        return value.replace("{p}", person).replace("{o}", other)
    if isinstance(value, list):
        return [filled(one, person, other) for one in value]
    return {key: filled(one, person, other) for key, one in value.items()} if isinstance(value, dict) else value


def state(api: Api) -> Any:
    return api.get("/rest/people?filter=or(deletedAt[is]:NULL,deletedAt[is]:NOT_NULL)").json()


@pytest.mark.parametrize(("method", "path", "body", "right"), REST)
def test_rest_needs_the_right(api, limited, person, other, method, path, body, right):
    before = state(api)
    limited.without("person", right)
    more = {"json": filled(body, person, other)} if body is not None else {}
    response = limited.rest.call(method, filled(path, person, other), **more)
    assert (response.status_code, response.json()) == (400, REST_DENIAL)
    assert state(api) == before


@pytest.mark.parametrize(("method", "path", "body", "right"), [row for row in REST if "merge" not in row[1]])
def test_rest_needs_no_other_right(api, limited, person, other, method, path, body, right):
    limited.without("person", *(one for one in RIGHTS if one not in (right, READ)))
    more = {"json": filled(body, person, other)} if body is not None else {}
    assert limited.rest.call(method, filled(path, person, other), **more).status_code in (200, 201)


@pytest.mark.parametrize(("root", "document", "right"), GRAPHQL)
def test_graphql_needs_the_right(api, limited, person, other, root, document, right):
    before = state(api)
    limited.without("person", right)
    answer = limited.graphql(filled(document, person, other))
    assert answer["data"] in (None, {root: None})
    (error,) = answer["errors"]
    assert (error["message"], error["extensions"]["subCode"], error["extensions"]["code"]) == (
        DENIED,
        "PERMISSION_DENIED",
        "FORBIDDEN",
    )
    assert state(api) == before


@pytest.mark.parametrize(("root", "document", "right"), [row for row in GRAPHQL if row[0] != "mergePeople"])
def test_graphql_needs_no_other_right(limited, person, other, root, document, right):
    limited.without("person", *(one for one in RIGHTS if one not in (right, READ)))
    assert limited.graphql.data(filled(document, person, other))[root] is not None


@pytest.mark.parametrize(
    "path",
    [
        "/rest/people?filter=jobTitle[eq]:Countess",
        "/rest/people?filter=and(city[eq]:London,or(jobTitle[like]:C%25))",
        "/rest/people?filter=not(jobTitle[is]:NULL)",
        "/rest/people?order_by=jobTitle",
        "/rest/people/groupBy?group_by=[{%22jobTitle%22:true}]",
        "/rest/companies?filter=people.jobTitle[eq]:Countess",
    ],
)
def test_a_field_that_may_not_be_read_cannot_be_guessed(limited, person, path):
    limited.without_field("person", "jobTitle", read=False)
    response = limited.rest.get(path)
    assert "Countess" not in response.content.decode()
    assert response.status_code == 400
    if not path.startswith("/rest/companies"):
        assert response.json() == REST_DENIAL


def test_a_field_that_may_not_be_read_is_unknown_to_fields(limited, person):
    """`fields=` names what the caller can see: what he cannot, is not there."""
    limited.without_field("person", "jobTitle", read=False)
    response = limited.rest.get("/rest/people?fields=id,jobTitle")
    assert response.status_code == 400 and "Countess" not in response.content.decode()


def test_a_field_that_may_not_be_read_is_left_out(limited, person):
    limited.without_field("person", "jobTitle", read=False)
    record = limited.rest.get(f"/rest/people/{person}").json()["data"]["person"]
    assert "jobTitle" not in record and record["city"] == "London"
    for listed in limited.rest.get("/rest/people").json()["data"]["people"]:
        assert "jobTitle" not in listed
    companies = limited.rest.get("/rest/companies?depth=1").json()
    assert "Countess" not in str(companies)


@pytest.mark.parametrize(
    "document",
    [
        "{ people { edges { node { jobTitle } } } }",
        '{ people(filter: {jobTitle: {eq: "Countess"}}) { totalCount } }',
        "{ people(filter: {or: [{not: {jobTitle: {is: NULL}}}]}) { totalCount } }",
        "{ people(orderBy: [{jobTitle: AscNullsLast}]) { totalCount } }",
        "{ people { countUniqueValuesJobTitle } }",
        "{ peopleGroupBy(groupBy: [{jobTitle: true}]) { totalCount } }",
        "{ companies { edges { node { people { edges { node { jobTitle } } } } } } }",
        '{ companies { edges { node { people(filter: {jobTitle: {eq: "Countess"}}) { totalCount } } } } }',
        'mutation { createPerson(data: {city: "x"}) { jobTitle } }',
        'mutation { updatePeople(filter: {jobTitle: {eq: "Countess"}}, data: {city: "x"}) { id } }',
    ],
)
def test_graphql_does_not_tell_a_forbidden_field(limited, person, document):
    limited.without_field("person", "jobTitle", read=False)
    answer = limited.graphql(document)
    assert "Countess" not in str(answer)
    assert answer["errors"][0]["message"] == DENIED or "Cannot query field" in answer["errors"][0]["message"]


@pytest.mark.parametrize("right", [{"update": False}, {"read": False}])
def test_a_field_that_may_not_be_updated(api, limited, person, right):
    before = state(api)
    limited.without_field("person", "jobTitle", **right)
    for method, path, body in [
        ("PATCH", f"/rest/people/{person}", {"jobTitle": "x"}),
        ("POST", "/rest/people", {"jobTitle": "x"}),
        ("POST", "/rest/batch/people", [{"city": "y"}, {"jobTitle": "x"}]),
    ]:
        response = limited.rest.call(method, path, json=body)
        assert (response.status_code, response.json()) == (400, response.json() | REST_DENIAL)
    for document in (
        'mutation { createPerson(data: {jobTitle: "x"}) { id } }',
        f'mutation {{ updatePerson(id: "{person}", data: {{jobTitle: "x"}}) {{ id }} }}',
    ):
        assert limited.graphql(document)["errors"][0]["message"] == DENIED
    assert state(api) == before
    assert limited.rest.patch(f"/rest/people/{person}", json={"city": "Paris"}).status_code == 200


def test_relations_to_an_object_that_may_not_be_read(limited, person):
    limited.without("company", READ)
    record = limited.rest.get(f"/rest/people/{person}?depth=1").json()["data"]["person"]
    assert "company" not in record or record["company"] is None
    assert limited.graphql("{ people { edges { node { company { name } } } } }")["errors"][0]["message"] == DENIED
    for document in (
        '{ people(filter: {company: {name: {eq: "X"}}}) { totalCount } }',
        "{ people(orderBy: [{company: {name: AscNullsLast}}]) { totalCount } }",
    ):
        assert limited.graphql(document)["errors"][0]["message"] == DENIED


def test_search_skips_what_may_not_be_read(limited, person):
    limited.without("person", READ)
    found = limited.graphql.data('{ search(searchInput: "ada", limit: 10) { edges { node { recordId } } } }')
    assert found["search"]["edges"] == []
