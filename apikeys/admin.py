"""Keys, roles and members in Django admin. A person sees the workspaces that he administers."""

from datetime import UTC, datetime
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest

from apikeys.audit import told
from apikeys.models import ApiKey, AuditEntry, FieldPermission, Membership, ObjectPermission, PermissionFlag, Role
from apikeys.permissions import FLAGS
from apikeys.services.roles import raise_version
from apikeys.tokens import token_for
from metadata.models import FieldMetadata, ObjectMetadata, Workspace


def administered(user: User | AnonymousUser) -> QuerySet[Workspace]:
    """All workspaces for a superuser, else those in which the person has the protected role Admin."""
    if user.is_superuser:
        return Workspace.objects.all()
    return Workspace.objects.filter(memberships__person__user_id=user.pk or 0, memberships__role__is_editable=False)


def by_hand(request: HttpRequest, action: str, row: ApiKey | Role | Membership) -> None:
    """What a person does here is on record too."""
    AuditEntry.objects.create(
        workspace_id=row.workspace_id, actor_kind="admin", actor_name=str(request.user)[:255], **told(action, row)
    )


class WorkspaceAdmin(admin.ModelAdmin):
    """Rows of the person's workspaces only, and only these to choose from."""

    list_filter = ["workspace"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).filter(workspace__in=administered(request.user))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        mine = administered(request.user)
        if db_field.related_model is Workspace:
            kwargs["queryset"] = mine
        elif db_field.related_model is Role:
            kwargs["queryset"] = Role.objects.filter(workspace__in=mine).select_related("workspace")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """What is made for one workspace stays there."""
        return (*super().get_readonly_fields(request, obj), *(["workspace"] if obj else []))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        user = request.user
        if not (user.is_active and user.is_staff):
            return False
        mine = administered(user)
        return mine.exists() if obj is None else mine.filter(pk=obj.workspace_id).exists()

    has_add_permission = has_view_permission
    has_change_permission = has_view_permission
    has_delete_permission = has_view_permission


class RoleRows(admin.TabularInline):
    """Permissions of one role: whoever may change the role may change them."""

    extra = 0

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None or obj.is_editable

    has_add_permission = has_change_permission
    has_delete_permission = has_change_permission

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Objects and fields of the role's own workspace."""
        place: dict[str, Any] = request.resolver_match.kwargs if request.resolver_match else {}
        role = Role.objects.filter(pk=place["object_id"]) if "object_id" in place else Role.objects.none()
        if db_field.related_model in (ObjectMetadata, FieldMetadata):
            rows = db_field.related_model.objects.filter(workspace__in=role.values("workspace"))
            kwargs["queryset"] = rows.order_by("name_singular" if db_field.related_model is ObjectMetadata else "name")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class ObjectPermissionRows(RoleRows):
    model = ObjectPermission


class FieldPermissionRows(RoleRows):
    model = FieldPermission


class PermissionFlagRows(RoleRows):
    model = PermissionFlag

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "flag":
            db_field.choices = [(flag, flag) for flag in FLAGS]
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(Role)
class RoleAdmin(WorkspaceAdmin):
    list_display = ["label", "workspace", "is_editable", "can_be_assigned_to_api_keys", "can_update_all_settings"]
    exclude = ["universal_identifier", "is_editable"]
    inlines = [ObjectPermissionRows, FieldPermissionRows, PermissionFlagRows]
    search_fields = ["label"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.is_editable)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj) and (obj is None or obj.workspace.default_role_id != obj.pk)

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        raise_version(form.instance)
        by_hand(request, "role.updated" if change else "role.created", form.instance)


@admin.register(ApiKey)
class ApiKeyAdmin(WorkspaceAdmin):
    list_display = ["name", "workspace", "role", "expires_at", "revoked_at", "last_used_at"]
    fields = ["workspace", "name", "role", "expires_at", "revoked_at", "last_used_at"]
    readonly_fields = ["revoked_at", "last_used_at"]
    search_fields = ["name"]
    actions = ["revoke", "make_token"]

    def save_model(self, request: HttpRequest, obj: ApiKey, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        by_hand(request, "apiKey.updated" if change else "apiKey.created", obj)
        if not change:
            self._show_token(request, obj)

    @admin.action(description="Revoke selected API keys")
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiKey]) -> None:
        ending = list(queryset.filter(revoked_at=None))
        queryset.filter(pk__in=[key.pk for key in ending]).update(revoked_at=datetime.now(UTC))
        for key in ending:
            by_hand(request, "apiKey.revoked", key)
        messages.success(request, f"{len(ending)} API keys revoked.")

    @admin.action(description="Make another token")
    def make_token(self, request: HttpRequest, queryset: QuerySet[ApiKey]) -> None:
        for key in queryset.filter(revoked_at=None, expires_at__gt=datetime.now(UTC)):
            by_hand(request, "apiKey.tokenMade", key)
            self._show_token(request, key)

    def _show_token(self, request: HttpRequest, key: ApiKey) -> None:
        messages.warning(request, f"The token of “{key}”, shown this once: {token_for(key)}")


@admin.register(Membership)
class MembershipAdmin(WorkspaceAdmin):
    list_display = ["person", "workspace", "role", "created_at"]
    fields = ["person", "workspace", "role"]
    readonly_fields = ["person"]

    def save_model(self, request: HttpRequest, obj: Membership, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        by_hand(request, "workspaceMember.roleChanged", obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A member needs a record of the workspace as well: create_member makes both."""
        return False


@admin.register(AuditEntry)
class AuditAdmin(WorkspaceAdmin):
    """To read only: entries are never changed."""

    list_display = ["at", "action", "target_name", "actor_name", "workspace"]
    search_fields = ["action", "target_name", "actor_name"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    has_change_permission = has_add_permission
    has_delete_permission = has_add_permission
