"""Relations and morph relations: both sides, columns, keys, deletion."""

import pytest
from django.db import IntegrityError, transaction

from metadata.consistency.check import problems_of
from metadata.errors import MetadataValidationError
from metadata.models import FieldMetadata, ObjectMetadata, Workspace
from metadata.services.fields import create_field, delete_field, update_field
from tests.metadata.model import columns_of, field_of, new_field, new_object, object_of, problems, relation, sql

pytestmark = pytest.mark.django_db
UNKNOWN = "00000000-0000-4000-8000-000000000000"
NO_TARGET = "Object metadata relation target not found for relation creation payload"


@pytest.fixture
def rocket(workspace: Workspace) -> ObjectMetadata:
    return new_object(workspace)


@pytest.fixture
def company(workspace: Workspace) -> ObjectMetadata:
    return object_of(workspace, "company")


def test_many_to_one(workspace: Workspace, rocket: ObjectMetadata, company: ObjectMetadata) -> None:
    maker = new_field(workspace, rocket, "RELATION", "maker", relationCreationPayload=relation(company, "Rockets made"))
    assert maker.settings == {"relationType": "MANY_TO_ONE", "onDelete": "SET_NULL", "joinColumnName": "makerId"}
    other = field_of(workspace, "company", "rocketsMade")
    assert (other.label, other.icon, other.settings) == ("Rockets made", "Icon", {"relationType": "ONE_TO_MANY"})
    assert (maker.target_field, other.target_field) == (other, maker)
    assert (maker.target_object, other.target_object) == (company, rocket)
    assert (maker.is_nullable, maker.is_unique, maker.default_value) == (True, False, None)
    assert columns_of(workspace, "_rocket")["makerId"] == ("uuid", "YES", None)
    assert problems_of(workspace) == []


def test_one_to_many_puts_the_column_on_the_target(workspace: Workspace, rocket: ObjectMetadata) -> None:
    person = object_of(workspace, "person")
    payload = relation(person, "Favourite rocket", "ONE_TO_MANY")
    fans = new_field(workspace, rocket, "RELATION", "fans", relationCreationPayload=payload)
    assert fans.settings == {"relationType": "ONE_TO_MANY"}
    assert field_of(workspace, "person", "favouriteRocket").join_column == "favouriteRocketId"
    assert "favouriteRocketId" in columns_of(workspace, "person")
    assert problems_of(workspace) == []


def test_a_relation_to_itself(workspace: Workspace, rocket: ObjectMetadata) -> None:
    new_field(workspace, rocket, "RELATION", "parent", relationCreationPayload=relation(rocket, "Children"))
    assert field_of(workspace, "rocket", "children").target_object == rocket
    assert problems_of(workspace) == []
    with pytest.raises(MetadataValidationError) as error:
        new_field(workspace, rocket, "RELATION", "twin", relationCreationPayload=relation(rocket, "Twin"))
    message = 'Name "twin" is not available as it is already used by another field'
    assert problems(error.value) == [("NOT_AVAILABLE", message)]


@pytest.mark.parametrize(
    ("rule", "left"),
    [("SET_NULL", [(None,)]), ("CASCADE", []), ("RESTRICT", None), ("NO_ACTION", None)],
)
def test_what_happens_when_the_target_goes(
    workspace: Workspace, rocket: ObjectMetadata, company: ObjectMetadata, rule: str, left: list | None
) -> None:
    payload = relation(company, "Rockets made")
    new_field(workspace, rocket, "RELATION", "maker", relationCreationPayload=payload, settings={"onDelete": rule})
    ((company_id,),) = sql(workspace, "company", "insert into {t} (name) values ('A') returning id")
    sql(workspace, "_rocket", 'insert into {t} ("makerId") values (%s)', company_id)
    if left is None:
        with pytest.raises(IntegrityError), transaction.atomic():
            sql(workspace, "company", "delete from {t}")
            sql(workspace, "company", "set constraints all immediate")
        return
    sql(workspace, "company", "delete from {t}")
    assert sql(workspace, "_rocket", 'select "makerId" from {t}') == left


