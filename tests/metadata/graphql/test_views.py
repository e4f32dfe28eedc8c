"""Saved views and their parts over GraphQL."""

import pytest

from metadata.models import View, ViewField
from tests.metadata.graphql.conftest import tenant

NOWHERE = "00000000-0000-4000-8000-000000000000"
CREATE = "mutation($i:CreateViewInput!){ createView(input:$i){ %s } }"


@pytest.fixture
def view(apple, ask) -> str:
    given = {"name": "Mine", "icon": "IconList", "objectMetadataId": str(apple.object("company").id)}
    return ask.data(CREATE % "id", {"i": given})["createView"]["id"]


@pytest.fixture
def name(apple) -> str:
    return str(apple.field("company", "name").id)


def test_a_view_with_its_defaults(apple, ask, view):
    shown = (
        "id name objectMetadataId type key icon position isCompact isCustom openRecordIn kanbanAggregateOperation "
        "shouldHideEmptyGroups kanbanColumnWidth workspaceId anyFieldFilterValue calendarLayout deletedAt visibility "
        "isActive viewFields{ id } viewFilters{ id } viewFilterGroups{ id } viewSorts{ id } viewGroups{ id } "
        "viewFieldGroups{ id }"
    )
    assert ask.data(f'{{ getView(id:"{view}"){{ {shown} }} }}')["getView"] == {
        "id": view,
        "name": "Mine",
        "objectMetadataId": str(apple.object("company").id),
        "type": "TABLE",
        "key": None,
        "icon": "IconList",
        "position": 0,
        "isCompact": False,
        "isCustom": True,
        "openRecordIn": "SIDE_PANEL",
        "kanbanAggregateOperation": None,
        "shouldHideEmptyGroups": False,
        "kanbanColumnWidth": None,
        "workspaceId": str(apple.workspace.id),
        "anyFieldFilterValue": None,
        "calendarLayout": None,
        "deletedAt": None,
        "visibility": "WORKSPACE",
        "isActive": True,
        "viewFields": [],
        "viewFilters": [],
        "viewFilterGroups": [],
        "viewSorts": [],
        "viewGroups": [],
        "viewFieldGroups": [],
    }


def test_views_of_an_object(apple, ask, view):
    company = apple.object("company").id
    listed = ask.data(f'{{ getViews(objectMetadataId:"{company}"){{ id objectMetadataId key }} }}')["getViews"]
    assert {"id": view, "objectMetadataId": str(company), "key": None} in listed
    assert {one["objectMetadataId"] for one in listed} == {str(company)}
    kanban = ask.data(f'{{ getViews(objectMetadataId:"{company}",viewTypes:[KANBAN]){{ id }} }}')
    assert kanban == {"getViews": []}
    changed = ask.data(f'mutation{{ updateView(id:"{view}",input:{{type:KANBAN,name:"Board"}}){{ type name icon }} }}')
    assert changed == {"updateView": {"type": "KANBAN", "name": "Board", "icon": "IconList"}}
    assert ask.data("{ getViews(viewTypes:[KANBAN]){ id } }") == {"getViews": [{"id": view}]}


@pytest.mark.parametrize(
    ("part", "given", "shown", "update", "after", "deleted"),
    [
        (
            "ViewField",
            {"fieldMetadataId": "NAME", "position": 2},
            {"fieldMetadataId": "NAME", "position": 2, "isVisible": True, "size": 0, "aggregateOperation": None},
            {"isVisible": False, "aggregateOperation": "COUNT"},
            {"isVisible": False, "aggregateOperation": "COUNT", "position": 2},
            None,
        ),
        (
            "ViewFilter",
            {"fieldMetadataId": "NAME", "operand": "CONTAINS", "value": "a"},
            {"fieldMetadataId": "NAME", "operand": "CONTAINS", "value": "a", "subFieldName": None},
            {"value": ["b", 1, {"c": None}]},
            {"value": ["b", 1, {"c": None}], "operand": "CONTAINS"},
            None,
        ),
        (
            "ViewSort",
            {"fieldMetadataId": "NAME"},
            {"fieldMetadataId": "NAME", "direction": "ASC"},
            {"direction": "DESC"},
            {"direction": "DESC"},
            True,
        ),
        (
            "ViewGroup",
            {"fieldValue": "NEW"},
            {"fieldValue": "NEW", "isVisible": True, "position": 0},
            {"position": 3},
            {"position": 3, "fieldValue": "NEW"},
            None,
        ),
    ],
)
def test_the_life_of_a_part(ask, view, name, part, given, shown, update, after, deleted):
    given, shown = ({key: name if value == "NAME" else value for key, value in one.items()} for one in (given, shown))
    create = f"mutation($i:Create{part}Input!){{ create{part}(input:$i){{ id viewId {' '.join(shown)} }} }}"
    made = ask.data(create, {"i": given | {"viewId": view}})[f"create{part}"]
    id = made.pop("id")
    assert made == shown | {"viewId": view}
    assert ask.data(f'{{ get{part}(id:"{id}"){{ id }} }}') == {f"get{part}": {"id": id}}
    assert ask.data(f'{{ get{part}s(viewId:"{view}"){{ id }} }}') == {f"get{part}s": [{"id": id}]}
    nested = f"view{part.removeprefix('View')}s"
    assert ask.data(f'{{ getView(id:"{view}"){{ {nested}{{ id }} }} }}') == {"getView": {nested: [{"id": id}]}}
    change = f"mutation($i:Update{part}Input!){{ update{part}(input:$i){{ {' '.join(after)} }} }}"
    assert ask.data(change, {"i": {"id": id, "update": update}}) == {f"update{part}": after}
    remove = f'mutation{{ destroy{part}(input:{{id:"{id}"}}){"" if deleted else "{ id }"} }}'
    assert ask.data(remove) == {f"destroy{part}": True if deleted else {"id": id}}
    assert ask.data(f'{{ get{part}(id:"{id}"){{ id }} }}') == {f"get{part}": None}


