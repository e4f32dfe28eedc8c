"""Pages of the settings beside those of Django's models: start, APIs and webhooks, picture of the model, records."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_POST

from apikeys.admin.scope import administered, choose, current, current_or_refuse
from apikeys.models import ApiKey, AuditEntry, Membership, Role
from apikeys.parse import uuid_or_none
from docs.pages.session import choose_workspace, memberships
from metadata.models import ObjectMetadata
from metadata.schema.cache import schema_for
from twentyapi.admin import diagram
from twentyapi.admin.page import page
from twentyapi.admin.records import views as records
from webhooks.models import Delivery, Webhook


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """What the start page of the settings tells."""
    workspace = current(request)
    if workspace is not None:
        of = {"workspace": workspace}
        context |= {
            "counts": {
                "objects": ObjectMetadata.objects.filter(**of, is_active=True).count(),
                "keys": ApiKey.objects.filter(**of, revoked_at=None).count(),
                "webhooks": Webhook.objects.filter(**of).count(),
                "roles": Role.objects.filter(**of).count(),
                "members": Membership.objects.filter(**of).count(),
            },
            "latest": AuditEntry.objects.filter(**of).exclude(action__startswith="indexMetadata.")[:6],
            "workspace": workspace,
        }
    context["title"] = workspace.display_name if workspace else "Settings"
    return context


def api(request: HttpRequest) -> HttpResponse:
    workspace = current_or_refuse(request)
    keys = ApiKey.objects.filter(workspace=workspace, revoked_at=None).select_related("role").order_by("-created_at")
    deliveries = Delivery.objects.filter(workspace=workspace).select_related("webhook")[:10]
    about = {
        "origin": request.build_absolute_uri("/").removesuffix("/"),
        "keys": keys,
        "webhooks": Webhook.objects.filter(workspace=workspace),
        "deliveries": deliveries,
        "workspace": workspace,
    }
    return page(request, "settings/api.html", "APIs and webhooks", about)


def model_picture(request: HttpRequest) -> HttpResponse:
    workspace = current_or_refuse(request)
    schema = schema_for(workspace.pk, workspace.metadata_version)
    shown, focus = request.GET.get("show", "main"), request.GET.get("object")
    objects = sorted(schema.objects.values(), key=lambda one: (one.system, one.label_plural))
    picture = diagram.picture(schema, shown, focus, request.GET.get("detail"))
    about = {
        "picture": picture,
        "detail": "fields" if picture.detailed else "names",
        "details": diagram.DETAILS,
        "choices": diagram.SHOWN,
        "shown": shown,
        "focus": focus,
        "objects": objects,
        "is_fullwidth": "1",
        "elk": (settings.PAGE_ASSETS / "elk-api.js").is_file(),
    }
    return page(request, "settings/diagram.html", "Picture of the data model", about)


@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Another workspace for the settings, and for the playground where the person is a member."""
    wanted = uuid_or_none(request.POST.get("workspace"))
    found = administered(request.user).filter(pk=wanted).first() if wanted else None
    if found is None:
        raise Http404("No such workspace")
    choose(request, found)
    for membership in memberships(request):
        if membership.workspace_id == found.pk:
            choose_workspace(request, membership.pk)
    return redirect("admin:index")


def administrators(view: Any) -> Any:
    """For whoever administers a workspace; everybody else is asked to sign in, or refused."""

    def guarded(request: HttpRequest, **given: Any) -> HttpResponse:
        current_or_refuse(request)
        response: HttpResponse = view(request, **given)
        return response

    return admin.site.admin_view(guarded)


urlpatterns = [
    path("api/", administrators(api), name="settings-api"),
    path("model/", administrators(model_picture), name="settings-diagram"),
    path("workspace/", administrators(switch), name="settings-workspace"),
    path("records/", administrators(records.index), name="settings-record-objects"),
    path("records/<slug:plural>/", administrators(records.listing), name="settings-records"),
    path("records/<slug:plural>/pick/", administrators(records.picked), name="settings-pick"),
    path("records/<slug:plural>/add/", administrators(records.add), name="settings-record-add"),
    path("records/<slug:plural>/<uuid:record_id>/", administrators(records.change), name="settings-record"),
    path("records/<slug:plural>/<uuid:record_id>/remove/", administrators(records.remove), name="settings-remove"),
]
