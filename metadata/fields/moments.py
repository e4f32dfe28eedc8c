"""Dates and instants from text, and back to the text that columns and answers carry."""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from .errors import InvalidValue
from .printing import inspected
from .values import refused

_DATE = r"(\d{4})-(\d{2})-(\d{2})"
DATE = re.compile(_DATE + r"(?:[T ].*)?\Z", re.ASCII | re.DOTALL)
MOMENT = re.compile(
    _DATE + r"(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?(Z|z|[+-]\d{2}(?::?\d{2})?)?)?\Z", re.ASCII
)


def calendar_date(value: Any, label: str) -> str:
    """A date, or a date-time whose date part is kept as written."""
    found = DATE.match(value) if isinstance(value, str) else None
    moment = MOMENT.match(value) if found else None
    try:
        if found and moment:
            _moment(moment)  # the rest must be a time of day, too
            return date(*map(int, found.groups())).isoformat()
    except (ValueError, OverflowError):
        pass
    raise _refused("date", "YYYY-MM-DD", value, label)


def instant(value: Any, label: str) -> str:
    """ISO 8601 with any offset -> UTC, cut to milliseconds. A bare date is its midnight; no offset means UTC."""
    found = MOMENT.match(value) if isinstance(value, str) else None
    try:
        if found:
            return iso(_moment(found).astimezone(UTC))
    except (ValueError, OverflowError):
        pass
    raise _refused("date-time", "YYYY-MM-DDTHH:mm:ssZ", value, label)


def iso(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def now() -> str:
    return iso(datetime.now(UTC))


def _moment(found: re.Match[str]) -> datetime:
    year, month, day, hour, minute, second, fraction, offset = found.groups()
    micros = int((fraction or "0")[:3].ljust(3, "0")) * 1000
    zone = UTC if offset in (None, "Z", "z") else _zone(offset)
    return datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0), micros, zone)


def _zone(offset: str) -> timezone:
    digits = offset[1:].replace(":", "").ljust(4, "0")
    distance = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if int(digits[2:]) > 59:
        raise ValueError(offset)
    return timezone(distance if offset[0] == "+" else -distance)


def _refused(kind: str, form: str, value: Any, label: str) -> InvalidValue:
    message = f"Invalid value {inspected(value)} for {kind} field \"{label}\". Expected format: '{form}'"
    return refused(message, label, value, friendly=f'Invalid {kind} value: "{inspected(value)}"')
