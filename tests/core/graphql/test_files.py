"""FILES: a list of objects with a selection of its own."""

import pytest

pytestmark = pytest.mark.django_db

FILE = "6f1c2f4e-3b1d-4f0a-9a53-0f6f6f0a7c11"


def test_files(graphql):
    query = """mutation($d: [PersonCreateInput!]!) {
      createPeople(data: $d) { avatarFile { __typename label id: fileId extension url } }
    }"""
    rows = [{"avatarFile": [{"fileId": FILE, "label": "me.png"}]}, {"jobTitle": "none"}]
    assert graphql.data(query, {"d": rows})["createPeople"] == [
        {
            "avatarFile": [
                {"__typename": "FileObject", "label": "me.png", "id": FILE, "extension": ".png", "url": None},
            ]
        },
        {"avatarFile": None},
    ]
