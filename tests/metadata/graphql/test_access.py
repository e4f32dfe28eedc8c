"""Keys, roles and the workspace over GraphQL."""

import pytest

from apikeys.models import ApiKey, PermissionFlag, Role
from tests.client import Api, GraphQL
from tests.metadata.graphql.conftest import tenant

EXPIRES = "2030-01-01T00:00:00.000Z"
NOWHERE = "00000000-0000-4000-8000-000000000000"
DENIED = {
    "message": "Entity performing the request does not have permission",
    "extensions": {
        "subCode": "PERMISSION_DENIED",
        "code": "FORBIDDEN",
        "userFriendlyMessage": "You do not have permission to perform this action.",
    },
}
WORKSPACE = (
    "id displayName subdomain customDomain activationStatus metadataVersion databaseSchema trashRetentionDays "
    "workspaceDiscoverability isPasswordAuthEnabled workspaceUrls{subdomainUrl customUrl} featureFlags{key value} "
    "defaultRole{label} workspaceMembersCount"
)


@pytest.fixture
def admin(apple) -> Role:
    return Role.objects.get(workspace=apple.workspace, label="Admin")


@pytest.fixture
def key(ask, admin) -> str:
    given = {"name": "k", "expiresAt": EXPIRES, "roleId": str(admin.id)}
    made = ask.data("mutation($i:CreateApiKeyInput!){ createApiKey(input:$i){ id } }", {"i": given})
    return made["createApiKey"]["id"]


def change(ask, **data):
    return ask(f"mutation($d:UpdateWorkspaceInput!){{ updateWorkspace(data:$d){{ {WORKSPACE} }} }}", {"d": data})


def test_the_life_of_a_key(apple, ask, admin, key):
    shown = "id name expiresAt revokedAt role{ id label }"
    row = {
        "id": key,
        "name": "k",
        "expiresAt": EXPIRES,
        "revokedAt": None,
        "role": {"id": str(admin.id), "label": "Admin"},
    }
    get = f"query($i:GetApiKeyInput!){{ apiKey(input:$i){{ {shown} }} }}"
    assert ask.data(get, {"i": {"id": key}}) == {"apiKey": row}
    update = f"mutation($i:UpdateApiKeyInput!){{ updateApiKey(input:$i){{ {shown} }} }}"
    assert ask.data(update, {"i": {"id": key, "name": "renamed"}}) == {"updateApiKey": row | {"name": "renamed"}}
    made = ask.data(
        "mutation($k:UUID!,$e:String!){ generateApiKeyToken(apiKeyId:$k,expiresAt:$e){ token } }",
        {"k": key, "e": EXPIRES},
    )
    holder = GraphQL(Api(made["generateApiKeyToken"]["token"]), "/metadata")
    assert holder.data("{ currentWorkspace{ displayName } }") == {"currentWorkspace": {"displayName": "Apple"}}
    assign = "mutation($a:UUID!,$r:UUID!){ assignRoleToApiKey(apiKeyId:$a,roleId:$r) }"
    assert ask.data(assign, {"a": key, "r": str(admin.id)}) == {"assignRoleToApiKey": True}
    revoke = "mutation($i:RevokeApiKeyInput!){ revokeApiKey(input:$i){ id revokedAt } }"
    assert ask.data(revoke, {"i": {"id": key}})["revokeApiKey"]["revokedAt"] is not None
    told = {
        "subCode": "FORBIDDEN_EXCEPTION",
        "code": "FORBIDDEN",
        "userFriendlyMessage": "You do not have permission to perform this action.",
    }
    assert holder("{ __typename }") == {"errors": [{"message": "This API Key is revoked", "extensions": told}]}
    assert key not in {one["id"] for one in ask.data("{ apiKeys{ id } }")["apiKeys"]}


def test_unknown_keys(ask):
    assert ask.data(f'{{ apiKey(input:{{id:"{NOWHERE}"}}){{ id }} }}') == {"apiKey": None}
    answer = ask(f'mutation{{ revokeApiKey(input:{{id:"{NOWHERE}"}}){{ id }} }}')
    assert answer == {
        "errors": [
            {
                "message": "API key not found",
                "extensions": {
                    "subCode": "API_KEY_NOT_FOUND",
                    "code": "NOT_FOUND",
                    "userFriendlyMessage": "API key not found.",
                },
            }
        ],
        "data": {"revokeApiKey": None},
    }


