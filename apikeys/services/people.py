"""Members of workspaces: how they come in, sign in and get another role."""

from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from django.contrib.auth import authenticate, get_user_model
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import Q

from apikeys import audit, errors, parse, sessions, tokens
from apikeys.caller import Caller
from apikeys.models import Membership, Person, Role
from apikeys.services.rights import require, require_cover
from metadata.models import Workspace
from metadata.schema.sql import table_ident


@transaction.atomic
def create_member(
    workspace: Workspace, email: str, password: str | None, *, role_label: str = "Member", name: str = ""
) -> Membership:
    """Adds a person, known or new, to a workspace; a known member gets the role. The password is not judged."""
    role = Role.objects.get(workspace=workspace, label=role_label)
    user = _user(email) or get_user_model().objects.create_user(email.lower(), email.lower(), None)
    if name or not user.first_name:
        user.first_name, _, user.last_name = (name or _name_in(email)).partition(" ")
    if password is not None:
        user.set_password(password)
    user.save()
    person, _ = Person.objects.get_or_create(user=user)
    found = Membership.objects.filter(person=person, workspace=workspace).first()
    if found is None:
        found = Membership(person=person, workspace=workspace, workspace_member_id=uuid4())
        _insert_record(workspace, found, user)
    found.role = role
    found.save()
    return found


def login_token(email: str, password: str, origin: str = "") -> dict[str, Any]:
    """getLoginTokenFromCredentials: {token, expiresAt}. An unknown address and a wrong password are told alike."""
    membership = _signed_in(email, password, origin)
    return sessions.login(str(membership.person.user.email), membership.workspace_id)


def sign_in(email: str, password: str) -> tuple[dict[str, Any], list[tuple[Workspace, str]]]:
    """signIn: the AuthTokenPair of the workspace joined last, and every workspace with a login token of its own."""
    membership = _signed_in(email, password)
    address = str(membership.person.user.email)
    joined = Membership.objects.filter(person=membership.person_id, workspace__activation_status="ACTIVE")
    workspaces = [one.workspace for one in joined.select_related("workspace").order_by("-created_at", "-pk")]
    return sessions.session(membership), [(one, sessions.login(address, one.pk)["token"]) for one in workspaces]


def workspace_at(origin: Any) -> Workspace:
    """The workspace that a URL names by its subdomain or its own domain, else the only one that there is."""
    active = Workspace.objects.filter(activation_status="ACTIVE")
    host = _host(origin)
    named = host and active.filter(Q(subdomain=host.partition(".")[0]) | Q(custom_domain__iexact=host)).first()
    if named:
        return named
    first_two = active[:2]
    if len(first_two) != 1:
        raise errors.not_found("Workspace", "WORKSPACE_NOT_FOUND")
    return first_two[0]


def auth_tokens(login: str) -> dict[str, Any]:
    """getAuthTokensFromLoginToken: the AuthTokenPair."""
    claims = sessions.claims(login, tokens.LOGIN)
    return sessions.session(_present(claims["workspaceId"], person__user__email__iexact=claims["sub"]))


def renew_token(refresh: str) -> dict[str, Any]:
    """renewToken: a new AuthTokenPair. A changed password ends all earlier sessions."""
    claims = sessions.claims(refresh, tokens.REFRESH)
    membership = _present(claims["workspaceId"], person_id=claims["userId"])
    if not sessions.is_current(claims, membership):
        raise errors.invalid()
    return sessions.session(membership)


def playground_token(caller: Caller) -> dict[str, Any]:
    """generatePlaygroundToken: {token, expiresAt}, for a person only."""
    membership = membership_of(caller)
    if membership is None:
        raise errors.AccessError("Forbidden resource", errors.FORBIDDEN, status=403, code="FORBIDDEN")
    return sessions.playground(membership)


def members(caller: Caller) -> list[Membership]:
    """Everybody in the workspace."""
    rows = Membership.objects.filter(workspace_id=caller.workspace_id)
    return list(rows.select_related("person__user", "role"))


def membership_of(caller: Caller) -> Membership | None:
    """The caller's own membership; None for an API key."""
    if caller.user_workspace_id is None:
        return None
    return Membership.objects.select_related("person__user", "role", "workspace").get(pk=caller.user_workspace_id)


