import pytest

from metadata.fields.errors import InvalidValue
from tests.metadata.fields.made import cleaned, field, refusal, shown

N, C, K = "primaryPhoneNumber", "primaryPhoneCountryCode", "primaryPhoneCallingCode"

CONSISTENT = [
    ({N: "+33612345679"}, ("612345679", "FR", "+33")),
    ({N: "+1 415 555 1234"}, ("4155551234", "US", "+1")),
    ({N: "06 12 34 56 78", C: "FR"}, ("612345678", "FR", "+33")),
    ({N: "612345678", K: "33"}, ("612345678", "FR", "+33")),
    ({N: "7114567890", C: "DE", K: "+49"}, ("7114567890", "DE", "+49")),
    ({N: "0612345678", C: "IT", K: "+39"}, ("0612345678", "IT", "+39")),
    ({N: "5550123456", C: "us", K: "+1"}, ("5550123456", "US", "+1")),
    ({N: "", C: "FR", K: "+33"}, (None, "FR", "+33")),
    ({C: "FR"}, (None, "FR", "+33")),
    ({N: "(020) 7123-4567"}, ("02071234567", None, None)),
    ({N: None, C: None, K: ""}, (None, None, None)),
]
REFUSED = [
    ({N: "abc"}, "Provided phone number is invalid abc"),
    ({N: "+"}, "Provided phone number is invalid +"),
    ({N: "1"}, "Provided phone number is invalid 1"),
    ({N: "+999123456789"}, "Provided phone number is invalid +999123456789"),
    ({N: "abc", C: "FR"}, "Provided phone number is invalid abc"),
    ({N: "612345678", C: "XX"}, "Provided phone country code is invalid XX"),
    ({N: "612345678", K: "+99999"}, "Provided phone calling code is invalid +99999"),
    ({C: "FR", K: "+49"}, "Provided phone country code and calling code are conflicting"),
    ({N: "+33612345679", C: "DE"}, "Provided phone country code and calling code are conflicting"),
]


@pytest.mark.parametrize(("value", "parts"), CONSISTENT)
def test_parts_are_made_consistent(value: dict[str, object], parts: tuple[object, ...]) -> None:
    columns = cleaned(field("PHONES", "phones"), value)
    assert tuple(columns.get(f"phonesPrimaryPhone{x}") for x in ("Number", "CountryCode", "CallingCode")) == parts


@pytest.mark.parametrize(("value", "message"), REFUSED)
def test_refused(value: object, message: str) -> None:
    made = field("PHONES", "phones")
    with pytest.raises(InvalidValue) as caught:
        made.type.clean(made, value)
    assert (caught.value.message, caught.value.code) == (message, "INVALID_PHONE_NUMBER")


def test_a_part_that_nothing_is_known_of_is_left_alone() -> None:
    assert cleaned(field("PHONES", "phones"), {N: "0612345678"}) == {"phonesPrimaryPhoneNumber": "0612345678"}


@pytest.mark.parametrize(
    ("further", "stored"),
    [
        (
            [{"number": "698765432", "countryCode": "FR", "callingCode": "+33"}],
            [{"number": "698765432", "countryCode": "FR", "callingCode": "+33"}],
        ),
        ([{"number": "+33698765432"}], [{"number": "698765432", "countryCode": "FR", "callingCode": "+33"}]),
        ([{"number": "", "countryCode": "FR", "callingCode": ""}], None),
        ([], None),
        (None, None),
    ],
)
def test_further_phones(further: object, stored: object) -> None:
    columns = cleaned(field("PHONES", "phones"), {"additionalPhones": further})
    assert columns == {"phonesAdditionalPhones": stored}


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("abc", "Invalid object value 'abc' for field \"phones\""),
        ({"number": "1"}, 'Invalid subfield number for phones field "phones"'),
        ({N: 5}, 'Invalid string value 5 for text field "phones.primaryPhoneNumber"'),
        ({"additionalPhones": "zz"}, "Invalid object value 'zz' for field \"phones.additionalPhones\""),
        ({"additionalPhones": ["+33612345679", "abc"]}, "Provided phone number is invalid +33612345679"),
        ({"additionalPhones": [{"number": "abc"}]}, "Provided phone number is invalid abc"),
    ],
)
def test_invalid(value: object, message: str) -> None:
    assert refusal(field("PHONES", "phones"), value) == message


@pytest.mark.django_db
def test_output() -> None:
    made = field("PHONES", "phones")
    assert shown(made, made.type.default(made)) == {N: "", C: "", K: "", "additionalPhones": []}
    assert shown(made, cleaned(made, {N: "+33612345679"})) == {
        N: "612345679",
        C: "FR",
        K: "+33",
        "additionalPhones": [],
    }


def test_default_country() -> None:
    default = {"additionalPhones": None, N: None, K: "'+33'", C: "'FR'"}
    made = field("PHONES", "phones", default=default)
    made.type.check_default(default)
    assert made.type.default(made) == {
        "phonesPrimaryPhoneNumber": None,
        "phonesPrimaryPhoneCountryCode": "FR",
        "phonesPrimaryPhoneCallingCode": "+33",
        "phonesAdditionalPhones": None,
    }
