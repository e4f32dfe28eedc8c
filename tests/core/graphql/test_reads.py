"""Reading records: lists, one record, relations, aliases, fragments, directives."""

import base64
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.metadata.model import new_field, new_object, object_of, relation

pytestmark = pytest.mark.django_db

COMPANIES = "mutation($d: [CompanyCreateInput!]!) { createCompanies(data: $d) { id name } }"
PEOPLE = "mutation($d: [PersonCreateInput!]!) { createPeople(data: $d) { id } }"
MISSING = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def companies(graphql):
    """Acme with three people, Bolt with one, Core with none: name -> id."""
    sizes = {"Acme": 5, "Bolt": 7, "Core": None}
    made = graphql.data(COMPANIES, {"d": [{"name": name, "employees": size} for name, size in sizes.items()]})
    ids = {row["name"]: row["id"] for row in made["createCompanies"]}
    staff = (("Ann", "Acme"), ("Ben", "Acme"), ("Cid", "Acme"), ("Dot", "Bolt"))
    people = [{"name": {"firstName": first}, "companyId": ids[company]} for first, company in staff]
    graphql.data(PEOPLE, {"d": people})
    return ids


def nodes(connection):
    return [edge["node"] for edge in connection["edges"]]


def test_a_list(graphql, companies):
    data = graphql.data(
        "{ companies(orderBy: [{name: AscNullsLast}], first: 2) "
        "{ totalCount edges { node { name employees } cursor } pageInfo { hasNextPage hasPreviousPage } } }"
    )["companies"]
    assert nodes(data) == [{"name": "Acme", "employees": 5}, {"name": "Bolt", "employees": 7}]
    assert data["totalCount"] == 3
    assert data["pageInfo"] == {"hasNextPage": True, "hasPreviousPage": False}
    cursor = json.loads(base64.b64decode(data["edges"][0]["cursor"]))
    assert cursor == {"name": "Acme", "id": companies["Acme"]}


def test_the_next_page(graphql, companies):
    query = """query($after: String) {
      companies(first: 2, after: $after, orderBy: {name: DescNullsLast}) {
        edges { node { name } } pageInfo { endCursor }
      }
    }"""
    first = graphql.data(query, {"after": ""})["companies"]
    second = graphql.data(query, {"after": first["pageInfo"]["endCursor"]})["companies"]
    assert [node["name"] for node in nodes(first) + nodes(second)] == ["Core", "Bolt", "Acme"]


def test_relations_in_both_directions_are_one_statement(graphql, companies):
    query = """{
      companies(filter: {name: {in: ["Acme", "Bolt"]}}, orderBy: {name: AscNullsLast}) {
        edges { node {
          name
          people(first: 2, orderBy: {name: {firstName: DescNullsLast}}) {
            totalCount
            countUniqueValuesName
            edges { node { name { firstName } company { name people { totalCount } } } }
            pageInfo { hasNextPage }
          }
        } }
      }
    }"""
    graphql.data(query)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        found = nodes(graphql.data(query)["companies"])
    assert len(queries) == 2  # authentication, and one for the root field
    assert [node["name"] for node in found] == ["Acme", "Bolt"]
    assert found[0]["people"]["totalCount"] == 3
    assert found[0]["people"]["countUniqueValuesName"] == 3
    assert found[0]["people"]["pageInfo"] == {"hasNextPage": True}
    assert nodes(found[0]["people"]) == [
        {"name": {"firstName": "Cid"}, "company": {"name": "Acme", "people": {"totalCount": 3}}},
        {"name": {"firstName": "Ben"}, "company": {"name": "Acme", "people": {"totalCount": 3}}},
    ]


def test_each_root_field_is_one_statement(graphql, companies):
    query = "{ a: companies { totalCount } b: people { totalCount } c: companies(first: 1) { totalCount } }"
    graphql.data(query)
    with CaptureQueriesContext(connection) as queries:
        assert graphql.data(query) == {"a": {"totalCount": 3}, "b": {"totalCount": 4}, "c": {"totalCount": 3}}
    assert len(queries) == 4


