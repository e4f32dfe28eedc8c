"""What the settings do in the browser beyond forms: relations searched for, options moved, the picture laid out."""

import uuid
from typing import Any

import httpx
from playwright.sync_api import expect

from tests.browser.conftest import Site, Visitor


def call(site: Site, method: str, path: str, **more: Any) -> Any:
    answer = httpx.request(method, f"{site.address}{path}", headers={"Authorization": f"Bearer {site.key}"}, **more)
    assert answer.is_success, answer.text
    return answer.json()


def test_a_relation_is_searched_for_by_keyboard(visitor: Visitor, site: Site) -> None:
    word = uuid.uuid4().hex[:8]
    firms = [{"name": f"Firm {n:02} {word}"} for n in range(30)]
    made = call(site, "POST", "/rest/batch/companies", json=firms)["data"]["createCompanies"]
    visitor.sign_in()
    page = visitor.go("/admin/records/people/add/")
    assert word not in page.content()
    page.get_by_label("First name").fill(word)
    search = page.get_by_role("combobox", name="Company")
    search.fill(word)
    expect(page.get_by_role("option")).to_have_count(20)
    expect(page.get_by_text("More: go on typing")).to_be_visible()
    assert visitor.accessibility_faults() == []
    search.fill(f"{word} 07")
    expect(page.get_by_role("option")).to_have_text([f"Firm 07 {word}"])
    search.press("Enter")
    expect(search).to_have_value(f"Firm 07 {word}")
    visitor.press(page.get_by_role("button", name="Save"))
    (person,) = call(site, "GET", "/rest/people", params={"filter": f'name.firstName[eq]:"{word}"'})["data"]["people"]
    assert person["companyId"] == made[7]["id"]
    page = visitor.go(f"/admin/records/people/{person['id']}/")
    expect(search).to_have_value(f"Firm 07 {word}")
    page.get_by_role("button", name="Company: none").click()
    visitor.press(page.get_by_role("button", name="Save"))
    assert call(site, "GET", f"/rest/people/{person['id']}")["data"]["person"]["companyId"] is None


def test_options_are_moved_and_coloured(visitor: Visitor, site: Site) -> None:
    name = f"thing{uuid.uuid4().hex[:6]}"
    named = {"nameSingular": name, "namePlural": f"{name}s", "labelSingular": name, "labelPlural": f"{name}s"}
    parent = call(site, "POST", "/rest/metadata/objects", json=named)
    options = [{"label": word, "value": word.upper(), "color": "red", "position": n} for n, word in enumerate("abc")]
    told = {"objectMetadataId": parent["id"], "type": "SELECT", "name": "state", "label": "State", "options": options}
    field = call(site, "POST", "/rest/metadata/fields", json=told)
    visitor.sign_in()
    page = visitor.go(f"/admin/metadata/fieldmetadata/{field['id']}/change/")
    page.get_by_label("Move the option up").nth(2).click()
    page.get_by_label("Move the option down").first.click()
    page.get_by_label("Colour of the option").first.select_option("jade")
    page.get_by_label("label of the option").last.fill("Bee")
    page.get_by_label("Remove the option").nth(1).click()
    visitor.press(page.get_by_role("button", name="Save", exact=True))
    stored = call(site, "GET", f"/rest/metadata/fields/{field['id']}")["options"]
    assert [(one["label"], one["value"], one["color"]) for one in stored] == [("c", "C", "jade"), ("Bee", "B", "red")]


def test_the_picture_is_laid_out_and_zoomed(visitor: Visitor) -> None:
    visitor.sign_in()
    page = visitor.go("/admin/model/?show=all")
    picture = page.locator("svg[data-laid-out=elk]")
    expect(picture).to_be_visible()
    boxes = page.evaluate(BOXES)
    for i, one in enumerate(boxes):
        for other in boxes[:i]:
            apart = one["right"] < other["left"] or other["right"] < one["left"]
            assert apart or one["bottom"] < other["top"] or other["bottom"] < one["top"], (one, other)
    width = float(picture.get_attribute("width") or 0)
    page.get_by_role("button", name="Larger").click()
    assert float(picture.get_attribute("width") or 0) > width
    page.get_by_role("link", name="Companies", exact=True).focus()
    expect(page.locator("[data-object=person].near")).to_be_attached()
    expect(page.locator("svg.pointed .edge.near").first).to_be_attached()
    page.get_by_role("button", name="Fit").click()
    visitor.press(page.get_by_role("link", name="Companies with its neighbours alone"))
    expect(page.locator("svg[data-laid-out=elk]")).to_be_visible()
    ends = page.evaluate("[...document.querySelectorAll('.edge')].map((one) => [one.dataset.from, one.dataset.to])")
    assert ends and all("company" in pair for pair in ends)


BOXES = """[...document.querySelectorAll('.box rect')].map((rect) => {
  const { left, right, top, bottom } = rect.getBoundingClientRect();
  return { left, right, top, bottom };
})"""
