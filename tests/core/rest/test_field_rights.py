"""A field that a role may not read, or not write, over every REST path that could show or change it."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

from apikeys.models import FieldPermission, Role
from metadata.models import FieldMetadata, Workspace
from tests.client import Api

Make = Callable[..., dict[str, Any]]
SECRET = "top secret"


@pytest.fixture
def ada(make: Make) -> dict[str, Any]:
    company = make("companies", name="Acme")
    return make("people", jobTitle=SECRET, city="London", companyId=company["id"])


def limited(workspace: Workspace, caller_with: Callable[..., Api], **rights: bool) -> Api:
    api = caller_with()
    field = FieldMetadata.objects.get(workspace=workspace, object__name_singular="person", name="jobTitle")
    role = Role.objects.get(workspace=workspace, label="limited")
    FieldPermission.objects.create(role=role, object_id=field.object_id, field=field, **rights)
    role.version += 1
    role.save()
    return api


@pytest.mark.parametrize(
    "path",
    [
        "people",
        "people?depth=1",
        "people/{id}",
        "people/{id}?depth=1",
        "companies?depth=1",
        "companies/{company}?depth=1",
        "companies/{company}/people",
        "people/groupBy?group_by=[{%22city%22:true}]&include_records_sample=true",
    ],
)
def test_an_unreadable_field_is_left_out(
    workspace: Workspace, caller_with: Callable[..., Api], ada: dict[str, Any], path: str
) -> None:
    api = limited(workspace, caller_with, can_read_field_value=False)
    response = api.get("/rest/" + path.replace("{id}", ada["id"]).replace("{company}", ada["companyId"]))
    assert response.status_code == 200
    assert b"London" in response.content
    assert b"jobTitle" not in response.content
    assert SECRET.encode() not in response.content


@pytest.mark.parametrize(
    "path",
    [
        "people?filter=jobTitle[eq]:{secret}",
        "people?order_by=jobTitle",
        "people/{id}/jobTitle",
        "companies?filter=people.jobTitle[eq]:{secret}",
        "companies/{company}/people?filter=jobTitle[startsWith]:top",
        "people/groupBy?group_by=[{%22jobTitle%22:true}]",
        "people/groupBy?group_by=[{%22city%22:true}]&aggregate=[%22countUniqueValuesJobTitle%22]",
    ],
)
def test_an_unreadable_field_cannot_be_asked_for(
    workspace: Workspace, caller_with: Callable[..., Api], ada: dict[str, Any], path: str
) -> None:
    api = limited(workspace, caller_with, can_read_field_value=False)
    filled = path.replace("{secret}", quote(SECRET)).replace("{id}", ada["id"]).replace("{company}", ada["companyId"])
    response = api.get(f"/rest/{filled}")
    assert (response.status_code, response.json()["code"]) == (400, "PERMISSION_DENIED"), response.content


def test_fields_does_not_know_it(workspace: Workspace, caller_with: Callable[..., Api], ada: dict[str, Any]) -> None:
    body = limited(workspace, caller_with, can_read_field_value=False).get("/rest/people?fields=jobTitle").json()
    assert body["messages"] == ["'fields' parameter invalid: object person doesn't have any \"jobTitle\" field"]


@pytest.mark.parametrize("path", ["?fields=x", "?filter=x[eq]:1", "/{id}/x", "/groupBy?group_by=[{%22x%22:true}]"])
def test_no_refusal_lists_it(
    workspace: Workspace, caller_with: Callable[..., Api], ada: dict[str, Any], path: str
) -> None:
    response = limited(workspace, caller_with, can_read_field_value=False).get(
        "/rest/people" + path.replace("{id}", ada["id"])
    )
    assert response.status_code == 400
    assert "city" in response.json()["allowed"] and "jobTitle" not in response.json()["allowed"]


@pytest.mark.parametrize("rights", [{"can_update_field_value": False}, {"can_read_field_value": False}])
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "people", {"jobTitle": "x"}),
        ("POST", "people?upsert=true", {"id": "{id}", "jobTitle": "x"}),
        ("POST", "batch/people", [{"jobTitle": "x"}]),
        ("PATCH", "people/{id}", {"jobTitle": "x"}),
        ("PATCH", "people?filter=city[eq]:London", {"jobTitle": "x"}),
        ("PATCH", "batch/people", [{"id": "{id}", "jobTitle": "x"}]),
        ("PATCH", "people/{id}/jobTitle", {"jobTitle": "x"}),
    ],
)
def test_a_locked_field_cannot_be_written(
    api: Api,
    workspace: Workspace,
    caller_with: Callable[..., Api],
    ada: dict[str, Any],
    rights: dict[str, bool],
    method: str,
    path: str,
    body: Any,
) -> None:
    def filled(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: filled(inner) for key, inner in value.items()}
        return [filled(inner) for inner in value] if isinstance(value, list) else value.replace("{id}", ada["id"])

    caller = limited(workspace, caller_with, **rights)
    response = caller.call(method, f"/rest/{filled(path)}", json=filled(body))
    assert (response.status_code, response.json()["code"]) == (400, "PERMISSION_DENIED"), response.content
    assert api.get("/rest/people").json()["data"]["people"] == [ada]
    other = caller.patch(f"/rest/people/{ada['id']}?fields=city", json={"city": "Paris"})
    assert other.json() == {"data": {"updatePerson": {"id": ada["id"], "city": "Paris"}}}
