"""Indexes of large tables: stored with the change, built after it, visible all the time."""

import time
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from metadata.consistency.check import problems_of
from metadata.models import FieldMetadata, IndexMetadata, ObjectMetadata, Workspace
from metadata.schema import ddl
from metadata.schema.cache import load_schema
from metadata.services import change
from metadata.services.building import build_index
from metadata.services.fields import update_field
from metadata.services.indexes import create_index
from metadata.services.objects import update_object
from tests.metadata.model import new_field, new_object, object_of, relation, sql


@pytest.fixture
def rocket(live_workspace: Workspace) -> ObjectMetadata:
    return new_object(live_workspace)


@pytest.fixture
def code(live_workspace: Workspace, rocket: ObjectMetadata) -> FieldMetadata:
    return new_field(live_workspace, rocket, "TEXT", "code")


@pytest.fixture
def later(settings, monkeypatch: pytest.MonkeyPatch) -> list[tuple]:
    """Every table counts as large, and nothing is built by itself."""
    settings.TWENTYAPI_LARGE_TABLE_MB = 0
    waiting: list[tuple] = []
    monkeypatch.setattr(change, "indexes_waiting", [waiting.append])
    return waiting


def index_over(workspace: Workspace, row: FieldMetadata, method: str = "BTREE") -> IndexMetadata:
    parts = [{"fieldMetadataId": str(row.id)}]
    return create_index(workspace.id, {"objectMetadataId": str(row.object_id), "fields": parts, "indexType": method})


def state_of(row: IndexMetadata) -> str:
    return IndexMetadata.objects.get(id=row.id).state


@pytest.mark.parametrize("method", ["BTREE", "GIN"])
def test_an_index_is_built_after_the_change(
    live_workspace: Workspace, code: FieldMetadata, later: list[tuple], method: str
) -> None:
    row = index_over(live_workspace, code, method)
    assert (state_of(row), later) == ("BUILDING", [(row.id,)])
    assert problems_of(live_workspace) == []
    assert build_index(row.id) == "READY"
    assert state_of(row) == "READY"
    assert problems_of(live_workspace) == []
    assert build_index(row.id) is None


def test_it_happens_by_itself(live_workspace: Workspace, code: FieldMetadata, settings) -> None:
    settings.TWENTYAPI_LARGE_TABLE_MB = 0
    row = index_over(live_workspace, code)
    deadline = time.monotonic() + 60
    while state_of(row) != "READY" and time.monotonic() < deadline:
        time.sleep(0.05)
    assert state_of(row) == "READY"
    assert problems_of(live_workspace) == []


def test_small_tables_do_not_wait(live_workspace: Workspace, code: FieldMetadata) -> None:
    assert state_of(index_over(live_workspace, code)) == "READY"


def test_uniqueness_holds_when_its_index_is_there(
    live_workspace: Workspace, rocket: ObjectMetadata, code: FieldMetadata, later: list[tuple]
) -> None:
    update_field(live_workspace.id, code.id, {"isUnique": True})
    row = IndexMetadata.objects.get(object=rocket, name=ddl.unique_name(code.id))
    schema = load_schema(Workspace.objects.get(id=live_workspace.id))
    assert (row.state, schema.objects["rocket"].uniques) == ("BUILDING", ())
    build_index(row.id)
    schema = load_schema(Workspace.objects.get(id=live_workspace.id))
    assert schema.objects["rocket"].uniques == (("code",),)


def test_a_build_that_fails_says_so_and_is_tried_again(
    live_workspace: Workspace, rocket: ObjectMetadata, code: FieldMetadata, later: list[tuple]
) -> None:
    update_field(live_workspace.id, code.id, {"isUnique": True})
    sql(live_workspace, "_rocket", "insert into {t} (code) values ('A'), ('A')")
    row = IndexMetadata.objects.get(object=rocket, name=ddl.unique_name(code.id))
    assert build_index(row.id) == "FAILED"
    assert problems_of(live_workspace) == []
    with pytest.raises(CommandError, match=r"^1 indexes could not be built"):
        call_command("build_indexes", stdout=StringIO())
    sql(live_workspace, "_rocket", "update {t} set code = id::text")
    out = StringIO()
    call_command("build_indexes", stdout=out)
    assert out.getvalue() == f"test: rocket: {row.name} is READY.\n"
    assert problems_of(live_workspace) == []


def test_the_search_index_of_a_large_table_follows_a_new_label(
    live_workspace: Workspace, rocket: ObjectMetadata, code: FieldMetadata, later: list[tuple]
) -> None:
    update_object(live_workspace.id, rocket.id, {"labelIdentifierFieldMetadataId": str(code.id)})
    row = IndexMetadata.objects.get(object=rocket, index_type="GIN")
    assert (row.state, later) == ("BUILDING", [(row.id,)])
    assert problems_of(live_workspace) == []
    assert build_index(row.id) == "READY"
    assert problems_of(live_workspace) == []


def test_new_relations_of_large_tables(live_workspace: Workspace, rocket: ObjectMetadata, later: list[tuple]) -> None:
    company = object_of(live_workspace, "company")
    new_field(live_workspace, rocket, "RELATION", "maker", relationCreationPayload=relation(company, "Rockets"))
    call_command("build_indexes", stdout=StringIO())
    assert not IndexMetadata.objects.exclude(state="READY").exists()
    assert problems_of(live_workspace) == []
