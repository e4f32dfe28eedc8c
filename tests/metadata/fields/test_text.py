import pytest

from tests.metadata.fields.made import cleaned, field, refusal, shown

VALID = [("Ada", "Ada"), ("", None), (None, None), (" x ", " x "), ("日本 🎉", "日本 🎉"), ("'quoted'", "'quoted'")]
INVALID = [
    (5, 'Invalid string value 5 for text field "f"'),
    (5.5, 'Invalid string value 5.5 for text field "f"'),
    (True, 'Invalid string value true for text field "f"'),
    ([], 'Invalid string value [] for text field "f"'),
    ({"a": 1}, 'Invalid string value { a: 1 } for text field "f"'),
    ("a\x00b", 'Invalid string value for text field "f": it holds a NUL character'),
    ("a\ud800", 'Invalid string value for text field "f": it holds a lone surrogate'),
]


@pytest.mark.parametrize(("value", "stored"), VALID)
def test_valid(value: object, stored: object) -> None:
    assert cleaned(field("TEXT"), value) == {"f": stored}


@pytest.mark.parametrize(("value", "message"), INVALID)
def test_invalid(value: object, message: str) -> None:
    assert refusal(field("TEXT"), value) == message


def test_not_null() -> None:
    required = field("TEXT", "mustHave", nullable=False)
    assert cleaned(required, "") == {"mustHave": ""}
    assert refusal(required, None) == 'Field "mustHave" cannot be null'
    assert required.columns[0].not_null


@pytest.mark.django_db
@pytest.mark.parametrize(("stored", "value"), [("Ada", "Ada"), (None, ""), ("", "")])
def test_output(stored: object, value: object) -> None:
    made = field("TEXT")
    assert shown(made, {"f": stored}) == value


def test_default() -> None:
    made = field("TEXT", default="'hello'")
    assert made.type.default(made) == {"f": "hello"}
    assert made.type.default(field("TEXT")) == {"f": None}
