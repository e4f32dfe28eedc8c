"""Names inside a document: no two components and no two operations share one, whatever objects are called."""

import re
from typing import Any

from metadata.schema.snapshot import ObjectSchema

KINDS = ("", "ForUpdate", "ForResponse")
TAKEN = re.compile(r"(?:^Error|ForUpdate|ForResponse)(?:Record)*$")
"""Titles of objects that would be the names of other components."""


def component(obj: ObjectSchema, kind: str = "") -> str:
    """The schema of an object: what a create takes, what an update takes, what a response holds."""
    title = obj.singular_title
    return f"{title}Record{kind}" if TAKEN.search(title) else title + kind


def part_title(name: str) -> str:
    """The title of a schema inside another one: client generators name their classes after it."""
    return name[:1].upper() + name[1:]


def distinguish(paths: dict[str, Any]) -> None:
    """Names an operation after its tag too where another one is called the same, upper and lower case alike."""
    taken: set[str] = set()
    for operation in (one for item in paths.values() for one in item.values()):
        name = operation["operationId"]
        if name.lower() in taken:
            name = f"{name}Of{part_title(operation['tags'][0])}"
        operation["operationId"] = name
        taken.add(name.lower())


# -- what nothing refers to -----------------------------------------------------------------------------------------
def drop_unused(document: dict[str, Any]) -> None:
    """Removes the components that no $ref leads to, and then those that only they have led to."""
    while unused := sorted(addresses(document) - referred(document)):
        for _, part, name in unused:
            del document["components"][part][name]
    document["components"] = {part: found for part, found in document["components"].items() if found}


def addresses(document: dict[str, Any]) -> set[tuple[str, str, str]]:
    parts = {part: found for part, found in document["components"].items() if part != "securitySchemes"}
    return {("components", part, name) for part, found in parts.items() for name in found}


def referred(node: Any) -> set[tuple[str, str, str]]:
    found: set[tuple[str, str, str]] = set()
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            if isinstance(target := one.get("$ref"), str):
                _, area, part, name = target.split("/")
                found.add((area, part, name))
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)
    return found
