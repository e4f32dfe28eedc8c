import pytest

from tests.metadata.fields.made import cleaned, field, refusal, shown


@pytest.mark.parametrize(
    ("value", "columns"),
    [
        ({"amountMicros": 1, "currencyCode": "ZZZ"}, {"fAmountMicros": 1, "fCurrencyCode": "ZZZ"}),
        ({"amountMicros": "1500000000"}, {"fAmountMicros": "1500000000"}),
        ({"amountMicros": "9007199254740993"}, {"fAmountMicros": "9007199254740993"}),
        ({"amountMicros": None, "currencyCode": ""}, {"fAmountMicros": None, "fCurrencyCode": None}),
    ],
)
def test_valid(value: object, columns: object) -> None:
    assert cleaned(field("CURRENCY"), value) == columns


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"amountMicros": "abc"}, 'Invalid number value NaN for field "f.amountMicros"'),
        ({"amountMicros": True}, 'Invalid number value true for field "f.amountMicros"'),
        ({"currencyCode": 5}, 'Invalid string value 5 for text field "f.currencyCode"'),
        ({"amount": 5}, 'Invalid subfield amount for currency field "f"'),
        (5, 'Invalid object value 5 for field "f"'),
    ],
)
def test_invalid(value: object, message: str) -> None:
    assert refusal(field("CURRENCY"), value) == message


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("value", "printed"),
    [
        ({}, {"amountMicros": None, "currencyCode": None}),
        (
            {"amountMicros": "9007199254740993", "currencyCode": "EUR"},
            {"amountMicros": 9007199254740993, "currencyCode": "EUR"},
        ),
    ],
)
def test_output(value: object, printed: object) -> None:
    made = field("CURRENCY")
    assert shown(made, cleaned(made, value)) == printed


def test_default() -> None:
    default = {"amountMicros": None, "currencyCode": "'USD'"}
    made = field("CURRENCY", default=default)
    made.type.check_default(default)
    assert made.type.default(made) == {"fAmountMicros": None, "fCurrencyCode": "USD"}
