from datetime import UTC, datetime

import pytest

from tests.metadata.fields.made import cleaned, field, refusal, shown

VALID = [
    ("DATE", "2026-01-02", "2026-01-02"),
    ("DATE", "2026-01-02T23:59:00-05:00", "2026-01-02"),
    ("DATE", "2026-01-02 10:00:00", "2026-01-02"),
    ("DATE", "0001-01-01", "0001-01-01"),
    ("DATE", "9999-12-31", "9999-12-31"),
    ("DATE", None, None),
    ("DATE_TIME", "2026-01-02T03:04:05.678Z", "2026-01-02T03:04:05.678Z"),
    ("DATE_TIME", "2026-01-02T03:04:05+02:00", "2026-01-02T01:04:05.000Z"),
    ("DATE_TIME", "2026-01-02T03:04:05-0530", "2026-01-02T08:34:05.000Z"),
    ("DATE_TIME", "2026-01-02 03:04:05+00", "2026-01-02T03:04:05.000Z"),
    ("DATE_TIME", "2026-01-02T03:04", "2026-01-02T03:04:00.000Z"),
    ("DATE_TIME", "2026-01-02T03:04:05.123999Z", "2026-01-02T03:04:05.123Z"),
    ("DATE_TIME", "2026-01-02T03:04:05.1Z", "2026-01-02T03:04:05.100Z"),
    ("DATE_TIME", "2026-01-02", "2026-01-02T00:00:00.000Z"),
    ("DATE_TIME", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z"),
    ("DATE_TIME", None, None),
]
BAD_DATES = ["zz", "", "2026-02-30", "2026-1-2", "20260102", "0000-01-01", "10000-01-01", "2026-01-02Tzz", "2026-W01-1"]
BAD_MOMENTS = [
    *("not a date", "", "2026-13-01", "2026-01-02T25:00:00Z", "2026-01-02T24:00:00Z", "2026-01-02T03:04:60Z"),
    *("0001-01-01T00:00:00+05:00", "9999-12-31T23:59:59-05:00", "2026-01-02T03:04:05+99:00", "1767323045"),
    *("2026-01-02T03:04:05+05:99", "2026-01-02T03:04:05Z\n", "٢٠٢٦-01-02"),
]


@pytest.mark.parametrize(("kind", "value", "stored"), VALID)
def test_valid(kind: str, value: object, stored: object) -> None:
    assert cleaned(field(kind), value) == {"f": stored}


@pytest.mark.parametrize("value", BAD_DATES)
def test_bad_date(value: str) -> None:
    assert (
        refusal(field("DATE"), value) == f"Invalid value '{value}' for date field \"f\". Expected format: 'YYYY-MM-DD'"
    )


@pytest.mark.parametrize("value", BAD_MOMENTS)
def test_bad_date_time(value: str) -> None:
    printed = value.replace("\n", "\\n")
    assert refusal(field("DATE_TIME"), value) == (
        f"Invalid value '{printed}' for date-time field \"f\". Expected format: 'YYYY-MM-DDTHH:mm:ssZ'"
    )


@pytest.mark.parametrize("value", [5, True, ["2026-01-02"]])
@pytest.mark.parametrize("kind", ["DATE", "DATE_TIME"])
def test_not_a_text(kind: str, value: object) -> None:
    assert refusal(field(kind), value).startswith("Invalid value ")


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "value", "stored"), VALID)
def test_output(kind: str, value: object, stored: object) -> None:
    assert shown(field(kind), {"f": stored}) == stored


def test_now_is_computed_for_each_record() -> None:
    made = field("DATE_TIME", default="now")
    before = datetime.now(UTC)
    found = datetime.fromisoformat(made.type.default(made)["f"])
    assert 0 <= (found - before.replace(microsecond=before.microsecond // 1000 * 1000)).total_seconds() < 5
    day = field("DATE", default="now")
    assert len(day.type.default(day)["f"]) == 10


def test_fixed_default() -> None:
    made = field("DATE", default="'2026-01-02'")
    assert made.type.default(made) == {"f": "2026-01-02"}
