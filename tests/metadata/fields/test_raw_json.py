import pytest

from tests.metadata.fields.made import cleaned, field, refusal, shown

NESTED: object = []
for _ in range(300):
    NESTED = [NESTED]


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        ({"a": [1, 2, {"b": None}]}, {"a": [1, 2, {"b": None}]}),
        ([], []),
        ({"a": 10**300}, {"a": 10**300}),
        ({}, {}),
        ('{"a":1}', {"a": 1}),
        ("[1]", [1]),
        (None, None),
    ],
)
def test_valid(value: object, stored: object) -> None:
    assert cleaned(field("RAW_JSON"), value) == {"f": stored}


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("zz", "Invalid object value 'zz' for field \"f\""),
        ("5", "Invalid object value '5' for field \"f\""),
        (5, 'Invalid object value 5 for field "f"'),
        (True, 'Invalid object value true for field "f"'),
        ({"a": "\x00"}, 'Invalid object value for field "f": it holds a NUL character'),
        ({"a\ud800": 1}, 'Invalid object value for field "f": it holds a lone surrogate'),
        ({"a": [10**400]}, 'Invalid number value Infinity for field "f"'),
        ({"a": -(10**309)}, 'Invalid number value -Infinity for field "f"'),
        ([float("inf")], 'Invalid number value Infinity for field "f"'),
        (NESTED, 'Invalid object value for field "f": nested deeper than 200 levels'),
    ],
)
def test_invalid(value: object, message: str) -> None:
    assert refusal(field("RAW_JSON"), value) == message


@pytest.mark.django_db
@pytest.mark.parametrize("value", [{"a": [1, 2.5, {"b": None}]}, [], None])
def test_output(value: object) -> None:
    assert shown(field("RAW_JSON"), {"f": value}) == value
