import pytest

from tests.metadata.fields.made import cleaned, field, refusal, shown


@pytest.mark.parametrize("value", [True, False, None])
def test_valid(value: object) -> None:
    assert cleaned(field("BOOLEAN"), value) == {"f": value}


@pytest.mark.parametrize(
    ("value", "printed"), [("yes", "'yes'"), ("true", "'true'"), (1, "1"), (0, "0"), ([True], "[ true ]")]
)
def test_invalid(value: object, printed: str) -> None:
    assert refusal(field("BOOLEAN"), value) == f'Invalid boolean value {printed} for field "f"'


@pytest.mark.django_db
@pytest.mark.parametrize("value", [True, False, None])
def test_output(value: object) -> None:
    assert shown(field("BOOLEAN"), {"f": value}) is value


def test_default() -> None:
    made = field("BOOLEAN", default=False)
    assert made.type.default(made) == {"f": False}
