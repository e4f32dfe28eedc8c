"""The guide at /docs: the Markdown files of docs/guide, rendered once."""

import pathlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.html import format_html
from markdown_it import MarkdownIt
from markdown_it.token import Token

GUIDE = pathlib.Path(__file__).resolve().parent.parent / "guide"
PARTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Start", ("quickstart", "four-apis", "playground", "settings")),
    ("APIs", ("rest", "filters", "graphql", "data-model", "metadata-graphql", "clients", "webhooks")),
    ("Access", ("api-keys-and-roles",)),
    ("Reference", ("field-types", "operators", "errors", "limits", "routes-and-commands", "configuration")),
    ("Running", ("deployment", "moving-from-twenty")),
)
"""The chapters in reading order; a file that stands in no part is shown behind them."""
COMMENT = re.compile(r"<!--.*?-->\n?", re.S)
PICTURE = re.compile(r"^images/([a-z0-9-]+)\.webp$")
CHAPTER_LINK = re.compile(r"^(?:\./)?([a-z0-9-]+)\.md(#.*)?$")


@dataclass(frozen=True, slots=True)
class Section:
    anchor: str
    title: str


@dataclass(frozen=True, slots=True)
class Chapter:
    slug: str
    title: str
    html: str
    sections: tuple[Section, ...]


def show(request: HttpRequest, slug: str = "") -> HttpResponse:
    """One chapter; without a name the first."""
    slugs = [slug for _, part in parts() for slug in part]
    wanted = slug or slugs[0]
    if wanted not in slugs:
        raise Http404(f"No chapter {wanted}")
    at = slugs.index(wanted)
    around = {
        "at": "guide",
        "previous": chapter(slugs[at - 1]) if at else None,
        "next": chapter(slugs[at + 1]) if at + 1 < len(slugs) else None,
    }
    contents = [(name, [chapter(slug) for slug in part]) for name, part in parts()]
    return render(request, "docs/guide.html", {"chapter": chapter(wanted), "contents": contents, **around})


@cache
def parts() -> list[tuple[str, list[str]]]:
    present = {path.stem for path in GUIDE.glob("*.md")}
    found = [(name, [slug for slug in slugs if slug in present]) for name, slugs in PARTS]
    others = sorted(present.difference(*(slugs for _, slugs in found)))
    return [part for part in (*found, ("More", others)) if part[1]]


@cache
def chapter(slug: str) -> Chapter:
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(COMMENT.sub("", (GUIDE / f"{slug}.md").read_text()))
    title, sections = slug, []
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open":
            text = plain(inline)
            opening.attrSet("id", anchor(text))
            if opening.tag == "h1":
                title = text
            elif opening.tag == "h2":
                sections.append(Section(anchor(text), text))
        elif opening.type == "inline":
            lead_to_pages(opening)
    markdown.add_render_rule("image", picture)
    html = markdown.renderer.render(tokens, markdown.options, {})
    html = html.replace("<table>", '<div class="wide" tabindex="0"><table>').replace("</table>", "</table></div>")
    return Chapter(slug, title, html.replace("<pre>", '<pre tabindex="0">'), tuple(sections))


def picture(renderer: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    """A picture of the guide, which has a dark one beside it."""
    name = PICTURE.match(str(tokens[at].attrGet("src")))
    if name is None:
        return str(renderer.image(tokens, at, options, env))
    light, dark = (static(f"guide/{name[1]}{look}.webp") for look in ("", "-dark"))
    source = format_html('<source media="(prefers-color-scheme: dark)" srcset="{}">', dark)
    return format_html('<picture>{}<img src="{}" alt="{}" loading="lazy"></picture>', source, light, tokens[at].content)


def plain(inline: Token) -> str:
    return "".join(child.content for child in inline.children or ())


def anchor(text: str) -> str:
    """As GitHub makes them, so that links work in both places."""
    return re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-")


def lead_to_pages(inline: Token) -> None:
    """`filters.md#values` -> `/docs/filters#values`."""
    for child in inline.children or ():
        link = CHAPTER_LINK.match(str(child.attrGet("href") or "")) if child.type == "link_open" else None
        if link:
            child.attrSet("href", f"/docs/{link[1]}{link[2] or ''}")
