"""The REST filter language: text -> Filter.

    filter := cond {"," cond}                                  joined by AND
    cond   := ("and"|"or"|"not") "(" cond {"," cond} ")"       not takes exactly one
            | path "[" operator "]:" value
    value  := text | "quoted" | 'quoted' | "[" item {"," item} "]" | NULL | NOT_NULL

Messages are the reference's, word for word; `details` say where, what was found and what is allowed.
"""

from collections.abc import Sequence
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from core.records.errors import RecordError
from core.records.query import Condition, Every, Filter, Opposite, Some
from core.rest.filter_tokens import LIST_OPERATORS, Group, Mark, Phrase, Token, tokens
from metadata.fields.operators import OPERATORS, REST_WORDS

_KNOWN = frozenset(word for word, row in OPERATORS.items() if row.rest)
MAX_DEPTH = 32
CACHED_LENGTH = 600


def parse_filters(texts: Sequence[str]) -> Filter:
    """All `filter` parameters of a request, joined by AND."""
    parsed = tuple(parse_filter(text) for text in texts)
    return parsed[0] if len(parsed) == 1 else Every(parsed)


def parse_filter(text: str) -> Filter:
    return _remembered(text) if len(text) <= CACHED_LENGTH else _parse(text)


@lru_cache(maxsize=512)
def _remembered(text: str) -> Filter:
    return _parse(text)


def near(word: str, known: Sequence[str]) -> dict[str, Any]:
    """The known word that the client may have meant, as an added key."""
    folded = {name.lower(): name for name in known}
    close = get_close_matches(word.lower(), folded, n=1, cutoff=0.6)
    return {"near": folded[close[0]]} if close else {}


def _parse(text: str) -> Filter:
    if "\x00" in text:
        raise _invalid(text.replace("\x00", "\\u0000"), at=text.index("\x00"), found="\\u0000")
    found = list(tokens(text))
    _check_brackets(found, len(text))
    items, _ = _Parser(text, found).conditions(0, None)
    return items[0] if len(items) == 1 else Every(items)


def _check_brackets(found: list[Token], length: int) -> None:
    """The whole text must close what it opens; the count comes before any other complaint."""
    missing = 0
    for token in found:
        if isinstance(token, Group):
            missing += 1
        elif isinstance(token, Mark):
            missing -= token.sign == ")"
        else:
            missing += token.unclosed
    if missing:
        side = "close" if missing > 0 else "open"
        count = abs(missing)
        verb = "bracket is" if count == 1 else "brackets are"
        message = f"'filter' invalid. {count} {side} {verb} missing in the query"
        raise RecordError("INVALID_ARGS_FILTER", message, at=_bracket_place(found, length))


def _bracket_place(found: list[Token], length: int) -> int:
    """The closing bracket that nothing opened, else the end of the text."""
    depth = 0
    for token in found:
        depth += isinstance(token, Group)
        if isinstance(token, Mark) and token.sign == ")":
            depth -= 1
            if depth < 0:
                return token.at
    return length


class _Parser:
    """Recursive descent over the tokens of one text."""

    def __init__(self, text: str, found: list[Token]) -> None:
        self.text = text
        self.found = found

    def conditions(self, place: int, group: Group | None, depth: int = 0) -> tuple[tuple[Filter, ...], int]:
        """The comma-separated conditions from token `place` on -> them, and the token behind their end."""
        items: list[Filter] = []
        while True:
            item, place = self.condition(place, group, depth)
            items.append(item)
            token = self.token(place)
            if isinstance(token, Mark) and token.sign == ",":
                place += 1
            elif token is None and group is None:
                return tuple(items), place
            elif isinstance(token, Mark) and group is not None:
                return tuple(items), place + 1
            else:
                raise self.unexpected(token, group)

    def condition(self, place: int, group: Group | None, depth: int) -> tuple[Filter, int]:
        token = self.token(place)
        if isinstance(token, Group):
            return self.group(token, place + 1, depth + 1)
        if isinstance(token, Phrase):
            return _condition(token), place + 1
        raise self.empty(token, group, place)

    def group(self, opening: Group, place: int, depth: int) -> tuple[Filter, int]:
        if depth > MAX_DEPTH:
            message = f"'filter' invalid. Conditions are nested more than {MAX_DEPTH} levels deep"
            raise RecordError("INVALID_ARGS_FILTER", message, at=opening.at)
        items, behind = self.conditions(place, opening, depth)
        if opening.word == "and":
            return Every(items), behind
        if opening.word == "or":
            return Some(items), behind
        if len(items) > 1:
            message = "'filter' invalid. 'not' conjunction should contain only 1 condition. eg: not(field[eq]:1)"
            raise RecordError("INVALID_ARGS_FILTER", message, at=opening.at, found=len(items))
        return Opposite(items[0]), behind

    def token(self, place: int) -> Token | None:
        return self.found[place] if place < len(self.found) else None

    def empty(self, token: Token | None, group: Group | None, place: int) -> RecordError:
        """A condition should stand here, but a mark or the end does."""
        at = len(self.text) if token is None else token.at
        first = place == 0 or isinstance(self.found[place - 1], Group)
        word = "and" if group is None else group.word
        text = f"{word}()" if first and (group is not None or token is None) else ""
        return _invalid(text, at=at, found=self.text[at : at + 20] or "end of text", expected="a condition")

    def unexpected(self, token: Token | None, group: Group | None) -> RecordError:
        at = len(self.text) if token is None else token.at
        expected = "','" if group is None else "',' or ')'"
        found = self.text[at : at + 20] or "end of text"
        return _invalid(self.text, at=at, found=found, expected=expected)


def _condition(phrase: Phrase) -> Condition:
    if phrase.operator and phrase.operator not in _KNOWN:
        raise _unknown_operator(phrase)
    if phrase.operator in LIST_OPERATORS and not phrase.raw.startswith("[") and phrase.raw:
        raise _list_expected(phrase)
    if phrase.problem is not None:
        raise _malformed(phrase)
    value = tuple(phrase.value) if isinstance(phrase.value, list) else phrase.value
    return Condition(tuple(phrase.path.split(".")), phrase.operator, value, at=phrase.at, text=phrase.text)


def _unknown_operator(phrase: Phrase) -> RecordError:
    message = f"'filter' invalid for '{phrase.text}', comparator {phrase.operator} not in {', '.join(REST_WORDS)}"
    details: dict[str, Any] = {"at": phrase.operator_at, "found": phrase.operator, "allowed": list(REST_WORDS)}
    return RecordError("INVALID_ARGS_FILTER", message, **details, **near(phrase.operator, REST_WORDS))


def _list_expected(phrase: Phrase) -> RecordError:
    message = (
        f"'filter' invalid for '{phrase.operator}' operator. Received '{phrase.raw}' "
        f"but array value expected eg: 'field[{phrase.operator}]:[value_1,value_2]'"
    )
    return RecordError("INVALID_ARGS_FILTER", message, at=phrase.value_at, found=phrase.raw, expected="[")


def _malformed(phrase: Phrase) -> RecordError:
    problem = phrase.problem
    assert problem is not None
    word = phrase.text.partition("(")[0].strip() if "(" in phrase.text else ""
    meant = near(word, ("and", "or", "not")) if word else {}
    return _invalid(phrase.text, at=problem.at, found=problem.found, expected=problem.expected, **meant)


def _invalid(text: str, **details: Any) -> RecordError:
    return RecordError("INVALID_ARGS_FILTER", f"'filter' invalid for '{text}'. eg: price[gte]:10", **details)
