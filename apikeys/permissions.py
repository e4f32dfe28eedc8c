"""What a role allows, frozen: the engine asks this and nothing else."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

SYSTEM_WRITE_PROTECTED = frozenset({"workspaceMember"})
"""Objects (nameSingular) whose records nobody writes through the record APIs, not even Admin."""

FLAGS = (
    "API_KEYS_AND_WEBHOOKS",
    "WORKSPACE",
    "WORKSPACE_MEMBERS",
    "ROLES",
    "DATA_MODEL",
    "SECURITY",
    "WORKFLOWS",
    "IMPERSONATE",
    "SSO_BYPASS",
    "APPLICATIONS",
    "MARKETPLACE_APPS",
    "LAYOUTS",
    "BILLING",
    "AI_SETTINGS",
    "AI",
    "VIEWS",
    "UPLOAD_FILE",
    "DOWNLOAD_FILE",
    "SEND_EMAIL_TOOL",
    "CREATE_CALENDAR_EVENT_TOOL",
    "HTTP_REQUEST_TOOL",
    "CODE_INTERPRETER_TOOL",
    "IMPORT_CSV",
    "EXPORT_CSV",
    "CONNECTED_ACCOUNTS",
    "PROFILE_INFORMATION",
)


class Rights(NamedTuple):
    """The four record rights. A right to change a record is worth nothing without the right to read it."""

    read: bool
    update: bool
    soft_delete: bool
    destroy: bool

    def within(self, other: "Rights") -> bool:
        return all(theirs or not ours for ours, theirs in zip(self, other, strict=True))


ALL = Rights(True, True, True, True)
NONE = Rights(False, False, False, False)


@dataclass(frozen=True, slots=True, eq=False)
class Permissions:
    """The rights of one role at one version. `key` names that pair: equal keys allow the same."""

    key: tuple[UUID | None, int]
    defaults: Rights
    objects: Mapping[UUID, Rights] = field(default_factory=dict)
    unreadable: Mapping[UUID, UUID] = field(default_factory=dict)
    """Field id -> object id. A field that may not be read may not be updated either."""
    locked: Mapping[UUID, UUID] = field(default_factory=dict)
    """Field id -> object id of the fields that may not be updated."""
    flags: frozenset[str] = frozenset()
    all_settings: bool = False
    all_tools: bool = False
    unrestricted: bool = False
    """Every record of every object and every field: nothing needs to be asked."""

    @property
    def role_id(self) -> UUID | None:
        return self.key[0]

    def rights(self, object_id: UUID) -> Rights:
        return self.objects.get(object_id, self.defaults)

    def can_read(self, object_id: UUID) -> bool:
        return self.unrestricted or self.rights(object_id).read

    def can_update(self, object_id: UUID) -> bool:
        return self.unrestricted or self.rights(object_id).update

    def can_soft_delete(self, object_id: UUID) -> bool:
        return self.unrestricted or self.rights(object_id).soft_delete

    def can_destroy(self, object_id: UUID) -> bool:
        return self.unrestricted or self.rights(object_id).destroy

    def readable(self, field_id: UUID, object_id: UUID) -> bool:
        return self.unrestricted or (field_id not in self.unreadable and self.rights(object_id).read)

    def updatable(self, field_id: UUID, object_id: UUID) -> bool:
        return self.unrestricted or (field_id not in self.locked and self.rights(object_id).update)

    def allows_setting(self, flag: str) -> bool:
        return self.all_settings or flag in self.flags

    def covers(self, other: "Permissions") -> bool:
        """True when `other` allows nothing that this does not allow: the rule for handing out a role."""
        return (
            self._covers_records(other)
            and (self.all_settings or not other.all_settings)
            and (self.all_tools or not other.all_tools)
            and all(self.allows_setting(flag) for flag in other.flags)
        )

    def _covers_records(self, other: "Permissions") -> bool:
        if self.unrestricted:
            return True
        if not other.defaults.within(self.defaults):
            return False
        named = self.objects.keys() | other.objects.keys()
        return (
            all(other.rights(object_id).within(self.rights(object_id)) for object_id in named)
            and not any(other.readable(*pair) for pair in self.unreadable.items())
            and not any(other.updatable(*pair) for pair in self.locked.items())
        )


NOTHING = Permissions(key=(None, 0), defaults=NONE)


def permissions_of(role_id: UUID, version: int, parts: Mapping[str, Any]) -> Permissions:
    """From the JSON that the authentication statement aggregates: role flags, object and field rows, setting flags."""
    role = parts["role"]
    defaults = _rights(role, NONE)
    objects = {UUID(row[0]): _rights(row[1:], _flags(role)) for row in parts["objects"]}
    unreadable = _restricted(row for row in parts["fields"] if row[2] is False)
    locked = unreadable | _restricted(row for row in parts["fields"] if row[3] is False)
    return Permissions(
        key=(role_id, version),
        defaults=defaults,
        objects=objects,
        unreadable=unreadable,
        locked=locked,
        flags=frozenset(parts["flags"]),
        all_settings=parts["settings"],
        all_tools=parts["tools"],
        unrestricted=defaults == ALL and not unreadable and not locked and all(r == ALL for r in objects.values()),
    )


def _flags(values: Iterable[Any]) -> Rights:
    return Rights(*(bool(value) for value in values))


def _rights(own: Iterable[bool | None], inherited: Rights) -> Rights:
    """A null right is inherited from the role; then whatever cannot be read cannot be changed."""
    rights = Rights(*(theirs if mine is None else mine for mine, theirs in zip(own, inherited, strict=True)))
    return rights if rights.read else NONE


def _restricted(rows: Iterable[Any]) -> dict[UUID, UUID]:
    return {UUID(row[0]): UUID(row[1]) for row in rows}
