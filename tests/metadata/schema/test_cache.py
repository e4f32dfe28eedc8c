"""The snapshot: what a request sees of a model, and how long it is kept."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest

from metadata.models import ObjectMetadata, Workspace
from metadata.schema import cache
from metadata.schema.cache import Snapshots, load_schema, schema_for
from metadata.schema.snapshot import WorkspaceSchema
from metadata.services.fields import delete_field, update_field
from metadata.services.objects import delete_object, update_object
from tests.metadata.model import field_of, new_field, new_object, object_of, options, relation

pytestmark = pytest.mark.django_db


@pytest.fixture
def rocket(workspace: Workspace) -> ObjectMetadata:
    return new_object(workspace)


def now(workspace: Workspace) -> WorkspaceSchema:
    return load_schema(Workspace.objects.get(id=workspace.id))


def test_objects_by_both_names(workspace: Workspace) -> None:
    schema = now(workspace)
    assert schema.objects["person"] is schema.plurals["people"]
    assert (schema.workspace_id, schema.pg_schema) == (workspace.id, workspace.pg_schema)
    person = schema.objects["person"]
    assert (person.table, person.label_field, person.image_field) == ("person", "name", "avatarUrl")
    assert person.duplicate_criteria[0] == ("nameFirstName", "nameLastName")
    assert person.uniques == (("emailsPrimaryEmail",),)
    assert (person.singular_title, person.plural_title) == ("Person", "People")


def test_both_sides_of_a_relation(workspace: Workspace) -> None:
    schema = now(workspace)
    company = schema.objects["person"].fields["company"]
    assert company.relation is not None
    assert (company.relation.type, company.relation.target_object, company.relation.target_field) == (
        *("MANY_TO_ONE", "company", "people"),
    )
    assert [column.name for column in company.columns] == ["companyId"]
    people = schema.objects["company"].fields["people"]
    assert people.relation is not None
    assert (people.relation.to_one, people.relation.join_column, people.columns) == (False, "companyId", ())
    assert schema.objects["person"].joins == {"companyId": company}
    assert schema.target(people) is schema.objects["person"]


def test_morph_rows_are_fields_of_their_own(workspace: Workspace, rocket: ObjectMetadata) -> None:
    target = now(workspace).objects["noteTarget"].fields["targetRocket"]
    assert target.relation is not None
    assert (target.relation.target_object, target.relation.join_column, target.relation.on_delete) == (
        *("rocket", "targetRocketId", "SET_NULL"),
    )
    assert target.relation.morph_id == field_of(workspace, "noteTarget", "targetPerson").morph_id


def test_options_settings_and_custom(workspace: Workspace, rocket: ObjectMetadata) -> None:
    new_field(workspace, rocket, "SELECT", "stage", options=options("NEW", "OLD"), defaultValue="'NEW'")
    obj = now(workspace).objects["rocket"]
    stage = obj.fields["stage"]
    assert (stage.option_values, stage.default, stage.custom, stage.system) == (("NEW", "OLD"), "'NEW'", True, False)
    assert obj.columns["stage"].options == ("NEW", "OLD")
    assert (obj.table, obj.custom) == ("_rocket", True)


def test_what_is_inactive_is_not_there(workspace: Workspace, rocket: ObjectMetadata) -> None:
    company = object_of(workspace, "company")
    new_field(workspace, rocket, "RELATION", "maker", relationCreationPayload=relation(company, "Rockets made"))
    update_field(workspace.id, field_of(workspace, "company", "rocketsMade").id, {"isActive": False})
    schema = now(workspace)
    assert "rocketsMade" not in schema.objects["company"].fields
    assert "maker" not in schema.objects["rocket"].fields
    update_object(workspace.id, rocket.id, {"isActive": False})
    schema = now(workspace)
    assert "rocket" not in schema.objects and "rockets" not in schema.plurals
    assert "targetRocket" not in schema.objects["noteTarget"].fields
    assert "targetRocketId" not in schema.objects["noteTarget"].columns


def test_three_queries_load_a_model(workspace: Workspace, rocket: ObjectMetadata, django_assert_num_queries) -> None:
    row = Workspace.objects.get(id=workspace.id)
    with django_assert_num_queries(3):
        load_schema(row)


def test_a_version_is_loaded_once(workspace: Workspace, django_assert_num_queries) -> None:
    version = Workspace.objects.get(id=workspace.id).metadata_version
    first = schema_for(workspace.id, version)
    with django_assert_num_queries(0):
        assert schema_for(workspace.id, version) is first


def test_a_change_is_seen_under_its_version(workspace: Workspace) -> None:
    before = now(workspace)
    new_object(workspace)
    version = Workspace.objects.get(id=workspace.id).metadata_version
    assert version == before.version + 1
    assert "rocket" in schema_for(workspace.id, version).objects


def test_fingerprints_tell_which_objects_changed(workspace: Workspace, rocket: ObjectMetadata) -> None:
    before = now(workspace)
    new_field(workspace, rocket, "TEXT", "code")
    after = now(workspace)
    changed = {name for name in before.objects if before.objects[name].fingerprint != after.objects[name].fingerprint}
    assert changed == {"rocket"}


@pytest.mark.parametrize(
    "change",
    [
        {"description": "d"},
        {"icon": "i"},
        {"label": "l"},
        {"name": "callSign"},
        {"isUnique": True},
        {"isUIEditable": False},
    ],
)
def test_whatever_is_printed_is_in_the_fingerprint(workspace: Workspace, rocket: ObjectMetadata, change: dict) -> None:
    row = new_field(workspace, rocket, "TEXT", "code")
    before = now(workspace).objects["rocket"].fingerprint
    update_field(workspace.id, row.id, change)
    assert now(workspace).objects["rocket"].fingerprint != before


# -- keeping -----------------------------------------------------------------------------------------------------
def empty(workspace_id: UUID, version: int) -> WorkspaceSchema:
    return WorkspaceSchema(workspace_id, version, "workspace_x", {}, {})


def test_the_oldest_snapshot_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[int] = []
    id_ = uuid4()

    def load(workspace_id: UUID, base: WorkspaceSchema | None) -> WorkspaceSchema:
        loaded.append(versions.pop(0))
        return empty(workspace_id, loaded[-1])

    monkeypatch.setattr(cache, "_load_whole", load)
    versions = [1, 2, 3, 2, 1]
    snapshots = Snapshots(kept=2)
    for version in (1, 2, 1, 3, 1, 2):
        assert snapshots.get(id_, version).version == version
    assert loaded == [1, 2, 3, 2]


def test_threads_that_miss_together_load_once(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[UUID] = []

    def load(workspace_id: UUID, base: WorkspaceSchema | None) -> WorkspaceSchema:
        loaded.append(workspace_id)
        return empty(workspace_id, 1)

    monkeypatch.setattr(cache, "_load_whole", load)
    snapshots, id_ = Snapshots(), uuid4()
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: snapshots.get(id_, 1), range(32)))
    assert len(loaded) == 1
    assert all(one is found[0] for one in found)


# -- taking over what did not change -----------------------------------------------------------------------------
def shown(schema: WorkspaceSchema) -> dict:
    return {
        name: (found.fingerprint, list(found.fields), found.columns.keys()) for name, found in schema.objects.items()
    }


def test_only_what_changed_is_loaded_again(workspace: Workspace, rocket: ObjectMetadata) -> None:
    """After every kind of change a snapshot built on the one before equals one that is loaded whole."""
    company = object_of(workspace, "company")
    fields: dict[str, str] = {}

    def relate(name: str, label: str) -> None:
        fields[name] = new_field(
            workspace, rocket, "RELATION", name, relationCreationPayload=relation(company, label)
        ).id

    changes = [
        lambda: new_field(workspace, rocket, "TEXT", "code"),
        lambda: relate("maker", "Rockets made"),
        lambda: update_field(workspace.id, fields["maker"], {"name": "builder"}),
        lambda: update_field(workspace.id, field_of(workspace, "company", "rocketsMade").id, {"name": "ships"}),
        lambda: update_object(workspace.id, company.id, {"isActive": False}),
        lambda: update_object(workspace.id, company.id, {"isActive": True}),
        lambda: update_object(workspace.id, rocket.id, {"nameSingular": "ship", "namePlural": "manyShips"}),
        lambda: update_field(workspace.id, field_of(workspace, "company", "ships").id, {"isActive": False}),
        lambda: update_field(workspace.id, field_of(workspace, "company", "ships").id, {"isActive": True}),
        lambda: update_field(workspace.id, field_of(workspace, "ship", "code").id, {"isUnique": True}),
        lambda: delete_field(workspace.id, fields["maker"]),
        lambda: new_object(workspace, "boat"),
        lambda: delete_object(workspace.id, rocket.id),
    ]
    base = now(workspace)
    for step, change in enumerate(changes):
        change()
        row = Workspace.objects.get(id=workspace.id)
        built, whole = load_schema(row, base), load_schema(row)
        assert shown(built) == shown(whole), step
        kept = [name for name, found in built.objects.items() if base.objects.get(name) is found]
        assert "workspaceMember" in kept or step in (4, 5)
        base = built


def test_a_small_change_loads_few_rows(workspace: Workspace, rocket: ObjectMetadata) -> None:
    base = now(workspace)
    new_field(workspace, rocket, "TEXT", "code")
    after = load_schema(Workspace.objects.get(id=workspace.id), base)
    assert [name for name in after.objects if after.objects[name] is not base.objects[name]] == ["rocket"]
