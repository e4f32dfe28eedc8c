"""The record of who changed what in the settings of a workspace, written in the transaction of the change."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models

from apikeys.caller import Caller
from apikeys.models import ApiKey, AuditEntry, Membership, Person
from apikeys.render import instant
from metadata.models import FieldMetadata, IndexMetadata, ObjectMetadata
from metadata.services.change import Author, ModelChanged, ModelEvent

MODEL = {ObjectMetadata: "objectMetadata", FieldMetadata: "fieldMetadata", IndexMetadata: "indexMetadata"}
UNTOLD = frozenset({"updated_at", "created_at"})
Changes = Mapping[str, tuple[Any, Any]]


def record(caller: Caller, action: str, row: models.Model, changes: Changes | None = None) -> None:
    """`action` is `apiKey.revoked` and the like; `changes` name -> (before, after)."""
    AuditEntry.objects.create(
        workspace_id=caller.workspace_id,
        actor_kind=caller.kind,
        actor_id=caller.api_key_id or caller.user_id,
        actor_name=caller.name[:255],
        **told(action, row, changes),
    )


def record_server(row: models.Model, action: str, changes: Changes) -> None:
    """What the server does by itself, such as pausing a webhook; `row` is one of a workspace."""
    _record({"actor_kind": "server", "actor_name": "The server"}, row, action, changes)


def record_person(person: Person, row: models.Model, action: str, changes: Changes) -> None:
    """What somebody does who is no member yet."""
    name = person.user.get_full_name() or person.user.get_username()
    _record({"actor_kind": "user", "actor_id": person.pk, "actor_name": name[:255]}, row, action, changes)


def _record(actor: dict[str, Any], row: models.Model, action: str, changes: Changes) -> None:
    workspace_id = row.workspace_id  # type: ignore[attr-defined]
    AuditEntry.objects.create(workspace_id=workspace_id, **actor, **told(action, row, changes))


def told(action: str, row: models.Model, changes: Changes | None = None) -> dict[str, Any]:
    return {
        "action": action,
        "target_id": row.pk if isinstance(row.pk, UUID) else None,
        "target_name": str(row)[:255],
        "changes": {name: [plain(old), plain(new)] for name, (old, new) in (changes or {}).items() if old != new},
    }


def record_model(change: ModelChanged) -> None:
    """Every change of the data model that somebody asked for; those of commands have no author."""
    if change.by is None:
        return
    actor = _actor(change.by)
    AuditEntry.objects.bulk_create(
        AuditEntry(workspace_id=change.workspace_id, **actor, **_model_entry(event))
        for event in change.events
        if type(event.row) in MODEL
    )


def plain(value: Any) -> Any:
    """What JSON can hold."""
    if isinstance(value, datetime):
        return instant(value)
    if value is None or isinstance(value, (bool, int, float, str, list, dict)):
        return value
    return str(value)


def _model_entry(event: ModelEvent) -> dict[str, Any]:
    changes = {name: (event.before.get(name), getattr(event.row, name)) for name in event.changed if name not in UNTOLD}
    return told(f"{MODEL[type(event.row)]}.{event.action}", event.row, changes)


def _actor(author: Author) -> dict[str, Any]:
    if author.api_key_id is not None:
        name = ApiKey.objects.filter(pk=author.api_key_id).values_list("name", flat=True).first()
        return {"actor_kind": "api_key", "actor_id": author.api_key_id, "actor_name": name or ""}
    members = Membership.objects.select_related("person__user")
    member_id = author.workspace_member_id
    found = members.filter(workspace_member_id=member_id).first() if member_id is not None else None
    name = found.person.user.get_full_name() if found else author.name[:255]
    return {"actor_kind": author.kind, "actor_id": author.user_id, "actor_name": name}
