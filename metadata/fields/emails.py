"""EMAILS: one primary address and further ones, in lower case."""

import re
from collections.abc import Mapping
from typing import Any

from . import kinds, settings
from .composite import CompositeType
from .printing import inspected
from .shape import Part, composite
from .values import listed, refused, storable

LONGEST = 320
EMAIL = re.compile(
    r"[^\s@\"(),:;<>\[\]\\\x00-\x1f\x7f]+@(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_](?:[\w-]*[^\W_])\Z", re.UNICODE
)


def email(value: Any, label: str) -> str | None:
    if value == "":
        return None
    if isinstance(value, str) and len(value) <= LONGEST and EMAIL.match(value) and ".." not in value:
        return storable(value.lower(), label)
    printed = inspected(value)
    raise refused(
        f'Invalid string value {printed} for email field "{label}"',
        label,
        value,
        friendly=f'Invalid email: "{printed}"',
    )


def further_emails(value: Any, label: str) -> list[str] | None:
    return [found for found in (email(item, label) for item in listed(value, label)) if found is not None] or None


class Emails(CompositeType):
    name = "EMAILS"
    shape = composite(
        "Emails", Part("primaryEmail", kinds.TEXT), Part("additionalEmails", kinds.JSON_LIST, groupable=False)
    )
    accepts = {"primaryEmail": email, "additionalEmails": further_emails}
    docs = "Email addresses, kept in lower case: a primary one and a list of further ones."
    unique_parts = ("primaryEmail",)
    search_sql = "coalesce({primaryEmail}, '') || ' ' || coalesce(split_part({primaryEmail}, '@', 2), '')"
    example = {"primaryEmail": "ada@example.com", "additionalEmails": ["lovelace@example.com"]}

    def check_settings(self, found: Mapping[str, Any] | None) -> None:
        settings.check(found, settings.SEVERAL_VALUES)
