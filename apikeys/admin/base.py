"""What all settings pages share: rows of the person's workspaces, forms that a service stores, refusals in words."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import flatten_fieldsets
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from unfold.admin import ModelAdmin

from apikeys.admin.scope import acting, administered, current, current_or_refuse
from apikeys.caller import Caller
from apikeys.errors import AccessError, BadInput
from metadata.errors import MetadataValidationError, ModelError
from metadata.models import Workspace
from metadata.services.change import Author, author

REFUSALS = (AccessError, ModelError)


def refusals(error: Exception) -> list[tuple[str, str]]:
    """What the API answers, a line a problem, each with the key of the input that it is about, if it is about one."""
    if isinstance(error, MetadataValidationError):
        problems = [problem for entity in error.entities for problem in entity.problems]
        return [(problem.at, problem.message) for problem in problems] or [("", error.message)]
    if isinstance(error, BadInput):
        return [(line.partition(" ")[0], line) for line in error.messages]
    return [("", str(getattr(error, "message", error)))]


def words(error: Exception) -> list[str]:
    return [line for _, line in refusals(error)]


@contextmanager
def authored(caller: Caller) -> Iterator[None]:
    """Changes of the data model are on record as the person's."""
    token = author.set(Author.of(caller))
    try:
        yield
    finally:
        author.reset(token)


class ServiceForm(forms.ModelForm):
    """Its values are stored by a service as part of being checked: what an API refuses, the form refuses alike."""

    caller: ClassVar[Caller]
    keys: ClassVar[Mapping[str, str]] = {}
    """Input of the form -> key of the service's input, at which its refusals are shown."""

    def store(self, given: Mapping[str, Any]) -> Model:
        raise NotImplementedError

    def clean(self) -> Mapping[str, Any]:  # type: ignore[override]
        given = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                with transaction.atomic(), authored(self.caller):
                    self.instance = self.store(given)
            except REFUSALS as error:
                for key, line in refusals(error):
                    self.refuse(key, line)
        return given

    def refuse(self, key: str, line: str) -> None:
        """At the input that the service means, if the form shows it."""
        near = (name for name, wanted in self.keys.items() if key and wanted == key and name in self.fields)
        self.add_error(next(near, None), line)

    def _post_clean(self) -> None:
        """The service has made or changed the row."""

    def save(self, commit: bool = True) -> Model:
        return self.instance

    def save_m2m(self) -> None:
        """There is nothing left to save."""


class WorkspaceRows(ModelAdmin):
    """Rows of the person's workspaces. Lists and new rows are those of the chosen one."""

    list_filter_submit = False
    compressed_fields = True
    workspace_path: ClassVar[str] = "workspace"
    delete_confirmation_template = "settings/delete.html"
    advice: ClassVar[str] = ""
    """What a person may do instead of deleting a row."""

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Pages of one row are reached by address, whichever workspace is chosen."""
        place = request.resolver_match
        listed = place is not None and str(place.url_name).endswith("_changelist")
        mine = [current_or_refuse(request)] if listed else administered(request.user)
        return super().get_queryset(request).filter(**{f"{self.workspace_path}__in": mine})

    def workspace_of(self, request: HttpRequest, obj: Any = None) -> Workspace:
        return obj.workspace if obj else current_or_refuse(request)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        if issubclass(form, ServiceForm):
            form.caller = acting(request, self.workspace_of(request, obj))
            shown = flatten_fieldsets(self.get_fieldsets(request, obj))
            form.base_fields = {name: field for name, field in form.base_fields.items() if name in shown}
        return form

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        return form.save(commit=False)

    def save_model(self, request: HttpRequest, obj: Model, form: Any, change: bool) -> None:
        if not isinstance(form, ServiceForm):
            super().save_model(request, obj, form, change)

    # -- who may ------------------------------------------------------------------------------------------------
    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        user = request.user
        if not user.is_active:
            return False
        if obj is None:
            return current(request) is not None
        return administered(user).filter(pk=self.workspace_of(request, obj).pk).exists()

    has_add_permission = has_view_permission
    has_change_permission = has_view_permission
    has_delete_permission = has_view_permission

    # -- what services refuse -----------------------------------------------------------------------------------
    def attempt(self, request: HttpRequest, work: Callable[[], Any]) -> bool:
        """Runs the work of a button; a refusal becomes a message."""
        try:
            with transaction.atomic():
                work()
        except REFUSALS as error:
            for line in words(error):
                messages.error(request, line)
            return False
        return True

    def remove(self, caller: Caller, obj: Any) -> None:
        """What deleting a row calls, where a service does it."""
        obj.delete()

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        caller = acting(request, self.workspace_of(request, obj))
        with authored(caller):
            self.remove(caller, obj)

    def losses(self, obj: Any) -> list[str]:
        """What a deletion takes along, a line each."""
        return [str(obj)]

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        for row in queryset:
            self.attempt(request, partial(self.delete_model, request, row))

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        try:
            return super().delete_view(request, object_id, {"advice": self.advice} | (extra_context or {}))
        except REFUSALS as error:
            for line in words(error):
                messages.error(request, line)
            name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
            return HttpResponseRedirect(reverse(name, args=[object_id]))

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[list, dict, set, list]:
        """A service removes what belongs to the row, so that nothing below it needs a permission of its own."""
        return (
            [line for one in objs for line in self.losses(one)],
            {self.opts.verbose_name_plural: len(objs)},
            set(),
            [],
        )


class ReadOnly(WorkspaceRows):
    """To read only."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    has_change_permission = has_add_permission
    has_delete_permission = has_add_permission
