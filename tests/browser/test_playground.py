"""The newcomer's path through the playground, in a real browser."""

import json
import os
import subprocess
import sys
import uuid

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Site, Visitor


@pytest.fixture
def rocket(site: Site) -> str:
    """A fresh object with two fields of its own: its name."""
    name = f"rocket{uuid.uuid4().hex[:8]}"
    headers = {"Authorization": f"Bearer {site.key}"}
    title = name.title()
    body = {"nameSingular": name, "namePlural": f"{name}s", "labelSingular": title, "labelPlural": f"{title}s"}
    made = httpx.post(f"{site.address}/rest/metadata/objects", json=body, headers=headers).json()
    for type_, field in (("NUMBER", "height"), ("BOOLEAN", "reusable")):
        body = {"objectMetadataId": made["id"], "type": type_, "name": field, "label": field.title()}
        assert httpx.post(f"{site.address}/rest/metadata/fields", json=body, headers=headers).status_code == 201
    return name


def test_an_object_is_used_by_rest_and_graphql(visitor: Visitor, rocket: str) -> None:
    visitor.sign_in()
    page = visitor.go(f"/playground/rest/core?object={rocket}&example=create")
    page.get_by_label("Body").fill(json.dumps({"name": "Apollo", "height": 110.6, "reusable": False}))
    page.get_by_role("button", name="Send").click()
    expect(page.locator("#status")).to_contain_text("201")
    record = json.loads(page.locator("#answer").inner_text())["data"][f"create{rocket.capitalize()}"]
    assert (record["name"], record["height"], record["reusable"]) == ("Apollo", 110.6, False)
    expect(page.locator(f"#operations-tag-{rocket}s")).to_be_visible()  # its part of Swagger UI

    page = visitor.go(f"/playground/graphql/core?object={rocket}&example=list")
    page.get_by_role("button", name="Execute query").click()
    answer = page.locator(".graphiql-response")
    expect(answer).to_contain_text('"totalCount": 1')
    expect(answer).to_contain_text('"name": "Apollo"')


def test_swagger_ui_sends_with_the_session(visitor: Visitor, rocket: str) -> None:
    visitor.sign_in()
    page = visitor.go(f"/playground/rest/core?object={rocket}")
    operation = page.locator(f"[id^=operations-{rocket}s-].opblock-get").first
    operation.get_by_role("button").first.click()
    operation.get_by_role("button", name="Execute").click()
    expect(operation.locator(".live-responses-table tbody .response-col_status").first).to_contain_text("200")


def test_the_operations_of_all_objects_are_a_click_away(visitor: Visitor, rocket: str) -> None:
    visitor.sign_in()
    page = visitor.go(f"/playground/rest/core?object={rocket}&example=create")
    tags = page.locator(".opblock-tag")
    expect(tags).to_have_count(2)  # its own and the general one
    visitor.press(page.get_by_role("link", name="Show those of all objects"))
    expect(page.locator("#operations-tag-companies")).to_be_visible()
    visitor.press(page.get_by_role("link", name="Show only those on"))
    expect(tags).to_have_count(2)
    expect(page.get_by_label("Method")).to_have_value("POST")


def test_a_pasted_key_is_enough_and_stays_on_the_server(visitor: Visitor) -> None:
    page = visitor.go("/playground")
    page.get_by_label("Paste a key").fill(visitor.site.key)
    page.get_by_role("button", name="Use it").click()
    expect(page.get_by_text("with the API key First start")).to_be_visible()
    page = visitor.go("/playground/graphql/core?object=company")
    page.get_by_role("button", name="Execute query").click()
    expect(page.locator(".graphiql-response")).to_contain_text("totalCount")
    assert visitor.site.key not in page.content()
    assert visitor.site.key not in page.url
    kept = page.evaluate("JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)])")
    assert visitor.site.key not in kept
    assert visitor.site.key not in json.dumps(visitor.context.cookies())


def test_a_key_is_made_and_shown_once(visitor: Visitor) -> None:
    visitor.sign_in()
    page = visitor.page
    page.get_by_role("button", name="Make a key").click()
    token = page.locator("#token").inner_text()
    address = f"{visitor.site.address}/rest/companies?limit=1"
    assert httpx.get(address, headers={"Authorization": f"Bearer {token}"}).status_code == 200
    page = visitor.go("/playground")
    expect(page.get_by_text("with the API key Playground")).to_be_visible()
    assert token not in page.content()
    page.get_by_role("button", name="Forget the key").click()
    expect(page.get_by_text("with your own rights")).to_be_visible()


@pytest.mark.parametrize("visitor", [{"permissions": ["clipboard-read", "clipboard-write"]}], indirect=True)
def test_a_call_is_copied_in_three_languages(visitor: Visitor, rocket: str) -> None:
    visitor.sign_in()
    page = visitor.go(f"/playground/rest/core?object={rocket}&example=create")
    page.get_by_label("Body").fill('{"name": "It\'s", "reusable": true, "height": null}')
    copied = {}
    for language in ("curl", "Python", "JavaScript"):
        page.get_by_role("button", name=language, exact=True).click()
        expect(page.get_by_text("Copied.")).to_be_visible()
        copied[language] = page.evaluate("navigator.clipboard.readText()")
    assert f"curl -sS -X POST '{visitor.site.address}/rest/{rocket}s'" in copied["curl"]
    assert "It'\"'\"'s" in copied["curl"]
    assert '"reusable": True' in copied["Python"]
    assert '"height": None' in copied["Python"]
    environment = os.environ | {"TWENTYAPI_KEY": visitor.site.key}
    for command in (["sh", "-c", copied["curl"]], [sys.executable, "-c", copied["Python"]]):
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        assert f"create{rocket.capitalize()}" in done.stdout
    assert f'fetch("{visitor.site.address}/rest/{rocket}s"' in copied["JavaScript"]
    assert all("TWENTYAPI_KEY" in text for text in copied.values())


def test_rest_addresses_are_pages_that_create_change_and_delete(visitor: Visitor, rocket: str) -> None:
    visitor.sign_in()
    page = visitor.go(f"/rest/{rocket}s")
    page.get_by_label("Body, in JSON").fill('{"name": "Vega"}')
    page.get_by_role("button", name="POST").click()
    expect(page.get_by_text("HTTP 201 Created")).to_be_visible()
    text = page.locator("pre").inner_text()
    record = json.loads(text[text.index("{") :])["data"][f"create{rocket.capitalize()}"]
    assert record["createdBy"]["source"] == "MANUAL"
    page = visitor.go(f"/rest/{rocket}s/{record['id']}")
    page.get_by_label("Body, in JSON").fill('{"name": "Vega C"}')
    page.get_by_role("button", name="PATCH").click()
    expect(page.locator("pre")).to_contain_text('"name": "Vega C"')
    page.get_by_role("button", name="Delete").click()
    expect(page.locator("pre")).to_contain_text(f'"delete{rocket.capitalize()}"')
