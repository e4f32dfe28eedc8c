"""Objects of the data model: made, changed and deleted by the services of the API, with its refusals."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.decorators import display
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from apikeys.admin.base import ServiceForm
from apikeys.caller import Caller
from metadata.models import FieldMetadata, ObjectMetadata
from metadata.naming import name_from_label
from metadata.services.change import Change, change_model
from metadata.services.fields import add_field
from metadata.services.names import BASE_NAMES
from metadata.services.objects import LABEL_TYPES, add_object, delete_object, update_object
from twentyapi.admin import losses
from twentyapi.admin.field_form import objects_of
from twentyapi.admin.first_fields import FirstField, first_fields
from twentyapi.admin.switching import Switched

KEYS = {
    "label_singular": "labelSingular",
    "label_plural": "labelPlural",
    "name_singular": "nameSingular",
    "name_plural": "namePlural",
    "description": "description",
    "icon": "icon",
    "is_searchable": "isSearchable",
    "is_active": "isActive",
    "label_identifier": "labelIdentifierFieldMetadataId",
}
"""Field of the form -> key of the service's input."""


class ObjectForm(ServiceForm):
    keys = KEYS
    at_work: FirstField | None = None
    """The first field that is being made."""

    label_singular = forms.CharField(widget=UnfoldAdminTextInputWidget(attrs={"placeholder": "Rocket"}))
    label_plural = forms.CharField(widget=UnfoldAdminTextInputWidget(attrs={"placeholder": "Rockets"}))
    name_singular = forms.CharField(
        label="API name, singular",
        required=False,
        widget=UnfoldAdminTextInputWidget,
        help_text="As in createRocket. Empty: made from the label.",
    )
    name_plural = forms.CharField(
        label="API name, plural",
        required=False,
        widget=UnfoldAdminTextInputWidget,
        help_text="As in /rest/rockets. Empty: made from the label.",
    )
    description = forms.CharField(required=False, widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}))
    icon = forms.CharField(required=False, widget=UnfoldAdminTextInputWidget, help_text="IconRocket, for clients.")
    is_searchable = forms.BooleanField(
        label="Found by search", required=False, initial=True, widget=UnfoldBooleanSwitchWidget
    )
    is_active = forms.BooleanField(
        label="Active",
        required=False,
        widget=UnfoldBooleanSwitchWidget,
        help_text="Without it the object leaves the APIs; its records stay, and come back with it.",
    )
    label_identifier = forms.ChoiceField(
        label="Field that names a record", required=False, widget=UnfoldAdminSelectWidget
    )

    class Meta:
        model = ObjectMetadata
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.instance
        if row._state.adding:
            self.first_fields = first_fields(self.data, objects_of(self.caller))
            return
        named = row.fields.filter(type__in=LABEL_TYPES, is_active=True).order_by("place")
        choices = [(str(field.pk), field.label) for field in named]
        self.fields["label_identifier"].choices = choices  # type: ignore[attr-defined]
        self.initial.update({name: getattr(row, name) for name in KEYS if hasattr(row, name)})
        self.initial["label_identifier"] = str(row.label_identifier_id or "")

    def store(self, given: Any) -> ObjectMetadata:
        values = {key: given.get(name) for name, key in KEYS.items()}
        if self.instance._state.adding:
            del values["isActive"], values["labelIdentifierFieldMetadataId"]
            for name in ("Singular", "Plural"):
                values[f"name{name}"] = values[f"name{name}"] or name_from_label(values[f"label{name}"])
            values |= {key: values[key] or None for key in ("description", "icon")}
            return change_model(self.caller.workspace_id, lambda change: self.made(change, values))
        changed = {KEYS[name]: values[KEYS[name]] for name in self.changed_data}
        return update_object(self.caller.workspace_id, self.instance.pk, changed)

    def made(self, change: Change, values: dict[str, Any]) -> ObjectMetadata:
        """The object and its first fields: all of them, or nothing."""
        self.at_work = None
        row = add_object(change, values)
        for one in self.first_fields.filled():
            self.at_work = one
            add_field(change, one.values(row))
        self.at_work = None
        return row

    def clean(self) -> Any:
        if self.instance._state.adding and self.first_fields.is_bound and not self.first_fields.is_valid():
            self.add_error(None, "A field needs another look: see below.")
        return super().clean()

    def refuse(self, key: str, line: str) -> None:
        """What is wrong with a first field stands there too; a name made of a label is refused at the label."""
        one = self.at_work
        if one is not None:
            self.add_error(None, f"{one.told}: {line}")
            one.refuse(key, line)
            return
        if key.startswith("name") and not self.data.get(f"name_{key.removeprefix('name').lower()}"):
            key = key.replace("name", "label")
        super().refuse(key, line)