def test_filter_groups(ask, view, name):
    outer = ask.data(f'mutation{{ createViewFilterGroup(input:{{viewId:"{view}"}}){{ id logicalOperator }} }}')
    group = outer["createViewFilterGroup"]["id"]
    assert outer["createViewFilterGroup"]["logicalOperator"] == "AND"
    inner = ask.data(
        f'mutation{{ createViewFilterGroup(input:{{viewId:"{view}",parentViewFilterGroupId:"{group}",'
        "logicalOperator:OR}){ parentViewFilterGroupId logicalOperator } }"
    )
    assert inner["createViewFilterGroup"] == {"parentViewFilterGroupId": group, "logicalOperator": "OR"}
    changed = ask.data(
        f'mutation{{ updateViewFilterGroup(id:"{group}",input:{{logicalOperator:NOT}}){{ logicalOperator }} }}'
    )
    assert changed == {"updateViewFilterGroup": {"logicalOperator": "NOT"}}
    assert ask.data(f'mutation{{ deleteViewFilterGroup(id:"{group}") }}') == {"deleteViewFilterGroup": True}
    assert ask.data("{ getViewFilterGroups{ id } }") == {"getViewFilterGroups": []}


def test_many_at_once_are_all_or_none(apple, ask, view, name):
    create = "mutation($i:[CreateViewFieldInput!]!){ createManyViewFields(inputs:$i){ position } }"
    good = [{"viewId": view, "fieldMetadataId": name, "position": position} for position in (1, 2)]
    assert ask.data(create, {"i": good}) == {"createManyViewFields": [{"position": 1}, {"position": 2}]}
    foreign = str(apple.field("person", "city").id)
    answer = ask(create, {"i": [good[0], {"viewId": view, "fieldMetadataId": foreign}]})
    assert answer["data"] is None
    assert answer["errors"][0]["extensions"]["code"] == "METADATA_VALIDATION_FAILED"
    assert ViewField.objects.filter(view_id=view).count() == 2


def test_unknown_views(ask):
    assert ask.data(f'{{ getView(id:"{NOWHERE}"){{ id }} }}') == {"getView": None}
    assert ask(f'mutation{{ deleteView(id:"{NOWHERE}") }}') == {
        "errors": [
            {
                "message": f"View (id: {NOWHERE}) not found",
                "extensions": {
                    "subCode": "VIEW_NOT_FOUND",
                    "code": "NOT_FOUND",
                    "userFriendlyMessage": "View not found.",
                },
            }
        ],
        "data": None,
    }
    for document in (
        '{ getView(id:"x"){ id } }',
        '{ getViewFieldGroups(viewId:"x"){ id } }',
        'mutation{ deleteView(id:"x") }',
    ):
        assert ask(document)["errors"][0]["message"] == "Invalid UUID"


def test_changes_need_the_right_to_views(apple, view):
    limited = apple.with_role()
    answer = limited(f'mutation{{ deleteView(id:"{view}") }}')
    assert answer["errors"][0]["extensions"]["subCode"] == "PERMISSION_DENIED"
    assert limited.data(f'{{ getView(id:"{view}"){{ name }} }}') == {"getView": {"name": "Mine"}}


def test_views_of_another_workspace_are_unknown(view):
    other = tenant("Yahoo").graphql
    assert other.data(f'{{ getView(id:"{view}"){{ id }} }}') == {"getView": None}
    assert other(f'mutation{{ deleteView(id:"{view}") }}')["data"] is None
    assert view not in {one["id"] for one in other.data("{ getViews{ id } }")["getViews"]}
    assert View.objects.filter(id=view).exists()


def test_minimal_metadata_tells_when_views_change(ask, view):
    document = "{ minimalMetadata{ views{ id type key objectMetadataId } collectionHashes{ collectionName hash } } }"
    before = ask.data(document)["minimalMetadata"]
    assert view in {one["id"] for one in before["views"]}
    ask.data(f'mutation{{ updateView(id:"{view}",input:{{name:"Other"}}){{ id }} }}')
    after = ask.data(document)["minimalMetadata"]
    hashes = [{one["collectionName"]: one["hash"] for one in found["collectionHashes"]} for found in (before, after)]
    assert {name for name in hashes[0] if hashes[0][name] != hashes[1][name]} == {"view"}


def test_views_cost_the_same_however_many_there_are(apple, ask, view, queries):
    listed = "getViews{ id viewFields{ id } viewFilters{ id } viewSorts{ id } }"
    document = f"{{ {listed} currentWorkspace{{ views{{ name }} viewFields{{ id }} }} }}"
    ask.data(document)
    with queries() as few:
        ask.data(document)
    ask.data(
        'mutation{ createOneObject(input:{object:{nameSingular:"ship",namePlural:"ships",labelSingular:"Ship",'
        'labelPlural:"Ships"}}){ id } }'
    )
    with queries() as many:
        ask.data(document)
    assert len(few) == len(many) == 6
