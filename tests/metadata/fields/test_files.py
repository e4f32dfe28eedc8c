import pytest

from metadata.fields.errors import InvalidSettings
from metadata.fields.registry import field_type
from tests.metadata.fields.made import cleaned, field, refusal, shown

ID = "aaaaaaaa-0000-4000-8000-00000000000a"


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        ([{"fileId": ID.upper(), "label": "a.pdf"}], [{"fileId": ID, "label": "a.pdf", "extension": ".pdf"}]),
        ([{"fileId": ID, "label": "a", "url": "sent back"}], [{"fileId": ID, "label": "a", "extension": ""}]),
        ([], None),
        (None, None),
    ],
)
def test_valid(value: object, stored: object) -> None:
    assert cleaned(field("FILES", settings={"maxNumberOfValues": 1}), value) == {"f": stored}


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("zz", "Invalid object value 'zz' for field \"f\""),
        (["x"], "Invalid object value 'x' for field \"f\""),
        ([{"label": "a"}], 'Invalid UUID value null for field "f.fileId"'),
        ([{"fileId": ID}], 'Invalid string value null for text field "f.label"'),
        ([{"fileId": ID, "label": "a"}] * 2, 'Field "f" holds at most 1 files'),
    ],
)
def test_invalid(value: object, message: str) -> None:
    assert refusal(field("FILES", settings={"maxNumberOfValues": 1}), value) == message


@pytest.mark.django_db
def test_output() -> None:
    stored = [{"fileId": ID, "label": "a.pdf", "extension": ".pdf"}]
    assert shown(field("FILES"), {"f": stored}) == stored
    assert shown(field("FILES"), {"f": None}) is None


@pytest.mark.parametrize(
    "settings", [None, {}, {"maxNumberOfValues": 0}, {"maxNumberOfValues": 61}, {"maxNumberOfValues": "3"}]
)
def test_settings_are_required(settings: object) -> None:
    with pytest.raises(InvalidSettings) as caught:
        field_type("FILES").check_settings(settings)  # type: ignore[arg-type]
    assert caught.value.problems == (
        "maxNumberOfValues must be defined in settings and be a number greater than 0 and less than or equal to 60",
    )


def test_settings() -> None:
    field_type("FILES").check_settings({"maxNumberOfValues": 3})