@admin.register(ObjectMetadata)
class ObjectAdmin(Switched):
    form = ObjectForm
    list_display = ["label_plural", "name_singular", "origin", "field_count", "shown_state", "links"]
    list_filter = ["is_active", "is_system"]
    search_fields = ["name_singular", "name_plural", "label_singular", "label_plural"]
    ordering = ["is_system", "label_plural"]
    list_per_page = 200
    advice = "Switch “Active” off instead: the object leaves the APIs, and its records stay for the day it comes back."
    change_form_outer_before_template = "settings/object_links.html"
    change_form_after_template = "settings/first_fields.html"
    change_form_outer_after_template = "settings/object_fields.html"

    class Media:
        js = ["settings/first_fields.js"]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        texts = ["label_singular", "label_plural", "description"]
        more = ["name_singular", "name_plural", "icon", "is_searchable"]
        if obj is None:
            return [(None, {"fields": texts}), ("API", {"fields": more})]
        return [(None, {"fields": [*texts, "label_identifier", "is_active"]}), ("API", {"fields": more})]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        counted = Count("fields", filter=Q(fields__is_active=True))
        return super().get_queryset(request).annotate(number_of_fields=counted)

    @display(description="Kind", label={"custom": "success", "system": "warning"})
    def origin(self, row: ObjectMetadata) -> str:
        return "custom" if row.is_custom else "system" if row.is_system else "standard"

    @admin.display(description="Fields", ordering="number_of_fields")
    def field_count(self, row: Any) -> int:
        return row.number_of_fields

    @display(description="State", ordering="is_active", label={"active": "success", "inactive": "danger"})
    def shown_state(self, row: ObjectMetadata) -> str:
        return "active" if row.is_active else "inactive"

    @admin.display(description="Records")
    def links(self, row: ObjectMetadata) -> SafeString | str:
        if not row.is_active:
            return "-"
        address = reverse("settings-records", args=[row.name_plural])
        return format_html('<a class="text-link" href="{}">Browse</a>', address)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        obj = context.get("original")
        if obj is not None:
            rows = list(obj.fields.select_related("target_object").order_by("-is_active", "place", "id"))
            rows.sort(key=lambda row: row.name in BASE_NAMES)
            context["object_fields"] = [(row, described(row)) for row in rows]
        return super().render_change_form(request, context, *args, **kwargs)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        """On to its fields."""
        super().response_add(request, obj, post_url_continue)
        return HttpResponseRedirect(reverse("admin:metadata_objectmetadata_change", args=[obj.pk]))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or obj.is_custom)

    def turn(self, caller: Caller, row: ObjectMetadata, data: dict[str, Any]) -> None:
        update_object(caller.workspace_id, row.pk, data)

    def losses(self, obj: ObjectMetadata) -> list[str]:
        return losses.of_object(obj)

    def remove(self, caller: Caller, obj: ObjectMetadata) -> None:
        delete_object(caller.workspace_id, obj.pk)


def described(row: FieldMetadata) -> str:
    """What a field holds, in a few words."""
    if row.target_object is not None:
        one = row.relation_type == "MANY_TO_ONE"
        return f"one {row.target_object.label_singular}" if one else f"many {row.target_object.label_plural}"
    if row.options:
        return ", ".join(option["label"] for option in row.options)
    return ""
