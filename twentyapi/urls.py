"""All routes of the server: each owner's urls are mounted here."""

from django.contrib import admin
from django.urls import include, path

from twentyapi.health import healthz

urlpatterns = [
    path("healthz", healthz),
    path("admin/", admin.site.urls),
    path("", include("apikeys.rest")),
    path("", include("core.rest.urls")),
]
handler404 = "twentyapi.refusals.page_not_found"