@pytest.mark.parametrize(
    ("payload", "told"),
    [
        (None, [("INVALID_FIELD_INPUT", "Relation creation payload is required")]),
        ([], [("INVALID_FIELD_INPUT", "Relation creation payload is required")]),
        (
            {"type": "MANY_TO_ONE", "targetObjectMetadataId": UNKNOWN, "targetFieldLabel": "x"},
            [("FIELD_METADATA_RELATION_MALFORMED", NO_TARGET)],
        ),
        (
            {},
            [
                ("FIELD_METADATA_RELATION_MALFORMED", "Relation type must be MANY_TO_ONE or ONE_TO_MANY"),
                ("FIELD_METADATA_RELATION_MALFORMED", NO_TARGET),
                ("FIELD_METADATA_RELATION_MALFORMED", "Relation creation payload needs a targetFieldLabel"),
            ],
        ),
    ],
)
def test_payloads_that_are_refused(workspace: Workspace, rocket: ObjectMetadata, payload: object, told: list) -> None:
    with pytest.raises(MetadataValidationError) as error:
        new_field(workspace, rocket, "RELATION", "maker", relationCreationPayload=payload)
    assert error.value.message == "Multiple validation errors occurred while creating field"
    assert problems(error.value) == told


def test_both_names_are_checked(workspace: Workspace, rocket: ObjectMetadata, company: ObjectMetadata) -> None:
    with pytest.raises(MetadataValidationError) as error:
        new_field(workspace, rocket, "RELATION", "users", relationCreationPayload=relation(company, "People"))
    assert error.value.message == "Multiple validation errors occurred while creating fields"
    assert [entity["flatEntityMinimalInformation"]["name"] for entity in error.value.errors["fieldMetadata"]] == [
        *("users", "people"),
    ]


def test_a_column_name_that_is_taken(workspace: Workspace, rocket: ObjectMetadata, company: ObjectMetadata) -> None:
    new_field(workspace, rocket, "TEXT", "makerId")
    with pytest.raises(MetadataValidationError) as error:
        new_field(workspace, rocket, "RELATION", "maker", relationCreationPayload=relation(company, "Rockets"))
    assert [code for code, _ in problems(error.value)] == ["NOT_AVAILABLE"]


@pytest.mark.parametrize("side", [("rocket", "maker"), ("company", "rocketsMade")])
def test_either_side_takes_the_other_along(
    workspace: Workspace, rocket: ObjectMetadata, company: ObjectMetadata, side: tuple[str, str]
) -> None:
    new_field(workspace, rocket, "RELATION", "maker", relationCreationPayload=relation(company, "Rockets made"))
    row = field_of(workspace, *side)
    delete_field(workspace.id, row.id)
    assert not FieldMetadata.objects.filter(workspace=workspace, name__in=["maker", "rocketsMade"]).exists()
    assert "makerId" not in columns_of(workspace, "_rocket")
    assert problems_of(workspace) == []


# -- morph relations ---------------------------------------------------------------------------------------------
def make_target(workspace: Workspace, rocket: ObjectMetadata, *targets: str, **more: object) -> FieldMetadata:
    payload = [relation(object_of(workspace, name), "Rocket targets") for name in targets]
    return new_field(workspace, rocket, "MORPH_RELATION", "target", morphRelationsCreationPayload=payload, **more)


def test_a_row_for_each_target(workspace: Workspace, rocket: ObjectMetadata) -> None:
    first = make_target(workspace, rocket, "person", "company")
    assert (first.name, first.type, first.morph_name) == ("targetPerson", "MORPH_RELATION", "target")
    rows = FieldMetadata.objects.filter(object=rocket, morph_id=first.morph_id).order_by("place")
    assert [(row.name, row.join_column) for row in rows] == [
        ("targetPerson", "targetPersonId"),
        ("targetCompany", "targetCompanyId"),
    ]
    assert {"targetPersonId", "targetCompanyId"} <= set(columns_of(workspace, "_rocket"))
    assert field_of(workspace, "person", "rocketTargets").type == "RELATION"
    assert problems_of(workspace) == []