def test_a_key_needs_a_role_that_is_there(ask):
    given = {"name": "k", "expiresAt": EXPIRES, "roleId": NOWHERE}
    (error,) = ask("mutation($i:CreateApiKeyInput!){ createApiKey(input:$i){ id } }", {"i": given})["errors"]
    assert (error["message"], error["extensions"]["code"], error["extensions"]["subCode"]) == (
        "Could not find role for given roleId",
        "BAD_USER_INPUT",
        "RELATION_UNIVERSAL_IDENTIFIER_NOT_FOUND",
    )


def test_nobody_hands_out_more_than_he_has(apple, admin):
    limited = apple.with_role("Keys")
    PermissionFlag.objects.create(role=Role.objects.get(label="Keys"), flag="API_KEYS_AND_WEBHOOKS")
    given = {"name": "k", "expiresAt": EXPIRES, "roleId": str(admin.id)}
    (error,) = limited("mutation($i:CreateApiKeyInput!){ createApiKey(input:$i){ id } }", {"i": given})["errors"]
    assert (error["message"], error["extensions"]["code"]) == (
        "Cannot grant a role with more permissions than your own",
        "FORBIDDEN",
    )


def test_keys_of_another_workspace_are_unknown(key):
    other = tenant("Yahoo").graphql
    assert other.data(f'{{ apiKey(input:{{id:"{key}"}}){{ id }} }}') == {"apiKey": None}
    answer = other(f'mutation{{ revokeApiKey(input:{{id:"{key}"}}){{ id }} }}')
    assert answer["errors"][0]["extensions"]["code"] == "NOT_FOUND"
    assert ApiKey.objects.get(id=key).revoked_at is None


def test_roles(ask):
    listed = ask.data(
        "{ getRoles{ label description icon isEditable canUpdateAllSettings canReadAllObjectRecords "
        "canBeAssignedToUsers canBeAssignedToApiKeys apiKeys{ name } permissionFlags{ flag } workspaceMembers{ id } } }"
    )["getRoles"]
    assert listed == [
        {
            "label": "Admin",
            "description": "Admin role",
            "icon": "IconUserCog",
            "isEditable": False,
            "canUpdateAllSettings": True,
            "canReadAllObjectRecords": True,
            "canBeAssignedToUsers": True,
            "canBeAssignedToApiKeys": True,
            "apiKeys": [{"name": "My api key"}],
            "permissionFlags": [],
            "workspaceMembers": [],
        },
        {
            "label": "Member",
            "description": "Member role",
            "icon": "IconUser",
            "isEditable": True,
            "canUpdateAllSettings": False,
            "canReadAllObjectRecords": True,
            "canBeAssignedToUsers": True,
            "canBeAssignedToApiKeys": False,
            "apiKeys": [],
            "permissionFlags": [],
            "workspaceMembers": [],
        },
    ]


def test_the_life_of_a_role(apple, ask):
    made = ask.data(
        'mutation{ createOneRole(createRoleInput:{label:"Reader",canReadAllObjectRecords:true}){ id label isEditable '
        "canReadAllObjectRecords canUpdateAllObjectRecords } }"
    )["createOneRole"]
    role = made.pop("id")
    assert made == {
        "label": "Reader",
        "isEditable": True,
        "canReadAllObjectRecords": True,
        "canUpdateAllObjectRecords": False,
    }
    company, field = apple.object("company").id, apple.field("company", "name").id
    assert ask.data(
        f'mutation{{ upsertObjectPermissions(upsertObjectPermissionsInput:{{roleId:"{role}",objectPermissions:'
        f'[{{objectMetadataId:"{company}",canReadObjectRecords:false}}]}}){{ objectMetadataId canReadObjectRecords '
        "canUpdateObjectRecords } }"
    )["upsertObjectPermissions"] == [
        {"objectMetadataId": str(company), "canReadObjectRecords": False, "canUpdateObjectRecords": None}
    ]
    assert ask.data(
        f'mutation{{ upsertFieldPermissions(upsertFieldPermissionsInput:{{roleId:"{role}",fieldPermissions:'
        f'[{{objectMetadataId:"{company}",fieldMetadataId:"{field}",canReadFieldValue:false}}]}}){{ fieldMetadataId '
        "canReadFieldValue } }"
    )["upsertFieldPermissions"] == [{"fieldMetadataId": str(field), "canReadFieldValue": False}]
    assert ask.data(
        f'mutation{{ upsertPermissionFlags(upsertPermissionFlagsInput:{{roleId:"{role}",permissionFlagKeys:["VIEWS"]}})'
        "{ roleId flag } }"
    )["upsertPermissionFlags"] == [{"roleId": role, "flag": "VIEWS"}]
    shown = ask.data(
        f'mutation{{ updateOneRole(updateRoleInput:{{id:"{role}",update:{{description:"d"}}}}){{ label description '
        "objectPermissions{ objectMetadataId } fieldPermissions{ fieldMetadataId } permissionFlags{ flag } } }"
    )["updateOneRole"]
    assert shown == {
        "label": "Reader",
        "description": "d",
        "objectPermissions": [{"objectMetadataId": str(company)}],
        "fieldPermissions": [{"fieldMetadataId": str(field)}],
        "permissionFlags": [{"flag": "VIEWS"}],
    }
    assert ask.data(f'mutation{{ deleteOneRole(roleId:"{role}") }}') == {"deleteOneRole": role}
    assert not Role.objects.filter(id=role).exists()


