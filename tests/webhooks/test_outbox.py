"""Events are stored with the change, or not at all, and cost nothing to workspaces without webhooks."""

import orjson
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from apikeys.models import FieldPermission, ObjectPermission, Role
from tests.client import Api
from tests.webhooks.conftest import deliver_once
from tests.webhooks.receiver import Receiver
from webhooks import match
from webhooks.models import Delivery, Webhook

COMPANY = {"name": "HookCo"}


class RolledBack(Exception):
    pass


def create(api: Api, body: dict = COMPANY) -> str:
    made = api.post("/rest/companies", json=body)
    assert made.status_code == 201, made.content
    return made.json()["data"]["createCompany"]["id"]


def test_a_change_that_is_rolled_back_sends_nothing(api: Api, make_webhook) -> None:
    make_webhook("", "*.*")
    with pytest.raises(RolledBack), transaction.atomic():
        create(api)
        assert Delivery.objects.count() == 1
        raise RolledBack
    assert Delivery.objects.count() == 0


def test_a_batch_that_fails_sends_nothing(api: Api, make_webhook) -> None:
    make_webhook("", "*.*")
    taken = create(api)
    Delivery.objects.all().delete()
    refused = api.post("/rest/batch/companies", json=[COMPANY, {"id": taken}])
    assert refused.status_code == 400
    assert Delivery.objects.count() == 0


def test_without_a_matching_webhook_nothing_is_queued(api: Api, make_webhook) -> None:
    create(api)
    make_webhook("", "person.created", "*.updated")
    create(api)
    assert Delivery.objects.count() == 0


def queries(api: Api) -> int:
    """A savepoint stands for the transaction that the test itself is in."""
    with CaptureQueriesContext(connection) as seen:
        create(api)
    assert sum("insert into webhooks_delivery" in (one["sql"] or "") for one in seen) == Delivery.objects.count()
    Delivery.objects.all().delete()
    return len([one for one in seen if not (one["sql"] or "").startswith(("SAVEPOINT", "RELEASE"))])


def test_queries_of_a_create(api: Api, make_webhook) -> None:
    create(api)  # what is cached for good is cached
    authentication_and_write = 2
    assert queries(api) == authentication_and_write
    make_webhook("", "person.created")
    assert queries(api) == authentication_and_write + 1  # the webhooks of the workspace, once a process and version
    assert queries(api) == authentication_and_write
    make_webhook("", "company.created")
    assert queries(api) == authentication_and_write + 1
    assert queries(api) == authentication_and_write  # the delivery is stored by the write itself


WHOLE_RECORD = "json_build_object('source', coalesce("


def test_the_answer_is_made_with_the_event(api: Api, make_webhook) -> None:
    """PostgreSQL makes the JSON of a record once where both show the same, and twice where they do not."""
    make_webhook("", "company.*")
    for document, times in ((None, 2), ("{ id createdBy { source name } }", 3)):  # of each record two such objects
        with CaptureQueriesContext(connection) as seen:
            if document is None:
                answer = api.post("/rest/companies", json=COMPANY).json()["data"]["createCompany"]
            else:
                query = f'mutation {{ createCompany(data: {{name: "HookCo"}}) {document} }}'
                answer = api.post("/graphql", json={"query": query}).json()["data"]["createCompany"]
        (write,) = [one["sql"] for one in seen if "insert into webhooks_delivery" in (one["sql"] or "")]
        assert write.count(WHOLE_RECORD) == times
        told = orjson.loads(Delivery.objects.latest("number").body)["record"]
        assert answer == (told if document is None else {key: answer[key] for key in ("id", "createdBy")})
        assert (told["id"], told["name"], told["createdBy"]["name"]) == (answer["id"], "HookCo", "tests")


