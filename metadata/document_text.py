"""The document of a model as JSON or YAML text."""

from typing import Any

import orjson
import yaml
from yaml.events import AliasEvent


class UnreadableDocument(Exception):
    """The text is neither JSON nor YAML, or uses what JSON does not know."""


class Plain(yaml.SafeLoader):
    """YAML with the values of JSON: no dates, no references to other parts of the text."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(AliasEvent):
            raise UnreadableDocument("Aliases are not allowed")
        return super().compose_node(parent, index)


Plain.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:timestamp"]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def parsed(text: bytes, *, as_yaml: bool) -> Any:
    try:
        if not as_yaml:
            return orjson.loads(text)
        found = yaml.load(text, Loader=Plain)
        return orjson.loads(orjson.dumps(found))
    except (orjson.JSONDecodeError, orjson.JSONEncodeError, yaml.YAMLError) as error:
        raise UnreadableDocument(str(error)) from None
    except (RecursionError, UnicodeDecodeError, ValueError):
        raise UnreadableDocument("The document cannot be read") from None


def printed(document: Any, *, as_yaml: bool) -> bytes:
    """Keys in the order of the document, so that two exports of one model are equal."""
    if not as_yaml:
        return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=120).encode()
