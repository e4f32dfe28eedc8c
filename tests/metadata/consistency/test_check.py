"""check_workspaces: every way in which a table can differ from its model has a sentence."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from metadata.consistency.check import problems_of
from metadata.models import FieldMetadata, IndexMetadata, ObjectMetadata, Workspace
from metadata.schema import ddl
from metadata.services.tables import join_index_name
from tests.metadata.model import field_of, new_field, new_object, object_of, relation, sql

pytestmark = pytest.mark.django_db


@pytest.fixture
def rocket(workspace: Workspace) -> ObjectMetadata:
    row = new_object(workspace)
    new_field(
        workspace, row, "RELATION", "maker", relationCreationPayload=relation(object_of(workspace, "company"), "Made")
    )
    new_field(workspace, row, "NUMBER", "mass")
    return row


def test_all_is_well(workspace: Workspace, rocket: ObjectMetadata) -> None:
    assert problems_of(workspace) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ('alter table {t} drop column "mass"', "table _rocket: column mass is missing (double precision)"),
        ("alter table {t} add column extra text", "table _rocket: column extra is not in the model"),
        (
            'alter table {t} alter column "mass" type text',
            "table _rocket: column mass is text, should be double precision",
        ),
        (
            'alter table {t} alter column "mass" set not null',
            "table _rocket: column mass is double precision not null, should be double precision",
        ),
        ('create index extra on {t} ("mass")', "table _rocket: index extra is not in the model"),
    ],
)
def test_a_table_that_was_changed_by_hand(workspace: Workspace, rocket: ObjectMetadata, change: str, told: str) -> None:
    sql(workspace, "_rocket", change)
    assert problems_of(workspace) == [told]


def test_tables_without_an_object_and_objects_without_a_table(workspace: Workspace, rocket: ObjectMetadata) -> None:
    sql(workspace, "_rocket", "alter table {t} rename to _boat")
    assert problems_of(workspace)[:2] == ["table _rocket is missing", "table _boat belongs to no object"]


def test_a_missing_key_and_a_missing_index(workspace: Workspace, rocket: ObjectMetadata) -> None:
    maker = field_of(workspace, "rocket", "maker")
    key, index = ddl.fk_name(maker.id), join_index_name(maker)
    sql(workspace, "_rocket", f'alter table {{t}} drop constraint "{key}"')
    sql(workspace, "_rocket", f'drop index "{workspace.pg_schema}"."{index}"')
    assert problems_of(workspace) == [
        f"table _rocket: index {index} is missing (btree (makerId))",
        f"table _rocket: foreign key {key} is missing (makerId -> company on delete set null)",
    ]


def test_another_rule_of_a_key(workspace: Workspace, rocket: ObjectMetadata) -> None:
    maker = field_of(workspace, "rocket", "maker")
    maker.settings["onDelete"] = "CASCADE"
    maker.save()
    key = ddl.fk_name(maker.id)
    assert problems_of(workspace) == [
        f"table _rocket: foreign key {key} is makerId -> company on delete set null, "
        "should be makerId -> company on delete cascade"
    ]


def test_an_index_that_is_still_being_built_is_not_missed(workspace: Workspace, rocket: ObjectMetadata) -> None:
    field = field_of(workspace, "rocket", "mass")
    parts = [{"id": str(field.id), "fieldMetadataId": str(field.id), "order": 0, "subFieldName": None}]
    row = IndexMetadata.objects.create(
        workspace=workspace, object=rocket, application_id=workspace.id, name="IDX_x", fields=parts, state="BUILDING"
    )
    assert problems_of(workspace) == []
    IndexMetadata.objects.filter(id=row.id).update(state="READY")
    assert problems_of(workspace) == ["table _rocket: index IDX_x is missing (btree (mass))"]


def test_loose_ends_of_the_model(workspace: Workspace, rocket: ObjectMetadata) -> None:
    made = field_of(workspace, "company", "made")
    FieldMetadata.objects.filter(id=made.id).update(target_field=None)
    ObjectMetadata.objects.filter(id=rocket.id).update(label_identifier_id=made.id)
    told = problems_of(workspace)
    assert "object rocket: its label identifier is not a field of it" in told
    assert sum("its relation has no other side" in sentence for sentence in told) == 2


def test_the_command_says_so_and_fails(workspace: Workspace, rocket: ObjectMetadata) -> None:
    out, err = StringIO(), StringIO()
    call_command("check_workspaces", stdout=out, stderr=err)
    assert out.getvalue() == "test: model and tables agree.\n"
    sql(workspace, "_rocket", "alter table {t} add column extra text")
    with pytest.raises(CommandError, match=r"^1 differences between models and tables\.$"):
        call_command("check_workspaces", "--workspace", "test", stdout=out, stderr=err)
    assert err.getvalue() == "test: table _rocket: column extra is not in the model.\n"


def test_a_workspace_that_is_not_there(db: None) -> None:
    with pytest.raises(CommandError, match=r"There is no workspace nowhere\."):
        call_command("check_workspaces", "--workspace", "nowhere")
