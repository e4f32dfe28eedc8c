"""Objects over GraphQL: lists, one object, its fields, indexes, and what it costs."""

import base64

import pytest

from metadata.models import ObjectMetadata
from tests.metadata.graphql.conftest import RECORD, tenant

FIELD = (
    "id universalIdentifier applicationId type name label description icon isActive isSystem isUIEditable isUIReadOnly "
    "isNullable isUnique defaultValue options settings objectMetadataId isLabelSyncedWithName morphId createdAt "
    "updatedAt relation{type sourceObjectMetadata{id nameSingular namePlural} targetObjectMetadata{id nameSingular "
    "namePlural} sourceFieldMetadata{id name} targetFieldMetadata{id name}} morphRelations{type sourceObjectMetadata"
    "{id nameSingular} targetObjectMetadata{id nameSingular} sourceFieldMetadata{id name} targetFieldMetadata{id name}}"
)
INDEX = "id name indexType isUnique indexWhereClause indexFieldMetadataList{id fieldMetadataId order subFieldName}"
WHOLE = (
    f"query ObjectMetadataItems {{ objects(paging:{{first:1000}},filter:{{}}){{ edges{{ node{{ {RECORD} "
    f"fieldsList{{ {FIELD} }} indexMetadataList{{ {INDEX} }} }} }} pageInfo{{ hasNextPage }} }} }}"
)


def cursor(place: int) -> str:
    return base64.b64encode(f"arrayconnection:{place}".encode()).decode()


@pytest.fixture
def ids(apple) -> list[str]:
    """Of all objects, in the order of the API."""
    rows = ObjectMetadata.objects.filter(workspace=apple.workspace).order_by("-id")
    return [str(id) for id in rows.values_list("id", flat=True)]


def nodes(data: dict, *path: str) -> list[dict]:
    for name in path:
        data = data[name]
    return [edge["node"] for edge in data["edges"]]


def test_one_object_in_full(apple, ask):
    company = apple.object("company")
    found = ask.data(f'{{ object(id:"{company.id}") {{ __typename {RECORD} isCustom dataSourceId standardId }} }}')
    assert found["object"] == {
        "__typename": "Object",
        "id": str(company.id),
        "universalIdentifier": str(company.universal_identifier),
        "applicationId": "20202020-64aa-4b6f-b003-9c74b97cee20",
        "nameSingular": "company",
        "namePlural": "companies",
        "labelSingular": "Company",
        "labelPlural": "Companies",
        "description": company.description,
        "icon": "IconBuildingSkyscraper",
        "shortcut": "C",
        "color": "",
        "isRemote": False,
        "isActive": True,
        "isSystem": False,
        "isUIEditable": True,
        "isUICreatable": True,
        "isUIReadOnly": False,
        "isSearchable": True,
        "isLabelSyncedWithName": False,
        "labelIdentifierFieldMetadataId": str(apple.field("company", "name").id),
        "imageIdentifierFieldMetadataId": None,
        "duplicateCriteria": [["name"], ["domainNamePrimaryLinkUrl"]],
        "createdAt": company.created_at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "updatedAt": company.updated_at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "isCustom": False,
        "dataSourceId": None,
        "standardId": None,
    }


@pytest.mark.parametrize("name", ["Object", "Field"])
def test_unknown_id(ask, name):
    missing = "00000000-0000-4000-8000-000000000000"
    assert ask(f'{{ {name.lower()}(id:"{missing}") {{ id }} }}') == {
        "errors": [
            {
                "message": f"Unable to find {name}MetadataEntity with id: {missing}",
                "extensions": {"code": "NOT_FOUND", "userFriendlyMessage": "An error occurred."},
            }
        ],
        "data": None,
    }


@pytest.mark.parametrize("root", ["object", "field", "index"])
@pytest.mark.parametrize("id", ["abc", "", "company", "0000000000004000800000000000000a", "\\u0000"])
def test_no_uuid(ask, root, id):
    assert ask(f'{{ {root}(id:"{id}") {{ id }} }}') == {
        "errors": [
            {
                "message": "Invalid UUID",
                "extensions": {"code": "BAD_USER_INPUT", "userFriendlyMessage": "Invalid UUID"},
            }
        ],
        "data": None,
    }


