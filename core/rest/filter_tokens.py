"""The words of the REST filter language, each with its place in the text. Nothing is refused here."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

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
    read = _value(text, start, head[2])
    return Phrase(
        at=at,
        end=read.end,
        text=text[at : read.end].strip(),
        path=head[1].strip(),
        operator=head[2],
        operator_at=head.start(2),
        value=read.value,
        raw=text[start : read.end].strip(),
        value_at=start,
        unclosed=read.unclosed,
        problem=read.problem,
    )


class Read(NamedTuple):
    """A value, where it ends, what is wrong with it, and its round brackets that never close."""

    value: str | list[str]
    end: int
    problem: Problem | None = None
    unclosed: int = 0


def _value(text: str, at: int, operator: str) -> Read:
    if text.startswith(('"', "'"), at):
        read = _closed(text, _quoted(text, at))
    elif text.startswith("[", at) and operator in LIST_OPERATORS:
        read = _closed(text, _list(text, at))
    else:
        return _plain(text, at)
    if read.problem is None:
        return read
    end, unclosed = _plain_end(text, read.end)  # the rest belongs to the phrase that is refused
    return Read(read.value, end, read.problem, unclosed)


def _plain(text: str, at: int) -> Read:
    end, unclosed = _plain_end(text, at)
    value = text[at:end].strip()
    return Read(value, end, None if value else Problem(at, _found(text, at), "a value"), unclosed)


def _closed(text: str, read: Read) -> Read:
    """A quoted value or a list must be followed by a comma, a bracket or the end of the text."""
    after = _skip(text, read.end)
    if read.problem is not None or after >= len(text) or text[after] in ",)":
        return read
    return read._replace(problem=Problem(after, _found(text, after), "',' or ')' after the value"))


def _quoted(text: str, at: int) -> Read:
    """The text between quotes. Inside double quotes `\\"` is a quote; every other backslash is literal."""
    quote, letters, here = text[at], [], at + 1
    while here < len(text):
        if quote == '"' and text.startswith('\\"', here):
            letters.append('"')
            here += 2
        elif text[here] == quote:
            return Read("".join(letters), here + 1)
        else:
            letters.append(text[here])
            here += 1
    return Read("", here, Problem(at, quote, f"a closing {quote}"))


def _list(text: str, at: int) -> Read:
    """`[a, "b, c"]`, split as CSV: commas inside quotes belong to the item."""
    items: list[str] = []
    here = _skip(text, at + 1)
    if text.startswith("]", here):
        return Read(items, here + 1)
    while True:
        item = _item(text, here)
        if item.problem is not None:
            return item
        items.append(str(item.value))
        if text[item.end] == "]":
            return Read(items, item.end + 1)
        here = _skip(text, item.end + 1)


def _item(text: str, at: int) -> Read:
    """One item and the place of the `,` or `]` behind it."""
    if text.startswith(('"', "'"), at):
        value, end, problem, _ = _quoted(text, at)
        end = _skip(text, end)
    else:
        found = _BARE_ITEM.match(text, at)
        assert found is not None
        value, end, problem = found[0].strip(), found.end(), None
    if problem is None and not text.startswith((",", "]"), end):
        expected = "',' or ']' after the item" if end < len(text) else "a closing ]"
        problem = Problem(end, _found(text, end), expected)
    return Read(value, end, problem)


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
