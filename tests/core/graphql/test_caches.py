"""What is kept between requests: documents and schemas, within bounds."""

import pytest

from core.graphql import document, schema
from core.graphql.coerce import Variables
from core.graphql.document import operation_of
from core.graphql.schema import core_schema
from metadata.models import ObjectMetadata
from metadata.schema.cache import load_schema
from metadata.services.fields import create_field

pytestmark = pytest.mark.django_db

QUERY = "query($n: Int) { people(first: $n) { edges { node { id company { name } } } } }"


@pytest.fixture
def first(workspace):
    return core_schema(load_schema(workspace))


def second(workspace):
    parent = ObjectMetadata.objects.get(workspace=workspace, name_singular="person")
    create_field(workspace.id, {"objectMetadataId": str(parent.id), "type": "TEXT", "name": "motto", "label": "Motto"})
    workspace.refresh_from_db()
    return core_schema(load_schema(workspace))


def test_a_document_is_read_once(first):
    assert operation_of(first, QUERY, None) is operation_of(first, QUERY, None)
    assert operation_of(first, QUERY, None) is not operation_of(first, QUERY + " ", None)


def test_a_new_version_leaves_nothing_of_the_old_one(first, workspace):
    old = operation_of(first, QUERY, None)
    newer = second(workspace)
    assert operation_of(newer, QUERY, None) is not old
    kept = [key[:2] for key in document._operations if key[0] == workspace.id]
    assert kept == [(workspace.id, workspace.metadata_version)]
    assert [key for key in schema._schemas if key[0] == workspace.id] == kept


def test_a_long_document_is_not_kept(first):
    long = f"# {'x' * document.LONGEST_KEPT}\n{QUERY}"
    assert operation_of(first, long, None) is not operation_of(first, long, None)


def test_a_selection_that_depends_on_no_variable_is_built_once(first):
    operation = operation_of(first, QUERY, None)
    selector, obj = operation.selector, first.snapshot.objects["person"]

    def outputs(size):
        variables = Variables({"n": size})
        nodes = operation.roots(variables)["people"]
        return selector.connection(obj, {"first": size}, nodes, variables)

    small, large = outputs(1), outputs(2)
    assert (small.page.first, large.page.first) == (1, 2)
    assert small.outputs is large.outputs


def test_a_selection_that_depends_on_a_variable_is_built_each_time(first):
    query = "query($s: Boolean!) { people { edges { node { id jobTitle @skip(if: $s) company { name } } } } }"
    operation = operation_of(first, query, None)
    obj = first.snapshot.objects["person"]

    def items(skip):
        variables = Variables({"s": skip})
        nodes = operation.roots(variables)["people"]
        edges = operation.selector.outputs(obj, nodes, variables, "Connection")[0]
        return edges.items[0][2].items

    assert [item.key for item in items(True)] == ["id", "company"]
    assert [item.key for item in items(False)] == ["id", "jobTitle", "company"]
    assert items(True)[1].record is items(False)[2].record
