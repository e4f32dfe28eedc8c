"""Admin pages: settings of workspaces to change, data models to look at. A model changes through its services only."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from .models import FieldMetadata, IndexMetadata, ObjectMetadata, Workspace
from .services.settings import update_workspace

EDITABLE = {
    "display_name": "displayName",
    "custom_domain": "customDomain",
    "logo": "logo",
    "rest_metadata_format": "restMetadataFormat",
    "trash_retention_days": "trashRetentionDays",
    "is_public_invite_link_enabled": "isPublicInviteLinkEnabled",
    "allow_impersonation": "allowImpersonation",
}
"""Attribute -> key of the service that checks and stores it."""


class ToLookAt(admin.ModelAdmin):
    """Nothing can be added, changed or deleted here: a row alone would leave its table behind."""

    list_select_related = ("workspace",)

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False


@admin.register(Workspace)
class WorkspaceAdmin(ToLookAt):
    list_display = ("display_name", "subdomain", "activation_status", "metadata_version", "rest_metadata_format")
    list_select_related = ()
    search_fields = ("display_name", "subdomain")
    fields = (*EDITABLE, "subdomain", "activation_status", "metadata_version", "settings", "created_at", "updated_at")
    readonly_fields = ("subdomain", "activation_status", "metadata_version", "settings", "created_at", "updated_at")

    def has_change_permission(self, request: HttpRequest, *args: Any) -> bool:
        return admin.ModelAdmin.has_change_permission(self, request, *args)

    def save_model(self, request: HttpRequest, obj: Workspace, form: Any, change: bool) -> None:
        given = {EDITABLE[name]: getattr(obj, name) for name in form.changed_data if name in EDITABLE}
        update_workspace(obj.id, given)


class FieldLines(admin.TabularInline):
    model = FieldMetadata
    fk_name = "object"
    fields = readonly_fields = ("name", "type", "label", "is_active", "is_nullable", "is_unique", "default_value")
    ordering = ("place", "id")
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(ObjectMetadata)
class ObjectAdmin(ToLookAt):
    list_display = ("name_singular", "workspace", "label_plural", "is_custom", "is_active", "is_system")
    list_filter = ("workspace", "is_active", "is_system")
    search_fields = ("name_singular", "name_plural", "label_singular", "label_plural")
    ordering = ("workspace", "name_singular")
    inlines = (FieldLines,)

    @admin.display(boolean=True, description="custom")
    def is_custom(self, row: ObjectMetadata) -> bool:
        return row.is_custom


@admin.register(FieldMetadata)
class FieldAdmin(ToLookAt):
    list_display = ("name", "object", "type", "label", "workspace", "is_active", "is_nullable", "is_unique")
    list_filter = ("workspace", "type", "is_active")
    list_select_related = ("object", "workspace")
    search_fields = ("name", "label", "object__name_singular")
    ordering = ("workspace", "object__name_singular", "place")


@admin.register(IndexMetadata)
class IndexAdmin(ToLookAt):
    list_display = ("name", "object", "index_type", "is_unique", "is_custom", "state", "workspace")
    list_filter = ("workspace", "index_type", "is_unique", "state")
    list_select_related = ("object", "workspace")
    search_fields = ("name", "object__name_singular")
    ordering = ("workspace", "object__name_singular", "name")