def test_what_is_not_told_is_answered_all_the_same(api: Api, make_webhook) -> None:
    """Restoring a record that is not in the bin is no event."""
    make_webhook("", "company.*")
    first, second = create(api), create(api)
    api.delete(f"/rest/companies/{first}?soft_delete=true")
    Delivery.objects.all().delete()
    answer = api.patch(f"/rest/restore/companies?filter=id[in]:[{first},{second}]")
    assert answer.status_code == 200, answer.content
    assert {str(row.record_id) for row in Delivery.objects.all()} == {first}
    Delivery.objects.all().delete()
    answer = api.patch(f"/rest/restore/companies/{second}")
    assert answer.json()["data"]["restoreCompany"]["id"] == second
    assert not Delivery.objects.exists()


def test_another_process_sees_a_change_at_its_next_request(api: Api, make_webhook) -> None:
    hook = make_webhook("", "company.created")
    create(api)
    kept = dict(match._kept)
    api.patch(f"/rest/webhooks/{hook.pk}", json={"operations": ["person.created"]})
    match._kept.update(kept)  # as a process that served no request since
    create(api)
    assert Delivery.objects.count() == 1
    api.delete(f"/rest/webhooks/{hook.pk}")
    match._kept.update(kept)
    create(api)
    assert Delivery.objects.count() == 0


def test_a_webhook_that_is_deleted_meanwhile_fails_no_write(api: Api, make_webhook) -> None:
    hook = make_webhook("", "company.created")
    create(api)
    Webhook.objects.filter(pk=hook.pk).delete()  # behind the back of the version
    create(api)
    assert deliver_once() == []


# -- the role of the last writer ------------------------------------------------------------------------------------
@pytest.fixture
def limited(workspace, make_webhook, receiver: Receiver):
    """A webhook whose last writer holds a role that reads everything, until the test says otherwise."""
    role = Role.objects.create(workspace=workspace, label="Limited", can_read_all_object_records=True)
    hook = make_webhook(receiver.url(), "company.*")
    Webhook.objects.filter(pk=hook.pk).update(role=role)
    return role


def bump(role: Role) -> None:
    Role.objects.filter(pk=role.pk).update(version=role.version + 1)


def test_the_writer_gives_his_role(api: Api, workspace, make_webhook) -> None:
    from apikeys.tokens import create_api_key

    hook = make_webhook("", "*.*")
    assert hook.role.label == "Admin"
    Role.objects.create(workspace=workspace, label="Settings", can_update_all_settings=True)
    other = Api(create_api_key(workspace, "other", role_label="Settings")[1])
    assert other.patch(f"/rest/webhooks/{hook.pk}", json={"description": "mine"}).status_code == 200
    hook.refresh_from_db()
    assert hook.role.label == "Settings"


def test_an_unreadable_field_is_left_out(api: Api, workspace, limited: Role, receiver: Receiver) -> None:
    company = workspace.objects_metadata.get(name_singular="company")
    for name in ("employees", "accountOwner"):
        field = company.fields.get(name=name)
        FieldPermission.objects.create(role=limited, object=company, field=field, can_read_field_value=False)
    bump(limited)
    key = create(api, COMPANY | {"employees": 5})
    api.patch(f"/rest/companies/{key}", json={"employees": 6, "name": "Other"})
    deliver_once()
    deliver_once()
    assert [call.body["eventName"] for call in receiver.calls] == ["company.created", "company.updated"]
    for call in receiver.calls:
        assert not {"employees", "accountOwnerId"} & set(call.body["record"])
    assert receiver.calls[0].body["record"]["name"] == "HookCo"
    assert receiver.calls[1].body["updatedFields"] == ["name"]


def test_an_unreadable_object_is_not_sent(api: Api, workspace, limited: Role, receiver: Receiver) -> None:
    company = workspace.objects_metadata.get(name_singular="company")
    ObjectPermission.objects.create(role=limited, object=company, can_read_object_records=False)
    bump(limited)
    create(api)
    deliver_once()
    assert receiver.calls == []
    assert Delivery.objects.get().state == "skipped"


def test_a_webhook_without_a_role_hears_nothing(api: Api, limited: Role, receiver: Receiver) -> None:
    create(api)
    limited.delete()
    deliver_once()
    assert (receiver.calls, Delivery.objects.get().state) == ([], "skipped")
