"""Every verb, over both APIs, with a role that lacks exactly one right: refused, and nothing has happened."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from graphql import build_client_schema, get_introspection_query, validate_schema

from apikeys.models import FieldPermission, ObjectPermission, Role
from apikeys.services.roles import raise_version
from apikeys.tokens import create_api_key
from core.rest.operations import OPERATIONS
from metadata.models import FieldMetadata, ObjectMetadata, Workspace
from tests.apikeys.victim import filled
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
    company = made(api, "companies", "createCompany", {"name": "X"})
    body = {"name": {"firstName": "Ada", "lastName": "Lovelace"}, "jobTitle": "Countess", "city": "London"}
    return made(api, "people", "createPerson", body | {"companyId": company})


@pytest.fixture
def words(api, person) -> dict[str, str]:
    """A person, another like him, one in the bin, an id that is free and a view."""
    name = {"name": {"firstName": "Ada", "lastName": "Lovelace"}}
    binned = made(api, "people", "createPerson", {"city": "Rome"})
    assert api.delete(f"/rest/people/{binned}?soft_delete=true").status_code == 200
    view = api.post("/rest/metadata/views", json={"name": "V", "objectMetadataId": "person", "icon": "x"}).json()["id"]
    return {"p": person, "o": made(api, "people", "createPerson", name), "d": binned, "n": str(uuid4()), "v": view}


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
    ("PATCH", "/rest/people/merge", {"ids": ["{p}", "{o}"], "conflictPriorityIndex": 0}, DESTROY),
    ("POST", "/rest/people/{n}", {"jobTitle": "x"}, UPDATE),
    ("PUT", "/rest/people/{p}", {"jobTitle": "x"}, UPDATE),
    ("PUT", "/rest/people?filter=id[eq]:{p}", {"jobTitle": "x"}, UPDATE),
    ("PATCH", "/rest/batch/people", [{"id": "{p}", "jobTitle": "x"}], UPDATE),
    ("PUT", "/rest/batch/people", [{"id": "{p}", "jobTitle": "x"}], UPDATE),
    ("DELETE", "/rest/batch/people?soft_delete=true", {"ids": ["{p}"]}, SOFT_DELETE),
    ("DELETE", "/rest/batch/people", {"ids": ["{p}"]}, DESTROY),
    ("PATCH", "/rest/restore/people/{d}", None, SOFT_DELETE),
    ("PATCH", "/rest/people/{d}/restore", None, SOFT_DELETE),
    ("PATCH", "/rest/restore/people?filter=id[eq]:{d}", None, SOFT_DELETE),
    ("PATCH", "/rest/people/restore?filter=id[eq]:{d}", None, SOFT_DELETE),
    ("GET", "/rest/people/{p}/jobTitle", None, READ),
    ("PATCH", "/rest/people/{p}/jobTitle", {"jobTitle": "x"}, UPDATE),
    ("PUT", "/rest/people/{p}/jobTitle", {"jobTitle": "x"}, UPDATE),
    ("GET", "/rest/people?viewId={v}", None, READ),
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
    ("restorePerson", 'mutation { restorePerson(id: "{d}") { id } }', SOFT_DELETE),
    ("restorePeople", 'mutation { restorePeople(filter: {id: {eq: "{d}"}}) { id } }', SOFT_DELETE),
    ("peopleGroupBy", '{ peopleGroupBy(groupBy: [{jobTitle: true}], viewId: "{v}") { totalCount } }', READ),
    ("mergePeople", 'mutation { mergePeople(ids: ["{p}", "{o}"], conflictPriorityIndex: 0) { id } }', UPDATE),
    ("mergePeople", 'mutation { mergePeople(ids: ["{p}", "{o}"], conflictPriorityIndex: 0) { id } }', DESTROY),
]


def test_no_path_is_left_out(limited, words):
    """Every method of every path of REST Core, and every root of GraphQL that has to do with people."""
    shapes = {"{p}": "{id}", "{d}": "{id}", "{n}": "{id}", "people": "{plural}", "jobTitle": "{field}"}
    asked = set()
    for method, path, *_ in REST:
        path = path.partition("?")[0].removeprefix("/rest/")
        for word, shape in shapes.items():
            path = path.replace(word, shape)
        asked.add((method, path))
    assert asked == {(method, path) for row in OPERATIONS.values() for method in row.methods for path in row.paths}
    roots = limited.graphql.data("{ __schema { queryType { fields { name } } mutationType { fields { name } } } }")
    names = {field["name"] for kind in roots["__schema"].values() for field in kind["fields"]}
    about = {name for name in names if re.fullmatch(r"(?i)(\w+?)?(person|people)(groupBy|duplicates)?", name)}
    assert {root for root, *_ in GRAPHQL} == about


def state(api: Api) -> Any:
    return api.get("/rest/people?filter=or(deletedAt[is]:NULL,deletedAt[is]:NOT_NULL)").json()


@pytest.mark.parametrize(("method", "path", "body", "right"), REST)
def test_rest_needs_the_right(api, limited, words, method, path, body, right):
    before = state(api)
    limited.without("person", right)
    more = {"json": filled(body, words)} if body is not None else {}
    response = limited.rest.call(method, filled(path, words), **more)
    assert (response.status_code, response.json()) == (400, REST_DENIAL)
    assert state(api) == before


@pytest.mark.parametrize(("method", "path", "body", "right"), [row for row in REST if "merge" not in row[1]])
def test_rest_needs_no_other_right(api, limited, words, method, path, body, right):
    limited.without("person", *(one for one in RIGHTS if one not in (right, READ)))
    more = {"json": filled(body, words)} if body is not None else {}
    assert limited.rest.call(method, filled(path, words), **more).status_code in (200, 201)


@pytest.mark.parametrize(("root", "document", "right"), GRAPHQL)
def test_graphql_needs_the_right(api, limited, words, root, document, right):
    before = state(api)
    limited.without("person", right)
    answer = limited.graphql(filled(document, words))
    assert answer["data"] in (None, {root: None})
    (error,) = answer["errors"]
    assert (error["message"], error["extensions"]["subCode"], error["extensions"]["code"]) == (
        DENIED,
        "PERMISSION_DENIED",
        "FORBIDDEN",
    )
    assert state(api) == before


@pytest.mark.parametrize(("root", "document", "right"), [row for row in GRAPHQL if row[0] != "mergePeople"])
def test_graphql_needs_no_other_right(limited, words, root, document, right):
    limited.without("person", *(one for one in RIGHTS if one not in (right, READ)))
    assert limited.graphql.data(filled(document, words))[root] is not None


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


INTROSPECTION = """{ __schema { queryType { fields { name } } mutationType { fields { name } } types { name } }
  person: __type(name: "Person") { fields { name } } input: __type(name: "PersonFilterInput") { inputFields { name } }
  company: __type(name: "Company") { fields { name } }
  order: __type(name: "PersonOrderByInput") { inputFields { name } } }"""


def names(rows: list[dict[str, str]] | None) -> set[str]:
    return {row["name"] for row in rows or ()}


def test_the_documents_of_a_key_show_what_its_role_may_read(graphql, limited):
    """Introspection and OpenAPI, whoever asked for the whole before."""
    whole = graphql.data(INTROSPECTION)
    assert {"jobTitle", "company", "companyId"} <= names(whole["person"]["fields"])
    limited.without_field("person", "jobTitle", read=False)
    shown = limited.graphql.data(INTROSPECTION)
    assert names(whole["person"]["fields"]) - names(shown["person"]["fields"]) == {"jobTitle"}
    for kind in ("input", "order"):
        assert names(whole[kind]["inputFields"]) - names(shown[kind]["inputFields"]) == {"jobTitle"}
    schemas = limited.rest.get("/rest/open-api/core").json()["components"]["schemas"]
    assert "jobTitle" not in schemas["Person"]["properties"] and "city" in schemas["Person"]["properties"]
    limited.without("person", READ)
    shown = limited.graphql.data(INTROSPECTION)
    assert shown["person"] is None and "people" not in names(shown["company"]["fields"])
    for kind in ("queryType", "mutationType"):
        gone = names(whole["__schema"][kind]["fields"]) - names(shown["__schema"][kind]["fields"])
        assert gone == {root for root, *_ in GRAPHQL} & names(whole["__schema"][kind]["fields"])
    assert not [name for name in names(shown["__schema"]["types"]) if name.startswith(("Person", "People"))]
    document = limited.rest.get("/rest/open-api/core").json()
    assert not [path for path in document["paths"] if "people" in path]
    client = build_client_schema(limited.graphql.data(get_introspection_query()))
    assert validate_schema(client) == [] and "Company" in client.type_map
    assert graphql.data(INTROSPECTION) == whole
