"""The REST filter language: every form of the grammar, every refusal with its place."""

import pytest

from core.records.errors import RecordError
from core.records.query import Condition, Every, Filter, Opposite, Some
from core.rest.filter_grammar import parse_filter, parse_filters
from metadata.fields.operators import REST_WORDS

OPERATORS = "eq, neq, in, containsAny, is, gt, gte, lt, lte, startsWith, endsWith, like, ilike"


def plain(filter: Filter) -> object:
    """A filter as tuples: ("and", ..), ("or", ..), ("not", x), (path, operator, value)."""
    if isinstance(filter, Condition):
        value = list(filter.value) if isinstance(filter.value, tuple) else filter.value
        return (".".join(filter.path), filter.operator, value)
    if isinstance(filter, Opposite):
        return ("not", plain(filter.item))
    assert isinstance(filter, Every | Some)
    return ("or" if isinstance(filter, Some) else "and", *map(plain, filter.items))


def refusal(text: str) -> RecordError:
    with pytest.raises(RecordError) as caught:
        parse_filter(text)
    assert caught.value.code == "INVALID_ARGS_FILTER"
    return caught.value


@pytest.mark.parametrize("word", [*REST_WORDS, "isEmptyArray"])
def test_every_operator(word: str) -> None:
    text, value = ("[a,b]", ["a", "b"]) if word in ("in", "containsAny") else ("a", "a")
    assert plain(parse_filter(f"jobTitle[{word}]:{text}")) == ("jobTitle", word, value)


VALUES = [
    ("jobTitle[eq]:CEO", "CEO"),
    ('jobTitle[eq]:"CEO"', "CEO"),
    ("jobTitle[eq]:'CEO'", "CEO"),
    ('jobTitle[eq]: "CEO" ', "CEO"),
    ("jobTitle[eq]:  CEO ", "CEO"),
    ("jobTitle[eq]:Chief Executive", "Chief Executive"),
    ('jobTitle[eq]:" CEO "', " CEO "),
    ('jobTitle[eq]:""', ""),
    ("jobTitle[eq]:''", ""),
    ('jobTitle[eq]:"a, b"', "a, b"),
    ("jobTitle[eq]:'a, b'", "a, b"),
    ('jobTitle[eq]:"a) (b"', "a) (b"),
    ('jobTitle[eq]:"] and [ and ]:"', "] and [ and ]:"),
    (r'jobTitle[eq]:"say \"hi\", twice"', 'say "hi", twice'),
    (r'jobTitle[eq]:"C:\temp"', r"C:\temp"),
    (r'jobTitle[like]:"50\%"', r"50\%"),
    (r"jobTitle[eq]:'back\slash'", r"back\slash"),
    ("""jobTitle[eq]:'say "hi"'""", 'say "hi"'),
    ('jobTitle[eq]:"it\'s"', "it's"),
    ("jobTitle[eq]:McDonald's", "McDonald's"),
    ('jobTitle[eq]:5" nail', '5" nail'),
    ("jobTitle[eq]:Ünïcode 日本 🚀", "Ünïcode 日本 🚀"),
    ("jobTitle[eq]:a(b)c", "a(b)c"),
    ("jobTitle[eq]:a(b,c)d", "a(b,c)d"),
    ("jobTitle[eq]:a[b,c]d", "a[b,c]d"),
    ("jobTitle[eq]:[CEO]", "[CEO]"),
    ("jobTitle[eq]:10:30", "10:30"),
    ("jobTitle[eq]:a=b", "a=b"),
    ("jobTitle[eq]:not(x)", "not(x)"),
    ("companyId[is]:NULL", "NULL"),
    ("companyId[is]:NOT_NULL", "NOT_NULL"),
    ("createdAt[gt]:2020-01-01T10:00:00.000Z", "2020-01-01T10:00:00.000Z"),
    ("position[eq]:-1.5e3", "-1.5e3"),
]


@pytest.mark.parametrize(("text", "value"), VALUES)
def test_values(text: str, value: str) -> None:
    found = parse_filter(text)
    assert isinstance(found, Condition)
    assert found.value == value


