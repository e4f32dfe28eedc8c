from uuid import UUID

import pytest

from tests.metadata.fields.made import cleaned, field, refusal, shown

ID = "aaaaaaaa-0000-4000-8000-00000000000a"


@pytest.mark.parametrize(("value", "stored"), [(ID, ID), (ID.upper(), ID), (None, None)])
def test_valid(value: object, stored: object) -> None:
    assert cleaned(field("UUID"), value) == {"f": stored}


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        ("q", "'q'"),
        ("", "''"),
        (5, "5"),
        (ID.replace("-", ""), f"'{ID.replace('-', '')}'"),
        ("{" + ID + "}", f"'{{{ID}}}'"),
    ],
)
def test_invalid(value: object, printed: str) -> None:
    assert refusal(field("UUID"), value) == f'Invalid UUID value {printed} for field "f"'


@pytest.mark.django_db
def test_output() -> None:
    assert shown(field("UUID"), {"f": ID}) == ID
    assert shown(field("UUID"), {"f": None}) is None


def test_default_is_a_new_id_for_each_record() -> None:
    made = field("UUID", default="uuid")
    first, second = (made.type.default(made)["f"] for _ in range(2))
    assert UUID(first).version == 4
    assert first != second
