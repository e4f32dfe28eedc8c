"""Random valid and invalid changes of a model with records: after every step tables, model and snapshots agree."""

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from metadata.consistency.check import problems_of
from metadata.errors import ModelError
from metadata.models import FieldMetadata, ObjectMetadata, Workspace
from metadata.schema import cache
from metadata.schema.cache import load_schema
from metadata.schema.snapshot import WorkspaceSchema
from metadata.services.fields import create_field, delete_field, update_field
from metadata.services.indexes import create_index
from metadata.services.objects import create_object, delete_object, update_object
from tests.metadata.model import options, sql

NAMES = st.sampled_from(["rocket", "boat", "train", "user", "Bad Name", "company", "target", "x" * 63])
FIELD_NAMES = st.sampled_from(
    ["code", "price", "maker", "makerId", "priceAmountMicros", "name", "users", "noteTargets"]
)
TYPES = st.sampled_from(
    ["TEXT", "NUMBER", "CURRENCY", "LINKS", "SELECT", "MULTI_SELECT", "RATING", "BOOLEAN", "NUMERIC"]
)
PICK = st.integers(min_value=0, max_value=1000)
FLAG = st.booleans()


class ModelMachine(RuleBasedStateMachine):
    """Every example starts with the standard objects and is rolled back."""

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        cache.forget()
        self.workspace = Workspace.objects.get(subdomain="test")
        self.base: WorkspaceSchema = load_schema(self.workspace)
        self.records: dict[Any, int] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    def attempt(self, work: Any, *arguments: Any) -> bool:
        """A change may be refused, in words; nothing else may go wrong."""
        try:
            work(self.workspace.id, *arguments)
        except ModelError:
            return False
        return True

    def custom(self, pick: int) -> ObjectMetadata | None:
        return self.nth(ObjectMetadata.objects.exclude(application_id__in=[STANDARD]), pick)

    def anything(self, pick: int) -> ObjectMetadata | None:
        return self.nth(ObjectMetadata.objects.filter(name_singular__in=["company", "person", "rocket", "boat"]), pick)

    def field(self, pick: int) -> FieldMetadata | None:
        return self.nth(FieldMetadata.objects.exclude(application_id__in=[STANDARD]), pick)

    def nth(self, rows: Any, pick: int) -> Any:
        found = list(rows.filter(workspace=self.workspace).order_by("created_at", "id"))
        return found[pick % len(found)] if found else None

    # -- objects ---------------------------------------------------------------------------------------------
    @initialize()
    def two_objects(self) -> None:
        for name in ("rocket", "boat"):
            self.new_object(name, True)
        self.new_records(0, 2)

    @rule(name=NAMES, named=FLAG)
    def new_object(self, name: str, named: bool) -> None:
        labels = {"labelSingular": name.title(), "labelPlural": name.title() + "s"}
        names = {"nameSingular": name, "namePlural": name[:62] + "s"}
        self.attempt(create_object, {**names, **labels, "skipNameField": not named})

    @rule(pick=PICK, name=NAMES)
    def rename_object(self, pick: int, name: str) -> None:
        if (row := self.custom(pick)) is not None:
            self.attempt(update_object, row.id, {"nameSingular": name, "namePlural": name[:62] + "s"})

    @rule(pick=PICK, active=FLAG)
    def switch_object(self, pick: int, active: bool) -> None:
        if (row := self.anything(pick)) is not None:
            self.attempt(update_object, row.id, {"isActive": active})

    @rule(pick=PICK)
    def remove_object(self, pick: int) -> None:
        row = self.custom(pick)
        if row is not None and self.attempt(delete_object, row.id):
            self.records.pop(row.id, None)

    @rule(pick=PICK, other=PICK)
    def another_label(self, pick: int, other: int) -> None:
        row, field = self.custom(pick), self.field(other)
        if row is not None and field is not None:
            self.attempt(update_object, row.id, {"labelIdentifierFieldMetadataId": str(field.id)})

    # -- fields ----------------------------------------------------------------------------------------------
    @rule(pick=PICK, type=TYPES, name=FIELD_NAMES, unique=FLAG)
    def new_field(self, pick: int, type: str, name: str, unique: bool) -> None:
        if (row := self.anything(pick)) is not None:
            data = {"objectMetadataId": str(row.id), "type": type, "name": name, "label": name, "isUnique": unique}
            self.attempt(create_field, {**data, "options": options("A", "B")})

    @rule(pick=PICK, other=PICK, name=FIELD_NAMES, many=FLAG, label=st.sampled_from(["Made", "Code", "Maker", "Users"]))
    def new_relation(self, pick: int, other: int, name: str, many: bool, label: str) -> None:
        row, target = self.anything(pick), self.anything(other)
        if row is not None and target is not None:
            payload = {
                **{"type": "ONE_TO_MANY" if many else "MANY_TO_ONE", "targetFieldLabel": label},
                "targetObjectMetadataId": str(target.id),
            }
            data = {"objectMetadataId": str(row.id), "type": "RELATION", "name": name, "label": name}
            self.attempt(create_field, {**data, "relationCreationPayload": payload})

    @rule(pick=PICK, name=FIELD_NAMES)
    def new_morph_relation(self, pick: int, name: str) -> None:
        targets = [self.anything(place) for place in (0, 1)]
        row = self.anything(pick)
        if row is not None and all(targets):
            payload = [
                {
                    "type": "MANY_TO_ONE",
                    "targetObjectMetadataId": str(target.id),
                    "targetFieldLabel": f"Of {row.label_plural}",
                }
                for target in targets
            ]
            data = {"objectMetadataId": str(row.id), "type": "MORPH_RELATION", "name": name, "label": name}
            self.attempt(create_field, {**data, "morphRelationsCreationPayload": payload})

    @rule(pick=PICK, name=FIELD_NAMES)
    def rename_field(self, pick: int, name: str) -> None:
        if (row := self.field(pick)) is not None:
            self.attempt(update_field, row.id, {"name": name, "label": name})

    @rule(pick=PICK, active=FLAG, unique=FLAG, nullable=FLAG)
    def change_field(self, pick: int, active: bool, unique: bool, nullable: bool) -> None:
        if (row := self.field(pick)) is not None:
            self.attempt(update_field, row.id, {"isActive": active, "isUnique": unique, "isNullable": nullable})

    @rule(pick=PICK, values=st.lists(st.sampled_from(["A", "B", "C"]), min_size=1, max_size=3, unique=True))
    def change_options(self, pick: int, values: list[str]) -> None:
        row = self.nth(FieldMetadata.objects.filter(type__in=["SELECT", "MULTI_SELECT"]), pick)
        if row is not None and row.is_custom:
            self.attempt(update_field, row.id, {"options": options(*values)})

    @rule(pick=PICK)
    def remove_field(self, pick: int) -> None:
        if (row := self.field(pick)) is not None:
            self.attempt(delete_field, row.id)

    @rule(pick=PICK)
    def new_index(self, pick: int) -> None:
        if (row := self.field(pick)) is not None:
            part = {"fieldMetadataId": str(row.id)}
            self.attempt(create_index, {"objectMetadataId": str(row.object_id), "fields": [part]})

    # -- records -------------------------------------------------------------------------------
    @rule(pick=PICK, number=st.integers(min_value=1, max_value=3))
    def new_records(self, pick: int, number: int) -> None:
        if (row := self.custom(pick)) is not None:
            for _ in range(number):
                sql(self.workspace, row.table, "insert into {t} default values")
            self.records[row.id] = self.records.get(row.id, 0) + number

    # -- what holds after every step -------------------------------------------------------------------------
    @invariant()
    def tables_agree_with_the_model(self) -> None:
        assert problems_of(self.workspace) == []

    @invariant()
    def a_snapshot_built_on_the_last_one_is_whole(self) -> None:
        row = Workspace.objects.get(id=self.workspace.id)
        built, whole = load_schema(row, self.base), load_schema(row)
        assert {name: found.fingerprint for name, found in built.objects.items()} == {
            name: found.fingerprint for name, found in whole.objects.items()
        }
        self.base = built

    @invariant()
    def no_record_is_lost(self) -> None:
        for object_id, count in self.records.items():
            row = ObjectMetadata.objects.get(id=object_id)
            assert sql(self.workspace, row.table, "select count(*) from {t}") == [(count,)]


STANDARD = "20202020-64aa-4b6f-b003-9c74b97cee20"


@pytest.mark.django_db
def test_the_model_stays_whole(workspace: Workspace) -> None:
    run_state_machine_as_test(
        ModelMachine,
        settings=settings(
            max_examples=8,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