@transaction.atomic
def update_member_role(caller: Caller, workspace_member_id: Any, role_id: Any) -> Membership:
    """updateWorkspaceMemberRole. Nobody changes his own role, and the last administrator stays one."""
    require(caller, "ROLES")
    rows = Membership.objects.select_for_update(of=("self",)).filter(workspace_id=caller.workspace_id)
    wanted = parse.uuid_or_none(workspace_member_id)
    found = wanted and rows.filter(workspace_member_id=wanted).select_related("person__user", "role").first()
    if not found:
        raise errors.not_found("Workspace member", "WORKSPACE_MEMBER_NOT_FOUND")
    role_key = parse.uuid_or_none(role_id)
    role = role_key and Role.objects.filter(workspace_id=caller.workspace_id, pk=role_key).first()
    if not role:
        raise errors.no_such_role()
    if not role.can_be_assigned_to_users:
        raise errors.AccessError(f'Role "{role.label}" cannot be assigned to users', "ROLE_CANNOT_BE_ASSIGNED_TO_USERS")
    if found.pk == caller.user_workspace_id:
        raise errors.AccessError("You cannot change your own role", "CANNOT_UPDATE_SELF_ROLE", code="FORBIDDEN")
    require_cover(caller, role)
    if found.role is not None and not found.role.is_editable and found.role_id != role.pk:
        _keep_one_administrator(rows, found)
        require_cover(caller, found.role)
    audit.record(caller, "workspaceMember.roleChanged", found, {"role": (found.role, role)})
    found.role = role
    found.save(update_fields=["role", "updated_at"])
    return found


def _keep_one_administrator(rows: Any, leaving: Membership) -> None:
    if not rows.filter(role=leaving.role, person__user__is_active=True).exclude(pk=leaving.pk).exists():
        raise errors.AccessError(
            "The last administrator of a workspace keeps its role", "UNABLE_TO_REMOVE_LAST_ADMIN", code="FORBIDDEN"
        )


def _user(email: Any) -> User | None:
    if not isinstance(email, str) or not parse.storable(email):
        return None
    users = get_user_model().objects
    return users.filter(username__iexact=email).first() or users.filter(email__iexact=email).first()


def _signed_in(email: str, password: str, origin: Any = "") -> Membership:
    user = _user(email)
    storable = all(isinstance(text, str) and parse.storable(text) for text in (email, password))
    found = authenticate(username=user.username if user else email, password=password) if storable else None
    membership = _membership(found, origin) if isinstance(found, User) else None
    if membership is None:
        raise errors.wrong_password()
    return membership


def _membership(user: User, origin: Any) -> Membership | None:
    """In the workspace whose subdomain the origin names, else the one joined last."""
    rows = Membership.objects.filter(person__user=user, workspace__activation_status="ACTIVE").select_related(
        "person__user"
    )
    named = rows.filter(workspace__subdomain=_host(origin).partition(".")[0]).first()
    return named or rows.order_by("-created_at", "-pk").first()


def _host(origin: Any) -> str:
    try:
        host = (urlsplit(origin).hostname or "") if isinstance(origin, str) else ""
    except ValueError:
        return ""
    return host if parse.storable(host) else ""


def _present(workspace_id: Any, **who: Any) -> Membership:
    """Tokens of somebody who has left, or was switched off, buy nothing."""
    rows = Membership.objects.filter(workspace_id=workspace_id, person__user__is_active=True, **who)
    found = rows.filter(workspace__activation_status="ACTIVE").select_related("person__user").first()
    if found is None:
        raise errors.not_a_member()
    return found


def _name_in(email: str) -> str:
    """ "jane.austen@example.com" -> "Jane Austen"."""
    return " ".join(part.capitalize() for part in email.partition("@")[0].replace("_", ".").split(".") if part)


def _insert_record(workspace: Workspace, membership: Membership, user: User) -> None:
    """The record through which the APIs show the member. The record APIs themselves may not write it."""
    names = [user.first_name, user.last_name, user.email]
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into {table_ident(workspace.pg_schema, 'workspaceMember')} "
            '("id", "nameFirstName", "nameLastName", "userEmail", "userId") values (%s, %s, %s, %s, %s)',
            [str(membership.workspace_member_id), *names, str(membership.person_id)],
        )
