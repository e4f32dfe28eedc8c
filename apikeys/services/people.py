"""Members of workspaces: how they come in, get another role and leave."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser, User
from django.db import connection, transaction
from django.db.models import QuerySet

from apikeys import audit, errors, parse
from apikeys.caller import Caller
from apikeys.models import Membership, Person, Role
from apikeys.services.rights import require, require_cover
from metadata.models import Workspace
from metadata.schema.sql import table_ident

MEMBERS = "WORKSPACE_MEMBERS"


@transaction.atomic
def create_member(
    workspace: Workspace, email: str, password: str | None, *, role_label: str = "Member", name: str = ""
) -> Membership:
    """Adds a person, known or new, to a workspace; a known member gets the role. The password is not judged."""
    role = Role.objects.get(workspace=workspace, label=role_label)
    user = user_of(email) or get_user_model().objects.create_user(email.lower(), email.lower(), None)
    if name or not user.first_name:
        user.first_name, _, user.last_name = (name or _name_in(email)).partition(" ")
    if password is not None:
        user.set_password(password)
        Person.objects.filter(user=user).update(signed_up=False)
    user.save()
    return join(workspace, user, role)


def join(workspace: Workspace, user: User, role: Role | None) -> Membership:
    """The membership of an account, with its record in the workspace: who comes back gets the old one again."""
    person, _ = Person.objects.get_or_create(user=user)
    found = Membership.objects.filter(person=person, workspace=workspace).first()
    if found is None:
        found = Membership(person=person, workspace=workspace, workspace_member_id=_record(workspace, person, user))
    found.role = role
    found.save()
    return found


@transaction.atomic
def add_member(caller: Caller, given: Mapping[str, Any]) -> Membership:
    """`email`, `roleId`, and of a person without an account `name` and `password`; nobody's password is replaced."""
    require(caller, MEMBERS)
    role = _role(caller, given.get("roleId"))
    require_cover(caller, role)
    user = user_of(given["email"])
    if user and Membership.objects.filter(workspace_id=caller.workspace_id, person__user=user).exists():
        raise errors.AccessError("This person is a member already", "ALREADY_A_MEMBER")
    if user and Person.objects.filter(user=user, signed_up=True).exists():
        raise errors.AccessError(
            "This address has signed up by itself and nobody has verified it: invite the person by the inviteHash",
            "USER_SIGNED_UP",
        )
    if user and given.get("password"):
        raise errors.AccessError("This person has an account and a password already", "USER_ALREADY_EXISTS")
    workspace = Workspace.objects.get(pk=caller.workspace_id)
    name = "" if user else given.get("name") or ""
    made = create_member(workspace, given["email"], given.get("password") or None, role_label=role.label, name=name)
    audit.record(caller, "workspaceMember.created", made, {"role": (None, role.label)})
    return made


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
    administrators, found = _locked(caller, workspace_member_id)
    role = _role(caller, role_id)
    if found.pk == caller.user_workspace_id:
        raise errors.AccessError("You cannot change your own role", "CANNOT_UPDATE_SELF_ROLE", code="FORBIDDEN")
    require_cover(caller, role)
    if found.role_id != role.pk:
        _may_lose_role(caller, administrators, found)
    audit.record(caller, "workspaceMember.roleChanged", found, {"role": (found.role, role)})
    found.role = role
    found.save(update_fields=["role", "updated_at"])
    return found


@transaction.atomic
def remove_member(caller: Caller, workspace_member_id: Any) -> Membership:
    """Sessions end at once; the record goes to the bin, since others name it as their author. The last
    administrator stays, and nobody removes himself."""
    require(caller, MEMBERS)
    administrators, found = _locked(caller, workspace_member_id)
    if found.pk == caller.user_workspace_id:
        raise errors.AccessError("You cannot remove yourself", "CANNOT_REMOVE_SELF", code="FORBIDDEN")
    _may_lose_role(caller, administrators, found)
    audit.record(caller, "workspaceMember.removed", found, {"role": (found.role, None)})
    table = table_ident(found.workspace.pg_schema, "workspaceMember")
    with connection.cursor() as cursor:
        cursor.execute(f'update {table} set "deletedAt" = now() where "id" = %s', [found.workspace_member_id])
    Membership.objects.filter(pk=found.pk).delete()
    return found


def administered(user: User | AnonymousUser) -> QuerySet[Workspace]:
    """All workspaces for a superuser, else those in which the person has the protected role Admin."""
    if user.is_superuser:
        return Workspace.objects.all()
    return Workspace.objects.filter(memberships__person__user_id=user.pk or 0, memberships__role__is_editable=False)


def user_of(email: Any) -> User | None:
    """The account with this address, in whatever case."""
    if not isinstance(email, str) or not parse.storable(email):
        return None
    users = get_user_model().objects
    return users.filter(username__iexact=email).first() or users.filter(email__iexact=email).first()


def _locked(caller: Caller, workspace_member_id: Any) -> tuple[list[Membership], Membership]:
    """The administrators and the member meant; two changes follow each other, so that one administrator stays."""
    rows = Membership.objects.filter(workspace_id=caller.workspace_id).select_related("person__user", "role")
    locked: QuerySet[Membership] = rows.select_for_update(of=("self",)).order_by("pk")
    administrators = list(locked.filter(role__is_editable=False))
    wanted = parse.uuid_or_none(workspace_member_id)
    found = wanted and locked.filter(workspace_member_id=wanted).first()
    if not found:
        raise errors.not_found("Workspace member", "WORKSPACE_MEMBER_NOT_FOUND")
    return administrators, found


def _role(caller: Caller, role_id: Any) -> Role:
    wanted = parse.uuid_or_none(role_id)
    role = wanted and Role.objects.filter(workspace_id=caller.workspace_id, pk=wanted).first()
    if not role:
        raise errors.no_such_role()
    if not role.can_be_assigned_to_users:
        raise errors.AccessError(f'Role "{role.label}" cannot be assigned to users', "ROLE_CANNOT_BE_ASSIGNED_TO_USERS")
    return role


def _may_lose_role(caller: Caller, administrators: list[Membership], leaving: Membership) -> None:
    """Nobody takes a role away that he could not give, nor the last administrator's."""
    others = [one for one in administrators if one != leaving and one.person.user.is_active]
    if leaving in administrators and not others:
        raise errors.AccessError(
            "The last administrator of a workspace keeps its role", "UNABLE_TO_REMOVE_LAST_ADMIN", code="FORBIDDEN"
        )
    if leaving.role is not None:
        require_cover(caller, leaving.role)


def _name_in(email: str) -> str:
    """ "jane.austen@example.com" -> "Jane Austen"."""
    return " ".join(part.capitalize() for part in email.partition("@")[0].replace("_", ".").split(".") if part)


def _record(workspace: Workspace, person: Person, user: User) -> UUID:
    """The id of the record through which the APIs show the member. The record APIs themselves may not write it."""
    table = table_ident(workspace.pg_schema, "workspaceMember")
    with connection.cursor() as cursor:
        cursor.execute(f'update {table} set "deletedAt" = null where "userId" = %s returning "id"', [person.pk])
        known = cursor.fetchone()
        if known:
            return UUID(str(known[0]))
        made = uuid4()
        cursor.execute(
            f'insert into {table} ("id", "nameFirstName", "nameLastName", "userEmail", "userId") '
            "values (%s, %s, %s, %s, %s)",
            [made, user.first_name, user.last_name, user.email, person.pk],
        )
    return made
