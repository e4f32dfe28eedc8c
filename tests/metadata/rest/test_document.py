"""/rest/metadata/export and apply, and the same from a shell."""

import json
import pathlib
from io import StringIO

import pytest
import yaml
from django.core.management import CommandError, call_command

from metadata.models import FieldMetadata, ObjectMetadata, Workspace
from tests.client import Api
from tests.metadata.model import new_field

pytestmark = pytest.mark.django_db
EXPORT, APPLY = "/rest/metadata/export", "/rest/metadata/apply"
MOTTO = {"name": "motto", "type": "TEXT", "label": "Motto", "defaultValue": "'2020-01-01'"}


def with_motto(document: dict) -> dict:
    next(entry for entry in document["objects"] if entry["nameSingular"] == "company")["fields"].append(MOTTO)
    return document


def test_plan_apply_export(api: Api, workspace: Workspace) -> None:
    document = with_motto(api.get(EXPORT).json())
    planned = api.post(f"{APPLY}?dryRun=true", json=document)
    step = {"action": "addField", "object": "company", "field": "motto", "destructive": False, "rowsLosingData": 0}
    assert (planned.status_code, planned.json()) == (200, {"dryRun": True, "destructive": False, "steps": [step]})
    assert not FieldMetadata.objects.filter(name="motto").exists()
    assert api.post(APPLY, json=document).json() == {"dryRun": False, "destructive": False, "steps": [step]}
    assert FieldMetadata.objects.filter(name="motto").exists()
    assert api.post(APPLY, json=api.get(EXPORT).json()).json()["steps"] == []


def test_yaml_is_the_same(api: Api) -> None:
    response = api.get(f"{EXPORT}?format=yaml")
    assert response.headers["Content-Type"] == "application/yaml; charset=utf-8"
    document = yaml.safe_load(response.content)
    assert document == api.get(EXPORT).json()
    text = yaml.safe_dump(with_motto(document)).encode()
    for kind in ("application/yaml", "text/yaml"):
        steps = api.post(f"{APPLY}?dryRun=1", data=text, content_type=kind).json()["steps"]
        assert [step["field"] for step in steps] == ["motto"]


def test_data_is_lost_only_when_asked(api: Api, workspace: Workspace, rocket: ObjectMetadata) -> None:
    new_field(workspace, rocket, "TEXT", "code")
    document = api.get(EXPORT).json()
    entry = next(entry for entry in document["objects"] if entry["nameSingular"] == "rocket")
    entry["fields"] = [field for field in entry["fields"] if field["name"] != "code"]
    refused = api.post(APPLY, json=document)
    assert (refused.status_code, refused.json()) == (
        400,
        {
            **{"statusCode": 400, "error": "Error", "code": "DESTRUCTIVE_CHANGE"},
            "messages": ["Destructive steps need allowDestructive: removeField rocket.code"],
        },
    )
    assert api.post(f"{APPLY}?allowDestructive=true", json=document).json()["destructive"] is True
    assert not FieldMetadata.objects.filter(name="code").exists()


@pytest.mark.parametrize(
    ("text", "kind", "message"),
    [
        (b"a: &x [1]\nb: *x", "application/yaml", "Aliases are not allowed"),
        (b"a: [", "application/yaml", None),
        (b"\xff\xfe\x00", "text/yaml", None),
        (b"[" * 5000, "text/yaml", None),
        (b"!!python/object:os.system x", "text/yaml", None),
        (b"? [a]\n: b", "text/yaml", None),
    ],
)
def test_what_cannot_be_read(api: Api, text: bytes, kind: str, message: str | None) -> None:
    response = api.post(APPLY, data=text, content_type=kind)
    assert (response.status_code, response.json()["error"]) == (400, "Bad Request")
    assert message is None or response.json()["message"] == message


def test_what_is_no_model(api: Api) -> None:
    response = api.post(APPLY, json={"objects": 1})
    problems = response.json()["errors"]["model"][0]["errors"]
    assert (response.status_code, [problem["code"] for problem in problems]) == (400, ["INVALID_MODEL_DOCUMENT"])


def test_rights(reader: Api) -> None:
    assert reader.get(EXPORT).status_code == 200
    assert reader.post(f"{APPLY}?dryRun=true", json={}).status_code == 403


# -- from a shell ------------------------------------------------------------------------------------------------
def run(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("suffix", ["json", "yaml"])
def test_a_model_lives_in_a_file(workspace: Workspace, tmp_path: pathlib.Path, suffix: str) -> None:
    file = tmp_path / f"model.{suffix}"
    run("model_export", str(file), "--workspace", "test")
    assert run("model_plan", str(file), "--workspace", "test") == "The model is what the document says.\n"
    load, dump = (json.loads, json.dumps) if suffix == "json" else (yaml.safe_load, yaml.safe_dump)
    file.write_text(dump(with_motto(load(file.read_text()))))
    assert run("model_plan", str(file), "--workspace", "test") == "addField company.motto\n"
    assert run("model_apply", str(file), "--workspace", "test") == "addField company.motto\n1 steps done.\n"
    assert FieldMetadata.objects.get(name="motto").default_value == "'2020-01-01'"


def test_a_removal_needs_a_word(workspace: Workspace, rocket: ObjectMetadata, tmp_path: pathlib.Path) -> None:
    new_field(workspace, rocket, "TEXT", "code")
    file = tmp_path / "model.json"
    document = json.loads(run("model_export", "--workspace", "test"))
    entry = next(entry for entry in document["objects"] if entry["nameSingular"] == "rocket")
    entry["fields"] = [field for field in entry["fields"] if field["name"] != "code"]
    file.write_text(json.dumps(document))
    told = "removeField rocket.code (0 records lose data)\n"
    assert run("model_plan", str(file), "--workspace", "test") == told
    with pytest.raises(CommandError, match=r"^Destructive steps need allowDestructive"):
        run("model_apply", str(file), "--workspace", "test")
    assert run("model_apply", str(file), "--workspace", "test", "--allow-destructive") == told + "1 steps done.\n"


def test_sentences_for_what_cannot_be_done(workspace: Workspace, tmp_path: pathlib.Path) -> None:
    file = tmp_path / "model.json"
    with pytest.raises(CommandError, match=r"cannot be read: No such file or directory\.$"):
        run("model_plan", str(file), "--workspace", "test")
    file.write_text("{")
    with pytest.raises(CommandError, match=r"is no document"):
        run("model_plan", str(file), "--workspace", "test")
    file.write_text("{}")
    with pytest.raises(CommandError, match=r"^The document must be an object with a list of objects$"):
        run("model_apply", str(file), "--workspace", "test")
    with pytest.raises(CommandError, match=r"^There is no workspace nowhere\.$"):
        run("model_export", "--workspace", "nowhere")
