"""The picture of the data model: which objects and relations it shows, and how much of them."""

import pytest

from metadata.models import Workspace
from metadata.schema.cache import schema_for
from metadata.schema.snapshot import WorkspaceSchema
from tests.metadata.model import new_field, new_object, object_of, relation
from twentyapi.admin import diagram
from twentyapi.admin.diagram import Picture, picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def schema(workspace: Workspace) -> WorkspaceSchema:
    rocket = new_object(workspace)
    new_field(workspace, rocket, "NUMBER", "height")
    new_field(
        workspace,
        rocket,
        "RELATION",
        "maker",
        relationCreationPayload=relation(object_of(workspace, "company"), "Rockets"),
    )
    workspace.refresh_from_db()
    return schema_for(workspace.pk, workspace.metadata_version)


def names(shown: Picture) -> set[str]:
    return {box.object.name_singular for box in shown.boxes}


def test_the_chosen_objects_and_the_relations_among_them(schema: WorkspaceSchema) -> None:
    assert names(picture(schema, "custom")) == {"rocket"} and picture(schema, "custom").edges == []
    main = picture(schema, "main")
    assert "attachment" not in names(main) and {"company", "rocket"} <= names(main)
    assert ("rocket", "company", "Maker", False) in {(e.source, e.target, e.label, e.morph) for e in main.edges}
    everything = picture(schema, "all")
    assert len(everything.boxes) == len(schema.objects)
    assert any(edge.morph and edge.source == "attachment" for edge in everything.edges)


def test_one_object_with_its_neighbours_and_its_own_relations_alone(schema: WorkspaceSchema) -> None:
    near = picture(schema, "main", "rockets")
    assert names(near) == {"rocket", "company", "attachment", "noteTarget", "taskTarget", "timelineActivity"}
    assert {"rocket"} <= set.intersection(*({edge.source, edge.target} for edge in near.edges))
    assert picture(schema, "custom", "nothings") == picture(schema, "custom")


def test_many_boxes_show_names_alone_unless_fields_are_asked_for(
    schema: WorkspaceSchema, monkeypatch: pytest.MonkeyPatch
) -> None:
    (box,) = picture(schema, "custom").boxes
    assert [(label, kind) for label, kind, _ in box.lines] == [("Name", "TEXT"), ("Height", "NUMBER")]
    (box,) = picture(schema, "custom", detail="names").boxes
    assert (box.lines, box.more) == ([], 0)
    monkeypatch.setattr(diagram, "LEGIBLE", 0)
    assert not picture(schema, "custom").detailed and picture(schema, "custom", detail="fields").detailed


def test_boxes_do_not_overlap_before_the_browser_lays_them_out(schema: WorkspaceSchema) -> None:
    boxes = picture(schema, "all", detail="fields").boxes
    for i, one in enumerate(boxes):
        for other in boxes[:i]:
            apart = one.right < other.x or other.right < one.x or one.bottom < other.y or other.bottom < one.y
            assert apart, (one.object.name_singular, other.object.name_singular)
