"""Whose workspaces a person sees in the admin pages, which of them is chosen, and as whom the person acts there."""

import json
from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest

from apikeys.caller import Caller, workspace_settings
from apikeys.models import Membership, Person, Role
from apikeys.parse import uuid_or_none
from apikeys.services.rights import permissions_now
from metadata.models import Workspace

CHOSEN = "settings_workspace"


def administered(user: User | AnonymousUser) -> QuerySet[Workspace]:
    """All workspaces for a superuser, else those in which the person has the protected role Admin."""
    if user.is_superuser:
        return Workspace.objects.all()
    return Workspace.objects.filter(memberships__person__user_id=user.pk or 0, memberships__role__is_editable=False)


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
