"""/rest/metadata/views and their parts."""

import pytest

from metadata.models import FieldMetadata, ObjectMetadata, View, ViewField, Workspace
from tests.client import Api
from tests.metadata.model import field_of, new_field, object_of

pytestmark = pytest.mark.django_db
VIEWS = "/rest/metadata/views"
UNKNOWN = "00000000-0000-4000-8000-000000000000"
PARTS = {
    "viewFields": ("View field", "VIEW_FIELD_NOT_FOUND"),
    "viewFilters": ("View filter", "VIEW_FILTER_NOT_FOUND"),
    "viewFilterGroups": ("View filter group", "VIEW_FILTER_GROUP_NOT_FOUND"),
    "viewSorts": ("View sort", "VIEW_SORT_NOT_FOUND"),
    "viewGroups": ("View group", "VIEW_GROUP_NOT_FOUND"),
}


@pytest.fixture
def view(api: Api) -> dict:
    return api.post(VIEWS, json={"name": "Mine", "objectMetadataId": "person", "icon": "IconList"}).json()


@pytest.fixture
def city(workspace: Workspace) -> FieldMetadata:
    return field_of(workspace, "person", "city")


def test_create(api: Api, workspace: Workspace) -> None:
    response = api.post(
        VIEWS, json={"name": "Mine", "objectMetadataId": "person", "icon": "IconList", "type": "KANBAN"}
    )
    body = response.json()
    assert response.status_code == 201
    assert (body["name"], body["type"], body["key"], body["isCustom"]) == ("Mine", "KANBAN", None, True)
    assert body["objectMetadataId"] == str(object_of(workspace, "person").id)
    assert body["objectMetadataUniversalIdentifier"] == "20202020-e674-48e5-a542-72570eee7213"
    assert (body["position"], body["isCompact"], body["openRecordIn"]) == (0, False, "SIDE_PANEL")
    assert body["viewFieldIds"] == body["viewFilterIds"] == body["viewSortUniversalIdentifiers"] == []
    assert "viewFields" not in body


def test_read_change_delete(api: Api, view: dict) -> None:
    path = f"{VIEWS}/{view['id']}"
    read = api.get(path).json()
    assert read == {**view, **{key: [] for key in [*PARTS, "viewFieldGroups"]}}
    changed = api.patch(path, json={"name": "Ours", "kanbanColumnWidth": 300, "objectMetadataId": "company"}).json()
    assert (changed["name"], changed["kanbanColumnWidth"]) == ("Ours", 300)
    assert changed["objectMetadataId"] == view["objectMetadataId"]
    assert api.delete(path).json() == {"success": True}
    assert (api.delete(path).status_code, api.delete(path).json()) == (
        404,
        {
            **{"statusCode": 404, "error": "Error", "code": "VIEW_NOT_FOUND"},
            "messages": [f"View (id: {view['id']}) not found"],
        },
    )


def test_the_views_of_an_object(api: Api, workspace: Workspace, view: dict) -> None:
    body = api.get(f"{VIEWS}?objectMetadataId=person").json()
    assert [one["name"] for one in body] == ["All People", "Mine"]
    shown = [part["fieldMetadataId"] for part in body[0]["viewFields"]]
    assert shown[0] == str(field_of(workspace, "person", "name").id)
    assert [part["id"] for part in body[0]["viewFields"]] == body[0]["viewFieldIds"]
    assert len(api.get(VIEWS).json()) == 11