def test_one_to_many_rows_have_plural_names(workspace: Workspace, rocket: ObjectMetadata) -> None:
    payload = [relation(object_of(workspace, name), "Helped rocket", "ONE_TO_MANY") for name in ("person", "company")]
    row = new_field(workspace, rocket, "MORPH_RELATION", "helper", morphRelationsCreationPayload=payload)
    assert row.name == "helperPeople"
    assert field_of(workspace, "company", "helpedRocket").join_column == "helpedRocketId"
    assert problems_of(workspace) == []


def test_a_rename_moves_every_row(workspace: Workspace, rocket: ObjectMetadata) -> None:
    row = make_target(workspace, rocket, "person", "company")
    renamed = update_field(workspace.id, row.id, {"name": "aim", "label": "Aim"})
    assert (renamed.name, renamed.morph_name) == ("aimPerson", "aim")
    company = field_of(workspace, "rocket", "aimCompany")
    assert (company.join_column, company.label) == ("aimCompanyId", "Aim")
    assert problems_of(workspace) == []


def test_the_base_name_is_no_rename(workspace: Workspace, rocket: ObjectMetadata) -> None:
    row = make_target(workspace, rocket, "person", "company")
    assert update_field(workspace.id, row.id, {"name": "target"}).name == "targetPerson"
    assert update_field(workspace.id, row.id, {"name": "targetPerson"}).morph_name == "target"


def test_more_targets(workspace: Workspace, rocket: ObjectMetadata) -> None:
    row = make_target(workspace, rocket, "person")
    more = [relation(object_of(workspace, name), "Rocket targets") for name in ("person", "opportunity")]
    update_field(workspace.id, row.id, {"morphRelationsUpdatePayload": more})
    added = field_of(workspace, "rocket", "targetOpportunity")
    assert (added.morph_id, added.morph_name) == (row.morph_id, "target")
    assert problems_of(workspace) == []


def test_any_row_takes_the_relation_along(workspace: Workspace, rocket: ObjectMetadata) -> None:
    make_target(workspace, rocket, "person", "company")
    delete_field(workspace.id, field_of(workspace, "rocket", "targetCompany").id)
    assert not FieldMetadata.objects.filter(object=rocket, morph_name="target").exists()
    assert not FieldMetadata.objects.filter(workspace=workspace, name="rocketTargets").exists()
    assert problems_of(workspace) == []


def test_the_shared_relation_of_a_companion_stays(workspace: Workspace, rocket: ObjectMetadata) -> None:
    delete_field(workspace.id, field_of(workspace, "rocket", "noteTargets").id)
    names = FieldMetadata.objects.filter(object__name_singular="noteTarget", workspace=workspace, morph_name="target")
    assert {row.name for row in names} == {"targetPerson", "targetCompany", "targetOpportunity"}
    assert problems_of(workspace) == []


@pytest.mark.parametrize(
    ("targets", "message"),
    [
        ([], "Morph relation creation payload is required"),
        (["person", "person"], "Morph relations must have distinct target objects"),
        (["rocket"], "Morph relations cannot target their own object"),
    ],
)
def test_targets_that_are_refused(
    workspace: Workspace, rocket: ObjectMetadata, targets: list[str], message: str
) -> None:
    with pytest.raises(MetadataValidationError) as error:
        make_target(workspace, rocket, *targets)
    assert [text for _, text in problems(error.value)] == [message]


def test_the_targets_are_all_of_one_type(workspace: Workspace, rocket: ObjectMetadata) -> None:
    person, company = (object_of(workspace, name) for name in ("person", "company"))
    payload = [relation(person, "A"), relation(company, "B", "ONE_TO_MANY")]
    with pytest.raises(MetadataValidationError) as error:
        new_field(workspace, rocket, "MORPH_RELATION", "target", morphRelationsCreationPayload=payload)
    assert [text for _, text in problems(error.value)] == ["Morph relations must all have the same relation type"]


def test_a_target_of_another_workspace_is_unknown(workspace: Workspace, rocket: ObjectMetadata) -> None:
    data = {"objectMetadataId": str(rocket.id), "type": "RELATION", "name": "x", "label": "X"}
    payload = {"type": "MANY_TO_ONE", "targetObjectMetadataId": str(workspace.id), "targetFieldLabel": "Y"}
    with pytest.raises(MetadataValidationError):
        create_field(workspace.id, {**data, "relationCreationPayload": payload})
