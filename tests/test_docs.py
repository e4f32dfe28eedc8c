"""What the documentation promises to cover, it covers."""

import ast
import json
import pathlib
import re
from dataclasses import replace
from types import SimpleNamespace

import pytest
from django.core.management import BaseCommand, CommandError, call_command, get_commands
from django.urls import get_resolver, path

from docs import tables
from tests.client import Api
from tests.guide import Session, examples
from tests.twentyapi.servers import own_environment, serving
from tests.twentyapi.test_readme import paste

ROOT = pathlib.Path(__file__).resolve().parent.parent
GUIDE = ROOT / "docs" / "guide" / "configuration.md"


def variables() -> set[str]:
    """Every environment variable that settings.py or place.py reads, found in the code itself."""
    return {
        node.args[0].value
        for name in ("settings.py", "place.py")
        for node in ast.walk(ast.parse((ROOT / "twentyapi" / name).read_text()))
        if isinstance(node, ast.Call) and node.args and _reads_environment(node.func)
        if isinstance(node.args[0], ast.Constant)
    }


def _reads_environment(function: ast.expr) -> bool:
    if isinstance(function, ast.Name):
        return function.id == "number"
    return isinstance(function, ast.Attribute) and ast.unparse(function.value) in ("env", "environ", "os.environ")


def documented() -> set[str]:
    rows = [line for line in GUIDE.read_text().splitlines() if line.startswith("| `")]
    return {row.split("`")[1] for row in rows}


def test_every_variable_is_documented_and_no_other() -> None:
    assert {"DATABASE_URL", "PORT", "TWENTYAPI_DATA_DIR"} <= variables()
    assert documented() == variables()


# -- the generated tables -----------------------------------------------------------------------------------------


def test_every_table_of_the_guide_is_as_the_code_is() -> None:
    call_command("docs_tables", "--check")


@pytest.mark.parametrize(
    ("place", "name", "chapter"),
    [
        (tables.OPERATORS, "sounds", "operators.md"),
        (tables.ERRORS, "TOO_LATE", "errors.md"),
        (tables.REGISTRY, "COLOUR", "field-types.md"),
        (tables.OPERATIONS, "shred", "routes-and-commands.md"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_the_guide_does_not_tell_fails(
    monkeypatch: pytest.MonkeyPatch, place: dict, name: str, chapter: str
) -> None:
    first = next(iter(place.values()))
    added = replace(first, **ADDED[name]) if name in ADDED else first
    table = next(table for table, kept in vars(tables).items() if kept is place)
    monkeypatch.setattr(tables, table, {**place, name: added})
    with pytest.raises(CommandError, match=chapter):
        call_command("docs_tables", "--check")


ADDED = {
    "sounds": {"word": "sounds"},
    "TOO_LATE": {"code": "TOO_LATE", "sub": None},
    "shred": {"paths": ("{plural}/shred",)},
}


def test_a_command_or_route_that_the_guide_does_not_tell_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "get_commands", lambda: get_commands() | {"shout": Shout()})
    with pytest.raises(CommandError, match="routes-and-commands"):
        call_command("docs_tables", "--check")
    monkeypatch.setattr(tables, "get_commands", get_commands)
    patterns = SimpleNamespace(url_patterns=[*get_resolver().url_patterns, path("rest/metadata/shout", lambda: None)])
    monkeypatch.setattr(tables, "get_resolver", lambda: patterns)
    with pytest.raises(CommandError, match="routes-and-commands"):
        call_command("docs_tables", "--check")


class Shout(BaseCommand):
    help = "Shouts."


@pytest.mark.parametrize(
    ("pattern", "shown"),
    [
        (r"^rest/(?:metadata/)?apiKeys/(?P<pk>[^/]+)/?$", "/rest/metadata/apiKeys/{pk}"),
        (r"^rest/(?!(?:metadata|open-api)(?:/|$))(?P<path>.+)$", "/rest/{path}"),
        ("playground/rest/<slug:api>", "/playground/rest/{api}"),
    ],
)
def test_routes_are_shown_as_people_write_them(pattern: str, shown: str) -> None:
    assert tables.readable(pattern) == shown


# -- the examples --------------------------------------------------------------------------------------------------


def test_the_examples_of_the_data_model_chapter(api: Api) -> None:
    session, shown = Session(api), list(examples(GUIDE.parent / "data-model.md"))
    assert len(shown) >= 8
    for example in shown:
        session.run(example)


def test_the_quickstart_works_as_pasted() -> None:
    chapter = (GUIDE.parent / "quickstart.md").read_text()
    blocks = re.findall(r"```sh\n(.*?)```", chapter, re.DOTALL)
    assert blocks[0] == "make run\n"
    with own_environment() as environment, serving(environment) as (_, said):
        key = re.search(r"API key +(\S+)", said)
        assert key
        lines = [json.loads(line) for line in paste(blocks[1:], key[1], environment["PORT"])]
    field, created, by_rest, by_graphql = lines
    assert field["name"] == "height"
    assert created["data"]["createRocket"]["name"] == "Apollo"
    assert [rocket["height"] for rocket in by_rest["data"]["rockets"]] == [110.6]
    assert by_graphql["data"]["rockets"]["totalCount"] == 1
