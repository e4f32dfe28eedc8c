"""The newcomer's path, from the sign-in to calls of an object of one's own, all in the browser."""

import json
import uuid

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ADMIN, Visitor


def sign_in(visitor: Visitor) -> None:
    page = visitor.go("/admin/")
    page.get_by_label("E-mail address").fill(ADMIN)
    page.get_by_label("Password").fill(visitor.site.password)
    visitor.press(page.get_by_role("button", name="Log in"))


def make_object(visitor: Visitor, label: str) -> None:
    """With a SELECT and a CURRENCY as its first fields, and a relation to companies added to it."""
    page = visitor.page
    visitor.press(page.get_by_role("link", name="New object"))
    page.get_by_label("Label singular").fill(label)
    page.get_by_label("Label plural").fill(f"{label}s")
    for at, (name, type_) in enumerate((("State", "SELECT"), ("Price", "CURRENCY"))):
        page.get_by_label("Label of the field").nth(at).fill(name)
        page.get_by_label("Type of the field").nth(at).select_option(type_)
    page.get_by_label("Options, separated by commas").first.fill("On the pad, Launched")
    visitor.press(page.get_by_role("button", name="Save", exact=True))
    visitor.press(page.get_by_role("link", name="Add field"))
    page.get_by_label("Type").select_option("RELATION")
    page.get_by_label("Label", exact=False).first.fill("Maker")
    page.get_by_label("Related object", exact=True).select_option(label="Company")
    page.get_by_label("Label on the other side").fill(f"{label}s made")
    page.get_by_role("button", name="Save", exact=True).click()
    for name in ("State", "Price", "Maker"):
        expect(page.get_by_role("link", name=name, exact=True)).to_be_visible()


def make_key(visitor: Visitor, name: str) -> str:
    """The token: shown this once, and in the clipboard at the press of a button."""
    page = visitor.go("/admin/api/")
    visitor.press(page.get_by_role("link", name="New key"))
    page.get_by_label("Name").fill(name)
    page.get_by_label("Role").select_option(label="Admin")
    visitor.press(page.get_by_role("button", name="Save", exact=True))
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    assert visitor.accessibility_faults() == []
    token = page.locator("#token").inner_text()
    assert page.evaluate("navigator.clipboard.readText()") == token
    visitor.go("/admin/api/").get_by_role("link", name=name).click()
    expect(page.get_by_text("Revoke")).to_be_visible()
    assert token not in page.content()
    return token


def paste_key(visitor: Visitor, token: str, name: str) -> None:
    page = visitor.page
    visitor.press(page.get_by_role("link", name="Playground"))
    page.get_by_label("Paste a key").fill(token)
    visitor.press(page.get_by_role("button", name="Use it"))
    expect(page.get_by_text(f"with the API key {name}")).to_be_visible()


def choose_object(visitor: Visitor, label: str) -> None:
    with visitor.leaving():
        visitor.page.get_by_label("Object", exact=True).select_option(label=label)


@pytest.mark.parametrize("visitor", [{"permissions": ["clipboard-read", "clipboard-write"]}], indirect=True)
def test_a_newcomer_makes_an_object_a_key_and_calls(visitor: Visitor) -> None:
    label = f"Rocket{uuid.uuid4().hex[:6]}"
    many = f"{label.lower()}s"
    sign_in(visitor)
    page = visitor.page
    make_object(visitor, label)
    paste_key(visitor, make_key(visitor, label), label)

    visitor.press(page.get_by_role("link", name="REST, records"))
    choose_object(visitor, f"{label}s")
    operations = page.locator(f"[id^=operations-{many}-]")
    for method, path in (("get", f"/{many}"), ("post", f"/{many}"), ("post", f"/batch/{many}")):
        shown = operations.locator(f"visible=true >> .opblock-summary-{method} [data-path='{path}']")
        expect(shown).to_be_visible()

    visitor.press(page.get_by_role("link", name="Create", exact=True))
    body = json.loads(page.get_by_label("Body").input_value())
    assert body["state"] == "ON_THE_PAD" and body["price"]["currencyCode"]
    page.get_by_label("Body").fill(json.dumps(body | {"name": "Ariane", "state": "LAUNCHED"}))
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#status")).to_contain_text("201")
    made = json.loads(page.locator("#answer").inner_text())["data"][f"create{label}"]
    assert (made["name"], made["state"], made["createdBy"]["name"]) == ("Ariane", "LAUNCHED", label)

    visitor.press(page.get_by_role("link", name="GraphQL records"))
    choose_object(visitor, f"{label}s")
    page.get_by_role("button", name="Execute query").click()
    answer = page.locator(".graphiql-response")
    expect(answer).to_contain_text('"totalCount": 1')
    expect(answer).to_contain_text('"name": "Ariane"')
    expect(answer).to_contain_text('"state": "LAUNCHED"')

    visitor.press(visitor.go(f"/admin/records/{many}/").get_by_role("link", name="Ariane"))
    expect(page.get_by_label("State")).to_have_value("LAUNCHED")