def test_roles_cost_the_same_however_many_there_are(apple, ask, queries):
    nested = "apiKeys{ name } objectPermissions{ objectMetadataId } permissionFlags{ flag }"
    document = f"{{ getRoles{{ label {nested} }} apiKeys{{ role{{ label {nested} }} }} }}"
    ask.data(document)
    with queries() as few:
        ask.data(document)
    for number in range(5):
        apple.with_role(f"Role {number}")
    with queries() as many:
        ask.data(document)
    assert len(few) == len(many)


def test_what_a_role_allows_is_for_those_who_manage_roles(apple):
    limited = apple.with_role("Reader", can_read_all_object_records=True)
    assert limited.data("{ currentWorkspace{ defaultRole{ label } } }") == {
        "currentWorkspace": {"defaultRole": {"label": "Member"}}
    }
    for document in ("{ getRoles{ label } }", "{ apiKeys{ name } }"):
        assert limited(document) == {"errors": [DENIED], "data": None}
    assert limited("{ currentWorkspace{ id defaultRole{ apiKeys{ name } } } }")["errors"] == [DENIED]


def test_the_workspace(apple, ask):
    workspace = apple.workspace
    answer = ask(f"{{ currentWorkspace{{ {WORKSPACE} }} }}", headers={"Host": "api.example:81"})
    assert answer["data"]["currentWorkspace"] == {
        "id": str(workspace.id),
        "displayName": "Apple",
        "subdomain": "apple",
        "customDomain": None,
        "activationStatus": "ACTIVE",
        "metadataVersion": 1,
        "databaseSchema": workspace.pg_schema,
        "trashRetentionDays": 14,
        "workspaceDiscoverability": "PUBLIC",
        "isPasswordAuthEnabled": True,
        "workspaceUrls": {"subdomainUrl": "http://api.example:81", "customUrl": None},
        "featureFlags": [
            {"key": "IS_UNIQUE_INDEXES_ENABLED", "value": True},
            {"key": "IS_JSON_FILTER_ENABLED", "value": True},
            {"key": "IS_JUNCTION_RELATIONS_ENABLED", "value": True},
            {"key": "IS_REST_METADATA_API_NEW_FORMAT_DIRECT", "value": True},
        ],
        "defaultRole": {"label": "Member"},
        "workspaceMembersCount": 0,
    }


def test_the_wrapped_format_shows_as_a_missing_flag(apple, ask):
    apple.workspace.rest_metadata_format = "wrapped"
    apple.workspace.save()
    flags = ask.data("{ currentWorkspace{ featureFlags{ key } } }")["currentWorkspace"]["featureFlags"]
    assert {"key": "IS_REST_METADATA_API_NEW_FORMAT_DIRECT"} not in flags


def test_applications_own_the_model(apple, ask):
    ask.data(
        'mutation{ createOneObject(input:{object:{nameSingular:"ship",namePlural:"ships",labelSingular:"Ship",'
        'labelPlural:"Ships"}}){ id } }'
    )
    data = ask.data(
        "{ currentWorkspace{ workspaceCustomApplicationId workspaceCustomApplication{ id objects{ nameSingular } } "
        "installedApplications{ name objects{ nameSingular } } } }"
    )["currentWorkspace"]
    own = data["workspaceCustomApplication"]
    assert (own["id"], own["objects"]) == (data["workspaceCustomApplicationId"], [{"nameSingular": "ship"}])
    assert [(one["name"], len(one["objects"])) for one in data["installedApplications"]] == [
        ("Standard", 10),
        ("Custom", 1),
    ]


