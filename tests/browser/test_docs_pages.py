"""The guide in a browser, and our pages by keyboard."""

from playwright.sync_api import expect

from tests.browser.conftest import Visitor


def test_the_guide_is_walked_by_its_links(visitor: Visitor) -> None:
    page = visitor.go("/")
    page.get_by_role("link", name="Quickstart").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Quickstart")
    seen = {"Quickstart"}
    while (turn := page.locator(".turn span:last-child a")).count():
        turn.click()
        page.wait_for_load_state()
        seen.add(page.get_by_role("heading", level=1).inner_text())
        assert len(seen) < 40
    assert {"REST", "GraphQL", "Errors", "Operators", "Field types", "Deployment", "Moving from Twenty"} <= seen


def test_every_link_between_chapters_leads_somewhere(visitor: Visitor) -> None:
    page = visitor.go("/docs")
    chapters = page.eval_on_selector_all(".contents a[href^='/docs/']", "links => links.map(a => a.pathname)")
    anchors: dict[str, set[str]] = {}
    links: set[tuple[str, str]] = set()
    for chapter in chapters:
        visitor.go(chapter)
        anchors[chapter] = set(page.eval_on_selector_all("article [id]", "all => all.map(e => e.id)"))
        found = page.eval_on_selector_all("article a", "all => all.map(a => [a.pathname, a.hash, a.host])")
        links |= {(path, hash_) for path, hash_, host in found if path.startswith("/docs") and host in page.url}
    assert len(links) > 30
    assert {
        link for link in links if link[0] not in anchors or link[1].lstrip("#") not in anchors[link[0]] | {""}
    } == set()


def test_the_keyboard_reaches_everything(visitor: Visitor) -> None:
    page = visitor.go("/docs/rest")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page = visitor.go("/playground/sign-in")
    expect(page.get_by_label("E-mail address")).to_be_focused()
    page.keyboard.type("admin@example.com")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Password")).to_be_focused()
    page.keyboard.type(visitor.site.password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/playground")
