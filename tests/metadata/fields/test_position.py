import pytest

from tests.metadata.fields.made import cleaned, field, refusal


@pytest.mark.parametrize("value", [5.5, -3, 0, "first", "last"])
def test_valid(value: object) -> None:
    assert cleaned(field("POSITION", "position", nullable=False), value) == {"position": value}


@pytest.mark.parametrize(("value", "printed"), [("abc", "'abc'"), ("5", "'5'"), (True, "true"), ([1], "[ 1 ]")])
def test_invalid(value: object, printed: str) -> None:
    assert refusal(field("POSITION", "position"), value) == f'Invalid position value {printed} for field "position"'


def test_null() -> None:
    assert refusal(field("POSITION", "position", nullable=False), None) == 'Field "position" cannot be null'
