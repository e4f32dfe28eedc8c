"""Events reach no other workspace, and no field reaches a role that may not read it, however the data model changes."""

from collections.abc import Callable
from uuid import uuid4

import orjson
import pytest

from apikeys.models import FieldPermission, ObjectPermission, Role
from apikeys.tokens import create_api_key
from metadata.apply.run import apply_model
from metadata.models import FieldMetadata, ObjectMetadata, Workspace
from metadata.services.fields import delete_field, update_field
from metadata.services.objects import create_object, delete_object, update_object
from metadata.services.workspaces import create_workspace
from tests.client import Api
from tests.metadata.model import new_field, object_of, relation
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
SPY = {"nameSingular": "spy", "namePlural": "spies", "labelSingular": "Spy", "labelPlural": "Spies"}
READS_ALL = {"can_read_all_object_records": True}
DOES_ALL = {f"can_{verb}_all_object_records": True for verb in ("read", "update", "soft_delete", "destroy")}
"""With a single prohibition, which is gone with the field or object that it is about."""
Change = Callable[[Workspace, ObjectMetadata, FieldMetadata], object]


@pytest.fixture
def spy(workspace: Workspace) -> ObjectMetadata:
    return create_object(workspace.id, SPY)


@pytest.fixture
def kind() -> str:
    return "TEXT"


def make_secret(spy: ObjectMetadata, kind: str, name: str = "secretName") -> FieldMetadata:
    more = {}
    if kind == "RELATION":
        label = f"Spies {FieldMetadata.objects.count()}"
        more["relationCreationPayload"] = relation(object_of(spy.workspace, "company"), label)
    return new_field(spy.workspace, spy, kind, name, **more)


@pytest.fixture
def secret(spy: ObjectMetadata, kind: str) -> FieldMetadata:
    return make_secret(spy, kind)


def told_of(api: Api, kind: str, name: str = "Ada") -> tuple[str, bytes]:
    """Makes a record with the secret: its id, and what nobody may see."""
    known = b"Secret"
    values: dict[str, object] = {"TEXT": {"secretName": "Secret"}, "FULL_NAME": {"secretName": {"firstName": "Secret"}}}
    if kind == "RELATION":
        company = api.post("/rest/companies", json={}).json()["data"]["createCompany"]["id"]
        values[kind], known = {"secretNameId": company}, company.encode()
    answer = api.post("/rest/spies", json={"name": name} | values[kind])  # type: ignore[operator]
    assert answer.status_code == 201, answer.content
    return answer.json()["data"]["createSpy"]["id"], known


@pytest.fixture
def limited(workspace: Workspace, spy, secret, make_webhook, request: pytest.FixtureRequest) -> Role:
    """The role of a webhook, which may not read one field."""
    rights = getattr(request, "param", READS_ALL)
    role = Role.objects.create(workspace=workspace, label="Limited", **rights)
    FieldPermission.objects.create(role=role, object_id=spy.id, field_id=secret.id, can_read_field_value=False)
    hook = make_webhook("http://a.example/", "spy.*")
    Webhook.objects.filter(pk=hook.pk).update(role=role)
    return role


def sent(shown: ShownFields | None = None, count: int = 1) -> list[bytes]:
    make_due()
    claims = claim_all(shown)
    assert len(claims) == count
    return [payload.sent(one.body, one.target_url, one.shown) for one in claims if one.shown is not None]


# -- what may happen to the field while a delivery waits
def renamed(workspace: Workspace, spy: ObjectMetadata, secret: FieldMetadata) -> None:
    update_field(workspace.id, secret.id, {"name": "otherName"})


def deactivated(workspace: Workspace, spy: ObjectMetadata, secret: FieldMetadata) -> None:
    update_field(workspace.id, secret.id, {"isActive": False})


def deleted(workspace: Workspace, spy: ObjectMetadata, secret: FieldMetadata) -> None:
    deactivated(workspace, spy, secret)
    delete_field(workspace.id, secret.id)


def renamed_and_replaced(workspace: Workspace, spy: ObjectMetadata, secret: FieldMetadata) -> None:
    renamed(workspace, spy, secret)
    make_secret(spy, secret.type)


def deleted_and_replaced(workspace: Workspace, spy: ObjectMetadata, secret: FieldMetadata) -> None:
    deleted(workspace, spy, secret)
    make_secret(spy, secret.type)


def taken_by_another(workspace: Workspace, spy: ObjectMetadata, secret: FieldMetadata) -> None:
    other = make_secret(spy, secret.type, "nickname")
    renamed(workspace, spy, secret)
    update_field(workspace.id, other.id, {"name": "secretName"})


def swapped_by_a_document(workspace: Workspace, spy: ObjectMetadata, secret: FieldMetadata) -> None:
    """Both renames in one change of the model."""
    make_secret(spy, "TEXT", "nickname")
    fields = [
        {"name": "nickname", "type": "TEXT", "renamedFrom": "secretName"},
        {"name": "secretName", "type": "TEXT", "renamedFrom": "nickname"},
    ]
    apply_model(workspace, {"partial": True, "objects": [{**SPY, "fields": fields}]})
    assert FieldMetadata.objects.get(pk=secret.pk).name == "nickname"


