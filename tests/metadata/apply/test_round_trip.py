"""What is exported from one workspace makes the same model in an empty one, and changes nothing in its own."""

from collections.abc import Callable

import pytest

from metadata.apply.run import apply_model, export_model, plan_model
from metadata.apply.text import as_json, as_yaml, read_text
from metadata.consistency.check import problems_of
from metadata.models import Workspace
from metadata.services.workspaces import create_workspace
from tests.metadata.model import columns_of

NOTHING = {"added": 0, "renamed": 0, "changed": 0, "removed": 0, "recordsLosingData": 0}


def test_an_export_changes_nothing_in_its_own_workspace(rich: Workspace) -> None:
    done = plan_model(rich, export_model(rich))
    assert [str(step) for step in done.plan.told] == []
    version = Workspace.objects.get(id=rich.id).metadata_version
    assert apply_model(rich, export_model(rich)).version == version


@pytest.mark.parametrize("printed", [as_yaml, as_json])
def test_an_export_makes_the_same_model_in_an_empty_workspace(
    rich: Workspace, printed: Callable[[object], str]
) -> None:
    text = printed(export_model(rich))
    other = create_workspace("other")
    apply_model(other, read_text(text))
    assert printed(export_model(other)) == text
    assert columns_of(other, "_rocket") == columns_of(rich, "_rocket")
    assert problems_of(other) == []
    assert apply_model(other, read_text(text)).plan.summary == NOTHING


def test_what_goes_without_saying_is_not_said(workspace: Workspace) -> None:
    document = export_model(workspace)
    assert [one["nameSingular"] for one in document["objects"]][:3] == ["attachment", "company", "note"]
    company = document["objects"][1]
    assert company.keys() == {
        *("nameSingular", "namePlural", "labelSingular", "labelPlural", "labelIdentifier", "fields")
    }
    assert company["fields"][0].keys() == {"name", "type", "label"}
