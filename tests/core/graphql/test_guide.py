"""The chapter on GraphQL: every example works as written."""

import json
import pathlib
import re

import pytest

from core.graphql.errors import INPUT, PARSE, UNAUTHENTICATED, VALIDATION
from core.records.errors import ERRORS
from tests.guide import Session

pytestmark = pytest.mark.django_db

CHAPTER = pathlib.Path(__file__).resolve().parents[3] / "docs" / "guide" / "graphql.md"
EXAMPLE = re.compile(r"^```graphql\n(.*?)^```\n(?:```json variables\n(.*?)^```\n)?```json\n(.*?)^```", re.M | re.S)


def test_examples(api):
    session = Session(api)
    text = CHAPTER.read_text()
    shown = list(EXAMPLE.finditer(text))
    assert len(shown) == text.count("```graphql\n") >= 11
    for example in shown:
        document, variables, answer = example.groups()
        given = json.loads(session.filled(variables)) if variables else {}
        response = api.post("/graphql", json={"query": document, "variables": given})
        place = f"{document}\n{response.content.decode()}"
        told = json.loads(answer)
        assert told.keys() == response.json().keys(), place
        session.compare(told, response.json(), "$", place)


def test_every_code_is_in_the_table():
    lines = CHAPTER.read_text().splitlines()
    start = lines.index("| Code | When |") + 2
    shown = [line.split("`")[1] for line in lines[start : lines.index("", start)]]
    codes = {PARSE, VALIDATION, INPUT, UNAUTHENTICATED, "INTERNAL_SERVER_ERROR"}
    assert set(shown) == codes | {row.graphql for row in ERRORS.values()}
