import pytest

from metadata.fields.errors import InvalidSettings
from metadata.fields.registry import field_type
from tests.metadata.fields.made import cleaned, field, refusal, shown

ID = "aaaaaaaa-0000-4000-8000-00000000000a"
TO_ONE = {"relationType": "MANY_TO_ONE", "joinColumnName": "makerId"}


@pytest.mark.parametrize("kind", ["RELATION", "MORPH_RELATION"])
def test_columns(kind: str) -> None:
    assert [(c.name, c.kind.pg) for c in field(kind, "maker", settings=TO_ONE).columns] == [("makerId", "uuid")]
    assert field(kind, "fans", settings={"relationType": "ONE_TO_MANY"}).columns == ()
    unnamed = field(kind, "maker", settings={"relationType": "MANY_TO_ONE"})
    assert [c.name for c in unnamed.columns] == ["makerId"]


@pytest.mark.parametrize(("value", "stored"), [(ID, ID), (ID.upper(), ID), (None, None)])
def test_valid(value: object, stored: object) -> None:
    assert cleaned(field("RELATION", "maker", settings=TO_ONE), value) == {"makerId": stored}


def test_invalid() -> None:
    maker = field("RELATION", "maker", settings=TO_ONE)
    assert refusal(maker, "zzz") == "Invalid UUID value 'zzz' for field \"makerId\""
    assert refusal(maker, {"id": ID}) == 'Relation "maker" requires connect or disconnect operation'
    fans = field("RELATION", "fans", settings={"relationType": "ONE_TO_MANY"})
    assert refusal(fans, []) == "One-to-many relation fans field does not support write operations."
    required = field("RELATION", "maker", settings=TO_ONE, nullable=False)
    assert refusal(required, None) == 'Field "makerId" cannot be null'


@pytest.mark.django_db
def test_output() -> None:
    assert shown(field("RELATION", "maker", settings=TO_ONE), {"makerId": ID}) == ID


def test_settings() -> None:
    field_type("RELATION").check_settings(TO_ONE | {"onDelete": "CASCADE"})
    with pytest.raises(InvalidSettings) as caught:
        field_type("RELATION").check_settings(TO_ONE | {"onDelete": "EXPLODE"})
    assert caught.value.problems == ("onDelete must be one of CASCADE, SET_NULL, RESTRICT, NO_ACTION",)
