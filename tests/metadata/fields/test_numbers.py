import math

import pytest

from metadata.fields import kinds
from tests.metadata.fields.made import cleaned, field, refusal, shown

VALID = [
    ("NUMBER", 12, 12),
    ("NUMBER", 12.5, 12.5),
    ("NUMBER", -0.25, -0.25),
    ("NUMBER", 2**53 + 1, float(2**53)),
    ("NUMBER", None, None),
    ("NUMERIC", "12.50", "12.50"),
    ("NUMERIC", " 1e3 ", "1000"),
    ("NUMERIC", 123456789012345678901234567890, "123456789012345678901234567890"),
    ("NUMERIC", 0.1, 0.1),
]
INVALID = [
    ("NUMBER", "12", "Invalid number value '12' for field \"f\""),
    ("NUMBER", True, 'Invalid number value true for field "f"'),
    ("NUMBER", [1], 'Invalid number value [ 1 ] for field "f"'),
    ("NUMBER", math.nan, 'Invalid number value NaN for field "f"'),
    ("NUMBER", -math.inf, 'Invalid number value -Infinity for field "f"'),
    ("NUMBER", 10**400, 'Invalid number value Infinity for field "f"'),
    ("NUMERIC", "abc", 'Invalid number value NaN for field "f"'),
    ("NUMERIC", "", 'Invalid number value NaN for field "f"'),
    ("NUMERIC", "1e999999999", 'Invalid number value Infinity for field "f"'),
    ("NUMERIC", "-1e400", 'Invalid number value -Infinity for field "f"'),
    ("NUMERIC", "9" * 2000, 'Invalid number value NaN for field "f"'),
    ("NUMERIC", False, 'Invalid number value false for field "f"'),
    ("NUMERIC", "٣", 'Invalid number value NaN for field "f"'),
]
OUTPUT = [
    ("NUMBER", 12.5, 12.5),
    ("NUMBER", 1e300, 1e300),
    ("NUMBER", None, None),
    ("NUMERIC", "1500000000", 1500000000),
    ("NUMERIC", "1e-999", 0),
    ("NUMERIC", "1e-300", 1e-300),
]


@pytest.mark.parametrize(("kind", "value", "stored"), VALID)
def test_valid(kind: str, value: object, stored: object) -> None:
    assert cleaned(field(kind), value) == {"f": stored}


@pytest.mark.parametrize(("kind", "value", "message"), INVALID)
def test_invalid(kind: str, value: object, message: str) -> None:
    assert refusal(field(kind), value) == message


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "value", "printed"), OUTPUT)
def test_output(kind: str, value: object, printed: object) -> None:
    made = field(kind)
    assert shown(made, cleaned(made, value)) == printed


@pytest.mark.parametrize(
    ("settings", "kind"),
    [
        (None, kinds.NUMBER),
        ({"decimals": 2}, kinds.NUMBER),
        ({"dataType": "float"}, kinds.NUMBER),
        ({"dataType": "int"}, kinds.INT),
        ({"dataType": "bigint"}, kinds.BIGINT),
    ],
)
def test_data_type_chooses_the_graphql_type_alone(settings: dict[str, object] | None, kind: object) -> None:
    column = field("NUMBER", settings=settings).columns[0]
    assert column.kind == kind
    assert column.kind.pg == "double precision"
