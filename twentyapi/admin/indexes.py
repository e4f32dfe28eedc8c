"""Indexes: those that a person asks for are made and deleted here, those of fields and relations are shown."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.widgets import UnfoldAdminSelectWidget

from apikeys.admin.base import ServiceForm, WorkspaceRows
from apikeys.caller import Caller
from metadata.models import FieldMetadata, IndexMetadata
from metadata.schema.build import frozen_field
from metadata.services.indexes import belongs_to_field, create_index, delete_index

PLACES = ("first", "second", "third")
METHODS = [("BTREE", "Equal, greater, less, sorted"), ("GIN", "Inside texts, lists and JSON")]
SHOWN = ["name", "object", "covered", "index_type", "is_unique", "index_where_clause", "state"]


class IndexForm(ServiceForm):
    keys = {"first": "fields", "index_type": "indexType"}

    first = forms.ChoiceField(label="Field", widget=UnfoldAdminSelectWidget)
    second = forms.ChoiceField(label="And then", required=False, widget=UnfoldAdminSelectWidget)
    third = forms.ChoiceField(
        label="And then",
        required=False,
        widget=UnfoldAdminSelectWidget,
        help_text="Of the same object. An index over several fields serves calls that compare the first ones.",
    )
    index_type = forms.ChoiceField(
        label="For conditions",
        choices=METHODS,
        widget=UnfoldAdminSelectWidget,
        help_text="An index makes reading by these fields faster and each writing a little slower.",
    )

    class Meta:
        model = IndexMetadata
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            choices = columns(self.caller)
            for name in PLACES:
                self.fields[name].choices = [("", "-"), *choices]  # type: ignore[attr-defined]

    def store(self, given: Any) -> IndexMetadata:
        chosen = [given[name].split(".") for name in PLACES if given[name]]
        parent = FieldMetadata.objects.get(pk=chosen[0][0]).object_id
        parts = [{"fieldMetadataId": field, "subFieldName": part or None} for field, part in chosen]
        told = {"objectMetadataId": str(parent), "indexType": given["index_type"], "fields": parts}
        return create_index(self.caller.workspace_id, told)


def columns(caller: Caller) -> list[tuple[str, list[tuple[str, str]]]]:
    """What an index may cover, object by object."""
    rows = FieldMetadata.objects.filter(
        workspace_id=caller.workspace_id, is_active=True, object__is_active=True
    ).select_related("object")
    found: dict[str, list[tuple[str, str]]] = {}
    for row in rows.order_by("object__is_system", "object__label_plural", "place"):
        for column in frozen_field(row, row.object.name_singular).columns:
            part = column.part.name
            label = f"{row.label}: {part}" if part else row.label
            found.setdefault(row.object.label_plural, []).append((f"{row.pk}.{part}", label))
    return list(found.items())


@admin.register(IndexMetadata)
class IndexAdmin(WorkspaceRows):
    form = IndexForm
    list_display = ["name", "object", "covered", "index_type", "is_unique", "is_custom", "state"]
    list_filter = ["is_custom", "index_type", "is_unique", "state"]
    list_select_related = ["object"]
    search_fields = ["name", "object__name_singular"]
    ordering = ["object__name_singular", "name"]
    actions = None

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return SHOWN if obj else [*PLACES, "index_type"]

    @admin.display(description="Fields")
    def covered(self, row: IndexMetadata) -> str:
        names = {str(field.pk): field.name for field in row.object.fields.all()}
        parts = [(names.get(part["fieldMetadataId"], "?"), part["subFieldName"]) for part in row.fields]
        return ", ".join(f"{name}.{part}" if part else name for name, part in parts)

    def get_queryset(self, request: HttpRequest) -> QuerySet[IndexMetadata]:
        return super().get_queryset(request).prefetch_related("object__fields")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or not belongs_to_field(obj))

    def losses(self, obj: IndexMetadata) -> list[str]:
        return [f"The index over {self.covered(obj)} of {obj.object.label_plural}; no record and no value"]

    def remove(self, caller: Caller, obj: IndexMetadata) -> None:
        delete_index(caller.workspace_id, obj.pk)
