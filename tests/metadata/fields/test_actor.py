import pytest

from metadata.fields.actor import SOURCES
from tests.metadata.fields.made import cleaned, field, refusal, shown


@pytest.mark.parametrize(
    ("value", "columns"),
    [
        ({"source": "IMPORT"}, {"createdBySource": "IMPORT"}),
        ({"source": "API", "name": "ignored", "workspaceMemberId": "ignored"}, {"createdBySource": "API"}),
        ({"context": {"a": 1}}, {"createdByContext": {"a": 1}}),
        ({"context": None}, {"createdByContext": None}),
        ({"source": None}, {}),
        (None, {}),
    ],
)
def test_valid(value: object, columns: object) -> None:
    assert cleaned(field("ACTOR", "createdBy"), value) == columns


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (
            {"source": "NOPE"},
            f'Invalid value "NOPE" for field "createdBy.source". Valid values are: {", ".join(SOURCES)}',
        ),
        ({"context": "zz"}, "Invalid object value 'zz' for field \"createdBy.context\""),
        ({"who": "x"}, 'Invalid subfield who for actor field "createdBy"'),
        ("API", "Invalid object value 'API' for field \"createdBy\""),
    ],
)
def test_invalid(value: object, message: str) -> None:
    assert refusal(field("ACTOR", "createdBy"), value) == message


@pytest.mark.django_db
def test_output() -> None:
    made = field("ACTOR", "createdBy")
    unset = {"source": "MANUAL", "workspaceMemberId": None, "name": "System", "context": None}
    assert shown(made, {}) == unset
    assert shown(made, made.type.default(made)) == unset
    columns = {"createdBySource": "API", "createdByName": "", "createdByContext": {}}
    assert shown(made, columns) == {"source": "API", "workspaceMemberId": None, "name": "", "context": {}}


def test_default_of_custom_objects() -> None:
    default = {"name": "''", "source": "'MANUAL'"}
    made = field("ACTOR", "createdBy", default=default)
    made.type.check_default(default)
    assert made.type.default(made) == {
        "createdBySource": "MANUAL",
        "createdByWorkspaceMemberId": None,
        "createdByName": "",
        "createdByContext": None,
    }


def test_the_source_has_options_and_no_other_part() -> None:
    assert [column.options for column in field("ACTOR").columns] == [SOURCES, (), (), ()]
