from typing import Any

import pytest

from metadata.fields.base import FieldType
from metadata.fields.errors import InvalidSettings, InvalidValue
from metadata.fields.kinds import KINDS
from metadata.fields.registry import REGISTRY, field_type
from tests.metadata.fields.made import cleaned, field

TYPES = (
    "ACTOR, ADDRESS, ARRAY, BOOLEAN, CURRENCY, DATE, DATE_TIME, EMAILS, FILES, FULL_NAME, LINKS, MORPH_RELATION, "
    "MULTI_SELECT, NUMBER, NUMERIC, PHONES, POSITION, RATING, RAW_JSON, RELATION, RICH_TEXT, SELECT, TEXT, TS_VECTOR, "
    "UUID"
)
EVERY = pytest.mark.parametrize("kind", REGISTRY.values(), ids=REGISTRY)
OPTIONS = ("NEW", "HYBRID", "RATING_4")


def test_25_types_in_alphabetical_order() -> None:
    assert ", ".join(REGISTRY) == TYPES
    assert len(REGISTRY) == 25
    assert field_type("TEXT") is REGISTRY["TEXT"]


@EVERY
def test_every_type_is_described(kind: FieldType) -> None:
    assert kind.docs.endswith(".")
    assert kind.shape.composite == bool(kind.shape.name)
    assert all(KINDS[part.kind.name] is part.kind for part in kind.shape.parts)
    assert set(kind.unique_parts) <= set(kind.shape.part_names)
    assert kind.creatable == (kind.name not in ("NUMERIC", "POSITION", "TS_VECTOR"))


@EVERY
def test_examples_are_accepted(kind: FieldType) -> None:
    made = field(kind.name, options=OPTIONS)
    if kind.example is None:
        assert kind.name in ("RELATION", "MORPH_RELATION", "TS_VECTOR")
    else:
        assert set(cleaned(made, kind.example)) <= {column.name for column in made.columns}


@EVERY
def test_no_value_of_any_shape_escapes_as_another_error(kind: FieldType) -> None:
    made = field(kind.name, options=OPTIONS, settings={"relationType": "MANY_TO_ONE"})
    parts: list[Any] = [
        True,
        5,
        1e400,
        "x",
        "",
        "\x00",
        [],
        [None],
        [[1]],
        {},
        {"a": 1},
        [{}],
        [{"url": 5}],
        "[1]",
        "{}",
    ]
    inner = [{part: value} for part in kind.shape.part_names for value in parts]
    for value in [*parts, *inner, {"\ud800": 1}, "\ud800", ["\ud800"], 10**5000, "9" * 5000]:
        try:
            made.type.clean(made, value)
        except InvalidValue as error:
            error.message.encode()  # what is said can be sent


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("LINKS", ("primaryLinkUrl",)),
        ("EMAILS", ("primaryEmail",)),
        ("PHONES", ("primaryPhoneNumber", "primaryPhoneCountryCode", "primaryPhoneCallingCode")),
        ("TEXT", ("",)),
        ("NUMBER", ("",)),
        ("RAW_JSON", ()),
        ("ACTOR", ()),
    ],
)
def test_unique_parts(name: str, parts: tuple[str, ...]) -> None:
    assert REGISTRY[name].unique_parts == parts


@pytest.mark.parametrize(
    ("name", "aggregates"),
    [
        ("TEXT", ()),
        ("NUMBER", ("min", "max", "avg", "sum")),
        ("DATE", ("min", "max")),
        ("DATE_TIME", ("min", "max")),
        ("BOOLEAN", ("countTrue", "countFalse")),
        ("POSITION", ()),
        ("CURRENCY", ("minAmountMicros", "maxAmountMicros", "sumAmountMicros", "avgAmountMicros")),
    ],
)
def test_aggregates(name: str, aggregates: tuple[str, ...]) -> None:
    assert REGISTRY[name].aggregates == aggregates


def test_only_plain_relations_are_not_counted() -> None:
    assert [name for name, kind in REGISTRY.items() if not kind.countable] == ["RELATION"]


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("TEXT", {"displayedMaxRows": 3}),
        ("NUMBER", {"dataType": "float", "decimals": 2, "type": "number"}),
        ("NUMBER", {"decimals": None}),
        ("DATE", {"displayFormat": "RELATIVE"}),
        ("LINKS", {"maxNumberOfValues": 1}),
        ("BOOLEAN", {"anything": True}),
        ("TEXT", None),
    ],
)
def test_settings(name: str, settings: dict[str, Any] | None) -> None:
    REGISTRY[name].check_settings(settings)


@pytest.mark.parametrize(
    ("name", "settings", "problem"),
    [
        ("TEXT", {"displayedMaxRows": "3"}, "displayedMaxRows must be a number from 0 to 100"),
        ("NUMBER", {"dataType": "double"}, "dataType must be one of int, bigint, float"),
        ("NUMBER", {"decimals": -1}, "decimals must be a number from 0 to 20"),
        ("NUMBER", {"decimals": True}, "decimals must be a number from 0 to 20"),
        ("DATE", {"displayFormat": []}, "displayFormat must be one of RELATIVE, USER_SETTINGS, CUSTOM"),
        ("EMAILS", {"maxNumberOfValues": 0}, "maxNumberOfValues must be a number from 1 to 1000"),
        ("TEXT", "x", "Settings must be an object"),
    ],
)
def test_refused_settings(name: str, settings: Any, problem: str) -> None:
    with pytest.raises(InvalidSettings) as caught:
        REGISTRY[name].check_settings(settings)
    assert caught.value.problems == (problem,)


@pytest.mark.parametrize(
    ("name", "default"),
    [
        ("TEXT", "'hello'"),
        ("TEXT", "''"),
        ("NUMBER", 5),
        ("BOOLEAN", False),
        ("DATE_TIME", "now"),
        ("DATE_TIME", "'2026-01-02T03:04:05Z'"),
        ("UUID", "uuid"),
        ("ARRAY", ["'a'"]),
        ("RAW_JSON", {"a": 1}),
        ("LINKS", {"primaryLinkUrl": "'x.com'"}),
        ("POSITION", 0),
        ("TEXT", None),
        ("CURRENCY", None),
    ],
)
def test_defaults(name: str, default: Any) -> None:
    REGISTRY[name].check_default(default)


@pytest.mark.parametrize(
    ("name", "default", "problems"),
    [
        ("TEXT", "hello", ("Default value should be as quoted string",)),
        (
            "TEXT",
            5,
            ("Default value should be as quoted string", 'Invalid string value 5 for text field "defaultValue"'),
        ),
        ("NUMBER", "5", ("Invalid number value '5' for field \"defaultValue\"",)),
        ("BOOLEAN", "true", ("Invalid boolean value 'true' for field \"defaultValue\"",)),
        ("UUID", "'q'", ("Invalid UUID value 'q' for field \"defaultValue\"",)),
        ("CURRENCY", 5, ("Default value must be an object",)),
        ("CURRENCY", {"currencyCode": "USD"}, ("Default value should be as quoted string",)),
        ("CURRENCY", {"zz": 1}, ('Invalid subfield zz for currency field "defaultValue"',)),
        ("RELATION", "'x'", ("A relation has no default value",)),
    ],
)
def test_refused_defaults(name: str, default: Any, problems: tuple[str, ...]) -> None:
    with pytest.raises(InvalidSettings) as caught:
        REGISTRY[name].check_default(default)
    assert caught.value.problems == problems
