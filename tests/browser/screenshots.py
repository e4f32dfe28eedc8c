"""The pictures of the guide: `make screenshots`.

A server of its own with an object `rocket`, photographed at a desk and on a phone, light and dark. Look at each of them
before you commit them: a picture that is wrong here is a page that is wrong.
"""

import io
import pathlib
import re
import shutil
import sys
from dataclasses import dataclass

import httpx
from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.conftest import ADMIN, FLAGS, PHONE, Site
from tests.twentyapi.servers import own_environment, serving

DESK = {"width": 1280, "height": 800}
WIDEST = 1024
ROCKETS = (("Ariane 6", "FLOWN", 115), ("Vega C", "FLOWN", 37), ("Starlet", "PLANNED", 12), ("Comet", "PLANNED", 48))
FIRST = "table tbody th a"


@dataclass(frozen=True, slots=True)
class Shot:
    name: str
    path: str
    ready: str = "h1"
    click: str = ""
    """What to press before the picture is taken."""
    then: str = ""
    """What is there afterwards."""
    phone: bool = False


SHOTS = (
    Shot("sign-in", "/playground/sign-in"),
    Shot("start", "/", phone=True),
    Shot("playground", "/playground"),
    Shot("playground-rest", "/playground/rest/core?object=rocket&example=filter", ".opblock-tag", "#call .primary",
         "#status:has-text('200')", phone=True),
    Shot("playground-graphql", "/playground/graphql/core?object=rocket&example=filter", ".graphiql-editors .view-line",
         "[aria-label^='Execute']", ".graphiql-response .view-line:has-text('totalCount')", phone=True),
    Shot("rest-page", "/rest/rockets?limit=2"),
    Shot("guide", "/docs/filters", phone=True),
    Shot("settings", "/admin/", phone=True),
    Shot("objects", "/admin/metadata/objectmetadata/"),
    Shot("new-object", "/admin/metadata/objectmetadata/add/"),
    Shot("object", "/admin/metadata/objectmetadata/", "#result_list", "#result_list a:text-is('Rockets')", "#fields"),
    Shot("new-field", "/admin/metadata/fieldmetadata/add/"),
    Shot("picture", "/admin/model/", "svg .name"),
    Shot("records", "/admin/records/rockets/", phone=True),
    Shot("record", "/admin/records/rockets/", FIRST, FIRST, "form.record"),
    Shot("api-and-webhooks", "/admin/api/"),
    Shot("webhook", "/admin/api/", FIRST, "#content a[href*='/webhooks/webhook/'][href$='/change/']", "#content form"),
    Shot("delivery", "/admin/webhooks/delivery/", "#result_list", "#result_list tbody th a", "[data-json]"),
    Shot("role", "/admin/apikeys/role/", "#result_list", "#result_list a:text-is('Member')", ".matrix"),
    Shot("audit", "/admin/apikeys/auditentry/"),
)  # fmt: skip


def main(output: pathlib.Path) -> None:
    shutil.rmtree(output, ignore_errors=True)
    output.mkdir(parents=True)
    with own_environment() as environment, serving(environment, quiet=False) as (_, said):
        password, key = (re.search(rf"{word} +(\S+)", said) for word in ("Password", "API key"))
        assert password and key
        site = Site(f"http://127.0.0.1:{environment['PORT']}", password[1], key[1])
        fill(site)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
            for scheme in ("light", "dark"):
                for size in (DESK, PHONE):
                    context = browser.new_context(viewport=size, color_scheme=scheme)
                    page = context.new_page()
                    for shot in SHOTS:
                        if size is DESK or shot.phone:
                            take(page, site, shot, output / file_name(shot, size is PHONE, scheme == "dark"))
                    context.close()
            browser.close()


def file_name(shot: Shot, phone: bool, dark: bool) -> str:
    return f"{shot.name}{'-phone' * phone}{'-dark' * dark}.webp"


def fill(site: Site) -> None:
    """A workspace as after the session of the README, with a webhook that hears of it."""
    with httpx.Client(base_url=site.address, headers={"Authorization": f"Bearer {site.key}"}) as client:

        def post(path: str, **body: object) -> None:
            client.post(path, json=body).raise_for_status()

        names = {"nameSingular": "rocket", "namePlural": "rockets", "labelSingular": "Rocket", "labelPlural": "Rockets"}
        post("/rest/metadata/objects", **names, description="What flies, and who makes it")
        of: dict[str, object] = {"objectMetadataId": "rocket"}
        options = [
            {"label": word.title(), "value": word, "color": color, "position": at}
            for at, (word, color) in enumerate((("PLANNED", "blue"), ("FLOWN", "green")))
        ]
        post("/rest/metadata/fields", **of, type="SELECT", name="state", label="State", options=options)
        post("/rest/metadata/fields", **of, type="CURRENCY", name="price", label="Price")
        relation = {"type": "MANY_TO_ONE", "targetObjectMetadataId": "company", "targetFieldLabel": "Rockets made"}
        relation["targetFieldIcon"] = "IconRocket"
        of["relationCreationPayload"] = relation
        post("/rest/metadata/fields", **of, type="RELATION", name="maker", label="Maker")
        post("/rest/webhooks", targetUrl="https://hooks.example.com/crm", operations=["rocket.*", "company.created"])
        makers = client.get("/rest/companies", params={"limit": len(ROCKETS)}).json()["data"]["companies"]
        for maker, (name, state, price) in zip(makers, ROCKETS, strict=True):
            cost = {"amountMicros": price * 10**12, "currencyCode": "EUR"}
            post("/rest/rockets", name=name, state=state, price=cost, makerId=maker["id"])


def take(page: Page, site: Site, shot: Shot, file: pathlib.Path) -> None:
    signed_in = any(cookie["name"] == "sessionid" for cookie in page.context.cookies())
    if shot.name != "sign-in" and not signed_in:
        page.goto(f"{site.address}/playground/sign-in")
        page.get_by_label("E-mail address").fill(ADMIN)
        page.get_by_label("Password").fill(site.password)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/playground")
    page.goto(site.address + shot.path)
    expect(page.locator(shot.ready).first).to_be_visible(timeout=30_000)
    if shot.click:
        page.locator(shot.click).first.click()
        expect(page.locator(shot.then).first).to_be_visible(timeout=30_000)
    page.evaluate("document.activeElement?.blur()")
    page.wait_for_timeout(1500)  # fonts, pictures and colours that fade
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    width = min(picture.width, WIDEST)
    picture.resize((width, picture.height * width // picture.width), Image.Resampling.LANCZOS).save(
        file, "WEBP", quality=60, method=6
    )


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
