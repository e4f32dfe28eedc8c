"""Pages of metadata lists, over every list that has them."""

import pytest

from metadata.models import FieldMetadata, ObjectMetadata, Workspace
from tests.client import Api

pytestmark = pytest.mark.django_db
LISTS = ["objects", "fields", "relations", "indexes"]
OBJECTS = "/rest/metadata/objects"


def ids(api: Api, query: str, path: str = OBJECTS) -> list[str]:
    return [one["id"] for one in api.get(f"{path}{query}").json()["data"]]


@pytest.fixture
def every_id(workspace: Workspace) -> list[str]:
    return [str(found) for found in ObjectMetadata.objects.order_by("-id").values_list("id", flat=True)]


@pytest.mark.parametrize("name", LISTS)
def test_pages_join_to_the_whole_list(api: Api, workspace: Workspace, name: str) -> None:
    path, found, cursor = f"/rest/metadata/{name}", [], ""
    whole = ids(api, "?limit=200", path)
    while True:
        page = api.get(f"{path}?limit=7{cursor}").json()
        found += [one["id"] for one in page["data"]]
        assert page["totalCount"] == len(whole)
        if not page["pageInfo"]["hasNextPage"]:
            break
        cursor = f"&starting_after={page['pageInfo']['endCursor']}"
    assert found == whole == sorted(whole, reverse=True)


def test_forward(api: Api, every_id: list[str]) -> None:
    body = api.get(f"{OBJECTS}?limit=3&starting_after={every_id[1]}").json()
    assert [one["id"] for one in body["data"]] == every_id[2:5]
    assert body["pageInfo"] == {
        **{"hasNextPage": True, "hasPreviousPage": True},
        **{"startCursor": every_id[2], "endCursor": every_id[4]},
    }


def test_backward(api: Api, every_id: list[str]) -> None:
    body = api.get(f"{OBJECTS}?limit=3&ending_before={every_id[5]}").json()
    assert [one["id"] for one in body["data"]] == every_id[2:5]
    assert (body["pageInfo"]["hasNextPage"], body["pageInfo"]["hasPreviousPage"]) == (True, True)
    first = api.get(f"{OBJECTS}?limit=3&ending_before={every_id[2]}").json()
    assert [one["id"] for one in first["data"]] == every_id[:2]
    assert first["pageInfo"]["hasNextPage"] is False


def test_no_row_is_asked_for(api: Api, every_id: list[str]) -> None:
    assert api.get(f"{OBJECTS}?limit=0").json() == {
        "data": [],
        "pageInfo": {"hasNextPage": True, "hasPreviousPage": False, "startCursor": None, "endCursor": None},
        "totalCount": len(every_id),
    }


def test_an_unknown_cursor_is_a_position(api: Api, every_id: list[str]) -> None:
    low, high = "00000000-0000-4000-8000-000000000000", "ffffffff-ffff-4fff-bfff-ffffffffffff"
    assert ids(api, f"?starting_after={low}") == []
    assert ids(api, f"?starting_after={high}") == every_id
    assert ids(api, f"?ending_before={low}&limit=2") == every_id[-2:]


def test_the_default_and_the_longest_page(api: Api, workspace: Workspace) -> None:
    assert FieldMetadata.objects.count() > 60
    assert len(ids(api, "", "/rest/metadata/fields")) == 60
    template = FieldMetadata.objects.first()
    FieldMetadata.objects.bulk_create(
        FieldMetadata(
            workspace=workspace, object=template.object, application_id=workspace.id, type="TEXT", name=f"f{i}"
        )
        for i in range(100)
    )
    for limit in ("200", "1000", "9" * 30):
        assert len(ids(api, f"?limit={limit}", "/rest/metadata/fields")) == 200


@pytest.mark.parametrize("limit", ["abc", "-1", "1.5", "1e3", "٣", "NaN"])
def test_a_limit_is_a_number(api: Api, limit: str) -> None:
    response = api.get(f"{OBJECTS}?limit={limit}")
    assert (response.status_code, response.json()) == (
        400,
        {
            **{"statusCode": 400, "error": "Error", "code": "INVALID_LIMIT_QUERY_PARAM"},
            "messages": [f"limit '{limit}' is invalid. Should be an integer"],
        },
    )


def test_a_cursor_is_an_id(api: Api) -> None:
    response = api.get(f"{OBJECTS}?starting_after=nope")
    assert (response.status_code, response.json()) == (
        400,
        {"statusCode": 400, "error": "Error", "messages": ["Invalid cursor: nope"], "code": "INVALID_CURSOR"},
    )


def test_two_cursors(api: Api, every_id: list[str]) -> None:
    response = api.get(f"{OBJECTS}?starting_after={every_id[0]}&ending_before={every_id[1]}")
    assert (response.status_code, response.json()) == (
        400,
        {
            "message": "'starting_after' and 'ending_before' cannot be used together.",
            "error": "Bad Request",
            "statusCode": 400,
        },
    )
