"""Random changes of a data model while deliveries wait: no value is sent that the webhook's role may not read today."""

import random
from collections.abc import Callable
from itertools import count

import pytest

from apikeys.models import FieldPermission, Role
from metadata.errors import ModelError
from metadata.models import FieldMetadata, ObjectMetadata, Workspace
from metadata.services.change import Change, change_model
from metadata.services.fields import create_field, delete_field, update_field
from metadata.services.objects import update_object
from metadata.services.update import alter_field
from tests.client import Api
from tests.metadata.model import new_object, object_of, relation
from tests.webhooks.conftest import claim_all, make_due
from webhooks import payload
from webhooks.models import Delivery, Webhook
from webhooks.rights import ShownFields

pytestmark = pytest.mark.django_db
NAMES = ("alpha", "beta", "gamma", "alphaFirstName", "betaId")
"""Few, and among them what the columns of others are called."""
TYPES = ("TEXT", "FULL_NAME", "RELATION")
STEPS = 40


class Play:
    """One object, a webhook of a role that may read some of its fields, and all values that were ever written."""

    def __init__(self, seed: int, workspace: Workspace, api: Api, make_webhook: Callable[..., Webhook]) -> None:
        self.random = random.Random(seed)
        self.workspace, self.api = workspace, api
        self.spy = new_object(workspace, "spy")
        self.company = object_of(workspace, "company")
        self.role = Role.objects.create(workspace=workspace, label="Limited", can_read_all_object_records=True)
        hook = make_webhook("http://a.example/", "spy.*", "agent.*")
        Webhook.objects.filter(pk=hook.pk).update(role=self.role)
        self.worker = ShownFields()
        self.values: dict[str, FieldMetadata] = {}
        self.numbers = count()
        self.shown = 0

    def fields(self) -> list[FieldMetadata]:
        return list(FieldMetadata.objects.filter(object=self.spy, label__startswith="Ours ").order_by("place"))

    def name(self) -> str:
        return self.random.choice(NAMES)

    def field(self) -> FieldMetadata:
        found = self.fields()
        return self.random.choice(found) if found else self.make()

    # -- what may happen ----------------------------------------------------------------------------------------
    def make(self) -> FieldMetadata:
        kind, label = self.random.choice(TYPES), f"Ours {next(self.numbers)}"
        data = {"objectMetadataId": str(self.spy.id), "type": kind, "name": self.name(), "label": label}
        if kind == "RELATION":
            data["relationCreationPayload"] = relation(self.company, label)
        made = create_field(self.workspace.id, data)
        if self.random.random() < 0.5:
            forbidden = {"object_id": self.spy.id, "field_id": made.id, "can_read_field_value": False}
            FieldPermission.objects.create(role=self.role, **forbidden)
            self.role.version += 1
            self.role.save()
        return made

    def write(self) -> None:
        body: dict[str, object] = {}
        for field in self.fields():
            if not field.is_active:
                continue
            value = f"value-{next(self.numbers)}-"
            if field.type == "RELATION":
                value = self.api.post("/rest/companies", json={}).json()["data"]["createCompany"]["id"]
            body[field.join_column or field.name] = {"firstName": value} if field.type == "FULL_NAME" else value
            self.values[value] = field
        plural = ObjectMetadata.objects.get(pk=self.spy.pk).name_plural
        answer = self.api.post(f"/rest/{plural}", json=body)
        assert answer.status_code == 201, answer.content

    def rename(self) -> None:
        update_field(self.workspace.id, self.field().id, {"name": self.name()})

    def swap(self) -> None:
        one, other = self.field(), self.field()

        def work(change: Change) -> None:
            for field, name in ((one, "between"), (other, one.name), (one, other.name)):
                alter_field(change, field.id, {"name": name})
                change.flush()

        change_model(self.workspace.id, work)

    def toggle(self) -> None:
        field = self.field()
        update_field(self.workspace.id, field.id, {"isActive": not field.is_active})

    def delete(self) -> None:
        field = self.field()
        update_field(self.workspace.id, field.id, {"isActive": False})
        delete_field(self.workspace.id, field.id)

    def rename_object(self) -> None:
        name = self.random.choice(("spy", "agent"))
        update_object(self.workspace.id, self.spy.id, {"nameSingular": name, "namePlural": f"{name}s"})

    # -- what must hold -----------------------------------------------------------------------------------------
    def check(self) -> None:
        forbidden = set(FieldPermission.objects.filter(role=self.role).values_list("field_id", flat=True))
        there = set(FieldMetadata.objects.filter(object=self.spy, is_active=True).values_list("id", flat=True))
        for memory in (self.worker, ShownFields()):
            Delivery.objects.update(state="pending")
            make_due()
            for claim in claim_all(memory):
                assert claim.shown is not None
                sent = payload.sent(claim.body, claim.target_url, claim.shown).decode()
                for value, field in self.values.items():
                    if value in sent:
                        self.shown += 1
                        assert field.id in there - forbidden, (field.name, sent)


@pytest.mark.parametrize("seed", range(4))
def test_no_hidden_value_is_sent(
    seed: int, workspace: Workspace, api: Api, make_webhook: Callable[..., Webhook]
) -> None:
    play = Play(seed, workspace, api, make_webhook)
    steps: list[Callable[[], object]] = [
        play.make,
        play.rename,
        play.swap,
        play.toggle,
        play.delete,
        play.rename_object,
    ]
    for _ in range(STEPS):
        try:
            play.random.choice([*steps, play.make, play.rename, *[play.write] * 3])()
        except ModelError:
            continue  # such as a name that is taken
        play.check()
    assert play.shown > 10  # what may be read does arrive
