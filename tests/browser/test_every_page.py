"""axe-core finds no serious fault on any page, light at a desk and dark on a phone, which none of them overflows.

Each page is opened once and then changes its look, as it does for a person whose system changes at dusk.
"""

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE, Site, Visitor

STRANGERS = ("/", "/playground", "/playground/sign-in", "/admin/login/")
CHAPTERS = ("/docs", "/docs/rest", "/docs/field-types", "/docs/playground", "/docs/settings")
PAGES = ("/", "/playground", "/rest/companies?limit=2", "/rest/metadata/objects?limit=1")
EXPLORERS = {
    "/playground/rest/core": ".opblock-tag",
    "/playground/rest/metadata": ".opblock-tag",
    "/playground/graphql/core?example=filter": ".graphiql-editors .view-line",
    "/playground/graphql/metadata": ".graphiql-editors .view-line",
}
SETTINGS = (
    *("", "api/", "model/", "model/?show=all", "model/?object=companies", "records/", "password_change/"),
    *("records/companies/", "records/companies/?bin=1", "records/companies/add/"),
)
MODELS = (
    *("metadata/objectmetadata", "metadata/fieldmetadata", "metadata/indexmetadata", "metadata/workspace"),
    *("apikeys/apikey", "apikeys/role", "apikeys/membership", "apikeys/auditentry"),
    *("webhooks/webhook", "webhooks/delivery", "auth/user"),
)
NARROWED = {"metadata/fieldmetadata": "?q=name", "metadata/indexmetadata": "?q=company"}
"""Lists so long that axe takes seconds for each look."""
ADDED_BY_OTHERS = ("metadata/indexmetadata", "apikeys/auditentry", "webhooks/delivery")
DARK = "location.pathname.startsWith('/admin') ? document.documentElement.matches('.dark') : true"


@pytest.fixture
def delivery(site: Site) -> Iterator[None]:
    """Something in the log of deliveries."""
    headers = {"Authorization": f"Bearer {site.key}"}
    hook = {"targetUrl": "http://127.0.0.1:9/", "operations": ["company.created"]}
    made = httpx.post(f"{site.address}/rest/webhooks", json=hook, headers=headers).json()
    assert httpx.post(f"{site.address}/rest/companies", json={"name": "Told"}, headers=headers).status_code == 201
    yield
    httpx.delete(f"{site.address}/rest/webhooks/{made['id']}", headers=headers)


def faults_of(visitor: Visitor, path: str, ready: str = "body") -> dict[str, object]:
    """By look: the colours of light and dark do not depend on the size, nor what is shown at a size on the colours."""
    page = visitor.page
    page.set_viewport_size(DESK)
    page.emulate_media(color_scheme="light")
    visitor.go(path)
    expect(page.locator(ready).first).to_be_visible()
    found: dict[str, object] = {"light": visitor.accessibility_faults()}
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(DARK)
    page.set_viewport_size(PHONE)
    found["wide"] = visitor.is_too_wide()
    found["dark phone"] = visitor.accessibility_faults()
    return {f"{path} {look}": fault for look, fault in found.items() if fault}


def test_pages_for_strangers(visitor: Visitor) -> None:
    found = {}
    for path in (*STRANGERS, *CHAPTERS):
        found |= faults_of(visitor, path)
    assert found == {}
    assert len(visitor.page.evaluate("axe.run()")["passes"]) > 10  # it has looked


def test_pages_of_the_playground_and_of_rest(visitor: Visitor) -> None:
    visitor.sign_in()
    found = {}
    for path in PAGES:
        found |= faults_of(visitor, path)
    for path, ready in EXPLORERS.items():
        found |= faults_of(visitor, path, ready)
    assert found == {}


def test_pages_of_the_settings(visitor: Visitor, delivery: None) -> None:
    visitor.sign_in()
    found = {}
    for path in SETTINGS:
        found |= faults_of(visitor, f"/admin/{path}")
    visitor.go("/admin/records/companies/")
    found |= faults_of(visitor, first_link(visitor, "table.records"))
    assert found == {}


def test_lists_and_forms_of_the_settings(visitor: Visitor, delivery: None) -> None:
    visitor.sign_in()
    found = {}
    for model in MODELS:
        found |= faults_of(visitor, f"/admin/{model}/{NARROWED.get(model, '')}")
        change = first_link(visitor, "#result_list")
        if model not in ADDED_BY_OTHERS:
            found |= faults_of(visitor, f"/admin/{model}/add/")
        found |= faults_of(visitor, change)
    assert found == {}


def first_link(visitor: Visitor, table: str) -> str:
    link = visitor.page.locator(f"{table} tbody th a").first.get_attribute("href")
    assert link
    return link