def test_one_record(graphql, companies):
    query = "query($f: CompanyFilterInput!) { company(filter: $f) { __typename id name deletedAt } }"
    found = graphql.data(query, {"f": {"name": {"eq": "Bolt"}}})["company"]
    assert found == {"__typename": "Company", "id": companies["Bolt"], "name": "Bolt", "deletedAt": None}


def test_one_record_that_does_not_exist(graphql):
    answer = graphql(f'{{ company(filter: {{id: {{eq: "{MISSING}"}}}}) {{ id }} }}')
    assert answer == {
        "data": {"company": None},
        "errors": [
            {
                "message": "Record not found",
                "path": ["company"],
                "extensions": {
                    "subCode": "RECORD_NOT_FOUND",
                    "userFriendlyMessage": "This record does not exist or has been deleted.",
                    "code": "NOT_FOUND",
                },
            }
        ],
    }


def test_aliases_typenames_and_merged_fields_keep_the_order_of_the_document(graphql, companies):
    raw = graphql.api.post(
        "/graphql",
        json={
            "query": """{
              b: companies(first: 1, orderBy: {name: AscNullsLast}) {
                kind: __typename
                pageInfo { __typename more: hasNextPage }
                edges { __typename node { z: name a: name people { __typename } } }
                edges { node { employees address { __typename city: addressCity } } }
              }
              __typename
            }"""
        },
    ).content
    assert json.dumps(json.loads(raw), separators=(",", ":")) == (
        '{"data":{"b":{"kind":"CompanyConnection","pageInfo":{"__typename":"PageInfo","more":true},'
        '"edges":[{"__typename":"CompanyEdge","node":{"z":"Acme","a":"Acme","people":{"__typename":"PersonConnection"},'
        '"employees":5,"address":{"__typename":"Address","city":""}}}]},"__typename":"Query"}}'
    )


FRAGMENTS = """
query($skip: Boolean!, $more: Boolean = false) {
  companies(first: 1, orderBy: {name: AscNullsLast}) {
    edges { node { ...Facts name @skip(if: $skip) ... on Company @include(if: $more) { employees } } }
  }
}
fragment Facts on Company { people(first: 1) { ...Count } }
fragment Count on PersonConnection { totalCount }
"""


def test_fragments_and_directives(graphql, companies):
    def node(**variables):
        return nodes(graphql.data(FRAGMENTS, variables)["companies"])[0]

    assert node(skip=True) == {"people": {"totalCount": 3}}
    assert node(skip=False, more=True) == {"people": {"totalCount": 3}, "name": "Acme", "employees": 5}
    assert node(skip=False) == {"people": {"totalCount": 3}, "name": "Acme"}


def test_a_skipped_root_field(graphql):
    assert graphql.data("query($s: Boolean!) { companies @skip(if: $s) { totalCount } __typename }", {"s": True}) == {
        "__typename": "Query"
    }


def test_several_operations(graphql, api, companies):
    query = "query A { companies { totalCount } } query B { people { totalCount } }"
    answer = api.post("/graphql", json={"query": query, "operationName": "B"}).json()
    assert answer == {"data": {"people": {"totalCount": 4}}}


