"""Names: from labels, and what may not be one."""

import pytest

from metadata import naming


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Gadgets made", "gadgetsMade"),
        ("Name", "name"),
        ("  Two  words ", "twoWords"),
        ("camelCase stays", "camelCaseStays"),
        ("Straße & Öl", "strasseOl"),
        ("Crème brûlée", "cremeBrulee"),
        ("2nd owner", "n2ndOwner"),
        ("User", "userCustom"),
        ("Users", "usersCustom"),
        ("Annual Revenue ($)", "annualRevenue"),
        ("snake_case", "snakeCase"),
        ("###", ""),
    ],
)
def test_a_name_is_made_from_a_label(label: str, name: str) -> None:
    assert naming.name_from_label(label) == name


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("rocket", None),
        ("r", None),
        ("x" * 63, None),
        ("", "Name is too short"),
        ("x" * 64, "Name is too long"),
        ("Rocket", naming.NOT_VALID),
        ("two words", naming.NOT_VALID),
        ("snake_case", naming.NOT_VALID),
        ("1st", naming.NOT_VALID),
        ("größe", naming.NOT_VALID),
        ("user", naming.IS_RESERVED),
        ("users", naming.IS_RESERVED),
        ("currencies", naming.IS_RESERVED),
        ("addresses", naming.IS_RESERVED),
        ("aggregate", naming.IS_RESERVED),
        ("address2", None),
    ],
)
def test_what_is_wrong_with_a_name(name: str, problem: str | None) -> None:
    assert naming.problem_of(name) == problem


def test_an_identifier_is_cut_where_postgresql_would_cut_it() -> None:
    long, other = "a" * 64, "a" * 63 + "b"
    assert naming.bounded("a" * 63) == "a" * 63
    assert len(naming.bounded(long)) == len(naming.bounded(other)) == 63
    assert naming.bounded(long) != naming.bounded(other)