CHANGES: list[Change] = [renamed, deactivated, deleted, renamed_and_replaced, deleted_and_replaced, taken_by_another]


@pytest.mark.parametrize("used", [False, True], ids=["fresh worker", "used worker"])
@pytest.mark.parametrize("limited", [READS_ALL, DOES_ALL], indirect=True, ids=["reads all", "does all"])
@pytest.mark.parametrize("change", [*CHANGES, swapped_by_a_document], ids=lambda change: change.__name__)
def test_a_hidden_field_stays_hidden(change: Change, limited: Role, used: bool, workspace, spy, secret, api) -> None:
    shown = ShownFields()
    told_of(api, "TEXT")
    (before,) = sent(shown)
    change(workspace, spy, secret)
    (after,) = sent(shown if used else ShownFields())
    for body in (before, after):
        assert b"Ada" in body
        assert b"Secret" not in body


@pytest.mark.parametrize("kind", ["FULL_NAME", "RELATION"])
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_so_does_one_of_several_parts_or_another_name_of_its_column(
    change: Change, kind: str, limited: Role, workspace, spy, secret, api
) -> None:
    _, known = told_of(api, kind)
    change(workspace, spy, secret)
    (body,) = sent()
    assert b"Ada" in body
    assert known not in body


@pytest.mark.usefixtures("limited")
def test_what_was_updated_is_not_named_either(workspace: Workspace, spy, secret, api: Api) -> None:
    spied, _ = told_of(api, "TEXT")
    Delivery.objects.all().delete()
    assert api.patch(f"/rest/spies/{spied}", json={"name": "Eve", "secretName": "Secret 2"}).status_code == 200
    for change in (lambda *_: None, renamed_and_replaced):
        change(workspace, spy, secret)
        (body,) = sent()
        assert orjson.loads(body)["updatedFields"] == ["name"]


@pytest.mark.usefixtures("limited")
def test_what_is_sent_again_later_holds_it_neither(workspace: Workspace, spy, secret, api: Api) -> None:
    told_of(api, "TEXT")
    Delivery.objects.update(state="delivered")
    renamed_and_replaced(workspace, spy, secret)
    hook = Webhook.objects.get()
    assert api.post(f"{HOOKS}/{hook.pk}/deliveries/resend", json={"state": "DELIVERED"}).json() == {"count": 1}
    (body,) = sent()
    assert b"Ada" in body and b"Secret" not in body


@pytest.mark.usefixtures("limited")
def test_what_has_changed_since_hides_no_other_field(workspace: Workspace, spy, secret, api: Api) -> None:
    """A field that took the name later is sent in what is told later."""
    told_of(api, "TEXT")
    renamed_and_replaced(workspace, spy, secret)
    assert api.post("/rest/spies", json={"name": "Eve", "secretName": "open", "otherName": "Secret"}).status_code == 201
    first, second = [orjson.loads(body)["record"] for body in sent(count=2)]
    assert "secretName" not in first
    assert (first["name"], second["name"], second["secretName"]) == ("Ada", "Eve", "open")
    assert "otherName" not in second


@pytest.mark.parametrize("limited", [READS_ALL, DOES_ALL], indirect=True, ids=["reads all", "does all"])
@pytest.mark.parametrize("anew", [False, True])
def test_of_a_deleted_object_nothing_is_sent(limited: Role, anew: bool, workspace: Workspace, spy, api: Api) -> None:
    FieldPermission.objects.all().delete()
    ObjectPermission.objects.create(role=limited, object_id=spy.id, can_read_object_records=False)
    told_of(api, "TEXT")
    assert sent() == []
    update_object(workspace.id, spy.id, {"isActive": False})
    assert sent() == []
    delete_object(workspace.id, spy.id)
    if anew:
        create_object(workspace.id, SPY)
    assert sent() == []


def test_a_role_hears_of_a_workspace_that_is_as_it_was_made(db: None) -> None:
    workspace = create_workspace("brand new")
    made = Api(create_api_key(workspace, "new")[1])
    assert made.post(HOOKS, json={"targetUrl": "http://a.example/", "operations": ["*.*"]}).status_code == 201
    Webhook.objects.update(role=Role.objects.create(workspace=workspace, label="Limited", **READS_ALL))
    assert made.post("/rest/companies", json={"name": "Ada"}).status_code == 201
    (body,) = sent()
    assert orjson.loads(body)["record"]["name"] == "Ada"


def test_whose_role_or_workspace_is_gone_hears_nothing(workspace: Workspace, limited: Role, spy) -> None:
    """Both may be deleted between the moment in which a delivery is taken and that in which rights are read."""
    told = Told(workspace.id, spy.id, workspace.metadata_version)
    assert ShownFields().of(uuid4(), 1, told, workspace.metadata_version) is None
    assert ShownFields().of(limited.id, limited.version, told._replace(workspace_id=uuid4()), 1) is None


def test_admin_gets_the_record_as_it_was(workspace, spy, secret, make_webhook, api: Api) -> None:
    make_webhook("http://a.example/", "spy.*")
    told_of(api, "TEXT")
    renamed(workspace, spy, secret)
    (body,) = sent()
    assert b'"secretName":"Secret"' in body
