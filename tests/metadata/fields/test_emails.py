import pytest

from tests.metadata.fields.made import cleaned, field, refusal, shown


@pytest.mark.parametrize(
    ("value", "columns"),
    [
        ({"primaryEmail": "Ada@Example.ORG"}, {"emailsPrimaryEmail": "ada@example.org"}),
        ({"primaryEmail": ""}, {"emailsPrimaryEmail": None}),
        (
            {"primaryEmail": "a.b+c_d'e@sub-domain.example.co"},
            {"emailsPrimaryEmail": "a.b+c_d'e@sub-domain.example.co"},
        ),
        ({"additionalEmails": ["X@y.org", "z@y.org"]}, {"emailsAdditionalEmails": ["x@y.org", "z@y.org"]}),
        ({"additionalEmails": '["X@y.org"]'}, {"emailsAdditionalEmails": ["x@y.org"]}),
        ({"additionalEmails": []}, {"emailsAdditionalEmails": None}),
        ({"additionalEmails": None}, {"emailsAdditionalEmails": None}),
        (None, {}),
    ],
)
def test_valid(value: object, columns: object) -> None:
    assert cleaned(field("EMAILS", "emails"), value) == columns


@pytest.mark.parametrize(
    "address", ["not an email", "a@b", "@b.co", "a@", "a@b..co", "a b@c.de", "a@-b.co", "a@b.co\n", "a@b.co, c@d.ef"]
)
def test_bad_address(address: str) -> None:
    printed = address.replace("\n", "\\n")
    made = field("EMAILS", "emails")
    assert refusal(made, {"primaryEmail": address}) == (
        f"Invalid string value '{printed}' for email field \"emails.primaryEmail\""
    )
    assert refusal(made, {"additionalEmails": ["a@b.co", address]}) == (
        f"Invalid string value '{printed}' for email field \"emails.additionalEmails\""
    )


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"primaryEmail": 5}, 'Invalid string value 5 for email field "emails.primaryEmail"'),
        ({"additionalEmails": "zz"}, "Invalid object value 'zz' for field \"emails.additionalEmails\""),
        ({"additionalEmails": {"a": 1}}, 'Invalid object value { a: 1 } for field "emails.additionalEmails"'),
        ({"email": "a@b.co"}, 'Invalid subfield email for emails field "emails"'),
        ("a@b.co", "Invalid object value 'a@b.co' for field \"emails\""),
        (
            {"primaryEmail": "a" * 320 + "@b.co"},
            "Invalid string value '" + "a" * 320 + '@b.co\' for email field "emails.primaryEmail"',
        ),
    ],
)
def test_invalid(value: object, message: str) -> None:
    assert refusal(field("EMAILS", "emails"), value) == message


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("value", "printed"),
    [
        ({}, {"primaryEmail": "", "additionalEmails": []}),
        (
            {"primaryEmail": "a@b.co", "additionalEmails": ["c@d.ef"]},
            {"primaryEmail": "a@b.co", "additionalEmails": ["c@d.ef"]},
        ),
    ],
)
def test_output(value: object, printed: object) -> None:
    made = field("EMAILS", "emails")
    assert shown(made, cleaned(made, value)) == printed
