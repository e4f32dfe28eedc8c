"""Events reach no other workspace, and no field reaches a role that may not read it, however the data model changes."""

from collections.abc import Callable
from uuid import uuid4

import orjson
import pytest

from apikeys.models import FieldPermission, Role
from apikeys.tokens import create_api_key
from metadata.models import FieldMetadata, ObjectMetadata, Workspace
from metadata.services.fields import create_field, delete_field, update_field
from metadata.services.objects import create_object, delete_object, update_object
from metadata.services.workspaces import create_workspace
from tests.client import Api
from tests.webhooks.conftest import claim_all, make_due
from webhooks import match, outbox, payload, queue
from webhooks.models import Delivery, Webhook
from webhooks.rights import ShownFields, Told

pytestmark = pytest.mark.django_db
HOOKS = "/rest/metadata/webhooks"


@pytest.fixture
def orphan(api: Api, workspace: Workspace, make_webhook: Callable[..., Webhook], monkeypatch) -> str:
    """The id of a deleted webhook for which a write that began before has still stored a delivery."""
    hook = make_webhook("http://a.example/", "company.*")
    known = match.listeners(workspace.id, Workspace.objects.get(pk=workspace.pk).webhooks_version)
    assert api.delete(f"{HOOKS}/{hook.pk}").status_code == 200
    with monkeypatch.context() as patch:
        patch.setattr(outbox, "listeners", lambda *_: known)
        assert api.post("/rest/companies", json={"name": "Secret"}).status_code == 201
    assert Delivery.objects.filter(webhook_id=hook.key).count() == 1
    return str(hook.pk)


def test_another_workspace_with_the_same_webhook_id_hears_nothing(orphan: str, workspace: Workspace) -> None:
    other = Api(create_api_key(create_workspace("other"), "other")[1])
    body = {"id": orphan, "targetUrl": "http://b.example/", "operations": ["*.*"]}
    assert other.post(HOOKS, json=body).status_code == 201
    assert claim_all() == []
    assert other.get(f"{HOOKS}/{orphan}/deliveries").json() == []
    assert other.post(f"{HOOKS}/{orphan}/deliveries/resend", json={}).json()["count"] == 0
    queue.tidy(100, 30)
    assert not Delivery.objects.exists()


def test_a_new_webhook_inherits_nothing_from_an_earlier_one(orphan: str, api: Api) -> None:
    body = {"id": orphan, "targetUrl": "http://b.example/", "operations": ["company.*"]}
    assert api.post(HOOKS, json=body).status_code == 201
    assert api.get(f"{HOOKS}/{orphan}/deliveries").json() == []
    assert claim_all() == []
    assert api.post("/rest/companies", json={"name": "Heard"}).status_code == 201
    (claim,) = claim_all()  # what nobody may send any more does not hold up what comes behind
    assert b"Heard" in claim.body.encode()
    assert [one["eventName"] for one in api.get(f"{HOOKS}/{orphan}/deliveries").json()] == ["company.created"]
    queue.tidy(100, 30)
    assert Delivery.objects.get().id == claim.id


# -- fields that the role may not read ------------------------------------------------------------------------------
@pytest.fixture
def spy(workspace: Workspace) -> ObjectMetadata:
    names = {"nameSingular": "spy", "namePlural": "spies", "labelSingular": "Spy", "labelPlural": "Spies"}
    return create_object(workspace.id, names)


def secret_data(spy: ObjectMetadata) -> dict[str, str]:
    return {"objectMetadataId": str(spy.id), "type": "TEXT", "name": "secretName", "label": "Secret name"}


@pytest.fixture
def secret(workspace: Workspace, spy: ObjectMetadata) -> FieldMetadata:
    return create_field(workspace.id, secret_data(spy))


@pytest.fixture
def told(workspace: Workspace, spy, secret, make_webhook, api: Api) -> None:
    """A record's creation waits for a webhook whose role may read all but one field."""
    role = Role.objects.create(workspace=workspace, label="Limited", can_read_all_object_records=True)
    FieldPermission.objects.create(role=role, object_id=spy.id, field_id=secret.id, can_read_field_value=False)
    hook = make_webhook("http://a.example/", "spy.*")
    Webhook.objects.filter(pk=hook.pk).update(role=role)
    assert api.post("/rest/spies", json={"name": "Ada", "secretName": "Secret"}).status_code == 201


