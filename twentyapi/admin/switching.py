"""Parts of the data model that are switched off and on again, several at once."""

from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from apikeys.admin.base import WorkspaceRows, authored
from apikeys.admin.scope import acting
from apikeys.caller import Caller


class Switched(WorkspaceRows):
    actions = ["activate", "deactivate"]

    def turn(self, caller: Caller, row: Any, data: dict[str, Any]) -> None:
        """Asks the service."""
        raise NotImplementedError

    def get_actions(self, request: HttpRequest) -> Any:
        """What is deleted for good is deleted one by one, after its page has told what goes with it."""
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    @admin.action(description="Activate: back into the APIs with all values")
    def activate(self, request: HttpRequest, queryset: QuerySet) -> None:
        self.turn_all(request, queryset, True)

    @admin.action(description="Deactivate: out of the APIs, values stay")
    def deactivate(self, request: HttpRequest, queryset: QuerySet) -> None:
        self.turn_all(request, queryset, False)

    def turn_all(self, request: HttpRequest, queryset: QuerySet, active: bool) -> None:
        rows = list(queryset.exclude(is_active=active))
        done = sum(self.attempt(request, partial(self.turn_one, request, row, active)) for row in rows)
        messages.success(request, f"{done} of {len(rows)} are {'active' if active else 'inactive'} now.")

    def turn_one(self, request: HttpRequest, row: Any, active: bool) -> None:
        caller = acting(request, row.workspace)
        with authored(caller):
            self.turn(caller, row, {"isActive": active})
