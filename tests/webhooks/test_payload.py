"""What is delivered, over a real connection, for each kind of event."""

import json
import pathlib
import re
from uuid import UUID

import pytest

from tests.client import Api, GraphQL
from tests.webhooks.conftest import deliver_once
from tests.webhooks.receiver import Call, Receiver
from webhooks import payload, sign
from webhooks.models import Delivery
from webhooks.payload import Cause
from webhooks.rights import WHOLE

DATA = pathlib.Path(__file__).parent / "data"
RECORDED = json.loads((DATA / "recorded_delivery.json").read_text())["delivery"]
RECORDED_MODEL = json.loads((DATA / "recorded_model_delivery.json").read_text())
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


@pytest.fixture
def hook(make_webhook, receiver: Receiver):
    return make_webhook(receiver.url("/all"), "*.*", secret="topsecret")


def delivered(receiver: Receiver) -> list[Call]:
    receiver.calls.clear()
    deliver_once()
    return list(receiver.calls)


def one(receiver: Receiver) -> Call:
    (call,) = delivered(receiver)
    return call


def make_person(api: Api, **more: object) -> str:
    body = {"name": {"firstName": "Hook", "lastName": "Ed"}, **more}
    return api.post("/rest/people", json=body).json()["data"]["createPerson"]["id"]


def verified(call: Call, secret: str = "topsecret") -> bool:
    expected = sign.signature(secret, call.headers["X-Twenty-Webhook-Timestamp"], call.raw)
    return expected == call.headers["X-Twenty-Webhook-Signature"]


def test_created(api: Api, workspace, receiver, hook) -> None:
    person = make_person(api)
    call = one(receiver)
    body = call.body
    assert (call.path, verified(call), verified(call, "other")) == ("/all", True, False)
    assert list(body) == [key for key in RECORDED["body"] if key != "updatedFields"]
    assert {key: body[key] for key in ("targetUrl", "eventName", "workspaceId", "webhookId")} == {
        "targetUrl": receiver.url("/all"),
        "eventName": "person.created",
        "workspaceId": str(workspace.pk),
        "webhookId": str(hook.pk),
    }
    assert body["objectMetadata"]["nameSingular"] == "person"
    assert list(body["objectMetadata"]) == ["id", "nameSingular"]
    assert MOMENT.fullmatch(body["eventDate"])
    record = body["record"]
    assert record["id"] == person
    assert record["name"] == {"firstName": "Hook", "lastName": "Ed"}
    assert (record["companyId"], record["deletedAt"]) == (None, None)
    assert record["createdBy"] == {"source": "API", "workspaceMemberId": None, "name": "tests", "context": {}}
    assert "searchVector" not in record
    assert "company" not in record
    assert set(RECORDED["body"]["record"]) - set(record) <= {
        "searchVector",
        "intro",
        "whatsapp",
        "workPreference",
        "performanceRating",
        "favouriteGadgetId",
    }
    for key in set(record) & set(RECORDED["body"]["record"]):
        assert isinstance(record[key], dict) == isinstance(RECORDED["body"]["record"][key], dict), key


def test_headers(api: Api, receiver, hook) -> None:
    make_person(api)
    headers = one(receiver).headers
    assert headers["Content-Type"] == "application/json"
    assert headers["Accept"] == RECORDED["headers"]["Accept"]
    assert set(RECORDED["headers"]) <= set(headers)
    assert headers["X-Twenty-Webhook-Id"] == str(Delivery.objects.get().id)
    assert "webhook-id" not in headers


def test_without_a_secret_nothing_is_signed(api: Api, receiver, make_webhook) -> None:
    make_webhook(receiver.url(), "person.created", secret="")
    make_person(api)
    headers = one(receiver).headers
    signing = {"X-Twenty-Webhook-Timestamp", "X-Twenty-Webhook-Signature", "X-Twenty-Webhook-Nonce"}
    assert not signing & set(headers)
    assert "X-Twenty-Webhook-Id" in headers


def test_updated(api: Api, receiver, hook) -> None:
    person = make_person(api)
    delivered(receiver)
    api.patch(f"/rest/people/{person}", json={"jobTitle": "Hooked"})
    call = one(receiver)
    assert list(call.body) == list(RECORDED["body"])
    assert (call.body["eventName"], call.body["updatedFields"]) == ("person.updated", ["jobTitle"])
    assert call.body["record"]["jobTitle"] == "Hooked"


def test_deleted_restored_destroyed(api: Api, receiver, hook) -> None:
    person = make_person(api)
    delivered(receiver)
    api.delete(f"/rest/people/{person}?soft_delete=true")
    deleted = one(receiver).body
    assert (deleted["eventName"], deleted["updatedFields"]) == ("person.deleted", ["deletedAt"])
    assert MOMENT.fullmatch(deleted["record"]["deletedAt"])
    api.patch(f"/rest/restore/people/{person}")
    restored = one(receiver).body
    assert (restored["eventName"], restored["updatedFields"]) == ("person.restored", ["deletedAt"])
    assert restored["record"]["deletedAt"] is None
    api.delete(f"/rest/people/{person}")
    destroyed = one(receiver).body
    assert destroyed["eventName"] == "person.destroyed"
    assert "updatedFields" not in destroyed
    assert destroyed["record"]["name"] == {"firstName": "Hook", "lastName": "Ed"}


def test_a_batch_is_one_delivery_a_record_and_webhook(api: Api, receiver, make_webhook) -> None:
    make_webhook(receiver.url("/all"), "*.*")
    make_webhook(receiver.url("/only-created"), "person.created")
    make_webhook(receiver.url("/updated"), "*.updated")
    api.post("/rest/batch/people", json=[{"name": {"firstName": name}} for name in ("H1", "H2")])
    calls = [(call.path, call.body["record"]["name"]["firstName"]) for call in delivered(receiver)]
    assert sorted(calls) == [("/all", "H1"), ("/all", "H2"), ("/only-created", "H1"), ("/only-created", "H2")]


