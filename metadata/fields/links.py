"""LINKS: one primary link and further ones."""

import re
from collections.abc import Mapping
from typing import Any

from . import kinds, settings
from .composite import CompositeType
from .errors import InvalidValue
from .shape import Part, composite
from .values import listed, refused, storable, text, text_or_none

URL = re.compile(
    r"(?P<scheme>(?:https?|ftps?)://)?(?P<user>[^\s/?#@\\]*@)?"
    r"(?P<host>localhost|\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:.]+\]|(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]*[^\W_]\.?)"
    r"(?P<port>:\d{1,5})?(?P<rest>[/?#][^\s]*)?\Z",
    re.IGNORECASE,
)
LONGEST = 8192


def url(value: Any, label: str) -> str | None:
    """Scheme and host in lower case, the closing slash of the path dropped; nothing is added."""
    raw = text(value, label).strip()
    if not raw:
        return None
    found = URL.match(raw) if len(raw) <= LONGEST else None
    if found is None:
        raise _invalid(label, raw)
    scheme, user, host, port, rest = (found[part] or "" for part in ("scheme", "user", "host", "port", "rest"))
    return scheme.lower() + user + host.lower() + port + rest.removesuffix("/")


def further_links(value: Any, label: str) -> list[dict[str, Any]] | None:
    return [link for link in (_link(item, label) for item in listed(value, label)) if link["url"]] or None


def _link(item: Any, label: str) -> dict[str, Any]:
    if not isinstance(item, dict):
        raise _invalid(label, item)
    found = item.get("url")
    name = item.get("label")
    link = {"url": None if found is None else url(found, label)}
    return link if "label" not in item else link | {"label": name and storable(text(name, label), label)}


def _invalid(label: str, value: Any) -> InvalidValue:
    message = "The URL of the link is not valid"
    return refused(message, label, value, code="INVALID_URL", friendly=message)


class Links(CompositeType):
    name = "LINKS"
    shape = composite(
        "Links",
        Part("primaryLinkLabel", kinds.TEXT),
        Part("primaryLinkUrl", kinds.TEXT),
        Part("secondaryLinks", kinds.JSON_LIST, groupable=False),
    )
    accepts = {"primaryLinkLabel": text_or_none, "primaryLinkUrl": url, "secondaryLinks": further_links}
    docs = (
        "Links with labels: a primary one and a list of further ones. The host is kept in lower case and a closing "
        "slash is dropped; a missing scheme stays missing."
    )
    unique_parts = ("primaryLinkUrl",)
    search_sql = (
        "coalesce({primaryLinkLabel}, '') || ' ' || coalesce({primaryLinkUrl}, '') || ' ' || "
        "coalesce({secondaryLinks}::text, '')"
    )
    example = {"primaryLinkUrl": "https://example.com", "primaryLinkLabel": "Home", "secondaryLinks": []}

    def check_settings(self, found: Mapping[str, Any] | None) -> None:
        settings.check(found, settings.SEVERAL_VALUES)
