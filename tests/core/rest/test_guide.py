"""The chapters on REST: every example works as written, and the tables are those of the code."""

import itertools
import pathlib

import pytest

from core.records.errors import ERRORS
from core.rest.errors import REST_ERRORS
from core.rest.operations import OPERATIONS
from metadata.fields.operators import OPERATORS
from metadata.fields.registry import REGISTRY
from metadata.fields.shape import Kind
from tests.client import Api
from tests.guide import Session, examples

GUIDE = pathlib.Path(__file__).resolve().parents[3] / "docs" / "guide"


@pytest.mark.parametrize(("chapter", "count"), [("rest.md", 30), ("filters.md", 8)])
def test_examples(api: Api, chapter: str, count: int) -> None:
    session = Session(api)
    shown = list(examples(GUIDE / chapter))
    assert len(shown) >= count
    for example in shown:
        session.run(example)


def rows_of(chapter: str, heading: str) -> list[str]:
    """The rows of the table under that heading line."""
    lines = (GUIDE / chapter).read_text().splitlines()
    rows = iter(lines[lines.index(heading) + 2 :])
    return list(itertools.takewhile(lambda line: line.startswith("|"), rows))


def test_every_error_code_is_in_the_table() -> None:
    assert rows_of("rest.md", "| Code | Status | `error` | Meaning |") == error_rows()


def error_rows() -> list[str]:
    """What the table of errors must hold; RECORD and REST codes that print alike share a row."""
    rows = {row.sub or row.code: (row.status, row.rest, row.sentence) for row in reversed(ERRORS.values())}
    rows |= {row.code: (row.status, row.error, row.sentence) for row in REST_ERRORS.values()}
    return [f"| `{code}` | {status} | {error} | {text} |" for code, (status, error, text) in sorted(rows.items())]


def test_every_operation_is_in_the_first_table() -> None:
    text = (GUIDE / "rest.md").read_text()
    for operation in OPERATIONS.values():
        for path in operation.paths:
            shown = "/rest/" + path.replace("{plural}", "companies")
            assert f"{shown}`" in text or f"{shown}?" in text, path


def test_every_operator_is_in_its_table() -> None:
    assert rows_of("filters.md", "| Operator | The field .. |") == operator_rows()


def operator_rows() -> list[str]:
    return [f"| `{row.word}` | {row.sentence} |" for row in OPERATORS.values() if row.rest]


def test_every_type_is_in_its_table() -> None:
    assert rows_of("filters.md", "| Type of the field | Operators |") == type_rows()


def type_rows() -> list[str]:
    """What a field of each type can be compared by; sub-fields of a composite that take the same stand together."""
    rows: list[str] = []
    for name, kind in REGISTRY.items():
        if name in ("RELATION", "MORPH_RELATION", "TS_VECTOR"):
            continue
        groups: dict[str, list[str]] = {}
        for part in kind.shape.parts:
            groups.setdefault(operators_of(part.kind), []).append(f"`{part.name}`" if part.name else "")
        told = (f"{', '.join(names)}: {words}" if names[0] else words for words, names in groups.items())
        rows.append(f"| {name} | {'; '.join(told)} |")
    return rows


def operators_of(kind: Kind) -> str:
    return " ".join(word for word in OPERATORS if word in kind.operators and OPERATORS[word].rest)