LISTS = [
    ("[]", []),
    ("[ ]", []),
    ("[NEW]", ["NEW"]),
    ("[NEW,MEETING]", ["NEW", "MEETING"]),
    ('["NEW","MEETING"]', ["NEW", "MEETING"]),
    ("['NEW','MEETING']", ["NEW", "MEETING"]),
    ("[ NEW , MEETING ]", ["NEW", "MEETING"]),
    ('[ "NEW" , "MEETING" ]', ["NEW", "MEETING"]),
    ('["AppFolio, Inc.",Acme]', ["AppFolio, Inc.", "Acme"]),
    ('["a]b","c)d","e(f"]', ["a]b", "c)d", "e(f"]),
    (r'["say \"x\", y"]', ['say "x", y']),
    ('[" kept ", trimmed ]', [" kept ", "trimmed"]),
    ("[McDonald's,O'Neil]", ["McDonald's", "O'Neil"]),
    ("[a,,b]", ["a", "", "b"]),
    ('[""]', [""]),
    ("[été,日本]", ["été", "日本"]),
]


@pytest.mark.parametrize("operator", ["in", "containsAny"])
@pytest.mark.parametrize(("text", "items"), LISTS)
def test_lists(operator: str, text: str, items: list[str]) -> None:
    assert plain(parse_filter(f"stage[{operator}]:{text}")) == ("stage", operator, items)
    assert plain(parse_filter(f"or(stage[{operator}]:{text},a[eq]:1)")) == (
        "or",
        ("stage", operator, items),
        ("a", "eq", "1"),
    )


NESTING = [
    ("a[eq]:1,b[eq]:2", ("and", ("a", "eq", "1"), ("b", "eq", "2"))),
    (" a[eq]:1 , b[eq]:2 ", ("and", ("a", "eq", "1"), ("b", "eq", "2"))),
    ("and(a[eq]:1)", ("and", ("a", "eq", "1"))),
    ("or(a[eq]:1,b[eq]:2)", ("or", ("a", "eq", "1"), ("b", "eq", "2"))),
    ("or( a[eq]:1 , b[eq]:2 )", ("or", ("a", "eq", "1"), ("b", "eq", "2"))),
    ("not(a[eq]:1)", ("not", ("a", "eq", "1"))),
    ("not(not(a[eq]:1))", ("not", ("not", ("a", "eq", "1")))),
    (
        'and(position[lt]:100,or(jobTitle[ilike]:"%engineer%",not(companyId[is]:NOT_NULL)))',
        (
            "and",
            ("position", "lt", "100"),
            ("or", ("jobTitle", "ilike", "%engineer%"), ("not", ("companyId", "is", "NOT_NULL"))),
        ),
    ),
    (
        "or(a[eq]:1,b[eq]:2),not(c[eq]:3)",
        ("and", ("or", ("a", "eq", "1"), ("b", "eq", "2")), ("not", ("c", "eq", "3"))),
    ),
    (
        "a[eq]:1,or(b[eq]:2,c[in]:[3,4]),d[eq]:5",
        ("and", ("a", "eq", "1"), ("or", ("b", "eq", "2"), ("c", "in", ["3", "4"])), ("d", "eq", "5")),
    ),
    ("name[eq]:McDonald's,position[gte]:1", ("and", ("name", "eq", "McDonald's"), ("position", "gte", "1"))),
    ('or(name[eq]:"a)b",x[eq]:1)', ("or", ("name", "eq", "a)b"), ("x", "eq", "1"))),
    ("or(name[eq]:Foo (bar),x[eq]:1)", ("or", ("name", "eq", "Foo (bar)"), ("x", "eq", "1"))),
    ("or(name[eq]:a[b,c],x[eq]:1)", ("or", ("name", "eq", "a[b,c]"), ("x", "eq", "1"))),
]


@pytest.mark.parametrize(("text", "expected"), NESTING)
def test_nesting(text: str, expected: object) -> None:
    assert plain(parse_filter(text)) == expected


