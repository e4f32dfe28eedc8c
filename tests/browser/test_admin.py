"""The settings in a real browser."""

import json
import uuid

import httpx
from playwright.sync_api import expect

from tests.browser.conftest import Site, Visitor


def add_field(visitor: Visitor, label: str, type_: str) -> None:
    page = visitor.page
    visitor.press(page.get_by_role("link", name="Add field"))
    page.get_by_label("Type").select_option(type_)
    page.get_by_label("Label", exact=False).first.fill(label)
    if type_ == "SELECT":
        for option in ("On the pad", "Launched"):
            page.get_by_role("button", name="Add option").click()
            page.get_by_label("label of the option").last.fill(option)
    expect(page.get_by_label("Related object", exact=True)).to_be_hidden()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("link", name=label, exact=True)).to_be_visible()


def test_fields_of_an_object_are_inputs_of_its_records(visitor: Visitor, site: Site) -> None:
    visitor.sign_in()
    page = visitor.go("/admin/")
    name = f"Rocket{uuid.uuid4().hex[:6]}"
    visitor.press(page.get_by_role("link", name="New object"))
    page.get_by_label("Label singular").fill(name)
    page.get_by_label("Label plural").fill(f"{name}s")
    page.get_by_role("button", name="Save", exact=True).click()
    for label, type_ in (("Height", "NUMBER"), ("State", "SELECT"), ("Price", "CURRENCY")):
        add_field(visitor, label, type_)
    plural = f"{name.lower()}s"
    call = {"json": {"name": "Ariane", "height": 52.5, "state": "ON_THE_PAD"}, "headers": bearer(site.key)}
    made = httpx.post(f"{site.address}/rest/{plural}", **call)
    assert made.status_code == 201, made.text
    page = visitor.go(f"/admin/records/{plural}/")
    page.get_by_role("link", name="Ariane").click()
    expect(page.get_by_label("Height")).to_have_value("52.5")
    page.get_by_label("Amount").fill("1200.50")
    page.get_by_label("State").select_option(label="Launched")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("row", name="Ariane")).to_contain_text("Launched")
    record = httpx.get(f"{site.address}/rest/{plural}", headers=bearer(site.key)).json()["data"][plural][0]
    assert (record["state"], record["price"]["amountMicros"]) == ("LAUNCHED", 1200500000)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_a_key_is_revoked(visitor: Visitor, site: Site) -> None:
    visitor.sign_in()
    page = visitor.go("/admin/apikeys/apikey/add/")
    page.get_by_label("Name").fill("to be revoked")
    page.get_by_label("Role").select_option(label="Admin")
    page.get_by_role("button", name="Save", exact=True).click()
    token = page.locator("#token").inner_text()
    visitor.go("/admin/apikeys/apikey/").get_by_role("link", name="to be revoked").click()
    page.locator('a[href$="/revoke/"]').click()
    expect(page.get_by_text("Revoke the key “to be revoked”?")).to_be_visible()
    assert visitor.accessibility_faults() == []
    assert httpx.get(f"{site.address}/rest/companies", headers=bearer(token)).status_code == 200
    page.get_by_role("button", name="Revoke the key").click()
    expect(page.get_by_text("all its tokens have ended")).to_be_visible()
    assert httpx.get(f"{site.address}/rest/companies", headers=bearer(token)).status_code == 403


def test_records_are_filtered_and_deleted(visitor: Visitor) -> None:
    visitor.sign_in()
    page = visitor.go("/admin/records/companies/")
    name = f"Acme {uuid.uuid4().hex[:6]}"
    page.get_by_role("link", name="New Company").click()
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_role("button", name="Save").click()
    page.get_by_label("Comparison").select_option(label="equals")
    page.get_by_label("Value").fill(name)
    page.get_by_role("button", name="Filter").click()
    expect(page.locator("table.records tbody tr")).to_have_count(1)
    expect(page.locator("#call")).to_have_text(f'GET /rest/companies?filter=name[eq]:"{name}"')
    page.get_by_role("link", name=name, exact=True).click()
    page.get_by_role("button", name="Delete").click()
    page = visitor.go("/admin/records/companies/?bin=1")
    page.get_by_role("link", name=name, exact=True).click()
    expect(page.get_by_text("This record is in the bin.")).to_be_visible()


def test_the_matrix_of_a_role(visitor: Visitor) -> None:
    visitor.sign_in()
    page = visitor.go("/admin/apikeys/role/add/")
    label = f"Reader {uuid.uuid4().hex[:6]}"
    page.get_by_label("Label").fill(label)
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_label("All objects: Read", exact=True).check()
    page.get_by_label("People: Read", exact=True).select_option("no")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("All objects: Read", exact=True)).to_be_checked()
    expect(page.get_by_label("People: Read", exact=True)).to_have_value("no")
    assert [fault[0] for fault in visitor.accessibility_faults()] == []


def test_a_delivery_is_read_and_sent_again(visitor: Visitor, site: Site) -> None:
    hook = {"targetUrl": "http://127.0.0.1:9/", "operations": ["company.created"]}
    made = httpx.post(f"{site.address}/rest/webhooks", json=hook, headers=bearer(site.key))
    assert made.status_code == 201, made.text
    httpx.post(f"{site.address}/rest/companies", json={"name": "Told"}, headers=bearer(site.key))
    visitor.sign_in()
    page = visitor.go("/admin/api/")
    page.get_by_role("link", name="company.created").first.click()
    expect(page.get_by_role("button", name="Send again")).to_be_attached()
    assert visitor.accessibility_faults() == []
    body = json.loads(page.locator("[data-json]").inner_text())
    assert body["eventName"] == "company.created"
    httpx.delete(f"{site.address}/rest/webhooks/{made.json()['id']}", headers=bearer(site.key))


def test_no_page_calls_another_server(visitor: Visitor) -> None:
    asked: set[str] = set()
    visitor.page.on("request", lambda request: asked.add(request.url))
    visitor.sign_in()
    for path in ("", "model/", "records/companies/", "metadata/fieldmetadata/add/"):
        visitor.go(f"/admin/{path}")
    assert {url for url in asked if not url.startswith((visitor.site.address, "data:", "blob:"))} == set()