def sent(shown: ShownFields | None = None, count: int = 1) -> list[bytes]:
    make_due()
    claims = claim_all(shown)
    assert len(claims) == count
    return [payload.sent(one.body, one.target_url, one.shown) for one in claims if one.shown is not None]


def renamed(workspace: Workspace, spy: ObjectMetadata, secret: FieldMetadata) -> None:
    update_field(workspace.id, secret.id, {"name": "otherName"})


def deactivated(workspace: Workspace, spy: ObjectMetadata, secret: FieldMetadata) -> None:
    update_field(workspace.id, secret.id, {"isActive": False})


def deleted(workspace: Workspace, spy: ObjectMetadata, secret: FieldMetadata) -> None:
    deactivated(workspace, spy, secret)
    delete_field(workspace.id, secret.id)


def replaced_after(change: Callable[..., None]) -> Callable[..., None]:
    def work(workspace: Workspace, spy: ObjectMetadata, secret: FieldMetadata) -> None:
        change(workspace, spy, secret)
        create_field(workspace.id, secret_data(spy))

    work.__name__ = f"{change.__name__}_and_replaced"
    return work


def taken_by_another(workspace: Workspace, spy: ObjectMetadata, secret: FieldMetadata) -> None:
    other = create_field(workspace.id, secret_data(spy) | {"name": "nickname", "label": "Nickname"})
    renamed(workspace, spy, secret)
    update_field(workspace.id, other.id, {"name": "secretName"})


CHANGES = [renamed, deactivated, deleted, replaced_after(renamed), replaced_after(deleted), taken_by_another]


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("used", [False, True], ids=["fresh worker", "used worker"])
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_hidden_field_stays_hidden(
    change: Callable[..., None], used: bool, workspace: Workspace, spy, secret
) -> None:
    shown = ShownFields()
    (before,) = sent(shown)
    change(workspace, spy, secret)
    (after,) = sent(shown if used else ShownFields())
    for body in (before, after):
        assert b"Ada" in body
        assert b"Secret" not in body


@pytest.mark.usefixtures("told")
def test_what_has_changed_since_hides_no_other_field(workspace: Workspace, spy, secret, api: Api) -> None:
    """A field that took the name later is sent in what is told later, a column of a renamed relation too."""
    replaced_after(renamed)(workspace, spy, secret)
    assert api.post("/rest/spies", json={"name": "Eve", "secretName": "open", "otherName": "Secret"}).status_code == 201
    first, second = [orjson.loads(body)["record"] for body in sent(count=2)]
    assert "secretName" not in first
    assert (first["name"], second["name"], second["secretName"]) == ("Ada", "Eve", "open")
    assert "otherName" not in second


@pytest.mark.usefixtures("told")
def test_of_a_deleted_object_nothing_is_sent(workspace: Workspace, spy: ObjectMetadata) -> None:
    update_object(workspace.id, spy.id, {"isActive": False})
    assert sent() == []
    delete_object(workspace.id, spy.id)
    assert sent() == []


def test_whose_role_or_workspace_is_gone_hears_nothing(workspace: Workspace, spy, secret) -> None:
    """Both may be deleted between the moment in which a delivery is taken and that in which rights are read."""
    told = Told(workspace.id, spy.id, workspace.metadata_version)
    assert ShownFields().of(uuid4(), 1, told, workspace.metadata_version) is None
    role = Role.objects.create(workspace=workspace, label="Limited", can_read_all_object_records=True)
    FieldPermission.objects.create(role=role, object_id=spy.id, field_id=secret.id, can_read_field_value=False)
    assert ShownFields().of(role.id, role.version, told._replace(workspace_id=uuid4()), 1) is None


def test_who_may_read_everything_gets_the_record_as_it_was(workspace, spy, secret, make_webhook, api: Api) -> None:
    make_webhook("http://a.example/", "spy.*")
    assert api.post("/rest/spies", json={"name": "Ada", "secretName": "Secret"}).status_code == 201
    renamed(workspace, spy, secret)
    (body,) = sent()
    assert b'"secretName":"Secret"' in body
