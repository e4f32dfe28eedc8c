"""A new workspace: standard objects, their tables, roles and sample records."""

import json
import pathlib

import pytest
from django.db import connection

from metadata.consistency.check import problems_of
from metadata.models import FieldMetadata, IndexMetadata, ObjectMetadata, Workspace, base36
from metadata.services import workspaces
from metadata.services.workspaces import create_workspace
from tests.metadata.model import columns_of, field_of, object_of, sql, tables_of

pytestmark = pytest.mark.django_db
SHIPPED = json.loads((pathlib.Path(workspaces.__file__).parent.parent / "standard_objects.json").read_text())["objects"]


def test_the_standard_objects_are_there(workspace: Workspace) -> None:
    rows = ObjectMetadata.objects.filter(workspace=workspace)
    assert {row.name_singular for row in rows} == {facts["nameSingular"] for facts in SHIPPED}
    assert not any(row.is_custom for row in rows)
    assert FieldMetadata.objects.filter(workspace=workspace).count() == sum(len(facts["fields"]) for facts in SHIPPED)


def test_the_tables_agree_with_the_model(workspace: Workspace) -> None:
    assert problems_of(workspace) == []
    assert tables_of(workspace) == {facts["nameSingular"] for facts in SHIPPED}


def test_the_schema_is_named_after_the_id(workspace: Workspace) -> None:
    assert workspace.pg_schema == "workspace_" + base36(workspace.id.int)
    assert int(workspace.pg_schema.removeprefix("workspace_"), 36) == workspace.id.int


def test_columns_of_company(workspace: Workspace) -> None:
    columns = columns_of(workspace, "company")
    assert columns["id"] == ("uuid", "NO", "gen_random_uuid()")
    assert columns["createdAt"] == ("timestamp with time zone", "NO", "now()")
    assert columns["deletedAt"] == ("timestamp with time zone", "YES", None)
    assert columns["position"] == ("double precision", "NO", "'0'::double precision")
    assert columns["name"] == ("text", "YES", None)
    assert columns["addressAddressStreet1"] == ("text", "YES", None)
    assert columns["annualRecurringRevenueAmountMicros"] == ("numeric", "YES", None)
    assert columns["idealCustomerProfile"] == ("boolean", "NO", "false")
    assert columns["createdBySource"] == ("text", "YES", "'MANUAL'::text")
    assert columns["accountOwnerId"] == ("uuid", "YES", None)
    assert "people" not in columns


def test_the_rows_of_a_morph_relation_share_an_id(workspace: Workspace) -> None:
    rows = FieldMetadata.objects.filter(workspace=workspace, object__name_singular="noteTarget", morph_name="target")
    assert {row.name for row in rows} == {"targetPerson", "targetCompany", "targetOpportunity"}
    assert len({row.morph_id for row in rows}) == 1
    assert {row.join_column for row in rows} == {"targetPersonId", "targetCompanyId", "targetOpportunityId"}
    other = field_of(workspace, "taskTarget", "targetPerson")
    assert other.morph_id != rows[0].morph_id


def test_relations_name_each_other(workspace: Workspace) -> None:
    field = field_of(workspace, "person", "company")
    assert field.target_object == object_of(workspace, "company")
    assert field.target_field == field_of(workspace, "company", "people")
    assert field.target_field.target_field == field


def test_a_search_finds_words_without_accents(workspace: Workspace) -> None:
    sql(workspace, "company", "insert into {t} (name, \"domainNamePrimaryLinkUrl\") values ('Crème Brûlée', 'x.org')")
    assert sql(workspace, "company", 'select "searchVector"::text from {t}') == [("'brulee':2 'creme':1 'x.org':3",)]


def test_unique_fields_have_an_index(workspace: Workspace) -> None:
    names = {
        index.fields[0]["fieldMetadataId"]
        for index in IndexMetadata.objects.filter(workspace=workspace, is_unique=True)
    }
    wanted = [("company", "domainName"), ("person", "emails"), ("workspaceMember", "userEmail")]
    assert names == {str(field_of(workspace, *pair).id) for pair in wanted}


def test_sample_records(db: None) -> None:
    workspace = create_workspace("With records", sample=True)
    joined = sql(
        workspace,
        "person",
        'select p."nameLastName", c.name from {t} p join '
        + f'"{workspace.pg_schema}".company c on c.id = p."companyId" order by p.position',
    )
    assert joined == [
        ("Chesky", "Airbnb"),
        ("Field", "Figma"),
        ("Saarinen", "Linear"),
        ("Zhao", "Notion"),
        ("Prot", "Qonto"),
    ]


def test_a_subdomain_is_made_from_the_name(db: None) -> None:
    assert [create_workspace(name).subdomain for name in ("Möbel & Co", "Möbel & Co", "***")] == [
        "mobel-co",
        "mobel-co-2",
        "workspace",
    ]


def test_subscribers_are_part_of_the_transaction(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(workspace: Workspace) -> None:
        raise RuntimeError(workspace.pg_schema)

    monkeypatch.setattr(workspaces, "workspace_created", [refuse])
    with pytest.raises(RuntimeError) as error:
        create_workspace("Never")
    assert not Workspace.objects.filter(display_name="Never").exists()
    with connection.cursor() as cursor:
        cursor.execute("select 1 from pg_namespace where nspname = %s", [str(error.value)])
        assert cursor.fetchall() == []


def test_few_queries_make_a_workspace(db: None, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(30):
        create_workspace("Quick")
