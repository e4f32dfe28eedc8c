"""One server for the browser tests, as a user starts it, and Debian's Chromium.

The browser's connection is a module's own: while it is open, Django takes the thread for an asynchronous one.
"""

import re
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from tests.twentyapi.servers import own_environment, serving

FLAGS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
ADMIN = "admin@example.com"
PATIENCE_MS = 60_000
"""How long a page may take: a bound for failing tests, never a measure."""
AT_REST = """Promise.all(document.getAnimations()
  .filter(one => one.effect.getComputedTiming().endTime < Infinity).map(one => one.finished.catch(() => 0)))"""
"""Every transition has ended."""
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


@dataclass(frozen=True)
class Site:
    """A running server with what its first start has printed."""

    address: str
    password: str
    key: str


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    with own_environment() as environment, serving(environment, quiet=False) as (_, said):
        password, key = (re.search(rf"{word} +(\S+)", said) for word in ("Password", "API key"))
        assert password and key
        yield Site(f"http://127.0.0.1:{environment['PORT']}", password[1], key[1])


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("needs Debian's package chromium")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Visitor:
    """A person at a browser of his own. Everything that the console complains about is kept in `faults`."""

    site: Site
    context: BrowserContext
    page: Page
    faults: list[str] = field(default_factory=list)

    def go(self, path: str) -> Page:
        self.page.goto(self.site.address + path)
        return self.page

    def leaving(self) -> AbstractContextManager[Any]:
        """What is done in it leads to another page, which is there with its scripts afterwards.

        A navigation would not tell: Swagger UI makes one within its own page as that is left.
        """
        return self.page.expect_event("load")

    def press(self, target: Locator) -> None:
        with self.leaving():
            target.click()

    def sign_in(self) -> None:
        page = self.go("/playground/sign-in")
        page.get_by_label("E-mail address").fill(ADMIN)
        page.get_by_label("Password").fill(self.site.password)
        self.press(page.get_by_role("button", name="Sign in"))
        assert page.url.endswith("/playground")

    def accessibility_faults(self) -> list[tuple[str, Any]]:
        """Serious and critical ones, once the page has come to rest: a colour that still fades is none."""
        if not self.page.evaluate("'axe' in window"):
            self.page.add_script_tag(url="/static/assets/axe.min.js")
        found = self._violations()
        for _ in range(8):
            if not found:
                break
            self.page.wait_for_timeout(300)
            found = self._violations()
        return found

    def _violations(self) -> list[tuple[str, Any]]:
        self.page.evaluate(AT_REST)
        return [
            (rule["id"], [node["target"] for node in rule["nodes"]])
            for rule in self.page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
            if rule["impact"] in ("serious", "critical")
        ]

    def is_too_wide(self) -> bool:
        """An editor takes a moment to follow the width of its window."""
        for _ in range(20):
            if self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
                return False
            self.page.wait_for_timeout(300)
        return True


@pytest.fixture
def visitor(site: Site, chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    """Options of the browser's context by indirect parametrization."""
    context = chromium.new_context(**{"viewport": DESK, **getattr(request, "param", {})})
    context.set_default_timeout(PATIENCE_MS)
    visitor = Visitor(site, context, context.new_page())
    visitor.page.on("console", lambda said: said.type == "error" and visitor.faults.append(said.text))
    visitor.page.on("pageerror", lambda error: visitor.faults.append(str(error)))
    yield visitor
    context.close()
    assert visitor.faults == []
