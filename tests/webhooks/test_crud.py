"""Webhooks are made, read, changed and deleted over REST and GraphQL."""

import re

import pytest

from apikeys.models import Role
from apikeys.tokens import create_api_key
from metadata.services.workspaces import create_workspace
from tests.client import Api, GraphQL

BASES = ("/rest/metadata/webhooks", "/rest/webhooks")
UNKNOWN = "00000000-0000-4000-8000-000000000000"
KEYS = [
    "id",
    "targetUrl",
    "operations",
    "description",
    "secret",
    "workspaceId",
    "applicationId",
    "createdAt",
    "updatedAt",
    "deletedAt",
]
HOOK = {
    "targetUrl": "http://127.0.0.1:3999/hook",
    "operations": ["person.created", "*.updated"],
    "description": "golden",
    "secret": "s3cret",
}
NOT_FOUND = {"error": "Error", "messages": ["Webhook not found"], "code": "WEBHOOK_NOT_FOUND"}


@pytest.mark.parametrize("base", BASES)
def test_the_whole_life_over_rest(api: Api, workspace, base: str) -> None:
    made = api.post(base, json=HOOK)
    row = made.json()
    assert (made.status_code, list(row)[:10]) == (201, KEYS)
    assert {key: row[key] for key in HOOK} == HOOK
    assert (row["workspaceId"], row["deletedAt"]) == (str(workspace.pk), None)
    assert row["applicationId"] == str(workspace.custom_application_id)
    path = f"{base}/{row['id']}"
    assert api.get(path).json() == row
    assert api.get(base).json() == [row]

    patched = api.patch(path, json={"operations": ["*.*"], "description": "upd"})
    assert patched.status_code == 200
    expected = row | {"operations": ["*.*"], "description": "upd", "updatedAt": patched.json()["updatedAt"]}
    assert patched.json() == expected
    assert patched.json()["updatedAt"] > row["updatedAt"]
    assert api.patch(path, json={"description": None}).json()["description"] is None

    deleted = api.delete(path)
    assert (deleted.status_code, deleted.content) == (200, b"true")
    assert deleted.headers["Content-Type"].startswith("text/html")
    again = api.delete(path)
    assert (again.status_code, again.json()) == (400, {"statusCode": 400, **NOT_FOUND})
    assert api.get(base).json() == []


@pytest.mark.parametrize("base", BASES)
def test_unknown_ids(api: Api, base: str) -> None:
    path = f"{base}/{UNKNOWN}"
    assert (api.get(path).status_code, api.get(path).json()) == (404, {"statusCode": 404, **NOT_FOUND})
    assert (api.patch(path, json={}).status_code, api.patch(path, json={}).json()["code"]) == (400, "WEBHOOK_NOT_FOUND")
    bad = api.get(f"{base}/nothing")
    assert (bad.status_code, bad.json()["message"]) == (400, "Validation failed (uuid is expected)")


def test_the_alias_says_where_it_leads(api: Api) -> None:
    assert api.get("/rest/webhooks").headers["Deprecation"] == "@1786320000"
    link = '</rest/metadata/webhooks>; rel="successor-version"'
    assert api.get("/rest/webhooks").headers["Link"] == link
    assert "Deprecation" not in api.get("/rest/metadata/webhooks").headers


def test_what_is_absent_is_made(api: Api) -> None:
    row = api.post(BASES[0], json={"targetUrl": "https://example.org"}).json()
    assert (row["operations"], row["description"], row["targetUrl"]) == (["*.*"], None, "https://example.org")
    assert re.fullmatch("[0-9a-f]{64}", row["secret"])


def test_an_empty_secret_stays_empty(api: Api) -> None:
    assert api.post(BASES[0], json=HOOK | {"secret": ""}).json()["secret"] == ""


def test_the_id_may_be_chosen_once(api: Api) -> None:
    chosen = HOOK | {"id": "11111111-1111-4111-8111-111111111111"}
    assert api.post(BASES[0], json=chosen).json()["id"] == chosen["id"]
    again = api.post(BASES[0], json=chosen)
    assert (again.status_code, code_of(again.json())) == (400, "NOT_AVAILABLE")


def code_of(body: dict) -> str:
    return body["errors"]["webhook"][0]["errors"][0]["code"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "INVALID_TARGET_URL"),
        ({"targetUrl": None}, "INVALID_TARGET_URL"),
        ({"targetUrl": ""}, "INVALID_TARGET_URL"),
        ({"targetUrl": "nothing"}, "INVALID_TARGET_URL"),
        ({"targetUrl": "ftp://example.org/"}, "INVALID_TARGET_URL"),
        ({"targetUrl": "javascript:alert(1)"}, "INVALID_TARGET_URL"),
        ({"targetUrl": "http://"}, "INVALID_TARGET_URL"),
        ({"targetUrl": "http://host:99999/"}, "INVALID_TARGET_URL"),
        ({"targetUrl": "http://[::1"}, "INVALID_TARGET_URL"),
        ({"targetUrl": "http://a b/"}, "INVALID_TARGET_URL"),
        ({"targetUrl": "http://a/\r\nX: y"}, "INVALID_TARGET_URL"),
        ({"targetUrl": "http://a/\u0000"}, "INVALID_TARGET_URL"),
        ({"targetUrl": 5}, "INVALID_TARGET_URL"),
        ({"targetUrl": ["http://a/"]}, "INVALID_TARGET_URL"),
        ({"targetUrl": "http://a/" + "x" * 3000}, "INVALID_TARGET_URL"),
        ({"targetUrl": "http://a/", "operations": "person.created"}, "INVALID_OPERATIONS"),
        ({"targetUrl": "http://a/", "operations": [1]}, "INVALID_OPERATIONS"),
        ({"targetUrl": "http://a/", "operations": ["\u0000"]}, "INVALID_OPERATIONS"),
        ({"targetUrl": "http://a/", "description": {}}, "INVALID_DESCRIPTION"),
        ({"targetUrl": "http://a/", "description": "\u0000"}, "INVALID_DESCRIPTION"),
        ({"targetUrl": "http://a/", "secret": 5}, "INVALID_SECRET"),
        ({"targetUrl": "http://a/", "id": "x"}, "INVALID_ID"),
    ],
)
def test_wrong_values(api: Api, body: dict, code: str) -> None:
    refused = api.post(BASES[0], json=body)
    assert refused.status_code == 400
    assert refused.json()["error"] == "WorkspaceMigrationBuilderException"
    assert refused.json()["messages"] == ["Multiple validation errors occurred while creating webhook"]
    assert code_of(refused.json()) == code
    assert api.get(BASES[0]).json() == []


