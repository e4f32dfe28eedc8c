"""The two questions before a change: may the caller do this, and does he give away more than he has?"""

import orjson

from apikeys import errors, statements
from apikeys.caller import Caller
from apikeys.models import Role
from apikeys.permissions import Permissions, permissions_of


def require(caller: Caller, *flags: str) -> None:
    """Any one of the settings flags will do."""
    if not any(caller.permissions.allows_setting(flag) for flag in flags):
        raise errors.denied()


def require_cover(caller: Caller, role: Role) -> None:
    """Nobody hands out a right that he does not have himself."""
    if not caller.permissions.covers(permissions_now(role)):
        raise errors.too_many_rights()


def permissions_now(role: Role) -> Permissions:
    """What the role allows at this moment, inside the caller's transaction."""
    row = statements.first(statements.OF_ROLE, (role.pk,))
    assert row is not None
    return permissions_of(role.pk, row[0], orjson.loads(row[1]))