PATHS = [
    ("emails.primaryEmail[eq]:x", ("emails", "primaryEmail")),
    ("company.name[eq]:x", ("company", "name")),
    ("company.address.addressCity[eq]:x", ("company", "address", "addressCity")),
    ("orders[eq]:x", ("orders",)),
    ("android[eq]:x", ("android",)),
    ("notes[eq]:x", ("notes",)),
    ("not[eq]:x", ("not",)),
    ("a b[eq]:x", ("a b",)),
]


@pytest.mark.parametrize(("text", "path"), PATHS)
def test_paths(text: str, path: tuple[str, ...]) -> None:
    found = parse_filter(text)
    assert isinstance(found, Condition)
    assert found.path == path


def test_a_condition_knows_its_place_and_its_text() -> None:
    found = parse_filter('or(a[eq]:1, name[eq]:"x y" )')
    assert isinstance(found, Some)
    second = found.items[1]
    assert isinstance(second, Condition)
    assert (second.at, second.text) == (12, 'name[eq]:"x y"')


def test_several_parameters_are_joined_by_and() -> None:
    assert plain(parse_filters(["a[eq]:1", "or(b[eq]:2,c[eq]:3)"])) == (
        "and",
        ("a", "eq", "1"),
        ("or", ("b", "eq", "2"), ("c", "eq", "3")),
    )
    assert plain(parse_filters(["a[eq]:1"])) == ("a", "eq", "1")


def malformed(text: str) -> str:
    return f"'filter' invalid for '{text}'. eg: price[gte]:10"


MALFORMED = [
    # text, the part that the message quotes, where, what was found
    ("jobTitle=CEO", "jobTitle=CEO", 0, "jobTitle=CEO"),
    ("jobTitle[eq]", "jobTitle[eq]", 0, "jobTitle[eq]"),
    ("jobTitle[eq]:", "jobTitle[eq]:", 13, "end of text"),
    ("jobTitle[eq]: ", "jobTitle[eq]:", 14, "end of text"),
    ("jobTitle[eq]:,a[eq]:1", "jobTitle[eq]:", 13, ",a[eq]:1"),
    ("jobTitle", "jobTitle", 0, "jobTitle"),
    ("[eq]:x", "[eq]:x", 0, "[eq]:x"),
    ("jobTitle[]:x", "jobTitle[]:x", 0, "jobTitle[]:x"),
    ("jobTitle[eq] :x", "jobTitle[eq] :x", 0, "jobTitle[eq] :x"),
    ("a[eq]:1,jobTitle=CEO", "jobTitle=CEO", 8, "jobTitle=CEO"),
    ("or(a[eq]:1,jobTitle=CEO)", "jobTitle=CEO", 11, "jobTitle=CEO"),
    ("", "and()", 0, "end of text"),
    ("   ", "and()", 3, "end of text"),
    ("and()", "and()", 4, ")"),
    ("or()", "or()", 3, ")"),
    ("a[eq]:1,or( )", "or()", 12, ")"),
    ("a[eq]:1,", "", 8, "end of text"),
    (",a[eq]:1", "", 0, ",a[eq]:1"),
    ("or(a[eq]:1,)", "", 11, ")"),
    ("a[eq]:1,,b[eq]:2", "", 8, ",b[eq]:2"),
    ('name[eq]:"abc', 'name[eq]:"abc', 9, '"'),
    ("name[eq]:'abc", "name[eq]:'abc", 9, "'"),
    ('name[eq]:"a"b', 'name[eq]:"a"b', 12, "b"),
    ("name[eq]:'don't'", "name[eq]:'don't'", 14, "t'"),
    ("stage[in]:[a,b", "stage[in]:[a,b", 14, "end of text"),
    ('stage[in]:["a', 'stage[in]:["a', 11, '"'),
    ('stage[in]:["a"b]', 'stage[in]:["a"b]', 14, "b]"),
    ("stage[in]:[a]b", "stage[in]:[a]b", 13, "b"),
    ("(a[eq]:1,b[eq]:2)", "(a[eq]:1,b[eq]:2)", 0, "(a[eq]:1,b[eq]:2)"),
    ("AND(a[eq]:1)", "AND(a[eq]:1)", 0, "AND(a[eq]:1)"),
    ("or(a[eq]:1)b[eq]:2", "or(a[eq]:1)b[eq]:2", 11, "b[eq]:2"),
]