@pytest.mark.parametrize(
    ("paging", "places", "following", "preceding"),
    [
        ("(paging:{first:2})", range(2), True, False),
        ("(paging:{first:1000},filter:{})", range(10), False, False),
        ("(paging:{first:1001})", range(10), False, False),
        ("", range(10), False, False),
        ("(paging:{})", range(10), False, False),
        (f'(paging:{{first:2,after:"{cursor(0)}"}})', range(1, 3), True, True),
        (f'(paging:{{first:2,after:"{cursor(7)}"}})', range(8, 10), False, True),
        (f'(paging:{{last:2,before:"{cursor(5)}"}})', range(3, 5), True, True),
        (f'(paging:{{last:9,before:"{cursor(2)}"}})', range(0, 2), True, False),
        ("(paging:{last:3})", range(7, 10), False, True),
        ("(paging:{first:0})", range(0), True, False),
        (f'(paging:{{first:5,after:"{cursor(99)}"}})', range(0), False, True),
    ],
)
def test_pages(ask, ids, paging, places, following, preceding):
    info = "pageInfo{hasNextPage hasPreviousPage startCursor endCursor}"
    found = ask.data(f"{{ objects{paging}{{ {info} edges{{ cursor node{{ id }} }} }} }}")["objects"]
    assert found["edges"] == [{"cursor": cursor(place), "node": {"id": ids[place]}} for place in places]
    assert found["pageInfo"] == {
        "hasNextPage": following,
        "hasPreviousPage": preceding,
        "startCursor": cursor(places[0]) if places else None,
        "endCursor": cursor(places[-1]) if places else None,
    }


@pytest.mark.parametrize(
    ("paging", "message"),
    [
        ('{after:"nope"}', 'Provided "offset" value is not a number. Please provide a numeric value.'),
        (
            '{before:"YXJyYXljb25uZWN0aW9uOi0x"}',
            'Provided "offset" value is not a number. Please provide a numeric value.',
        ),
        ('{after:""}', 'Provided "offset" value is not a number. Please provide a numeric value.'),
        ("{first:-1}", 'Provided "first" value must not be negative.'),
        ("{last:-5}", 'Provided "last" value must not be negative.'),
    ],
)
def test_bad_paging(ask, paging, message):
    answer = ask(f"{{ objects(paging:{paging}){{ edges{{ cursor }} }} }}")
    assert answer == {
        "errors": [{"message": message, "extensions": {"code": "BAD_USER_INPUT", "userFriendlyMessage": message}}],
        "data": None,
    }


@pytest.mark.parametrize(
    ("filter", "names"),
    [
        ("{isSystem:{is:false}}", {"company", "person", "opportunity", "note", "task"}),
        ("{isSystem:{isNot:true}, isUICreatable:{is:true}}", {"company", "person", "opportunity", "note", "task"}),
        ("{isCustom:{is:true}}", set()),
        ("{isRemote:{is:true}}", set()),
        ("{and:[{isSearchable:{is:true}},{isSystem:{is:true}}]}", {"workspaceMember"}),
        ('{id:{eq:"COMPANY"}}', {"company"}),
        ('{id:{neq:"COMPANY"}, isSystem:{is:false}}', {"person", "opportunity", "note", "task"}),
        ('{id:{in:["COMPANY","PERSON"]}}', {"company", "person"}),
        ('{id:{notIn:["COMPANY","PERSON"]}, isSystem:{is:false}}', {"opportunity", "note", "task"}),
        ('{or:[{id:{eq:"COMPANY"}},{id:{eq:"PERSON"}}]}', {"company", "person"}),
        ('{id:{gte:"COMPANY", lte:"COMPANY"}}', {"company"}),
        ('{id:{gt:"COMPANY", lt:"COMPANY"}}', set()),
        ('{id:{like:"COMPANY%"}}', {"company"}),
        ('{id:{iLike:"%%%%"}, isSystem:{is:false}}', {"company", "person", "opportunity", "note", "task"}),
    ],
)
def test_filters(apple, ask, filter, names):
    for name in ("company", "person"):
        filter = filter.replace(name.upper(), str(apple.object(name).id))
    data = ask.data(f"{{ objects(paging:{{first:50}},filter:{filter}){{ edges{{ node{{ nameSingular }} }} }} }}")
    assert {node["nameSingular"] for node in nodes(data, "objects")} == names


