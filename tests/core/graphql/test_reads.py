"""Reading records: lists, one record, relations, aliases, fragments, directives."""

import pytest

pytestmark = pytest.mark.django_db

CREATE = "mutation($d: [CompanyCreateInput!]!) { createCompanies(data: $d) { id name } }"


@pytest.fixture
def companies(graphql):
    rows = [{"name": name, "employees": size} for name, size in (("Acme", 5), ("Bolt", 7), ("Core", None))]
    return graphql.data(CREATE, {"d": rows})["createCompanies"]


def test_a_list(graphql, companies):
    data = graphql.data(
        "{ companies(orderBy: [{name: AscNullsLast}], first: 2) "
        "{ totalCount edges { node { name employees } cursor } pageInfo { hasNextPage hasPreviousPage } } }"
    )["companies"]
    assert [edge["node"] for edge in data["edges"]] == [
        {"name": "Acme", "employees": 5},
        {"name": "Bolt", "employees": 7},
    ]
    assert data["totalCount"] == 3
    assert data["pageInfo"] == {"hasNextPage": True, "hasPreviousPage": False}
