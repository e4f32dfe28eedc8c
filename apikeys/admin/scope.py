"""Whose workspaces a person sees in the admin pages, which of them is chosen, and as whom the person acts there."""

import json
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from apikeys.caller import Caller, workspace_settings
from apikeys.models import Membership, Person, Role
from apikeys.parse import uuid_or_none
from apikeys.services.people import administered
from apikeys.services.rights import permissions_now
from metadata.models import Workspace

CHOSEN = "settings_workspace"


def current(request: HttpRequest) -> Workspace | None:
    """The workspace chosen in the session, else the one joined first, else any that the person administers."""
    known = request.__dict__.get("_current_workspace")
    if known is None:
        mine = administered(request.user)
        chosen = uuid_or_none(request.session.get(CHOSEN))
        joined = Membership.objects.filter(person__user_id=request.user.pk or 0).values_list("workspace", flat=True)
        wanted = ([chosen] if chosen else []) + list(joined)
        found = mine.in_bulk(wanted)
        known = next((found[one] for one in wanted if one in found), None) or mine.first()
        request.__dict__["_current_workspace"] = known
    return known


def current_or_refuse(request: HttpRequest) -> Workspace:
    found = current(request)
    if found is None:
        raise PermissionDenied
    return found


def choose(request: HttpRequest, workspace: Workspace) -> None:
    request.session[CHOSEN] = str(workspace.pk)
    request.__dict__.pop("_current_workspace", None)


def acting(request: HttpRequest, workspace: Workspace) -> Caller:
    """The person as a caller of the services: with the rights of the workspace's role Admin."""
    user: Any = request.user
    if not administered(user).filter(pk=workspace.pk).exists():
        raise PermissionDenied
    member = Membership.objects.filter(person__user_id=user.pk, workspace=workspace).first()
    person = Person.objects.filter(user_id=user.pk).first()
    return Caller(
        workspace_id=workspace.pk,
        workspace_version=workspace.metadata_version,
        webhooks_version=workspace.webhooks_version,
        metadata_format=workspace.rest_metadata_format,
        settings=workspace_settings(json.dumps(workspace.settings)),
        kind="admin",
        permissions=permissions_now(Role.objects.get(workspace=workspace, is_editable=False)),
        name=user.get_full_name() or user.get_username(),
        user_id=person.pk if person else None,
        user_workspace_id=member.pk if member else None,
        workspace_member_id=member.workspace_member_id if member else None,
    )


def shown(request: HttpRequest) -> dict[str, Any]:
    """For the templates of all pages: `administers`, whether the settings are for this person."""
    user = request.user  # on a page around an answer of an API, the caller
    return {"administers": lambda: isinstance(user, User) and user.is_active and administered(user).exists()}