def test_change_the_workspace(ask, admin):
    changed = change(
        ask,
        displayName="Banana",
        subdomain="banana",
        trashRetentionDays=30,
        workspaceDiscoverability="HIDDEN",
        isPasswordAuthEnabled=False,
        defaultRoleId=str(admin.id),
    )["data"]["updateWorkspace"]
    wanted = {
        "displayName": "Banana",
        "subdomain": "banana",
        "trashRetentionDays": 30,
        "workspaceDiscoverability": "HIDDEN",
        "isPasswordAuthEnabled": False,
        "defaultRole": {"label": "Admin"},
    }
    assert {name: changed[name] for name in wanted} == wanted
    again = ask.data(f"{{ currentWorkspace{{ {WORKSPACE} }} }}")["currentWorkspace"]
    assert {name: again[name] for name in wanted} == wanted


@pytest.mark.parametrize(
    "data",
    [
        {"displayName": ""},
        {"subdomain": "Not Valid"},
        {"subdomain": "yahoo"},
        {"customDomain": "no domain"},
        {"trashRetentionDays": -1},
        {"trashRetentionDays": 2.5},
        {"trashRetentionDays": 1e300},
        {"eventLogRetentionDays": -1},
        {"defaultRoleId": NOWHERE},
        {"logo": "x" * 3000},
    ],
)
def test_settings_that_are_refused(ask, data):
    tenant("Yahoo")
    answer = change(ask, **data)
    assert answer["data"] is None
    assert answer["errors"][0]["extensions"]["code"] == "METADATA_VALIDATION_FAILED"
    assert ask.data("{ currentWorkspace{ displayName } }") == {"currentWorkspace": {"displayName": "Apple"}}


def test_an_unknown_setting_is_a_bad_variable(ask):
    document = "mutation($d:UpdateWorkspaceInput!){ updateWorkspace(data:$d){ id } }"
    response = ask.api.post("/metadata", json={"query": document, "variables": {"d": {"zz": 1}}})
    assert response.status_code == 400
    assert response.json()["errors"][0]["message"] == 'Field "zz" is not defined by type "UpdateWorkspaceInput".'


@pytest.mark.parametrize(
    ("flag", "allowed"),
    [("WORKSPACE", "displayName"), ("SECURITY", "isGoogleAuthEnabled"), ("ROLES", "defaultRoleId")],
)
def test_each_setting_needs_its_right(apple, flag, allowed):
    limited = apple.with_role("Limited")
    role = Role.objects.get(label="Limited")
    PermissionFlag.objects.create(role=role, flag=flag)
    for name, value in {"displayName": "x", "isGoogleAuthEnabled": True, "defaultRoleId": str(role.id)}.items():
        answer = change(limited, **{name: value})
        if name == allowed:
            assert "errors" not in answer, answer
        else:
            assert answer["errors"] == [DENIED]
    everything = {"displayName": "y", "isGoogleAuthEnabled": True}
    assert change(limited, **everything)["errors"] == [DENIED]
    apple.workspace.refresh_from_db()
    assert apple.workspace.display_name == ("x" if allowed == "displayName" else "Apple")


def test_nobody_gives_newcomers_more_than_he_has(apple, admin):
    limited = apple.with_role("Limited")
    PermissionFlag.objects.create(role=Role.objects.get(label="Limited"), flag="ROLES")
    assert change(limited, defaultRoleId=str(admin.id))["errors"] == [
        DENIED | {"message": "Cannot grant a role with more permissions than your own"}
    ]
    shown = apple.graphql.data("{ currentWorkspace{ defaultRole{ label } } }")
    assert shown == {"currentWorkspace": {"defaultRole": {"label": "Member"}}}


def test_a_key_is_no_user(ask):
    assert ask("{ currentUser{ id email } }") == {
        "errors": [
            {
                "message": "Forbidden resource",
                "extensions": {"code": "FORBIDDEN", "userFriendlyMessage": "An error occurred."},
            }
        ],
        "data": None,
    }
