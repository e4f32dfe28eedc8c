"""Fields of the data model: made, changed and deleted by the services of the API, with its refusals."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from unfold.decorators import display

from apikeys.caller import Caller
from metadata.models import FieldMetadata
from metadata.services.fields import delete_field, update_field
from twentyapi.admin import losses
from twentyapi.admin.field_form import DEFAULTED, OPTIONED, RELATED, SINGLE, FieldForm
from twentyapi.admin.switching import Switched

NEW = [
    (None, {"fields": ["object", "type", "label", "description"]}),
    ("What it holds", {"fields": ["options", "relation_type", "target", "targets", "target_label", "on_delete"]}),
    ("Rules", {"fields": ["default", "is_nullable", "is_unique"]}),
    ("API", {"fields": ["name", "icon", "settings"]}),
]


@admin.register(FieldMetadata)
class FieldAdmin(Switched):
    form = FieldForm
    list_display = ["label", "name", "object", "type", "origin", "shown_state", "is_nullable", "is_unique"]
    list_filter = ["is_active", "type"]
    list_select_related = ["object"]
    list_per_page = 50
    search_fields = ["name", "label", "object__name_singular"]
    ordering = ["object__name_singular", "place"]
    advice = "Switch “Active” off instead: the field leaves the APIs, and its values stay for the day it comes back."

    class Media:
        js = ["settings/field.js"]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return NEW
        texts = ["label", "description", "is_active"]
        if obj.type in RELATED:
            more = [("More targets", {"fields": ["targets", "target_label"]})] if obj.type == "MORPH_RELATION" else []
            return [(None, {"fields": texts}), *more, ("API", {"fields": ["name", "icon"]})]
        rules = ["is_nullable"]
        rules += ["default"] if obj.type in DEFAULTED else []
        rules += ["is_unique"] if obj.type in SINGLE else []
        held = [("What it holds", {"fields": ["options"]})] if obj.type in OPTIONED else []
        api = ("API", {"fields": ["name", "icon", "settings"]})
        return [(None, {"fields": texts}), *held, ("Rules", {"fields": rules}), api]

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        obj = context.get("original")
        if obj is not None:
            context["subtitle"] = f"{obj.type} of {obj.object.label_singular}"
        return super().render_change_form(request, context, *args, **kwargs)

    @display(description="Kind", label={"custom": "success"})
    def origin(self, row: FieldMetadata) -> str:
        return "custom" if row.is_custom else "standard"

    @display(description="State", ordering="is_active", label={"active": "success", "inactive": "danger"})
    def shown_state(self, row: FieldMetadata) -> str:
        return "active" if row.is_active else "inactive"

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        response = super().response_add(request, obj, post_url_continue)
        return response if "_addanother" in request.POST else self.to_object(obj)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        response = super().response_change(request, obj)
        return response if "_continue" in request.POST else self.to_object(obj)

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: Any) -> HttpResponse:
        super().response_delete(request, obj_display, obj_id)
        return HttpResponseRedirect(reverse("admin:metadata_objectmetadata_changelist"))

    def to_object(self, row: FieldMetadata) -> HttpResponse:
        address = reverse("admin:metadata_objectmetadata_change", args=[row.object_id])
        return HttpResponseRedirect(f"{address}#fields")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or obj.is_custom)

    def turn(self, caller: Caller, row: FieldMetadata, data: dict[str, Any]) -> None:
        update_field(caller.workspace_id, row.pk, data)

    def losses(self, obj: FieldMetadata) -> list[str]:
        return losses.of_field(obj)

    def remove(self, caller: Caller, obj: FieldMetadata) -> None:
        delete_field(caller.workspace_id, obj.pk)
