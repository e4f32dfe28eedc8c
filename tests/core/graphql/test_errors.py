"""What a wrong document or a wrong value is told."""

from uuid import uuid4

import pytest

pytestmark = pytest.mark.django_db

VALIDATION, PARSE, INPUT = "GRAPHQL_VALIDATION_FAILED", "GRAPHQL_PARSE_FAILED", "BAD_USER_INPUT"


def refused(graphql, query, variables=None):
    """(message, code) of each error of a request that ran nothing."""
    answer = graphql(query, variables)
    assert "data" not in answer, answer
    return [(error["message"], error["extensions"]["code"]) for error in answer["errors"]]


@pytest.mark.parametrize(
    ("query", "message", "code"),
    [
        ("{ unicorns { id } }", 'Cannot query field "unicorns" on type "Query".', VALIDATION),
        (
            "{ peple { totalCount } }",
            'Cannot query field "peple" on type "Query". Did you mean "people"?',
            VALIDATION,
        ),
        (
            "{ people }",
            'Field "people" of type "PersonConnection" must have a selection of subfields. '
            'Did you mean "people { ... }"?',
            VALIDATION,
        ),
        (
            "{ people { totalCount { x } } }",
            'Field "totalCount" must not have a selection since type "Int" has no subfields.',
            VALIDATION,
        ),
        ("{ people(bogus: 1) { totalCount } }", 'Unknown argument "bogus" on field "Query.people".', VALIDATION),
        ("{ people(first: $x) { totalCount } }", 'Variable "$x" is not defined.', VALIDATION),
        ("query($x: Int) { people { totalCount } }", 'Variable "$x" is never used.', VALIDATION),
        (
            "mutation { createPerson(data: {nope: 1}) { id } }",
            'Field "nope" is not defined by type "PersonCreateInput". Did you mean "name"?',
            VALIDATION,
        ),
        (
            "mutation { createPerson(data: {jobTitle: 5}) { id } }",
            "String cannot represent a non string value: 5",
            VALIDATION,
        ),
        (
            'mutation { deletePerson(id: "abc") { id } }',
            'UUID cannot represent value: "abc"',
            VALIDATION,
        ),
        (
            "mutation { createPerson { id } }",
            'Field "createPerson" argument "data" of type "PersonCreateInput!" is required, but it was not provided.',
            VALIDATION,
        ),
        (
            "{ people(orderBy: {position: Up}) { totalCount } }",
            'Value "Up" does not exist in "OrderByDirection" enum.',
            VALIDATION,
        ),
        (
            "query($f: Int!) { people(after: $f) { totalCount } }",
            'Variable "$f" of type "Int!" used in position expecting type "String".',
            VALIDATION,
        ),
        ("{ people { ", "Syntax Error: Expected Name, found <EOF>.", PARSE),
        (
            "subscription { people { id } }",
            "Schema is not configured to execute subscription operation.",
            VALIDATION,
        ),
    ],
)
def test_documents(graphql, query, message, code):
    assert refused(graphql, query) == [(message, code)]


def test_one_error_a_field(graphql):
    messages = [message for message, _ in refused(graphql, "{ people { edges { node { nope zope } } } }")]
    assert [message.partition(" on ")[0] for message in messages] == [
        'Cannot query field "nope"',
        'Cannot query field "zope"',
    ]


def test_the_whole_entry(graphql):
    assert graphql("{ unicorns { id } }")["errors"] == [
        {
            "message": 'Cannot query field "unicorns" on type "Query".',
            "locations": [{"line": 1, "column": 3}],
            "extensions": {"code": VALIDATION, "userFriendlyMessage": "An error occurred."},
        }
    ]


@pytest.mark.parametrize(
    ("query", "variables", "message"),
    [
        (
            "query($f: Int) { people(first: $f) { totalCount } }",
            {"f": "abc"},
            'Variable "$f" got invalid value "abc"; Int cannot represent non-integer value: "abc"',
        ),
        (
            "query($f: PersonFilterInput!) { person(filter: $f) { id } }",
            {},
            'Variable "$f" of required type "PersonFilterInput!" was not provided.',
        ),
        (
            "query($f: PersonFilterInput!) { person(filter: $f) { id } }",
            {"f": None},
            'Variable "$f" of non-null type "PersonFilterInput!" must not be null.',
        ),
        (
            "mutation($d: PersonCreateInput!) { createPerson(data: $d) { id } }",
            {"d": {"jobTitle": 5}},
            'Variable "$d" got invalid value 5 at "d.jobTitle"; String cannot represent a non string value: 5',
        ),
        (
            "mutation($d: PersonCreateInput!) { createPerson(data: $d) { id } }",
            {"d": {"nope": True}},
            'Variable "$d" got invalid value {"nope": true}; '
            'Field "nope" is not defined by type "PersonCreateInput". Did you mean "name"?',
        ),
    ],
)
def test_variables(graphql, query, variables, message):
    answer = graphql(query, variables)
    assert list(answer) == ["errors"]
    assert [error["message"] for error in answer["errors"]] == [message]
    assert answer["errors"][0]["extensions"]["code"] == INPUT
    assert answer["errors"][0]["locations"][0]["line"] == 1


