"""What a caller may do with API keys. Inputs are the contract's inputs, results are rows; skins render them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Func, QuerySet, Value

from apikeys import audit, errors, parse, tokens
from apikeys.caller import Caller
from apikeys.models import ApiKey, Role
from apikeys.services.rights import require, require_cover

MANAGE = "API_KEYS_AND_WEBHOOKS"


def api_keys(caller: Caller) -> list[ApiKey]:
    """The keys of the workspace that are not revoked."""
    require(caller, MANAGE)
    return list(_keys(caller).filter(revoked_at=None).select_related("role"))


def api_key(caller: Caller, key_id: Any) -> ApiKey | None:
    """One key, revoked ones too. A key may look at itself; an id of another workspace is unknown."""
    found = _keys(caller).filter(pk=_id(key_id)).select_related("role").first()
    if found is None or found.pk != caller.api_key_id:
        require(caller, MANAGE)
    return found


@transaction.atomic
def create_api_key(caller: Caller, given: Mapping[str, Any]) -> ApiKey:
    """CreateApiKeyInput -> the row, without a token."""
    require(caller, MANAGE)
    values = parse.api_key_values(given, partial=False)
    role = _assignable_role(caller, values.pop("role_id"))
    key = ApiKey.objects.create(workspace_id=caller.workspace_id, role=role, **values)
    audit.record(caller, "apiKey.created", key, {"role": (None, role.label)})
    return key


@transaction.atomic
def update_api_key(caller: Caller, key_id: Any, given: Mapping[str, Any]) -> ApiKey:
    """name, expiresAt, revokedAt and roleId of a key. Revocation is final: a null does not undo it."""
    require(caller, MANAGE)
    key = _known(caller, key_id)
    values = parse.api_key_values(given, partial=True)
    if "role_id" in values:
        values["role"] = _assignable_role(caller, values.pop("role_id"))
    if "revoked_at" in values and values["revoked_at"] is None:
        del values["revoked_at"]
    if values.get("expires_at", key.expires_at) > key.expires_at:
        _require_cover_of(caller, key)
    changes = {name: (getattr(key, name), value) for name, value in values.items()}
    for name, value in values.items():
        setattr(key, name, value)
    if values:
        key.save(update_fields=[*values, "updated_at"])
        audit.record(caller, "apiKey.updated", key, changes)
    return key


@transaction.atomic
def revoke_api_key(caller: Caller, key_id: Any) -> ApiKey:
    """Ends all tokens of the key at once, in every process. A key may revoke itself."""
    if _id(key_id) != caller.api_key_id:
        require(caller, MANAGE)
    key = _known(caller, key_id)
    key.revoked_at = datetime.now(UTC)
    key.save(update_fields=["revoked_at", "updated_at"])
    audit.record(caller, "apiKey.revoked", key)
    return key


@transaction.atomic
def assign_role_to_api_key(caller: Caller, key_id: Any, role_id: Any) -> bool:
    require(caller, MANAGE)
    key = _known(caller, key_id)
    before, key.role = key.role, _assignable_role(caller, parse.uuid_or_none(role_id))
    key.save(update_fields=["role", "updated_at"])
    audit.record(caller, "apiKey.updated", key, {"role": (before, key.role)})
    return True


@transaction.atomic
def generate_api_key_token(caller: Caller, key_id: Any, given: Mapping[str, Any]) -> str:
    """A further token of a key, for `{expiresAt}` or as long as the key lives."""
    require(caller, MANAGE)
    key = _known(caller, key_id)
    if key.revoked_at is not None:
        raise errors.AccessError("This API Key is revoked", "API_KEY_REVOKED")
    if key.expires_at <= datetime.now(UTC):
        raise errors.AccessError("This API Key has expired", "API_KEY_EXPIRED")
    _require_cover_of(caller, key)
    try:
        token = tokens.token_for(key, parse.token_expiry(given))
    except tokens.TokenOutlivesKey:
        raise errors.BadInput("expiresAt must not be later than the expiry of the API key") from None
    audit.record(caller, "apiKey.tokenMade", key, {"tokenNumber": (None, key.token_count)})
    return token


@transaction.atomic
def end_api_key_token(caller: Caller, key_id: Any, number: int) -> ApiKey:
    """Ends one token of a key alone, by its claim `tokenNumber`; the others stay valid."""
    if _id(key_id) != caller.api_key_id:
        require(caller, MANAGE)
    key = _known(caller, key_id)
    if not 1 <= number <= key.token_count:
        raise errors.not_found("API key token", "API_KEY_TOKEN_NOT_FOUND")
    appended = Func(F("ended_tokens"), Value(number), function="array_append")
    _keys(caller).filter(pk=key.pk).exclude(ended_tokens__contains=[number]).update(ended_tokens=appended)
    key.refresh_from_db(fields=["ended_tokens"])
    audit.record(caller, "apiKey.tokenEnded", key, {"tokenNumber": (number, None)})
    return key


def _keys(caller: Caller) -> QuerySet[ApiKey]:
    return ApiKey.objects.filter(workspace_id=caller.workspace_id)


def _id(value: Any) -> UUID:
    found = parse.uuid_or_none(value)
    if found is None:
        raise errors.BadInput("Validation failed (uuid is expected)")
    return found


def _known(caller: Caller, key_id: Any) -> ApiKey:
    found = _keys(caller).filter(pk=_id(key_id)).select_related("role").first()
    if found is None:
        raise errors.not_found("API key", "API_KEY_NOT_FOUND")
    return found


def _assignable_role(caller: Caller, role_id: UUID | None) -> Role:
    """A role of the caller's workspace, made for API keys, that allows nothing which the caller may not."""
    role = role_id and Role.objects.filter(workspace_id=caller.workspace_id, pk=role_id).first()
    if not role:
        raise errors.no_such_role()
    if not role.can_be_assigned_to_api_keys:
        raise errors.AccessError(
            f'Role "{role.label}" cannot be assigned to API keys', "ROLE_CANNOT_BE_ASSIGNED_TO_API_KEYS"
        )
    require_cover(caller, role)
    return role


def _require_cover_of(caller: Caller, key: ApiKey) -> None:
    """A weaker caller cannot borrow a stronger key. A key without a role opens nothing."""
    if key.role is not None:
        require_cover(caller, key.role)
