"""The blocks of the BlockNote editor -> markdown. Unknown blocks give their text; nothing here raises."""

import re
from collections.abc import Iterator
from typing import Any

LISTS = ("bulletListItem", "numberedListItem", "checkListItem", "toggleListItem")
MARKS = (("strike", "~~"), ("italic", "*"), ("bold", "**"))
SPECIAL = re.compile(r"[\\*`\[\]<]|(?<!\w)_|_(?!\w)|~~")
LINE_START = re.compile(r"^(\s*(?:\d+(?=[.)]\s))?)(#{1,6}(?=\s)|>|[-+](?=\s)|(?<=\d)[.)])", re.MULTILINE)


def markdown_of(blocks: list[Any]) -> str:
    """Ends with a line break unless it is empty."""
    text = "".join(_pieces(blocks)).strip("\n").replace("\x00", "")
    return text + "\n" if text else ""


def _pieces(blocks: Any) -> Iterator[str]:
    """Blocks with what separates them: list items stand close together, all else is a blank line apart."""
    before, number = None, 0
    for block in blocks if isinstance(blocks, list) else []:
        if not isinstance(block, dict):
            continue
        kind = block.get("type")
        number = (number + 1 if before == kind else _start(block)) if kind == "numberedListItem" else 0
        text = _block(block, number)
        if not text.strip():
            continue
        if before is not None:
            yield "\n" if before == kind and kind in LISTS else "\n\n"
        yield text
        before = kind


def _start(block: dict[str, Any]) -> int:
    start = _props(block).get("start")
    return start if isinstance(start, int) and not isinstance(start, bool) and 0 <= start < 10**9 else 1


def _block(block: dict[str, Any], number: int) -> str:
    kind, inner = block.get("type"), "".join(_pieces(block.get("children")))
    if kind in LISTS:
        mark = f"{number}. " if kind == "numberedListItem" else "* "
        box = ("[x] " if _props(block).get("checked") is True else "[ ] ") if kind == "checkListItem" else ""
        return _indented(mark + box + _inline(block.get("content")) + (f"\n{inner}" if inner else ""), len(mark))
    own = _own(kind, block)
    if kind == "quote":
        return "\n".join(f"> {line}".rstrip() for line in "\n\n".join(filter(None, (own, inner))).split("\n"))
    return "\n\n".join(filter(None, (own, inner)))


def _own(kind: Any, block: dict[str, Any]) -> str:
    content = block.get("content")
    if kind == "heading":
        level = _props(block).get("level")
        level = level if isinstance(level, int) and 1 <= level <= 6 else 1
        return "#" * level + " " + _inline(content).replace("\n", " ")
    if kind == "codeBlock":
        return _fenced(_raw(content), _props(block).get("language"))
    if kind in ("image", "file", "video", "audio"):
        return _media(kind, _props(block))
    if kind == "divider":
        return "---"
    if isinstance(content, dict):
        return _table(content)
    return LINE_START.sub(r"\1\\\2", _inline(content))


def _fenced(code: str, language: Any) -> str:
    fence = "`" * max(3, 1 + max(map(len, re.findall(r"`+", code)), default=0))
    name = language if isinstance(language, str) and language != "text" and re.fullmatch(r"[\w+#-]+", language) else ""
    return f"{fence}{name}\n{code}\n{fence}"


def _media(kind: Any, props: dict[str, Any]) -> str:
    url, name = props.get("url"), props.get("caption") or props.get("name") or ""
    if not isinstance(url, str) or not url or not isinstance(name, str):
        return ""
    return ("!" if kind == "image" else "") + f"[{_escaped(name)}]({_href(url)})"


def _table(content: dict[str, Any]) -> str:
    rows = content.get("rows")
    found = [[_cell(cell) for cell in _listed(row.get("cells"))] for row in _listed(rows) if isinstance(row, dict)]
    width = max(map(len, found), default=0)
    if not width:
        return ""
    lines = ["| " + " | ".join(row + [""] * (width - len(row))) + " |" for row in found]
    return "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])


def _cell(cell: Any) -> str:
    content = cell.get("content") if isinstance(cell, dict) else cell
    return _inline(content).replace("\n", " ").replace("|", "\\|")


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _props(block: dict[str, Any]) -> dict[str, Any]:
    props = block.get("props")
    return props if isinstance(props, dict) else {}


def _indented(text: str, width: int) -> str:
    first, *rest = text.split("\n")
    return "\n".join([first, *(" " * width + line if line else line for line in rest)])


# -- inline ------------------------------------------------------------------------------------------------------
def _inline(content: Any) -> str:
    if isinstance(content, str):
        return _escaped(content)
    return "".join(_piece(piece) for piece in _listed(content))


def _piece(piece: Any) -> str:
    if isinstance(piece, str):
        return _escaped(piece)
    if not isinstance(piece, dict):
        return ""
    if piece.get("type") == "link":
        href = piece.get("href")
        inside = _inline(piece.get("content"))
        return f"[{inside}]({_href(href)})" if isinstance(href, str) else inside
    text, styles = piece.get("text"), piece.get("styles")
    return _styled(text, styles if isinstance(styles, dict) else {}) if isinstance(text, str) else ""


def _styled(text: str, styles: dict[str, Any]) -> str:
    """Marks must touch a letter, so blanks at the edges stay outside of them."""
    core = text.strip()
    if not core:
        return text
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    if styles.get("code"):
        ticks = "`" * (1 + max(map(len, re.findall(r"`+", core)), default=0))
        pad = " " if "`" in (core[0], core[-1]) else ""
        core = f"{ticks}{pad}{core}{pad}{ticks}"
    else:
        core = _escaped(core)
    for style, mark in MARKS:
        if styles.get(style):
            core = mark + core + mark
    return before + core.replace("\n", "\\\n") + after


def _raw(content: Any) -> str:
    if isinstance(content, str):
        return content
    texts = (piece.get("text") for piece in _listed(content) if isinstance(piece, dict))
    return "".join(text for text in texts if isinstance(text, str))


def _escaped(text: str) -> str:
    return SPECIAL.sub(lambda found: "\\" + found[0], text)


def _href(href: str) -> str:
    return f"<{href}>" if re.search(r"[\s()]", href) else href
