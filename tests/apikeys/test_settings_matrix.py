"""Every change of settings, over both APIs, needs its own right: without it nothing happens, with it alone it does."""

import json
import re
from typing import Any

import pytest

from apikeys.models import PermissionFlag, Role
from apikeys.services.roles import raise_version
from apikeys.tokens import create_api_key
from docs.tables import route_rows
from metadata.models import Workspace
from tests.apikeys.attacks import ACCESS, METADATA, MODEL, TAKEN
from tests.apikeys.test_foreign_ids import undone
from tests.apikeys.victim import Battlefield, filled, furnished
from tests.client import Api
from twentyapi.graphql import endpoint
from webhooks import match

DENIED = "Entity performing the request does not have permission"
FLAGS = ("DATA_MODEL", "VIEWS", "API_KEYS_AND_WEBHOOKS", "ROLES", "WORKSPACE", "WORKSPACE_MEMBERS")
WORDS = {"view": "VIEWS", "webhook": "API_KEYS_AND_WEBHOOKS", "apikey": "API_KEYS_AND_WEBHOOKS"}
WORDS |= {
    "removeworkspacemember": "WORKSPACE_MEMBERS",
    "role": "ROLES",
    "permission": "ROLES",
    "workspace": "WORKSPACE",
}
"""The first that stands in the name of the root or the path tells the right; all else is the data model."""
NEW_OBJECT = '{nameSingular: "rocket", namePlural: "rockets", labelSingular: "Rocket", labelPlural: "Rockets"}'
NEW_INDEX = '{objectMetadataId: "{object}", fields: [{fieldMetadataId: "{field}"}]}'
ROCKET = {"nameSingular": "rocket", "namePlural": "rockets", "labelSingular": "Rocket", "labelPlural": "Rockets"}
FILTER = {"viewId": "{view}", "fieldMetadataId": "{field}", "operand": "IS", "value": ""}
MORE: list[tuple[str, str, Any]] = [
    ("POST", "/rest/metadata/objects", ROCKET),
    ("POST", "/rest/metadata/viewFilters", FILTER),
    ("POST", "/rest/metadata/viewGroups", {"viewId": "{view}", "fieldValue": "y"}),
    ("POST", "/rest/metadata/apply", {"objects": []}),
    ("PUT", "/rest/metadata/workspace", {"displayName": "Other"}),
    ("PATCH", "/rest/metadata/workspace", {"displayName": "Other"}),
]
MORE_GRAPHQL = [
    f"mutation {{ createOneObject(input: {{object: {NEW_OBJECT}}}) {{ id }} }}",
    f"mutation {{ createOneIndex(input: {{index: {NEW_INDEX}}}) {{ id }} }}",
    'mutation { createOneRole(createRoleInput: {label: "Fresh"}) { id } }',
    'mutation { createWebhook(input: {targetUrl: "https://a.b", operations: []}) { id } }',
    'mutation { createViewFilter(input: {viewId: "{view}", fieldMetadataId: "{field}", value: "x"}) { id } }',
    'mutation { createViewFilterGroup(input: {viewId: "{view}"}) { id } }',
    'mutation { createViewGroup(input: {viewId: "{view}", fieldValue: "z"}) { id } }',
    'mutation { createManyViewGroups(inputs: [{viewId: "{view}", fieldValue: "z"}]) { id } }',
    'mutation { createViewSort(input: {viewId: "{view}", fieldMetadataId: "{field}"}) { id } }',
    'mutation { createManyViewFields(inputs: [{viewId: "{view}", fieldMetadataId: "{field}"}]) { id } }',
    'mutation { updateViewFilterGroup(id: "{viewFilterGroup}", input: {logicalOperator: OR}) { id } }',
    'mutation { deleteViewFilter(input: {id: "{viewFilter}"}) { id } }',
    'mutation { deleteViewFilterGroup(id: "{viewFilterGroup}") }',
    'mutation { deleteViewGroup(input: {id: "{viewGroup}"}) { id } }',
    'mutation { deleteViewSort(input: {id: "{viewSort}"}) }',
    'mutation { destroyViewFilter(input: {id: "{viewFilter}"}) { id } }',
    'mutation { destroyViewFilterGroup(id: "{viewFilterGroup}") }',
    'mutation { destroyViewGroup(input: {id: "{viewGroup}"}) { id } }',
    'mutation { destroyViewSort(input: {id: "{viewSort}"}) }',
    'mutation { activateWorkspace(data: {displayName: "Other"}) { id } }',
    'mutation { updateWorkspace(data: {displayName: "Other"}) { id } }',
]
OPEN = {"signIn", "signUp", "signUpInWorkspace", "signUpInNewWorkspace", "getLoginTokenFromCredentials"}
OPEN |= {"getAuthTokensFromLoginToken", "renewToken", "generatePlaygroundToken"}
"""Of sessions: they need no right."""


