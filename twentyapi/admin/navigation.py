"""What the sidebar of the settings leads to, and what all of its pages may show."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from apikeys.admin.scope import administered, current


def administers(request: HttpRequest) -> bool:
    return current(request) is not None


def superuser(request: HttpRequest) -> bool:
    return bool(request.user.is_superuser)


def shared(request: HttpRequest) -> dict[str, Any]:
    """What every page of the settings may show: the workspaces to choose from."""
    if not (request.user.is_authenticated and administers(request)):
        return {}
    return {"current_workspace": current(request), "own_workspaces": list(administered(request.user)[:100])}


def subheader(request: HttpRequest) -> str:
    """The workspace whose settings these are."""
    workspace = current(request)
    return workspace.display_name if workspace else "Settings"


def item(title: str, icon: str, name: str, permission: Any = administers) -> dict[str, Any]:
    return {"title": title, "icon": icon, "link": reverse(name), "permission": permission}


def sidebar(request: HttpRequest) -> list[dict[str, Any]]:
    return [
        {
            "title": "Workspace",
            "items": [
                item("Start", "home", "admin:index"),
                item("Records", "table_rows", "settings-record-objects"),
            ],
        },
        {
            "title": "Data model",
            "items": [
                item("Objects", "deployed_code", "admin:metadata_objectmetadata_changelist"),
                item("Fields", "text_fields", "admin:metadata_fieldmetadata_changelist"),
                item("Picture", "schema", "settings-diagram"),
                item("Indexes", "bolt", "admin:metadata_indexmetadata_changelist"),
            ],
        },
        {
            "title": "API",
            "items": [
                item("APIs and webhooks", "api", "settings-api"),
                item("Keys", "key", "admin:apikeys_apikey_changelist"),
                item("Webhooks", "webhook", "admin:webhooks_webhook_changelist"),
                item("Deliveries", "send", "admin:webhooks_delivery_changelist"),
                item("Playground", "play_circle", "playground", None),
                item("Guide", "menu_book", "guide", None),
            ],
        },
        {
            "title": "Access",
            "items": [
                item("Roles", "shield_person", "admin:apikeys_role_changelist"),
                item("Members", "group", "admin:apikeys_membership_changelist"),
                item("Audit", "history", "admin:apikeys_auditentry_changelist"),
            ],
        },
        {
            "title": "Server",
            "items": [
                item("Workspaces", "workspaces", "admin:metadata_workspace_changelist"),
                item("Accounts", "manage_accounts", "admin:auth_user_changelist", superuser),
            ],
        },
    ]
