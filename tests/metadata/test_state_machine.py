"""Random valid and invalid changes of a model with records: after every step tables, model and snapshots agree,
both record APIs answer, and no value is lost that should stay."""

import itertools
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from apikeys.tokens import create_api_key
from metadata.apply.run import apply_model, export_model
from metadata.consistency.check import problems_of
from metadata.errors import ModelError
from metadata.models import FieldMetadata, ObjectMetadata, Workspace
from metadata.schema import cache
from metadata.schema.cache import load_schema
from metadata.schema.snapshot import WorkspaceSchema
from metadata.services.fields import create_field, delete_field, update_field
from metadata.services.indexes import create_index
from metadata.services.objects import create_object, delete_object, update_object
from tests.client import Api, GraphQL
from tests.metadata.model import options, sql

VERSIONS = itertools.count(10_000_000, 10_000)
"""What is kept of a model is kept by version, and no example may find what another one has rolled back."""

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
        self.workspace.metadata_version = next(VERSIONS)
        self.workspace.save(update_fields=["metadata_version"])
        self.api = Api(create_api_key(self.workspace, "machine")[1])
        self.base: WorkspaceSchema = load_schema(self.workspace)
        self.records: dict[Any, int] = {}
        self.values: dict[Any, list[str]] = {}
        """Field -> the texts that its records hold."""

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
        fields = list(FieldMetadata.objects.filter(object=row).values_list("id", flat=True)) if row else []
        if row is not None and self.attempt(delete_object, row.id):
            self.records.pop(row.id, None)
            self.forget(fields)

    def forget(self, fields: list[Any]) -> None:
        for field_id in fields:
            self.values.pop(field_id, None)

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
        row = self.field(pick)
        if row is not None and self.attempt(delete_field, row.id):
            self.forget([row.id])

    @rule(pick=PICK)
    def new_index(self, pick: int) -> None:
        if (row := self.field(pick)) is not None:
            part = {"fieldMetadataId": str(row.id)}
            self.attempt(create_index, {"objectMetadataId": str(row.object_id), "fields": [part]})

    @rule(pick=PICK, name=NAMES, field=FIELD_NAMES)
    def apply_an_edited_export(self, pick: int, name: str, field: str) -> None:
        """Renames an object and one of its fields, and makes a new one, all or nothing."""
        document = export_model(self.workspace)
        custom = [one for one in document["objects"] if "universalIdentifier" in one]
        if custom:
            told = custom[pick % len(custom)]
            for pair in document["relations"]:
                for end in (pair["from"], pair["to"]):
                    end["object"] = name if end["object"] == told["nameSingular"] else end["object"]
            told.update(nameSingular=name, namePlural=name[:62] + "s")
            if told["fields"]:
                told["fields"][pick % len(told["fields"])]["name"] = field
            document["objects"].append({"nameSingular": "plane", "fields": [{"name": field, "type": "TEXT"}]})
            before = export_model(self.workspace)
            try:
                apply_model(self.workspace, {**document, "partial": True})
            except ModelError:
                assert export_model(self.workspace) == before

    # -- records -------------------------------------------------------------------------------
    @rule(pick=PICK, number=st.integers(min_value=1, max_value=3))
    def new_records(self, pick: int, number: int) -> None:
        if (row := self.custom(pick)) is not None:
            for _ in range(number):
                sql(self.workspace, row.table, "insert into {t} default values")
            self.records[row.id] = self.records.get(row.id, 0) + number
            field = FieldMetadata.objects.filter(object=row, type="TEXT").order_by("id").first()
            if field is not None:
                sql(self.workspace, row.table, f'update {{t}} set "{field.name}" = \'at \' || "id"')
                self.values[field.id] = self.held(field)

    def held(self, field: FieldMetadata) -> list[str]:
        found = sql(self.workspace, field.object.table, f'select "{field.name}" from {{t}} order by 1')
        return [text for (text,) in found]

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

    @invariant()
    def no_value_is_lost(self) -> None:
        for field_id, texts in self.values.items():
            field = FieldMetadata.objects.select_related("object").get(id=field_id)
            held = self.held(field)
            assert [text for text in held if text in texts] == texts

    @invariant()
    def both_apis_answer(self) -> None:
        served = ObjectMetadata.objects.filter(workspace=self.workspace, is_active=True)
        rows = [row for row in served if row.is_custom or row.name_singular in ("company", "person")]
        for row in rows:
            listed = self.api.get(f"/rest/{row.name_plural}?depth=1&limit=60")
            assert listed.status_code == 200, listed.content
            if row.id in self.records:
                assert listed.json()["totalCount"] == self.records[row.id]
        query = " ".join(f"{row.name_plural} {{ totalCount edges {{ node {{ id createdAt }} }} }}" for row in rows)
        answer = GraphQL(self.api, "/graphql").data(f"{{ __typename {query} }}")  # every object may be switched off
        counts = {row.id: answer[row.name_plural]["totalCount"] for row in rows}
        assert counts.items() >= {key: count for key, count in self.records.items() if key in counts}.items()


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
