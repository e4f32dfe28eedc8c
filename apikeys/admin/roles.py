"""Roles as a matrix: a row an object, a column a right; what a role does not say of an object, its own flag says."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextInputWidget

from apikeys.admin.base import REFUSALS, ServiceForm, WorkspaceRows, words
from apikeys.admin.scope import acting
from apikeys.caller import Caller
from apikeys.models import Role
from apikeys.parse_roles import FIELD_RIGHTS, OBJECT_RIGHTS, ROLE_FLAGS
from apikeys.permissions import FLAGS
from apikeys.services import roles
from metadata.models import FieldMetadata, ObjectMetadata

COLUMNS = {"Read": "Read", "Update": "Update", "Delete": "SoftDelete", "Destroy": "Destroy"}
"""Heading -> the word in the names of the rights."""
USES = {
    "canUpdateAllSettings": "Change all settings",
    "canAccessAllTools": "Use all tools",
    "canBeAssignedToUsers": "May be given to members",
    "canBeAssignedToApiKeys": "May be given to API keys",
    "canBeAssignedToAgents": "May be given to agents",
}
ALL_RECORDS = {title: f"can{word}AllObjectRecords" for title, word in COLUMNS.items()}
OF_OBJECT = {title: f"can{word}ObjectRecords" for title, word in COLUMNS.items()}
ACRONYMS = ("AI", "API", "CSV", "HTTP", "SSO")
CHOICES = {"": None, "yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class Cell:
    """One right on one object or field: "" inherits."""

    name: str
    label: str
    value: str

    def retold(self, given: Mapping[str, str]) -> "Cell":
        return replace(self, value=given.get(self.name, self.value))


@dataclass(frozen=True, slots=True)
class Line:
    object: ObjectMetadata
    cells: list[Cell]
    fields: list[tuple[FieldMetadata, list[Cell]]]
    restricted: int


class RoleForm(ServiceForm):
    keys = {"label": "label", "description": "description"}

    label = forms.CharField(widget=UnfoldAdminTextInputWidget)
    description = forms.CharField(required=False, widget=UnfoldAdminTextInputWidget)

    class Meta:
        model = Role
        fields: list[str] = []

    def store(self, given: Mapping[str, Any]) -> Role:
        return roles.create_role(self.caller, {"label": given["label"], "description": given["description"]})

    def refuse(self, key: str, line: str) -> None:
        """A taken name is all that may be wrong beside what names an input."""
        super().refuse(key or "label", line)


@admin.register(Role)
class RoleAdmin(WorkspaceRows):
    form = RoleForm
    fields = ["label", "description"]
    list_display = ["label", "description", "kind", "held_by", "can_update_all_settings"]
    search_fields = ["label"]
    actions = None

    @display(description="Kind", label={"protected": "info", "default": "success"})
    def kind(self, row: Role) -> str:
        if not row.is_editable:
            return "protected"
        return "default" if row.workspace.default_role_id == row.pk else "own"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Role]:
        keys = Count("api_keys", filter=Q(api_keys__revoked_at=None), distinct=True)
        counted = {"number_of_members": Count("memberships", distinct=True), "number_of_keys": keys}
        return super().get_queryset(request).select_related("workspace").annotate(**counted)

    @admin.display(description="Held by")
    def held_by(self, row: Any) -> str:
        return f"{row.number_of_members} members, {row.number_of_keys} keys"

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or (obj.is_editable and obj.workspace.default_role_id != obj.pk))

    def losses(self, obj: Any) -> list[str]:
        return [
            f"Its {obj.number_of_keys} keys are left without a role, which opens nothing",
            f"Its {obj.number_of_members} members get the role of new members instead",
        ]

    def remove(self, caller: Caller, obj: Role) -> None:
        roles.delete_role(caller, obj.pk)

    def response_add(self, request: HttpRequest, obj: Role, post_url_continue: str | None = None) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:apikeys_role_change", args=[obj.pk]))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        role = self.get_object(request, object_id)
        if role is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if request.method == "POST":
            try:
                store(acting(request, role.workspace), role, request.POST)
            except REFUSALS as error:
                for line in words(error):
                    messages.error(request, line)
                role.refresh_from_db()
                return self.matrix_page(request, role, request.POST)
            messages.success(request, f"The role “{role}” is saved: it counts from the next request on.")
            return HttpResponseRedirect(request.path)
        return self.matrix_page(request, role, {})

    def matrix_page(self, request: HttpRequest, role: Role, given: Mapping[str, str]) -> HttpResponse:
        """As the role is, or with what was `given` and refused."""
        flags = held(role)
        about = {
            **self.admin_site.each_context(request),
            "title": role.label,
            "opts": self.opts,
            "original": role,
            "role": role,
            "texts": {key: given.get(key, getattr(role, key) or "") for key in ("label", "description")},
            "refused": bool(given),
            "lines": [retold(one, given) for one in matrix(role)],
            "columns": COLUMNS,
            "defaults": [(key, title, flag(role, key, given)) for title, key in ALL_RECORDS.items()],
            "uses": [(key, title, flag(role, key, given)) for key, title in USES.items()],
            "flags": [(f, titled(f), f"flag:{f}" in given if given else f in flags) for f in FLAGS],
            "has_delete_permission": self.has_delete_permission(request, role),
        }
        return TemplateResponse(request, "settings/role.html", about)


def flag(role: Role, key: str, given: Mapping[str, str] | None = None) -> bool:
    return key in given if given else bool(getattr(role, ROLE_FLAGS[key]))


def retold(one: Line, given: Mapping[str, str]) -> Line:
    """With what a person has chosen, which was not stored."""
    fields = [(field, [cell.retold(given) for cell in cells]) for field, cells in one.fields]
    return replace(one, cells=[cell.retold(given) for cell in one.cells], fields=fields)


def held(role: Role) -> set[str]:
    return set(role.permission_flags.values_list("flag", flat=True))


def titled(name: str) -> str:
    """API_KEYS_AND_WEBHOOKS -> API keys and webhooks."""
    words = [word if word in ACRONYMS else word.lower() for word in name.split("_")]
    return " ".join([words[0] if words[0] in ACRONYMS else words[0].capitalize(), *words[1:]])


# -- shown ----------------------------------------------------------------------------------------------------------
def matrix(role: Role) -> list[Line]:
    objects = ObjectMetadata.objects.filter(workspace_id=role.workspace_id, is_active=True)
    rights = {row.object_id: row for row in role.object_permissions.all()}
    limits = {row.field_id: row for row in role.field_permissions.all()}
    fields: dict[Any, list[FieldMetadata]] = {}
    rows = FieldMetadata.objects.filter(workspace_id=role.workspace_id, is_active=True).exclude(type="TS_VECTOR")
    for field in rows.order_by("place", "id"):
        fields.setdefault(field.object_id, []).append(field)
    ordered = objects.order_by("is_system", "label_plural")
    return [line(one, rights.get(one.pk), fields.get(one.pk, []), limits) for one in ordered]


def line(one: ObjectMetadata, rights: Any, fields: list[FieldMetadata], limits: Mapping[Any, Any]) -> Line:
    cells = [
        Cell(f"object:{one.pk}:{key}", f"{one.label_plural}: {title}", chosen(rights, OBJECT_RIGHTS[key]))
        for title, key in OF_OBJECT.items()
    ]
    inner = [
        (
            field,
            [
                Cell(
                    f"field:{field.pk}:{key}",
                    f"{one.label_plural}, {field.label}: {title}",
                    chosen(limits.get(field.pk), column),
                )
                for (key, column), title in zip(FIELD_RIGHTS.items(), ("read", "update"), strict=True)
            ],
        )
        for field in fields
    ]
    return Line(one, cells, inner, sum(field.pk in limits for field in fields))


def chosen(row: Any, column: str) -> str:
    value = getattr(row, column, None)
    return "" if value is None else "yes" if value else "no"


# -- stored ---------------------------------------------------------------------------------------------------------
@transaction.atomic
def store(caller: Caller, role: Role, given: Mapping[str, str]) -> None:
    """Only what differs from what is there is asked for, by the services of the API."""
    told = {key: key in given for key in (*ALL_RECORDS.values(), *USES)}
    told = {key: value for key, value in told.items() if value != flag(role, key)}
    texts = {
        key: given[key] for key in ("label", "description") if key in given and given[key] != (getattr(role, key) or "")
    }
    roles.update_role(caller, role.pk, told | texts)
    lines = matrix(role)
    objects = [
        {"objectMetadataId": str(one.object.pk)} | wanted for one in lines if (wanted := changes(one.cells, given))
    ]
    if objects:
        roles.upsert_object_permissions(caller, {"roleId": str(role.pk), "objectPermissions": objects})
    fields = [
        {"objectMetadataId": str(field.object_id), "fieldMetadataId": str(field.pk)} | wanted
        for one in lines
        for field, cells in one.fields
        if (wanted := changes(cells, given))
    ]
    if fields:
        roles.upsert_field_permissions(caller, {"roleId": str(role.pk), "fieldPermissions": fields})
    flags = [name for name in FLAGS if f"flag:{name}" in given]
    if set(flags) != held(role):
        roles.upsert_permission_flags(caller, {"roleId": str(role.pk), "permissionFlagKeys": flags})


def changes(cells: list[Cell], given: Mapping[str, str]) -> dict[str, bool | None]:
    return {
        cell.name.rpartition(":")[2]: CHOICES[given[cell.name]]
        for cell in cells
        if given.get(cell.name, cell.value) != cell.value and given[cell.name] in CHOICES
    }
