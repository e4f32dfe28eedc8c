"""Runs the examples of a guide chapter: each ```http block is sent, the ```json block behind it is its answer.

In an answer `"..."` stands for any value, and an object may hold more than is shown. A capital name such as `"$ACME"`
stands for a value that the first answer fixes; later requests and answers use it.
"""

import json
import pathlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse

from tests.client import Api

BLOCK = re.compile(r"^```(http|json) ?(.*?)\n(.*?)^```", re.M | re.S)
NAME = re.compile(r"\$[A-Z][A-Z0-9_]*")
ANY = "..."
SAFE = "/?&=[]:,.()!*'%"


@dataclass(frozen=True)
class Example:
    """One request with its answer. `line` is where it stands in the chapter."""

    line: int
    request: str
    status: int
    answer: str


def examples(chapter: pathlib.Path) -> Iterator[Example]:
    text = chapter.read_text()
    blocks = list(BLOCK.finditer(text))
    for request, answer in zip(blocks[::2], blocks[1::2], strict=True):
        line = text.count("\n", 0, request.start()) + 1
        assert (request[1], answer[1]) == ("http", "json"), f"{chapter.name}:{line}"
        yield Example(line, request[3], int(answer[2] or 200), answer[3])


@dataclass
class Session:
    """Sends examples one after the other and remembers what their names stand for."""

    api: Api
    names: dict[str, str] = field(default_factory=dict)

    def run(self, example: Example) -> None:
        response = self.send(example.request)
        place = f"line {example.line}: {response.content.decode()}"
        assert response.status_code == example.status, place
        self.compare(json.loads(example.answer), json.loads(response.content), "$", place)

    def send(self, text: str) -> HttpResponse:
        head, _, body = self.filled(text).partition("\n\n")
        first, *lines = head.strip().splitlines()
        method, _, address = first.partition(" ")
        path, _, query = address.partition("?")
        headers = dict(line.split(": ", 1) for line in lines)
        query = quote(query.replace("%", "%25"), safe=SAFE)
        return self.api.call(method, f"{path}?{query}" if query else path, data=body.strip().encode(), headers=headers)

    def filled(self, text: str) -> str:
        return NAME.sub(lambda found: self.names[found[0]], text)

    def compare(self, shown: Any, given: Any, at: str, place: str) -> None:
        if shown == ANY:
            return
        if isinstance(shown, str) and NAME.fullmatch(shown):
            assert self.names.setdefault(shown, given) == given, f"{at} in {place}"
        elif isinstance(shown, dict):
            assert isinstance(given, dict) and shown.keys() <= given.keys(), f"{at} in {place}"
            for key, value in shown.items():
                self.compare(value, given[key], f"{at}.{key}", place)
        elif isinstance(shown, list):
            assert isinstance(given, list) and len(shown) == len(given), f"{at} in {place}"
            for index, value in enumerate(shown):
                self.compare(value, given[index], f"{at}[{index}]", place)
        else:
            expected = self.filled(shown) if isinstance(shown, str) else shown
            assert expected == given, f"{at} in {place}"