def test_an_upsert_tells_what_it_did(api: Api, receiver, hook) -> None:
    person = make_person(api)
    delivered(receiver)
    path = "/rest/people?upsert=true"
    assert api.post(path, json={"id": person, "jobTitle": "Again"}).status_code == 201
    assert one(receiver).body["eventName"] == "person.updated"


def test_graphql_tells_the_same(graphql: GraphQL, receiver, hook) -> None:
    graphql.data('mutation { createCompany(data: {name: "Zoë & Söhne"}) { id } }')
    call = one(receiver)
    assert (call.body["eventName"], call.body["record"]["name"]) == ("company.created", "Zoë & Söhne")
    assert "Zoë & Söhne".encode() in call.raw
    assert b": " not in call.raw.replace(b"http: ", b"")
    assert verified(call)


@pytest.mark.parametrize("digits", ["1e400", "-1e400", "9" * 400])
@pytest.mark.parametrize("shown", [WHOLE, frozenset({"facts"})])
def test_a_number_that_no_double_holds_is_sent_as_text(digits: str, shown: frozenset[str]) -> None:
    """Records may hold it from the time when RAW_JSON still took it."""
    body = f'{{"eventName":"spy.created","record":{{"facts" : {{"huge" : [{digits}], "few" : 3, "some" : 1.50}}}}}}'
    assert payload.sent(body, "http://a.b/", shown).decode() == (
        f'{{"targetUrl":"http://a.b/","eventName":"spy.created","record":{{"facts":{{"huge":["{digits}"],"few":3,"some":1.5}}}}}}'
    )


def test_the_model(api: Api, workspace, receiver, make_webhook) -> None:
    names = {"nameSingular": "gizmo", "namePlural": "gizmos", "labelSingular": "Gizmo", "labelPlural": "Gizmos"}
    gizmo = api.post("/rest/metadata/objects", json=names | {"icon": "IconStar", "description": "changed by put"})
    hook = make_webhook(receiver.url("/all"), "*.*", secret="topsecret")
    api.patch(f"/rest/metadata/objects/{gizmo.json()['id']}", json={"description": "hook"})
    call = one(receiver)
    body, recorded = call.body, RECORDED_MODEL["body"]
    assert verified(call)
    assert list(body) == list(recorded)
    assert (body["eventName"], body["webhookId"]) == ("metadata.objectMetadata.updated", str(hook.pk))
    assert body["apiKeyId"] == str(workspace.api_keys.get(name="tests").pk)
    event, expected = body["event"], recorded["event"]
    assert list(event) == list(expected)
    assert (event["type"], event["metadataName"], event["recordId"]) == (
        "updated",
        "objectMetadata",
        gizmo.json()["id"],
    )
    properties = event["properties"]
    assert properties["updatedFields"] == ["description"]
    assert properties["diff"] == {"description": {"before": "changed by put", "after": "hook"}}
    for side in ("before", "after"):
        ours, theirs = properties[side], expected["properties"][side]
        assert list(ours) == list(theirs)
        same = set(theirs) - {
            "id",
            "createdAt",
            "updatedAt",
            "workspaceId",
            "applicationId",
            "universalIdentifier",
            "labelIdentifierFieldMetadataId",
        }
        assert {key: ours[key] for key in same} == {key: theirs[key] for key in same}


def test_a_new_field_is_told_by_its_full_name_only(api: Api, workspace, receiver, make_webhook) -> None:
    make_webhook(receiver.url("/model"), "metadata.fieldMetadata.created")
    make_webhook(receiver.url("/records"), "*.created", "fieldMetadata.*")
    company = workspace.objects_metadata.get(name_singular="company").pk
    field = {"objectMetadataId": str(company), "type": "NUMBER", "name": "floors", "label": "Floors"}
    made = api.post("/rest/metadata/fields", json=field).json()
    call = one(receiver)
    assert call.path == "/model"
    assert call.body["event"]["recordId"] == made["id"]
    assert call.body["event"]["properties"]["after"]["name"] == "floors"


def test_no_event_of_a_refused_change(api: Api, receiver, hook) -> None:
    assert api.post("/rest/metadata/objects", json={}).status_code == 400
    assert api.post("/rest/people", json={"jobTitle": 5}).status_code == 400
    assert delivered(receiver) == []


def test_a_user_is_named_after_the_date() -> None:
    user = UUID("20202020-0000-4000-8000-000000000001")
    head, between, person = payload.record_frame(Cause(user, None, user, user), "person.created", (user, "person"))
    body = json.loads(f"{head}{user}{between}2026-11-24T13:46:52.466Z{person}{{}}}}")
    assert list(body)[3:] == ["webhookId", "eventDate", "userId", "workspaceMemberId", "record"]
    assert body["userId"] == body["workspaceMemberId"] == body["webhookId"] == str(user)


def test_json_arrives_without_spaces(api: Api, workspace, receiver, hook) -> None:
    company = workspace.objects_metadata.get(name_singular="company").pk
    field = {"objectMetadataId": str(company), "type": "RAW_JSON", "name": "facts", "label": "Facts"}
    assert api.post("/rest/metadata/fields", json=field).status_code == 201
    delivered(receiver)
    facts = {"b": ["é", {"c : d": None}], "a": 1.5}
    assert api.post("/rest/companies", json={"name": "Deep", "facts": facts}).status_code == 201
    call = one(receiver)
    assert call.body["record"]["facts"] == facts
    assert '"facts":{"a":1.5,"b":["é",{"c : d":null}]}'.encode() in call.raw
    assert verified(call)
