"""manage.py model_export, model_plan and model_apply."""

import io
import pathlib

import pytest
from django.core.management import CommandError, call_command

from metadata.models import FieldMetadata, ObjectMetadata, Workspace
from tests.metadata.model import new_field

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command(*arguments, "--workspace", "test", stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("format", ["json", "yaml"])
def test_a_model_lives_in_a_file(workspace: Workspace, tmp_path: pathlib.Path, format: str) -> None:
    file = tmp_path / "model"
    file.write_text(run("model_export", "--format", format))
    nothing = "0 added, 0 renamed, 0 changed, 0 removed, 0 records lose data\n"
    assert run("model_plan", str(file)) == nothing
    file.write_text("partial: true\nobjects: [{nameSingular: company, fields: [{name: motto, type: TEXT}]}]")
    told = "add field company.motto\n1 added, 0 renamed, 0 changed, 0 removed, 0 records lose data\n"
    assert run("model_plan", str(file)) == told
    assert not FieldMetadata.objects.filter(name="motto").exists()
    assert run("model_apply", str(file)) == told
    assert FieldMetadata.objects.filter(name="motto").exists()


def test_a_removal_needs_a_word(workspace: Workspace, rocket: ObjectMetadata, tmp_path: pathlib.Path) -> None:
    new_field(workspace, rocket, "TEXT", "code")
    file = tmp_path / "model.yaml"
    file.write_text("objects: [{nameSingular: rocket, description: Flies, icon: IconRocket}]")
    told = "remove field rocket.code: 0 records lose data\n"
    assert run("model_plan", str(file)).startswith(told)
    with pytest.raises(CommandError, match=r"^1 step of the plan would remove .* --allow-destructive lets it\.$"):
        run("model_apply", str(file))
    assert run("model_apply", str(file), "--allow-destructive").startswith(told)
    assert not FieldMetadata.objects.filter(name="code").exists()


def test_sentences_for_what_cannot_be_done(workspace: Workspace, tmp_path: pathlib.Path) -> None:
    file = tmp_path / "model.json"
    with pytest.raises(CommandError, match=r"model\.json: No such file or directory\.$"):
        run("model_plan", str(file))
    file.write_text("{")
    with pytest.raises(CommandError, match="The document is no JSON and no YAML: line 2: "):
        run("model_plan", str(file))
    file.write_text('{"objects": [{"nameSingular": "users", "x": 1}]}')
    with pytest.raises(CommandError, match=r"^The data model has \d mistakes:\nobjects\[0\]\.x: is not known here"):
        run("model_apply", str(file))
    with pytest.raises(CommandError, match=r"^There is no workspace nowhere\.$"):
        call_command("model_export", "--workspace", "nowhere")
