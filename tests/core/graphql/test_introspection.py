"""Introspection against graphql-core's executor, to the order of keys; what did not change is not printed again."""

import json

import pytest
from graphql import GraphQLObjectType, get_introspection_query, graphql_sync, introspection_types

from core.graphql import pieces
from core.graphql.introspect import READERS
from core.graphql.schema import CoreSchema
from metadata.models import ObjectMetadata
from metadata.schema.cache import load_schema
from metadata.services.fields import create_field, update_field
from metadata.services.objects import update_object
from tests.core.graphql.model import add_every_type

pytestmark = pytest.mark.django_db

WHOLE = get_introspection_query(
    specified_by_url=True, directive_is_repeatable=True, schema_description=True, input_value_deprecation=True
)
ODD = """
query Odd($old: Boolean = false, $no: Boolean!) {
  s: __schema {
    __typename
    mutationType { ...named fields(includeDeprecated: $old) { name @skip(if: $no) isDeprecated args { name } } }
    directives {
      __typename name isRepeatable isDeprecated deprecationReason locations
      args { defaultValue type { ...named } }
    }
    types {
      t: name isOneOf possibleTypes { name } interfaces { name } ofType { name }
      enumValues { v: name description }
    }
    again: types { ...named inputFields { name deprecationReason type { ...named ofType { __typename kind } } } }
  }
  one: __type(name: "GadgetConnection") { ...named fields { type { ofType { ofType { fields { name } } } } } }
  none: __type(name: "GadgetFilter") { name }
  leaf: __type(name: "DateTime") { kind specifiedByURL fields { name } }
}
fragment named on __Type { __typename kind n: name name }
"""
DEEP = "{ __schema { types { name fields { name type { name description fields { name type { kind } } } } } } }"


def told(schema: CoreSchema, query: str, variables: dict | None = None) -> str:
    answer = graphql_sync(schema, query, variable_values=variables)
    assert answer.errors is None
    return json.dumps(answer.data)


@pytest.fixture
def interesting(workspace):
    add_every_type(workspace)
    workspace.refresh_from_db()
    return workspace


def test_every_document_gets_the_answer_of_the_executor(interesting, graphql):
    schema = CoreSchema(load_schema(interesting))
    for query, variables in ((WHOLE, {}), (ODD, {"no": True}), (ODD, {"no": False, "old": True}), (DEEP, {})):
        assert json.dumps(graphql.data(query, variables)) == told(schema, query, variables)


def test_after_a_change_the_changed_objects_alone_are_printed_anew(interesting, graphql):
    graphql.data(WHOLE)
    before = {key[1]: found for key, found in pieces.store.kept.items()}
    gadget = ObjectMetadata.objects.get(workspace=interesting, name_singular="gadget")
    made = create_field(
        interesting.id, {"objectMetadataId": str(gadget.id), "type": "TEXT", "name": "motto", "label": "Motto"}
    )
    update_field(interesting.id, made.id, {"name": "maxim", "description": "Short"})
    update_object(interesting.id, gadget.id, {"description": "A thing that does things"})
    data = graphql.data(WHOLE)
    interesting.refresh_from_db()
    schema = CoreSchema(load_schema(interesting))
    assert json.dumps(data) == told(schema, WHOLE)
    fingerprints = {obj.name_singular: obj.fingerprint for obj in schema.snapshot.objects.values()}
    kept = {key[1]: found for key, found in pieces.store.kept.items()}
    new = [name for name, fingerprint in fingerprints.items() if kept[fingerprint] is not before.get(fingerprint)]
    assert new == ["gadget"]


def test_what_is_kept_is_bounded():
    store = pieces.Store(largest=100)
    for number in range(5):
        store.keep((b"a", str(number)), {"T": pieces.Piece((), (), b"x" * 40)})
    store.keep((b"a", "4"), {"T": pieces.Piece((), (), b"x" * 50)})
    assert list(store.kept) == [(b"a", "3"), (b"a", "4")]
    assert store.size == 90
    assert store.get((b"a", "0")) == {}


def test_every_field_of_introspection_can_be_read():
    known = {
        name: set(type_.fields) for name, type_ in introspection_types.items() if isinstance(type_, GraphQLObjectType)
    }
    known["__Schema"].remove("types")
    assert known == {name: set(readers) for name, readers in READERS.items()}
