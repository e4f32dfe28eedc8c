import pytest

from tests.metadata.fields.made import cleaned, field, refusal, shown


@pytest.mark.parametrize(
    ("value", "stored"), [(["x", "y"], ["x", "y"]), ("x", ["x"]), ([], None), (None, None), ([""], [""])]
)
def test_valid(value: object, stored: object) -> None:
    assert cleaned(field("ARRAY"), value) == {"f": stored}


@pytest.mark.parametrize(
    ("value", "printed"), [([1, 2], "[ 1, 2 ]"), (5, "5"), ({"a": "b"}, "{ a: 'b' }"), (["x", None], "[ 'x', null ]")]
)
def test_invalid(value: object, printed: str) -> None:
    assert refusal(field("ARRAY"), value) == f'Invalid value {printed} for field "f - Array values need to be string"'


def test_what_postgresql_cannot_store_is_refused() -> None:
    assert refusal(field("ARRAY"), ["a\x00"]) == 'Invalid string value for text field "f": it holds a NUL character'


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("stored", "value"), [(["x", "a,b", '"', "{}"], ["x", "a,b", '"', "{}"]), (None, []), ([], [])]
)
def test_output(stored: object, value: object) -> None:
    assert shown(field("ARRAY"), {"f": stored}) == value
