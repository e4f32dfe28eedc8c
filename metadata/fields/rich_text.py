"""RICH_TEXT: one text in two notations, markdown and the editor's blocks. Whichever is missing is derived."""

from collections.abc import Mapping
from typing import Any

import orjson

from . import kinds
from .block_text import markdown_of
from .blocks import blocks_of
from .composite import CompositeType
from .printing import inspected
from .shape import Part, composite
from .values import JSON_DEPTH, depth, refused, text_or_none


def block_notes(value: Any, label: str) -> str | None:
    """The JSON text of a list of blocks, kept as it was sent."""
    raw = text_or_none(value, label)
    if raw is None:
        return None
    found = _loaded(raw)
    if not isinstance(found, list):
        raise refused(f'Invalid object value {inspected(value)} for field "{label}"', label, value)
    if depth(found) > JSON_DEPTH:
        raise refused(f'Invalid object value for field "{label}": nested deeper than {JSON_DEPTH} levels', label, None)
    return raw


def _loaded(raw: str) -> Any:
    try:
        return orjson.loads(raw)
    except ValueError:
        return None


class RichText(CompositeType):
    name = "RICH_TEXT"
    shape = composite("RichText", Part("blocknote", kinds.TEXT, keeps_null=True), Part("markdown", kinds.TEXT))
    accepts = {"blocknote": block_notes, "markdown": text_or_none}
    docs = "Formatted text as markdown and as blocks of the BlockNote editor. Send one of them; the other is derived."
    search_sql = "coalesce({markdown}, '')"
    example = {"markdown": "# Minutes\n\n- **Ada** presents"}

    def accept(self, given: Mapping[str, Any], name: str) -> dict[str, Any]:
        if not given:
            return {}
        parts = super().accept(given, name)
        blocknote, markdown = parts.get("blocknote"), parts.get("markdown")
        if blocknote and not markdown:
            markdown = markdown_of(_loaded(blocknote)) or None
        elif markdown and not blocknote:
            blocknote = orjson.dumps(blocks_of(markdown)).decode()
        return {"blocknote": blocknote, "markdown": markdown}
