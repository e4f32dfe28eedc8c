import pytest

from tests.metadata.fields.made import cleaned, field, refusal, shown


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        ({"firstName": "Ada", "lastName": "Golden"}, {"nameFirstName": "Ada", "nameLastName": "Golden"}),
        ({"lastName": "Only"}, {"nameLastName": "Only"}),
        ({"firstName": "", "lastName": None}, {"nameFirstName": None, "nameLastName": None}),
        ({}, {}),
        (None, {}),
    ],
)
def test_valid(value: object, stored: object) -> None:
    assert cleaned(field("FULL_NAME", "name"), value) == stored


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("Ada", "Invalid object value 'Ada' for field \"name\""),
        (["Ada"], "Invalid object value [ 'Ada' ] for field \"name\""),
        ({"middleName": "x"}, 'Invalid subfield middleName for full name field "name"'),
        ({"firstName": 5}, 'Invalid string value 5 for text field "name.firstName"'),
    ],
)
def test_invalid(value: object, message: str) -> None:
    assert refusal(field("FULL_NAME", "name"), value) == message


@pytest.mark.django_db
def test_output() -> None:
    made = field("FULL_NAME", "name")
    assert shown(made, {"nameFirstName": "Ada"}) == {"firstName": "Ada", "lastName": ""}