def test_filter_with_a_bad_uuid(ask):
    answer = ask('{ objects(filter:{id:{in:["nope"]}}){ edges{ cursor } } }')
    assert answer["data"] is None
    assert answer["errors"][0]["message"] == "Invalid UUID"


def test_fields_list_merges_a_morph_relation(apple, ask):
    found = ask.data(
        f'{{ object(id:"{apple.object("noteTarget").id}") {{ fieldsList{{ id name settings relation{{type}} '
        "morphRelations{type sourceFieldMetadata{id name} targetObjectMetadata{nameSingular} "
        "targetFieldMetadata{name}} } } }"
    )["object"]["fieldsList"]
    rows = {row.name: row for row in apple.object("noteTarget").fields.exclude(morph_id=None)}
    chosen = min(rows.values(), key=lambda row: row.id)
    target = next(field for field in found if field["morphRelations"] is not None)
    assert [field["name"] for field in found].count("target") == 1
    assert (target["id"], target["name"], target["relation"]) == (str(chosen.id), "target", None)
    assert target["settings"] == chosen.settings
    assert {
        (
            one["type"],
            one["sourceFieldMetadata"]["id"],
            one["sourceFieldMetadata"]["name"],
            one["targetFieldMetadata"]["name"],
        )
        for one in target["morphRelations"]
    } == {("MANY_TO_ONE", str(row.id), "target", "noteTargets") for row in rows.values()}
    assert {one["targetObjectMetadata"]["nameSingular"] for one in target["morphRelations"]} == {
        "company",
        "person",
        "opportunity",
    }


def test_a_relation_to_a_morph_relation_names_its_representative(apple, ask):
    rows = apple.object("noteTarget").fields.exclude(morph_id=None)
    chosen = min(rows, key=lambda row: row.id)
    field = apple.field("company", "noteTargets")
    found = ask.data(
        f'{{ field(id:"{field.id}") {{ relation{{type targetFieldMetadata{{id name}}}} morphRelations{{type}} }} }}'
    )
    assert found["field"] == {
        "relation": {"type": "ONE_TO_MANY", "targetFieldMetadata": {"id": str(chosen.id), "name": "target"}},
        "morphRelations": None,
    }


def test_relation_both_ways(apple, ask):
    for own, name, other, reverse, type in (
        ("person", "company", "company", "people", "MANY_TO_ONE"),
        ("company", "people", "person", "company", "ONE_TO_MANY"),
    ):
        field, target = apple.field(own, name), apple.field(other, reverse)
        found = ask.data(
            f'{{ field(id:"{field.id}") {{ relation{{ type sourceObjectMetadata{{id nameSingular}} targetObjectMetadata'
            "{id nameSingular} sourceFieldMetadata{id name} targetFieldMetadata{id name} } object{nameSingular} } }"
        )["field"]
        assert found == {
            "relation": {
                "type": type,
                "sourceObjectMetadata": {"id": str(field.object_id), "nameSingular": own},
                "targetObjectMetadata": {"id": str(target.object_id), "nameSingular": other},
                "sourceFieldMetadata": {"id": str(field.id), "name": name},
                "targetFieldMetadata": {"id": str(target.id), "name": reverse},
            },
            "object": {"nameSingular": own},
        }


