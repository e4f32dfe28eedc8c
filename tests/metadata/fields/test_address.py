import pytest

from tests.metadata.fields.made import cleaned, field, refusal, shown

EMPTY = {
    "addressStreet1": "",
    "addressStreet2": "",
    "addressCity": "",
    "addressPostcode": "",
    "addressState": "",
    "addressCountry": "",
    "addressLat": None,
    "addressLng": None,
}


@pytest.mark.parametrize(
    ("value", "columns"),
    [
        ({"addressCity": "Oslo"}, {"addressAddressCity": "Oslo"}),
        (
            {"addressLat": 48.85, "addressLng": "2.35"},
            {"addressAddressLat": 48.85, "addressAddressLng": "2.35"},
        ),
    ],
)
def test_valid(value: object, columns: object) -> None:
    assert cleaned(field("ADDRESS", "address"), value) == columns


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"addressLat": "north"}, 'Invalid number value NaN for field "address.addressLat"'),
        ({"addressCity": 5}, 'Invalid string value 5 for text field "address.addressCity"'),
        ({"city": "Oslo"}, 'Invalid subfield city for address field "address"'),
    ],
)
def test_invalid(value: object, message: str) -> None:
    assert refusal(field("ADDRESS", "address"), value) == message


@pytest.mark.django_db
def test_output() -> None:
    made = field("ADDRESS", "address")
    assert shown(made, made.type.default(made)) == EMPTY
    columns = cleaned(made, {"addressCity": "Paris", "addressLat": 48.85})
    assert shown(made, columns) == EMPTY | {"addressCity": "Paris", "addressLat": 48.85}
