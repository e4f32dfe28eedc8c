"""JSON or YAML text <-> plain values. YAML is read by the rules of its version 1.2: `no` and 2024-01-01 are texts."""

import re
from typing import Any

import orjson
import yaml

from .document import DocumentRefused, Fault

_SAFE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DEEPEST = 50


class Loader(_SAFE):
    """Refuses what a data model never needs: aliases, tags, keys that stand twice."""

    yaml_implicit_resolvers: dict[str, list] = {}

    def once(self, node: yaml.MappingNode) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, str):
                raise yaml.constructor.ConstructorError(None, None, "keys must be texts", key_node.start_mark)
            if key in found:
                raise yaml.constructor.ConstructorError(None, None, f"the key {key} stands twice", key_node.start_mark)
            found[key] = self.construct_object(value_node, deep=True)
        return found


Loader.add_constructor("tag:yaml.org,2002:map", Loader.once)


class Dumper(yaml.SafeDumper):
    """Lists are indented, so that the text reads well."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> Any:
        return super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


for _tag, _pattern, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("int", r"[-+]?(0|[1-9][0-9]*)", "-+0123456789"),
    ("float", r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(?=[eE]))([eE][-+]?[0-9]+)?", "-+.0123456789"),
):
    for _kind in (Loader, Dumper):  # a text that would be read as something else is quoted
        _kind.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), list(_first))


def read_text(text: bytes | str) -> Any:
    """JSON is YAML too, but reads much faster as what it is."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        pass
    try:
        _scan(text)
        return yaml.load(text, Loader)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        told = getattr(error, "problem", None) or str(error)
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}: " if mark else ""
        raise DocumentRefused(
            [Fault("", "UNREADABLE", f"The document is no JSON and no YAML: {place}{told}")]
        ) from None


def _scan(text: bytes | str) -> None:
    """Aliases could multiply a short text, and depth exhaust the stack: both are seen before anything is built."""
    depth = 0
    for event in yaml.parse(text, Loader):
        if isinstance(event, yaml.AliasEvent):
            raise _wrong("aliases are not allowed", event)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise _wrong(f"it is nested more than {DEEPEST} times", event)


def _wrong(message: str, event: Any) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=message, problem_mark=event.start_mark)


def as_yaml(value: Any) -> str:
    return yaml.dump(value, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=100)


def as_json(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2).decode() + "\n"