def test_nested_connections(apple, ask):
    person = apple.object("person")
    data = ask.data(
        f'{{ objects(paging:{{first:1}},filter:{{id:{{eq:"{person.id}"}}}}){{ edges{{ node{{ nameSingular '
        "fields(paging:{first:2},filter:{isSystem:{is:false}}){ pageInfo{hasNextPage endCursor} "
        "edges{ cursor node{ name type } } } indexMetadatas(paging:{first:1000}){ "
        "edges{ node{ name isCustom objectMetadata{ edges{ node{ nameSingular } } } } } } "
        "searchFieldMetadataList{ fieldMetadataId tsVectorFieldMetadataId position } } } } }"
    )
    (found,) = nodes(data, "objects")
    assert found["fields"] == {
        "pageInfo": {"hasNextPage": True, "endCursor": cursor(1)},
        "edges": [
            {"cursor": cursor(0), "node": {"name": "name", "type": "FULL_NAME"}},
            {"cursor": cursor(1), "node": {"name": "linkedinLink", "type": "LINKS"}},
        ],
    }
    indexes = nodes(found, "indexMetadatas")
    assert {index["name"] for index in indexes} == set(person.indexes.values_list("name", flat=True))
    assert all(nodes(index, "objectMetadata") == [{"nameSingular": "person"}] for index in indexes)
    searched = [one["fieldMetadataId"] for one in found["searchFieldMetadataList"]]
    assert str(apple.field("person", "name").id) in searched
    assert {one["tsVectorFieldMetadataId"] for one in found["searchFieldMetadataList"]} == {
        str(apple.field("person", "searchVector").id)
    }


def test_several_roots_in_one_request(apple, ask):
    data = ask.data(
        "{ objects(paging:{first:1}){ edges{ node{ id } } } "
        "fields(paging:{first:3}){ edges{ node{ id objectMetadataId } } } "
        "indexMetadatas(paging:{first:2}){ edges{ node{ id } } } getRoles{ label } "
        "objectRecordCounts{ objectNamePlural totalCount } minimalMetadata{ objectMetadataItems{ nameSingular } } }"
    )
    assert [len(nodes(data, root)) for root in ("objects", "fields", "indexMetadatas")] == [1, 3, 2]
    fields = [node["id"] for node in nodes(data, "fields")]
    assert fields == sorted(fields, reverse=True)
    assert {"objectNamePlural": "companies", "totalCount": 0} in data["objectRecordCounts"]
    assert len(data["objectRecordCounts"]) == len(data["minimalMetadata"]["objectMetadataItems"]) == 10


def test_queries_do_not_grow_with_the_answer(ask, queries):
    """Credential, objects, fields, indexes: whatever is nested in whatever."""
    ask.data("{ __typename }")
    with queries() as seen:
        ask.data(WHOLE)
    assert len(seen) == 4
    with queries() as seen:
        ask.data(
            "{ objects(paging:{first:1000}){ edges{ node{ fields(paging:{first:100}){ "
            "edges{ node{ object{ nameSingular } relation{ "
            "targetObjectMetadata{ fieldsList{ name } indexMetadataList{ name } } } } } } } } } }"
        )
    assert len(seen) == 4


def test_queries_of_one_object(apple, ask, queries):
    """Credential, objects, the object's fields, the other sides, their morph relations, the object's indexes."""
    company = apple.object("company").id
    ask.data("{ __typename }")
    with queries() as seen:
        parts = f"fieldsList{{ {FIELD} }} indexMetadataList{{ {INDEX} }}"
        ask.data(f'{{ object(id:"{company}") {{ {RECORD} {parts} }} }}')
    assert len(seen) == 6
    with queries() as seen:
        ask.data(f'{{ object(id:"{company}") {{ {RECORD} }} }}')
    assert len(seen) == 2


def test_another_workspace_is_invisible(apple, ask):
    other = tenant("Yahoo")
    foreign = other.object("company")
    answer = ask(f'{{ object(id:"{foreign.id}") {{ id }} }}')
    assert answer["errors"][0]["extensions"]["code"] == "NOT_FOUND"
    answer = ask(f'{{ field(id:"{other.field("company", "name").id}") {{ id }} }}')
    assert answer["errors"][0]["extensions"]["code"] == "NOT_FOUND"
    listed = ask.data(
        "{ objects(paging:{first:1000}){ edges{ node{ id } } } "
        "fields(paging:{first:1000}){ edges{ node{ objectMetadataId } } } }"
    )
    mine = {str(row.id) for row in ObjectMetadata.objects.filter(workspace=apple.workspace)}
    assert {node["id"] for node in nodes(listed, "objects")} == mine
    assert {node["objectMetadataId"] for node in nodes(listed, "fields")} == mine
