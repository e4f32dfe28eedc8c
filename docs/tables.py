"""The generated tables of the guide, each between `<!-- table: NAME -->` and `<!-- end of table -->`."""

import json
import pathlib
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.contrib.admindocs.views import simplify_regex
from django.core.management import BaseCommand, get_commands, load_command_class
from django.urls import URLPattern, URLResolver, get_resolver

from core.records.errors import ERRORS
from core.rest.errors import REST_ERRORS
from core.rest.operations import OPERATIONS
from docs.pages.guide import GUIDE
from metadata.fields.kinds import KINDS
from metadata.fields.operators import OPERATORS
from metadata.fields.registry import REGISTRY

OURS = ("metadata", "core", "apikeys", "webhooks", "docs", "twentyapi")
MARKED = re.compile(r"(<!-- table: ([a-z-]+) -->\n).*?(<!-- end of table -->)", re.S)
OPTIONAL = {"help", "version", "verbosity", "settings", "pythonpath", "traceback", "no_color", "force_color"}
OPTIONAL |= {"skip_checks"}
ADMIN = "/admin/"


def error_rows() -> Iterator[Iterable[str]]:
    yield "Code", "Status", "`error` over REST", "`code` over GraphQL", "Meaning"
    rows = {row.sub or row.code: (row.status, row.rest, row.graphql, row.sentence) for row in reversed(ERRORS.values())}
    rows |= {row.code: (row.status, row.error, "", row.sentence) for row in REST_ERRORS.values()}
    for code, (status, rest, graphql, sentence) in sorted(rows.items()):
        yield f"`{code}`", str(status), rest, graphql and f"`{graphql}`", sentence


def field_type_rows() -> Iterator[Iterable[str]]:
    yield "Type", "Holds", "Sub-fields", "A value"
    for name, kind in REGISTRY.items():
        parts = ", ".join(f"`{part.name}`" for part in kind.shape.parts if part.name)
        example = "" if kind.example is None else f"`{json.dumps(kind.example, ensure_ascii=False)}`"
        yield f"`{name}`", kind.docs + ("" if kind.creatable else " (made by the server only)"), parts, example


def operator_rows() -> Iterator[Iterable[str]]:
    yield "Operator", "The field ..", "Takes", "Over"
    takes = {"one": "a value", "many": "a list of values", "null": "`NULL` or `NOT_NULL`", "pattern": "a pattern"}
    for row in OPERATORS.values():
        over = "REST, GraphQL" if row.rest else "GraphQL"
        yield f"`{row.word}`", row.sentence, takes.get(row.argument, "`true` or `false`"), over


def kind_rows() -> Iterator[Iterable[str]]:
    yield "GraphQL filter", "Operators"
    inputs: dict[str, dict[str, None]] = {}
    for kind in KINDS.values():
        inputs.setdefault(kind.filter_input, {}).update(dict.fromkeys(kind.operators))
    for name, words in inputs.items():
        yield f"`{name}`", " ".join(f"`{word}`" for word in words)


def route_rows() -> Iterator[Iterable[str]]:
    yield "Route", "Methods"
    found: dict[str, set[str]] = {}
    for row in OPERATIONS.values():
        for path in row.paths:
            found.setdefault(f"/rest/{path}", set()).update(row.methods)
    for route, served in routes(get_resolver().url_patterns, ""):
        if not route.startswith(ADMIN) and route != "/rest/{path}":
            found.setdefault(route, set()).update(served)
    found[ADMIN] = set()
    for route, verbs in sorted(found.items()):
        yield f"`{route}`", ", ".join(sorted(verbs))


def routes(patterns: Iterable[URLPattern | URLResolver], before: str) -> Iterator[tuple[str, list[str]]]:
    for pattern in patterns:
        text = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, text)
        else:
            actions = getattr(pattern.callback, "actions", None) or {}
            # DRF adds `head` to the actions of a view when it is first called.
            yield readable(text), [method.upper() for method in actions if method != "head"]


def readable(pattern: str) -> str:
    """`^rest/metadata/objects/(?P<pk>[^/]+)/?$` -> `/rest/metadata/objects/{pk}`."""
    text = re.sub(r"\(\?!(?:[^()]|\([^()]*\))*\)", "", pattern)
    text = simplify_regex(text.replace("(?:metadata/)?", "metadata/").replace("/?$", ""))
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", text).replace("//", "/")


def command_rows() -> Iterator[Iterable[str]]:
    yield "Command", "What it does"
    for name, app in sorted(get_commands().items()):
        if app in OURS or isinstance(app, BaseCommand):
            command = app if isinstance(app, BaseCommand) else load_command_class(app, name)
            yield f"`manage.py {' '.join([name, *arguments(command, name)])}`", command.help


def arguments(command: Any, name: str) -> Iterator[str]:
    for action in command.create_parser("manage.py", name)._actions:
        if action.dest in OPTIONAL:
            continue
        if not action.option_strings:
            yield str(action.metavar or action.dest).upper()
            continue
        takes = "" if action.nargs == 0 else f" {action.dest.upper()}"
        text = action.option_strings[-1] + takes
        yield text if action.required else f"[{text}]"


TABLES: dict[str, Callable[[], Iterator[Iterable[str]]]] = {
    "errors": error_rows,
    "field-types": field_type_rows,
    "operators": operator_rows,
    "graphql-filters": kind_rows,
    "routes": route_rows,
    "commands": command_rows,
}


def table(name: str) -> str:
    head, *rows = ([cell.replace("|", "\\|") for cell in row] for row in TABLES[name]())
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def renewed(chapter: pathlib.Path) -> str:
    """The chapter with its tables as they are now."""
    return MARKED.sub(lambda found: found[1] + "\n" + table(found[2]) + "\n" + found[3], chapter.read_text())


def outdated() -> list[pathlib.Path]:
    """The chapters whose tables say something else than the code."""
    return [chapter for chapter in sorted(GUIDE.glob("*.md")) if renewed(chapter) != chapter.read_text()]


def shown() -> set[str]:
    """The names of all tables that some chapter has."""
    return {found[2] for chapter in GUIDE.glob("*.md") for found in MARKED.finditer(chapter.read_text())}
