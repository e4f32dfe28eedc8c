"""Compiled selections print what graphql-core prints, whatever a document may hold."""

import pytest
from graphql import ExecutionContext

from metadata.graphql import execution
from tests.metadata.graphql.test_objects import WHOLE

DOCUMENTS = {
    "whole model": (WHOLE, {}),
    "aliases": (
        "{ a: objects(paging:{first:2}){ e: edges{ c: cursor n: node{ x: id y: nameSingular } } } "
        "b: objects(paging:{first:1}){ edges{ cursor } } }",
        {},
    ),
    "fragments": (
        "query { objects(paging:{first:3}){ ...Page } } fragment Page on ObjectConnection { edges{ node{ ...Names "
        "... on Object { icon } } } pageInfo{ hasNextPage } } fragment Names on Object { nameSingular namePlural }",
        {},
    ),
    "one field twice": (
        "{ objects(paging:{first:2}){ edges{ node{ id fieldsList{ id } fieldsList{ name } } } edges{ cursor } } }",
        {},
    ),
    "directives": (
        "query($yes:Boolean!,$no:Boolean!){ objects(paging:{first:2}){ edges @include(if:$yes){ cursor node{ "
        "id @skip(if:$yes) icon @include(if:$no) nameSingular } } pageInfo @skip(if:$yes){ hasNextPage } } }",
        {"yes": True, "no": False},
    ),
    "type names": (
        "{ __typename objects(paging:{first:1}){ __typename edges{ __typename node{ __typename "
        "fieldsList{ __typename relation{ __typename } } } } pageInfo{ __typename } } }",
        {},
    ),
    "nested arguments": (
        "query($n:Int){ objects(paging:{first:3}){ edges{ node{ "
        "two: fields(paging:{first:2}){ edges{ node{ name } } } "
        "n: fields(paging:{first:$n},filter:{isSystem:{is:false}}){ edges{ node{ name } } "
        "pageInfo{ endCursor } } } } } }",
        {"n": 3},
    ),
    "rows of other kinds": (
        "{ getRoles{ id label canUpdateAllSettings apiKeys{ name expiresAt } } currentWorkspace{ id createdAt "
        "metadataVersion featureFlags{ key value } defaultRole{ label } installedApplications{ availablePackages } } "
        "getViews{ id position createdAt viewFields{ size } } objectRecordCounts{ totalCount } }",
        {},
    ),
    "failing in the middle": (
        "{ objects(paging:{first:3}){ edges{ node{ id fields(paging:{first:-1}){ edges{ cursor } } } } } }",
        {},
    ),
    "failing where null may stand": (
        '{ currentWorkspace{ id defaultRole{ label apiKeys{ name } } } getViewField(id:"x"){ id } }',
        {},
    ),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_same_answer(apple, ask, monkeypatch, name):
    caller = apple.with_role("Reader") if "null" in name else ask
    document, variables = DOCUMENTS[name]
    compiled = caller(document, variables)
    monkeypatch.setattr(execution, "ProjectedContext", ExecutionContext)
    assert caller(document + " ", variables) == compiled
    assert ("errors" in compiled) == name.startswith("failing")


def test_null_stands_where_it_may(apple):
    """The nearest field that may be null is null; the rest of the answer stays."""
    answer = apple.with_role("Reader")("{ currentWorkspace{ displayName defaultRole{ label apiKeys{ name } } } }")
    assert answer["data"] == {"currentWorkspace": {"displayName": "Apple", "defaultRole": None}}
    assert [error["extensions"]["subCode"] for error in answer["errors"]] == ["PERMISSION_DENIED"]
