"""The time of a write: UTC, milliseconds, as text that PostgreSQL and JSON both read."""

from datetime import UTC, datetime


def now_text() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