@pytest.mark.parametrize(("text", "quoted", "at", "found"), MALFORMED)
def test_malformed_conditions(text: str, quoted: str, at: int, found: str) -> None:
    error = refusal(text)
    assert error.message == malformed(quoted)
    assert error.details["at"] == at
    assert error.details["found"] == found
    assert error.details["expected"]


def test_a_conjunction_in_capitals_is_named() -> None:
    assert refusal("AND(a[eq]:1)").details["near"] == "and"
    assert refusal("nor(a[eq]:1)").details["near"] == "or"


BRACKETS = [
    ('and(jobTitle[eq]:"x"', "1 close bracket is", 20),
    ("and(or(a[eq]:1", "2 close brackets are", 14),
    ("and(jobTitle=CEO", "1 close bracket is", 16),
    ("a[eq]:foo (bar", "1 close bracket is", 14),
    ("a[eq]:1)", "1 open bracket is", 7),
    ("or(a[eq]:1)))", "2 open brackets are", 11),
]


@pytest.mark.parametrize(("text", "count", "at"), BRACKETS)
def test_unbalanced_brackets(text: str, count: str, at: int) -> None:
    error = refusal(text)
    assert error.message == f"'filter' invalid. {count} missing in the query"
    assert error.details["at"] == at


def test_brackets_inside_quotes_are_not_counted() -> None:
    assert plain(parse_filter('and(a[eq]:"(",b[in]:["))",c])')) == (
        "and",
        ("a", "eq", "("),
        ("b", "in", ["))", "c"]),
    )


def test_unknown_operator() -> None:
    error = refusal('a[eq]:1,searchVector[search]:"jeff"')
    assert (
        error.message == f"'filter' invalid for 'searchVector[search]:\"jeff\"', comparator search not in {OPERATORS}"
    )
    assert error.details == {"at": 21, "found": "search", "allowed": list(REST_WORDS)}


@pytest.mark.parametrize(
    ("operator", "near"),
    [("startswith", "startsWith"), ("iLike", "ilike"), ("EQ", "eq"), ("containAny", "containsAny"), ("foo", None)],
)
def test_unknown_operator_names_the_near_one(operator: str, near: str | None) -> None:
    error = refusal(f"jobTitle[{operator}]:1")
    assert error.message == f"'filter' invalid for 'jobTitle[{operator}]:1', comparator {operator} not in {OPERATORS}"
    assert error.details.get("near") == near


@pytest.mark.parametrize("operator", ["in", "containsAny"])
def test_lists_need_brackets(operator: str) -> None:
    error = refusal(f"stage[{operator}]:NEW")
    assert error.message == (
        f"'filter' invalid for '{operator}' operator. Received 'NEW' "
        f"but array value expected eg: 'field[{operator}]:[value_1,value_2]'"
    )
    assert error.details["at"] == len(f"stage[{operator}]:")


def test_not_takes_one_condition() -> None:
    error = refusal("not(a[eq]:1,b[eq]:2)")
    assert error.message == (
        "'filter' invalid. 'not' conjunction should contain only 1 condition. eg: not(field[eq]:1)"
    )
    assert error.details == {"at": 0, "found": 2}


def test_nesting_has_a_limit() -> None:
    deep = "not(" * 32 + "a[eq]:1" + ")" * 32
    assert plain(parse_filter(deep))[0] == "not"
    error = refusal("not(" * 5000 + "a[eq]:1" + ")" * 5000)
    assert error.message == "'filter' invalid. Conditions are nested more than 32 levels deep"
    assert error.details["at"] == 4 * 32


def test_nul_characters_are_refused() -> None:
    assert refusal("jobTitle[eq]:a\x00b").message == malformed("jobTitle[eq]:a\\u0000b")


def test_long_filters_are_read_in_linear_time() -> None:
    text = "or(" + ",".join(f"id[eq]:{number}" for number in range(3000)) + ")"
    found = parse_filter(text)
    assert isinstance(found, Some)
    assert len(found.items) == 3000
