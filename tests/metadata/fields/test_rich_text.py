import json
from typing import Any

import pytest

from metadata.fields.block_text import markdown_of
from metadata.fields.blocks import LONGEST, blocks_of
from tests.metadata.fields.made import cleaned, field, refusal, shown

PROPS = {"backgroundColor": "default", "textColor": "default", "textAlignment": "left"}
HELLO = '[{"type":"paragraph","content":[{"type":"text","text":"hello","styles":{}}]}]'


def text(content: str, **styles: bool) -> dict[str, Any]:
    return {"type": "text", "text": content, "styles": styles}


def block(kind: str, content: Any, props: dict[str, Any] | None = None, *children: dict[str, Any]) -> dict[str, Any]:
    return {"type": kind, "props": PROPS | (props or {}), "content": content, "children": list(children)}


def without_ids(blocks: Any) -> Any:
    if isinstance(blocks, list):
        return [without_ids(one) for one in blocks]
    if isinstance(blocks, dict):
        return {key: without_ids(value) for key, value in blocks.items() if key != "id"}
    return blocks


def test_markdown_gives_blocks_as_recorded() -> None:
    columns = cleaned(field("RICH_TEXT", "bodyV2"), {"markdown": "# Hi\n\n- **bold** item", "blocknote": None})
    assert columns["bodyV2Markdown"] == "# Hi\n\n- **bold** item"
    blocks = json.loads(columns["bodyV2Blocknote"])
    assert without_ids(blocks) == [
        block("heading", [text("Hi")], {"level": 1, "isToggleable": False}),
        block("bulletListItem", [text("bold", bold=True), text(" item")]),
    ]
    assert [list(one) for one in blocks] == [["id", "type", "props", "content", "children"]] * 2
    assert len({one["id"] for one in blocks}) == 2


def test_blocks_give_markdown_as_recorded() -> None:
    assert cleaned(field("RICH_TEXT", "bodyV2"), {"blocknote": HELLO}) == {
        "bodyV2Blocknote": HELLO,
        "bodyV2Markdown": "hello\n",
    }


@pytest.mark.parametrize(
    ("value", "columns"),
    [
        ({"blocknote": HELLO, "markdown": "mine"}, {"fBlocknote": HELLO, "fMarkdown": "mine"}),
        ({"blocknote": None, "markdown": None}, {"fBlocknote": None, "fMarkdown": None}),
        ({"markdown": ""}, {"fBlocknote": None, "fMarkdown": None}),
        ({"blocknote": "[]"}, {"fBlocknote": "[]", "fMarkdown": None}),
        ({}, {}),
        (None, {}),
    ],
)
def test_valid(value: object, columns: object) -> None:
    assert cleaned(field("RICH_TEXT"), value) == columns


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("# Hi", "Invalid object value '# Hi' for field \"f\""),
        ({"markdown": 5}, 'Invalid string value 5 for text field "f.markdown"'),
        ({"html": "x"}, 'Invalid subfield html for rich text field "f"'),
        ({"blocknote": "zz"}, "Invalid object value 'zz' for field \"f.blocknote\""),
        ({"blocknote": "{}"}, "Invalid object value '{}' for field \"f.blocknote\""),
        (
            {"blocknote": "[" * 250 + "]" * 250},
            'Invalid object value for field "f.blocknote": nested deeper than 200 levels',
        ),
        ({"markdown": "a\x00"}, 'Invalid string value for text field "f.markdown": it holds a NUL character'),
    ],
)
def test_invalid(value: object, message: str) -> None:
    assert refusal(field("RICH_TEXT"), value) == message


@pytest.mark.django_db
def test_output() -> None:
    made = field("RICH_TEXT")
    assert shown(made, {}) == {"blocknote": None, "markdown": ""}
    assert shown(made, cleaned(made, {"blocknote": HELLO})) == {"blocknote": HELLO, "markdown": "hello\n"}


@pytest.mark.parametrize(
    ("markdown", "blocks"),
    [
        ("a *b* `c`", [block("paragraph", [text("a "), text("b", italic=True), text(" "), text("c", code=True)])]),
        ("~~d~~***e***", [block("paragraph", [text("d", strike=True), text("e", italic=True, bold=True)])]),
        ("one\ntwo\\\nthree", [block("paragraph", [text("one two\nthree")])]),
        ("[x](https://y.z)", [block("paragraph", [{"type": "link", "href": "https://y.z", "content": [text("x")]}])]),
        ("- [ ] a\n- [x] b", [block("checkListItem", [text(a)], {"checked": a == "b"}) for a in "ab"]),
        ("3. a\n4. b", [block("numberedListItem", [text("a")], {"start": 3}), block("numberedListItem", [text("b")])]),
        ("- a\n  - b", [block("bulletListItem", [text("a")], None, block("bulletListItem", [text("b")]))]),
        ("<b>x</b>", [block("paragraph", [text("<b>x</b>")])]),
        ("---", [block("paragraph", [text("---")])]),
    ],
)  # fmt: skip
def test_blocks_of(markdown: str, blocks: object) -> None:
    assert without_ids(blocks_of(markdown)) == blocks


def test_code_and_quotes() -> None:
    code, quote = without_ids(blocks_of("```py\nx = 1\n```\n\n> q"))
    assert code == {"type": "codeBlock", "props": {"language": "py"}, "content": [text("x = 1")], "children": []}
    assert (quote["type"], quote["content"]) == ("quote", [text("q")])


@pytest.mark.parametrize(
    "markdown",
    [
        "# Title\n\ntext **bold** *it* ~~no~~ `code` [link](https://x.y)\n",
        "* a\n* b\n  * c\n* d\n",
        "1. a\n2. b\n   1. c\n",
        "5. a\n6. b\n",
        "* [ ] todo\n* [x] done\n",
        "> quoted\n",
        "```py\nx = 1\n\ny = 2\n```\n",
        "| a | b |\n| --- | --- |\n| 1 | 2 |\n",
        "\\# no heading\n\n1\\. no list\n\nsnake_case 2 \\* 3 \\[x\\]\n",
    ],
)
def test_there_and_back(markdown: str) -> None:
    assert markdown_of(blocks_of(markdown)) == markdown


@pytest.mark.parametrize(
    ("blocks", "markdown"),
    [
        ([None, 5, "x", {"type": 5}, {"type": "paragraph", "content": 5}], ""),
        ([{"type": "unknown", "content": [text("kept")]}], "kept\n"),
        ([{"type": "paragraph", "content": "plain"}], "plain\n"),
        ([{"type": "paragraph", "content": [text(" b ", bold=True)]}], " **b** \n"),
        ([{"type": "heading", "props": {"level": 99}, "content": [text("x")]}], "# x\n"),
        ([{"type": "image", "props": {"url": "https://x/y.png", "name": "y"}}], "![y](https://x/y.png)\n"),
        ([{"type": "paragraph", "content": [text("a\x00b")]}], "ab\n"),
    ],
)
def test_markdown_of_odd_blocks(blocks: list[Any], markdown: str) -> None:
    assert markdown_of(blocks) == markdown


def test_very_long_texts_become_plain_paragraphs() -> None:
    blocks = without_ids(blocks_of("**x**\n\n" + "y" * LONGEST))
    assert blocks[0] == block("paragraph", [text("**x**")])
    assert len(blocks) == 2
