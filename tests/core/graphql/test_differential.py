"""Generated queries through the compiler and through a plain executor: the same JSON, keys in the same order."""

import itertools
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apikeys.authentication import authenticate
from core.graphql.view import limits_of
from core.serving import context_for
from tests.core.graphql.reference import Reference

pytestmark = pytest.mark.django_db

LEAVES = {
    "Company": ["id", "name", "employees", "createdAt", "address { addressCity __typename }", "position", "__typename"],
    "Person": ["id", "jobTitle", "name { firstName n: lastName }", "companyId", "emails { primaryEmail }", "city"],
}
TO_ONE = {"Company": [], "Person": [("company", "Company")]}
TO_MANY = {"Company": [("people", "Person")], "Person": []}
TOTALS = {
    "Company": ["totalCount", "sumEmployees", "countEmptyName", "__typename"],
    "Person": ["totalCount", "countUniqueValuesJobTitle", "percentageEmptyJobTitle"],
}
FILTERS = {
    "Company": [
        "",
        'filter: {name: {like: "%a%"}}',
        "filter: {or: [{employees: {gt: 3}}, {employees: {is: NULL}}]}",
        'filter: {people: {jobTitle: {neq: "x"}}}',
        "filter: $companies",
    ],
    "Person": [
        "",
        'filter: {jobTitle: {in: ["a", "b"]}}',
        'filter: {company: {name: {neq: "Acme"}}}',
        "filter: $people",
    ],
}
ORDERS = {
    "Company": ["", "orderBy: {name: AscNullsLast}", "orderBy: [{employees: DescNullsFirst}, {name: AscNullsFirst}]"],
    "Person": ["", "orderBy: {name: {firstName: DescNullsLast}}", "orderBy: [{company: {name: AscNullsLast}}]"],
}
PAGES = ["", "first: 0", "first: 1", "first: 2", "first: $n", "last: 2", "offset: 1", "first: 3, offset: 1"]
HEAD = "query($companies: CompanyFilterInput, $people: PersonFilterInput, $n: Int = 2, $yes: Boolean = true)"
USED = "used: companies(filter: $companies, first: $n) { totalCount @include(if: $yes) edges { cursor } }"
USED += " also: people(filter: $people) { totalCount }"
aliases = st.sampled_from(["", "a: ", "b: ", "zz: "])
directives = st.sampled_from(["", "", "", " @include(if: $yes)", " @skip(if: $yes)"])


@st.composite
def records(draw, type_, depth):
    """The selection of a record, at times within a fragment."""
    counter = itertools.count()
    chosen = [draw(st.sampled_from(LEAVES[type_])) for _ in range(draw(st.integers(1, 4)))]
    fields = [f"k{next(counter)}: {leaf}" for leaf in chosen]
    if depth:
        for name, target in TO_ONE[type_]:
            if draw(st.booleans()):
                fields.append(f"k{next(counter)}: {name} {{ {draw(records(target, depth - 1))} }}")
        for name, target in TO_MANY[type_]:
            for _ in range(draw(st.integers(0, 2))):
                fields.append(f"k{next(counter)}: {draw(lists(name, target, depth - 1))}")
    fields = [field + draw(directives) if "{" not in field else field for field in fields] + ["id"]
    body = " ".join(draw(st.permutations(fields)))
    return f"... on {type_} {{ {body} }} id" if draw(st.booleans()) else body


@st.composite
def lists(draw, name, type_, depth):
    arguments = [
        draw(st.sampled_from(FILTERS[type_])),
        draw(st.sampled_from(ORDERS[type_])),
        draw(st.sampled_from(PAGES)),
    ]
    told = ", ".join(filter(None, arguments))
    outputs = [draw(aliases) + draw(st.sampled_from(TOTALS[type_]))]
    outputs.append(f"edges {{ cursor node {{ {draw(records(type_, depth))} }} }}")
    if draw(st.booleans()):
        outputs.append("pageInfo { hasNextPage startCursor endCursor hasPreviousPage }")
    body = " ".join(draw(st.permutations(outputs)))
    return f"{name}{f'({told})' if told else ''} {{ {body} }}"


@st.composite
def queries(draw):
    roots = [f"r{place}: {draw(lists(*draw(roots_), 2))}" for place in range(draw(st.integers(1, 2)))]
    return f"{HEAD} {{ {' '.join(roots)} {USED} }}"


roots_ = st.sampled_from([("companies", "Company"), ("people", "Person")])
variables = st.fixed_dictionaries(
    {},
    optional={
        "companies": st.sampled_from([None, {}, {"name": {"eq": "Acme"}}, {"not": {"employees": {"gte": 5}}}]),
        "people": st.sampled_from([{}, {"jobTitle": {"is": "NULL"}}, {"company": {"employees": {"lt": 9}}}]),
        "n": st.integers(0, 4),
        "yes": st.booleans(),
    },
)


@pytest.fixture
def data(graphql):
    names = {"Acme": 5, "Bala": 7, "Cara": None, "Dodo": 5, None: 1}
    made = graphql.data(
        "mutation($d: [CompanyCreateInput!]!) { createCompanies(data: $d) { id } }",
        {"d": [{"name": name, "employees": size} for name, size in names.items()]},
    )["createCompanies"]
    people = [
        {"name": {"firstName": f"P{i % 4}"}, "jobTitle": (None, "a", "b")[i % 3], "companyId": made[i % 4]["id"]}
        for i in range(11)
    ]
    graphql.data(
        "mutation($d: [PersonCreateInput!]!) { createPeople(data: $d) { id } }",
        {"d": [*people, {"name": {"firstName": "Free"}}]},
    )


def ordered(value):
    """Objects as lists of pairs: the order of keys counts, 18 and 18.0 are one number."""
    return json.loads(json.dumps(value), object_pairs_hook=list)


def test_compiler_and_plain_executor_agree(graphql, data):
    caller = authenticate(f"Bearer {graphql.api.token}")
    reference = Reference(context_for(caller, limits_of(caller)))

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), database=None, derandomize=True)
    @given(queries(), variables)
    def compare(query, given):
        found = graphql.data(query, given)
        assert ordered(found) == ordered(reference.answer(query, given))

    compare()