def test_a_list_does_not_cost_more_with_more_views(api: Api, view: dict, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(7):
        api.get(VIEWS)


@pytest.mark.parametrize(
    ("name", "given", "changed"),
    [
        ("viewFields", {"fieldMetadataId": "CITY", "size": 120.5}, {"isVisible": False}),
        ("viewFilters", {"fieldMetadataId": "CITY", "operand": "CONTAINS", "value": "Par"}, {"value": {"a": [1]}}),
        ("viewFilterGroups", {"logicalOperator": "OR"}, {"logicalOperator": "AND"}),
        ("viewSorts", {"fieldMetadataId": "CITY", "direction": "DESC"}, {"direction": "ASC"}),
        ("viewGroups", {"fieldValue": "NEW", "position": 2}, {"isVisible": False}),
    ],
)
def test_a_part_of_a_view(api: Api, view: dict, city: FieldMetadata, name: str, given: dict, changed: dict) -> None:
    given = {key: str(city.id) if value == "CITY" else value for key, value in given.items()}
    path = f"/rest/metadata/{name}"
    created = api.post(path, json={**given, "viewId": view["id"]})
    body = created.json()
    assert (created.status_code, body["viewId"]) == (201, view["id"])
    assert {key: body[key] for key in given} == given
    one = f"{path}/{body['id']}"
    assert api.get(one).json() == body
    after = api.patch(one, json={**changed, "viewId": UNKNOWN}).json()
    assert ({key: after[key] for key in changed}, after["viewId"]) == (changed, view["id"])
    listed = api.get(f"{path}?viewId={view['id']}").json()
    assert [part["id"] for part in listed] == [body["id"]]
    assert [part["id"] for part in api.get(f"{VIEWS}/{view['id']}").json()[name]] == [body["id"]]
    assert api.delete(one).json() == {"success": True}
    label, code = PARTS[name]
    gone = api.get(one)
    assert (gone.status_code, gone.json()["messages"], gone.json()["code"]) == (
        404,
        [f"{label} (id: {body['id']}) not found"],
        code,
    )


def test_what_stands_beside_a_filter(api: Api, workspace: Workspace, view: dict, city: FieldMetadata) -> None:
    group = api.post("/rest/metadata/viewFilterGroups", json={"viewId": view["id"]}).json()
    given = {"viewId": view["id"], "fieldMetadataId": str(city.id), "value": "x", "viewFilterGroupId": group["id"]}
    api.post("/rest/metadata/viewFilters", json=given)
    (body,) = api.get("/rest/metadata/viewFilters").json()
    assert (body["view"]["name"], body["workspace"]["id"]) == ("Mine", str(workspace.id))
    assert body["viewFilterGroup"]["id"] == group["id"]
    assert body["workspace"]["databaseSchema"] == workspace.pg_schema


@pytest.mark.parametrize(
    ("path", "body", "messages"),
    [
        (
            "views",
            {},
            [
                *("name should not be empty", "name must be a string", "objectMetadataId should not be empty"),
                *("objectMetadataId must be a UUID", "icon should not be empty", "icon must be a string"),
            ],
        ),
        (
            "views",
            {"name": "x", "icon": "y", "objectMetadataId": UNKNOWN, "type": "PIE", "position": "1"},
            [
                "type must be one of the following values: TABLE, KANBAN, CALENDAR, FIELDS_WIDGET, TABLE_WIDGET",
                "position must be a number conforming to the specified constraints",
            ],
        ),
        ("viewSorts", {"fieldMetadataId": "x", "viewId": UNKNOWN}, ["fieldMetadataId must be a UUID"]),
        ("viewFilters", {"fieldMetadataId": UNKNOWN, "viewId": UNKNOWN}, ["value is required"]),
        ("viewGroups", {"fieldValue": "x", "viewId": UNKNOWN, "id": "1"}, ["id must be a UUID"]),
    ],
)
def test_the_form_of_a_body(api: Api, path: str, body: dict, messages: list[str]) -> None:
    response = api.post(f"/rest/metadata/{path}", json=body)
    assert (response.status_code, response.json()) == (
        400,
        {"message": messages, "error": "Bad Request", "statusCode": 400},
    )


def test_what_a_part_names_must_be_there(api: Api, workspace: Workspace, view: dict) -> None:
    foreign = str(field_of(workspace, "company", "name").id)
    for path, body, message in (
        ("views", {"name": "x", "icon": "y", "objectMetadataId": UNKNOWN}, "Object metadata not found"),
        ("viewFields", {"viewId": UNKNOWN, "fieldMetadataId": foreign}, "View not found"),
        ("viewFields", {"viewId": view["id"], "fieldMetadataId": foreign}, "Field metadata not found"),
        ("viewFilterGroups", {"viewId": view["id"], "parentViewFilterGroupId": UNKNOWN}, "View filter group not found"),
    ):
        response = api.post(f"/rest/metadata/{path}", json=body)
        problems = response.json()["errors"][path.removesuffix("s")][0]["errors"]
        assert (response.status_code, [problem["message"] for problem in problems]) == (400, [message])
        assert problems[0]["code"] == "INVALID_VIEW_DATA"


def test_a_chosen_id(api: Api, workspace: Workspace) -> None:
    body = {"id": UNKNOWN, "name": "x", "icon": "y", "objectMetadataId": "person"}
    assert api.post(VIEWS, json=body).json()["id"] == UNKNOWN
    again = api.post(VIEWS, json=body)
    assert again.json()["errors"]["view"][0]["errors"][0]["message"] == "View with this id already exists"


def test_views_go_with_their_object_and_parts_with_their_field(api: Api, workspace: Workspace) -> None:
    before = View.objects.count(), ViewField.objects.count()
    api.post(
        "/rest/metadata/objects",
        json={"nameSingular": "boat", "namePlural": "boats", "labelSingular": "Boat", "labelPlural": "Boats"},
    )
    boat = ObjectMetadata.objects.get(name_singular="boat")
    code = new_field(workspace, boat, "TEXT", "code")
    view = View.objects.get(object=boat)
    api.post("/rest/metadata/viewFields", json={"viewId": str(view.id), "fieldMetadataId": str(code.id)})
    api.delete(f"/rest/metadata/fields/{code.id}")
    assert not ViewField.objects.filter(view=view, position=0, size=0).exists()
    api.delete("/rest/metadata/objects/boat")
    assert (View.objects.count(), ViewField.objects.count()) == before


def test_another_workspace_is_unknown(api: Api, workspace: Workspace, view: dict) -> None:
    theirs = Workspace.objects.create(display_name="Theirs", subdomain="theirs")
    View.objects.filter(id=view["id"]).update(workspace=theirs)
    assert api.get(f"{VIEWS}/{view['id']}").status_code == 404
    assert api.patch(f"{VIEWS}/{view['id']}", json={"name": "x"}).status_code == 404
    assert api.delete(f"{VIEWS}/{view['id']}").status_code == 404
