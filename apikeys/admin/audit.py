"""The audit log, to read."""

import json
from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from apikeys.admin.base import ReadOnly
from apikeys.models import AuditEntry, spaced

KINDS = {
    "api_key": "API key",
    "user": "Member",
    "admin": "Person in these settings",
    "server": "The server by itself",
}
SUBJECTS = {
    "apiKey": "API keys",
    "role": "Roles",
    "workspaceMember": "Members",
    "webhook": "Webhooks",
    "objectMetadata": "Objects",
    "fieldMetadata": "Fields",
    "indexMetadata": "Indexes",
}


class Choice(admin.SimpleListFilter):
    """One of the words; `condition` is a lookup with what it asks for, {} standing for the word."""

    words: Mapping[str, str]
    condition: tuple[str, str]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(self.words.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        lookup, asked = self.condition
        return queryset.filter(**{lookup: asked.format(self.value())}) if self.value() in self.words else queryset


class Subject(Choice):
    title = parameter_name = "subject"
    words, condition = SUBJECTS, ("action__startswith", "{}.")


class Kind(Choice):
    title, parameter_name = "kind of actor", "actor_kind"
    words, condition = KINDS, ("actor_kind", "{}")


@admin.register(AuditEntry)
class AuditAdmin(ReadOnly):
    """Entries are never changed."""

    list_display = ["at", "event", "target_name", "actor_name", "kind"]
    list_filter = [Subject, Kind]
    search_fields = ["action", "target_name", "actor_name"]
    fields = ["at", "event", "action", "target_name", "target_id", "actor_name", "kind", "actor_id", "what_changed"]
    readonly_fields = ["event", "kind", "what_changed"]
    date_hierarchy = "at"

    @admin.display(description="Event", ordering="action")
    def event(self, row: AuditEntry) -> str:
        return row.in_words

    @admin.display(description="Kind of actor", ordering="actor_kind")
    def kind(self, row: AuditEntry) -> str:
        return KINDS.get(row.actor_kind, row.actor_kind)

    @admin.display(description="Changes")
    def what_changed(self, row: AuditEntry) -> SafeString | str:
        if not row.changes:
            return "-"
        lines = format_html_join("", "<li>{}: {} → {}</li>", (shown(*one) for one in row.changes.items()))
        return format_html('<ul class="changes">{}</ul>', lines)


def shown(name: str, pair: Any) -> tuple[str, str, str]:
    before, after = pair if isinstance(pair, list) and len(pair) == 2 else ("", pair)
    return spaced(name), _text(before), _text(after)


def _text(value: Any) -> str:
    if value is None or value == "":
        return "nothing"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
