"""The words of the REST filter language, each with its place in the text. Nothing is refused here."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

LIST_OPERATORS = ("in", "containsAny")

_GROUP = re.compile(r"(and|or|not)[ \t]*\(")
_HEAD = re.compile(r"([^\[\](),:]+)\[([^\[\]]+)\]:")
_BLANKS = re.compile(r"\s*")
_BARE_ITEM = re.compile(r"[^,\]]*")


@dataclass(frozen=True, slots=True)
class Group:
    """`and(`, `or(` or `not(`."""

    word: str
    at: int
    end: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A comma or a closing bracket between conditions."""

    sign: Literal[",", ")"]
    at: int
    end: int


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a piece of text is no condition: where, what stands there, what should."""

    at: int
    found: str
    expected: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """The text of one condition. `unclosed` counts its round brackets that never close."""

    at: int
    end: int
    text: str
    path: str = ""
    operator: str = ""
    operator_at: int = 0
    value: str | list[str] = ""
    raw: str = ""
    value_at: int = 0
    unclosed: int = 0
    problem: Problem | None = field(default=None)


Token = Group | Mark | Phrase


def tokens(text: str) -> Iterator[Token]:
    """Groups, marks and phrases from left to right; blanks between them are skipped."""
    at = _skip(text, 0)
    while at < len(text):
        token = _group(text, at) or _mark(text, at) or _phrase(text, at)
        yield token
        at = _skip(text, token.end)


def _skip(text: str, at: int) -> int:
    found = _BLANKS.match(text, at)
    return found.end() if found else at


def _group(text: str, at: int) -> Group | None:
    found = _GROUP.match(text, at)
    return Group(found[1], at, found.end()) if found else None


def _mark(text: str, at: int) -> Mark | None:
    if text[at] == ",":
        return Mark(",", at, at + 1)
    return Mark(")", at, at + 1) if text[at] == ")" else None


def _phrase(text: str, at: int) -> Phrase:
    head = _HEAD.match(text, at)
    if head is None:
        end, unclosed = _plain_end(text, at)
        problem = Problem(at, text[at:end].strip(), "field[operator]:value")
        return Phrase(at, end, text[at:end].strip(), unclosed=unclosed, problem=problem)
    start = _skip(text, head.end())
    value, end, problem = _value(text, start, head[2])
    unclosed = 0
    if problem is not None:
        end, unclosed = _plain_end(text, end)
    elif value is None:
        end, unclosed = _plain_end(text, start)
        value = text[start:end].strip()
        problem = None if value else Problem(start, _found(text, start), "a value")
    return Phrase(
        at=at,
        end=end,
        text=text[at:end].strip(),
        path=head[1].strip(),
        operator=head[2],
        operator_at=head.start(2),
        value=value if value is not None else "",
        raw=text[start:end].strip(),
        value_at=start,
        unclosed=unclosed,
        problem=problem,
    )


Value = tuple[str | list[str] | None, int, Problem | None]
"""The value, None for plain text; where it ends; what is wrong with it."""


def _value(text: str, at: int, operator: str) -> Value:
    opening = text[at : at + 1]
    if opening and opening in "\"'":
        value, end = _quoted(text, at)
        return _closed(text, at, value, end)
    if opening == "[" and operator in LIST_OPERATORS:
        return _list(text, at)
    return None, at, None


def _closed(text: str, at: int, value: str | list[str] | None, end: int) -> Value:
    """A quoted value or a list must be followed by a comma, a bracket or the end of the text."""
    if value is None:
        return "", len(text), Problem(at, text[at], f"a closing {text[at]}")
    after = _skip(text, end)
    if after < len(text) and text[after] not in ",)":
        return value, end, Problem(after, _found(text, after), "',' or ')' after the value")
    return value, end, None


def _quoted(text: str, at: int) -> tuple[str | None, int]:
    """The text between quotes. Inside double quotes `\\"` is a quote; every other backslash is literal."""
    quote, letters, here = text[at], [], at + 1
    while here < len(text):
        if quote == '"' and text.startswith('\\"', here):
            letters.append('"')
            here += 2
        elif text[here] == quote:
            return "".join(letters), here + 1
        else:
            letters.append(text[here])
            here += 1
    return None, here


def _list(text: str, at: int) -> Value:
    """`[a, "b, c"]`, split as CSV: commas inside quotes belong to the item."""
    items: list[str] = []
    here = _skip(text, at + 1)
    if text[here : here + 1] == "]":
        return _closed(text, at, items, here + 1)
    while True:
        item, end, problem = _item(text, here)
        if problem is not None:
            return items, end, problem
        items.append(item)
        if text[end] == "]":
            return _closed(text, at, items, end + 1)
        here = _skip(text, end + 1)


def _item(text: str, at: int) -> tuple[str, int, Problem | None]:
    """One item and the place of the `,` or `]` behind it."""
    if text[at : at + 1] in ('"', "'"):
        value, end = _quoted(text, at)
        if value is None:
            return "", len(text), Problem(at, text[at], f"a closing {text[at]}")
        end = _skip(text, end)
    else:
        found = _BARE_ITEM.match(text, at)
        assert found is not None
        value, end = found[0].strip(), found.end()
    if end >= len(text):
        return value, end, Problem(end, _found(text, end), "a closing ]")
    if text[end] not in ",]":
        return value, end, Problem(end, _found(text, end), "',' or ']' after the item")
    return value, end, None


def _plain_end(text: str, at: int) -> tuple[int, int]:
    """Where plain text ends: at a comma or closing bracket that is not inside brackets of its own."""
    round_, square, here = 0, 0, at
    while here < len(text):
        sign = text[here]
        if (sign == ")" and not round_) or (sign == "," and not round_ and not square):
            break
        round_ += (sign == "(") - (sign == ")")
        square = max(0, square + (sign == "[") - (sign == "]"))
        here += 1
    return here, round_


def _found(text: str, at: int) -> str:
    return text[at : at + 20] or "end of text"
