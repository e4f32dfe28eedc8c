import pytest

from metadata.fields.printing import inspected, interpolated, number_text

PRINTED = [
    ("x", "'x'"),
    ("it's", '"it\'s"'),
    ('it\'s "x"', '`it\'s "x"`'),
    ('it\'s `"x"`', "'it\\'s `\"x\"`'"),
    ("a\nb\\\x01", "'a\\nb\\\\\\x01'"),
    ("\ud800", "'\\uD800'"),
    (5, "5"),
    (5.0, "5"),
    (0.5, "0.5"),
    (1e-7, "1e-7"),
    (10**25, "1e+25"),
    (True, "true"),
    (None, "null"),
    ([], "[]"),
    ({}, "{}"),
    (["NOPE"], "[ 'NOPE' ]"),
    ([1, [2]], "[ 1, [ 2 ] ]"),
    ({"a": 1, "x-y": "z"}, "{ a: 1, 'x-y': 'z' }"),
    ({"a": [1, {"b": {"c": 1}}]}, "{ a: [ 1, { b: [Object] } ] }"),
    (["a" * 40, "b" * 40], "[\n  '" + "a" * 40 + "',\n  '" + "b" * 40 + "'\n]"),
]


@pytest.mark.parametrize(("value", "text"), PRINTED)
def test_inspected(value: object, text: str) -> None:
    assert inspected(value) == text


def test_long_values_are_cut() -> None:
    assert inspected("x" * 10_002).endswith("x'... 2 more characters")
    assert inspected([1] * 101).endswith("... 1 more item\n]")


def test_interpolated() -> None:
    assert [interpolated(value) for value in ("NOPE", 5, None, ["A"])] == ["NOPE", "5", "null", "[ 'A' ]"]


@pytest.mark.parametrize(("value", "text"), [(float("nan"), "NaN"), (float("-inf"), "-Infinity"), (1e300, "1e+300")])
def test_number_text(value: float, text: str) -> None:
    assert number_text(value) == text