@pytest.mark.parametrize(
    ("filter", "names"),
    [
        ('{name: {like: "A%"}}', ["Acme"]),
        ('{name: {startsWith: "B"}}', ["Bolt"]),
        ("{employees: {gt: 5}}", ["Bolt"]),
        ("{employees: {gte: 5, lt: 7}}", ["Acme"]),
        ("{employees: {is: NULL}}", ["Core"]),
        ('{employees: {is: "NOT_NULL"}}', ["Acme", "Bolt"]),
        ("{employees: {eq: null}}", ["Core"]),
        ('{or: [{name: {eq: "Acme"}}, {name: {eq: "Core"}}]}', ["Acme", "Core"]),
        ('{not: {name: {eq: "Acme"}}}', ["Bolt", "Core"]),
        ('{and: [{name: {neq: "Acme"}}, {employees: {is: NOT_NULL}}]}', ["Bolt"]),
        ("{}", ["Acme", "Bolt", "Core"]),
        ("null", ["Acme", "Bolt", "Core"]),
        ("{or: []}", ["Acme", "Bolt", "Core"]),
        ("{not: {}}", ["Acme", "Bolt", "Core"]),
        ("{people: {}}", ["Acme", "Bolt", "Core"]),
        ('{people: {name: {firstName: {eq: "Dot"}}}}', ["Bolt"]),
        ('{people: {company: {people: {name: {firstName: {eq: "Ann"}}}}}}', ["Acme"]),
        ("{deletedAt: {is: NOT_NULL}}", []),
        ('{searchVector: {search: "bol"}}', ["Bolt"]),
    ],
)
def test_filters(graphql, companies, filter, names):
    query = f"{{ companies(filter: {filter}, orderBy: {{name: AscNullsLast}}) {{ edges {{ node {{ name }} }} }} }}"
    assert [node["name"] for node in nodes(graphql.data(query)["companies"])] == names


def test_a_filter_over_a_relation_as_variable(graphql, companies):
    query = """query($f: PersonFilterInput, $o: [PersonOrderByInput]) {
      people(filter: $f, orderBy: $o) { edges { node { name { firstName } } } }
    }"""
    variables = {
        "f": {"company": {"name": {"ilike": "%a%"}}, "and": [{"not": {"name": {"firstName": {"eq": "Ben"}}}}]},
        "o": [{"company": {"name": "AscNullsLast"}}, {"name": {"firstName": "DescNullsLast"}}],
    }
    found = nodes(graphql.data(query, variables)["people"])
    assert [node["name"]["firstName"] for node in found] == ["Cid", "Ann"]


def test_groups(graphql, companies):
    query = """{
      peopleGroupBy(groupBy: [{company: {name: true}}], orderBy: [{aggregate: {totalCount: DescNullsLast}}]) {
        __typename
        groupByDimensionValues
        totalCount
        edges { node { name { firstName } } }
      }
    }"""
    found = graphql.data(query)["peopleGroupBy"]
    assert [(group["groupByDimensionValues"], group["totalCount"]) for group in found] == [(["Acme"], 3), (["Bolt"], 1)]
    assert found[0]["__typename"] == "PersonGroupByConnection"
    assert nodes(found[1]) == [{"name": {"firstName": "Dot"}}]


def test_groups_by_date(graphql, companies):
    query = """{ peopleGroupBy(groupBy: [{createdAt: {granularity: YEAR, timeZone: "UTC"}}]) { totalCount } }"""
    assert graphql.data(query) == {"peopleGroupBy": [{"totalCount": 4}]}
    answer = graphql("{ peopleGroupBy(groupBy: [{createdAt: {granularity: YEAR}}]) { totalCount } }")
    assert answer["data"] == {"peopleGroupBy": None}
    assert answer["errors"][0]["extensions"]["subCode"] == "MISSING_TIMEZONE_FOR_DATE_GROUP_BY"


def test_aggregates_without_edges(graphql, companies):
    query = "{ companies { sumEmployees percentageEmptyEmployees minEmployees countNotEmptyName } }"
    data = graphql.data(query)["companies"]
    assert data["sumEmployees"] == 12
    assert data["minEmployees"] == 5
    assert data["countNotEmptyName"] == 3
    assert data["percentageEmptyEmployees"] == pytest.approx(1 / 3)


def test_search(graphql, companies):
    query = """query($t: String!) {
      search(searchInput: $t, limit: 5, includedObjectNameSingulars: ["person", "company"]) {
        __typename
        edges { cursor node { recordId objectNameSingular objectLabelSingular label imageUrl tsRank tsRankCD } }
        pageInfo { hasNextPage endCursor }
      }
    }"""
    found = graphql.data(query, {"t": "acm"})["search"]
    assert found["__typename"] == "SearchResultConnection"
    node = nodes(found)[0]
    assert (node["recordId"], node["objectNameSingular"], node["label"]) == (companies["Acme"], "company", "Acme")
    assert found["pageInfo"]["hasNextPage"] is False


