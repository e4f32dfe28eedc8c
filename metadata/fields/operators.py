"""The filter operators, as rows: word, argument kind, sentence. GraphQL, REST, SQL and the guide read them here."""

from dataclasses import dataclass
from typing import Literal

Argument = Literal["one", "many", "null", "pattern", "flag"]


@dataclass(frozen=True, slots=True)
class Operator:
    """One word of the filter language. `rest` says whether the REST grammar knows the word."""

    word: str
    argument: Argument
    sentence: str
    rest: bool = True


OPERATORS: dict[str, Operator] = {
    row.word: row
    for row in (
        Operator("eq", "one", "equals the value"),
        Operator("neq", "one", "differs from the value; empty values match too"),
        Operator("in", "many", "equals one of the values; an empty list matches nothing"),
        Operator("containsAny", "many", "holds at least one of the values"),
        Operator("is", "null", "is empty (NULL) or is not empty (NOT_NULL)"),
        Operator("gt", "one", "is greater than the value"),
        Operator("gte", "one", "is greater than or equals the value"),
        Operator("lt", "one", "is less than the value"),
        Operator("lte", "one", "is less than or equals the value"),
        Operator("startsWith", "one", "starts with the text, case-sensitive"),
        Operator("endsWith", "one", "ends with the text, case-sensitive"),
        Operator("like", "pattern", "matches the pattern, case-sensitive; % stands for any text, _ for one character"),
        Operator("ilike", "pattern", "matches the pattern, case-insensitive"),
        Operator("containsIlike", "pattern", "an element matches the pattern, case-insensitive", rest=False),
        Operator("isEmptyArray", "flag", "is an empty list (true) or not (false)"),
        Operator("search", "one", "matches the words as prefixes, accents folded", rest=False),
        Operator("regex", "pattern", "declared for compatibility, always refused", rest=False),
        Operator("iregex", "pattern", "declared for compatibility, always refused", rest=False),
    )
}

REST_WORDS = tuple(word for word, row in OPERATORS.items() if row.rest and word != "isEmptyArray")
"""The order in which the REST error message lists them."""
