"""Which values each scalar takes: as a variable, and as a literal of a document."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from graphql import parse, validate

from core.graphql.coerce import Unfit, Variables, literal
from core.graphql.schema import CoreSchema
from metadata.schema.cache import load_schema

pytestmark = pytest.mark.django_db

ID = "6F1C2F4E-3b1d-4f0a-9a53-0f6f6f0a7c11"
TAKES = {
    "String": (["", "x"], [5, True, [], {}]),
    "Int": ([0, -1, 2147483647, 3.0], ["1", 1.5, 2147483648, True]),
    "Float": ([0, 1.5, -2], ["1.5", True, []]),
    "Boolean": ([True, False], [1, "true"]),
    "ID": (["x", 5], [1.5, True, []]),
    "UUID": ([ID, ID.lower()], ["", "x", ID.replace("-", ""), 5, True]),
    "DateTime": (
        ["2001-02-03T04:05:06.000Z", "2001-02-03T04:05:06+02:00", "2001-02-03"],
        ["", "x", "2001-13-01T00:00:00Z", 5, True],
    ),
    "Date": (["2001-02-03"], ["", "2001-02-30", "03.02.2001", 20010203]),
    "BigFloat": ([1, 1.5, "12.50", "-1e3"], ["", "x", "NaN", True, []]),
    "BigInt": ([1, 2**60, "9007199254740993", "-5"], ["1.5", 1.5, "x", True]),
    "Position": ([1, -2.5, "first", "last"], ["middle", True, "1"]),
    "TSVector": (["anything"], [5, []]),
    "JSON": ([None, 1, "x", [1, {"a": None}], {"a": [True]}], []),
}
CASES = [
    (name, value, takes)
    for name, (good, bad) in TAKES.items()
    for values, takes in ((good, True), (bad, False))
    for value in values
]


@pytest.fixture
def schema(workspace):
    return CoreSchema(load_schema(workspace))


@pytest.mark.parametrize(("name", "value", "takes"), CASES)
def test_variables(schema, name, value, takes):
    coerce = schema.coercers.of(schema.type_map[name])
    if takes:
        assert coerce(value) == (str(value) if name == "ID" else value)
    else:
        with pytest.raises(Exception) as refused:
            coerce(value)
        assert isinstance(refused.value, Unfit) or refused.value.message


def written(value):
    """JSON as a GraphQL literal."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {written(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(written(item) for item in value) + "]"
    return json.dumps(value)


@pytest.mark.parametrize(("name", "value", "takes"), CASES)
def test_literals(schema, name, value, takes):
    node = parse(f"{{ a(x: {written(value)}) }}").definitions[0].selection_set.selections[0].arguments[0].value
    type_ = schema.type_map[name]
    if takes:
        if isinstance(value, float) and name == "Int":
            return  # in a document 3.0 is no Int
        assert literal(node, type_, Variables()) == (str(value) if name == "ID" else value)
    else:
        with pytest.raises(Exception) as refused:
            type_.parse_literal(node)
        assert refused.value.message


def test_threads_that_make_a_schema_together_find_the_same_types(workspace):
    snapshot = load_schema(workspace)
    query = parse(
        "query($f: PersonFilterInput, $o: [PersonOrderByInput]) { people(filter: $f, orderBy: $o) "
        "{ edges { node { company { people(filter: $f) { totalCount } } } } } }"
    )
    with ThreadPoolExecutor(8) as pool:
        for _ in range(5):
            fresh = CoreSchema(snapshot)
            assert list(pool.map(lambda _, schema=fresh: validate(schema, query), range(8))) == [[]] * 8