def test_duplicates(graphql, companies):
    answer = graphql.data(
        "query($d: [CompanyCreateInput]) { companyDuplicates(data: $d) { totalCount edges { node { id } } } }",
        {"d": [{"name": "Acme"}, {"name": "Nobody"}]},
    )
    assert answer["companyDuplicates"] == [
        {"totalCount": 1, "edges": [{"node": {"id": companies["Acme"]}}]},
        {"totalCount": 0, "edges": []},
    ]


def test_aggregates_of_nothing(graphql):
    data = graphql.data("{ companies { sumEmployees totalCount percentageEmptyName minCreatedAt } }")
    assert data["companies"] == {
        "sumEmployees": None,
        "totalCount": 0,
        "percentageEmptyName": None,
        "minCreatedAt": None,
    }


def test_one_group_of_all(graphql, companies):
    query = "{ peopleGroupBy(groupBy: []) { groupByDimensionValues totalCount pageInfo { hasNextPage } } }"
    assert graphql.data(query)["peopleGroupBy"] == [
        {"groupByDimensionValues": [], "totalCount": 4, "pageInfo": {"hasNextPage": False}}
    ]


@pytest.mark.parametrize(
    "selection",
    [
        "pageInfo {{ {} }}".format(" ".join(f"a{i}: hasNextPage" for i in range(120))),
        "edges {{ {} }}".format(" ".join(f"a{i}: cursor" for i in range(120))),
        "edges {{ node {{ address {{ {} }} }} }}".format(" ".join(f"a{i}: addressCity" for i in range(120))),
        "edges {{ node {{ {} }} }}".format(" ".join(f"a{i}: name" for i in range(1700))),
        " ".join(f"a{i}: totalCount" for i in range(1700)),
        "%s: totalCount" % ("long" * 30),
    ],
)
def test_more_keys_than_a_statement_likes(graphql, companies, selection):
    """They are answered, or refused with a reason; never a fault."""
    answer = graphql(f"{{ companies {{ {selection} }} }}")
    codes = [error["extensions"]["code"] for error in answer.get("errors", ())]
    assert codes in ([], ["BAD_USER_INPUT"])


def test_aggregates_of_a_morph_relation_that_holds_many(graphql, workspace):
    rocket = new_object(workspace)
    payload = [relation(object_of(workspace, name), "Helped rocket", "ONE_TO_MANY") for name in ("person", "company")]
    new_field(workspace, rocket, "MORPH_RELATION", "helper", morphRelationsCreationPayload=payload)
    made = graphql.data('mutation { createRockets(data: [{name: "A"}, {name: "B"}, {name: "B"}]) { id } }')
    first, second, _ = (row["id"] for row in made["createRockets"])
    people = [{"helpedRocketId": rocket_id, "jobTitle": title} for rocket_id, title in ((first, "x"), (first, "y"))]
    graphql.data(PEOPLE, {"d": [*people, {"helpedRocketId": second, "jobTitle": "gone"}]})
    graphql.data('mutation { deletePeople(filter: {jobTitle: {eq: "gone"}}) { id } }')
    names = ["countUniqueValues", "countEmpty", "countNotEmpty", "percentageEmpty", "percentageNotEmpty"]
    wanted = " ".join(f"{name}HelperPeople" for name in names)
    assert list(graphql.data(f"{{ rockets(first: 0) {{ {wanted} }} }}")["rockets"].values()) == [2, 2, 1, 2 / 3, 1 / 3]
    order = "orderBy: [{aggregate: {countNotEmptyHelperPeople: DescNullsLast}}]"
    found = graphql.data(
        f"{{ rocketsGroupBy(groupBy: [{{name: true}}], {order}) "
        "{ groupByDimensionValues countEmptyHelperPeople countUniqueValuesHelperPeople countEmptyHelperCompanies } }"
    )
    assert [list(row.values()) for row in found["rocketsGroupBy"]] == [[["A"], 0, 2, 1], [["B"], 2, 0, 2]]
