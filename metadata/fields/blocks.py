"""Markdown -> the blocks of the BlockNote editor."""

import re
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import uuid4

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

Block = dict[str, Any]
Styles = dict[str, bool]

LONGEST = 50_000
"""Longer texts become plain paragraphs: parsing them would hold a worker for seconds."""
COLORS = {"backgroundColor": "default", "textColor": "default"}
PLAIN = {**COLORS, "textAlignment": "left"}
MARKS = {"strong": "bold", "em": "italic", "s": "strike"}
CHECKBOX = re.compile(r"\[([ xX])\](?:\s+|\Z)")
_parser = MarkdownIt("commonmark", {"html": False}).enable(["strikethrough", "table"])


def blocks_of(markdown: str) -> list[Block]:
    if len(markdown) > LONGEST:
        return [
            _block("paragraph", PLAIN, [_text(part, {})]) for part in re.split(r"\n\s*\n", markdown) if part.strip()
        ]
    return list(_blocks(SyntaxTreeNode(_parser.parse(markdown)).children))


def _blocks(nodes: Sequence[SyntaxTreeNode]) -> Iterator[Block]:
    for node in nodes:
        yield from _BLOCKS.get(node.type, _other)(node)


def _block(kind: str, props: dict[str, Any], content: Any, children: Sequence[Block] = ()) -> Block:
    return {"id": str(uuid4()), "type": kind, "props": dict(props), "content": content, "children": list(children)}


def _paragraph(node: SyntaxTreeNode) -> Iterator[Block]:
    yield _block("paragraph", PLAIN, _inline(node))


def _heading(node: SyntaxTreeNode) -> Iterator[Block]:
    yield _block("heading", PLAIN | {"level": int(node.tag[1:]), "isToggleable": False}, _inline(node))


def _code(node: SyntaxTreeNode) -> Iterator[Block]:
    language = node.info.split()[0] if node.type == "fence" and node.info.strip() else "text"
    yield _block("codeBlock", {"language": language}, [_text(node.content.removesuffix("\n"), {})])


def _quote(node: SyntaxTreeNode) -> Iterator[Block]:
    content, children = _first_paragraph(node)
    yield _block("quote", COLORS, content, children)


def _rule(node: SyntaxTreeNode) -> Iterator[Block]:
    yield _block("paragraph", PLAIN, [_text("---", {})])


def _bullets(node: SyntaxTreeNode) -> Iterator[Block]:
    for item in node.children:
        content, children = _first_paragraph(item)
        checked = _checkbox(content)
        if checked is None:
            yield _block("bulletListItem", PLAIN, content, children)
        else:
            yield _block("checkListItem", PLAIN | {"checked": checked}, content, children)


def _numbered(node: SyntaxTreeNode) -> Iterator[Block]:
    for place, item in enumerate(node.children):
        content, children = _first_paragraph(item)
        start = int(node.attrs.get("start", 1))
        yield _block(
            "numberedListItem", PLAIN | ({"start": start} if place == 0 and start != 1 else {}), content, children
        )


def _first_paragraph(node: SyntaxTreeNode) -> tuple[list[Any], list[Block]]:
    """The inline content of the paragraph that a list item or quote begins with, and the blocks after it."""
    inside = list(node.children)
    if inside and inside[0].type == "paragraph":
        return _inline(inside[0]), list(_blocks(inside[1:]))
    return [], list(_blocks(inside))


def _checkbox(content: list[Any]) -> bool | None:
    """Whether `[ ]` or `[x]` opens the content; it is taken off."""
    found = CHECKBOX.match(content[0]["text"]) if content and content[0]["type"] == "text" else None
    if found is None:
        return None
    rest = content[0]["text"][found.end() :]
    content[:1] = [_text(rest, content[0]["styles"])] if rest else []
    return found[1] != " "


def _table(node: SyntaxTreeNode) -> Iterator[Block]:
    rows = [row for part in node.children for row in part.children]
    width = max(len(row.children) for row in rows)
    content = {
        "type": "tableContent",
        "columnWidths": [None] * width,
        "headerRows": 1,
        "rows": [{"cells": [_cell(cell) for cell in row.children]} for row in rows],
    }
    yield _block("table", {"textColor": "default"}, content)


def _cell(node: SyntaxTreeNode) -> Block:
    return {"type": "tableCell", "content": _inline(node), "props": {"colspan": 1, "rowspan": 1, **PLAIN}}


def _other(node: SyntaxTreeNode) -> Iterator[Block]:
    if node.content:
        yield _block("paragraph", PLAIN, [_text(node.content, {})])


_BLOCKS = {
    "paragraph": _paragraph,
    "heading": _heading,
    "fence": _code,
    "code_block": _code,
    "blockquote": _quote,
    "hr": _rule,
    "bullet_list": _bullets,
    "ordered_list": _numbered,
    "table": _table,
}


# -- inline ------------------------------------------------------------------------------------------------------
def _inline(node: SyntaxTreeNode) -> list[Any]:
    return _merged(piece for inline in node.children for piece in _pieces(inline.children, {}))


def _pieces(nodes: Sequence[SyntaxTreeNode], styles: Styles) -> Iterator[Any]:
    for node in nodes:
        if node.type in MARKS:
            yield from _pieces(node.children, styles | {MARKS[node.type]: True})
        elif node.type in ("link", "image"):
            inside = _pieces(node.children, styles) if node.type == "link" else [_text(node.content, styles)]
            href = str(node.attrs.get("href") or node.attrs.get("src") or "")
            yield {"type": "link", "href": href, "content": _merged(inside)}
        elif node.type == "code_inline":
            yield _text(node.content, styles | {"code": True})
        else:
            yield _text({"softbreak": " ", "hardbreak": "\n"}.get(node.type, node.content), styles)


def _text(text: str, styles: Styles) -> Block:
    return {"type": "text", "text": text, "styles": styles}


def _merged(pieces: Any) -> list[Any]:
    """Neighbours of the same style become one; empty ones go."""
    found: list[Any] = []
    for piece in pieces:
        if piece["type"] == "text" and not piece["text"]:
            continue
        last = found[-1] if found else None
        if last and last["type"] == piece["type"] == "text" and last["styles"] == piece["styles"]:
            found[-1] = _text(last["text"] + piece["text"], last["styles"])
        else:
            found.append(piece)
    return found