@pytest.mark.parametrize(
    ("query", "message", "sub_code"),
    [
        ("{ people(first: -1) { totalCount } }", "First argument must be non-negative", "INVALID_ARGS_FIRST"),
        ("{ people(last: -1) { totalCount } }", "Last argument must be non-negative", "INVALID_ARGS_LAST"),
        ("{ people(first: 1, last: 1) { totalCount } }", "Cannot provide both first and last", "ARGS_CONFLICT"),
        (
            '{ people(before: "a", after: "b") { totalCount } }',
            "Cannot provide both before and after",
            "ARGS_CONFLICT",
        ),
        ('{ people(after: "garbage") { totalCount } }', "Invalid cursor: garbage", "INVALID_CURSOR"),
        ("{ person(filter: {}) { id } }", "Missing filter argument", "INVALID_QUERY_INPUT"),
        (
            "{ people(filter: {jobTitle: {}}) { totalCount } }",
            'Filter for field "jobTitle" must have exactly one operator',
            "INVALID_ARGS_FILTER",
        ),
        (
            '{ people(filter: {jobTitle: {regex: "x"}}) { totalCount } }',
            'Operator "regex" is not valid for field "jobTitle" of type TEXT - Allowed operators: '
            "eq, neq, gt, gte, lt, lte, in, is, like, ilike, startsWith, endsWith",
            "INVALID_ARGS_FILTER",
        ),
        (
            "{ people(filter: {id: {in: []}}) { totalCount } }",
            "Invalid filter value for field id. Expected non-empty array",
            "INVALID_QUERY_INPUT",
        ),
        (
            "{ personDuplicates { totalCount } }",
            'You have to provide either "data" or "ids" argument',
            None,
        ),
        (
            "{ peopleGroupBy(groupBy: [{jobTitle: true, city: true}]) { totalCount } }",
            "You cannot provide multiple fields in one GroupByInput, split them into multiple GroupByInput",
            "INVALID_QUERY_INPUT",
        ),
        (
            "{ people(orderBy: [{name: {}}]) { edges { node { id } } } }",
            "Composite field \"name\" requires subfield ordering (e.g., { name: { subFieldName: 'AscNullsFirst' } })",
            "INVALID_QUERY_INPUT",
        ),
        (
            "{ people(orderBy: [{company: {address: {}}}]) { totalCount } }",
            'Composite field "address" requires subfield ordering '
            "(e.g., { address: { subFieldName: 'AscNullsFirst' } })",
            "INVALID_QUERY_INPUT",
        ),
        (
            f"mutation {{ mergePeople(ids: [{', '.join(f'{chr(34)}{uuid4()}{chr(34)}' for _ in range(10))}], "
            "conflictPriorityIndex: 0) { id } }",
            "Maximum 9 records can be merged at once",
            None,
        ),
    ],
)
def test_arguments(graphql, query, message, sub_code):
    answer = graphql(query)
    assert list(answer["data"].values()) == [None]
    error = answer["errors"][0]
    assert (error["message"], error["extensions"].get("subCode")) == (message, sub_code)
    assert error["path"] == list(answer["data"])


def test_too_many_roots(graphql):
    query = "{ " + " ".join(f"a{i}: people {{ totalCount }}" for i in range(21)) + " }"
    assert graphql(query) == {
        "data": {},
        "errors": [
            {
                "message": "Query too complex - Too many root resolvers requested: 21 - "
                "Maximum allowed root resolvers: 20",
                "extensions": {"code": "BAD_USER_INPUT"},
            }
        ],
    }


def test_too_many_fields(graphql):
    fields = " ".join(f"a{i}: id" for i in range(500))
    query = (
        "{ people { edges { node { ...F company { id } } } } b: people { edges { node { ...F } } } %s } "
        "fragment F on Person { %s }"
    )
    fine = query % ("", fields)
    assert "errors" not in graphql(fine)
    many = query % (" ".join(f"c{i}: people {{ edges {{ node {{ ...F }} }} }}" for i in range(2)), fields)
    assert graphql(many)["errors"][0]["message"] == (
        "Query too complex - Too many fields requested: 2014 - Maximum allowed fields: 2000"
    )


def test_too_deep(graphql):
    def nested(levels):
        return "{ people { edges { node { " + "company { " * levels + "id" + " }" * levels + " } } } }"

    message = "Query too complex - Too many levels requested: 64 - Maximum allowed levels: 60"
    assert graphql(nested(60))["errors"][0]["message"] == message
    for levels in (2000, 40_000):
        message = graphql(nested(levels))["errors"][0]["message"]
        assert message == "Syntax Error: Document is nested too deeply. Parsing aborted."


def test_too_costly(graphql):
    query = """{ companies(first: 1000) { edges { node { people(first: 1000) { edges { node {
      company { people(first: 1000) { totalCount } } } } } } } } }"""
    error = graphql(query)["errors"][0]
    assert error["message"].startswith("Query complexity is too high. Cost ")
    assert error["message"].endswith("maximum 2000000.")
    assert error["extensions"]["subCode"] == "TOO_COMPLEX_QUERY"


def test_fragments_within_each_other(graphql):
    names = "ABCDEFGHIJKLMNO"
    spreads = " ".join(f"...{name}" for name in names)
    query = "{ people { edges { node { ...A } } } } " + " ".join(
        f"fragment {name} on Person {{ {spreads} }}" for name in names
    )
    assert refused(graphql, query)[0] == ('Cannot spread fragment "A" within itself.', VALIDATION)


def test_repeated_roots(graphql, settings):
    query = "{ a: people { totalCount } b: people { totalCount } }"
    assert graphql.data(query) == {"a": {"totalCount": 0}, "b": {"totalCount": 0}}
    settings.TWENTYAPI_GRAPHQL_REFUSE_REPEATED_ROOTS = True
    assert graphql(query + " ")["errors"][0]["message"] == 'Duplicate root resolver: "people"'


@pytest.mark.parametrize("text", ["\x00", "a\x00b"])
def test_nul_characters(graphql, text):
    answer = graphql("mutation($n: String) { createCompany(data: {name: $n}) { id } }", {"n": text})
    assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    answer = graphql("query($n: String) { companies(filter: {name: {eq: $n}}) { totalCount } }", {"n": text})
    assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
