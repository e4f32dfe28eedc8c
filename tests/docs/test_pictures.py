"""The pictures of the guide: each is there, light and dark, is described in words, and stays small."""

import re

import pytest
from django.test import Client

from docs.pages.guide import GUIDE, chapter

PICTURE = re.compile(r"!\[([^\]]*)\]\(images/([a-z-]+)\.webp\)")
SHOWN = {(path.stem, *found) for path in GUIDE.glob("*.md") for found in PICTURE.findall(path.read_text())}


def test_every_picture_is_described_and_has_a_dark_one() -> None:
    assert len(SHOWN) > 15
    assert {name for _, words, name in SHOWN if len(words) < 10} == set()
    files = {path.stem for path in (GUIDE / "images").iterdir()}
    assert {f"{name}{look}" for _, _, name in SHOWN for look in ("", "-dark")} - files == set()


def test_pictures_stay_small() -> None:
    assert sum(path.stat().st_size for path in (GUIDE / "images").iterdir()) < 1_500_000


@pytest.mark.parametrize("look", ["", "-dark"])
def test_pictures_are_served_beside_the_chapter(look: str) -> None:
    assert f"/static/guide/picture{look}.webp" in chapter("settings").html
    answer = Client().get(f"/static/guide/picture{look}.webp")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/webp")
