"""Who changed what in the settings: on record, for good, and for its own workspace only."""

import pytest
from django.db import DatabaseError, transaction

from apikeys.authentication import authenticate
from apikeys.models import AuditEntry
from apikeys.services import keys, roles
from apikeys.tokens import create_api_key
from tests.client import Api

LOG = "/rest/metadata/auditLog"


@pytest.fixture
def caller(workspace):
    return authenticate("Bearer " + create_api_key(workspace, "boss")[1])


def lines(api: Api, query: str = "") -> list[tuple]:
    return [(one["action"], one["target"]["name"], one["actor"]["name"]) for one in api.get(LOG + query).json()]


def test_keys_and_roles(caller, api):
    role = roles.create_role(caller, {"label": "Mine", "canReadAllObjectRecords": True})
    given = {"name": "k", "expiresAt": "2030-01-01", "roleId": str(role.pk)}
    key = keys.create_api_key(caller, given)
    keys.update_api_key(caller, key.pk, {"name": "k2"})
    keys.generate_api_key_token(caller, key.pk, {})
    keys.end_api_key_token(caller, key.pk, 1)
    roles.update_role(caller, role.pk, {"label": "Yours"})
    roles.upsert_permission_flags(caller, {"roleId": str(role.pk), "permissionFlagKeys": ["VIEWS"]})
    keys.revoke_api_key(caller, key.pk)
    roles.delete_role(caller, role.pk)
    assert lines(api) == [
        ("role.deleted", "Yours", "boss"),
        ("apiKey.revoked", "k2", "boss"),
        ("role.updated", "Yours", "boss"),
        ("role.updated", "Yours", "boss"),
        ("apiKey.tokenEnded", "k2", "boss"),
        ("apiKey.tokenMade", "k2", "boss"),
        ("apiKey.updated", "k2", "boss"),
        ("apiKey.created", "k", "boss"),
        ("role.created", "Mine", "boss"),
    ]
    log = {one["id"]: one for one in api.get(LOG).json()}
    changes = [one["changes"] for one in log.values()]
    assert changes[6] == {"name": ["k", "k2"]} and changes[3] == {"label": ["Mine", "Yours"]}
    assert changes[2] == {"permissionFlags": [[], ["VIEWS"]]}
    first = next(iter(log.values()))
    assert first["actor"] == {"kind": "api_key", "id": str(caller.api_key_id), "name": "boss"}
    assert first["target"]["id"] == str(role.pk)


def test_the_data_model(api, token):
    body = {"nameSingular": "rocket", "namePlural": "rockets", "labelSingular": "Rocket", "labelPlural": "Rockets"}
    made = api.post("/rest/metadata/objects", json=body).json()
    api.patch(f"/rest/metadata/objects/{made['id']}", json={"labelSingular": "Spaceship"})
    log = api.get(LOG + "?limit=200").json()
    updated = next(one for one in log if one["action"] == "objectMetadata.updated")
    assert updated["changes"] == {"label_singular": ["Rocket", "Spaceship"]}
    assert updated["target"]["id"] == made["id"] and updated["actor"]["name"] == "tests"
    assert ("objectMetadata.created", "rocket", "tests") in lines(api, "?limit=200")


def test_what_failed_is_not_on_record(caller, api):
    with pytest.raises(Exception, match="already exists"):
        roles.create_role(caller, {"label": "Admin"})
    assert lines(api) == []


def test_pages(caller, api):
    for number in range(5):
        roles.create_role(caller, {"label": f"R{number}"})
    page = api.get(LOG + "?limit=2").json()
    assert [one["target"]["name"] for one in page] == ["R4", "R3"]
    assert [one[1] for one in lines(api, f"?limit=2&starting_after={page[-1]['id']}")] == ["R2", "R1"]
    for bad in ("limit=x", "starting_after=-1", "limit=1e3"):
        assert api.get(f"{LOG}?{bad}").status_code == 400


def test_entries_cannot_be_changed(caller):
    roles.create_role(caller, {"label": "Mine"})
    entry = AuditEntry.objects.get()
    entry.actor_name = "somebody else"
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        entry.save()


def test_who_may_read_it(caller, api, apple, workspace):
    roles.create_role(caller, {"label": "Mine"})
    assert Api(apple.token).get(LOG).json() == []
    limited = Api(create_api_key(workspace, "limited", role_label="Mine")[1])
    assert limited.get(LOG).status_code == 403
    assert Api(None).get(LOG).status_code == 403
