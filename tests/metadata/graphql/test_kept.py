"""Answers that are kept for a version of the data model."""

import pytest

from metadata.graphql.kept import KeptAnswers
from metadata.models import FieldMetadata
from tests.metadata.graphql.conftest import tenant

LIST = (
    "query($f:ObjectFilter!){ objects(paging:{first:50},filter:$f){ "
    "edges{ node{ nameSingular icon fieldsList{ label } } } } }"
)
ALL = {"f": {}}


def test_asking_again_costs_the_credential_alone(ask, queries):
    first = ask.data(LIST, ALL)
    with queries() as seen:
        assert ask.data(LIST, ALL) == first
    assert len(seen) == 1


def test_every_part_of_the_question_counts(ask):
    asked = "query %s { objects(paging:{first:%s}){ edges{ cursor } } }"
    several = f"{asked % ('A', 1)} {asked % ('B', 2)}"
    for name, count in (("A", 1), ("B", 2), ("A", 1)):
        body = {"query": several, "operationName": name}
        assert len(ask.api.post("/metadata", json=body).json()["data"]["objects"]["edges"]) == count
    system = {"f": {"isSystem": {"is": True}}}
    assert [len(ask.data(LIST, variables)["objects"]["edges"]) for variables in (ALL, system, ALL)] == [10, 5, 10]


def test_a_change_shows_at_once(apple, ask):
    ask.data(LIST, ALL)
    ask.data(
        f'mutation{{ updateOneObject(input:{{id:"{apple.object("company").id}",update:{{icon:"IconX"}}}}){{ id }} }}'
    )
    icons = {edge["node"]["nameSingular"]: edge["node"]["icon"] for edge in ask.data(LIST, ALL)["objects"]["edges"]}
    assert icons["company"] == "IconX"
    ask.data(
        f'mutation{{ updateOneField(input:{{id:"{apple.field("task", "title").id}",update:{{label:"T"}}}}){{ id }} }}'
    )
    labels = [edge["node"]["fieldsList"] for edge in ask.data(LIST, ALL)["objects"]["edges"]]
    assert {"label": "T"} in [label for one in labels for label in one]


def test_workspaces_do_not_share(ask):
    other = tenant("Yahoo").graphql
    shown = "{ objects(paging:{first:50}){ edges{ node{ id } } } }"
    assert ask.data(shown) != other.data(shown)


def test_a_failure_is_not_kept(apple, ask):
    document = f'{{ field(id:"{apple.field("company", "name").id}"){{ label }} }}'
    FieldMetadata.objects.filter(object=apple.object("company"), name="name").update(label="Gone", type="NOPE")
    assert ask(document + " ")["data"] == {"field": {"label": "Gone"}}
    typed = document.replace("label", "type")
    assert ask(typed)["errors"][0]["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
    FieldMetadata.objects.filter(object=apple.object("company"), name="name").update(type="TEXT")
    assert ask.data(typed) == {"field": {"type": "TEXT"}}


@pytest.mark.parametrize("document", ["{ objectRecordCounts{ totalCount } }", "{ currentWorkspace{ displayName } }"])
def test_what_depends_on_more_is_asked_anew(ask, queries, document):
    ask.data(document)
    with queries() as seen:
        ask.data(document)
    assert len(seen) > 1


def test_room_is_limited():
    kept = KeptAnswers(largest=100)
    for name in "abcdef":
        kept.keep(name, b"x" * 20)
    kept.keep("big", b"x" * 26)
    assert (list(kept.kept), kept.size) == (["b", "c", "d", "e", "f"], 100)
    assert kept.get("b") == b"x" * 20
    kept.keep("c", b"y")
    kept.keep("g", b"x" * 25)
    assert (list(kept.kept), kept.size) == (["e", "f", "b", "c", "g"], 86)
