import pytest

from metadata.fields.errors import InvalidSettings
from metadata.fields.options import option_json
from metadata.fields.registry import field_type
from tests.metadata.fields.made import cleaned, field, refusal, shown

AB = ("A", "B")
ID = "9d2dbc28-6e73-4529-a0ff-7264d709963f"


@pytest.mark.parametrize(
    ("kind", "value", "stored"),
    [
        ("SELECT", "A", "A"),
        ("SELECT", None, None),
        ("RATING", "B", "B"),
        ("MULTI_SELECT", ["B", "A"], ["B", "A"]),
        ("MULTI_SELECT", "A", ["A"]),
        ("MULTI_SELECT", [], None),
        ("MULTI_SELECT", None, None),
    ],
)
def test_valid(kind: str, value: object, stored: object) -> None:
    assert cleaned(field(kind, options=AB), value) == {"f": stored}


@pytest.mark.parametrize(
    ("kind", "value", "message"),
    [
        ("SELECT", "NOPE", 'Invalid value "NOPE" for field "f". Valid values are: A, B'),
        ("SELECT", "", 'Invalid value "" for field "f". Valid values are: A, B'),
        ("SELECT", 5, 'Invalid value "5" for field "f". Valid values are: A, B'),
        ("RATING", ["A"], 'Invalid value "[ \'A\' ]" for field "f". Valid values are: A, B'),
        ("MULTI_SELECT", ["NOPE"], "Invalid value [ 'NOPE' ] for multi select field \"f\""),
        ("MULTI_SELECT", "NOPE", "Invalid value 'NOPE' for multi select field \"f\""),
        ("MULTI_SELECT", ["A", None], "Invalid value [ 'A', null ] for multi select field \"f\""),
        ("MULTI_SELECT", 5, 'Invalid value 5 for multi select field "f"'),
    ],
)
def test_invalid(kind: str, value: object, message: str) -> None:
    assert refusal(field(kind, options=AB), value) == message


def test_a_required_list_may_be_empty() -> None:
    assert cleaned(field("MULTI_SELECT", options=AB, nullable=False), []) == {"f": []}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "stored", "value"),
    [("SELECT", "A", "A"), ("SELECT", None, None), ("MULTI_SELECT", ["A"], ["A"]), ("MULTI_SELECT", None, [])],
)
def test_output(kind: str, stored: object, value: object) -> None:
    assert shown(field(kind, options=AB), {"f": stored}) == value


def option(value: str = "ONE", **more: object) -> dict[str, object]:
    return {"label": "One", "value": value, "color": "red", "position": 0} | more


def test_options_get_ids_and_come_in_position_order() -> None:
    made = field_type("SELECT").check_options([option("TWO", position=1), option("ONE", id=ID)])
    assert [(one.value, one.position) for one in made] == [("ONE", 0), ("TWO", 1)]
    assert made[0].id == ID
    assert option_json(made[0]) == {"id": ID, "label": "One", "value": "ONE", "color": "red", "position": 0}
    assert len(made[1].id) == 36


@pytest.mark.parametrize(
    ("options", "problems"),
    [
        (None, ["Options are required for enum fields"]),
        ([], ["Options are required for enum fields"]),
        ({"value": "A"}, ["Options are required for enum fields"]),
        (["A"], ["Options must be objects"]),
        ([option("not valid!")], ['Value must be in UPPER_CASE and follow snake_case "not valid!"']),
        ([option("A__B")], ['Value must be in UPPER_CASE and follow snake_case "A__B"']),
        ([option("1A")], ['Value must be in UPPER_CASE and follow snake_case "1A"']),
        ([option(), option(position=1)], ["Duplicated option value"]),
        ([option(), option("TWO")], ["Duplicated option position"]),
        ([option(id=ID), option("TWO", position=1, id=ID)], ["Duplicated option id"]),
        ([option(label="")], ["Option label is required"]),
        ([option(label="a,b")], ['Label must not contain a comma "a,b"']),
        ([option(color="mauve")], ['Option color is invalid "mauve"']),
        ([option(id="x")], ['Option id is invalid "x"']),
        ([option(position="0")], ['Option position must be an integer "0"']),
        ([option(value=5)], ["Option value is required"]),
    ],
)
@pytest.mark.parametrize("kind", ["SELECT", "MULTI_SELECT"])
def test_refused_options(kind: str, options: object, problems: list[str]) -> None:
    with pytest.raises(InvalidSettings) as caught:
        field_type(kind).check_options(options)
    assert list(caught.value.problems) == problems


def test_refused_options_are_told_with_the_ids_they_were_given() -> None:
    with pytest.raises(InvalidSettings) as caught:
        field_type("SELECT").check_options([option(), option(label="Uno", position=1)])
    assert isinstance(caught.value.value, list)
    assert [len(str(one["id"])) for one in caught.value.value] == [36, 36]


def test_rating_brings_its_options() -> None:
    made = field_type("RATING").check_options(None)
    assert [(one.label, one.value, one.position) for one in made] == [
        (str(n), f"RATING_{n}", n - 1) for n in range(1, 6)
    ]
    assert "color" not in option_json(made[0])
    kept = field_type("RATING").check_options([{"value": "RATING_2", "id": ID}])
    assert kept[1].id == ID


@pytest.mark.parametrize(
    ("kind", "default", "problems"),
    [
        (
            "SELECT",
            "ONE",
            ["Default value should be as quoted string", 'Default value "ONE" must be one of the option values'],
        ),
        ("SELECT", "A", ["Default value should be as quoted string"]),
        ("SELECT", "'C'", ["Default value \"'C'\" must be one of the option values"]),
        ("MULTI_SELECT", "'A'", ["Default value must be a list of quoted strings"]),
        ("MULTI_SELECT", ["'A'", "'C'"], ["Default value \"'C'\" must be one of the option values"]),
    ],
)
def test_refused_default(kind: str, default: object, problems: list[str]) -> None:
    with pytest.raises(InvalidSettings) as caught:
        field_type(kind).check_default(default, AB)
    assert list(caught.value.problems) == problems
    assert caught.value.value == default


@pytest.mark.parametrize(
    ("kind", "default", "stored"), [("SELECT", "'A'", "A"), ("MULTI_SELECT", ["'A'", "'B'"], ["A", "B"])]
)
def test_default(kind: str, default: object, stored: object) -> None:
    field_type(kind).check_default(default, AB)
    made = field(kind, options=AB, default=default)
    assert made.type.default(made) == {"f": stored}
