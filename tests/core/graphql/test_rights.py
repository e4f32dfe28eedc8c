"""A field and an object that a role may not read or change, over every place of a document that could show them."""

import pytest

from apikeys.models import FieldPermission, Role
from apikeys.tokens import create_api_key
from metadata.models import FieldMetadata
from tests.client import Api, GraphQL

pytestmark = pytest.mark.django_db

SECRET = "top secret"
DENIED = {
    "message": "Entity performing the request does not have permission",
    "extensions": {
        "subCode": "PERMISSION_DENIED",
        "userFriendlyMessage": "User does not have permission.",
        "code": "FORBIDDEN",
    },
}


@pytest.fixture
def limited(workspace):
    """A caller that may do everything but read a person's jobTitle."""
    rights = {f"can_{right}_all_object_records": True for right in ("read", "update", "soft_delete", "destroy")}
    role = Role.objects.create(workspace=workspace, label="limited", **rights)
    field = FieldMetadata.objects.get(workspace=workspace, object__name_singular="person", name="jobTitle")
    FieldPermission.objects.create(role=role, object_id=field.object_id, field=field, can_read_field_value=False)
    return GraphQL(Api(create_api_key(workspace, "limited", role_label="limited")[1]), "/graphql")


@pytest.fixture
def ann(graphql):
    query = "mutation($d: PersonCreateInput!) { createPerson(data: $d) { id } }"
    data = {"jobTitle": SECRET, "city": "Bern", "company": {"create": {"name": "Acme"}}}
    return graphql.data(query, {"d": data})["createPerson"]["id"]


@pytest.mark.parametrize(
    "query",
    [
        "{ r: people { edges { node { jobTitle } } } }",
        "{ r: people { edges { node { alias: jobTitle } } } }",
        "{ r: people { edges { node { ...F } } } } fragment F on Person { jobTitle }",
        "{ r: companies { edges { node { people { edges { node { jobTitle } } } } } } }",
        "{ r: companies { edges { node { people { countUniqueValuesJobTitle } } } } }",
        '{ r: people(filter: {jobTitle: {like: "top%"}}) { totalCount } }',
        '{ r: companies(filter: {people: {jobTitle: {eq: "top secret"}}}) { totalCount } }',
        "{ r: people(orderBy: {jobTitle: AscNullsLast}) { totalCount } }",
        "{ r: people { countUniqueValuesJobTitle } }",
        "{ r: peopleGroupBy(groupBy: [{jobTitle: true}]) { totalCount } }",
        "{ r: peopleGroupBy(groupBy: [{city: true}]) { edges { node { jobTitle } } } }",
        "{ r: peopleGroupBy(groupBy: [{city: true}], orderBy: [{aggregate: {countEmptyJobTitle: AscNullsLast}}]) "
        "{ totalCount } }",
        '{ r: person(filter: {city: {eq: "Bern"}}) { jobTitle } }',
        '{ r: personDuplicates(ids: ["$ID"]) { edges { node { jobTitle } } } }',
        'mutation { r: updatePerson(id: "$ID", data: {city: "Rome"}) { jobTitle } }',
        'mutation { r: updatePerson(id: "$ID", data: {jobTitle: "x"}) { id } }',
        'mutation { r: updatePeople(filter: {jobTitle: {eq: "top secret"}}, data: {city: "Rome"}) { id } }',
        'mutation { r: createPerson(data: {jobTitle: "x"}) { id } }',
    ],
)
def test_what_may_not_be_read_is_refused(graphql, limited, ann, query):
    query = query.replace("$ID", ann)
    if not query.startswith("mutation"):
        assert "errors" not in graphql(query)  # the same document, kept for another role
    answer = limited(query)
    assert answer["data"] == {"r": None}
    assert answer["errors"] == [{**DENIED, "path": ["r"]}]
    assert graphql.data("{ people { edges { node { jobTitle city } } } }")["people"]["edges"] == [
        {"node": {"jobTitle": SECRET, "city": "Bern"}}
    ]


def test_everything_else_is_answered(limited, ann):
    query = "{ people { totalCount edges { node { city company { name } } } } }"
    assert limited.data(query)["people"] == {
        "totalCount": 1,
        "edges": [{"node": {"city": "Bern", "company": {"name": "Acme"}}}],
    }
