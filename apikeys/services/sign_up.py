"""How somebody comes in without being added: only where SIGN_UP_ENABLED says so. Addresses are not verified."""

from hmac import compare_digest
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from apikeys import audit, errors, parse, sessions
from apikeys.models import Membership, Person, Role
from apikeys.services.people import join, user_of
from apikeys.services.sign_in import LONGEST_ADDRESS, checked, person_of
from metadata.models import Workspace
from metadata.services.preferences import preferences_of
from metadata.services.settings import update_workspace
from metadata.services.workspaces import create_workspace

SHORTEST_INVITE = 16
"""A shorter invite hash could be guessed: it opens nothing."""
MOST_WORKSPACES = 3
"""Workspaces that one person may make by signing up."""


def sign_up(email: Any, password: Any) -> dict[str, Any]:
    """signUp: an account that is in no workspace yet, and the AuthTokenPair with which it makes one."""
    _require_enabled()
    return sessions.without_workspace(_new_account(email, password))


def sign_up_in_workspace(
    request: HttpRequest, email: Any, password: Any, workspace_id: Any, invite: Any, personal_invite: Any
) -> tuple[dict[str, Any], Workspace]:
    """signUpInWorkspace: the account, new or known, becomes a member with the default role. {token, expiresAt}."""
    _require_enabled()
    workspace = _inviting(workspace_id, invite, personal_invite)
    known = user_of(email)
    if known and checked(request, email, password) is None:  # outside the transaction: a failure stays counted
        raise errors.wrong_password()
    usual = workspace.default_role_id
    with transaction.atomic():
        person = Person.objects.get_or_create(user=known)[0] if known else _new_account(email, password)
        if Membership.objects.filter(person=person, workspace=workspace).exists():
            raise errors.AccessError("This person is a member already", "ALREADY_A_MEMBER")
        _joined(workspace, person, Role.objects.filter(workspace=workspace, pk=usual).first() if usual else None)
    return sessions.login(person, workspace.pk), workspace


@transaction.atomic
def sign_up_in_new_workspace(request: HttpRequest, given: dict[str, Any]) -> tuple[dict[str, Any], Workspace]:
    """signUpInNewWorkspace: who is signed in becomes the administrator of a new workspace. {token, expiresAt}."""
    _require_enabled()
    person = person_of(request)
    Person.objects.select_for_update().get(pk=person.pk)
    own = Membership.objects.filter(person=person, role__is_editable=False).count()
    if own >= MOST_WORKSPACES and not person.user.is_superuser:
        message = f"You administer {own} workspaces; more than {MOST_WORKSPACES} are made by the server's administrator"
        raise errors.AccessError(message, "TOO_MANY_WORKSPACES", status=403, code="FORBIDDEN")
    workspace = create_workspace(_name(given, person))
    wanted = {"subdomain": given["subdomain"]} if given.get("subdomain") is not None else {}
    if wanted:
        workspace = update_workspace(workspace.pk, wanted)
    _joined(workspace, person, Role.objects.get(workspace=workspace, is_editable=False))
    return sessions.login(person, workspace.pk), workspace


def _require_enabled() -> None:
    if not settings.SIGN_UP_ENABLED:
        raise errors.AccessError(
            "Sign-up is not enabled on this server: an administrator of the workspace adds people, in the settings "
            "under Members or with manage.py create_member",
            "SIGNUP_DISABLED",
            status=403,
            code="FORBIDDEN",
        )


def _inviting(workspace_id: Any, invite: Any, personal_invite: Any) -> Workspace:
    """The workspace whose invite hash this is. Unknown workspaces and wrong hashes are told alike."""
    if not invite:
        told = "There are no personal invitations here" if personal_invite else "This workspace is joined by invitation"
        message = f"{told}: pass workspaceInviteHash, the inviteHash that the workspace's administrator has set"
        raise errors.AccessError(message, "INVITATION_REQUIRED", status=403, code="FORBIDDEN")
    found = _invited_to(workspace_id, str(invite))
    kept = (found and found.is_public_invite_link_enabled and preferences_of(found)["inviteHash"]) or ""
    if not found or len(kept) < SHORTEST_INVITE or not compare_digest(kept.encode(), str(invite).encode()):
        raise errors.AccessError("Invalid invite hash", "INVALID_INVITATION", status=403, code="FORBIDDEN")
    return found


def _invited_to(workspace_id: Any, invite: str) -> Workspace | None:
    """An invite link holds the hash alone."""
    active = Workspace.objects.filter(activation_status="ACTIVE")
    if workspace_id is None:
        return active.filter(settings__preferences__inviteHash=invite).first() if parse.storable(invite) else None
    wanted = parse.uuid_or_none(workspace_id)
    return active.filter(pk=wanted).first() if wanted else None


def _new_account(email: Any, password: Any) -> Person:
    address = _address(email)
    if user_of(address):
        raise _taken()
    try:
        validate_password(password, User(username=address, email=address))
    except ValidationError as error:
        raise errors.BadInput(*error.messages) from None
    try:
        with transaction.atomic():
            user = get_user_model().objects.create_user(address, address, password)
            return Person.objects.create(user=user, signed_up=True)
    except IntegrityError:
        raise _taken() from None


def _address(email: Any) -> str:
    try:
        validate_email(email)
    except ValidationError:
        raise errors.BadInput("email must be an email") from None
    if len(email) > LONGEST_ADDRESS:
        raise errors.BadInput(f"email must be shorter than or equal to {LONGEST_ADDRESS} characters")
    return str(email).lower()


def _name(given: dict[str, Any], person: Person) -> str:
    if given.get("displayName") is None:
        return str(given.get("subdomain") or person.user.email.partition("@")[0])
    problems: list[str] = []
    found = parse.text(given, "displayName", problems)
    if problems:
        raise errors.BadInput(*problems)
    return str(found)


def _taken() -> errors.AccessError:
    return errors.AccessError("An account with this address exists already", "USER_ALREADY_EXISTS")


def _joined(workspace: Workspace, person: Person, role: Role | None) -> None:
    made = join(workspace, person.user, role)
    audit.record_person(person, made, "workspaceMember.signedUp", {"role": (None, role)})