def changes() -> list[tuple[str, str, Any]]:
    """Every write, and every read of keys and webhooks."""
    rest = [*MODEL, *ACCESS, *TAKEN, *MORE]
    found = [row for row in rest if row[0] != "GET" or "apiKeys" in row[1] or "webhooks" in row[1]]
    documents = [one for one in (*METADATA, *MORE_GRAPHQL) if "mutation" in one or "ebhook" in one or "apiKey" in one]
    return found + [("POST", "/metadata", {"query": one}) for one in documents]


def root(change: tuple[str, str, Any]) -> str:
    _, path, body = change
    return re.findall(r"\w+", body["query"].removeprefix("mutation"))[0] if path == "/metadata" else path.split("/")[3]


def needed(change: tuple[str, str, Any]) -> str:
    name = root(change).lower()
    return next((flag for word, flag in WORDS.items() if word in name), "DATA_MODEL")


def shape(path: str) -> str:
    """`/rest/metadata/objects/{object}` -> `/rest/metadata/objects/*`."""
    parts = path.partition("?")[0].split("/")
    return "/".join("*" if part.startswith("{") or part in ("company", "1") else part for part in parts)


class Holder:
    """A key whose role may read and write records, and has the flags that a test gives it."""

    def __init__(self, workspace: Workspace) -> None:
        rights = {f"can_{right}_all_object_records": True for right in ("read", "update", "soft_delete", "destroy")}
        self.role = Role.objects.create(workspace=workspace, label="Holder", **rights)
        self.api = Api(create_api_key(workspace, "holder", role_label="Holder")[1])

    def with_flags(self, *flags: str) -> None:
        self.role.permission_flags.all().delete()
        PermissionFlag.objects.bulk_create(PermissionFlag(role=self.role, flag=flag) for flag in flags)
        raise_version(self.role)

    def is_denied(self, change: tuple[str, str, Any]) -> bool:
        method, path, body = change
        response = self.api.call(method, path, **({} if body is None else {"json": body}))
        said = json.loads(response.content)
        assert response.status_code < 500, change
        if path == "/metadata":
            return [error["message"] for error in said.get("errors", ())] == [DENIED]
        return response.status_code == 403 and said == {
            "statusCode": 403,
            "error": "Error",
            "messages": [DENIED],
            "code": "PERMISSION_DENIED",
        }


@pytest.fixture
def holder(workspace) -> Holder:
    match.forget()
    return Holder(workspace)


def test_nothing_is_left_out():
    asked = {(method, shape(path)) for method, path, _ in changes()}
    routes = {route.strip("`"): set(methods.split(", ")) - {"GET", ""} for route, methods in list(route_rows())[1:]}
    assert not [
        (method, route)
        for route, methods in routes.items()
        for method in methods
        if route.startswith("/rest/metadata/") and (method, shape(route)) not in asked
    ]
    roots = {root(change) for change in changes() if change[1] == "/metadata" and "mutation" in change[2]["query"]}
    assert set(endpoint().schema.mutation_type.fields) - OPEN == roots


def test_each_change_needs_its_right(workspace, api, holder):
    words = furnished(workspace, api, "Mine")
    words |= {f"my{name}": word for name, word in words.items()}
    field = Battlefield(workspace, workspace, words)
    changed = filled(list(map(list, changes())), words)
    wrong = []

    def asked(flags: tuple[str, ...], expected: bool, rows: list[Any]) -> None:
        holder.with_flags(*flags)
        before = field.state()
        for change in rows:
            with undone(workspace):
                denied = holder.is_denied(change)
                if denied != expected or (denied and field.state() != before):
                    wrong.append((flags, change))

    asked((), True, changed)
    for flag in FLAGS:
        rows = [one for one in changed if needed(one) == flag and "defaultRoleId" not in str(one)]  # that needs two
        asked((flag,), False, rows)
        asked(tuple(one for one in FLAGS if one != flag), True, rows)
    for one in wrong:
        print(one)
    assert wrong == []


def test_the_default_role_is_no_way_to_more_rights(workspace, holder):
    """New members get it, and those of a deleted role: nobody sets one that allows more than his own."""
    holder.with_flags("ROLES", "WORKSPACE")
    admin, mild = (str(Role.objects.get(workspace=workspace, label=label).pk) for label in ("Admin", "Member"))
    more = "Cannot grant a role with more permissions than your own"
    document = "mutation($r: UUID) { updateWorkspace(data: {defaultRoleId: $r}) { defaultRole { id } } }"
    asked = {"query": document, "variables": {"r": admin}}
    refused = holder.api.patch("/rest/metadata/workspace", json={"defaultRoleId": admin})
    assert (refused.status_code, refused.json()["messages"]) == (403, [more])
    error = holder.api.post("/metadata", json=asked).json()["errors"][0]
    assert (error["message"], error["extensions"]["code"]) == (more, "FORBIDDEN")
    workspace.refresh_from_db()
    assert str(workspace.default_role_id) == mild
    limited = str(Role.objects.create(workspace=workspace, label="Less", can_read_all_object_records=True).pk)
    assert holder.api.patch("/rest/metadata/workspace", json={"defaultRoleId": limited}).status_code == 200
    found = holder.api.post("/metadata", json=asked | {"variables": {"r": mild}}).json()
    assert found["data"]["updateWorkspace"]["defaultRole"]["id"] == mild
