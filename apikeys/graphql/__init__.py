"""Keys, roles, sessions and the workspace in the metadata schema."""

from typing import Any

import graphene

from apikeys.errors import AccessError, AuthenticationError
from metadata.graphql.errors import NOT_YOURS, Door

from .keys import KeyMutation, KeyQuery
from .roles import RoleMutation, RoleQuery
from .sessions import SessionMutation
from .sign_in import SignInMutation, SignInQuery
from .users import UserQuery
from .workspace_roots import WorkspaceMutation, WorkspaceQuery

__all__ = ["ACCESS_DOORS", "AccessMutation", "AccessQuery", "refused_credential"]


class AccessQuery(KeyQuery, RoleQuery, SignInQuery, UserQuery, WorkspaceQuery, graphene.ObjectType):
    """Everything that may be read of keys, roles and the workspace."""


class AccessMutation(
    KeyMutation, RoleMutation, SessionMutation, SignInMutation, WorkspaceMutation, graphene.ObjectType
):
    """Everything that may be changed of them."""


def _access(error: AccessError) -> tuple[str, dict[str, Any]]:
    told = NOT_YOURS if error.sub_code == "PERMISSION_DENIED" else f"{error.user_friendly_message.rstrip('.')}."
    return error.message, {"subCode": error.sub_code, "code": error.code, "userFriendlyMessage": told}


def _credential(error: AuthenticationError) -> tuple[str, dict[str, Any]]:
    sub_code = {"subCode": error.sub_code} if error.sub_code else {}
    return str(error), {**sub_code, "code": error.code, "userFriendlyMessage": error.user_friendly_message}


ACCESS_DOORS: dict[type[Exception], Door] = {AccessError: _access, AuthenticationError: _credential}


def refused_credential(error: AuthenticationError) -> dict[str, Any]:
    """The one error of a request whose credential is bad: nothing of it is run."""
    message, extensions = _credential(error)
    return {"message": message, "extensions": extensions}
