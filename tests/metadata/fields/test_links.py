import pytest

from metadata.fields.errors import InvalidValue
from tests.metadata.fields.made import cleaned, field, refusal, shown

URLS = [
    ("https://www.LinkedIn.com/in/ada/", "https://www.linkedin.com/in/ada"),
    ("golden-co.example", "golden-co.example"),
    ("Golden-Co.Example/", "golden-co.example"),
    ("HTTPS://X.com/Ada?Q=1#Top", "https://x.com/Ada?Q=1#Top"),
    ("http://localhost:3000/a", "http://localhost:3000/a"),
    ("http://127.0.0.1/", "http://127.0.0.1"),
    ("münchen.de", "münchen.de"),
    ("", None),
    ("  x.com ", "x.com"),
]
BAD_URLS = [
    "not a link",
    "abc",
    "http://",
    "javascript:alert(1)",
    "javascript://x.com/%0aalert(1)",
    "a@b",
    "x.com:port",
    "-x.com",
]


@pytest.mark.parametrize(("url", "stored"), URLS)
def test_urls(url: str, stored: object) -> None:
    assert cleaned(field("LINKS"), {"primaryLinkUrl": url}) == {"fPrimaryLinkUrl": stored}


@pytest.mark.parametrize("url", BAD_URLS)
@pytest.mark.parametrize(
    "wrapped", [lambda url: {"primaryLinkUrl": url}, lambda url: {"secondaryLinks": [{"url": url}]}]
)
def test_bad_urls(url: str, wrapped: object) -> None:
    made = field("LINKS")
    with pytest.raises(InvalidValue) as caught:
        made.type.clean(made, wrapped(url))  # type: ignore[operator]
    assert (caught.value.message, caught.value.code) == ("The URL of the link is not valid", "INVALID_URL")


@pytest.mark.parametrize(
    ("value", "columns"),
    [
        ({"primaryLinkLabel": "Ada"}, {"fPrimaryLinkLabel": "Ada"}),
        (
            {"secondaryLinks": [{"url": "https://X.com/ada", "label": "X"}, {"url": "", "label": "none"}]},
            {"fSecondaryLinks": [{"url": "https://x.com/ada", "label": "X"}]},
        ),
        ({"secondaryLinks": '[{"url":"x.com","label":null}]'}, {"fSecondaryLinks": [{"url": "x.com", "label": None}]}),
        ({"secondaryLinks": []}, {"fSecondaryLinks": None}),
        ({"secondaryLinks": None}, {"fSecondaryLinks": None}),
    ],
)
def test_valid(value: object, columns: object) -> None:
    assert cleaned(field("LINKS"), value) == columns


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("x.com", "Invalid object value 'x.com' for field \"f\""),
        ({"url": "x.com"}, 'Invalid subfield url for links field "f"'),
        ({"primaryLinkUrl": 5}, 'Invalid string value 5 for text field "f.primaryLinkUrl"'),
        ({"secondaryLinks": "zz"}, "Invalid object value 'zz' for field \"f.secondaryLinks\""),
        ({"secondaryLinks": ["x.com"]}, "The URL of the link is not valid"),
        (
            {"secondaryLinks": [{"url": "x.com", "label": 5}]},
            'Invalid string value 5 for text field "f.secondaryLinks"',
        ),
        (
            {"primaryLinkUrl": "x.com/\x00"},
            'Invalid string value for text field "f.primaryLinkUrl": it holds a NUL character',
        ),
    ],
)
def test_invalid(value: object, message: str) -> None:
    assert refusal(field("LINKS"), value) == message


@pytest.mark.django_db
def test_output() -> None:
    made = field("LINKS")
    assert shown(made, {}) == {"primaryLinkLabel": "", "primaryLinkUrl": "", "secondaryLinks": []}
    columns = cleaned(made, {"primaryLinkUrl": "x.com", "secondaryLinks": [{"url": "y.com", "label": "Y"}]})
    assert shown(made, columns) == {
        "primaryLinkLabel": "",
        "primaryLinkUrl": "x.com",
        "secondaryLinks": [{"url": "y.com", "label": "Y"}],
    }