def test_a_key_without_the_right_may_not_even_read(api: Api, workspace) -> None:
    hook = api.post(BASES[0], json=HOOK).json()["id"]
    Role.objects.create(workspace=workspace, label="Reader", can_read_all_object_records=True)
    reader = Api(create_api_key(workspace, "reader", role_label="Reader")[1])
    refusals = [
        reader.get(BASES[0]),
        reader.get(f"{BASES[0]}/{hook}"),
        reader.post(BASES[0], json=HOOK),
        reader.patch(f"{BASES[0]}/{hook}", json={}),
        reader.delete(f"{BASES[0]}/{hook}"),
        reader.get(f"{BASES[0]}/{hook}/deliveries"),
        reader.post(f"{BASES[0]}/{hook}/deliveries/resend", json={}),
    ]
    assert {(one.status_code, one.json()["code"]) for one in refusals} == {(403, "PERMISSION_DENIED")}
    assert Api(None).get(BASES[0]).status_code == 403


def test_webhooks_of_another_workspace_do_not_exist(api: Api) -> None:
    hook = api.post(BASES[0], json=HOOK).json()["id"]
    stranger = Api(create_api_key(create_workspace("stranger"), "key")[1])
    path = f"{BASES[0]}/{hook}"
    assert stranger.get(BASES[0]).json() == []
    assert stranger.get(path).status_code == 404
    assert stranger.patch(path, json={"description": "mine"}).status_code == 400
    assert stranger.delete(path).status_code == 400
    assert stranger.get(f"{path}/deliveries").status_code == 404
    assert api.get(path).json()["description"] == "golden"


FIELDS = "id targetUrl operations description secret applicationId createdAt updatedAt deletedAt"


def test_the_whole_life_over_graphql(metadata_graphql: GraphQL) -> None:
    ask = metadata_graphql.data
    given = {"targetUrl": "http://127.0.0.1:3999/gql", "operations": ["person.created"], "description": "d"}
    create = f"mutation($i:CreateWebhookInput!){{ createWebhook(input:$i){{ {FIELDS} }} }}"
    made = ask(create, {"i": given | {"secret": "sec"}})["createWebhook"]
    assert {key: made[key] for key in given} == given
    assert (made["secret"], made["deletedAt"]) == ("sec", None)
    update = f"mutation($i:UpdateWebhookInput!){{ updateWebhook(input:$i){{ {FIELDS} }} }}"
    changes = {"operations": ["*.*"], "targetUrl": "http://127.0.0.1:3999/gql2"}
    changed = ask(update, {"i": {"id": made["id"], "update": changes}})["updateWebhook"]
    assert changed == made | changes | {"updatedAt": changed["updatedAt"]}
    assert ask(f"{{ webhooks {{ {FIELDS} }} }}")["webhooks"] == [changed]
    one = ask(f'{{ a: webhook(id:"{made["id"]}") {{ id }} b: webhook(input:{{id:"{made["id"]}"}}) {{ id }} }}')
    assert one == {"a": {"id": made["id"]}, "b": {"id": made["id"]}}
    delete = f'mutation {{ deleteWebhook(id:"{made["id"]}") {{ {FIELDS} }} }}'
    assert ask(delete)["deleteWebhook"] == changed
    error = {"subCode": "WEBHOOK_NOT_FOUND", "code": "NOT_FOUND", "userFriendlyMessage": "Webhook not found."}
    assert metadata_graphql(delete) == {
        "errors": [{"message": "Webhook not found", "extensions": error}],
        "data": None,
    }
    assert ask(f'{{ webhook(id:"{UNKNOWN}"){{ id }} }}') == {"webhook": None}


def test_a_bad_url_over_graphql(metadata_graphql: GraphQL) -> None:
    answer = metadata_graphql('mutation { createWebhook(input:{targetUrl:"x", operations:["*.*"]}) { id } }')
    (error,) = answer["errors"]
    assert error["message"] == "Multiple validation errors occurred while creating webhook"
    assert error["extensions"]["code"] == "METADATA_VALIDATION_FAILED"
    (problem,) = error["extensions"]["errors"]["webhook"][0]["errors"]
    assert problem == {
        "code": "INVALID_TARGET_URL",
        "message": "Invalid target URL provided",
        "userFriendlyMessage": "Please provide a valid HTTP or HTTPS URL",
        "value": "x",
    }


def test_a_key_without_the_right_over_graphql(workspace) -> None:
    Role.objects.create(workspace=workspace, label="Reader", can_read_all_object_records=True)
    reader = GraphQL(Api(create_api_key(workspace, "reader", role_label="Reader")[1]), "/metadata")
    (error,) = reader("{ webhooks { id secret } }")["errors"]
    assert (error["extensions"]["code"], error["extensions"]["subCode"]) == ("FORBIDDEN", "PERMISSION_DENIED")
