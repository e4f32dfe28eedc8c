"""The audit log, to read."""

from typing import Any

from django.contrib import admin
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from apikeys.admin.base import ReadOnly
from apikeys.models import AuditEntry


@admin.register(AuditEntry)
class AuditAdmin(ReadOnly):
    """Entries are never changed."""

    list_display = ["at", "action", "target_name", "actor_name", "actor_kind"]
    list_filter = ["actor_kind"]
    search_fields = ["action", "target_name", "actor_name"]
    fields = ["at", "action", "target_name", "target_id", "actor_name", "actor_kind", "actor_id", "what_changed"]
    readonly_fields = ["what_changed"]
    date_hierarchy = "at"

    @admin.display(description="Changes")
    def what_changed(self, row: AuditEntry) -> SafeString | str:
        if not row.changes:
            return "-"
        lines = format_html_join("", "<li><code>{}</code>: {} → {}</li>", (shown(*one) for one in row.changes.items()))
        return format_html('<ul class="changes">{}</ul>', lines)


def shown(name: str, pair: Any) -> tuple[str, str, str]:
    before, after = pair if isinstance(pair, list) and len(pair) == 2 else ("", pair)
    return name, str(before), str(after)
