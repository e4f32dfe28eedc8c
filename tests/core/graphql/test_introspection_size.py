"""A small document cannot ask for a huge description of the schema; those of the tools are served."""

import pytest
from graphql import get_introspection_query

WHOLE = "fragment f on __Schema { types { name fields { name args { name type { name } } } inputFields { name } } }"


def refusal(answer):
    assert answer["data"] == {}
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    return error["message"]


def roots(count):
    return "{ " + " ".join(f"a{n}: __schema {{ ...f }}" for n in range(count)) + " } " + WHOLE


def test_the_query_of_the_tools(graphql):
    query = get_introspection_query(specified_by_url=True, directive_is_repeatable=True, input_value_deprecation=True)
    assert "errors" not in graphql(query)


def test_a_schema_under_some_names(graphql):
    answer = graphql(roots(3))
    assert answer["data"]["a0"] == answer["data"]["a2"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (roots(4), '"__schema"'),
        ("{ __schema { types { " + " ".join(f"a{n}: name" for n in range(4)) + " } } }", '"name"'),
        ("{ __schema { types { ...a ...b } } } fragment a on __Type { a: name b: name } "
         "fragment b on __Type { c: name ... { d: name } }", '"name"'),
        ("{ __schema { types { fields { " + " ".join(f"a{n}: __typename" for n in range(4)) + " } } } }",
         '"__typename"'),
    ],
)  # fmt: skip
def test_a_field_under_many_names(graphql, query, found):
    expected = f"Query too complex - {found} requested too often: Maximum allowed in one selection: 3"
    assert refusal(graphql(query)) == expected


def test_names_that_multiply(graphql):
    query = "name"
    for _ in range(7):
        query = " ".join(f"a{n}: ofType {{ {query} }}" for n in range(3))
    expected = "Query too complex - Too many fields requested: more than 2000 of introspection"
    assert refusal(graphql(f"{{ __schema {{ types {{ {query} }} }} }}")) == expected


def test_types_are_asked_for_one_by_one(graphql):
    def query(count):
        return "{ " + " ".join(f'a{n}: __type(name: "Person") {{ name }}' for n in range(count)) + " }"

    assert graphql(query(20))["data"]["a19"] == {"name": "Person"}
    expected = 'Query too complex - "__type" requested too often: Maximum allowed in one selection: 20'
    assert refusal(graphql(query(21))) == expected


def test_one_name_is_one_field(graphql):
    query = "{ __schema { types { " + "name " * 100 + "} } }"
    assert len(graphql(query)["data"]["__schema"]["types"]) > 50


def test_fragments_that_multiply_are_measured_at_once(graphql):
    links = " ".join(
        f"fragment f{n} on __Type {{ a: ofType {{ ...f{n + 1} }} b: ofType {{ ...f{n + 1} }} }}" for n in range(40)
    )
    query = f"{{ __schema {{ types {{ ...f0 }} }} }} {links} fragment f40 on __Type {{ name }}"
    assert "more than 2000 of introspection" in refusal(graphql(query))


def test_a_fragment_within_itself_is_left_to_validation(graphql):
    query = "{ __schema { types { ...f } } } fragment f on __Type { ofType { ...f } }"
    assert graphql(query)["errors"][0]["message"] == 'Cannot spread fragment "f" within itself.'


def test_typenames_of_records_are_counted_but_for_the_first(graphql):
    query = "{ people { edges { node { " + " ".join(f"a{n}: __typename" for n in range(2500)) + " } } } }"
    assert (
        refusal(graphql(query)) == "Query too complex - Too many fields requested: 2502 - Maximum allowed fields: 2000"
    )
